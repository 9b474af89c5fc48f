"""A language's catalogue made ready for reading: its words by kind, its forms by their first word."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache

from rapidfuzz.distance import OSA

from crmbot.language.catalogue.flat import flatten
from crmbot.language.catalogue.loading import Table, catalogue, spellings
from crmbot.language.catalogue.patterns import Pattern, elements, forms, pattern

KINDS = ("weekday", "weekdays", "month", "unit", "number", "ordinal", "part", "day")
_SLIPPING = ("weekday", "weekdays", "month", "day")
_SLIP_FROM = 6  # letters

IN_NUMBERS = ("time", "hour", "minutes", "date")
"""The slots that a number in words may fill too."""

Phrases = Mapping[str, tuple[tuple[tuple[str, ...], str], ...]]


@dataclass(frozen=True, slots=True)
class Node:
    """A place in the tree of forms: where it goes on by a word or a slot, touching or not, and what ends here."""

    words: dict[tuple[str, bool], "Node"] = field(default_factory=dict)
    slots: dict[tuple[str, bool], "Node"] = field(default_factory=dict)
    patterns: list[Pattern] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of one language.

    `phrases` gives, by kind and first word, the words of that kind with what they mean, the longest
    first; `kinds` are the slots that a word may begin to fill. `root` begins the tree of all forms.
    `words` are all that mean something.
    """

    language: str
    phrases: Mapping[str, Phrases]
    kinds: Mapping[str, frozenset[str]]
    root: Node
    words: frozenset[str]
    long_names: Mapping[str, str]
    titles: frozenset[str]
    legal: frozenset[str]
    given: frozenset[str]
    no_slips: frozenset[str]
    names_have_capitals: bool

    def spelled(self, word: str) -> str:
        """Give a word as it is spelled: one slip in a long name of a day or a month is forgiven."""
        return _spelled(self.language, word)


@cache
def vocabulary(language: str) -> Vocabulary | None:
    """Give the words of a language; None where there is no catalogue of it, and for English, which is understood."""
    tables = catalogue(language)
    if language == "en" or not tables:
        return None
    respelled = tables.get("spelling", {})
    plain = {kind: _phrases(tables, kind, respelled) for kind in KINDS}
    phrases = {**plain, **_with_short(tables, plain, respelled)}
    patterns = list(_patterns(tables, respelled))
    kinds = {kind: frozenset(_flat(words, respelled)) for kind, words in tables.get("kinds", {}).items()}
    literals = {part for each in phrases.values() for found in each.values() for words, _ in found for part in words}
    literals |= {element.text for each in patterns for element in each.elements if not element.is_slot}
    return Vocabulary(
        language=language,
        phrases=phrases,
        kinds=_kinds(phrases),
        root=_tree(patterns),
        words=frozenset(literals),
        long_names=_long_names(tables),
        titles=kinds.get("titles", frozenset()),
        legal=kinds.get("legal", frozenset()) | frozenset(spellings(catalogue("en")["kinds"]["legal"])),
        given=kinds.get("given", frozenset()),
        no_slips=kinds.get("no_slips", frozenset()),
        names_have_capitals=tables.get("kinds", {}).get("capitals") == "names",
    )


def spelled_in(language: str, words: str) -> Iterator[tuple[str, str]]:
    """Yield every way to type the spellings of an entry, each with the spelling as it is written down."""
    respelled = catalogue(language).get("spelling", {})
    for spelling in spellings(words):
        for form in _flat(spelling, respelled):
            yield form, spelling


@cache
def english_spellings(kind: str) -> Mapping[str, str]:
    """Give the English for the keys of a kind of word: `3` of number is `three`."""
    if kind == "weekdays":
        return {name: f"{name}s" for name in catalogue("en")["weekday"]}
    table = catalogue("en").get(kind, {})
    if kind in {"weekday", "month", "unit", "part"}:
        return {key: key for key in table}
    return {key: spellings(words)[-1 if key == "1" and kind == "number" else 0] for key, words in table.items()}


