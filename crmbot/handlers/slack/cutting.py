"""Cutting text that is over a limit: at line borders, else between words, never losing a letter."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from crmbot.chat.card import Span, Spans, Text, plain

_WORD = re.compile(r"\S+\s*|\s+")

Measure = Callable[[Span], int]


def cut_text(text: str, limit: int) -> list[str]:
    """Return the text in pieces of at most `limit` characters."""
    pieces = [""]
    for atom in _atoms(text, limit):
        if len(pieces[-1]) + len(atom) > limit:
            pieces.append("")
        pieces[-1] += atom
    return [piece for piece in pieces if piece.strip()]


def cut_spans(parts: Spans, limit: int, measure: Measure) -> list[Spans]:
    """Return the spans in groups whose written length, by `measure`, is at most `limit`."""
    if sum(measure(part) for part in parts) <= limit:
        return [parts]
    groups: list[list[Span]] = [[]]
    room = limit
    for part in _span_atoms(parts, limit, measure):
        size = measure(part)
        if size > room and groups[-1]:
            groups.append([])
            room = limit
        _append(groups[-1], part)
        room -= size
    return [tuple(group) for group in groups]


def _append(group: list[Span], part: Span) -> None:
    last = group[-1] if group else None
    if isinstance(part, Text) and isinstance(last, Text) and last.style is part.style:
        group[-1] = replace(last, text=last.text + part.text)
    else:
        group.append(part)


def _span_atoms(parts: Sequence[Span], limit: int, measure: Measure) -> Iterator[Span]:
    for part in parts:
        if not isinstance(part, Text):
            if measure(part) <= limit:
                yield part
                continue
            part = Text(plain((part,)))  # noqa: PLW2901 - too long for what it is: its words remain
        growth = max(measure(part) / max(len(part.text), 1), 1)
        for atom in _atoms(part.text, int(limit / (growth * _UNEVEN))):
            yield replace(part, text=atom)


_UNEVEN = 5
"""One escaped character may be five, however few there are on average."""


def _atoms(text: str, limit: int) -> Iterator[str]:
    """Yield lines; where a line is too long its words; where a word is, its parts."""
    for line in text.splitlines(keepends=True):
        for piece in [line] if len(line) <= limit else _WORD.findall(line):
            yield from (piece[start : start + limit] for start in range(0, len(piece), limit))
