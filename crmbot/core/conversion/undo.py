"""How final a conversion is: who made it, and who may take it back (spec: R-29)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, union_all

from crmbot.core import history, permissions
from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party
from crmbot.store.models.people import User
from crmbot.store.models.record import Record


@dataclass(frozen=True, slots=True)
class Conversion:
    """When a lead was converted, by whom, and the batch that undoes it."""

    at: datetime
    user_id: int | None
    by: str
    batch_id: str


def of(ctx: Context, lead: Lead) -> Conversion | None:
    """Return how a lead was converted; None when it is not, or nothing is known of it any more."""
    if lead.converted_at is None:
        return None
    last = ctx.session.execute(
        select(Change.at, Change.user_id, Change.batch_id, User.name)
        .outerjoin(User, User.id == Change.user_id)
        .where(Change.record_id == lead.id, Change.action == "status", Change.undone_by.is_(None))
        .order_by(Change.id.desc())
        .limit(1)
    ).first()
    return Conversion(last.at, last.user_id, last.name or "crmbot", last.batch_id) if last is not None else None


def take_back(ctx: Context, lead: Lead) -> list[Record]:
    """Undo the conversion of a lead, whoever made it; return the records concerned.

    Raises `NotAllowed` for all but managers, `Conflict` when it is not converted, or when somebody has
    changed since what it made, or works with it.
    """
    permissions.require(ctx, lead, "unconvert")
    made = of(ctx, lead)
    if made is None:
        raise Conflict(lead.title, "is not converted", record_id=lead.id)
    return history.take_back(ctx, made.batch_id)


@history.before_undo
def _keep_final(ctx: Context, changes: Sequence[Change]) -> None:
    """Let a conversion be undone for ten minutes, later by managers only, and never from under new business."""
    lead = _converted_in(ctx, changes)
    if lead is None:
        return
    late = changes[0].at < ctx.now - history.UNDO_LIFE
    if late and not permissions.may(ctx, lead, "unconvert"):
        reason = "was converted more than 10 minutes ago: only a manager can take that back"
        raise Conflict(lead.title, reason, record_id=lead.id)
    _refuse_in_use(ctx, lead, changes)


def _converted_in(ctx: Context, changes: Sequence[Change]) -> Lead | None:
    """Return the lead that these changes converted."""
    for change in changes:
        before, after = change.diff.get("converted_at", (None, None))
        if change.operation is Operation.UPDATE and before is None and after is not None:
            return ctx.session.get(Lead, change.record_id)
    return None


def _refuse_in_use(ctx: Context, lead: Lead, changes: Sequence[Change]) -> None:
    """Raise `Conflict` when a deal or a contact that came later stands on what the conversion made."""
    concerned = {change.record_id for change in changes if change.record_id is not None}
    # What it only added to, such as the tags of a company that was there, it has not made.
    new = [change for change in changes if change.operation is Operation.INSERT]
    made = {change.record_id for change in new if change.table_name == Record.__tablename__} & concerned
    # lint: unscoped whoever made it, it would be left without its company
    of_party = select(Deal.id.label("id")).where(Deal.party_id.in_(made))
    # lint: unscoped likewise
    at_company = select(Party.id.label("id")).where(Party.company_id.in_(made))
    later = union_all(of_party, at_company).subquery()
    # lint: unscoped likewise
    used = select(Record.id).join(later, later.c.id == Record.id)
    used = used.where(Record.id.not_in(concerned), Record.deleted_at.is_(None)).limit(1)
    if ctx.session.scalar(used) is not None:
        reason = "was converted, and a deal or contact made since stands on that: it cannot be undone any more"
        raise Conflict(lead.title, reason, record_id=lead.id)
