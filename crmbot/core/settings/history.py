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
from crmbot.store.models.alias import NameAlias
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.custom import CustomField
from crmbot.store.models.people import Team, TeamMember, User, UserGrant, UserRole
from crmbot.store.models.pipeline import LostReason, Pipeline, Source, Stage
from crmbot.store.models.reminder import Holiday
from crmbot.store.models.setting import Setting
from crmbot.store.models.view import SavedView

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

_ALSO_CALLED: Mapping[str, tuple[InstrumentedAttribute[int], InstrumentedAttribute[str]]] = {
    **_CALLED,
    User.__tablename__: (User.id, User.name),
    Team.__tablename__: (Team.id, Team.name),
    Holiday.__tablename__: (Holiday.id, Holiday.name),
    SavedView.__tablename__: (SavedView.id, SavedView.name),
    NameAlias.__tablename__: (NameAlias.id, NameAlias.typed),
}
"""Those of settings, and of what else is of no record."""
_OF_WHOM = {model.__tablename__: model.__mapper__.primary_key for model in (UserGrant, UserRole, TeamMember)}
"""Tables whose rows are told by whom they are of, with the columns of their keys."""


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
    return (changes[0].command or "", tuple(_part(each, names) for each in changes)) if changes else ("", ())


def _part(change: Change, names: Mapping[tuple[str, str], str]) -> Part:
    """Return one row that was changed; what is gone is called what it was called."""
    called = change.diff.get("name", change.diff.get("typed", [None]))[0]
    name = names.get((change.table_name, change.row_key)) or str(called or "")
    return Part(change.table_name, name, change.operation is Operation.INSERT, change.diff)


def _told(rows: Sequence[Row[Change, str]], names: Mapping[tuple[str, str], str]) -> Told:
    first, who = rows[0]
    return Told(first.at, who, first.command or "", tuple(_part(each, names) for each, _ in rows))


def _names(ctx: Context, changes: Sequence[Change]) -> dict[tuple[str, str], str]:
    """Return what the changed rows are called now, a setting by its key; one query."""
    named = {(each.table_name, each.row_key): _key(each) for each in changes if each.table_name == "setting"}
    places = {(each.table_name, each.row_key): _place(each) for each in changes}
    parts = [
        select(literal(table).label("of"), key.label("id"), name.label("name")).where(key.in_(wanted))
        for table, (key, name) in _ALSO_CALLED.items()
        if (wanted := {number for of, number in places.values() if of == table})
    ]
    found = {(row.of, row.id): row.name for row in ctx.session.execute(union_all(*parts))} if parts else {}
    return named | {where: found[place] for where, place in places.items() if place in found}


def _place(change: Change) -> tuple[str, int]:
    """Return the table that says what a row is called, and its key there."""
    keys = json.loads(change.row_key)
    if change.table_name in _OF_WHOM:
        names = [column.name for column in _OF_WHOM[change.table_name]]
        return User.__tablename__, keys[names.index("user_id")]
    return change.table_name, keys[0] if isinstance(keys[0], int) else 0


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
