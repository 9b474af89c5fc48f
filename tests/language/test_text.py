"""Typed text is put in order, and its tags and mentions are seen."""

import pytest

from crmbot.language.text import first_line, mentions_in, tags_in, tidy


@pytest.mark.parametrize(
    ("typed", "plain"),
    [
        ("\u201cquoted\u201d \u00abso\u00bb", '"quoted" "so"'),
        ("it\u2019s", "it's"),
        ("2\u20133pm \u2014 ok", "2-3pm - ok"),
        ("12\u00a0500", "12 500"),
        ("\uff11\uff12k", "12k"),
        ("a\u200bb\ufeffc\u200dd", "abcd"),
        ("\u202etxt\u202c", "txt"),
        ("a\x00b\x07c\td\r\ne", "abc\td\ne"),
        ("\ud83dx", "\ufffdx"),
        ("שלום", "שלום"),
    ],
)
def test_tidy_when_a_keyboard_or_clipboard_decorated(typed: str, plain: str) -> None:
    """What phones put in place of plain signs is undone."""
    assert tidy(typed) == plain


def test_tidy_when_an_emoji_is_joined() -> None:
    """A family of emoji is not torn apart."""
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"

    assert tidy(family) == family


@pytest.mark.parametrize(
    ("text", "limit", "line"),
    [("\n  one\ntwo", 10, "one"), ("abcdef", 4, "abc\u2026"), ("abcd", 4, "abcd"), ("", 5, ""), ("ab", 1, "\u2026")],
)
def test_first_line_when_it_must_fit(text: str, limit: int, line: str) -> None:
    """The first line with words is given, its cutting shown."""
    assert first_line(text, limit) == line


@pytest.mark.parametrize(
    ("text", "tags"),
    [
        ("met Jane #Q4 #key-account", ("q4", "key-account")),
        ("#a #a #b", ("a", "b")),
        ("moved #D12, see #12 and #p1", ()),
        ("invoice #4471", ()),
        ("C# and a#b", ()),
        ("# alone", ()),
    ],
)
def test_tags_in_when_signs_mean_several_things(text: str, tags: tuple[str, ...]) -> None:
    """Words behind a sign are tags; codes, numbers and signs inside words are not."""
    assert tags_in(text) == tags


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("cc @Kelly and @ops.", ("kelly", "ops")),
        ("met @ the office", ()),
        ("mail jo@acme.example", ()),
        ("@a.b @a.b", ("a.b",)),
    ],
)
def test_mentions_in_when_signs_mean_several_things(text: str, names: tuple[str, ...]) -> None:
    """Names behind a sign are mentions; addresses and "at" are not."""
    assert mentions_in(text) == names
