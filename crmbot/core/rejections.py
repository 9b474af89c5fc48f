"""Who wants no calls or no mails: said once of a lead, company or contact, and minded everywhere (spec: R-25, 1.19)."""

from sqlalchemy import select

from crmbot.core import leads, permissions, records
from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.core.permissions import visible
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import ContactCard
from crmbot.store.models.record import Record


def declare(ctx: Context, record: Record, *, no_calls: bool | None = None, no_emails: bool | None = None) -> None:
    """Say whether somebody rejects calls or mails; None leaves it as it is.

    Raises `NotAllowed`, `Conflict` for a lead that is closed.
    """
    permissions.require(ctx, record, "edit")
    if isinstance(record, Lead):
        leads.require_open(ctx, record)
    wanted = {"no_calls": no_calls, "no_emails": no_emails}
    records.change(ctx, record, {name: value for name, value in wanted.items() if value is not None})


def of_calls(ctx: Context, record: Record) -> Record | None:
    """Return who among those behind a record wants no calls: itself, or whom a deal is talked over with."""
    return next((one for one in _behind(ctx, record) if isinstance(one, ContactCard) and one.no_calls), None)


def of_mails(ctx: Context, record: Record) -> Record | None:
    """Return who among those behind a record wants no mails."""
    return next((one for one in _behind(ctx, record) if isinstance(one, ContactCard) and one.no_emails), None)


def require_mail(ctx: Context, record: Record) -> None:
    """Raise `Conflict` unless a mail may be sent to whom a record is about: every sending asks here first."""
    who = of_mails(ctx, record)
    if who is not None:
        raise Conflict(who.title, "rejects e-mails", record_id=who.id)


def _behind(ctx: Context, record: Record) -> list[Record]:
    """Return whom one reaches by a record: for a deal its contact, else the party or lead it is with."""
    if not isinstance(record, Deal):
        return [record]
    ids = [record.contact_id or record.party_id or record.lead_id]
    return list(ctx.session.scalars(select(Record).where(Record.id.in_(ids), visible(ctx))))
