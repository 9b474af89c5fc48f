"""The lists a choice is taken from, by name; each noun's module adds its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from crmbot.core.context import Context


@dataclass(frozen=True, slots=True)
class Listed:
    """One entry of a list: what is stored and what is read."""

    value: str
    label: str


Lister = Callable[[Context], Sequence[Listed]]

_LISTS: dict[str, Lister] = {}


def lists(name: str) -> Callable[[Lister], Lister]:
    """Declare the decorated function as the one that gives a list."""

    def declare(function: Lister) -> Lister:
        _LISTS[name] = function
        return function

    return declare


Teller = Callable[[Context, str], str | None]

_TELLERS: dict[str, Teller] = {}


def tells(name: str) -> Callable[[Teller], Teller]:
    """Declare the decorated function as the one that hears an entry of a list out of what was told."""

    def declare(function: Teller) -> Teller:
        _TELLERS[name] = function
        return function

    return declare


def told(ctx: Context, name: str, text: str) -> str | None:
    """Return the entry of a list that somebody's words tell, `too expensive` for a price; None when they tell none."""
    teller = _TELLERS.get(name)
    return teller(ctx, text) if teller is not None else None


def listed(ctx: Context, name: str) -> Sequence[Listed]:
    """Return the entries of a list as they stand now."""
    return _LISTS[name](ctx)
