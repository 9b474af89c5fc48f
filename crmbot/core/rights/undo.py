"""What is asked before a change is taken back: the rights somebody has now, not those they had when they made it."""

import json
from collections.abc import Iterator, Sequence

from sqlalchemy import select

from crmbot.core import history, permissions, rights
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, NotAllowed
from crmbot.core.people import teams
from crmbot.store.base import Base
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.people import Role, Team
from crmbot.store.models.record import Record

_NEEDS = {
    **dict.fromkeys(("role", "role_grant", "user_grant", "user_role"), rights.GRANT),
    **dict.fromkeys(("team", "team_member"), teams.EDIT),
    **dict.fromkeys(
        ("setting", "pipeline", "stage", "lost_reason", "custom_field", "custom_layout", "activity_type"),
        "settings.edit",
    ),
}
"""Tables that want a right of their own, by name."""

_OF_PEOPLE = ("role_grant", "user_grant", "user_role", "team_member", "user")
_STOOD_ON: dict[str, type[Team | Role]] = {"team": Team, "role": Role}

_ENOUGH = 200
"""So many rows that stand on a team or a role are looked at: a new one comes with fewer."""

_WRITING = ("create", "edit", "delete", "take")


@history.before_undo
def _may_still(ctx: Context, changes: Sequence[Change]) -> None:
    """Refuse what the actor could not do by hand any more."""
    _require_records(ctx, changes)
    for right in _rights_needed(changes):
        ctx.actor.require(right)


@history.before_undo
def _unchanged_since(ctx: Context, changes: Sequence[Change]) -> None:
    """Rights and places that somebody has changed after the batch stay as they are: say who and when."""
    ours = [change for change in changes if change.table_name in _OF_PEOPLE]
    since = history.last_since(ctx, ours) if ours else None
    if since is not None:
        change, by = since
        raise Conflict("these rights", "changed since", by=by, at=change.at.isoformat())


@history.before_undo
def _keep_what_others_are_in(ctx: Context, changes: Sequence[Change]) -> None:
    """A team or a role that people or records are in by now stays: they would be left without it."""
    ours = {(change.table_name, change.row_key) for change in changes if change.operation is Operation.INSERT}
    for table, key in sorted(ours):
        if table not in _STOOD_ON or all(place in ours for place in _standing_on(ctx, table, json.loads(key)[0])):
            continue
        row = _STOOD_ON[table]
        name = ctx.session.scalar(select(row.name).where(row.id == json.loads(key)[0]))
        raise Conflict(f"The {table} {name}", "is in use by now, and stays")


def _standing_on(ctx: Context, table: str, number: int) -> Iterator[tuple[str, str]]:
    """Yield the rows that name a row of a table, as the history names them."""
    for other in Base.metadata.tables.values():
        for column in other.columns:
            if any(key.column.table.name == table for key in column.foreign_keys):
                keys = ctx.session.execute(select(*other.primary_key).where(column == number).limit(_ENOUGH))
                yield from ((other.name, json.dumps(list(key))) for key in keys)


@history.before_undo
def _leaves_an_owner(ctx: Context, changes: Sequence[Change]) -> None:
    """Refuse what would leave nobody who can give rights."""
    if not any(change.table_name in ("user", "user_role") for change in changes):
        return
    before = rights.owners(ctx)
    role = ctx.session.scalar(select(Role.id).where(Role.name == permissions.OWNER))
    gone, back = set(_leaving(changes, role)), set(_returning(changes, role))
    if before and not (before - gone) | back:
        raise Conflict("The last owner", "would go with that: make somebody else one first")


def _leaving(changes: Sequence[Change], owner_role: int | None) -> Iterator[int]:
    """Yield the people who would be owners or active no more."""
    for change in changes:
        key = json.loads(change.row_key)
        if change.table_name == "user" and (change.operation is Operation.INSERT or _was_active(change) is False):
            yield key[0]
        if change.table_name == "user_role" and change.operation is Operation.INSERT and key[1] == owner_role:
            yield key[0]


def _returning(changes: Sequence[Change], owner_role: int | None) -> Iterator[int]:
    """Yield the people who would be owners again."""
    for change in changes:
        key = json.loads(change.row_key)
        if change.table_name == "user_role" and change.operation is Operation.DELETE and key[1] == owner_role:
            yield key[0]


def _was_active(change: Change) -> object:
    return change.diff["is_active"][0] if "is_active" in change.diff else None


def _rights_needed(changes: Sequence[Change]) -> set[str]:
    """Return the rights that taking these changes back wants; somebody just invited takes theirs along."""
    made = {json.loads(change.row_key)[0] for change in changes if _is_new_user(change)}
    needed = {"user.invite"} if made else set()
    for change in changes:
        if change.table_name == "user" and _was_active(change) is not None and not _is_new_user(change):
            needed.add("user.suspend")
        whose = _whose(change)
        if change.table_name in _NEEDS and (whose is None or whose not in made):
            needed.add(_NEEDS[change.table_name])
    return needed


def _is_new_user(change: Change) -> bool:
    return change.table_name == "user" and change.operation is Operation.INSERT


def _whose(change: Change) -> int | None:
    """Return the person a row is about; None for a row that is about nobody."""
    key = json.loads(change.row_key)
    match change.table_name:
        case "user_grant" | "user_role":
            return int(key[0])
        case "team_member":
            return int(key[1])
        case _:
            return None


def _require_records(ctx: Context, changes: Sequence[Change]) -> None:
    """Raise `NotAllowed` for records of a kind the actor may not write at all by now."""
    if all(change.record_id is None for change in changes):
        return
    # lint: unscoped the actor wrote these records themselves
    written = select(Record.kind).join(Change, Change.record_id == Record.id)
    for kind in ctx.session.scalars(written.where(Change.batch_id == changes[0].batch_id).distinct()):
        if not any(ctx.actor.can(f"{kind}.{verb}") for verb in _WRITING):
            raise NotAllowed(f"{kind}.edit", role=" and ".join(sorted(ctx.actor.roles)))
