"""What can be asked of every kind of record: whose it is, its tags, its words, how new it is, what was done with it."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, false, or_, select

from crmbot.core import doings, subjects, tags
from crmbot.core.context import Context
from crmbot.core.filters.conditions import (
    EMPTY,
    STATE,
    WHOSE,
    Field,
    age,
    among_records,
    any_of,
    flag,
    instant,
    named,
    only_named,
    person,
    wrong,
)
from crmbot.core.filters.times import Column, long_ago
from crmbot.core.filters.words import WORDS
from crmbot.language.filters.terms import Op, Term
from crmbot.language.fold import fold
from crmbot.store.models.activity import ActivityLink
from crmbot.store.models.people import Team
from crmbot.store.models.record import Record
from crmbot.store.models.tag import RecordTag, Tag

DELETED = "deleted"
"""The state of what was put away: only a list of its own shows it, never one with what is there."""


def _mine(ctx: Context) -> ColumnElement[bool]:
    return Record.owner_id == ctx.actor.id


def _deleted(ctx: Context) -> ColumnElement[bool]:
    del ctx
    return Record.deleted_at.is_not(None)


def _of_my_teams(ctx: Context) -> ColumnElement[bool]:
    return Record.team_id.in_(sorted(ctx.actor.teams)) if ctx.actor.teams else false()


def _unassigned(ctx: Context) -> ColumnElement[bool]:
    del ctx
    return Record.owner_id.is_(None)


def _with_tags(ctx: Context, term: Term) -> ColumnElement[bool]:
    """Return the condition for tags; one that is nowhere is told, since it is likely a slip."""
    only_named(term)
    keys = {fold(text): text for text in term.values if text != EMPTY}
    theirs = tags.known(ctx)
    rows = ctx.session.execute(select(Tag.name_key, Tag.id).where(Tag.name_key.in_(keys), theirs)) if keys else ()
    known = {row.name_key: row.id for row in rows}
    missing = [key for key in keys if key not in known]
    if missing:
        raise wrong(term, "no such tag", tags.near(ctx, keys[missing[0]]))
    return any_of(term, (_with_tag(known.get(fold(text))) for text in term.values))


def _with_tag(tag_id: int | None) -> ColumnElement[bool]:
    if tag_id is None:
        return ~exists().where(RecordTag.record_id == Record.id).correlate_except(RecordTag)
    return Record.id.in_(select(RecordTag.record_id).where(RecordTag.tag_id == tag_id))


def quiet(key: Column = Record.id) -> Field:
    """Make the field of how long nothing has been done: no note, no task finished, no event, no file.

    `key` is the number of the record. Where a kind has it in its own table, SQLite looks for what was done only
    about those that the table leaves, and not about all that may be seen.
    """

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        since = long_ago(ctx, term, term.values[0])
        if term.op in (Op.MORE, Op.AT_LEAST):
            return and_(Record.created_at < since, doings.untouched(key, since, ctx.now))
        if term.op in (Op.LESS, Op.AT_MOST):
            return or_(Record.created_at >= since, doings.touched(key, since, ctx.now))
        raise wrong(term, f"say {term.key}>{term.values[0]} or {term.key}<{term.values[0]}")

    return Field("quiet", condition, ("idle",), "how long nothing was done, such as quiet>14d")


def linked(key: str = "on", *, aliases: tuple[str, ...] = ("about",)) -> Field:
    """Make the field of what an activity is about: `on:C-7`."""

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        return among_records(ctx, term, subjects.kinds(), _about)

    return Field(key, condition, aliases, "a code or a name", None, WHOSE)


def _about(number: tuple[int, ...]) -> ColumnElement[bool]:
    if not number:
        return ~exists().where(ActivityLink.activity_id == Record.id).correlate_except(ActivityLink)
    return Record.id.in_(select(ActivityLink.activity_id).where(ActivityLink.record_id == number[0]))


COMMON: Sequence[Field] = (
    person("owner", Record.owner_id, aliases=("who", "for"), says=WHOSE),
    named("team", Record.team_id, Team, says=WHOSE),
    Field("tag", _with_tags, ("tags",), "a tag; #key for short"),
    WORDS,
    age("new", Record.created_at),
    instant("created", Record.created_at, aliases=("made",)),
    instant("changed", Record.updated_at, aliases=("updated",)),
    quiet(),
    flag("mine", _mine, aliases=("my", "me"), says=WHOSE),
    flag("team", _of_my_teams, aliases=("ours",), says=WHOSE),
    flag("unassigned", _unassigned, aliases=("nobodys", "unowned"), says=WHOSE),
    flag(DELETED, _deleted, aliases=("trash",), says=f"{WHOSE} {STATE}", help="what you can bring back; in lists only"),
)
