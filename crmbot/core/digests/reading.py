"""Digests at the moment they are drawn: read by the rights of whoever answers for them, as those are then."""

from dataclasses import dataclass, replace

from crmbot.core import digests, history, outbox, people, permissions
from crmbot.core.context import Context
from crmbot.core.errors import CrmError
from crmbot.core.outbox import Target
from crmbot.core.people import roster
from crmbot.core.snapshot import scopes
from crmbot.core.snapshot.scopes import Scope
from crmbot.store.models.channel import Channel
from crmbot.store.models.digest import Digest
from crmbot.store.models.people import User

ORPHANED = "digest.orphaned"
"""The kind of the fact that a channel's digest has stopped because nobody answers for it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A digest at the moment it is drawn: as whom it is read, and whose day it tells."""

    digest: Digest
    ctx: Context
    scope: Scope


def told(ctx: Context, digest: Digest) -> Told | None:
    """Return a digest as it may be read now; None when it is off, or whoever set it for a channel may no more.

    A channel is told by the rights of who set it, as they are now. Where those are gone the digest stops, and who runs
    the place hears of it once.
    """
    if not digest.is_active:
        return None
    if digest.channel_id is None:
        return Told(digest, ctx, scopes.mine(ctx))
    channel = ctx.session.get_one(Channel, digest.channel_id)
    try:
        actor = people.actor(ctx.session, digest.made_by_id)
    except CrmError:  # suspended, or gone
        actor = None
    if actor is None or not digests.may_edit(actor):
        _orphan(ctx, digest, channel)
        return None
    zone = digests.zone_of(ctx.session, digest, ctx.org)
    reading = Context(ctx.session, replace(actor, zone=zone), ctx.now, ctx.origin, ctx.org)
    return Told(digest, reading, of_team(reading, channel))


def of_team(ctx: Context, channel: Channel) -> Scope:
    """Return whose day a channel is told: its team's, else that of the teams of whoever asks."""
    return scopes.of_teams(ctx, (channel.team_id,) if channel.team_id is not None else tuple(sorted(ctx.actor.teams)))


def _orphan(ctx: Context, digest: Digest, channel: Channel) -> None:
    """Stop a digest nobody answers for any more, and tell who runs the place, once."""
    history.begin_system(ctx.session, "digest stopped", ctx.now)
    digest.is_active = False
    ctx.session.flush()
    digests.follow(ctx.session, digest, ctx.now, ctx.org)
    maker = ctx.session.get_one(User, digest.made_by_id)
    args = {"channel": channel.name or channel.channel_ext, "by": maker.name}
    for user_id in roster.in_role(ctx.session, permissions.OWNER):
        key = f"digest orphaned:{digest.id}:{digest.made_by_id}:{user_id}:{ctx.now.date()}"
        outbox.tell(ctx.session, ORPHANED, Target(user_id), at=ctx.now, args=args, dedupe_key=key)
