"""Rules that are told in another channel from now on, since theirs is out of reach, or not where they belong."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crmbot.core import channels
from crmbot.core.choices import Listed, lists
from crmbot.core.context import Context, Level
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.subscriptions import rules
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.digest import Digest
from crmbot.store.models.subscription import Subscription
from crmbot.store.uow import one_at_a_time


@dataclass(frozen=True, slots=True)
class Moved:
    """What went along: the rules by their new numbers, how many were there already, and whether the digest did."""

    rules: tuple[Subscription, ...]
    known: int
    digest: bool


def places(ctx: Context, channel: Channel | None = None) -> Sequence[Channel]:
    """Return the channels the actor may have told of something, and that can be written to; all but a given one."""
    there = [each for each in channels.groups(ctx.session) if each.state is ChannelState.LIVE and each is not channel]
    if _sets_all(ctx):
        return there
    mine = set(ctx.session.scalars(select(Subscription.channel_id).where(Subscription.author_id == ctx.actor.id)))
    return [each for each in there if each.id in mine]


def move(ctx: Context, channel: Channel, to: Channel) -> Moved:
    """Have what a channel is told of told in another: one's own rules, or all with a right to all, and the digest.

    Rules keep their words and get new numbers; those that are there already are given up here. Raises `NotAllowed`,
    `Conflict` when there is nothing to move or too much for one channel, and `InvalidInput` for a channel that is
    out of reach, or whose people may not see what a rule asks for.
    """
    if channel is to:
        raise Conflict(channels.name_of(channel), "is where they are already")
    if to.state is not ChannelState.LIVE:
        raise InvalidInput("to", channels.name_of(to), "I cannot write there either")
    one_at_a_time(ctx.session, f"rules of channel {to.id}")  # as when one is set: two at once would get one number
    ctx.session.refresh(to)
    mine = _movable(ctx, channel)
    digest = _digest(ctx, channel)
    if not mine and digest is None:
        raise Conflict(channels.name_of(channel), "is told nothing that is yours to move")
    moved, known = _moved(ctx, mine, to)
    return Moved(moved, known, _take_along(ctx, digest, to))


def _sets_all(ctx: Context) -> bool:
    return ctx.actor.level(rules.EDIT) in (Level.TEAM, Level.ALL)


def _movable(ctx: Context, channel: Channel) -> Sequence[Subscription]:
    ctx.actor.require(rules.EDIT, channels.name_of(channel))
    return [rule for rule, _ in rules.of(ctx, channel) if rule.author_id == ctx.actor.id or _sets_all(ctx)]


def _moved(ctx: Context, mine: Sequence[Subscription], to: Channel) -> tuple[tuple[Subscription, ...], int]:
    there = [rules.draft_of(rule) for rule, _ in rules.of(ctx, to)]
    moved, known = [], 0
    for rule in mine:
        draft = rules.checked(ctx, to, rules.draft_of(rule))
        if draft in there:
            ctx.session.delete(rule)
            known += 1
            continue
        to.last_rule = (to.last_rule or 0) + 1
        rule.channel_id, rule.number, rule.topic = to.id, to.last_rule, channels.topic_here(ctx, to)
        moved.append(rule)
        there.append(draft)
    if len(there) > rules.MOST:
        raise Conflict(channels.name_of(to), f"would have more than {rules.MOST} rules: stop some first")
    ctx.session.flush()
    return tuple(moved), known


def _digest(ctx: Context, channel: Channel) -> Digest | None:
    found = ctx.session.scalar(select(Digest).where(Digest.channel_id == channel.id, Digest.is_active))
    return found if found is not None and (found.made_by_id == ctx.actor.id or _sets_all(ctx)) else None


def _take_along(ctx: Context, digest: Digest | None, to: Channel) -> bool:
    """Take the digest along, unless the other channel has one."""
    if digest is None or ctx.session.scalar(select(Digest.id).where(Digest.channel_id == to.id)) is not None:
        return False
    digest.channel_id, digest.topic = to.id, channels.topic_here(ctx, to)
    ctx.session.flush()
    return True


@lists("channels")
def _channels(ctx: Context) -> Sequence[Listed]:
    return [Listed(str(each.id), channels.name_of(each)) for each in places(ctx)]
