"""Exact names: the quick way from a name to its record, before the word index is searched."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import ColumnElement, CompoundSelect, Select, Table, bindparam, select, union_all

from crmbot.core.context import Context
from crmbot.core.permissions import visible_to_any
from crmbot.language.fold import name_key
from crmbot.store.models.party import Party
from crmbot.store.models.record import Record
from crmbot.store.models.search import SearchPosting, SearchToken
from crmbot.store.search_index import LONGEST_WORD, NOISE

NAME_WEIGHT = 5
"""The weight of words that are a record's own name, not those of what it hangs on."""

_KEYED = ("company", "contact")
_MOST = 200

# Tables, not classes: on the class of all records a select joins the tables of all kinds.
RECORD = cast("Table", Record.__table__)  # a mapped class may stand on more than a table; these do not
_PARTY = cast("Table", Party.__table__)  # likewise


def only(ctx: Context, name: str, kinds: Sequence[str]) -> int | None:
    """Return the one record of these kinds that bears a name in full, legal forms aside.

    None when there is no such record or more than one, and when the name is too common a word to tell quickly.
    """
    key = name_key(name)
    words = [word for word in key.split() if word not in NOISE]
    if not words:
        return None
    scope, who = visible_to_any(ctx, kinds)
    asked = {"key": key, "word": max(words, key=len)[:LONGEST_WORD], **who}
    rows = ctx.session.connection().execute(_bearers(scope), asked).all()
    same = [row.id for row in rows if name_key(row.title) == key]
    return same[0] if len(same) == 1 and len(rows) < _MOST else None


@lru_cache(maxsize=256)  # one for each way of seeing: it costs more to build than to run
def _bearers(scope: ColumnElement[bool]) -> CompoundSelect[Any]:
    """Select companies and people by their key, and what else may bear the name by its longest word."""
    return union_all(*(select(part.subquery()) for part in _parts(scope)))


def _parts(scope: ColumnElement[bool]) -> Iterator[Select[Any]]:
    title = RECORD.c.id, RECORD.c.title
    # lint: unscoped the scope is handed in
    parties = select(*title).join(_PARTY, _PARTY.c.record_id == RECORD.c.id)
    yield parties.where(_PARTY.c.name_key == bindparam("key"), scope)
    # lint: unscoped likewise
    others = select(*title).join(SearchPosting, SearchPosting.record_id == RECORD.c.id)
    yield (
        others.join(SearchToken, SearchToken.id == SearchPosting.token_id)
        .where(SearchToken.token == bindparam("word"), SearchPosting.weight >= NAME_WEIGHT)
        .where(*(RECORD.c.kind != kind for kind in _KEYED), scope)
        .limit(_MOST)
    )
