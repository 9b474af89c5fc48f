"""Events to test with: made as somebody, found again."""

from collections.abc import Sequence
from datetime import date, time, timedelta

from crmbot.core import agenda, events
from crmbot.core.context import Context
from crmbot.core.events import EventDraft
from crmbot.language.when import When
from crmbot.store.models.activity import Availability, Event, Visibility
from crmbot.store.models.messaging import Outbox
from tests.core.conftest import Office

LONDON = "Europe/London"
FRIDAY = date(2026, 11, 20)
HOUR = timedelta(hours=1)


def at(hour: int, minute: int = 0, *, on: date = FRIDAY, zone: str = LONDON) -> When:
    """Return a wall time."""
    return When(on, time(hour, minute), zone)


def day(on: date = FRIDAY, zone: str = LONDON) -> When:
    """Return a day."""
    return When(on, None, zone)


def made(  # each but the first two has a default
    office: Office,
    who: str = "ben",
    starts: When | None = None,
    *,
    title: str = "Plan the hall",
    ends: When | None = None,
    asked: Sequence[str] = (),
    visibility: Visibility = Visibility.PUBLIC,
    availability: Availability = Availability.BUSY,
) -> int:
    """Make an event as somebody; return its number."""
    with office.acting(who, "event new") as ctx:
        draft = EventDraft(
            title,
            starts or at(10),
            ends,
            users=[office.ids[name] for name in asked],
            visibility=visibility,
            availability=availability,
        )
        return events.create(ctx, draft).id


def found(ctx: Context, number: int) -> Event:
    """Return an event by its number."""
    return ctx.session.get_one(Event, number)


def told(office: Office) -> list[tuple[int | None, str]]:
    """Return who was told what of events, in order."""
    with office.acting() as ctx:
        rows = ctx.session.query(Outbox).filter(Outbox.kind.startswith("event.")).order_by(Outbox.id)
        return [(row.user_id, row.args.get("what") or row.args["answer"]) for row in rows]


def lines(ctx: Context, people: Sequence[int], first: date = FRIDAY, days: int = 1) -> list[str]:
    """Return what an agenda shows, each thing as its hour and its words."""
    return [
        f"{each.at.astimezone(ctx.zone):%a %H:%M} {each.title or 'Busy'}" if each.at else f"{one.on:%a} {each.title}"
        for one in agenda.agenda(ctx, people, first, days)
        for each in one.entries
    ]
