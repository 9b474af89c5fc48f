"""How a text came to be understood as it was."""

from datetime import UTC, datetime

import pytest

from crmbot.language import when
from crmbot.language.explaining import Asked, lines, stages
from crmbot.language.names_index import Entry, NameIndex

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
NAMES = {1: "Monday Coffee Co C-1", 2: "Acme Ltd C-2", 3: "Acme Inc C-3", 4: "Jane Doe P-4"}
ENTRIES = [
    Entry(1, "company", "Monday Coffee Co"),
    Entry(2, "company", "Acme Ltd"),
    Entry(3, "company", "Acme Inc"),
    Entry(4, "contact", "Jane Doe", 1),
]


def explained(text: str, *, with_names: bool = True) -> str:
    """Return how a text is understood, on a Thursday in London."""
    meant = NameIndex.build(ENTRIES).who(text) if with_names else None
    asked = Asked(text, NOW, "Europe/London", "GBP", when.conventions_for("Europe/London"), meant, NAMES.__getitem__)
    return "\n".join(lines(asked))


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("met Jane at Monday Coffee Co", "“Monday Coffee Co” → Monday Coffee Co C-1 (exact 100)"),
        ("met Jane at Monday Coffee Co", "chosen     contact Jane Doe P-4: first name"),
        ("met Jane at Monday Coffee Co", "“Monday Coffee Co”: no day, amount or kind is read out of a name"),
        ("Acme called", "“Acme” fits as well: Acme Ltd C-2 (exact 100), Acme Inc C-3 (exact 100)"),
        ("met Harriet Stone about it", "contact “Harriet Stone” is in no record"),
        ("see www.x.example on monday", "“www.x.example”: an address"),
        ("call on monday 10:00", "monday=weekday 0"),
        ("call on monday 10:00", "“on monday 10:00” → Mon 23 Nov 10:00 (2026-11-23T10:00), by minute"),
        ("call her on 30 feb", "doubt: no such date"),
        ("any day but friday", "ruled out  “friday”: the words before it say that it is not meant"),
        ("not on monday, tuesday 3pm", "ruled out  “on monday”"),
        ("lasts 45 min", "duration   “45 min” → 45 min, by minute"),
        ("standup every monday 9:00", "recurrence “every monday 9:00” → "),
        ("met Jane, follow up Tuesday 3pm", "orders     “follow up Tuesday 3pm”"),
        ("met Jane, follow up Tuesday 3pm", "to do      a task: “follow up”"),
        ("met Jane, she wants a quote by friday", "to do      a task is proposed, for nobody has asked for it"),
        ("won the deal at £12,000", "amount     £12,000"),
        ("closed lost, too expensive", "stage      lost, reason price"),
        ("D-12", "code       deal, number 12"),
    ],
)
def test_text_when_it_is_explained(text: str, told: str) -> None:
    """Each stage tells what it made of the text, and why."""
    assert told in explained(text)


def test_text_when_no_records_are_at_hand() -> None:
    """The words that may be names are told, and nobody is chosen."""
    told = explained("met Jane at Acme", with_names=False)

    assert "may be     Jane" in told
    assert "chosen" not in told


@pytest.mark.parametrize("text", ["", " ", "\x00\x00", "😀 " * 50, "((((", "1/1/1/1/1", "a" * 10_000, "mañana a las 9"])
def test_text_when_it_is_odd(text: str) -> None:
    """Whatever is asked about, the answer begins with what was said and when."""
    asked = Asked(text, NOW, "Europe/London", "GBP", when.conventions_for("Europe/London"))

    assert next(stages(asked)).rows[0] == ("said", "Thu 19 Nov 2026 10:00, Europe/London")
    assert list(lines(asked))
