"""Puts the words of times in other languages into English, and keeps the places they came from."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any, ClassVar, Protocol, TypeVar

from crmbot.language.catalogue.flat import flatten
from crmbot.language.catalogue.matching import Found, Matcher
from crmbot.language.catalogue.spotting import spotted
from crmbot.language.catalogue.vocabulary import Vocabulary, english_spellings, vocabulary
from crmbot.language.catalogue.whose import Whose
from crmbot.language.catalogue.words import Word

ENGLISH = "en"
_WORD = re.compile(
    r"""
      (?P<other>o'?clock\b|(?<!\w)[^\W\d_]+\d\w*|(?<=\d)\ ?[ap]\.\ ?m\b\.?|(?<=\d)[ap]m?\b|(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]{1,190}|[\#@]\w+|\x00+
          |\d{4}-\d\d-\d\d(?:t\d\d:\d\d[\w:+.-]*)?)
    | (?P<clock>(?<!\w)\d{1,2}[:hu]\d{2})(?!\w)
    | (?P<figure>\d+(?:[.,:/]\d+)*)
    | (?P<word>[^\W\d_]+)
    | (?P<sign>[^\w\s]|_)
    """,
    re.VERBOSE,
)


class Spanned(Protocol):
    """A frozen value of a stretch of text: a time, a repetition, a length."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def span(self) -> tuple[int, int]:
        """Where it stands."""


SpannedT = TypeVar("SpannedT", bound=Spanned)


_MOST_WORDS = 2_400
"""So many words and signs are looked at, shared out among the languages: no text may take long."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A stretch of the English and the stretch of the text it stands for; `copied` letter by letter or not."""

    start: int
    origin: int
    origin_end: int
    copied: bool


@dataclass(frozen=True, slots=True)
class InEnglish:
    """A text with its times in English; `masked` are the places that were given, in the English."""

    text: str
    masked: tuple[tuple[int, int], ...] = ()
    pieces: tuple[_Piece, ...] = ()

    def span(self, span: tuple[int, int]) -> tuple[int, int]:
        """Give the place in the text as it was typed for a place in the English."""
        if not self.pieces:
            return span
        return self._origin(span[0])[0], self._origin(max(span[0], span[1] - 1))[1]

    def as_typed(self, found: Iterable[SpannedT], text: str) -> tuple[SpannedT, ...]:
        """Give values that were found in the English their places and words in the text as it was typed."""
        if not self.pieces:
            return tuple(found)
        spans = ((each, self.span(each.span)) for each in found)
        return tuple(replace(each, span=span, text=text[slice(*span)]) for each, span in spans)

    def _origin(self, place: int) -> tuple[int, int]:
        piece = self.pieces[max(0, bisect_right(self.pieces, place, key=lambda each: each.start) - 1)]
        if not piece.copied:
            return piece.origin, piece.origin_end
        origin = piece.origin + place - piece.start
        return origin, origin + 1


