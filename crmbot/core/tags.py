"""Tags: words on any record, and the list of them all."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, or_, select, true

from crmbot.core import choices, history
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.permissions import visible
from crmbot.language.fold import fold
from crmbot.store.models.change import Change
from crmbot.store.models.record import Record
from crmbot.store.models.tag import RecordTag, Tag
from crmbot.store.search import Hit, SearchPage

LONGEST = 50
"""Letters a tag may have: it stands among others on a phone."""

COLOURS = ("red", "orange", "yellow", "green", "blue", "purple", "brown", "black", "white")

_WORDS = 6
_NEAR = 5


@dataclass(frozen=True, slots=True)
class TagCount:
    """A tag and how many records the actor may see have it, of which kinds: those with most of them first."""

    name: str
    colour: str
    count: int
    kinds: tuple[str, ...] = ()


def apply(ctx: Context, record: Record, words: Sequence[str]) -> None:
    """Put tags on a record; a word with a leading minus takes its tag off. Case and accents make no second tag."""
    if not words:
        return
    wanted = [word for word in words if not word.startswith("-")]
    unwanted = [word[1:] for word in words if word.startswith("-")]
    present = set(of(ctx, record))
    for tag in _tags(ctx, wanted):
        if tag.name not in present:
            ctx.session.add(RecordTag(record_id=record.id, tag_id=tag.id))
    for link in _links(ctx, record, unwanted):
        ctx.session.delete(link)
    ctx.session.flush()


def check(word: str) -> str:
    """Return a tag as it is kept. Raises `InvalidInput` for one that is too long or has no letter in it."""
    name = " ".join(word.split()).strip("#").strip()
    if not fold(name) or len(name) > LONGEST:
        raise InvalidInput("tag", word, f"a tag is a word or two, {LONGEST} letters at most")
    return name


def of(ctx: Context, record: Record) -> Sequence[str]:
    """Return the tags of a record, in alphabetical order."""
    return [tag.name for tag in coloured(ctx, record)]


def coloured(ctx: Context, record: Record) -> Sequence[TagCount]:
    """Return the tags of a record with their colours, in alphabetical order; each counted once."""
    rows = ctx.session.execute(
        select(Tag.name, Tag.colour)
        .join(RecordTag, RecordTag.tag_id == Tag.id)
        .where(RecordTag.record_id == record.id)
        .order_by(Tag.name_key)
    )
    return [TagCount(row.name, row.colour or "", 1) for row in rows]


def listed(ctx: Context) -> Sequence[TagCount]:
    """Return the tags the actor may know, with the number of records they see that have them, the most used first."""
    counted = ctx.session.execute(
        select(RecordTag.tag_id, Record.kind, func.count().label("records"))
        .join(Record, Record.id == RecordTag.record_id)
        .where(visible(ctx))
        .group_by(RecordTag.tag_id, Record.kind)
    )
    by_tag: dict[int, Counter[str]] = defaultdict(Counter)
    for row in counted:
        by_tag[row.tag_id][row.kind] = row.records
    found = ctx.session.scalars(select(Tag).where(Tag.is_active, known(ctx)).order_by(Tag.name_key))
    counts = [_count(tag, by_tag[tag.id]) for tag in found]
    return sorted(counts, key=lambda tag: -tag.count)


def known(ctx: Context) -> ColumnElement[bool]:
    """Return the condition for tags the actor may know: on a record they see, or on none at all.

    A tag says something of the records it is on. Who keeps the settings knows every one.
    """
    if ctx.actor.can("settings.edit"):
        return true()
    used = select(RecordTag.tag_id).where(RecordTag.tag_id == Tag.id)
    seen = used.join(Record, Record.id == RecordTag.record_id).where(visible(ctx))
    return or_(~used.exists(), seen.exists())


def _count(tag: Tag, by_kind: Counter[str]) -> TagCount:
    kinds = tuple(kind for kind, _ in by_kind.most_common())
    return TagCount(tag.name, tag.colour or "", by_kind.total(), kinds)


def bearers(ctx: Context, tag: Tag, *, kinds: Sequence[str], limit: int, offset: int) -> SearchPage:
    """Return a page of the records with a tag that the actor sees, those last changed first."""
    theirs = (RecordTag.tag_id == tag.id, visible(ctx, kinds))
    one = select(Record.id, Record.kind, Record.title).join(RecordTag, RecordTag.record_id == Record.id).where(*theirs)
    rows = ctx.session.execute(one.order_by(Record.updated_at.desc(), Record.id.desc()).limit(limit).offset(offset))
    hits = [Hit(row.id, row.kind, row.title, 1.0) for row in rows]
    many = select(Record.kind, func.count().label("records")).join(RecordTag, RecordTag.record_id == Record.id)
    counts = {row.kind: row.records for row in ctx.session.execute(many.where(*theirs).group_by(Record.kind))}
    return SearchPage(hits, sum(counts.values()), counts)


def find(ctx: Context, word: str) -> Tag:
    """Return the tag of a word. Raises `InvalidInput` with tags like it."""
    tag = ctx.session.scalar(select(Tag).where(Tag.name_key == fold(word), Tag.is_active, known(ctx)))
    if tag is None:
        raise InvalidInput("tag", word, "no such tag", near(ctx, word))
    return tag


@choices.tells("tags")
def told(ctx: Context, text: str) -> str | None:
    """Return the tag that words are the whole name of; None where there is none."""
    return ctx.session.scalar(
        select(Tag.name).where(Tag.name_key == fold(text.lstrip("#")), Tag.is_active, known(ctx)).limit(1)
    )


def leading(ctx: Context, text: str) -> tuple[Tag, str]:
    """Return the tag a text begins with, the longest there is, and the words behind it. Raises `InvalidInput`."""
    words = text.replace("#", " ").split()
    runs = {fold(" ".join(words[:count])): count for count in range(1, min(_WORDS, len(words)) + 1)}
    there = ctx.session.scalars(select(Tag).where(Tag.name_key.in_(runs), Tag.is_active, known(ctx))).all()
    if not there:
        raise InvalidInput("tag", text, "no such tag", near(ctx, words[0] if words else ""))
    tag = max(there, key=lambda one: runs[one.name_key])
    return tag, " ".join(words[runs[tag.name_key] :])


def near(ctx: Context, word: str) -> tuple[str, ...]:
    """Return tags the actor may know that begin with a word, else those that are written much like it."""
    from difflib import get_close_matches

    names = {tag.name_key: tag.name for tag in ctx.session.scalars(select(Tag).where(Tag.is_active, known(ctx)))}
    begun = sorted(key for key in names if key.startswith(fold(word)))
    alike = get_close_matches(fold(word), names, n=_NEAR, cutoff=0.5)
    return tuple(names[key] for key in (begun or alike)[:_NEAR])


def rename(ctx: Context, tag: Tag, word: str) -> None:
    """Call a tag something else on every record. Raises `NotAllowed`, `Conflict` when there is a tag of that name."""
    ctx.actor.require("settings.edit")
    name = check(word)
    other = ctx.session.scalar(select(Tag).where(Tag.name_key == fold(name), Tag.id != tag.id))
    if other is not None and other.is_active:
        raise Conflict(other.name, "is a tag already")
    if other is not None:  # it was put away: its name is free, and its row keeps the number others may undo to
        other.is_active = True
        other.name = name
        merge(ctx, tag, other)
        return
    tag.name, tag.name_key = name, fold(name)
    ctx.session.flush()


def merge(ctx: Context, tag: Tag, into: Tag) -> int:
    """Put another tag in the place of one, on every record; return on how many it was. Raises `NotAllowed`."""
    ctx.actor.require("settings.edit")
    if tag.id == into.id:
        raise InvalidInput("tag", tag.name, "a tag cannot be merged into itself")
    links = ctx.session.scalars(select(RecordTag).where(RecordTag.tag_id == tag.id)).all()
    there = set(ctx.session.scalars(select(RecordTag.record_id).where(RecordTag.tag_id == into.id)))
    for link in links:
        ctx.session.delete(link)
        if link.record_id not in there:
            ctx.session.add(RecordTag(record_id=link.record_id, tag_id=into.id))
    into.colour = into.colour or tag.colour
    tag.is_active = False
    ctx.session.flush()
    return len(links)


def delete(ctx: Context, tag: Tag) -> int:
    """Take a tag off every record and put it away; return on how many it was. Raises `NotAllowed`."""
    ctx.actor.require("settings.edit")
    links = ctx.session.scalars(select(RecordTag).where(RecordTag.tag_id == tag.id)).all()
    for link in links:
        ctx.session.delete(link)
    tag.is_active = False
    ctx.session.flush()
    return len(links)


@history.after_undo_of_rows(RecordTag.__tablename__)
@history.after_undo_of_rows(Tag.__tablename__)
def _keep_what_is_used(ctx: Context, changes: Sequence[Change]) -> None:
    """A tag that is on records is in use, whoever takes its making back, and though it was put away meanwhile."""
    numbers = {json.loads(change.row_key)[-1] for change in changes}  # of a tag on a record it is the second
    on_some = select(RecordTag.tag_id).where(RecordTag.tag_id.in_(numbers))
    for tag in ctx.session.scalars(select(Tag).where(Tag.id.in_(on_some), Tag.is_active.is_(False))):
        tag.is_active = True
    ctx.session.flush()


def used(ctx: Context, tag: Tag) -> int:
    """Return on how many records a tag is, also those the actor may not see."""
    return ctx.session.scalar(select(func.count()).where(RecordTag.tag_id == tag.id)) or 0


def paint(ctx: Context, tag: Tag, colour: str) -> None:
    """Give a tag a colour, or none for an empty text. Raises `NotAllowed`, or `InvalidInput` with the colours."""
    ctx.actor.require("settings.edit")
    if colour and fold(colour) not in COLOURS:
        raise InvalidInput("colour", colour, "no such colour", COLOURS)
    tag.colour = fold(colour) or None
    ctx.session.flush()


def _tags(ctx: Context, words: Sequence[str]) -> list[Tag]:
    """Return the tags of these words, making those that are new; one that was put away is in use again."""
    by_key = {fold(word): word for word in words}
    known = {tag.name_key: tag for tag in ctx.session.scalars(select(Tag).where(Tag.name_key.in_(by_key)))}
    for tag in known.values():
        tag.is_active = True
    made = [Tag(name=word, name_key=key, is_active=True) for key, word in by_key.items() if key not in known]
    ctx.session.add_all(made)
    ctx.session.flush()
    return [*known.values(), *made]


def _links(ctx: Context, record: Record, words: Sequence[str]) -> Sequence[RecordTag]:
    if not words:
        return []
    return ctx.session.scalars(
        select(RecordTag)
        .join(Tag, Tag.id == RecordTag.tag_id)
        .where(RecordTag.record_id == record.id, Tag.name_key.in_([fold(word) for word in words]))
    ).all()
