"""Activities: notes of what happened, tasks to be done, events that take place."""

from datetime import date, datetime, time
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from crmbot.store.base import Base
from crmbot.store.models.list_entry import ListEntry
from crmbot.store.models.record import Record
from crmbot.store.types import choice, index_of_some, indexes_of_given


class NoteKind(StrEnum):
    """What a note is about."""

    NOTE = "note"
    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    VISIT = "visit"


class Direction(StrEnum):
    """Who made a call or wrote a mail: they did, or we."""

    IN = "in"
    OUT = "out"


class TaskStatus(StrEnum):
    """Where a task stands."""

    TODO = "todo"
    IN_PROGRESS = "in_progress"
    WAITING = "waiting"
    AWAITING_APPROVAL = "awaiting_approval"
    DONE = "done"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    """How urgent a task is."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"


class EventKind(StrEnum):
    """What sort of event takes place."""

    EVENT = "event"
    MEETING = "meeting"
    CALL = "call"
    VISIT = "visit"


class EventStatus(StrEnum):
    """Whether an event is still to come, took place, or was called off."""

    PLANNED = "planned"
    HELD = "held"
    CANCELLED = "cancelled"


class Answer(StrEnum):
    """What somebody who was asked to an event says to it."""

    NONE = "none"
    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class Visibility(StrEnum):
    """Who sees an event."""

    PUBLIC = "public"
    PRIVATE = "private"
    CONFIDENTIAL = "confidential"


class Availability(StrEnum):
    """Whether an event takes its people's time."""

    BUSY = "busy"
    FREE = "free"


class LinkRole(StrEnum):
    """What a record has to do with an activity."""

    ABOUT = "about"
    ATTENDEE = "attendee"


class ActivityType(ListEntry, Base):
    """A type of task or a category of event (`kind`), with what usually comes next.

    `event_kind` is the sort of event a category is offered for.
    """

    __tablename__ = "activity_type"
    __tracked__ = True

    code: Mapped[str]
    kind: Mapped[str]
    colour: Mapped[str | None]
    event_kind: Mapped[EventKind | None] = mapped_column(choice(EventKind))
    next_type_id: Mapped[int | None] = mapped_column(ForeignKey("activity_type.id"))
    delay_days: Mapped[int | None]

    __table_args__ = (UniqueConstraint("kind", "name_key"), UniqueConstraint("kind", "code"))


