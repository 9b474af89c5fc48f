"""The words by which people tell in their languages of a call, a mail, a meeting or a visit that was."""

import re
from collections.abc import Mapping
from functools import cache

from crmbot.language.catalogue.flat import flatten
from crmbot.language.catalogue.loading import LANGUAGES, catalogue
from crmbot.language.catalogue.vocabulary import spelled_in

_WORD = re.compile(r"\w+")
_TABLES = {"deeds": True, "deed_names": False}


def deeds_in(text: str) -> Mapping[str, int]:
    """Return the kinds of deed that a text tells of in another language, each with where; nouns may be plans.

    The words of all languages count: none of them is an English one, and who writes one has not always said so.
    """
    flat = flatten(text)
    if not _may_tell(flat):
        return {}
    found = {kind: pattern.search(flat) for kind, pattern in _patterns().items()}
    return {kind: match.start() for kind, match in found.items() if match is not None}


def tells_of_deed(text: str) -> bool:
    """Tell that a text has a verb of another language for something that was done."""
    flat = flatten(text)
    return _may_tell(flat) and _verbs().search(flat) is not None


def _may_tell(flat: str) -> bool:
    """Tell that a word begins one of the forms: in most texts none does, and no pattern is asked about them."""
    return not _first_words().isdisjoint(_WORD.findall(flat))


@cache
def _first_words() -> frozenset[str]:
    told = (word for words in _words(verbs_only=False).values() for word in words)
    return frozenset(_WORD.findall(flatten(words))[0] for words in told)


@cache
def _patterns() -> Mapping[str, re.Pattern[str]]:
    return {kind: _pattern(words) for kind, words in _words(verbs_only=False).items()}


@cache
def _verbs() -> re.Pattern[str]:
    return _pattern([word for words in _words(verbs_only=True).values() for word in words])


def _words(*, verbs_only: bool) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for language in LANGUAGES:
        for table, verbs in _TABLES.items():
            if verbs or not verbs_only:
                for kind, words in catalogue(language).get(table, {}).items():
                    found.setdefault(kind, []).extend(word for word, _ in spelled_in(language, words))
    return found


def _pattern(words: list[str]) -> re.Pattern[str]:
    longest_first = sorted({flatten(word) for word in words}, key=len, reverse=True)
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
    return re.compile(rf"(?<!\w)(?:{alternatives})(?!\w)")
