"""Calendars to test with: drawn as they are at an address, and read by the icalendar library."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from itertools import takewhile
from typing import Any

from dateutil.rrule import rrulestr
from icalendar import Calendar, Component

from crmbot.core import feeds
from crmbot.core.context import Organisation
from crmbot.store.uow import read_only
from tests.core.conftest import Office

YEAR_LATER = datetime(2027, 12, 1, tzinfo=UTC)


def drawn(office: Office, who: str = "ben") -> bytes:
    """Return the calendar of somebody as a program gets it."""
    with office.acting(who, "calendar feed") as ctx:
        secret = feeds.issue(ctx)
    with read_only(office.database) as session:
        found = feeds.opened(session, secret, office.now, Organisation(zone="Europe/London"))
        assert found is not None
        return feeds.draw_feed(found.sheet())


def parsed(text: bytes) -> Calendar:
    """Read a calendar; nothing in it may be wrong."""
    found = Calendar.from_ical(text)
    assert isinstance(found, Calendar)
    assert [error for part in found.walk() for error in part.errors] == []
    return found


def entries(office: Office, who: str = "ben") -> list[Component]:
    """Return the entries of somebody's calendar, by their times."""
    found = parsed(drawn(office, who)).walk("VEVENT")
    return sorted(found, key=lambda each: str(each.decoded("DTSTART")))


def entry(office: Office, who: str = "ben") -> Component:
    """Return the one entry of somebody's calendar."""
    (found,) = entries(office, who)
    return found


def text(component: Component, name: str) -> str:
    """Return what a property says."""
    return str(component.get(name, ""))


def at(component: Component, name: str) -> datetime | date:
    """Return the time a property says."""
    found = component.decoded(name)
    assert isinstance(found, date)
    return found


def people(component: Component, name: str) -> dict[str, Any]:
    """Return what those of a property answered, by their address."""
    found: Any = component.get(name, [])
    return {str(one): one.params.get("PARTSTAT", "") for one in (found if isinstance(found, list) else [found])}


def prop(component: Component, name: str) -> Any:  # noqa: ANN401  # the library has a class for each sort
    """Return a property as the library has read it."""
    return component[name]


def times(component: Component, name: str) -> list[datetime]:
    """Return the times of a property that has several, in one line or many."""
    found: Any = component.get(name, [])
    return [_bare(each.dt) for one in (found if isinstance(found, list) else [found]) for each in one.dts]


def worked_out(parts: Sequence[Component]) -> list[datetime | date]:
    """Return when a program shows a series that it knows nothing of but these parts, in the time of the tests."""
    (usual,) = [part for part in parts if "RRULE" in part]
    start = at(usual, "DTSTART")
    by_rule = rrulestr(prop(usual, "RRULE").to_ical().decode(), dtstart=_bare(start))
    until = YEAR_LATER if _bare(start).tzinfo else YEAR_LATER.replace(tzinfo=None)
    found = set(takewhile(lambda when: when < until, by_rule)) - set(times(usual, "EXDATE"))
    for part in (part for part in parts if "RECURRENCE-ID" in part):
        found -= {_bare(at(part, "RECURRENCE-ID"))}
        found |= {_bare(at(part, "DTSTART"))} if text(part, "STATUS") != "CANCELLED" else set()
    return sorted(when if isinstance(start, datetime) else when.date() for when in found)


def _bare(when: datetime | date) -> datetime:
    return when if isinstance(when, datetime) else datetime.combine(when, time())
