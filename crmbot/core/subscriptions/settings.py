"""What is set of channels themselves: whose team, whether outsiders read along, whether amounts are seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from crmbot.core import channels
from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.core.subscriptions import rules
from crmbot.store.models.channel import Channel
from crmbot.store.models.digest import Digest
from crmbot.store.models.people import Team
from crmbot.store.models.record import Record
from crmbot.store.models.subscription import Subscription


@dataclass(frozen=True, slots=True)
class Known:
    """A channel with its team, how many rules it has, what it is about, and whether it has a digest."""

    channel: Channel
    team: str
    rules: int
    about: Record | None
    has_digest: bool


def known(ctx: Context) -> Sequence[Known]:
    """Return all channels with what is known of them, in a fixed number of queries."""
    return _known(ctx, channels.groups(ctx.session))


def of(ctx: Context, channel: Channel) -> Known:
    """Return what is known of one channel."""
    return _known(ctx, [channel])[0]


def _known(ctx: Context, found: Sequence[Channel]) -> Sequence[Known]:
    ids = [channel.id for channel in found]
    counts = dict(
        ctx.session.execute(
            select(Subscription.channel_id, func.count())
            .where(Subscription.channel_id.in_(ids))
            .group_by(Subscription.channel_id)
        ).all()
    )
    digests = set(ctx.session.scalars(select(Digest.channel_id).where(Digest.channel_id.in_(ids), Digest.is_active)))
    teams = dict(ctx.session.execute(select(Team.id, Team.name)).all())
    numbers = [channel.bound_record_id for channel in found if channel.bound_record_id is not None]
    # lint: unscoped whoever shows one asks first whether its reader may see it
    about = {record.id: record for record in ctx.session.scalars(select(Record).where(Record.id.in_(numbers)))}
    return [
        Known(
            channel,
            teams.get(channel.team_id or 0, ""),
            counts.get(channel.id, 0),
            about.get(channel.bound_record_id or 0),
            channel.id in digests,
        )
        for channel in found
    ]


def give_to(ctx: Context, channel: Channel, team: Team | None) -> None:
    """Make a channel a team's, or nobody's: it is told what that team may see. Raises `NotAllowed`."""
    rules.require_all(ctx, channels.name_of(channel))
    channel.team_id = team.id if team is not None else None
    ctx.session.flush()


def open_to_outsiders(ctx: Context, channel: Channel, *, yes: bool) -> None:
    """Say whether people of other organisations read along; amounts are kept back as soon as they do.

    Raises `NotAllowed`.
    """
    rules.require_all(ctx, channels.name_of(channel))
    if yes:
        channels.let_outsiders_in(channel)
    else:
        channel.has_outsiders = False
    ctx.session.flush()


def show_amounts(ctx: Context, channel: Channel, *, yes: bool) -> None:
    """Say whether amounts may be seen in a channel. Raises `NotAllowed`, `Conflict` when that is so already."""
    rules.require_all(ctx, channels.name_of(channel))
    if channel.shows_amounts is yes:
        raise Conflict("Amounts", "are seen here already" if yes else "are kept back here already")
    channel.shows_amounts = yes
    ctx.session.flush()
