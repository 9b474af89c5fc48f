"""Days that hang on one the message has named before."""

from datetime import UTC, datetime

import pytest

from crmbot.language import when
from crmbot.language.notes import read

THURSDAY = datetime(2026, 11, 19, 10, tzinfo=UTC)
LONDON = "Europe/London"


def _to_do(text: str) -> tuple[str, str] | None:
    said = read(text, now=THURSDAY, zone=LONDON, conventions=when.conventions_for(LONDON)).follow_up
    return (said.title, said.expression.when.iso()) if said is not None and said.expression.when is not None else None


@pytest.mark.parametrize(
    ("text", "to_do"),
    [
        ("board meets on 8 december, call her the day after at 10", ("call her", "2026-12-09T10:00")),
        ("board meets on 8 december, call her the day after", ("call her", "2026-12-09")),
        ("fair opens 3 dec. send samples the day before", ("send samples", "2026-12-02")),
        ("audit on the 24th, ring him the same day", ("ring him", "2026-11-24")),
        ("call her the day after tomorrow", ("call her", "2026-11-21")),
        ("call her the day after christmas", ("call her", "2026-12-26")),
        ("call her the day after", None),
    ],
)
def test_follow_up_when_its_day_is_counted_from_another(text: str, to_do: tuple[str, str] | None) -> None:
    """The day after, before or the same day is counted from the one named before; without one nothing is due."""
    assert _to_do(text) == to_do