def in_english(text: str, languages: Sequence[str], masked: Sequence[tuple[int, int]] = ()) -> InEnglish:
    """Put the words of times that stand in a text in any of some languages into English.

    Args: `languages`: ISO codes, the likeliest first; English is always understood, and what names a day in a way that
    no other language does. `masked`: places that are known
    to be something else; no word of theirs is touched.
    """
    languages = (*languages, *_spotted(text, languages, masked))
    known = {language: found for language in languages if (found := vocabulary(language)) is not None}
    if not known or not text:
        return InEnglish(text, tuple(masked))
    words = _words(text, masked, _MOST_WORDS // len(known))
    before_english = languages[: languages.index(ENGLISH)] if ENGLISH in languages else languages
    readers = []
    for language, each in known.items():
        spelled = _spelled(words, each)
        readers.append((Matcher(spelled, each), Whose(spelled, each, first=language in before_english)))
    return _joined(text, words, _renderings(readers), masked)


def _spotted(text: str, languages: Sequence[str], masked: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the languages besides some that days in a text tell of: who writes "freitag" writes German, unasked."""
    found = spotted(text, languages)
    if not found or not masked:
        return found
    for start, end in masked:
        text = text[:start] + " " * (end - start) + text[end:]
    return spotted(text, languages)


def _words(text: str, masked: Sequence[tuple[int, int]], most: int) -> list[Word]:
    flat = flatten(text).replace("\u2019", "'")
    for start, end in masked:
        flat = flat[:start] + "\x00" * (end - start) + flat[end:]
    found: list[Word] = []
    before = 0
    for match in islice(_WORD.finditer(flat), most):
        start, end = match.span()
        read = "" if match.lastgroup == "other" else match[0]
        capital = text[start].isupper()
        found.append(Word(read, start, end, capital, text[start:end].isupper(), "\n" in text[before:start]))
        before = end
    return found


def _spelled(words: Sequence[Word], known: Vocabulary) -> list[Word]:
    """Mend slips, but in what may be a name by its capital."""
    mended = []
    for place, word in enumerate(words):
        name = known.names_have_capitals and word.capital and not word.shouted and not _begins(words, place)
        spelled = word.text if name else known.spelled(word.text)
        mended.append(word if spelled == word.text else word._replace(text=spelled))
    return mended


def _renderings(readers: Sequence[tuple[Matcher, Whose]]) -> list[tuple[int, Found]]:
    """Give the forms that stand in a text, each with the place of its first word; none overlap."""
    found: list[tuple[int, Found]] = []
    place = 0
    while place < len(readers[0][0].words):
        best: Found | None = None
        for matcher, whose in readers:
            match = matcher.best_at(place)
            if match and (best is None or match.end > best.end) and not _is_other(matcher, whose, place, match):
                best = match
        if best is not None:
            found.append((place, best))
        place = best.end if best is not None else place + 1
    return found


def _is_other(matcher: Matcher, whose: Whose, i: int, found: Found) -> bool:
    """Tell that words in the form of a time are English, or part of a name."""
    words, known = matcher.words, matcher.known
    if whose.is_english(i, found.end):
        return True
    if found.end == i + 1 and words[i].capital and words[i].text in known.given:
        return True
    return found.english in _NAMING and _names_something(words, i, found.end, known)


def _names_something(words: Sequence[Word], i: int, end: int, known: Vocabulary) -> bool:
    """Tell Frau Sonntag, M. Lundi, Mardi Conseil SARL from days."""
    before = words[_before(words, i)] if i else None
    if before is not None and before.text in known.titles:
        return True
    following = words[end : end + 2]
    if following and (_is_legal(following[0], known) or (_is_legal(following[-1], known) and following[0].capital)):
        return True
    if not (known.names_have_capitals and words[i].capital) or words[i].shouted or _begins(words, i):
        return False
    beside = [words[i - 1], *words[end : end + 1]]
    return any(word.capital and not word.shouted and not _is_day(word, known) for word in beside)


def _before(words: Sequence[Word], i: int) -> int:
    """Give the place of the word before, the dot of an abbreviation stepped over."""
    return i - 2 if i > 1 and words[i - 1].text == "." else i - 1


def _is_legal(word: Word, known: Vocabulary) -> bool:
    return word.capital and word.text in known.legal


def _is_day(word: Word, known: Vocabulary) -> bool:
    return any(word.text in known.phrases[kind] for kind in ("weekday", "month", "part", "day"))


def _begins(words: Sequence[Word], i: int) -> bool:
    """Tell that a word begins a sentence, where a capital says nothing."""
    return i == 0 or words[i].new_line or words[i - 1].text in {".", "!", "?", ":"}


def _joined(
    text: str, words: Sequence[Word], found: Sequence[tuple[int, Found]], masked: Sequence[tuple[int, int]]
) -> InEnglish:
    """Put the English in the places of what it stands for."""
    written: list[str] = []
    pieces: list[_Piece] = []
    length = origin = 0

    def add(said: str, end: int, *, copied: bool) -> None:
        nonlocal length, origin
        if said:
            pieces.append(_Piece(length, origin, end, copied))
        written.append(said)
        length, origin = length + len(said), end

    for place, each in found:
        start, end = words[place].start, words[each.end - 1].end
        if each.english is None or each.english == text[start:end]:
            continue
        add(text[origin:start], start, copied=True)
        add(_apart(each.english, text, start, end), end, copied=False)
    add(text[origin:], len(text), copied=True)
    return InEnglish("".join(written), tuple(_moved(span, pieces) for span in masked), tuple(pieces))


def _apart(english: str, text: str, start: int, end: int) -> str:
    """Set a space between the English and a letter or figure that touched what it stands for."""
    before = " " if start and text[start - 1].isalnum() and english[:1].isalnum() else ""
    after = " " if end < len(text) and text[end].isalnum() and english[-1:].isalnum() else ""
    return f"{before}{english}{after}"


def _moved(span: tuple[int, int], pieces: Sequence[_Piece]) -> tuple[int, int]:
    start, end = span
    for piece in pieces:
        if piece.copied and piece.origin <= start <= piece.origin_end:
            moved = piece.start + start - piece.origin
            return moved, moved + end - start
    return span


_NAMING = frozenset(
    (*english_spellings("weekday").values(), *english_spellings("month").values(), *english_spellings("day").values())
)
