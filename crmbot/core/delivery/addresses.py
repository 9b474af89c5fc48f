"""Chats that move or die: everything that points at one goes along."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Update, delete, exists, or_, select, update
from sqlalchemy.orm import Session, aliased

from crmbot.core import channels, history
from crmbot.core.delivery.whereabouts import Chat, address_of, next_chat
from crmbot.core.outbox import CHAT_LOST, REFRESH, NewFact, Target, tell, tell_all
from crmbot.store.models.activity import Task
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.digest import Digest, DigestTurn
from crmbot.store.models.imports import Export, Import
from crmbot.store.models.messaging import Dialog, Draft, Outbox, OutboxStatus, SentCard
from crmbot.store.models.people import ChatIdentity
from crmbot.store.models.reminder import Reminder
from crmbot.store.models.search import ListShown, RecentRecord
from crmbot.store.models.subscription import Binding, Subscription

CHANNEL_LOST = "channel.lost"
"""The fact that a channel somebody made rules for is out of reach."""

Key = tuple[str, str, str]
"""A chat as its platform knows it: platform, workspace and chat."""


def set_state(session: Session, key: Key, state: ChannelState, now: datetime) -> None:
    """Note whether a chat, given as platform, workspace and id, can be written to."""
    platform, workspace, chat = key
    channel = session.scalar(
        select(Channel).where(
            Channel.platform == platform, Channel.workspace_ext == workspace, Channel.channel_ext == chat
        )
    )
    history.begin_system(session, "channel state", now)
    if channel is None:
        channel = Channel(platform=platform, workspace_ext=workspace, channel_ext=chat)
        session.add(channel)
    if channel.moved_to is not None:
        return  # nothing lives there any more
    if state is not ChannelState.LIVE and channel.state is not state:
        _tell_authors(session, channel, now)
        _tell_person(session, Chat(platform, workspace, chat), now)
    channel.state = state
    session.flush()


def _tell_authors(session: Session, channel: Channel, now: datetime) -> None:
    """Tell whose rules wait because their channel is out of reach, once a day at most."""
    if channel.id is None:
        return
    authors = session.scalars(
        select(Subscription.author_id).where(Subscription.channel_id == channel.id).order_by(Subscription.number)
    ).all()
    counts = Counter(authors)
    facts = [
        NewFact(
            kind=CHANNEL_LOST,
            dedupe_key=f"{CHANNEL_LOST}:{channel.id}:{author}:{now.date()}",
            send_after=now,
            args={"channel": channels.name_of(channel), "rules": str(count), "number": str(channel.id)},
            user_id=author,
        )
        for author, count in counts.items()
    ]
    tell_all(session, facts)


def _tell_person(session: Session, chat: Chat, now: datetime) -> None:
    """Tell whose own chat is out of reach in their next one, once a day at most: what was for them comes there now."""
    theirs = (ChatIdentity.platform == chat.platform, ChatIdentity.workspace_ext == chat.workspace)
    own = or_(ChatIdentity.user_ext == chat.chat, ChatIdentity.dm_ext == chat.chat)
    identity = session.scalar(select(ChatIdentity).where(*theirs, own))
    other = next_chat(session, identity.user_id, chat) if identity is not None else None
    if identity is None or other is None:
        return
    key = f"{CHAT_LOST}:{identity.id}:{now.date()}"
    target = Target(identity.user_id, address_of(other))
    tell(session, CHAT_LOST, target, at=now, args={"chat": str(identity.id)}, dedupe_key=key)


def revive(session: Session, chats: Collection[Key], now: datetime) -> None:
    """Note that chats can be written to that were thought to be gone: something came from there."""
    history.begin_system(session, "channel state", now)
    believe_in(session, chats)


def believe_in(session: Session, chats: Collection[Key]) -> None:
    """Take chats for alive, whatever was thought: the platform says so when they are not."""
    gone = select(Channel).where(
        Channel.state != ChannelState.LIVE,
        Channel.channel_ext.in_({chat for _, _, chat in chats}),
        Channel.moved_to.is_(None),
    )
    for channel in session.scalars(gone):
        if (channel.platform, channel.workspace_ext, channel.channel_ext) in chats:
            channel.state = ChannelState.LIVE
    session.flush()


def shared(session: Session, address: str, now: datetime) -> None:
    """Note that outsiders read along in a chat: amounts are kept back there until somebody says yes to them."""
    history.begin_system(session, "channel shared", now)
    platform, workspace, chat = channels.key(address)
    channel = channels.at(session, address)
    if channel is None:
        channel = Channel(platform=platform, workspace_ext=workspace, channel_ext=chat)
        session.add(channel)
    channels.let_outsiders_in(channel)
    session.flush()


def moved(session: Session, old: str, new: str, now: datetime) -> None:
    """Point everything at a chat's new address, in one transaction. Both are addresses as text."""
    history.begin_system(session, "chat moved", now)
    _move_channel(session, old, new)
    if channels.is_whole_chat(old):
        _point(session, old, new)
    _move_topics(session, old, new)
    # lint: unscoped a chat moves for everybody's tasks at once
    for task in session.scalars(select(Task).where(Task.origin_address == old)):
        task.origin_address = new
    _forget_cards(session, old)
    _make_room(session, old, new)
    for table in (Reminder, Dialog, Draft, ListShown, RecentRecord, Import, Export):
        session.execute(update(table).where(table.address == old).values(address=new))
    session.execute(_waiting_for(old).values(address=new))


