"""Phrases of our own with their meaning, one a line in phrases.txt: days, stretches, hours, repetitions, none."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from crmbot.language import expressions
from crmbot.language.expressions import Found
from crmbot.language.lengths import Length
from crmbot.language.recurring import Repeated
from crmbot.language.when import Expression, When, conventions_for

NEW_YORK = "America/New_York"
TUESDAY = datetime(2013, 2, 12, 9, 30, tzinfo=UTC)
PHRASES = Path(__file__).with_name("phrases.txt")


def _phrases() -> Iterator[tuple[str, str]]:
    for line in PHRASES.read_text(encoding="utf-8").splitlines():
        text, bar, meaning = line.rpartition("|")
        if bar and not line.startswith("#"):
            yield text.rstrip(), meaning.strip()


@pytest.mark.parametrize(("said", "meaning"), [pytest.param(*pair, id=pair[0]) for pair in _phrases()])
def test_find_what_people_type(said: str, meaning: str) -> None:
    """Each phrase means what stands beside it, and its place is what is marked."""
    text = said.replace("«", "").replace("»", "")
    marked = said[said.index("«") + 1 : said.index("»")] if "«" in said else text

    found = expressions.find(text, now=TUESDAY, zone=NEW_YORK, conventions=conventions_for(NEW_YORK))

    assert [(each.text, _meaning(each)) for each in found] == ([(marked, meaning)] if meaning != "-" else [])


def _meaning(found: Found) -> str:
    match found:
        case Length():
            return f"for {found.seconds}"
        case Repeated():
            return f"again {found.repeat.timed_rule if found.repeat else ''}"
        case Expression(stretch=None):
            return _shown(found.when)
        case Expression():
            assert found.stretch is not None  # the case before had those
            return f"{_shown(found.stretch.first)}..{_shown(found.stretch.last)}"


def _shown(when: When | None) -> str:
    return when.iso() if when is not None else ""
