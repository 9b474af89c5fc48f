"""The blocks on deals, as they are shown."""

from collections.abc import Sequence
from dataclasses import replace

from crmbot.chat.card import Action, Spans, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.deals import card as deal_card
from crmbot.commands.snapshot.drawing import Section, draws, worth
from crmbot.core.context import Context
from crmbot.core.snapshot import deals
from crmbot.core.snapshot.deals import Column, Deals
from crmbot.core.snapshot.reckoning import MOST_SUMMED
from crmbot.core.snapshot.scopes import Scope, Whose

_BOARD_WORDS = {Whose.ME: "me", Whose.TEAM: "team", Whose.ALL: "all"}


@draws(deals.DEALS)
def open_deals(ctx: Context, scope: Scope, found: Deals) -> Section:
    """Say how many are open and what they are worth; those that close next under it."""
    section = _told(ctx, scope, found, ("Deals", deals.OPEN), weighted=True)
    return replace(section, short=_many(found.count, "open deal"))


@draws(deals.STEPLESS)
def without_step(ctx: Context, scope: Scope, found: Deals) -> Section:
    """Say on how many deals nothing is planned."""
    return _told(ctx, scope, found, ("No next step", deals.UNPLANNED))


@draws(deals.IDLE_DEALS)
def idle_deals(ctx: Context, scope: Scope, found: Deals) -> Section:
    """Say about how many deals nothing was done for too long."""
    return _told(ctx, scope, found, ("Idle", deals.IDLE))


@draws(deals.SALES)
def won_deals(ctx: Context, scope: Scope, found: Deals) -> Section:
    """Say how many were won this month, by the day they were closed."""
    section = _told(ctx, scope, found, ("Won", deals.WON))
    return replace(section, short=f"{found.count} won" if found.count else "")


@draws(deals.LOST_DEALS)
def lost_deals(ctx: Context, scope: Scope, found: Deals) -> Section:
    """Say how many were lost in the last thirty days."""
    return _told(ctx, scope, found, ("Lost", deals.LOST))


@draws(deals.FUNNEL)
def funnel(ctx: Context, scope: Scope, found: Sequence[Column]) -> Section:
    """Show the stages with the deals in them, by number and by value."""
    del ctx
    return _columns(scope, found, "stage", "Board")


@draws(deals.OWNERS)
def by_owner(ctx: Context, scope: Scope, found: Sequence[Column]) -> Section:
    """Show who has how many open deals, and what those are worth."""
    del ctx
    return _columns(scope, found, "owner", "By owner")


def _columns(scope: Scope, found: Sequence[Column], by: str, label: str) -> Section:
    total = sum(column.count for column in found)
    only = scope.name if scope.whose is Whose.PERSON else _BOARD_WORDS[scope.whose]
    # A board is of one's own teams: there is none of another one.
    is_other = scope.whose is Whose.TEAM and bool(scope.name)
    way = _way(label, "board", {"only": only, "by": by}) if total and not is_other else None
    return Section(spans(f"{total} open" if total else "nothing open"), [_column(column) for column in found], way)


def _many(count: int, noun: str) -> str:
    return phrases.counted(count, noun) if count else ""


def _column(column: Column) -> Spans:
    sums = record_lines.joined(dict(column.sums))
    return spans(column.name, f" {column.count}", f" · {sums}" if sums else "")


def how_many(found: Deals) -> str:
    """Return how many deals there are: `12`, or `100+` where they were not counted to the end."""
    return f"{min(found.count, MOST_SUMMED)}+" if found.is_part else str(found.count)


def rows(ctx: Context, found: Deals) -> list[Spans]:
    """Return deals as lines: what they are worth, how far they are, and what wants looking at."""
    return [
        (
            *record_lines.deal_line(deal, stage),
            *spans(*(f" · {word}" for word in deal_card.words(ctx, deal, found.signs[deal.id]))),
        )
        for deal, stage in found.first
    ]


def _told(ctx: Context, scope: Scope, found: Deals, behind: tuple[str, str], *, weighted: bool = False) -> Section:
    """Say how many and what they are worth; `behind` is the label and the filter of the list they are in."""
    label, said = behind
    if not found.count:
        return Section(spans("none"))
    total = worth(found.sums, weighted=weighted) if not found.is_part else ""
    words = spans(how_many(found), f" · {total}" if total else "")
    return Section(words, rows(ctx, found), _way(label, "deals", {"filter": f"{scope.words} {said}"}))


def _way(label: str, command: str, args: dict[str, str]) -> Action:
    return Action(label, Invocation(command, args))
