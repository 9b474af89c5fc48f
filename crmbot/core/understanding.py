"""What a text would be understood as, for the person who asks: nothing is written, and nothing hidden is told."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import lookup, records
from crmbot.core.context import Context
from crmbot.core.naming import mentions
from crmbot.core.permissions import OWNER
from crmbot.language.explaining import Asked
from crmbot.language.names_index import Meant
from crmbot.language.text import tidy
from crmbot.store.models.people import Role, User, UserRole


def asked(ctx: Context, text: str) -> Asked:
    """Return a text with all that its reading depends on: the moment, the zone, the habits, whom it may name."""
    meant = mentions.said(ctx, tidy(text))
    names = {record.id: f"{record.title} {records.code(record)}" for record in lookup.those(ctx, _numbers(meant))}
    return Asked(
        text=text,
        now=ctx.now,
        zone=ctx.actor.zone,
        currency=ctx.org.currency,
        conventions=ctx.conventions,
        meant=meant,
        called=lambda number: names.get(number, f"#{number}"),
    )


def speaker(session: Session, email: str | None) -> int | None:
    """Return the number of the active user who has an address, without one of the first owner; None for nobody."""
    if email is not None:
        return session.scalar(select(User.id).where(User.email == email, User.is_active))
    owners = select(User.id).join(UserRole, UserRole.user_id == User.id).join(Role, Role.id == UserRole.role_id)
    return session.scalar(owners.where(Role.name == OWNER, User.is_active).order_by(User.id).limit(1))


def _numbers(meant: Meant) -> list[int]:
    """Return every record that is spoken of."""
    heard = [one.id for mention in meant.mentions for one in mention.candidates]
    doubted = [one.id for doubt in meant.doubts for one in doubt.options]
    chosen = [one.id for one in (meant.company, *meant.contacts, *meant.deals, *meant.leads) if one is not None]
    return list(dict.fromkeys((*chosen, *heard, *doubted)))
