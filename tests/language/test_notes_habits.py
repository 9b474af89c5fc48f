"""Habits of people who write on the move: bare days and hours, words taken back, lengths that tell that it was."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from crmbot.language import when
from crmbot.language.notes import NoteReading, read

MONDAY = datetime(2026, 5, 11, 8, 40, tzinfo=ZoneInfo("Europe/London"))


def _read(text: str) -> NoteReading:
    return read(text, now=MONDAY, zone="Europe/London", conventions=when.conventions_for("Europe/London"))


def _to_do(text: str) -> tuple[str, str] | None:
    follow_up = _read(text).follow_up
    if follow_up is None or follow_up.expression.when is None:
        return None
    return follow_up.title, follow_up.expression.when.iso()


@pytest.mark.parametrize(
    ("text", "to_do"),
    [
        ("send samples 28th", ("send samples", "2026-05-28")),
        ("send samples 28th at 3pm", ("send samples", "2026-05-28T15:00")),
        ("demo 14th 10am", ("demo", "2026-05-14T10:00")),
        ("she finished 4th.", None),
        ("our 5th. nothing new", None),
        ("0830 visit tuesday", ("visit", "2026-05-12T08:30")),
        ("see them 1400 thurs", ("see them", "2026-05-14T14:00")),
        ("order 1400 units by friday", ("order 1400 units", "2026-05-15")),
        ("inv 0912 paid, call weds", ("call", "2026-05-13")),
        ("call back 5.15", ("call back", "2026-05-11T17:15")),
        ("lunch tuesday with bob, 1pm", ("lunch with bob", "2026-05-12T13:00")),
        ("demo thurs at their place. 3pm", ("demo at their place", "2026-05-14T15:00")),
        ("send quote friday, 30 pcs", ("send quote", "2026-05-15")),
        ("call 8ish tomorrow", ("call", "2026-05-12T08:00")),
        ("send it 5.15kg", None),
        ("cb 12:45", ("callback", "2026-05-11T12:45")),
        ("ring her 2moro am", ("ring her", "2026-05-12")),
        ("see him 2nite", ("see him", "2026-05-11")),
        ("send invoice 14/12", ("send invoice", "2026-12-14")),
        ("mtg postponed to 24/7 at 9", ("meeting", "2026-07-24T09:00")),
        ("they are open 24/7", None),
    ],
)
def test_follow_up_when_a_time_stands_bare(text: str, to_do: tuple[str, str] | None) -> None:
    """A day or an hour with nothing beside it counts where something is to be done then, and nowhere else."""
    assert _to_do(text) == to_do


@pytest.mark.parametrize(
    ("text", "to_do"),
    [
        ("golf sat? no sunday 7am", ("golf", "2026-05-17T07:00")),
        ("call him monday, no wait, tuesday at 3", ("call him", "2026-05-12T15:00")),
        ("demo thursday - sorry friday 2pm", ("demo", "2026-05-15T14:00")),
        ("reschedule xray demo from 8th to 15th july 4pm", ("xray demo", "2026-07-15T16:00")),
        ("bring the demo forward to weds 11am", ("demo", "2026-05-13T11:00")),
        ("follow up after the 4th, 7/6", ("follow up", "2026-06-07")),
        ("training 1/6 and go live 8/6", ("training", "2026-06-01")),
        ("can we do 3:15 friday? booked call friday 3:15", ("call", "2026-05-15T15:15")),
        ("call Jane friday at 3 actually 4", ("call Jane", "2026-05-15T16:00")),
        ("9am fri too early, make it 11 for the demo", ("demo", "2026-05-15T11:00")),
        ("call Jane not wednesday but thursday", ("call Jane", "2026-05-14")),
        ("send quote by 15/5 - no 16/5", ("send quote", "2026-05-16")),
    ],
)
def test_follow_up_when_another_time_was_said_before(text: str, to_do: tuple[str, str]) -> None:
    """What is taken back, moved away from or only asked does not count."""
    assert _to_do(text) == to_do


@pytest.mark.parametrize(
    "text",
    [
        "she's leaving in june",
        "may sign in june",
        "budget moved to next year",
        "closed until friday",
    ],
)
def test_follow_up_when_nobody_is_to_do_anything(text: str) -> None:
    """What only will be so is nothing to do."""
    assert _to_do(text) is None


@pytest.mark.parametrize(
    ("text", "kind", "minutes"),
    [
        ("2 calls today, 10 mins each", "call", 10),
        ("noon call, 10 min", "call", 10),
        ("follow up call with the owner, 15 min", "call", 15),
        ("catch up coffee, 40 mins", "meeting", 40),
        ("site visit half 9 to half 10", "visit", 60),
        ("ward tour 2h this morning", "visit", 120),
        ("skype 25 min", "meeting", 25),
        ("vid call 40 mins", "meeting", 40),
        ("coffee / 30 mins / intro only", "meeting", 30),
        ("no i visited them, 2h", "visit", 120),
        ("meeting on 12th at 11.15, 1 hour", "note", None),
        ("no follow up needed til they call", "note", None),
        ("they dropped by our stand", "note", None),
        ("drove out for 3 hrs, walked the floor 90 min", "visit", 90),
        ("called the office 10h", "call", None),
        ("visited the plant for 8h", "visit", 480),
    ],
)
def test_read_when_a_length_tells_that_it_was(text: str, kind: str, minutes: int | None) -> None:
    """What took its time was held; what is still to come has no length yet."""
    reading = _read(text)

    assert (reading.kind, reading.duration_minutes) == (kind, minutes)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("3 forklifts EUR 27,900 apiece = 83,700", "83700 EUR"),
        ("3 vans at £450 each, 1,350 all in", "1350 GBP"),
        ("£500, total 3 boxes", "500 GBP"),
        ("20 at $75 = $1,500, no make it 30 so $2,250", "2250 USD"),
        ("no wait, £5,200 not £5,800", "5200 GBP"),
        ("budget for 2027 is £90k", "90000 GBP"),
        ("they have £500k budget for 2027", "500000 GBP"),
        ("rival was 3k cheaper", None),
        ("knocked £500 off", None),
    ],
)
def test_amount_when_more_figures_are_said(text: str, amount: str | None) -> None:
    """The total counts, of what was corrected the last; a difference and a year are no amounts."""
    found = _read(text).amount

    assert (f"{found.money.amount.normalize():f} {found.money.currency}" if found else None) == amount
