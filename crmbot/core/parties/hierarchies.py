"""Who stands above whom: companies under a parent, people under a superior, and never in a circle."""

from sqlalchemy import select

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.store.models.party import Company, Contact, Party
from crmbot.store.models.record import Record


def place_company(ctx: Context, company: Company, parent: Company) -> None:
    """Check that a company may stand under another. Raises `InvalidInput` for itself, or for one that is below it."""
    if parent.id == company.id:
        raise InvalidInput("parent", parent.title, "a company cannot be its own parent")
    if _is_above(ctx, company, parent, "parent_id"):
        reason = f"it belongs to {company.title} itself, so it cannot be the parent of {company.title}"
        raise InvalidInput("parent", parent.title, reason)


def place_person(ctx: Context, contact: Contact, superior: Contact) -> None:
    """Check that somebody may report to somebody. Raises `InvalidInput` for oneself, or for one who is below."""
    if superior.id == contact.id:
        raise InvalidInput("reports", superior.title, "nobody reports to themselves")
    if _is_above(ctx, contact, superior, "reports_to_id"):
        reason = f"they report to {contact.title} themselves, so it cannot be the other way round"
        raise InvalidInput("reports", superior.title, reason)


def _is_above(ctx: Context, top: Record, start: Record, column_name: str) -> bool:
    """Tell whether one comes to a record by going up from another."""
    if top.id is None:
        return False  # nothing can stand under what is not stored yet
    column = getattr(Party, column_name)
    # lint: unscoped a circle is one whoever may see its parts
    chain = select(column.label("above")).where(Party.id == start.id, column.is_not(None)).cte(recursive=True)
    # lint: unscoped likewise
    chain = chain.union(select(column).join(chain, Party.id == chain.c.above).where(column.is_not(None)))
    return ctx.session.scalar(select(chain.c.above).where(chain.c.above == top.id).limit(1)) is not None
