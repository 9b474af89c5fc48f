"""News find whom they concern: rules of channels by their filters, and the people who follow a record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crmbot.core import due, filters
from crmbot.core.context import Context, Organisation
from crmbot.core.due import DueWork
from crmbot.core.errors import CrmError
from crmbot.core.settings import organisation
from crmbot.core.subscriptions import digging, happenings, rules, scope
from crmbot.core.subscriptions.digging import Found, Reading
from crmbot.core.subscriptions.happenings import AT_ONCE, Happening
from crmbot.core.subscriptions.rules import draft_of, wanted
from crmbot.language.when import When, local
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.record import Record
from crmbot.store.models.subscription import Follow, News, NewsStyle, Post, Subscription
from crmbot.store.uow import one_at_a_time

log = structlog.get_logger(__name__)

SORTED_AT_ONCE = 200

WINDOW = timedelta(minutes=3)
"""What happens to a record within it is told in one message."""

DAILY_AT = time(17)
"""When what is told once a day is told, where the channel is."""


_Slot = tuple[int | None, int | None, int, bool]


@dataclass(frozen=True, slots=True)
class _Told:
    """What is known while news are sorted."""

    ctx: Context
    by_record: dict[int, list[Found]]
    kinds: dict[int, str]
    reading: Reading
    waiting: dict[_Slot, Post]
    posted: dict[tuple[int | None, int | None, int], datetime]


@dataclass(frozen=True, slots=True)
class _Share:
    """What of a record somebody is told, and how: a rule's channel, or a person."""

    record_id: int
    events: frozenset[Happening]
    zone: str
    subscription_id: int | None = None
    user_id: int | None = None
    style: NewsStyle = NewsStyle.SHORT
    is_daily: bool = False

    @property
    def slot(self) -> _Slot:
        """What tells it from all else that may wait to be told."""
        return self.subscription_id, self.user_id, self.record_id, self.is_daily


def sort(session: Session, now: datetime, org: Organisation) -> int:
    """Turn a batch of news into what is to be told whom, and when; return how many there were."""
    one_at_a_time(session, "news")  # two would begin a message about the same record each
    news = session.scalars(
        select(News).where(News.at <= now).order_by(News.id).limit(SORTED_AT_ONCE).with_for_update(skip_locked=True)
    ).all()
    if not news:
        return 0
    ctx = scope.of_house(session, now, organisation.current(session, org))
    told = _read(ctx, news)
    for rule, channel in _rules(ctx, sorted(set(told.kinds.values()))):
        _by_rule(told, rule, channel)
    _by_followers(told)
    session.flush()
    session.execute(delete(News).where(News.id.in_([row.id for row in news])))
    return len(news)


def _read(ctx: Context, news: Sequence[News]) -> _Told:
    """Read everything that is needed to sort news, in a fixed number of queries."""
    session = ctx.session
    found = list(digging.found(session, {(row.record_id, row.batch_id) for row in news}).values())
    numbers = sorted({each.record_id for each in found})
    recent = session.scalars(
        select(Post).where(
            Post.record_id.in_(numbers), (Post.posted_at.is_(None)) | (Post.posted_at > ctx.now - WINDOW)
        )
    ).all()
    return _Told(
        ctx,
        digging.by_record(found),
        {row.record_id: row.kind for row in news},
        digging.reading(session, found),
        {_slot(post): post for post in recent if post.posted_at is None},
        {_slot(post)[:3]: post.posted_at for post in recent if post.posted_at is not None},
    )


def _slot(post: Post) -> _Slot:
    return post.subscription_id, post.user_id, post.record_id, post.is_daily


def _rules(ctx: Context, kinds: Sequence[str]) -> Sequence[tuple[Subscription, Channel]]:
    rows = ctx.session.execute(
        select(Subscription, Channel)
        .join(Channel, Channel.id == Subscription.channel_id)
        .where(rules.in_force(kinds, ctx.now), Channel.state == ChannelState.LIVE)
        .order_by(Subscription.id)
    )
    return [(row.Subscription, row.Channel) for row in rows]


def _by_rule(told: _Told, rule: Subscription, channel: Channel) -> None:
    """Note for one rule what it is told of: those records its filter meets, as they are now."""
    draft = draft_of(rule)
    concerned = {
        number: [each for each in found if told.reading.happened(rule.kind, each)]
        for number, found in told.by_record.items()
        if told.kinds[number] == rule.kind
    }
    events = {number: _events(told, rule.kind, found) for number, found in concerned.items()}
    numbers = [number for number, each in events.items() if happenings.answers_to(draft.all_events, each)]
    for record in _met(told.ctx, channel, draft, numbers):
        for listed, is_daily in ((draft.events, False), (draft.daily, True)):
            mine = _of_interest(listed, events[record.id], record, channel)
            if mine:
                style = NewsStyle.DIGEST if is_daily else rule.style
                zone = channel.zone or told.ctx.org.zone
                share = _Share(record.id, mine, zone, rule.id, style=style, is_daily=is_daily)
                _note(told, share, concerned[record.id])


