"""What holds for every record, whatever its kind: adding, changing, deleting, being found again."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select
from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import Session

from crmbot.core import permissions
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, NotFound
from crmbot.language.codes import show
from crmbot.store.models.change import Change
from crmbot.store.models.people import TeamMember, User
from crmbot.store.models.record import Record
from crmbot.store.models.search import RecentRecord
from crmbot.store.search_index import index, index_new
from crmbot.store.upsert import upsert_all

Texts = Sequence[tuple[str, int]]
"""What a record is found by: text and weight."""

FoundBy = Callable[[Context, Record], Texts]

Following = Callable[[Context, Record], None]

RECENT = timedelta(minutes=30)
_TICK = timedelta(microseconds=1)
_TOUCHED = "when a record was last touched"
_LAST_TOUCH = select(func.max(RecentRecord.at)).where(
    RecentRecord.user_id == bindparam("user"), RecentRecord.address == bindparam("chat")
)

_FOUND_BY: dict[str, FoundBy] = {}
_ALSO_FOUND_BY: list[FoundBy] = []
_WHEN_PUT_AWAY_OR_BACK: list[Following] = []


def found_by(kind: str) -> Callable[[FoundBy], FoundBy]:
    """Declare the decorated function as the one that tells what records of a kind are found by."""

    def declare(function: FoundBy) -> FoundBy:
        _FOUND_BY[kind] = function
        return function

    return declare


def also_found_by(function: FoundBy) -> FoundBy:
    """Declare that records of any kind are found by what the function gives as well, whenever they are indexed anew."""
    _ALSO_FOUND_BY.append(function)
    return function


def when_put_away_or_back(function: Following) -> Following:
    """Declare what follows when a record was deleted, and when it was restored: its `deleted_at` tells which."""
    _WHEN_PUT_AWAY_OR_BACK.append(function)
    return function


def code(record: Record) -> str:
    """Return a record's code, e.g. `D-12`."""
    return show(record.kind, record.id)


def add(ctx: Context, record: Record, texts: Texts) -> None:
    """Store a new record as made by the actor, of its owner's team, and make it findable; it is `it` now."""
    store(ctx, record, texts)
    remember(ctx, record)


def store(ctx: Context, record: Record, texts: Texts) -> None:
    """Do what `add` does but for `it`, which still means what it meant."""
    ctx.actor.require(f"{record.kind}.create")
    record.created_at = record.updated_at = ctx.now
    record.created_by_id = ctx.actor.id
    if record.team_id is None:
        record.team_id = team_of(ctx, record.owner_id)
    ctx.session.add(record)
    ctx.session.flush()
    index_new(ctx.session, record.id, texts)


def change(ctx: Context, record: Record, values: Mapping[str, object]) -> None:
    """Set columns of a record."""
    for name, value in values.items():
        setattr(record, name, value)
    ctx.session.flush()
    remember(ctx, record)


def delete(ctx: Context, record: Record) -> None:
    """Put a record away; `restore` and `undo` bring it back."""
    permissions.require(ctx, record, "delete")
    record.deleted_at = ctx.now
    _followed(ctx, record)


def restore(ctx: Context, number: int) -> Record:
    """Bring a deleted record back. Raises `NotFound`, or `Conflict` for one that is not deleted, or was merged."""
    record = ctx.session.get(Record, number)
    if record is None or not (permissions.may(ctx, record, "delete") and permissions.may(ctx, record, "see")):
        raise NotFound(f"#{number}")
    if record.deleted_at is None:
        raise Conflict(record.title, "is not deleted", record_id=record.id)
    if record.merged_into_id is not None:
        reason = f"was merged, not deleted: `unmerge {code(record)}` takes it out again"
        raise Conflict(record.title, reason, record_id=record.id)
    record.deleted_at = None
    _followed(ctx, record)
    reindex_own(ctx, record)  # what its words come from may have changed while it was away
    return record


def _followed(ctx: Context, record: Record) -> None:
    ctx.session.flush()
    for function in _WHEN_PUT_AWAY_OR_BACK:
        function(ctx, record)


def team_of(ctx: Context, owner_id: int | None) -> int | None:
    """Return the first team of a user; for nobody, the actor's."""
    if owner_id in (None, ctx.actor.id):
        return min(ctx.actor.teams, default=None)
    return ctx.session.scalar(
        select(TeamMember.team_id).where(TeamMember.user_id == owner_id).order_by(TeamMember.team_id).limit(1)
    )


def check_rev(ctx: Context, record: Record, rev: int | None) -> None:
    """Raise `Conflict`, naming who changed it and when, if a record moved on since the given revision."""
    if rev is None or record.version == rev:
        return
    last = ctx.session.execute(
        select(Change.at, User.name)
        .outerjoin(User, User.id == Change.user_id)
        .where(Change.record_id == record.id)
        .order_by(Change.id.desc())
        .limit(1)
    ).first()
    raise Conflict(
        record.title,
        "changed",
        by=(last.name or "") if last else "",
        at=last.at.isoformat() if last else "",
        record_id=record.id,
    )


def remember(ctx: Context, *touched: Record) -> None:
    """Note that the actor has just had to do with records here: the last one is `it` for half an hour."""
    last = last_touch(ctx)
    at = max(ctx.now, last + _TICK) if last else ctx.now
    here = {"user_id": ctx.actor.id, "address": ctx.origin.address}
    rows = [{**here, "record_id": record.id, "at": at + place * _TICK} for place, record in enumerate(touched)]
    upsert_all(ctx.session, RecentRecord, ("user_id", "address", "record_id"), rows)
    ctx.session.info[_TOUCHED] = rows[-1]["at"]


def last_touch(ctx: Context) -> datetime | None:
    """Return when the actor last had to do with anything here: two touches of one instant keep their order."""
    if _TOUCHED not in ctx.session.info:
        here = {"user": ctx.actor.id, "chat": ctx.origin.address}
        last_touched(ctx.session, ctx.session.connection().scalar(_LAST_TOUCH, here))
    last: datetime | None = ctx.session.info[_TOUCHED]
    return last


def last_touched(session: Session, at: datetime | None) -> None:
    """Take when the actor last had to do with anything here, as it was read along with something else."""
    session.info[_TOUCHED] = at


def forget(ctx: Context, record: Record) -> None:
    """Take a record out of what `it` may mean."""
    ctx.session.execute(sql_delete(RecentRecord).where(RecentRecord.record_id == record.id))


def last_here(ctx: Context) -> int | None:
    """Return the id of the record the actor last had to do with in this chat; None after half an hour."""
    return ctx.session.scalar(
        select(RecentRecord.record_id)
        .where(
            RecentRecord.user_id == ctx.actor.id,
            RecentRecord.address == ctx.origin.address,
            RecentRecord.at >= ctx.now - RECENT,
        )
        .order_by(RecentRecord.at.desc())
        .limit(1)
    )


def owner_name(ctx: Context, record: Record) -> str:
    """Return the name of a record's owner; empty when nobody owns it."""
    owner = ctx.session.get(User, record.owner_id) if record.owner_id else None
    return owner.name if owner is not None else ""


def reindex(ctx: Context, record: Record, texts: Texts) -> None:
    """Make a record findable by the words it has now."""
    also = [text for function in _ALSO_FOUND_BY for text in function(ctx, record)]
    index(ctx.session, record.id, [*texts, *also])


def reindex_own(ctx: Context, record: Record) -> None:
    """Make a record findable by the words it has now, by what its noun declared; nothing where it declared none."""
    if record.kind in _FOUND_BY:
        reindex(ctx, record, _FOUND_BY[record.kind](ctx, record))
