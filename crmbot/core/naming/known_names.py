"""Who and what a text names among what the actor may see: the index of names, the rights, and what was used last."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy import ColumnElement, Select, bindparam, case, func, select

from crmbot.core.context import Context
from crmbot.core.naming import names_at_hand
from crmbot.core.naming.names import RECORD
from crmbot.core.permissions import visible_to_any
from crmbot.language.names_index import Meant, Span
from crmbot.store.engine import Database
from crmbot.store.models.search import RecentRecord
from crmbot.store.uow import read_only
from crmbot.store.vocabulary import vocabulary

MOST = 600
"""Records that may be meant and are asked about; a text that fits more names nobody."""

_NONE: Mapping[str, int] = {}
_LATELY = timedelta(days=30)
_MINE, _RECENT = 0.4, 0.6


def meant(ctx: Context, text: str, *, aliases: Mapping[str, int] = _NONE, masked: Collection[Span] = ()) -> Meant:
    """Return who and what a text means among what the actor may see; all else is as if it were not there.

    Args: `aliases`: the actor's own words for records, folded; `masked`: stretches that hold no names.
    Returns: in `spans`, the stretches that are names, which the rules of dates and amounts leave alone.
    """
    index = names_at_hand.index(ctx.session, ctx.now)
    weights: dict[int, float] = {}

    def among(numbers: Collection[int]) -> Collection[int]:
        weights.update(_seen(ctx, list(numbers)[:MOST]))
        return weights.keys()

    def prefer(number: int) -> float:
        return weights.get(number, 0.0)

    return index.who(text, masked=masked, aliases=aliases, among=among, prefer=prefer)


def warm(database: Database, now: datetime) -> None:
    """Read the names, and the words that slips are compared with, before somebody needs them.

    It takes a thread some seconds; who asks meanwhile waits for what is being read, and nobody else.
    """
    with read_only(database) as session:
        names_at_hand.index(session, now)
    with read_only(database) as session:
        vocabulary(session)


def _seen(ctx: Context, numbers: Collection[int]) -> dict[int, float]:
    """Return which of some records the actor may see, each with how near it is to them, 0 to 1."""
    if not numbers:
        return {}
    scope, who = visible_to_any(ctx, names_at_hand.KINDS)
    asked = {"ids": list(numbers), "me": ctx.actor.id, **who}
    rows = ctx.session.connection().execute(_candidates(scope), asked)
    return {row.id: _nearness(ctx, row.owner_id, row.at) for row in rows}


def _nearness(ctx: Context, owner_id: int | None, at: datetime | None) -> float:
    own = _MINE if owner_id == ctx.actor.id else 0.0
    if at is None:
        return own
    return own + _RECENT * max(0.0, 1 - (ctx.now - at) / _LATELY)


@lru_cache(maxsize=256)  # one for each way of seeing: it costs more to build than to run
def _candidates(scope: ColumnElement[bool]) -> Select[int, int | None, datetime | None]:
    last = (
        select(func.max(RecentRecord.at))
        .where(RecentRecord.user_id == bindparam("me"), RecentRecord.record_id == RECORD.c.id)
        .correlate(RECORD)
        .scalar_subquery()
    )
    # lint: unscoped the scope is handed in
    named = select(RECORD.c.id, RECORD.c.owner_id, last.label("at"))
    # As a case, the scope is only checked: taken for a way to the records, a database that has not counted its rows
    # would rather go through all of a kind than look up the few that are asked for.
    return named.where(RECORD.c.id.in_(bindparam("ids", expanding=True)), case((scope, 1), else_=0) == 1)
