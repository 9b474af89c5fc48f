"""Record codes are read in every way people type them."""

import pytest

from crmbot.language.codes import KINDS, Code, parse_code, show


@pytest.mark.parametrize("typed", ["d12", "D-12", "#D12", "/d12", "D12", "#d-12", " d12 "])
def test_parse_code_when_letter_and_number_are_typed(typed: str) -> None:
    """All spellings name the same record."""
    assert parse_code(typed) == Code("deal", 12)


def test_parse_code_when_only_the_number_is_typed() -> None:
    """A number behind the sign names a record of any kind."""
    assert parse_code("#12") == Code(None, 12)


@pytest.mark.parametrize("typed", ["12", "d", "dd12", "d12x", "z9", "d-0", "#0", "", "d1234567890123", "q4", "d\u0661"])
def test_parse_code_when_it_is_something_else(typed: str) -> None:
    """What is no code is not taken for one."""
    assert parse_code(typed) is None


@pytest.mark.parametrize("kind", sorted(KINDS.values()))
def test_show_when_read_back(kind: str) -> None:
    """A code that is shown is read as the same record."""
    assert parse_code(show(kind, 7)) == Code(kind, 7)