@cache
def english_words() -> frozenset[str]:
    """Give the English words that mean something in a time, or stand beside one."""
    english = catalogue("en")
    tables = [english.get(kind, {}) for kind in (*KINDS, "mark")]
    said = [words for table in tables for words in table.values()]
    said += [english["kinds"]["function"], english["kinds"]["beside"]]
    zones = {zone.lower() for zone in english["zones"]}
    return frozenset(word for words in said for word in spellings(words)) | zones


def _phrases(tables: Mapping[str, Table], kind: str, respelled: Table) -> Phrases:
    found: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
    for key, words in tables.get(kind, {}).items():
        for spelling in _flat(words, respelled):
            parts = tuple(element.text for element in elements(spelling))
            found[parts[0]].append((parts, key))
    return {first: tuple(sorted(each, key=lambda one: -len(one[0]))) for first, each in found.items()}


def _with_short(tables: Mapping[str, Table], phrases: Mapping[str, Phrases], respelled: Table) -> dict[str, Phrases]:
    """Give the kinds of which some words count in company only: `short` is any weekday, `month` any month."""
    weekdays = _phrases(tables, "weekday_short", respelled)
    months = _phrases(tables, "month_short", respelled)
    return {
        "short": _merged(phrases["weekday"], weekdays),
        "month": _merged(phrases["month"], months),
    }


def _merged(first: Phrases, second: Phrases) -> Phrases:
    return {word: (*first.get(word, ()), *second.get(word, ())) for word in {**first, **second}}


def _kinds(phrases: Mapping[str, Phrases]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for kind, words in phrases.items():
        for first in words:
            found[first] |= {kind, *(IN_NUMBERS if kind == "number" else ())}
    return {first: frozenset(kinds) for first, kinds in found.items()}


def _patterns(tables: Mapping[str, Table], respelled: Table) -> Iterator[Pattern]:
    for order, (meant, words) in enumerate(_entries(tables)):
        for spelling in _flat(words, respelled):
            yield pattern(spelling, meant, order)


def _entries(tables: Mapping[str, Table]) -> Iterator[tuple[str | None, str]]:
    """Yield all that has an English, in order: the kinds of words, words, phrases, what is kept."""
    for kind in KINDS:
        known = english_spellings(kind)
        yield from ((known.get(key, key), words) for key, words in tables.get(kind, {}).items())
    for table in ("words", "phrases"):
        yield from tables.get(table, {}).items()
    yield from ((None, words) for words in tables.get("kept", {}).values())


def _flat(words: str, respelled: Table) -> Iterator[str]:
    """Yield the spellings of an entry without accents, as people write them with and without such letters."""
    for spelling in spellings(words):
        for form in forms(spelling):
            yield flatten(form)
            other = "".join(respelled.get(letter, letter) for letter in form.lower())
            if other != form.lower():
                yield flatten(other)


def _tree(patterns: Sequence[Pattern]) -> Node:
    root = Node()
    for each in patterns:
        node = root
        for element in each.elements:
            ways = node.slots if element.is_slot else node.words
            node = ways.setdefault((element.text, element.tight), Node())
        node.patterns.append(each)
    return root


def _long_names(tables: Mapping[str, Table]) -> dict[str, str]:
    """Give the long single words in which a slip is forgiven, with what they mean."""
    return {
        word: f"{kind} {key}"
        for kind in _SLIPPING
        for key, words in tables.get(kind, {}).items()
        for word in _flat(words, {})
        if len(word) >= _SLIP_FROM and word.isalpha()
    }


@lru_cache(maxsize=8192)
def _spelled(language: str, word: str) -> str:
    known = vocabulary(language)
    if known is None or len(word) < _SLIP_FROM or word in known.words | known.no_slips | english_words():
        return word
    near = [name for name in known.long_names if name[0] == word[0] and OSA.distance(word, name, score_cutoff=1) <= 1]
    return near[0] if len({known.long_names[name] for name in near}) == 1 else word
