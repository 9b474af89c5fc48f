"""The words of commands in the languages people write; the English ones always work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from crmbot.language.catalogue.loading import catalogue
from crmbot.language.catalogue.vocabulary import spelled_in
from crmbot.language.fold import fold


@dataclass(frozen=True, slots=True)
class CommandWord:
    """The English word of a command, how it was written down here, and whether nothing may stand behind it."""

    english: str
    written: str
    alone: bool = False


def command_words(languages: Sequence[str]) -> Mapping[str, CommandWord]:
    """Give the words of commands in some languages by their folded form; the first language has the last word."""
    return _command_words(tuple(languages))


@lru_cache(maxsize=64)
def _command_words(languages: tuple[str, ...]) -> Mapping[str, CommandWord]:
    found: dict[str, CommandWord] = {}
    for language in languages:
        tables = catalogue(language)
        for table, alone in (("commands", False), ("commands_alone", True)):
            for english, words in tables.get(table, {}).items():
                for word, written in spelled_in(language, words):
                    found.setdefault(fold(word), CommandWord(english, written, alone))
    return found
