"""What words say that tell of nothing that was: something to do, an appointment, what comes again."""

from datetime import UTC, datetime

import pytest

from crmbot.language import notes, when
from crmbot.language.notes import coming_again, to_do
from crmbot.language.when import Conventions

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
HERE = Conventions()


def _read(text: str) -> notes.NoteReading:
    return notes.read(text, now=NOW, zone="UTC", conventions=HERE)


@pytest.mark.parametrize(
    "text",
    ["send jane an email tomorrow", "call jane friday", "friday send jane the quote", "ring bob mon 9, please"],
)
def test_text_when_it_is_only_to_do(text: str) -> None:
    """All of it asks for something at a time to come."""
    assert to_do.only(text, _read(text), NOW) is not None


@pytest.mark.parametrize(
    "text",
    [
        "met jane, call her friday",
        "jane wants a call friday",
        "call jane",
        "call jane friday #q4",
        "called jane yesterday",
        "call jane yesterday",
        "send jane the quote friday. she loved the demo",
    ],
)
def test_text_when_it_tells_more(text: str) -> None:
    """It is a note, whatever it asks for besides."""
    assert to_do.only(text, _read(text), NOW) is None


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("lunch with jane friday", True),
        ("demo at delta tuesday 2pm", True),
        ("had lunch with jane friday", False),
        ("lunch with jane was great", False),
        ("call with jane friday, she wants a quote", False),
    ],
)
def test_text_when_it_names_an_appointment(text: str, is_one: bool) -> None:
    """It is one where nothing else is told."""
    assert (to_do.appointment(text, _read(text), NOW) is not None) is is_one


@pytest.mark.parametrize(
    ("text", "title", "rule", "at"),
    [
        ("weekly call with jane mondays 10am", "weekly call with jane", "FREQ=WEEKLY;BYDAY=MO", "2026-11-23T10:00"),
        ("daily standup 9:15", "standup", "FREQ=DAILY", "2026-11-20T09:15"),
        ("daily at 9 standup", "standup", "FREQ=DAILY", "2026-11-20T09:00"),
        ("every monday at 9 standup", "standup", "FREQ=WEEKLY;BYDAY=MO", "2026-11-23T09:00"),
        ("every first monday: report", "report", "FREQ=MONTHLY;BYDAY=1MO", "2026-12-07"),
        ("call jane every 2 weeks from friday", "call jane", "FREQ=WEEKLY;INTERVAL=2", "2026-11-20"),
        ("gym each tuesday and thursday 7pm", "gym", "FREQ=WEEKLY;BYDAY=TU,TH", "2026-11-19T19:00"),
    ],
)
def test_text_when_something_comes_again(text: str, title: str, rule: str, at: str) -> None:
    """What, how often and from when on are told apart."""
    again = coming_again.planned(text, now=NOW, zone="UTC", conventions=HERE)

    assert again is not None
    assert (again.title, again.repeat.rule, again.repeat.first.iso()) == (title, rule, at)


@pytest.mark.parametrize(
    "text",
    ["jane wants a weekly report", "weekly report", "they meet every monday", "acme pays every month", "every monday"],
)
def test_text_when_it_tells_of_what_comes_again(text: str) -> None:
    """Nothing is to be made of it."""
    assert coming_again.planned(text, now=NOW, zone="UTC", conventions=HERE) is None


def test_text_when_it_was_dictated_without_a_stop() -> None:
    """What one wants to be reminded of begins a clause of its own."""
    read = _read("met jane she wants 50 pumps can you remind me to call her friday")

    assert read.follow_up is not None
    assert (read.kind, read.follow_up.title, read.follow_up.certain) == ("meeting", "call her", True)


def _ordered(text: str) -> list[str]:
    times = when.find(text, now=NOW, zone="UTC", conventions=HERE)
    return [f"{order.title} {order.when or ''}".strip() for order in to_do.orders(text, times, NOW)]


def test_orders_when_there_are_several() -> None:
    """Each has its own time, or the one in front of all; what points back is one with what it points at."""
    two = _ordered("call jane re contract tmrw 3pm and book a table monday")

    assert two == ["Call jane re contract 2026-11-20T15:00", "Book a table 2026-11-23"]
    assert _ordered("tomorrow: call ben, visit acme 2pm") == ["Call ben 2026-11-20", "Visit acme 2026-11-20T14:00"]
    assert _ordered("call jane friday and send her the offer") == ["Call jane and send her the offer 2026-11-20"]


@pytest.mark.parametrize(
    "text",
    ["call jane, send the offer friday", "met jane, send the offer friday", "call jane friday, she wants valves"],
)
def test_orders_when_something_may_have_been_done(text: str) -> None:
    """A deed without a time may have been done, and what is told is no order."""
    assert _ordered(text) == []
