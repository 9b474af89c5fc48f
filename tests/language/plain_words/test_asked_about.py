"""Questions in plain words, and what only looks like one."""

import pytest

from crmbot.language.plain_words import asked_about


@pytest.mark.parametrize(
    ("text", "name", "plain"),
    [
        ("jane's phone", "jane", False),
        ("Jane Doe phone number?", "Jane Doe", False),
        ("what's Jane’s mobile", "Jane", True),
        ("What is the email of Acme?", "Acme", True),
        ("address for Delta Pumps", "Delta Pumps", False),
        ("give me Ben's e-mail address", "Ben", True),
        ("who's Ben Carter?", "Ben Carter", True),
        ("Acme contact details", "Acme", False),
    ],
)
def test_about_when_a_fact_is_asked_for(text: str, name: str, plain: bool) -> None:
    """The name is found, whatever stands around it."""
    assert asked_about.about(text) == asked_about.Question(name, plain)


@pytest.mark.parametrize(
    "text", ["", "phone", "met Jane", "call Jane tomorrow", "who", "what's the weather", "x" * 10_000]
)
def test_about_when_no_fact_is_asked_for(text: str) -> None:
    """It is left to others."""
    assert asked_about.about(text) is None
