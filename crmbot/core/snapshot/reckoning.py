"""What several blocks ask of records alike: the filter that a list would have, counted and summed up."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from crmbot.core import filters, tasks
from crmbot.core.context import Context
from crmbot.core.deals import lists as deal_lists
from crmbot.core.leads import lists as lead_lists
from crmbot.core.snapshot import scopes
from crmbot.core.snapshot.scopes import Scope
from crmbot.store.models.deal import Deal
from crmbot.store.models.record import Record

ASKED = (deal_lists, lead_lists, tasks)
"""What says what can be asked of the kinds that are counted here: without it a filter would be words to look for."""


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


def counted(ctx: Context, model: type[Record], conditions: list[ColumnElement[bool]]) -> int:
    """Return how many records of a mapped class meet the conditions."""
    # lint: unscoped the scope is the first of the conditions
    return ctx.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0
