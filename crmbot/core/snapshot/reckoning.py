"""What several blocks ask of records alike: the filter that a list would have, counted and summed up."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from crmbot.core import filters, tasks
from crmbot.core.context import Context
from crmbot.core.deals import lists as deal_lists
from crmbot.core.leads import lists as lead_lists
from crmbot.core.snapshot import scopes
from crmbot.core.snapshot.scopes import Scope
from crmbot.store.among import one_of
from crmbot.store.models.deal import Deal
from crmbot.store.models.record import Record

ASKED = (deal_lists, lead_lists, tasks)
"""What says what can be asked of the kinds that are counted here: without it a filter would be words to look for."""


MOST_SUMMED = 100
"""Of deals of which each has to be looked into, so many are summed up; of more it is told that they are more."""

MOST_LOOKED_AT = 5_000
"""So many are looked into at all."""

_FIRST = 2 * MOST_SUMMED
"""As a rule these are enough."""


@dataclass(frozen=True, slots=True)
class Sum:
    """The deals of one currency: how many, what they are worth, and what that is by their probability (minor units)."""

    currency: str
    count: int
    minor: int
    weighted_minor: int


def where(ctx: Context, scope: Scope, kind: str, said: str) -> list[ColumnElement[bool]]:
    """Return the conditions for records of a scope that a filter asks for: those the list of it has as well."""
    wanted = filters.wanted(ctx, kind, f"everybody {said}")
    return [*wanted.where, scopes.condition(scope)]


def sums(ctx: Context, conditions: list[ColumnElement[bool]]) -> tuple[Sum, ...]:
    """Return the deals of some conditions summed up by currency; currencies are never added up."""
    amount = func.coalesce(Deal.amount_minor, 0)
    chance = func.coalesce(Deal.probability, 0)
    # lint: unscoped the scope is the first of the conditions
    statement = select(Deal.currency, func.count(), func.sum(amount), func.sum(amount * chance)).where(*conditions)
    rows = ctx.session.execute(statement.group_by(Deal.currency).order_by(Deal.currency)).all()
    return tuple(Sum(unit, count, int(minor), (int(by_chance) + 50) // 100) for unit, count, minor, by_chance in rows)


@dataclass(frozen=True, slots=True)
class Worth:
    """What a deal is worth: its number, its currency, minor units, and how likely it is in percent."""

    number: int
    currency: str
    minor: int
    chance: int


def first_worths(ctx: Context, conditions: list[ColumnElement[bool]], said: str) -> tuple[Sequence[Worth], bool]:
    """Return what those of some deals are worth that a filter asks for, the next to close first, and whether it is all.

    For a filter that looks at all that was done about each: it is asked of some first, and of others where those are
    too few.
    """
    # lint: unscoped the scope is the first of the conditions
    among = select(Deal.id).where(*conditions).order_by(Deal.expected_close.nulls_last(), Deal.id)
    numbers = ctx.session.scalars(among.limit(MOST_LOOKED_AT + 1)).all()
    _, *asked = filters.wanted(ctx, "deal", f"everybody {said}").where
    found: list[Worth] = []
    for some in (numbers[:_FIRST], numbers[_FIRST:MOST_LOOKED_AT]):
        if some and len(found) <= MOST_SUMMED:
            found += _worths(ctx, some, asked)
    return found, len(found) <= MOST_SUMMED and len(numbers) <= MOST_LOOKED_AT


def _worths(ctx: Context, numbers: Sequence[int], asked: Sequence[ColumnElement[bool]]) -> list[Worth]:
    """Return what those of some deals are worth that meet conditions, in the order of the numbers."""
    minor, chance = func.coalesce(Deal.amount_minor, 0), func.coalesce(Deal.probability, 0)
    # lint: unscoped the numbers were found within the scope
    worth = select(Deal.id, Deal.currency, minor, chance).where(one_of(ctx.session, Deal.id, numbers), *asked)
    found = {row[0]: Worth(*row) for row in ctx.session.execute(worth)}
    return [found[number] for number in numbers if number in found]


def summed(worths: Sequence[Worth]) -> tuple[Sum, ...]:
    """Return deals summed up by currency, as `sums` does in the database."""
    by_currency: dict[str, list[Worth]] = {}
    for each in worths:
        by_currency.setdefault(each.currency, []).append(each)
    return tuple(_sum(unit, by_currency[unit]) for unit in sorted(by_currency))


def _sum(currency: str, worths: Sequence[Worth]) -> Sum:
    by_chance = sum(each.minor * each.chance for each in worths)
    return Sum(currency, len(worths), sum(each.minor for each in worths), (by_chance + 50) // 100)


def counted(ctx: Context, model: type[Record], conditions: list[ColumnElement[bool]]) -> int:
    """Return how many records of a mapped class meet the conditions."""
    # lint: unscoped the scope is the first of the conditions
    return ctx.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0
