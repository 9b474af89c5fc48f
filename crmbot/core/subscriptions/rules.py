"""The rules of channels: set, changed, paused, taken away, kept when their author has gone."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import cast

from sqlalchemy import ColumnElement, Table, select

from crmbot.core import channels, filters, people, views
from crmbot.core.context import Context, Level
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, NotFound, Suspended
from crmbot.core.filters import Wanted
from crmbot.core.subscriptions import happenings, scope
from crmbot.core.subscriptions.happenings import Happening
from crmbot.language.fold import fold
from crmbot.store.models.channel import Channel
from crmbot.store.models.people import User
from crmbot.store.models.subscription import NewsStyle, Subscription
from crmbot.store.tracking import written
from crmbot.store.uow import one_at_a_time

EDIT = "channel.edit"
"""The right to set what channels are told of: of one's own rules, or of all."""

MOST = 20
"""So many rules a channel has at most."""

_ME = ("me", "mine", "my")


@dataclass(frozen=True, slots=True)
class Draft:
    """A rule as it is to be: the kind of records, the filter, what it is told of at once and once a day, and how."""

    kind: str
    filter: str = ""
    events: tuple[Happening, ...] = ()
    daily: tuple[Happening, ...] = ()
    style: NewsStyle = NewsStyle.SHORT

    @property
    def all_events(self) -> tuple[Happening, ...]:
        """All that it is told of."""
        return (*self.events, *self.daily)


def draft_of(rule: Subscription) -> Draft:
    """Return a rule as one that could be set anew."""
    return Draft(rule.kind, rule.filter, happenings.kept(rule.events), happenings.kept(rule.daily), rule.style)


def checked(ctx: Context, channel: Channel, draft: Draft) -> Draft:
    """Return a draft with its filter in canonical words, and what it is told of where it did not say.

    Raises `NotAllowed`, and `InvalidInput` for a filter that cannot be read, or asks for what is not the channel's.
    """
    ctx.actor.require(EDIT, channels.name_of(channel))
    ctx.actor.require(f"{draft.kind}.see")
    events, daily = (draft.events, draft.daily) if draft.all_events else happenings.usual(draft.kind)
    return replace(draft, filter=_canonical(ctx, channel, draft), events=events, daily=daily)


def _canonical(ctx: Context, channel: Channel, draft: Draft) -> str:
    if not draft.filter.strip():
        return ""
    line = views.asked(ctx, draft.kind, draft.filter).text
    wanted = filters.wanted(ctx, draft.kind, f"all {line}")
    for term in wanted.terms:
        if any(fold(value) in _ME for value in term.values):
            reason = f"a channel is not one person; say owner:{ctx.actor.name.split()[0]}"
            raise InvalidInput("filter", term.text or str(term), reason)
    said = " ".join(map(str, wanted.terms))
    try:
        filters.wanted(scope.context(ctx, channel), draft.kind, f"all {said}")
    except NotFound as hidden:
        reason = "not everybody in this channel may see that record"
        raise InvalidInput("filter", hidden.asked, reason) from hidden
    return said


def wanted(ctx: Context, channel: Channel, draft: Draft) -> Wanted:
    """Return the filter of a rule, ready to be run.

    A rule with a filter meets what everybody in the channel may see: what it is told must not give away what
    is asked of the rest. One without meets everything, and tells of the rest only that it happened.
    """
    seeing = scope.context(ctx, channel) if draft.filter else scope.of_all(ctx)
    return filters.wanted(seeing, draft.kind, f"all {draft.filter}".strip())


def of(ctx: Context, channel: Channel) -> Sequence[tuple[Subscription, User]]:
    """Return the rules of a channel with their authors, by number."""
    rows = ctx.session.execute(
        select(Subscription, User)
        .join(User, User.id == Subscription.author_id)
        .where(Subscription.channel_id == channel.id)
        .order_by(Subscription.number)
    )
    return [(row.Subscription, row.User) for row in rows]


def numbered(ctx: Context, channel: Channel, number: int) -> Subscription:
    """Return the rule of a number. Raises `InvalidInput` with the numbers there are."""
    here = Subscription.channel_id == channel.id
    rule = ctx.session.scalar(select(Subscription).where(here, Subscription.number == number))
    if rule is None:
        known = ctx.session.scalars(select(Subscription.number).where(here).order_by(Subscription.number)).all()
        reason = "no rule here has that number" if known else "this channel has no rules yet"
        raise InvalidInput("number", str(number), reason, tuple(map(str, known)))
    return rule


