"""What is erased for good leaves the series, too: what they are made of, and the history of that."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import exists, select, update

from crmbot.core.context import Context
from crmbot.store.models.activity import Activity
from crmbot.store.models.change import Change
from crmbot.store.models.recurrence import Recurrence
from crmbot.store.tracking import written


def had(ctx: Context, ids: Collection[int]) -> set[int]:
    """Return the series that records are of, or were of until that was taken back."""
    # lint: unscoped they are erased
    now = ctx.session.scalars(select(Activity.recurrence_id).where(Activity.id.in_(ids)))
    told = ctx.session.scalars(select(Change.diff).where(Change.record_id.in_(ids)))
    before = (side for diff in told for side in diff.get("recurrence_id", ()))
    return {number for number in (*now, *before) if isinstance(number, int)}


def erase(ctx: Context, ids: Collection[int], words: Sequence[str], had_by_them: Collection[int] = ()) -> int:
    """Take records and whoever is known by these words out of what series are made of; return how many held them.

    Of those `had_by_them` that are over and have nobody else, nothing is left. It goes through all series, which nobody
    does but who erases something; nothing of it is kept in the history.
    """
    connection = written(ctx.session)
    known = [word.lower() for word in words]
    found, nobodys = 0, _nobodys(ctx, had_by_them)
    for row in connection.execute(select(Recurrence.id, Recurrence.pattern)).all():
        left = _emptied(row.pattern) if row.id in nobodys else _without(row.pattern, set(ids), known)
        if left != row.pattern:
            connection.execute(update(Recurrence.__table__).where(Recurrence.id == row.id).values(pattern=left))  # type: ignore[arg-type]  # a table
            found += 1
    _erase_history(ctx, set(ids), known, {json.dumps([number]) for number in nobodys})
    ctx.session.expire_all()
    return found


def _nobodys(ctx: Context, numbers: Collection[int]) -> set[int]:
    """Return those of some series that make nothing any more, and of which nothing is left."""
    over = select(Recurrence.id).where(Recurrence.id.in_(numbers), Recurrence.is_active.is_(False))
    return set(ctx.session.scalars(over.where(~exists().where(Activity.recurrence_id == Recurrence.id))))


def _erase_history(ctx: Context, ids: Collection[int], known: Sequence[str], nobodys: Collection[str]) -> None:
    connection = written(ctx.session)
    of_series = select(Change.id, Change.row_key, Change.diff).where(Change.table_name == Recurrence.__tablename__)
    for row in connection.execute(of_series).all():
        sides = [side for side in row.diff.get("pattern", ()) if side]
        if row.row_key in nobodys or any(_without(side, ids, known) != side for side in sides):
            diff = {name: kept for name, kept in row.diff.items() if name != "pattern"}
            connection.execute(update(Change.__table__).where(Change.id == row.id).values(diff=diff))  # type: ignore[arg-type]  # a table


def _emptied(kept: Mapping[str, Any]) -> dict[str, Any]:
    """Return a pattern that says nothing of anybody."""
    return {**kept, "columns": dict.fromkeys(kept["columns"]) | {"title": "…"}, "links": [], "attendees": []}


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
