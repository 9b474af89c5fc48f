"""How the blocks of a snapshot are drawn: each noun's module declares its own here."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from crmbot.chat.card import Action, Block, Item, Items, Line, Spans, bold, spans
from crmbot.core.context import Context
from crmbot.core.snapshot.parts import Part
from crmbot.core.snapshot.reckoning import Sum
from crmbot.core.snapshot.scopes import Scope
from crmbot.language import money
from crmbot.language.money import Money

LoadedT = TypeVar("LoadedT")


@dataclass(frozen=True, slots=True)
class Section:
    """A block as it is shown: what is said behind its name, rows under it, and the way into the list behind it.

    `short` is what it adds to the first line of the whole: `2 open deals`; empty where it has nothing to tell.
    """

    said: Spans
    rows: Sequence[Spans] = ()
    way: Action | None = None
    short: str = ""


Drawer = Callable[[Context, Scope, LoadedT], Section]

_DRAWERS: dict[str, Drawer[Any]] = {}


def draws(part: Part[LoadedT]) -> Callable[[Drawer[LoadedT]], Drawer[LoadedT]]:
    """Declare the decorated function as the one that draws a block of the snapshot."""

    def declare(function: Drawer[LoadedT]) -> Drawer[LoadedT]:
        _DRAWERS[part.key] = function
        return function

    return declare


def section(ctx: Context, scope: Scope, part: Part[Any]) -> Section:
    """Read a block and return it as it is shown."""
    return _DRAWERS[part.key](ctx, scope, part.load(ctx, scope))


def blocks(part: Part[Any], drawn: Section) -> Iterator[Block]:
    """Yield what a block is on a card: a line with all that counts, and the rows under it."""
    yield Line(spans(bold(part.label), " · ", *drawn.said))
    if drawn.rows:
        yield Items(tuple(Item(row) for row in drawn.rows))


def worth(sums: Sequence[Sum], *, weighted: bool = False) -> str:
    """Return what deals are worth, each currency by itself: `€48,300 (weighted €22,900) + $100`; empty for nothing."""
    told = [each for each in sums if each.minor]
    shown = (
        _money(each.minor, each) + (f" (weighted {_money(each.weighted_minor, each)})" if weighted else "")
        for each in told
    )
    return " + ".join(shown)


def _money(minor: int, of: Sum) -> str:
    return money.show(Money(minor, of.currency))
