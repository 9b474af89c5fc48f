"""Tasks that are due on a Friday night, and what the scheduler makes of them."""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import select

from crmbot.core import reminders, tasks
from crmbot.core.context import Organisation
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from crmbot.store.models.reminder import Reminder
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office
from tests.core.reminder_desk import SALES

LONDON = "Europe/London"
ELEVEN_PM = When(date(2026, 11, 20), time(23), LONDON)
"""A Friday; the night after it, in which Ben sleeps."""
ELEVEN = datetime(2026, 11, 20, 23, tzinfo=UTC)
EIGHT = datetime(2026, 11, 21, 8, tzinfo=UTC)
NINE_ON_MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def task(office: Office, title: str = "Call", due: When = ELEVEN_PM, who: str = "ben", **more: object) -> int:
    """Make a task; return its number."""
    with office.acting(who, "task new") as ctx:
        return tasks.create(ctx, TaskDraft(title, due, **more)).id  # type: ignore[arg-type]  # as the test says


def in_channel(office: Office, due: When = ELEVEN_PM) -> int:
    """Make a task of Ben's in the channel."""
    with office.acting("ben") as ctx:
        ctx.origin = SALES
        return tasks.create(ctx, TaskDraft("Call", due)).id


def sleeps(office: Office, name: str = "ben", first: int = 20, last: int = 8, **more: object) -> None:
    """Give somebody quiet hours."""
    with office.acting(name) as ctx:
        user = ctx.session.get_one(User, ctx.actor.id)
        user.quiet_from, user.quiet_to = time(first), time(last)
        for column, value in more.items():
            setattr(user, column, value)


def fire(office: Office, at: datetime) -> int:
    """Let the scheduler look at the clock; return how many were due."""
    office.now = at
    with unit_of_work(office.database) as session:
        return reminders.fire_due(session, at, Organisation(zone=LONDON))


def told(office: Office) -> list[Outbox]:
    """Return what waits to be sent."""
    with unit_of_work(office.database) as session:
        kinds = ("reminder", reminders.HELD)
        return list(session.scalars(select(Outbox).where(Outbox.kind.in_(kinds)).order_by(Outbox.id)))


def row(office: Office, kind: str = reminders.AT_TIME) -> Reminder:
    """Return the one reminder of a kind."""
    with unit_of_work(office.database) as session:
        return session.scalars(select(Reminder).where(Reminder.kind == kind)).one()
