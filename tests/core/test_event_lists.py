"""Lists of events: whose, in which state, when, with whom; and where events stand on timelines."""

from datetime import timedelta

import pytest

from crmbot.core import companies, events, filters, timeline
from crmbot.core.companies import CompanyDraft
from crmbot.core.errors import InvalidInput
from crmbot.core.events import EventDraft, guests, lists
from crmbot.store.models.activity import Answer, Event, EventKind, Visibility
from tests.core.conftest import Office
from tests.core.event_desk import FRIDAY, at, day, found, made


def listed(office: Office, text: str, who: str = "ben") -> list[str]:
    """Return the titles a filter finds."""
    with office.acting(who) as ctx:
        page, _ = filters.page(ctx, filters.wanted(ctx, "event", text), 20, 0)
        return [event.title for event in page]


def test_list_when_nothing_is_said(office: Office) -> None:
    """One's own and those one is asked to, planned, the first one first; what was declined is not."""
    made(office, "ben", at(15), title="Late")
    made(office, "ben", at(9), title="Early")
    made(office, "eva", at(12), title="Asked", asked=["ben"])
    declined = made(office, "eva", at(13), title="Declined", asked=["ben"])
    made(office, "eva", at(14), title="Hers")
    held = made(office, "ben", at(10), title="Held")
    with office.acting("ben") as ctx:
        events.hold(ctx, found(ctx, held))
        guests.answer(ctx, found(ctx, declined), Answer.NO)

    assert listed(office, "") == ["Early", "Asked", "Late"]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("is:held", ["Held"]),
        ("is:cancelled", ["Off"]),
        ("is:past", ["Over"]),
        ("is:upcoming", ["Fair", "Call"]),
        ("type:call", ["Over", "Call"]),
        ("all type:call", ["Over", "Call"]),
        ("start:fri", ["Fair", "Call"]),
        ("start<2d is:upcoming", ["Fair", "Call"]),
        ("is:today", []),
        ("with:eva", ["Call"]),
        ("with:-", ["Over", "Fair"]),
        ("everybody is:private", ["Fair"]),
        ("availability:free", []),
        ("category:-", ["Over", "Fair", "Call"]),
        ("text:fair", ["Fair"]),
    ],
)
def test_list_when_filtered(office: Office, text: str, titles: list[str]) -> None:
    """Each thing that can be asked for finds what it says."""
    with office.acting("ben") as ctx:
        past = at(9, on=FRIDAY - timedelta(days=3))
        events.create(ctx, EventDraft("Over", past, kind=EventKind.CALL))
        call = EventDraft("Call", at(10), kind=EventKind.CALL, users=[office.ids["eva"]])
        events.create(ctx, call)
        events.create(ctx, EventDraft("Fair", day(), day(FRIDAY + timedelta(days=1)), visibility=Visibility.PRIVATE))
        events.hold(ctx, events.create(ctx, EventDraft("Held", at(11))))
        events.cancel(ctx, events.create(ctx, EventDraft("Off", at(12))))

    assert listed(office, text) == titles


def test_list_when_a_person_is_nobody(office: Office) -> None:
    """A name nobody has is told."""
    with pytest.raises(InvalidInput):
        listed(office, "with:nobodyknown")


def test_list_when_an_invitation_is_open(office: Office) -> None:
    """What one has not answered yet."""
    number = made(office, "ben", asked=["eva"])
    assert listed(office, "is:unanswered", "eva") == ["Plan the hall"]

    with office.acting("eva") as ctx:
        guests.answer(ctx, found(ctx, number), Answer.YES)

    assert listed(office, "is:unanswered", "eva") == []


def test_count_when_events_are_over(office: Office) -> None:
    """Those of one's own that nobody has settled."""
    made(office, "ben", at(9, on=FRIDAY - timedelta(days=2)))
    made(office, "ben", at(9))
    made(office, "eva", at(9, on=FRIDAY - timedelta(days=2)), asked=["ben"])

    with office.acting("ben") as ctx:
        assert lists.to_settle(ctx) == 1


def test_timeline_when_events_come_and_go(office: Office) -> None:
    """What is planned stands on top, what is over or was held below, what was called off nowhere."""
    with office.acting("ben") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        for title, starts in (("Next", at(10)), ("Over", at(9, on=FRIDAY - timedelta(days=2)))):
            events.create(ctx, EventDraft(title, starts, about=[acme]))
        events.hold(ctx, events.create(ctx, EventDraft("Held", at(11), about=[acme])))
        events.cancel(ctx, events.create(ctx, EventDraft("Off", at(12), about=[acme])))

        planned, total = timeline.planned(ctx, acme)
        past = [each.record.title for each in timeline.page(ctx, acme).moments if isinstance(each.record, Event)]

    assert ([each.title for each in planned], total) == (["Next"], 1)
    assert sorted(past) == ["Held", "Over"]
