"""Records that are one and the same become one: merged, and for thirty days taken apart again (spec: R-86)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import aliased

from crmbot.core import history, leads, lookup, permissions, records
from crmbot.core.context import Context
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.errors import Conflict, InvalidInput, NotFound
from crmbot.core.merging import fields as merge_fields
from crmbot.core.merging import links as merge_links
from crmbot.core.merging import people as merge_people
from crmbot.core.merging import undo as merge_undo
from crmbot.core.merging.undo import Stays
from crmbot.core.merging.words import MERGED, found_again
from crmbot.core.rights import assigning
from crmbot.store import rivals
from crmbot.store.models.change import Change
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Contact, Party
from crmbot.store.models.record import Record

_PLURALS = "companies, contacts and leads"

MOST = 5
"""So many records become one at once: more cannot be compared on a phone."""

APART = timedelta(days=30)
"""How long a merge can be taken back."""

_TAKEN_APART = "what this unit of work took apart"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The record that stays, those that go, and by the name of a field whose value stands where it is not its own."""

    into: Record
    others: tuple[Record, ...]
    picks: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Merged:
    """The record that stayed, and how many of each kind of thing came over to it."""

    into: Record
    others: tuple[Record, ...]
    moved: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class TakenApart:
    """The records that are there again, the one they were in, and what stays since somebody changed it meanwhile."""

    into: Record
    back: tuple[Record, ...]
    stays: tuple[Stays, ...]


def check(ctx: Context, into: Record, others: Sequence[Record]) -> None:
    """Raise what stands in the way of a merge: `InvalidInput`, `Conflict` or `NotAllowed`."""
    if not others:
        raise InvalidInput("words", "", "name two records at least: the first one stays")
    if len({into.id, *(other.id for other in others)}) <= len(others):
        raise InvalidInput("words", into.title, "a record cannot be merged into itself")
    if len(others) >= MOST:
        raise InvalidInput("words", "", f"at most {MOST} records become one at once")
    for record in (into, *others):
        _require_kind(into, record)
        _require_whole(record)
        permissions.require(ctx, record, "edit")
        permissions.require(ctx, record, "delete")
    if isinstance(into, Lead):
        leads.require_open(ctx, into)


def _require_kind(into: Record, record: Record) -> None:
    if record.kind not in MERGED:
        raise InvalidInput("words", "", f"only {_PLURALS} can be merged, no {record.kind}")
    if record.kind != into.kind:
        reason = (
            f"a {record.kind} cannot become a {into.kind}: {record.title} is a {record.kind},"
            f" {into.title} is a {into.kind}"
        )
        raise InvalidInput("words", "", reason)


def _require_whole(record: Record) -> None:
    if record.merged_into_id is not None:
        raise Conflict(record.title, "was merged already", record_id=record.id)
    if isinstance(record, Lead) and record.status is LeadStatus.CONVERTED:
        reason = "is converted: what it became can be merged, the lead cannot"
        raise Conflict(record.title, reason, record_id=record.id)


def differences(ctx: Context, of: Sequence[Record]) -> tuple[merge_fields.Difference, ...]:
    """Return where records of one kind say different things, by field."""
    return merge_fields.differences(of, custom_values.loaded(ctx, of))


def merge(ctx: Context, wanted: Wanted) -> Merged:
    """Make one record of several: blanks are filled, lists united, everything points at the one that stays.

    Raises as `check`, and `InvalidInput` for a pick that is no field or of none of the records.
    """
    into, others = wanted.into, wanted.others
    check(ctx, into, others)
    _check_picks(ctx, wanted)
    rivals.take(ctx.session, into, *others)
    if isinstance(into, Contact):
        merge_people.keep_employers(ctx, into, others, wanted.picks.get("company_id", into.id))
    _set_values(ctx, wanted)
    seen = merge_links.counted(ctx, others)
    moved = merge_links.take_over(ctx, into, others)
    if isinstance(into, Party):
        merge_people.without_doubles(ctx, into)
        merge_fields.without_cycles(ctx, into)
    _put_away(ctx, into, others)
    found_again(ctx, [into])
    if isinstance(into, Lead):
        leads.remind(ctx, into)
    records.remember(ctx, into)
    return Merged(into, others, _told(moved, seen))


def _told(moved: Mapping[str, int], seen: Mapping[str, int]) -> dict[str, int]:
    """Return what is told of what came over: what the actor may not see is not counted."""
    counts = {kind: count if kind == "tag" else min(count, seen.get(kind, 0)) for kind, count in moved.items()}
    return {kind: count for kind, count in counts.items() if count}


def _check_picks(ctx: Context, wanted: Wanted) -> None:
    all_of_them = (wanted.into, *wanted.others)
    open_ones = {each.name: each.said for each in differences(ctx, all_of_them)} if wanted.picks else {}
    for name, number in wanted.picks.items():
        if number not in open_ones.get(name, {}):
            raise InvalidInput("picks", name, "there is nothing to choose in that field")


def _set_values(ctx: Context, wanted: Wanted) -> None:
    into, others = wanted.into, wanted.others
    own = {name: number for name, number in wanted.picks.items() if name.startswith(merge_fields.OWN_FIELD)}
    for name, value in _with_owner(ctx, wanted, merge_fields.united(into, others, wanted.picks)).items():
        setattr(into, name, value)
    ctx.session.flush()
    if own:
        held = custom_values.loaded(ctx, others)
        keys = {name.removeprefix(merge_fields.OWN_FIELD): number for name, number in own.items() if number != into.id}
        custom_values.put(ctx, into, {key: held[number][key] for key, number in keys.items()})
    for other in others:
        custom_values.carry(ctx, other, into)


