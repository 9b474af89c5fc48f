"""Lines said in other words than the command's."""

import pytest

from crmbot.language.plain_words import rephrased


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("mark Acme renewal as won", "won Acme renewal"),
        ("close d5 as lost too dear", "lost d5 too dear"),
        ("d5 is won!", "won d5"),
        ("We just lost d5 to Initech", "lost d5 to Initech"),
        ("close d5", "open d5"),
        ("board as a picture", "board as:picture"),
        ("our pipeline report", "board"),
        ("my views", "views"),
        ("are there any duplicates?", "duplicates"),
        ("find duplicates among contacts", "duplicates contacts"),
        ("pdf of lead l-7", "print lead l-7"),
        ("export my deals as excel", "export my deals as:xlsx"),
        ("download all companies to a csv file", "export all companies as:csv"),
    ],
)
def test_same_wish_in_other_words(said: str, line: str) -> None:
    """Words people use lead to the command that does it."""
    assert rephrased.as_line(said) == line


@pytest.mark.parametrize(
    "told", ["we won the tender", "close the window", "Jane is lost", "picture of the plant", "d5 is big"]
)
def test_what_is_told_is_no_wish(told: str) -> None:
    """Who names no record by its code and gives no order has told something."""
    assert not rephrased.as_line(told)
