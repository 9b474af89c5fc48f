"""Tasks and events to be reminded of, and what is to come of them."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from crmbot.core import reminders, tasks
from crmbot.core.context import Context, Origin
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.activity import Event, EventKind, EventStatus, Task, Visibility
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.reminder import Reminder, ReminderStatus
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office

LONDON = "Europe/London"
AT_THREE = When(date(2026, 11, 20), time(15), LONDON)
THREE = datetime(2026, 11, 20, 15, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SALES = Origin("console:local:#sales", private=False, via="console")


def task(office: Office, due: When | None = AT_THREE, who: str = "ben", **more: object) -> int:
    """Make a task; return its number."""
    with office.acting(who, "task new") as ctx:
        draft = TaskDraft("Call Delta", due, **more)  # type: ignore[arg-type]  # as the test says
        return tasks.create(ctx, draft).id


def event(office: Office, starts: When = AT_THREE, who: str = "ana", guests: tuple[str, ...] = ("ben",)) -> int:
    """Make an event of somebody's with others; return its number."""
    with office.acting(who, "event new") as ctx:
        at = starts.instant_or(time())
        row = Event(
            title="Review",
            owner_id=ctx.actor.id,
            event_kind=EventKind.MEETING,
            event_status=EventStatus.PLANNED,
            visibility=Visibility.PUBLIC,
            starts_on=starts.on,
            starts_time=starts.at,
            zone=starts.zone,
            starts_at=at,
            ends_at=at + HOUR,
            all_day=starts.at is None,
        )
        ctx.session.add(row)
        ctx.session.flush()
        ctx.session.add_all(Attendee(activity_id=row.id, user_id=office.ids[name]) for name in guests)
        reminders.sync(ctx, row)
        return row.id


def row_of(ctx: Context, number: int) -> Task:
    """Return a task by its number."""
    return ctx.session.get_one(Task, number)


def event_of(ctx: Context, number: int) -> Event:
    """Return an event by its number."""
    return ctx.session.get_one(Event, number)


def waiting(office: Office) -> list[tuple[str, str, timedelta]]:
    """Return what is to come: of which kind, for whom, how far from three o'clock."""
    names = {number: name for name, number in office.ids.items()}
    with unit_of_work(office.database) as session:
        rows = session.scalars(
            select(Reminder)
            .where(Reminder.status == ReminderStatus.PENDING)
            .order_by(Reminder.due_at, Reminder.user_id, Reminder.id)
        ).all()
        return [(row.kind, names.get(row.user_id or 0, row.address or ""), row.due_at - THREE) for row in rows]
