"""Rows of text on their way into messages: measured, packed, and escaped here and only here."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from html import escape
from itertools import groupby

from telegram.constants import MessageEntityType, MessageLimit

from crmbot.handlers.telegram.cutting import cut, units_of

QUOTE = MessageEntityType.BLOCKQUOTE
_UNITS = int(MessageLimit.MAX_TEXT_LENGTH)
_MARKS = int(MessageLimit.MESSAGE_ENTITIES)
# Markup itself is not counted by Telegram, but a request has its bounds too.
_MARKUP_PER_UNIT = 4
_FOLD_OVER_LINES = 6
_LINE_WIDTH = 42
_UNSENDABLE = re.compile("[\x00\ud800-\udfff]")
_NOTHING_TO_SAY = "…"


def tag(name: str, **attributes: str) -> str:
    """Write the inside of a start tag."""
    return " ".join([name, *(f'{key}="{escape(value)}"' for key, value in attributes.items())])


@dataclass(frozen=True)
class Run:
    """Text in one formatting; `whole` is never torn in two, `marks` counts the entities it becomes."""

    text: str
    tag: str = ""
    marks: int = 0
    whole: bool = False

    @cached_property
    def html(self) -> str:
        """The text as HTML; nothing else in this package escapes what is shown."""
        shown = escape(_UNSENDABLE.sub("\ufffd", self.text), quote=False)
        return f"<{self.tag}>{shown}</{self.tag.split(' ', 1)[0]}>" if self.tag else shown

    @cached_property
    def weight(self) -> int:
        """What it takes of a message, in UTF-16 units after parsing."""
        return max(units_of(self.text), len(self.html) // _MARKUP_PER_UNIT)


@dataclass(frozen=True)
class Row:
    """One line, or a whole quotation."""

    runs: tuple[Run, ...]
    quoted: bool = False

    @cached_property
    def html(self) -> str:
        return "".join(run.html for run in self.runs)

    @cached_property
    def text(self) -> str:
        return _UNSENDABLE.sub("\ufffd", "".join(run.text for run in self.runs))

    @cached_property
    def weight(self) -> int:
        return sum(run.weight for run in self.runs) + 1

    @cached_property
    def marks(self) -> int:
        return sum(run.marks for run in self.runs) + self.quoted


Block = Sequence[Row]


@dataclass(frozen=True, slots=True)
class Page:
    """What fits into one message: rows, each with the number of the block it comes from."""

    rows: tuple[tuple[int, Row], ...]

    @property
    def html(self) -> str:
        """The page with its formatting."""
        parts = []
        for (_, quoted), rows in groupby(self.rows, key=lambda row: (row[0], row[1].quoted)):
            lines = [row for _, row in rows]
            text = "\n".join(row.html for row in lines)
            parts.append(f"<{_quote_tag(lines)}>{text}</{QUOTE}>" if quoted and text.strip() else text)
        return "\n".join(parts)

    @property
    def text(self) -> str:
        """The page without formatting, for when Telegram cannot read ours."""
        return "\n".join(row.text for _, row in self.rows)


def pack(blocks: Iterable[Block]) -> tuple[Page, ...]:
    """Lay the blocks out over as many pages as they need; a block stays together where it can."""
    packer = _Packer()
    for number, block in enumerate(blocks):
        packer.add(number, block)
    packer.turn()
    return tuple(packer.pages) or (Page(((0, Row((Run(_NOTHING_TO_SAY),))),)),)


class _Packer:
    """The pages laid out so far and the one being filled."""

    def __init__(self) -> None:
        self.pages: list[Page] = []
        self._rows: list[tuple[int, Row]] = []
        self._weight = 0
        self._marks = 0

    def add(self, number: int, block: Block) -> None:
        weight, marks = sum(row.weight for row in block), sum(row.marks for row in block)
        if not self._has_room(weight, marks) and weight <= _UNITS and marks <= _MARKS:
            self.turn()
        for row in block:
            for piece in _pieces(row):
                self._append(number, piece)

    def turn(self) -> None:
        rows = _without_blank_ends(self._rows)
        if rows:
            self.pages.append(Page(tuple(rows)))
        self._rows, self._weight, self._marks = [], 0, 0

    def _append(self, number: int, row: Row) -> None:
        if not self._has_room(row.weight, row.marks):
            self.turn()
        self._rows.append((number, row))
        self._weight += row.weight
        self._marks += row.marks

    def _has_room(self, weight: int, marks: int) -> bool:
        return self._weight + weight <= _UNITS and self._marks + marks <= _MARKS


def _without_blank_ends(rows: list[tuple[int, Row]]) -> list[tuple[int, Row]]:
    filled = [at for at, (_, row) in enumerate(rows) if row.text.strip()]
    return rows[filled[0] : filled[-1] + 1] if filled else []


def _pieces(row: Row) -> Iterator[Row]:
    """Tear a row that fits into no message into several."""
    if row.weight <= _UNITS and row.marks <= _MARKS:
        yield row
        return
    piece = Row((), row.quoted)
    for run in row.runs:
        for part in _parts(run):
            longer = replace(piece, runs=(*piece.runs, part))
            if piece.runs and (longer.weight > _UNITS or longer.marks > _MARKS):
                yield piece
                longer = Row((part,), row.quoted)
            piece = longer
    yield piece


def _parts(run: Run) -> Iterator[Run]:
    if run.whole and run.weight < _UNITS:
        yield run
        return
    rest = run.text
    while rest:
        # A quarter of the room per part is little enough for text that is all markup characters.
        head, rest = cut(rest, _UNITS // 4)
        yield replace(run, text=head)


def _quote_tag(rows: Sequence[Row]) -> str:
    lines = sum(1 + units_of(line) // _LINE_WIDTH for row in rows for line in row.text.split("\n"))
    return f"{QUOTE} expandable" if lines > _FOLD_OVER_LINES else str(QUOTE)
