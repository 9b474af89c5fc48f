"""What is erased for good leaves the series, too: what they are made of, and the history of that."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select, update

from crmbot.core.context import Context
from crmbot.store.models.change import Change
from crmbot.store.models.recurrence import Recurrence
from crmbot.store.tracking import written


def erase(ctx: Context, ids: Collection[int], words: Sequence[str]) -> int:
    """Take records and whoever is known by these words out of what series are made of; return how many held them.

    It goes through all series, which nobody does but who erases something; nothing of it is kept in the history.
    """
    connection = written(ctx.session)
    known = [word.lower() for word in words]
    found = 0
    for row in connection.execute(select(Recurrence.id, Recurrence.pattern)).all():
        left = _without(row.pattern, set(ids), known)
        if left != row.pattern:
            connection.execute(update(Recurrence.__table__).where(Recurrence.id == row.id).values(pattern=left))  # type: ignore[arg-type]  # a table
            found += 1
    _erase_history(ctx, set(ids), known)
    ctx.session.expire_all()
    return found


def _erase_history(ctx: Context, ids: Collection[int], known: Sequence[str]) -> None:
    connection = written(ctx.session)
    of_series = select(Change.id, Change.diff).where(Change.table_name == Recurrence.__tablename__)
    for row in connection.execute(of_series).all():
        sides = [side for side in row.diff.get("pattern", ()) if side]
        if any(_without(side, ids, known) != side for side in sides):
            diff = {name: kept for name, kept in row.diff.items() if name != "pattern"}
            connection.execute(update(Change.__table__).where(Change.id == row.id).values(diff=diff))  # type: ignore[arg-type]  # a table


def _without(kept: Mapping[str, Any], ids: Collection[int], known: Sequence[str]) -> dict[str, Any]:
    """Return a pattern without links to records, and without guests and words that name what is erased."""
    columns = {
        name: None if _tells(value, known) and name != "title" else value for name, value in kept["columns"].items()
    }
    if _tells(columns.get("title"), known):
        columns["title"] = "…"
    return {
        **kept,
        "columns": columns,
        "links": [link for link in kept["links"] if link["record_id"] not in ids],
        "attendees": [each for each in kept["attendees"] if not _tells(each, known)],
    }


def _tells(value: object, known: Sequence[str]) -> bool:
    text = json.dumps(value, ensure_ascii=False).lower()
    return any(word in text for word in known)