def establish(ctx: Context, channel: Channel, draft: Draft) -> Subscription:
    """Make a rule of a checked draft. Raises `NotAllowed`, `Conflict` for one that is there, or one too many."""
    ctx.actor.require(EDIT, channels.name_of(channel))
    one_at_a_time(ctx.session, f"rules of channel {channel.id}")  # two at once would get the same number
    ctx.session.refresh(channel)
    known, topic = of(ctx, channel), channels.topic_here(ctx, channel)
    same = next((rule for rule, _ in known if draft_of(rule) == draft and rule.topic == topic), None)
    if same is not None:
        raise Conflict(f"Rule {same.number}", "says the same already")
    if len(known) >= MOST:
        raise Conflict(channels.name_of(channel), f"has {MOST} rules, and nobody reads more: stop one first")
    channel.last_rule = (channel.last_rule or 0) + 1
    rule = Subscription(channel_id=channel.id, number=channel.last_rule, made_at=ctx.now, topic=topic)
    rule.author_id = ctx.actor.id
    _write(rule, draft)
    ctx.session.add(rule)
    _let_amounts_be_seen(channel)
    ctx.session.flush()
    return rule


def _write(rule: Subscription, draft: Draft) -> None:
    rule.kind, rule.filter, rule.style = draft.kind, draft.filter, draft.style
    rule.events, rule.daily = happenings.words(draft.events), happenings.words(draft.daily)


def _let_amounts_be_seen(channel: Channel) -> None:
    """Who has a channel told of records wants all of it told; where outsiders read along, that needs its own yes."""
    if not channel.has_outsiders:
        channel.shows_amounts = True


def alter(ctx: Context, rule: Subscription, draft: Draft) -> None:
    """Change a rule to a checked draft; its number stays. Raises `NotAllowed`, `Conflict` when nothing would change."""
    require(ctx, rule)
    if draft_of(rule) == draft:
        raise Conflict(f"Rule {rule.number}", "says that already")
    _write(rule, draft)
    ctx.session.flush()


def drop(ctx: Context, rule: Subscription) -> None:
    """Take a rule away, with what it has still to tell. Raises `NotAllowed`."""
    require(ctx, rule)
    ctx.session.delete(rule)
    ctx.session.flush()


def pause(ctx: Context, rule: Subscription, until: datetime) -> None:
    """Have a rule tell nothing until an instant; what happens meanwhile is not told later. Raises `NotAllowed`."""
    require(ctx, rule)
    if until <= ctx.now:
        raise InvalidInput("until", "", "that time is past")
    rule.paused_until = until
    ctx.session.flush()


def resume(ctx: Context, rule: Subscription) -> None:
    """Have a paused rule tell again. Raises `NotAllowed`, `Conflict` when it is not paused."""
    require(ctx, rule)
    if not is_paused(ctx, rule):
        raise Conflict(f"Rule {rule.number}", "is not paused")
    rule.paused_until = None
    ctx.session.flush()


def keep(ctx: Context, rule: Subscription) -> None:
    """Take a rule over from its author, so that it goes on. Raises `NotAllowed`."""
    require_all(ctx, f"rule {rule.number}")
    rule.author_id, rule.asked_at = ctx.actor.id, None
    ctx.session.flush()


def is_paused(ctx: Context, rule: Subscription) -> bool:
    """Tell whether a rule is paused just now."""
    return rule.paused_until is not None and rule.paused_until > ctx.now


def require(ctx: Context, rule: Subscription) -> None:
    """Raise `NotAllowed` unless the actor may change a rule: their own, or any with a right beyond their own."""
    if rule.author_id == ctx.actor.id:
        ctx.actor.require(EDIT, f"rule {rule.number}")
        return
    require_all(ctx, f"rule {rule.number}", ctx.session.get_one(User, rule.author_id).name)


def require_all(ctx: Context, subject: str, *who_can: str) -> None:
    """Raise `NotAllowed` unless the actor may set what all channels are told of."""
    if ctx.actor.level(EDIT) not in (Level.TEAM, Level.ALL):
        raise NotAllowed(EDIT, subject, who_can, " and ".join(sorted(ctx.actor.roles)))


def require_from_afar(ctx: Context, channel: Channel) -> None:
    """Raise `NotAllowed` unless the actor has a rule in a channel they do not speak in, or may set all of them."""
    mine = select(Subscription.id).where(Subscription.channel_id == channel.id, Subscription.author_id == ctx.actor.id)
    if ctx.session.scalar(mine.limit(1)) is None:
        require_all(ctx, channels.name_of(channel))


def is_backed(ctx: Context, rule: Subscription) -> bool:
    """Tell whether the author of a rule still has a right to it."""
    try:
        author = people.actor(ctx.session, rule.author_id)
    except Suspended:
        return False
    return author.can(EDIT) and author.can(f"{rule.kind}.see")


def mark_asked(ctx: Context, rule: Subscription) -> None:
    """Note that those in charge were asked about a rule; that is no change somebody made, so no history has it."""
    table = cast("Table", Subscription.__table__)
    written(ctx.session).execute(table.update().where(table.c.id == rule.id).values(asked_at=ctx.now))
    ctx.session.expire(rule, ["asked_at"])


def in_force(kinds: Sequence[str], now: datetime) -> ColumnElement[bool]:
    """Return the condition for rules that tell of records of some kinds just now."""
    awake = (Subscription.paused_until.is_(None)) | (Subscription.paused_until <= now)
    return Subscription.kind.in_(kinds) & awake