def _move_channel(session: Session, old: str, new: str) -> None:
    """Let the new chat be the channel that the old one was; where both are known, they become one."""
    before, after = channels.at(session, old), channels.at(session, new)
    if before is None or old == new:
        return
    if before.moved_to is not None:
        return  # the platform says it once to each message that comes too late
    if after is None:
        before.workspace_ext, before.channel_ext = channels.key(new)[1:]
        if before.state is ChannelState.GONE:  # the old chat is; of the new one we were just told
            before.state = ChannelState.LIVE
    else:
        after.name = after.name or before.name
        after.team_id = after.team_id or before.team_id
        after.bound_record_id = after.bound_record_id or before.bound_record_id
        if before.state is ChannelState.MUTED:
            after.state = before.state
        _move_digest(session, before, after)
        _move_rules(session, before, after)
        session.delete(before)
    session.flush()


def _point(session: Session, old: str, new: str) -> None:
    """Leave word at the old chat of where it is now: what was written for it before finds its way."""
    if old == new:
        return
    stone = channels.at(session, old)
    if stone is None:
        platform, workspace, chat = channels.key(old)
        stone = Channel(platform=platform, workspace_ext=workspace, channel_ext=chat)
        session.add(stone)
    stone.state, stone.moved_to = ChannelState.GONE, new
    # A chat that moves twice is found in one step.
    for earlier in session.scalars(select(Channel).where(Channel.moved_to == old)):
        earlier.moved_to = new
    session.flush()


def _move_digest(session: Session, before: Channel, after: Channel) -> None:
    """Take the digest of the old chat along; where the new one has its own, that one stays."""
    digest = session.scalar(select(Digest).where(Digest.channel_id == before.id))
    if digest is None:
        return
    if session.scalar(select(Digest.id).where(Digest.channel_id == after.id)) is None:
        digest.channel_id = after.id
    else:
        session.execute(delete(DigestTurn).where(DigestTurn.digest_id == digest.id))
        session.delete(digest)
    session.flush()


def _move_rules(session: Session, before: Channel, after: Channel) -> None:
    """Take the rules of the old chat along, behind those the new one has already."""
    last = after.last_rule or 0
    old = session.scalars(
        select(Subscription).where(Subscription.channel_id == before.id).order_by(Subscription.number)
    ).all()
    for place, rule in enumerate(old, 1):
        rule.channel_id, rule.number = after.id, last + place
        after.last_rule = rule.number
    after.has_outsiders = after.has_outsiders or before.has_outsiders
    after.shows_amounts = (after.shows_amounts or before.shows_amounts) and not after.has_outsiders
    session.flush()


def _move_topics(session: Session, old: str, new: str) -> None:
    """Have the threads of the new chat be about what those of the old one were about."""
    for row in session.scalars(select(Binding).where(Binding.address.startswith(f"{old}:", autoescape=True))).all():
        address = f"{new}{row.address.removeprefix(old)}"
        if session.get(Binding, address) is None:
            session.add(Binding(address=address, record_id=row.record_id))
        session.delete(row)
    session.flush()


def _forget_cards(session: Session, old: str) -> None:
    """Forget the cards of the old chat: messages have other numbers in the new one, so nothing can be edited there."""
    session.execute(delete(SentCard).where(SentCard.address == old))
    stale = _waiting_for(old).where(Outbox.kind == REFRESH)
    session.execute(stale.values(status=OutboxStatus.DROPPED, last_error="moved"))


def _waiting_for(old: str) -> Update:
    return update(Outbox).where(Outbox.address == old, Outbox.status == OutboxStatus.PENDING)


def _make_room(session: Session, old: str, new: str) -> None:
    """Drop what would meet its like in the new chat, where somebody has begun anew already."""
    for table in (Dialog, ListShown):
        begun_there = select(table.user_id).where(table.address == new)
        session.execute(delete(table).where(table.address == old, table.user_id.in_(begun_there)))
    there = aliased(RecentRecord)
    known_there = exists().where(
        there.address == new, there.user_id == RecentRecord.user_id, there.record_id == RecentRecord.record_id
    )
    session.execute(delete(RecentRecord).where(RecentRecord.address == old, known_there))
