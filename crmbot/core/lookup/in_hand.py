"""What is in hand: what `it` means here, and the records the rows of the list last shown stand for."""

from collections.abc import Sequence

from sqlalchemy import select

from crmbot.core import bindings, records
from crmbot.core.context import Context
from crmbot.store.models.messaging import SentCard
from crmbot.store.models.search import ListShown
from crmbot.store.upsert import upsert


def it(ctx: Context) -> int | None:
    """Return what `it` means here: the card replied to, the record the chat is bound to, the last one opened."""
    if ctx.origin.reply_to is not None:
        card = ctx.session.scalar(select(SentCard.record_id).where(SentCard.ref == ctx.origin.reply_to))
        if card is not None:
            return card
    bound = bindings.here(ctx)
    return bound if bound is not None else records.last_here(ctx)


def remember_list(ctx: Context, ids: Sequence[int], lines: Sequence[str] = ()) -> None:
    """Keep which records the numbers of the list now shown stand for, and by which line it is gone on with."""
    key = {"user_id": ctx.actor.id, "address": ctx.origin.address}
    at = max(ctx.now, records.last_touch(ctx) or ctx.now)  # a touch of the same instant came before it
    upsert(ctx.session, ListShown, key, {"rows": list(ids), "lines": list(lines) or None, "at": at})


def row(ctx: Context, number: int) -> int | None:
    """Return the record a row number of the list last shown here stands for; None after half an hour."""
    shown = rows(ctx)
    return shown[number - 1] if 1 <= number <= len(shown) else None


def rows(ctx: Context) -> Sequence[int]:
    """Return the records of the list last shown here by their numbers, row by row; nothing after half an hour."""
    return (
        ctx.session.scalar(
            select(ListShown.rows).where(
                ListShown.user_id == ctx.actor.id,
                ListShown.address == ctx.origin.address,
                ListShown.at >= ctx.now - records.RECENT,
            )
        )
        or ()
    )
