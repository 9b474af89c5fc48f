"""The history of the settings: who set what, and what stands in the way of taking it back."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Row, func, literal, select, union_all
from sqlalchemy.orm import InstrumentedAttribute

from crmbot.core import history
from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.core.settings import options
from crmbot.store.models.activity import ActivityType
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.custom import CustomField
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import LostReason, Pipeline, Source, Stage
from crmbot.store.models.setting import Setting

LISTS: dict[str, type[Source | LostReason | ActivityType]] = {
    model.__tablename__: model for model in (Source, LostReason, ActivityType)
}
_KEPT = frozenset({*LISTS, Setting.__tablename__})
_CALLED: Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = {
    **{table: (model.id, model.name) for table, model in LISTS.items()},
    Pipeline.__tablename__: (Pipeline.id, Pipeline.name),
    Stage.__tablename__: (Stage.id, Stage.name),
    CustomField.__tablename__: (CustomField.id, CustomField.label),
}
"""The tables whose rows have a name, with the columns of their key and of the name."""
_TOLD = (Setting.__tablename__, *_CALLED)


@dataclass(frozen=True, slots=True)
class Part:
    """One row that a command changed: of which table, what it is called now, the columns before and after."""

    table: str
    subject: str
    is_new: bool
    diff: dict[str, list[object]]


@dataclass(frozen=True, slots=True)
class Told:
    """What one command changed in the settings: when, who, by which command, and each row."""

    at: datetime
    who: str
    command: str
    parts: tuple[Part, ...]


def latest(ctx: Context, limit: int, offset: int = 0) -> Sequence[Told]:
    """Return what people changed in the settings, newest first, one for each command. Raises `NotAllowed`.

    Args: `limit`: commands, not rows.
    """
    ctx.actor.require("settings.edit")
    newest = func.max(Change.id)
    batches = ctx.session.scalars(
        select(Change.batch_id)
        .where(Change.record_id.is_(None), Change.table_name.in_(_TOLD), Change.user_id.is_not(None))
        .group_by(Change.batch_id)
        .order_by(newest.desc())
        .limit(limit)
        .offset(offset)
    ).all()
    rows = ctx.session.execute(
        select(Change, User.name)
        .join(User, User.id == Change.user_id)
        .where(Change.batch_id.in_(batches), Change.record_id.is_(None), Change.table_name.in_(_TOLD))
        .order_by(Change.id)
    ).all()
    names = _names(ctx, [row.Change for row in rows])
    by_batch: dict[str, list[Row[Change, str]]] = {batch: [] for batch in batches}
    for row in rows:
        by_batch[row.Change.batch_id].append(row)
    return [_told(of_batch, names) for of_batch in by_batch.values()]


def of_batch(ctx: Context, batch_id: str) -> tuple[str, tuple[Part, ...]]:
    """Return the command of a batch of the actor's own and what it changed that belongs to no record."""
    changes = ctx.session.scalars(
        select(Change)
        .where(Change.batch_id == batch_id, Change.record_id.is_(None), Change.user_id == ctx.actor.id)
        .order_by(Change.id)
    ).all()
    names = _names(ctx, changes)
    parts = (
        Part(
            each.table_name,
            names.get((each.table_name, each.row_key), ""),
            each.operation is Operation.INSERT,
            each.diff,
        )
        for each in changes
    )
    return (changes[0].command or "", tuple(parts)) if changes else ("", ())


def _told(rows: Sequence[Row[Change, str]], names: Mapping[tuple[str, str], str]) -> Told:
    first, who = rows[0]
    parts = (
        Part(
            each.table_name,
            names.get((each.table_name, each.row_key), ""),
            each.operation is Operation.INSERT,
            each.diff,
        )
        for each, _ in rows
    )
    return Told(first.at, who, first.command or "", tuple(parts))


def _names(ctx: Context, changes: Sequence[Change]) -> dict[tuple[str, str], str]:
    """Return what the changed rows are called now, a setting by its key; one query."""
    named = {(each.table_name, each.row_key): _key(each) for each in changes if each.table_name == "setting"}
    parts = [
        select(literal(table).label("of"), key.label("id"), name.label("name")).where(key.in_(wanted))
        for table, (key, name) in _CALLED.items()
        if (wanted := {int(_key(each)) for each in changes if each.table_name == table})
    ]
    if parts:
        rows = ctx.session.execute(union_all(*parts))
        named |= {(row.of, json.dumps([row.id])): row.name for row in rows}
    return named


def _key(change: Change) -> str:
    return str(json.loads(change.row_key)[0])


@history.before_undo
def _refuse_what_stands_in_the_way(ctx: Context, changes: Sequence[Change]) -> None:
    """Take settings back only for those who may change them, and only where nobody has changed them since."""
    ours = [change for change in changes if change.table_name in _KEPT]
    if not ours:
        return
    ctx.actor.require("settings.edit")
    _refuse_changed_since(ctx, ours)
    for change in ours:
        _refuse_taken_name(ctx, change)
    options.forget(ctx.session)


def _refuse_changed_since(ctx: Context, changes: Sequence[Change]) -> None:
    since = history.last_since(ctx, changes)
    if since is not None:
        change, by = since
        subject = _names(ctx, [change]).get((change.table_name, change.row_key), "the settings")
        raise Conflict(subject.replace("_", " "), "changed since", by=by, at=change.at.isoformat())


def _refuse_taken_name(ctx: Context, change: Change) -> None:
    """An old name may be another entry's by now."""
    model = LISTS.get(change.table_name)
    sides = change.diff.get("name_key")
    if model is None or sides is None or change.operation is not Operation.UPDATE:
        return
    row = ctx.session.get_one(model, json.loads(change.row_key)[0])
    assert isinstance(row, Source | LostReason | ActivityType)
    same_list = [ActivityType.kind == row.kind] if isinstance(row, ActivityType) else []
    taken = select(model.name).where(model.name_key == sides[0], model.id != row.id, *same_list)
    name = ctx.session.scalar(taken)
    if name is not None:
        raise Conflict(f"The name {name}", "is another entry’s by now")
