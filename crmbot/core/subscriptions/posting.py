"""What is to be told leaves: each by itself, or many as one; held over quiet hours, and not told twice."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from crmbot.core import channels, due, habits, permissions
from crmbot.core.context import Context, Organisation
from crmbot.core.delivery import sent_cards
from crmbot.core.due import DueWork
from crmbot.core.outbox import waits_now
from crmbot.core.people import roster
from crmbot.core.settings import organisation
from crmbot.core.subscriptions import facts, happenings, rules, scope
from crmbot.core.subscriptions.happenings import Happening
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.messaging import Outbox, OutboxStatus
from crmbot.store.models.subscription import NewsStyle, Post, Subscription

POSTED_AT_ONCE = 500

BURST = 5
BURST_WITHIN = timedelta(minutes=10)
"""So many messages to a channel within that time are told as one."""

KEPT = timedelta(days=7)
"""So long it is remembered what was told."""

_TOGETHER = (NewsStyle.BATCH, NewsStyle.DIGEST)


_Place = tuple[int, str | None]
"""A channel and, where it has such, the topic in it."""


@dataclass(frozen=True, slots=True)
class _Rule:
    """A rule with its channel."""

    row: Subscription
    channel: Channel

    @property
    def place(self) -> _Place:
        """Which place is told."""
        return self.channel.id, self.row.topic

    @property
    def home(self) -> str:
        """The address of the channel, by which its habits are known."""
        return channels.address_of(self.channel)

    @property
    def address(self) -> str:
        """Where messages go: to the channel, or to a topic in it."""
        return channels.address_of(self.channel, self.row.topic)


def post_due(session: Session, now: datetime, org: Organisation) -> int:
    """Turn a batch of what is due into facts to deliver; return how many there were."""
    posts = session.scalars(
        select(Post)
        .where(Post.posted_at.is_(None), Post.due_at <= now)
        .order_by(Post.due_at, Post.id)
        .limit(POSTED_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    if not posts:
        return 0
    ctx = scope.of_house(session, now, organisation.current(session, org))
    going = _not_quiet(ctx, _still_news(posts, now))
    found = [*_to_followers(ctx, going), *_to_channels(ctx, going)]
    for each in found:
        session.add(each)
    if found:
        waits_now(session)
    session.flush()
    session.execute(delete(Post).where(Post.posted_at < now - KEPT))
    return len(posts)


def _still_news(posts: Iterable[Post], now: datetime) -> list[Post]:
    """Leave out what was taken back before it was told."""
    going = []
    for post in posts:
        if left(post):
            going.append(post)
        else:
            post.posted_at = now
    return going


def left(post: Post) -> frozenset[Happening]:
    """Return what is left to tell of a post: what was set back to what it was is no news."""
    told = frozenset(Happening(word) for word in post.told["events"])
    diff: happenings.Diff = post.told["diff"]
    moved = {column for column, sides in diff.items() if sides[0] != sides[1]}
    return frozenset(each for each in told if not (columns := _COLUMNS.get(each)) or columns & moved)


_STAGES = frozenset({"stage_id", "status"})
_COLUMNS: dict[Happening, frozenset[str]] = {
    Happening.WON: _STAGES,
    Happening.LOST: _STAGES,
    Happening.REOPENED: _STAGES,
    Happening.STAGE: _STAGES,
    Happening.CONVERTED: _STAGES,
    Happening.DONE: _STAGES,
    Happening.AMOUNT: frozenset({"amount_minor", "currency"}),
    Happening.ASSIGNED: frozenset({"owner_id"}),
    Happening.HELD: frozenset({"event_status"}),
    Happening.CANCELLED: frozenset({"event_status", "status"}),
}
"""The columns that tell whether it is so still."""


def _not_quiet(ctx: Context, posts: Sequence[Post]) -> list[Post]:
    """Leave what falls into quiet hours for when they are over."""
    rows = _rules(ctx.session, posts)
    own = habits.of_channels(ctx.session, {rule.home for rule in rows.values()}, ctx.now, ctx.org.zone)
    people = habits.of_people(ctx.session, {post.user_id for post in posts if post.user_id is not None}, ctx.now)
    going = []
    for post in posts:
        theirs = own.get(rows[post.subscription_id].home) if post.subscription_id in rows else None
        wanted = theirs or people.get(post.user_id or 0)
        until = wanted.quiet_until(ctx.now) if wanted is not None else None
        if until is None:
            going.append(post)
        else:
            post.due_at, post.held = until, post.subscription_id is not None
    return going


def _rules(session: Session, posts: Iterable[Post]) -> dict[int | None, _Rule]:
    """Return the rules that posts are told by, by number."""
    wanted = {post.subscription_id for post in posts if post.subscription_id is not None}
    if not wanted:
        return {}
    rows = session.execute(
        select(Subscription, Channel)
        .join(Channel, Channel.id == Subscription.channel_id)
        .where(Subscription.id.in_(wanted))
    )
    return {row.Subscription.id: _Rule(row.Subscription, row.Channel) for row in rows}


def _to_followers(ctx: Context, posts: Iterable[Post]) -> list[Outbox]:
    told = [post for post in posts if post.user_id is not None]
    for post in told:
        post.posted_at = ctx.now
    return [_fact(ctx, facts.FOLLOWED, [post], user_id=post.user_id, dedupe_key=f"followed:{post.id}") for post in told]


def _to_channels(ctx: Context, posts: Iterable[Post]) -> list[Outbox]:
    by_place: dict[_Place, list[Post]] = defaultdict(list)
    known = _rules(ctx.session, posts)
    for post in posts:
        if post.subscription_id in known:
            by_place[known[post.subscription_id].place].append(post)
    recent = _recently(ctx, {number for number, _ in by_place})
    found = _asking_again(ctx, known.values())
    for place, mine in by_place.items():
        found += _to_place(ctx, known, mine, recent.get(place, []))
    return found


def _recently(ctx: Context, numbers: Iterable[int]) -> dict[_Place, list[datetime]]:
    """Return when places in channels were told something by itself within the time of a burst."""
    rows = ctx.session.execute(
        select(Subscription.channel_id, Subscription.topic, Post.posted_at)
        .join(Post, Post.subscription_id == Subscription.id)
        .where(Subscription.channel_id.in_(list(numbers)), Post.posted_at > ctx.now - BURST_WITHIN)
        .where(Post.held.is_(False), Post.is_daily.is_(False), Subscription.style.not_in(_TOGETHER))
        .order_by(Post.posted_at)
    )
    found: dict[_Place, list[datetime]] = defaultdict(list)
    for row in rows:
        found[row.channel_id, row.topic].append(row.posted_at)
    return found


def _to_place(
    ctx: Context, known: dict[int | None, _Rule], posts: Sequence[Post], recent: Sequence[datetime]
) -> list[Outbox]:
    """Tell a place what is due: what belongs together in one message, too much at once as well, else one by one."""
    if known[posts[0].subscription_id].channel.state is not ChannelState.LIVE:
        for post in posts:
            post.posted_at = ctx.now
        return []
    together = [post for post in posts if post.is_daily or known[post.subscription_id].row.style in _TOGETHER]
    held = [post for post in posts if post.held and post not in together]
    single = [post for post in posts if post not in together and not post.held]
    told = [_message(ctx, known, group) for group in _by_rule(together)]
    if len(single) >= BURST:
        held, single = [*held, *single], []
    elif len(recent) + len(single) >= BURST:
        room = BURST - 1 - len(recent)
        _hold(single[max(room, 0) :], recent[0] + BURST_WITHIN if recent else ctx.now + BURST_WITHIN)
        single = [post for post in single if not post.held]
    if held:
        told.append(_message(ctx, known, held))
    return [*told, *(_alone(ctx, known[post.subscription_id], post) for post in single)]


def _hold(posts: Sequence[Post], until: datetime) -> None:
    for post in posts:
        post.held, post.due_at = True, until


def _by_rule(posts: Sequence[Post]) -> list[list[Post]]:
    groups: dict[tuple[int | None, bool], list[Post]] = defaultdict(list)
    for post in posts:
        groups[post.subscription_id, post.is_daily].append(post)
    return list(groups.values())


def _message(ctx: Context, known: dict[int | None, _Rule], posts: Sequence[Post]) -> Outbox:
    """Return one message about several records."""
    for post in posts:
        post.posted_at = ctx.now
    address = known[posts[0].subscription_id].address
    return _fact(ctx, facts.NEWS, posts, address=address, dedupe_key=f"news:{posts[0].id}:{ctx.now.isoformat()}")


def _alone(ctx: Context, rule: _Rule, post: Post) -> Outbox:
    """Return the message about one record in the style of its rule: never in the channel and in a thread both."""
    post.posted_at = ctx.now
    key = f"news:{post.id}:{ctx.now.isoformat()}"
    if rule.row.style not in (NewsStyle.CARD, NewsStyle.THREAD):
        return _fact(ctx, facts.NEWS, [post], address=rule.address, dedupe_key=key)
    there = sent_cards.standing(ctx.session, post.record_id, rule.address, ctx.now)
    if there is None:
        return _fact(ctx, facts.CARD, [post], address=rule.address, dedupe_key=key)
    if rule.row.style is NewsStyle.THREAD:
        return _fact(ctx, facts.NEWS, [post], address=rule.address, dedupe_key=key, under=there)
    return _fact(ctx, facts.CARD, [post], address=rule.address, dedupe_key=key, ref=there)


def _fact(  # noqa: PLR0913  # a fact has as many parts
    ctx: Context,
    kind: str,
    posts: Sequence[Post],
    *,
    dedupe_key: str,
    address: str | None = None,
    user_id: int | None = None,
    **args: str,
) -> Outbox:
    return Outbox(
        kind=kind,
        record_id=posts[0].record_id if len(posts) == 1 else None,
        args={"posts": ",".join(str(post.id) for post in posts), **args},
        user_id=user_id,
        address=address,
        dedupe_key=dedupe_key,
        send_after=ctx.now,
        status=OutboxStatus.PENDING,
    )


def _asking_again(ctx: Context, known: Iterable[_Rule]) -> list[Outbox]:
    """Ask those in charge, once, whether rules are to go on whose authors have no right to them any more."""
    orphans = [rule for rule in known if rule.row.asked_at is None and not rules.is_backed(ctx, rule.row)]
    for rule in orphans:
        rules.mark_asked(ctx, rule.row)
    asked = roster.in_role(ctx.session, permissions.OWNER) if orphans else ()
    return [_question(ctx, rule, user_id) for rule in orphans for user_id in asked]


def _question(ctx: Context, rule: _Rule, user_id: int) -> Outbox:
    return Outbox(
        kind=facts.ASK_AGAIN,
        args={"rule": str(rule.row.id)},
        user_id=user_id,
        dedupe_key=f"{facts.ASK_AGAIN}:{rule.row.id}:{ctx.now.isoformat()}:{user_id}",
        send_after=ctx.now,
        status=OutboxStatus.PENDING,
    )


due.declare(DueWork("news.posts", post_due, select(func.min(Post.due_at)).where(Post.posted_at.is_(None))))
