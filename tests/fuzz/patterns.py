"""Every compiled pattern of the product, and texts made to slow each of them down."""

import ast
import importlib
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import ModuleType

import crmbot
from crmbot.language.plain_words.phrasing import Ways
from tests.fuzz.hostile import loops_of, openings_of

METHODS = frozenset({"search", "match", "fullmatch", "finditer", "findall", "sub", "subn", "split"})
PIECES = (
    *(" ", "a", "1", "a ", "1 ", "1,", "1.", "1:", "1/", "-", ".", ",", "@", "#", "$", "x@", "\n", " \n", "\t", "'"),
    *('"', "(", "aa bb ", "1 1/2 ", "of ", "and ", "to ", "mon ", "é", "İ", "😀", "\u0301", "_", "http://", "a.", "a-"),
)
"""What slow patterns were found by before, whatever they look for."""

_SKIPPED = ("crmbot.__main__", "crmbot.store.migrations")
PHRASE = "[ways]"
"""Stands in the names of what is in a table of phrasings: no text longer than those are is held against it."""
_PHRASES = "crmbot.language.plain_words"
"""What people say is held against these as a whole."""
_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Used:
    """A pattern under the name it has in its module, and the ways it is asked."""

    name: str
    pattern: re.Pattern[str]
    methods: tuple[str, ...]


def used_patterns() -> list[Used]:
    """Return every pattern once, by its first name."""
    found: dict[tuple[str, int], Used] = {}
    written: list[Used] = []
    for module in sorted(_modules(), key=lambda each: each.__name__):
        for name, pattern in _patterns_in(vars(module)):
            is_phrase = PHRASE in name or module.__name__.startswith(_PHRASES)
            usual = frozenset({"fullmatch" if is_phrase else "search"})
            asked = _methods_in(module.__name__).get(name.partition("[")[0], usual) | (usual - {"search"})
            key = pattern.pattern, pattern.flags
            before = found.get(key)
            if before is None:
                found[key] = Used(f"{module.__name__}.{name}", pattern, tuple(sorted(asked)))
            elif not asked <= set(before.methods):
                found[key] = Used(before.name, pattern, tuple(sorted({*asked, *before.methods})))
        written += _written_in(module.__name__)
    return [*found.values(), *written]


def hostile_texts(pattern: re.Pattern[str], length: int) -> Iterator[str]:
    """Yield texts of that length: every piece over and over, behind what gets the pattern that far."""
    for piece in {*PIECES, *(loop for loop, _ in loops_of(pattern))}:
        yield _filled("", piece, length)
    for loop, before in loops_of(pattern):
        yield _filled(before, loop, length)
    for opening in openings_of(pattern):
        yield _filled("", opening, length)
        yield _filled("", opening + " ", length)


def _filled(before: str, piece: str, length: int) -> str:
    return (before + piece * (length // max(1, len(piece)) + 1))[: length - 1] + "\x01"


def _modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(crmbot.__path__, "crmbot."):
        if not found.name.startswith(_SKIPPED):
            yield importlib.import_module(found.name)


def _patterns_in(names: Mapping[str, object]) -> Iterator[tuple[str, re.Pattern[str]]]:
    for name, value in list(names.items()):
        for place, pattern in _inside(value, _DEPTH):
            yield f"{name}{place}", pattern


def _inside(value: object, depth: int) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Yield the patterns in a value, with where in it they are."""
    if isinstance(value, re.Pattern):
        if isinstance(value.pattern, str):
            yield "", value
    elif isinstance(value, Ways):
        yield from ((f"[{place}]", pattern) for place, pattern in enumerate(value.compiled()))
    elif depth:
        for place, part in _parts(value):
            for deeper, pattern in _inside(part, depth - 1):
                yield f"[{place}]{deeper}", pattern


def _parts(value: object) -> Iterable[tuple[object, object]]:
    if isinstance(value, dict):
        return list(value.items())
    if isinstance(value, list | tuple | set | frozenset):
        return list(enumerate(value))
    slots = getattr(type(value), "__dataclass_fields__", None)
    if slots is not None and not isinstance(value, type):
        return [(name, getattr(value, name, None)) for name in slots]
    return ()


@cache
def _methods_in(module: str) -> Mapping[str, frozenset[str]]:
    """Return how a module asks the patterns it names, one by one or in a loop over several."""
    tree = _tree_of(module)
    looped = {target.id: each.id for target, each in _loops(tree)}
    asked: dict[str, set[str]] = defaultdict(set)
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.attr in METHODS:
            asked[looped.get(node.value.id, node.value.id)].add(node.attr)
    return {name: frozenset(methods) for name, methods in asked.items()}


def _loops(tree: ast.AST) -> Iterator[tuple[ast.Name, ast.Name]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.For | ast.comprehension):
            targets = node.target.elts if isinstance(node.target, ast.Tuple) else [node.target]
            if isinstance(node.iter, ast.Name):
                yield from ((target, node.iter) for target in targets if isinstance(target, ast.Name))


def _written_in(module: str) -> Iterator[Used]:
    """Yield the patterns that are written where they are asked: `re.sub("…", …)`."""
    for node in ast.walk(_tree_of(module)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        of, method = node.func.value, node.func.attr
        written = node.args[0].value if node.args and isinstance(node.args[0], ast.Constant) else None
        if isinstance(of, ast.Name) and of.id == "re" and method in METHODS and isinstance(written, str):
            folds = re.IGNORECASE if "IGNORECASE" in ast.dump(node) else re.NOFLAG
            yield Used(f"{module}:{node.lineno}", re.compile(written, folds), (method,))


@cache
def _tree_of(module: str) -> ast.AST:
    return ast.parse(Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8"))
