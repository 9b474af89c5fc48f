"""Texts that a pattern begins to match: what each of its loops turns on, and what stands before it."""

import re
from re import _constants as sre  # type: ignore[attr-defined]  # the typeshed leaves the parser out
from re import _parser  # type: ignore[attr-defined]  # likewise
from typing import Any

_MANY = 8
"""From so many turns on a loop counts as one that may go on for long."""

Node = tuple[object, object]


def loops_of(pattern: re.Pattern[str]) -> list[tuple[str, str]]:
    """Return what each loop turns on, with a text that leads to it."""
    found: list[tuple[str, str]] = []
    _walk(_parser.parse(pattern.pattern, pattern.flags), "", found)
    return list(dict.fromkeys(pair for pair in found if pair[0]))[:16]


def openings_of(pattern: re.Pattern[str]) -> list[str]:
    """Return texts of the pattern's own kind: as short as it takes, and one turn of everything."""
    tree = _parser.parse(pattern.pattern, pattern.flags)
    return [text for text in (_example(tree, 0, 0), _example(tree, 1, 0), _example(tree, 1, 1)) if text]


def _walk(tree: object, before: str, found: list[tuple[str, str]]) -> str:
    """Go through a sequence, noting its loops; return what stands before what follows it."""
    for op, value in tree:  # type: ignore[attr-defined]
        for inner in _inner(op, value):
            _walk(inner, before, found)
        if op in (sre.MAX_REPEAT, sre.MIN_REPEAT) and value[1] >= _MANY:
            turns = {_example(value[2], 0, 0), _example(value[2], 1, 0), _example(value[2], 1, 1)}
            found.extend((turn, before) for turn in sorted(turns))
        before += _one(op, value, 1, 0)
    return before


def _inner(op: object, value: Any) -> list[object]:  # noqa: ANN401 - what a node holds
    match op:
        case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
            return [value[2]]
        case sre.SUBPATTERN:
            return [value[3]]
        case sre.BRANCH:
            return list(value[1])
        case sre.ATOMIC_GROUP:
            return [value]
        case sre.ASSERT | sre.ASSERT_NOT:
            return [value[1]]
        case _:
            return []


def _example(tree: object, extra: int, branch: int) -> str:
    """Return a text of a sequence: each loop turned `extra` times more than it must, each choice taken alike."""
    return "".join(_one(op, value, extra, branch) for op, value in tree)  # type: ignore[attr-defined]


def _one(op: object, value: Any, extra: int, branch: int) -> str:  # noqa: ANN401 - what a node holds
    match op:
        case sre.LITERAL:
            return chr(value)
        case sre.NOT_LITERAL | sre.ANY:
            return "a"
        case sre.IN:
            return _member(value)
        case sre.MAX_REPEAT | sre.MIN_REPEAT | sre.POSSESSIVE_REPEAT:
            least, most, body = value
            return str(_example(body, extra, branch)) * min(int(least) + extra, int(most))
        case sre.SUBPATTERN:
            return _example(value[3], extra, branch)
        case sre.ATOMIC_GROUP:
            return _example(value, extra, branch)
        case sre.BRANCH:
            choices = value[1]
            return _example(choices[-1 if branch else 0], extra, branch)
        case _:
            return ""


_OF_CATEGORY = {sre.CATEGORY_DIGIT: "1", sre.CATEGORY_SPACE: " ", sre.CATEGORY_WORD: "a"}


def _member(items: Any) -> str:  # noqa: ANN401 - what a class holds
    """Return a letter of a class."""
    if any(op == sre.NEGATE for op, _ in items):
        return next((letter for letter in "a1 .,-x\n" if not _is_in(letter, items)), "é")
    op, value = items[0]
    match op:
        case sre.LITERAL:
            return chr(value)
        case sre.RANGE:
            return chr(value[0])
        case _:
            return _OF_CATEGORY.get(value, "!")


def _is_in(letter: str, items: Any) -> bool:  # noqa: ANN401 - likewise
    point = ord(letter)
    for op, value in items:
        if op == sre.LITERAL and value == point:
            return True
        if op == sre.RANGE and value[0] <= point <= value[1]:
            return True
        if op == sre.CATEGORY and _OF_CATEGORY.get(value) == letter:
            return True
    return False