def _with_owner(ctx: Context, wanted: Wanted, values: dict[str, object]) -> dict[str, object]:
    """A company or contact goes to nobody it may not be given to: who was picked is refused, else it is left out."""
    owner_id = values.get("owner_id")
    if not isinstance(wanted.into, Party) or not isinstance(owner_id, int):
        return values
    if "owner" in wanted.picks:
        assigning.require(ctx, owner_id)
    return assigning.within(ctx, values)


def _put_away(ctx: Context, into: Record, others: Sequence[Record]) -> None:
    """Say where the others went, then put them away: the history has one word for each."""
    for other in others:
        other.merged_into_id = into.id
    ctx.session.flush()
    for other in others:
        other.deleted_at = ctx.now
    ctx.session.flush()


def inside(ctx: Context, number: int) -> Sequence[Record]:
    """Return the records that were merged into one the actor may see, the last first; of a merged one nothing."""
    into = aliased(Record)
    # lint: unscoped the scope is that of the record they are in
    gone = select(Record).join(into, into.id == Record.merged_into_id).where(into.id == number)
    found = ctx.session.scalars(gone.order_by(Record.deleted_at.desc(), Record.id).limit(MOST)).all()
    return found if found and lookup.those(ctx, [number]) else []


def unmerge(ctx: Context, number: int) -> TakenApart:
    """Take a merged record out again, with all that came over with it, whoever merged it.

    Raises `NotFound` for one that is not there or not to be seen, `Conflict` when it is not merged, when that is
    too long ago, or when the record it is in was merged itself since; `NotAllowed`.
    """
    # lint: unscoped a merged record is seen by nobody; who may take it out is asked below
    record = ctx.session.get(Record, number)
    if record is None or not permissions.may(ctx, record, "see"):
        raise NotFound(f"#{number}")
    batch = _batch_of(ctx, record)
    if record.merged_into_id is None or batch is None:
        raise Conflict(record.title, "is not merged", record_id=record.id)
    history.take_back(ctx, batch)
    taken = taken_apart(ctx)
    assert taken is not None  # the way back of a merge leaves it there
    return taken


def taken_apart(ctx: Context) -> TakenApart | None:
    """Return what this unit of work took apart; None when it was no merge that was undone."""
    taken: TakenApart | None = ctx.session.info.get(_TAKEN_APART)
    return taken


def _batch_of(ctx: Context, record: Record) -> str | None:
    """Return the batch that put a record into the one it is in."""
    rows = ctx.session.execute(
        select(Change.batch_id, Change.diff)
        .where(Change.record_id == record.id, Change.action.in_(("merge", "undo")), Change.undone_by.is_(None))
        .order_by(Change.id.desc())
    )
    merges = (row.batch_id for row in rows if row.diff.get("merged_into_id", (0, None))[0] is None)
    return next((batch for batch in merges if batch is not None), None)


def _is_merge(change: Change) -> bool:
    return "merged_into_id" in change.diff


@history.own_way(_is_merge)
def _take_apart(ctx: Context, changes: Sequence[Change]) -> list[Record]:
    """Undo a merge: what was only added since stays where it is, and so does what somebody changed since."""
    losers, into = _parties_to(ctx, changes)
    _require_apart(ctx, changes, losers, into)
    stays = merge_undo.revert(ctx, changes, {into.id, *(loser.id for loser in losers)})
    found_again(ctx, [into, *losers])
    for lead in (each for each in (into, *losers) if isinstance(each, Lead)):
        leads.remind(ctx, lead)
    back = tuple(loser for loser in losers if loser.merged_into_id is None)
    ctx.session.info[_TAKEN_APART] = TakenApart(into, back, stays)
    return [into, *losers]


def _parties_to(ctx: Context, changes: Sequence[Change]) -> tuple[list[Record], Record]:
    """Return the records a merge put away, by number, and the one it left."""
    sides = {change.record_id or 0: change.diff["merged_into_id"] for change in changes if _is_merge(change)}
    # A record that had gone into one of them before only followed it: it has a number on either side.
    ends = {number: pair[0] or pair[1] for number, pair in sides.items() if None in pair}
    # lint: unscoped the rights are asked for each of them
    rows = ctx.session.scalars(select(Record).where(Record.id.in_([*ends, *ends.values()])))
    found = {record.id: record for record in rows}
    return [found[number] for number in sorted(ends)], found[next(iter(ends.values()))]


def _require_apart(ctx: Context, changes: Sequence[Change], losers: Sequence[Record], into: Record) -> None:
    if changes[0].at < ctx.now - APART:
        reason = f"was merged into {into.title} more than {APART.days} days ago: it stays there"
        raise Conflict(losers[0].title, reason, record_id=into.id)
    if into.merged_into_id is not None:
        code = records.code(into)
        reason = f"({code}) was merged itself since: `unmerge {code}` first"
        raise Conflict(into.title, reason, record_id=into.merged_into_id)
    permissions.require(ctx, into, "edit")
    for loser in losers:
        permissions.require(ctx, loser, "delete")
