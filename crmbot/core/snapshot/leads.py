"""The blocks on leads: how many came in, and those nobody has taken on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import case, func, select

from crmbot.core.context import Context
from crmbot.core.snapshot import reckoning, scopes
from crmbot.core.snapshot.parts import Part, declare
from crmbot.core.snapshot.scopes import Scope
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.record import Record

SHOWN = 3

GENERATED = 'created:"this month"'
UNASSIGNED = "open unassigned"


@dataclass(frozen=True, slots=True)
class Generated:
    """The leads made in a time: how many, and how many of them were converted already."""

    count: int
    converted: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Leads that are nobody's: how many, and the first of them."""

    count: int
    first: Sequence[Lead]


def _generated(ctx: Context, scope: Scope) -> Generated:
    conditions = reckoning.where(ctx, scope, "lead", f"all {GENERATED}")
    converted = func.sum(case((Lead.status == LeadStatus.CONVERTED, 1), else_=0))
    # lint: unscoped the scope is the first of the conditions
    row = ctx.session.execute(select(func.count(), converted).select_from(Lead).where(*conditions)).one()
    return Generated(row[0], int(row[1] or 0))


def unassigned(ctx: Context, limit: int = SHOWN) -> Waiting:
    """Return the open leads that are nobody's, the longest waiting first; the actor sees them or they do not count."""
    conditions = reckoning.where(ctx, Scope(scopes.Whose.ALL, "everybody"), "lead", UNASSIGNED)
    # lint: unscoped the scope is the first of the conditions
    first = ctx.session.scalars(select(Lead).where(*conditions).order_by(Record.id).limit(limit)).all()
    count = reckoning.counted(ctx, Lead, conditions) if len(first) == limit else len(first)
    return Waiting(count, first)


def _unassigned(ctx: Context, scope: Scope) -> Waiting:
    del scope  # what is nobody's is no more one's own than another's
    return unassigned(ctx)


LEADS = declare(
    Part(
        "leads", "Leads this month", ("lead",), _generated, 40, ("lead", "leads generated", "new leads", "leads month")
    )
)
UNASSIGNED_LEADS = declare(
    Part("unassigned", "Unassigned leads", ("lead",), _unassigned, 45, ("leads unassigned", "unowned"), usual=False)
)
