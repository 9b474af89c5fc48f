"""What a follow-up is called."""

import pytest

from crmbot.language.follow_ups import titled


@pytest.mark.parametrize(
    ("words", "title"),
    [
        ("", "Follow up with Jane Doe"),
        ("try", "Try again: Jane Doe"),
        ("try again", "Try again: Jane Doe"),
        ("retry", "Try again: Jane Doe"),
        ("call", "Call Jane Doe"),
        ("call him", "Call Jane Doe"),
        ("call her back", "Call Jane Doe back"),
        ("mail", "E-mail Jane Doe"),
        ("visit", "Visit Jane Doe"),
        ("follow up with her", "Follow up with Jane Doe"),
        ("a quote", "Quote: Jane Doe"),
        ("send the offer", "Send the offer"),
        ("call Bob", "Call Bob"),
    ],
)
def test_title_when_words_say_too_little(words: str, title: str) -> None:
    """Words that say too little alone get the name; others stay as they are."""
    assert titled(words, "Jane Doe") == title
