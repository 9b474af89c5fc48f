"""How long before its time somebody wants to hear of a thing."""

import pytest

from crmbot.language import offsets


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1 hour before", 60),
        ("15 min before", 15),
        ("30m early", 30),
        ("half an hour before it", 30),
        ("1d", 1440),
        ("the day before", 1440),
        ("2 days before the meeting", 2880),
        ("a week before", 10080),
        ("at the time", 0),
        ("0", 0),
        ("banana", None),
        ("100 weeks", None),
        ("", None),
        ("tomorrow", None),
    ],
)
def test_offset_when_read(text: str, minutes: int | None) -> None:
    """Lengths of time are read with or without the word; what is none is none."""
    assert offsets.read_offset(text) == minutes


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("1h,1d", (1440, 60)),
        ("15m and 1 day", (1440, 15)),
        ("1h, 1h", (60,)),
        ("none", ()),
        ("off", ()),
        ("1h, banana", None),
        ("1m,2m,3m,4m,5m,6m", None),
        ("", None),
    ],
)
def test_offsets_when_several_are_read(text: str, minutes: tuple[int, ...] | None) -> None:
    """The longest comes first, each once; one that cannot be read spoils the lot."""
    assert offsets.read_offsets(text) == minutes


@pytest.mark.parametrize("minutes", [0, 1, 15, 60, 90, 1440, 2880, 10080])
def test_offset_when_shown(minutes: int) -> None:
    """What is shown is read back as the same."""
    assert offsets.read_offset(offsets.show_offset(minutes)) == minutes


def test_offset_when_shown_behind_the_time() -> None:
    """What is negative lies behind it."""
    assert offsets.show_offset(-120) == "2 hours after"
