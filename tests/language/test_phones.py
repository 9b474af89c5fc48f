"""Phone numbers and addresses have one form for comparing."""

import pytest

from crmbot.language.phones import email_key, is_mobile, phone_key, show_phone


@pytest.mark.parametrize("typed", ["020 7946 0018", "+44 20 7946 0018", "+44 (0)20-7946 0018", "0044 20 79460018"])
def test_phone_key_when_one_number_is_written_in_many_ways(typed: str) -> None:
    """All spellings of a number have the same key."""
    assert phone_key(typed, "GB") == "442079460018"


@pytest.mark.parametrize("typed", ["", "hello", "12", "\ud800", "1" * 200])
def test_phone_key_when_it_is_no_number(typed: str) -> None:
    """What cannot be dialled has no key."""
    assert phone_key(typed, "GB") is None


def test_show_phone_when_the_number_is_at_home_and_abroad() -> None:
    """At home the country's code is left out."""
    assert (show_phone("+442079460018", "GB"), show_phone("+442079460018", "US")) == (
        "020 7946 0018",
        "+44 20 7946 0018",
    )


def test_show_phone_when_it_is_no_number() -> None:
    """Text that is no number stays as it was typed."""
    assert show_phone("ask Jo", "GB") == "ask Jo"


def test_email_key_when_case_and_blanks_differ() -> None:
    """An address is compared without case."""
    assert email_key(" Jo@Acme.Example ") == "jo@acme.example"


@pytest.mark.parametrize("typed", ["", "jo", "jo@", "@acme", "a b@c.de", "\ud800@x.de", "x" * 300 + "@y.de"])
def test_email_key_when_it_is_no_address(typed: str) -> None:
    """What is no address has no key."""
    assert email_key(typed) is None


@pytest.mark.parametrize(
    ("typed", "expected"),
    [("06 99 88 77 66", True), ("01 40 00 00 00", False), ("+1 212 555 0100", False), ("ask Jo", False)],
)
def test_is_mobile_when_asked(typed: str, expected: bool) -> None:
    """Only what is certainly a mobile number is one: in America nobody can tell."""
    assert is_mobile(typed, "FR") is expected