class Activity(Record):
    """What notes, tasks and events have in common: one table, so that a timeline is one query.

    `kind` stands here as well as in `record`, for the constraints and indexes of this table.
    """

    __tablename__ = "activity"

    id: Mapped[int] = mapped_column("record_id", ForeignKey("record.id"), primary_key=True)
    kind: Mapped[str] = column_property(mapped_column("kind", String, nullable=False), Record.kind)
    type_id: Mapped[int | None] = mapped_column(ForeignKey("activity_type.id"))
    body: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(Text)
    completed_at: Mapped[datetime | None]

    # Notes
    note_kind: Mapped[NoteKind | None] = mapped_column(choice(NoteKind))
    happened_at: Mapped[datetime | None] = mapped_column(index=True)
    direction: Mapped[Direction | None] = mapped_column(choice(Direction))
    duration_minutes: Mapped[int | None]
    lat: Mapped[float | None]
    lng: Mapped[float | None]
    # The message a note was made from, so that an edited message finds its note.
    source_message: Mapped[str | None] = mapped_column(Text)

    # Tasks: `due_on` is the day in `due_zone`; `due_at` is there only when a time was said.
    status: Mapped[TaskStatus | None] = mapped_column(choice(TaskStatus))
    priority: Mapped[Priority | None] = mapped_column(choice(Priority))
    due_on: Mapped[date | None]
    due_time: Mapped[time | None]
    due_zone: Mapped[str | None]
    due_at: Mapped[datetime | None]
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    assigned_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    requires_approval: Mapped[bool] = mapped_column(default=False)
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]
    snoozed_until: Mapped[datetime | None]
    start_on: Mapped[date | None]
    # Why whoever was to approve it sent it back; gone once it is done.
    sent_back: Mapped[str | None] = mapped_column(Text)
    origin_address: Mapped[str | None] = mapped_column(Text)
    origin_private: Mapped[bool] = mapped_column(default=True)

    # Events: `starts_on` and `starts_time` are the wall time in `zone` as it was said, `starts_at` and `ends_at`
    # the instants. One of whole days has no time; its last day is `ends_on`, and `ends_at` the midnight behind that.
    event_kind: Mapped[EventKind | None] = mapped_column(choice(EventKind))
    event_status: Mapped[EventStatus | None] = mapped_column(choice(EventStatus))
    starts_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    all_day: Mapped[bool] = mapped_column(default=False)
    starts_on: Mapped[date | None]
    starts_time: Mapped[time | None]
    ends_on: Mapped[date | None]
    zone: Mapped[str | None]
    location: Mapped[str | None] = mapped_column(Text)
    visibility: Mapped[Visibility | None] = mapped_column(choice(Visibility))
    availability: Mapped[Availability | None] = mapped_column(choice(Availability))

    # One of a series: `occurrence_on` is the day the rule gave it, wherever it was moved since.
    recurrence_id: Mapped[int | None] = mapped_column(ForeignKey("recurrence.id"))
    occurrence_on: Mapped[date | None]

    # What it is about, for rows that are made with it; those of rows that were read are asked for where they matter.
    links: Mapped[list["ActivityLink"]] = relationship(lazy="raise", cascade="save-update")

    __table_args__: Any = (
        CheckConstraint("kind IN ('note', 'task', 'event')", name="kind"),
        CheckConstraint("kind <> 'note' OR (happened_at IS NOT NULL AND note_kind IS NOT NULL)", name="note"),
        CheckConstraint("kind <> 'task' OR (status IS NOT NULL AND priority IS NOT NULL)", name="task"),
        CheckConstraint("due_on IS NOT NULL OR (due_at IS NULL AND due_time IS NULL)", name="due"),
        CheckConstraint("(due_at IS NULL) = (due_time IS NULL)", name="due_time"),
        CheckConstraint("kind <> 'event' OR (starts_at IS NOT NULL AND ends_at >= starts_at)", name="event"),
        CheckConstraint("kind <> 'event' OR event_status IS NOT NULL", name="event_status"),
        CheckConstraint("(lat IS NULL) = (lng IS NULL)", name="place"),
        Index(None, "assignee_id", "status", "due_on"),
        Index(None, "status", "due_at"),
        Index(None, "status", "due_on"),
        # The few events that are still to come, and the fewer that not everybody may see, among all that ever were.
        index_of_some("ix_activity_planned", "starts_at", where="event_status = 'planned'"),
        index_of_some("ix_activity_private", "record_id", where="visibility IN ('private', 'confidential')"),
        # Whole days can go on for weeks: those that have begun long ago are looked for by themselves.
        Index("ix_activity_all_day", "ends_at", sqlite_where=text("all_day = 1"), postgresql_where=text("all_day")),
        # What takes place in a week is looked for by both at once, which is so much of the index and nothing else.
        Index("ix_activity_span", "starts_at", "ends_at", "record_id"),
        Index("uq_activity_recurrence_id", "recurrence_id", "occurrence_on", unique=True),
        *indexes_of_given("source_message"),
    )
    __mapper_args__ = {  # noqa: RUF012  # read by the mapper, which wants a plain attribute
        "polymorphic_abstract": True,
    }


class Note(Activity):
    """What happened: a note, call, mail, meeting or visit."""

    __mapper_args__ = {"polymorphic_identity": "note"}  # noqa: RUF012  # as above


class Task(Activity):
    """What somebody is to do."""

    __mapper_args__ = {"polymorphic_identity": "task"}  # noqa: RUF012  # as above

    OPEN: ClassVar[tuple[TaskStatus, ...]] = (
        TaskStatus.TODO,
        TaskStatus.IN_PROGRESS,
        TaskStatus.WAITING,
        TaskStatus.AWAITING_APPROVAL,
    )

    @property
    def is_open(self) -> bool:
        """Tell whether there is still something to do."""
        return self.status in self.OPEN

    @property
    def due_wall(self) -> str | None:
        """The due time as it was said, without its zone: a day, or a day with a wall time."""
        if self.due_on is None:
            return None
        if self.due_time is None:
            return self.due_on.isoformat()
        return datetime.combine(self.due_on, self.due_time).isoformat(timespec="minutes")

    @property
    def hint(self) -> str:
        """When it is due."""
        return self.due_on.isoformat() if self.due_on is not None else ""


class Event(Activity):
    """What takes place at a time."""

    __mapper_args__ = {"polymorphic_identity": "event"}  # noqa: RUF012  # as above

    @property
    def is_planned(self) -> bool:
        """Tell whether it was neither held nor cancelled."""
        return self.event_status is EventStatus.PLANNED

    @property
    def is_private(self) -> bool:
        """Tell whether only its own people see more of it than a busy time."""
        return self.visibility not in (None, Visibility.PUBLIC)

    @property
    def hint(self) -> str:
        """The day it takes place on, where it was said."""
        return self.starts_on.isoformat() if self.starts_on is not None else ""


class ActivityLink(Base):
    """A record an activity is about, or that takes part in it."""

    __tablename__ = "activity_link"
    __tracked__ = True
    __subject__: ClassVar[str | None] = "activity_id"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activity.record_id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True, index=True)
    role: Mapped[LinkRole] = mapped_column(choice(LinkRole), default=LinkRole.ABOUT)
    answer: Mapped[str | None]
