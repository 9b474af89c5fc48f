"""The words of a text as the index looks them up: folded, with what stands between them."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from crmbot.language.fold import fold
from crmbot.language.names_index.ordinary import ORDINARY
from crmbot.language.names_index.spelling import BINDING, TITLES
from crmbot.language.names_index.values import Span

MOST_WORDS, MOST_RARE = 150, 64
"""Words of one text in which names are looked for, and how many of them may be no ordinary ones: notes are short,
whoever pastes a contract names few, and in what is nothing but odd words there are none."""

_WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc][^\W_]+)*")
_OWNS = ("'s", "\u2019s", "\u02bcs")
_NO_NAMES = re.compile(
    r"(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]+@[\w-]+\.[\w.-]+|(?<![\w&/])[#@](?=\w)[\w.-]*\w", re.IGNORECASE
)
_BREAK = re.compile(r"[.!?;:()\[\]{}|\n\u2190-\U0010ffff]|(?:^|\s)[-\u2013\u2014]+(?:\s|$)|\s[/*]\s")
_SHORT_FORM = re.compile(r"\.\s*")
_ABBREVIATED = frozenset("st ste jr sr co ltd inc bros mt hosp intl".split()) | TITLES

NEXT, COMMA, APART = 0, 1, 2
"""What stands between two words: nothing that parts them, a comma or the like, the end of a thought."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text. `gap`: what parts it from the one before; `ordinary`: alone it is nobody's name.

    `capital` tells something only where not all is written in capitals; `shouted`: the whole word is. `owns`: what
    follows is somebody's: Jane's.
    """

    start: int
    end: int
    plain: str
    gap: int
    capital: bool
    ordinary: bool
    sign: str = ""
    shouted: bool = False
    owns: bool = False

    @property
    def binds(self) -> bool:
        return self.plain in BINDING

    @property
    def may_name(self) -> bool:
        """Tell that it may be a part of somebody's name: a word of letters that is no ordinary one."""
        return not self.ordinary and self.plain.isalpha()

    @property
    def opens(self) -> bool:
        """Tell that it stands where any word has a capital."""
        return self.gap == APART


def split(text: str, masked: Collection[Span] = ()) -> list[Word]:
    """Give the words of a text that may be names; addresses, tags, mentions and what is masked are none."""
    closed = sorted([*masked, *(found.span() for found in _NO_NAMES.finditer(text))] if _may_hold(text) else masked)
    found: list[Word] = []
    before, behind, rare, loud = 0, 0, 0, text.isupper()
    for match in _WORD.finditer(text):
        start, end = match.span()
        while behind < len(closed) and closed[behind][1] <= start:
            behind += 1
        if behind < len(closed) and closed[behind][0] < end:
            continue
        between = text[before:start]
        found.append(_word(match[0], start, _gap(between, found), between, loud=loud))
        before = end
        rare += found[-1].may_name
        if len(found) == MOST_WORDS or rare == MOST_RARE:
            break
    return found


def _may_hold(text: str) -> bool:
    return "@" in text or "#" in text or "://" in text or "www." in text.lower()


def _word(raw: str, start: int, gap: int, between: str, *, loud: bool) -> Word:
    plain = raw.lower() if raw.isascii() and raw.isalnum() else fold(raw)
    return Word(
        start,
        start + len(raw),
        plain,
        gap,
        raw[0].isupper() and not loud,
        plain in ORDINARY,
        "@" if "@" in between else "+" if between.strip() in {"+", "&"} else "",
        raw.isupper(),
        raw.endswith(_OWNS),
    )


def _gap(between: str, words: list[Word]) -> int:
    if not words:
        return APART
    if between in {" ", "-"}:
        return NEXT
    last = words[-1].plain
    if _SHORT_FORM.fullmatch(between) and (len(last) == 1 or last in _ABBREVIATED):
        return NEXT
    if _BREAK.search(between):
        return APART
    return COMMA if "," in between or "@" in between or "+" in between else NEXT
