"""Tags: words on any record."""

from collections.abc import Sequence

from sqlalchemy import select

from crmbot.core.context import Context
from crmbot.language.fold import fold
from crmbot.store.models.record import Record
from crmbot.store.models.tag import RecordTag, Tag


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


def of(ctx: Context, record: Record) -> Sequence[str]:
    """Return the tags of a record, in alphabetical order."""
    return ctx.session.scalars(
        select(Tag.name)
        .join(RecordTag, RecordTag.tag_id == Tag.id)
        .where(RecordTag.record_id == record.id)
        .order_by(Tag.name)
    ).all()


def _tags(ctx: Context, words: Sequence[str]) -> list[Tag]:
    """Return the tags of these words, making those that are new."""
    by_key = {fold(word): word for word in words}
    known = {tag.name_key: tag for tag in ctx.session.scalars(select(Tag).where(Tag.name_key.in_(by_key)))}
    made = [Tag(name=word, name_key=key) for key, word in by_key.items() if key not in known]
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
