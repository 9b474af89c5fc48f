"""A rule is tried out before it is set: how many messages it would have been in the last seven days."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from crmbot.core import filters
from crmbot.core.context import Context
from crmbot.core.subscriptions import digging, happenings, rules
from crmbot.core.subscriptions.digging import Found
from crmbot.core.subscriptions.rules import Draft
from crmbot.core.subscriptions.sorting import WINDOW
from crmbot.language.when import local
from crmbot.store.models.activity import ActivityLink
from crmbot.store.models.change import Change
from crmbot.store.models.channel import Channel
from crmbot.store.models.record import Record
from crmbot.store.models.subscription import NewsStyle

DAYS = 7
MOST = 5000
"""So many changes at most are looked through; of more it is enough to know that they are many."""


def count(ctx: Context, channel: Channel, draft: Draft) -> int:
    """Return how many messages a rule would have been in the last seven days, by what its filter meets now."""
    since = ctx.now - timedelta(days=DAYS)
    told = _found(ctx, channel, draft, since)
    reading = digging.reading(ctx.session, told)
    at_once = [one for one in told if happenings.answers_to(draft.events, reading.happened(draft.kind, one))]
    daily = [one for one in told if happenings.answers_to(draft.daily, reading.happened(draft.kind, one))]
    zone = channel.zone or ctx.org.zone
    return _messages(at_once, draft.style, zone) + len({local(one.at, zone).date() for one in daily})


def _messages(told: Sequence[Found], style: NewsStyle, zone: str) -> int:
    match style:
        case NewsStyle.DIGEST:
            return len({local(one.at, zone).date() for one in told})
        case NewsStyle.BATCH:
            return len({one.at.replace(minute=0, second=0, microsecond=0) for one in told})
        case _:
            return sum(1 for _ in _apart(told))


def _apart(told: Sequence[Found]) -> Iterator[Found]:
    """Yield what would have been a message of its own: what happened to one record shortly after is part of it."""
    last: dict[int, datetime] = {}
    for one in sorted(told, key=lambda each: each.at):
        if one.record_id not in last or one.at - last[one.record_id] > WINDOW:
            last[one.record_id] = one.at
            yield one


def _found(ctx: Context, channel: Channel, draft: Draft, since: datetime) -> list[Found]:
    """Return what happened since to the records that a filter meets, one by command."""
    asked = rules.wanted(ctx, channel, draft)
    model = filters.model_of(draft.kind)
    # lint: unscoped the scope is the first condition of what is wanted
    met = select(model.id).where(*asked.where)
    own = select(Change).where(Change.record_id.in_(met.where(Record.updated_at >= since)), Change.at >= since)
    stood = (Change.table_name == digging.RECORDS, Change.undone_by.is_(None), Change.action != "undo")
    told: dict[tuple[int, str], Found] = {}
    for change in ctx.session.scalars(own.where(*stood).order_by(Change.id).limit(MOST)):
        assert change.record_id is not None
        key = (change.record_id, change.batch_id)
        digging.take_in(told.setdefault(key, Found(change.record_id, change.at, change.user_id)), change)
    put_on = _put_on(ctx, met, since) if _wants_those(draft) else []
    return [*told.values(), *put_on]


def _wants_those(draft: Draft) -> bool:
    return bool({happenings.Happening.NOTE, happenings.Happening.TASK} & set(draft.all_events))


def _put_on(ctx: Context, met: object, since: datetime) -> list[Found]:
    """Return the notes and tasks that were put on records since."""
    # lint: unscoped only counted, and what they are on is scoped
    rows = ctx.session.execute(
        select(ActivityLink.record_id, Record.id, Record.created_at, Record.created_by_id)
        .join(Record, Record.id == ActivityLink.activity_id)
        .where(Record.created_at >= since, Record.deleted_at.is_(None), ActivityLink.record_id.in_(met))  # type: ignore[arg-type]  # a select of numbers
        .limit(MOST)
    )
    return [Found(row.record_id, row.created_at, row.created_by_id, put_on=[row.id]) for row in rows]
