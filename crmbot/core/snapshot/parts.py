"""The blocks a snapshot is put together from: every noun declares its own here, and the rest knows them by name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Generic, TypeVar

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.snapshot.scopes import Scope
from crmbot.language.fold import fold

LoadedT = TypeVar("LoadedT")


@dataclass(frozen=True, slots=True)
class Part(Generic[LoadedT]):
    """One block: what it is called, what one has to see for it, and what reads it.

    `kinds` are the kinds of records it tells of; whoever does not see those of others gets it for themselves alone.
    `words` are other names of it. `rank` is its place; one that is not `usual` is shown when it is asked for.
    """

    key: str
    label: str
    kinds: tuple[str, ...]
    load: Callable[[Context, Scope], LoadedT]
    rank: int
    words: tuple[str, ...] = ()
    usual: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Everything it is called, folded; its key first."""
        return tuple(dict.fromkeys(map(fold, (self.key, self.label, *self.words))))


COMING = {"jobs": ("job",), "campaigns": ("campaign", "campaign performance"), "orders": ("order",)}
"""Blocks that belong to modules still to come: they can be chosen, and are shown from the day they are there."""

_PARTS: dict[str, Part[Any]] = {}


def declare(part: Part[LoadedT]) -> Part[LoadedT]:
    """Make a block known. Raises `ValueError` for a name that another one has."""
    taken = {name: other.key for other in _PARTS.values() for name in other.names}
    for name in part.names:
        if name in taken:
            message = f"{name!r} is both {taken[name]!r} and {part.key!r}"
            raise ValueError(message)
    _PARTS[part.key] = part
    return part


def every() -> tuple[Part[Any], ...]:
    """Return all blocks in their order."""
    return tuple(sorted(_PARTS.values(), key=lambda part: part.rank))


def usual() -> tuple[str, ...]:
    """Return the keys of what is shown until somebody chooses."""
    return tuple(part.key for part in every() if part.usual)


def known(keys: Sequence[str]) -> tuple[Part[Any], ...]:
    """Return the blocks of some keys, in the order of those; what is not there yet is passed over."""
    return tuple(_PARTS[key] for key in keys if key in _PARTS)


def coming(keys: Sequence[str]) -> tuple[str, ...]:
    """Return those of some keys that belong to a module still to come."""
    return tuple(key for key in keys if key not in _PARTS)


def read(text: str) -> tuple[str, ...]:
    """Return the keys of the blocks a text names, `sales month, leads and tasks`. Raises `InvalidInput` with the names.

    Without commas the longest names are looked for first, so that `won lost tasks` are three.
    """
    names = {name: key for key, also in COMING.items() for name in (key, *also)}
    names |= {name: part.key for part in every() for name in part.names}
    keys: list[str] = []
    for piece in text.replace("&", ",").replace(" and ", ",").split(","):
        keys += _keys_in(piece.split(), names)
    return tuple(dict.fromkeys(keys))


def _keys_in(words: Sequence[str], names: dict[str, str]) -> list[str]:
    found: list[str] = []
    at = 0
    while at < len(words):
        count = next((n for n in range(len(words), at, -1) if fold(" ".join(words[at:n])) in names), None)
        if count is None:
            raise _unknown(" ".join(words[at:]), names)
        found.append(names[fold(" ".join(words[at:count]))])
        at = count
    return found


def _unknown(asked: str, names: dict[str, str]) -> InvalidInput:
    near = dict.fromkeys(names[name] for name in get_close_matches(fold(asked), names, n=3))
    return InvalidInput("parts", asked, "no block is called that", tuple(near or (part.key for part in every())))
