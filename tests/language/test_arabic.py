"""Arabic letters beside each other."""

import pytest

from crmbot.language.arabic import joined


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("شركة", "\ufeb7\ufeae\ufedb\ufe94"),  # sheen opens, reh ends it, kaf opens anew, teh ends it
        ("لا", "\ufefb"),  # two letters melt into one
        ("سلام", "\ufeb3\ufefc\ufee1"),  # and are joined to the one before
        ("مُحَمَّد", "\ufee3\ufea4\ufee4\ufeaa"),  # the signs of vowels are left out
        ("Acme شركة 25", "Acme \ufeb7\ufeae\ufedb\ufe94 25"),
        ("Acme", "Acme"),
        ("", ""),
    ],
)
def test_letters_when_joined(text: str, shown: str) -> None:
    """Each has the shape of its place in the word; other letters stay as they are."""
    assert joined(text) == shown
