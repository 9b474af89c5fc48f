"""Weighs reminders that are due, many at once: do they still hold, and is it the hour to say so?"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crmbot.core import habits
from crmbot.core.context import Organisation
from crmbot.core.habits import Habits
from crmbot.core.reminders.times import ESCALATE, NAG, SNOOZE
from crmbot.store.among import one_of
from crmbot.store.models.activity import Activity, Answer, EventStatus, Priority, Task
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.change import Change
from crmbot.store.models.people import RemindedIn, User
from crmbot.store.models.reminder import Reminder, ReminderStatus, ReminderWish


class Due(NamedTuple):
    """A reminder that is due, as it was claimed; the names are those of its columns."""

    id: int
    record_id: int
    user_id: int | None
    address: str | None
    kind: str
    due_at: datetime
    wall_time: str | None
    zone: str | None
    minutes: int
    held_from: datetime | None
    fired: int
    trace: str | None = None


class Verdict(Enum):
    """What becomes of a reminder that is due."""

    FIRE = auto()
    DROP = auto()
    HOLD = auto()
    AGAIN = auto()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A reminder and what becomes of it; `until` when it is held."""

    row: Due
    verdict: Verdict
    until: datetime | None = None


class Place(NamedTuple):
    """A copy of a record's reminder: whose, and where."""

    record_id: int
    user_id: int | None
    address: str | None


@dataclass(frozen=True, slots=True)
class Known:
    """What is true now of all that a batch concerns; records that are over are not among the live ones."""

    live: Collection[int]
    urgent: Collection[int]
    people: Mapping[int, Habits]
    places: Mapping[int, RemindedIn]
    channels: Mapping[str, Habits]
    declined: Collection[tuple[int, int | None]]
    snoozed: Collection[Place]
    acted: Mapping[int, datetime]

    def reminded_in(self, row: Due) -> RemindedIn:
        """Return where a reminder of something made in a channel goes."""
        if row.user_id is None or row.address is None:
            return RemindedIn.CHANNEL
        return self.places.get(row.user_id, RemindedIn.CHANNEL)

    def muted(self, row: Due, now: datetime) -> datetime | None:
        """Return until when the person of a reminder wants to hear nothing; None where they want to hear of it."""
        theirs = self.people.get(row.user_id or 0)
        return theirs.muted_at(now) if theirs is not None else None

    def habits(self, row: Due) -> Habits | None:
        """Return the habits of who hears a reminder: of the person where they hear directly, else of the channel."""
        if row.address is not None and self.reminded_in(row) is RemindedIn.CHANNEL:
            return self.channels.get(row.address)
        return self.people.get(row.user_id or 0)


def weigh(row: Due, known: Known, now: datetime) -> Weighed:
    """Say what becomes of a reminder. That of a suspended person leaves: whoever runs the place hears of it instead."""
    if not _holds(row, known):
        return Weighed(row, Verdict.DROP)
    if row.kind != SNOOZE and Place(row.record_id, row.user_id, row.address) in known.snoozed:
        return Weighed(row, Verdict.AGAIN if row.kind == NAG else Verdict.DROP)
    if row.record_id in known.urgent:
        return Weighed(row, Verdict.FIRE)
    # Who wants to hear nothing is not called in a channel either.
    at = known.muted(row, now) or now
    theirs = known.habits(row)
    until = _held_until(theirs, at, is_day=_is_of_a_day(row)) if theirs is not None else at
    return Weighed(row, Verdict.FIRE if until <= now else Verdict.HOLD, until)


def _is_of_a_day(row: Due) -> bool:
    """Tell whether a reminder has only a day to go by: nobody chose its hour."""
    return row.wall_time is not None and "T" not in row.wall_time and row.kind != NAG


def _holds(row: Due, known: Known) -> bool:
    if row.record_id not in known.live:
        return False
    if (row.record_id, row.user_id) in known.declined:
        return False
    if row.kind != ESCALATE:
        return True
    acted = known.acted.get(row.record_id)
    return acted is None or acted < _asked_at(row)


def _asked_at(row: Due) -> datetime:
    """Return the time of the record that an escalation counts from: what was done before it is no answer to it."""
    return (row.held_from or row.due_at) + timedelta(minutes=row.minutes)


def _held_until(theirs: Habits, now: datetime, *, is_day: bool) -> datetime:
    """Return the end of the quiet hours, and for what has only a day the hour on the next day that is worked on."""
    at = theirs.quiet_until(now) or now
    if not is_day:
        return at
    morning = theirs.morning_from(at)
    return theirs.quiet_until(morning) or morning


def learn(session: Session, rows: Sequence[Due], now: datetime, org: Organisation) -> Known:
    """Read what is true now of all that a batch concerns, in a number of queries that does not grow with it."""
    records = {row.record_id for row in rows}
    live, urgent = _subjects(session, records)
    users = {row.user_id for row in rows if row.user_id is not None}
    active, places = _people(session, users)
    chats = {row.address for row in rows if row.address is not None}
    return Known(
        live=live,
        urgent=urgent,
        people={number: theirs for number, theirs in habits.of_people(session, users, now).items() if number in active},
        places=places,
        channels=habits.of_channels(session, chats, now, org.zone),
        declined=_declined(session, records),
        snoozed=_snoozed(session, records, now),
        acted=acted_on(session, {row.record_id for row in rows if row.kind == ESCALATE}),
    )


def _subjects(session: Session, records: Collection[int]) -> tuple[set[int], set[int]]:
    """Return those of some records that are open or planned, and which of them are urgent."""
    # lint: unscoped the scheduler acts for nobody; the card is drawn for its reader
    rows = session.execute(
        select(Activity.id, Activity.priority).where(
            one_of(session, Activity.id, records),
            Activity.deleted_at.is_(None),
            Activity.status.in_(Task.OPEN) | (Activity.event_status == EventStatus.PLANNED),
        )
    ).all()
    return {row.id for row in rows}, {row.id for row in rows if row.priority is Priority.URGENT}


def _people(session: Session, users: Collection[int]) -> tuple[set[int], dict[int, RemindedIn]]:
    rows = session.execute(
        select(User.id, User.reminded_in).where(one_of(session, User.id, users), User.is_active)
    ).all()
    return {row.id for row in rows}, {row.id: row.reminded_in for row in rows if row.reminded_in is not None}


def _declined(session: Session, records: Collection[int]) -> set[tuple[int, int | None]]:
    rows = session.execute(
        select(Attendee.activity_id, Attendee.user_id).where(
            one_of(session, Attendee.activity_id, records), Attendee.answer == Answer.NO
        )
    )
    return {(row.activity_id, row.user_id) for row in rows}


def _snoozed(session: Session, records: Collection[int], now: datetime) -> set[Place]:
    rows = session.execute(
        select(Reminder.record_id, Reminder.user_id, Reminder.address).where(
            one_of(session, Reminder.record_id, records),
            Reminder.kind == SNOOZE,
            Reminder.status == ReminderStatus.PENDING,
            Reminder.due_at > now,
        )
    )
    return {Place(*row) for row in rows}


def acted_on(session: Session, records: Collection[int]) -> dict[int, datetime]:
    """Return when each of some records was last changed by somebody; what is wished of reminders is no change of it."""
    if not records:
        return {}
    rows = session.execute(
        select(Change.record_id, func.max(Change.at))
        .where(
            one_of(session, Change.record_id, records),
            Change.user_id.is_not(None),
            Change.table_name != ReminderWish.__tablename__,
        )
        .group_by(Change.record_id)
    )
    return {number: at for number, at in rows if number is not None}
