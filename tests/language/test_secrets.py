"""Keys and passwords of programs are known by how they look; what people write as a rule is none."""

import time

import pytest

from crmbot.language import secrets

DIGITS = "A1b2C3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"use xoxb-{DIGITS}", "a token of a chat app"),
        (f"123456789:{DIGITS[:35]}", "the token of a bot"),
        ("AKIA" + "ABCDEFGH12345678", "an access key"),
        (f"ghp_{DIGITS}", "an access token"),
        (f"sk-proj-{DIGITS}", "an API key"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMII", "a private key"),
        (f"Bearer eyJ{DIGITS}.eyJ{DIGITS}.{DIGITS}", "a signed token"),
        (f"https://crm.x.example/calendar/{DIGITS}_-12345.ics", "the secret address of a calendar"),
        ("postgres://ana:hunter2@db.example/crm", "an address with a password in it"),
    ],
)
def test_text_when_it_holds_a_secret(text: str, what: str) -> None:
    """It is told what it looks like."""
    assert secrets.found(text) == what


@pytest.mark.parametrize(
    "text",
    [
        "met Jane at https://acme.example/a?b=c, follow up Tuesday 3pm",
        "call +44 113 496 0000 at 10:00",
        "the order 123456789:7 is late",
        "sk-ate park sponsorship",
        "K7Q2-XWZZ",
    ],
)
def test_text_when_there_is_none(text: str) -> None:
    """It is read as ever."""
    assert secrets.found(text) == ""


@pytest.mark.parametrize("text", ["a", "sk-", "eyJ-", "eyJ-a.", "http://", "a:", "postgres://a:", "1:", "-----BEGIN "])
def test_text_when_it_is_very_long(text: str) -> None:
    """It is gone through once."""
    start = time.process_time()
    secrets.found(text * 20_000)

    assert time.process_time() - start < 5
