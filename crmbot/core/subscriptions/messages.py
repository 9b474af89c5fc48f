"""What a message about news is made of, read when it is sent: the records as they are then, and who may see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crmbot.core import changes
from crmbot.core.changes import Names
from crmbot.core.context import Context
from crmbot.core.permissions import sees
from crmbot.core.subscriptions import scope
from crmbot.store.models.channel import Channel
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.models.subscription import Post, Subscription


@dataclass(frozen=True, slots=True)
class Message:
    """What is told a channel: its rules by number of row, what happened to which record, the names of all.

    `ctx` is that of the channel, as somebody who sees.
    """

    ctx: Context
    channel: Channel
    rules: Mapping[int | None, Subscription]
    posts: Sequence[Post]
    records: Mapping[int, Record]
    names: Names
    people: Mapping[int, str]

    def shows(self, record: Record) -> bool:
        """Tell whether everybody in the channel may see a record."""
        return sees(self.ctx, record)


def read(ctx: Context, post_ids: Sequence[int]) -> Message | None:
    """Return the message about some posts, read in a fixed number of queries; None when no rule of theirs is left."""
    session = ctx.session
    posts = session.scalars(select(Post).where(Post.id.in_(post_ids)).order_by(Post.id)).all()
    own = session.execute(
        select(Subscription, Channel)
        .join(Channel, Channel.id == Subscription.channel_id)
        .where(Subscription.id.in_([post.subscription_id for post in posts]))
    ).all()
    if not own:
        return None
    known: dict[int | None, Subscription] = {row.Subscription.id: row.Subscription for row in own}
    standing = [post for post in posts if post.subscription_id in known]
    seeing = scope.context(ctx, own[0].Channel)
    doers = [number for post in standing for number in post.told["by"]]
    return Message(
        seeing,
        own[0].Channel,
        known,
        standing,
        concerned(ctx, standing),
        names(seeing, standing),
        people(ctx, [*doers, *(rule.author_id for rule in known.values())]),
    )


def about(ctx: Context, channel: Channel, record: Record) -> Message | None:
    """Return the message that a record’s card in a channel is; None when no rule tells of its kind any more."""
    here = select(Subscription).where(Subscription.channel_id == channel.id, Subscription.kind == record.kind)
    rule = ctx.session.scalars(here.order_by(Subscription.number).limit(1)).first()
    if rule is None:
        return None
    seeing = scope.context(ctx, channel)
    return Message(seeing, channel, {rule.id: rule}, (), {record.id: record}, {}, people(ctx, [rule.author_id]))


def concerned(ctx: Context, posts: Sequence[Post]) -> dict[int, Record]:
    """Return the records that posts are about, and what was put on them, by number; what was deleted is left out."""
    numbers = {number for post in posts for number in (post.record_id, *post.told["put_on"])}
    # lint: unscoped what is told of each is decided by the reader's own scope, line by line
    rows = ctx.session.scalars(select(Record).where(Record.id.in_(numbers), Record.deleted_at.is_(None)))
    return {record.id: record for record in rows}


def names(ctx: Context, posts: Sequence[Post]) -> Names:
    """Return the names of all that columns pointed at before and point at now, as far as the reader sees it."""
    sides = ((column, side) for post in posts for column, both in post.told["diff"].items() for side in both)
    return changes.named(ctx, sides)


def people(ctx: Context, numbers: Sequence[int]) -> dict[int, str]:
    """Return the names of people of ours, by number."""
    rows = ctx.session.execute(select(User.id, User.name).where(User.id.in_(set(numbers))))
    return {row.id: row.name for row in rows}
