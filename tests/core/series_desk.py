"""Series to test with: begun as somebody, their occurrences found again, time going by."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import select

from crmbot.core import events, lookup, records, series, tasks
from crmbot.core.context import Context, Organisation
from crmbot.core.events import EventDraft
from crmbot.core.series import Occurrence, ahead
from crmbot.core.tasks import TaskDraft
from crmbot.language import recurring
from crmbot.language.recurring import Repeat
from crmbot.language.when import When
from crmbot.store.models.activity import Activity, Event, Task
from crmbot.store.models.recurrence import Recurrence
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office

__all__ = ["records", "recurring"]

LONDON = "Europe/London"


def repeat(office: Office, words: str, zone: str = LONDON) -> Repeat:
    """Read how something comes again."""
    found = recurring.read(words, now=office.now, zone=zone)
    assert found is not None
    assert found.repeat is not None
    return found.repeat


def task(office: Office, words: str, who: str = "ben", title: str = "Report", zone: str = LONDON) -> int:
    """Make a task that comes again as somebody; return the number of the first."""
    every = repeat(office, words, zone)
    with office.acting(who, "task new") as ctx:
        made = tasks.create(ctx, TaskDraft(title, every.first))
        series.start(ctx, made, every)
        return made.id


def event(office: Office, words: str, who: str = "ben", title: str = "Standup", zone: str = LONDON) -> int:
    """Make an event that comes again as somebody; return the number of the first."""
    every = repeat(office, words, zone)
    with office.acting(who, "event new") as ctx:
        made = events.create(ctx, EventDraft(title, every.first))
        series.start(ctx, made, every)
        return made.id


def one(ctx: Context, number: int) -> Occurrence:
    """Return an occurrence by its number."""
    found = ctx.session.get_one(Activity, number)
    assert isinstance(found, (Task, Event))
    return found


def rows(ctx: Context, number: int) -> Sequence[Occurrence]:
    """Return all occurrences of the series that one belongs to and that are there, in order."""
    of = one(ctx, number).recurrence_id
    found = ctx.session.scalars(
        select(Activity)
        .where(Activity.recurrence_id == of, Activity.deleted_at.is_(None))
        .order_by(Activity.occurrence_on)
    )
    return [row for row in found if isinstance(row, (Task, Event))]


def days(ctx: Context, number: int) -> list[str]:
    """Return the days on which the occurrences of a series are."""
    return [str(row.due_on if isinstance(row, Task) else row.starts_on) for row in rows(ctx, number)]


def recurrence(ctx: Context, number: int) -> Recurrence:
    """Return the recurrence of an occurrence."""
    found = series.of(ctx, one(ctx, number))
    assert found is not None
    return found


def let_pass(office: Office, until: datetime) -> int:
    """Let time go by and the house do what falls due; return how many series there was something to make for."""
    office.now = until
    done = 0
    while True:
        with unit_of_work(office.database) as session:
            count = ahead.run(session, until, _org())
        done += count
        if not count:
            return done


def _org() -> Organisation:
    return Organisation(zone=LONDON)


def at(day: str, hour: int = 9, minute: int = 0, zone: str = LONDON) -> When:
    """Return a wall time of a day in ISO form."""
    return When(date.fromisoformat(day), time(hour, minute), zone)


def utc(text: str) -> datetime:
    """Return an instant from ISO text in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def search(ctx: Context, text: str) -> list[int]:
    """Return the numbers of what is found by words, the oldest first."""
    return sorted(hit.record_id for hit in lookup.search(ctx, text).hits)