def _events(told: _Told, kind: str, found: Sequence[Found]) -> frozenset[Happening]:
    return frozenset(each for one in found for each in told.reading.happened(kind, one))


def _of_interest(
    listed: Sequence[Happening], events: frozenset[Happening], record: Record, channel: Channel
) -> frozenset[Happening]:
    """Return what of the events is told: a team's channel hears of what is assigned to the team, not to others."""
    if not happenings.answers_to(listed, events):
        return frozenset()
    mine = events & {*listed, Happening.REOPENED}
    others = channel.team_id is not None and record.team_id != channel.team_id
    return mine - {Happening.ASSIGNED} if others else mine


def _met(ctx: Context, channel: Channel, draft: rules.Draft, numbers: Sequence[int]) -> Sequence[Record]:
    """Return those of some records that a rule's filter meets; a filter that makes no sense any more meets none."""
    if not numbers:
        return []
    try:
        asked = wanted(ctx, channel, draft)
    except CrmError as error:
        log.warning("subscription.filter_broken", channel=channel.id, filter=draft.filter, error=repr(error))
        return []
    model = filters.model_of(draft.kind)
    # lint: unscoped the scope is the first condition of what is wanted
    return ctx.session.scalars(select(model).where(model.id.in_(numbers), *asked.where)).all()


def _by_followers(told: _Told) -> None:
    """Note what those who follow a record are told: everything but what they did themselves."""
    follows = told.ctx.session.scalars(select(Follow).where(Follow.record_id.in_(told.by_record))).all()
    for follow in follows:
        others = [each for each in told.by_record[follow.record_id] if each.by != follow.user_id]
        events = _events(told, told.kinds[follow.record_id], others)
        if events - {Happening.NEW}:
            _note(told, _Share(follow.record_id, events, told.ctx.org.zone, user_id=follow.user_id), others)


def _leaves(told: _Told, share: _Share) -> datetime:
    """Return when it is told: at once or behind the window, with the others of its hour, or of its day."""
    now = told.ctx.now
    if share.style is NewsStyle.BATCH:
        return now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    if share.style is NewsStyle.DIGEST:
        return _next_daily(now, share.zone)
    last = told.posted.get(share.slot[:3])
    soonest = last + WINDOW if last is not None else now
    return soonest if share.events & AT_ONCE else max(soonest, now + WINDOW)


def _next_daily(now: datetime, zone: str) -> datetime:
    today = local(now, zone).date()
    at = When(today, DAILY_AT, zone).instant_or(DAILY_AT)
    return at if at > now else When(today + timedelta(days=1), DAILY_AT, zone).instant_or(DAILY_AT)


def _note(told: _Told, share: _Share, found: Sequence[Found]) -> None:
    """Add what happened to what waits to be told of a record, or begin with it."""
    at = _leaves(told, share)
    post = told.waiting.get(share.slot)
    if post is None:
        subscription_id, user_id, record_id, is_daily = share.slot
        post = Post(subscription_id=subscription_id, user_id=user_id, record_id=record_id, is_daily=is_daily)
        post.told, post.first_at, post.due_at, post.held = {}, told.ctx.now, at, False
        told.waiting[share.slot] = post
        told.ctx.session.add(post)
    post.due_at = min(post.due_at, at)
    post.told = _joined(post.told, found, share.events)


def _joined(before: dict[str, object], found: Sequence[Found], events: frozenset[Happening]) -> dict[str, object]:
    """Return what was to be told, with what happened since."""
    kept = before.get("diff")
    diff: dict[str, list[object]] = {}
    digging.merge(diff, kept if isinstance(kept, dict) else {})
    for each in found:
        digging.merge(diff, each.diff)
    return {
        "events": sorted({*_list(before, "events"), *(each.value for each in events)}, key=str),
        "diff": diff,
        "put_on": [*_list(before, "put_on"), *(number for each in found for number in each.put_on)],
        "by": list(dict.fromkeys([*_list(before, "by"), *(each.by for each in found if each.by is not None)])),
    }


def _list(told: dict[str, object], name: str) -> list[object]:
    value = told.get(name)
    return value if isinstance(value, list) else []


due.declare(DueWork("news", sort, select(News.at).order_by(News.id).limit(1)))
