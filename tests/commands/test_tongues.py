"""The words of commands in other languages."""

import pytest

from crmbot.commands import build_registry
from crmbot.language.catalogue import LANGUAGES, command_words
from crmbot.language.fold import fold

OTHERS = tuple(code for code in LANGUAGES if code != "en")


@pytest.mark.parametrize("language", OTHERS)
def test_words_when_compared_with_the_commands(language: str) -> None:
    """Each stands for a word that means something, and none is an English one, which would hide it."""
    known = set(build_registry().words())
    found = command_words((language,))

    assert {fold(each.english) for each in found.values()} <= known
    assert not known & set(found)


@pytest.mark.parametrize("language", OTHERS)
def test_usual_commands_when_a_language_is_spoken(language: str) -> None:
    """What people say every day can be said in every language."""
    english = {each.english for each in command_words((language,)).values()}

    assert {"note", "task", "find", "event", "remind me", "today", "help", "undo", "settings", "language"} <= english
