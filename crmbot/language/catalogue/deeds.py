"""The words by which people tell in their languages of a call, a mail, a meeting or a visit that was, or is to be."""

import re
from collections.abc import Mapping, Sequence
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


def orders(text: str) -> bool:
    """Tell that words are an order to oneself in another language: `jane anrufen`, `appeler jane`.

    It begins or ends with what is to be done, and tells of nobody who does it: `jane will mich anrufen`.
    """
    flat = flatten(text)
    if _order_words().isdisjoint(_WORD.findall(flat)):
        return False
    return any(order.search(flat) and not told.search(flat) for order, told in _orders())


def _may_tell(flat: str) -> bool:
    """Tell that a word begins one of the forms: in most texts none does, and no pattern is asked about them."""
    return not _first_words().isdisjoint(_WORD.findall(flat))


@cache
def _first_words() -> frozenset[str]:
    told = (word for words in _words(verbs_only=False).values() for word in words)
    return frozenset(_WORD.findall(flatten(words))[0] for words in told)


@cache
def _order_words() -> frozenset[str]:
    return frozenset(word for words, _ in _orders_by_language() for each in words for word in _WORD.findall(each))


@cache
def _orders() -> Sequence[tuple[re.Pattern[str], re.Pattern[str]]]:
    """Return for each language what is to be done at either end of some words, and what tells of others."""
    return tuple(
        (re.compile(rf"^\W*{_any(words)}(?!\w)|(?<!\w){_any(words)}\W*$"), _pattern(told))
        for words, told in _orders_by_language()
    )


def _orders_by_language() -> list[tuple[list[str], list[str]]]:
    tables = ((language, catalogue(language).get("orders")) for language in LANGUAGES)
    return [
        (
            [word for word, _ in spelled_in(language, table["do"])],
            [word for word, _ in spelled_in(language, table["told"])],
        )
        for language, table in tables
        if table
    ]


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
    return re.compile(rf"(?<!\w){_any(words)}(?!\w)")


def _any(words: list[str]) -> str:
    longest_first = sorted({flatten(word) for word in words}, key=len, reverse=True)
    alternatives = "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in longest_first)
    return f"(?:{alternatives})"
