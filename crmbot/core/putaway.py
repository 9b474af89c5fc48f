"""What is told of records that were deleted: to those who saw them, who did it and when."""

from collections.abc import Sequence

from sqlalchemy import inspect, or_, select

from crmbot.core import permissions
from crmbot.core.context import Context
from crmbot.core.errors import Found, PutAway
from crmbot.language.codes import show
from crmbot.store.models.change import Change
from crmbot.store.models.document import Document
from crmbot.store.models.people import User
from crmbot.store.models.record import Record


def told(ctx: Context, number: int, kind: str | None = None) -> PutAway | None:
    """Return what to tell of a deleted record; None for one that is there, that the actor did not see, or of no kind.

    `kind` is the one that was asked for, if any.
    """
    # lint: unscoped whether the actor saw it is asked of it next
    record = ctx.session.scalar(select(Record).where(Record.id == number, Record.deleted_at.is_not(None)))
    if record is None or kind not in (None, record.kind) or not _saw(ctx, record):
        return None
    how, by, at = _deleted(ctx, number)
    return PutAway(
        show(record.kind, record.id),
        (record.kind,),
        gone=Found(record.id, record.kind, record.title, "", record.version),
        how=how,
        by=by,
        at=at,
        may_restore=permissions.may(ctx, record, "delete") and record.merged_into_id is None,
    )


def _deleted(ctx: Context, number: int) -> tuple[str, str, str]:
    """Return how a record came to be deleted, by whom and at what instant; the last two empty where nobody wrote it."""
    last = ctx.session.execute(
        select(Change.at, Change.action, User.name)
        .outerjoin(User, User.id == Change.user_id)
        .where(Change.record_id == number, Change.action.in_(("delete", "undo")))
        .order_by(Change.id.desc())
        .limit(1)
    ).first()
    if last is None:
        return "deleted", "", ""
    return "taken back" if last.action == "undo" else "deleted", last.name or "crmbot", last.at.isoformat()


def latest(ctx: Context, words: str, limit: int) -> Sequence[Record]:
    """Return what was deleted and the actor may bring back, the latest first: at most `limit`.

    Args: `words`: part of what it was called; empty for all.
    """
    kinds = [str(kind) for kind in inspect(Record).polymorphic_map if kind != Record.__tablename__]
    named = [Record.title.icontains(words, autoescape=True)] if words else []
    # lint: unscoped each kind has the scope of what was put away
    asked = select(Record).where(or_(*(permissions.put_away(ctx, kind) for kind in kinds)), *named)
    return ctx.session.scalars(asked.order_by(Record.deleted_at.desc(), Record.id.desc()).limit(limit)).all()


def _saw(ctx: Context, record: Record) -> bool:
    """Tell whether the actor could see a record before it was deleted; a document goes by what it is about."""
    if isinstance(record, Document) and record.about_id is not None:
        about = ctx.session.get(Record, record.about_id)
        return about is not None and permissions.sees(ctx, about)
    return permissions.may(ctx, record, "see")
