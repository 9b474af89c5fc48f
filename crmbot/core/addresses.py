"""Chats that move or die: everything that points at one goes along."""

from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from crmbot.core import history
from crmbot.store.models.activity import Task
from crmbot.store.models.messaging import Dialog, Draft, Outbox, OutboxStatus, SentCard
from crmbot.store.models.people import Channel, ChannelState
from crmbot.store.models.reminder import Reminder


def set_state(session: Session, key: tuple[str, str, str], state: ChannelState, now: datetime) -> None:
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
    channel.state = state
    session.flush()


def moved(session: Session, old: str, new: str, now: datetime) -> None:
    """Point everything at a chat's new address, in one transaction. Both are addresses as text."""
    history.begin_system(session, "chat moved", now)
    # lint: unscoped a chat moves for everybody's tasks at once
    for task in session.scalars(select(Task).where(Task.origin_address == old)):
        task.origin_address = new
    session.execute(update(Reminder).where(Reminder.address == old).values(address=new))
    session.execute(
        update(Outbox).where(Outbox.address == old, Outbox.status == OutboxStatus.PENDING).values(address=new)
    )
    begun_there = select(Dialog.user_id).where(Dialog.address == new)
    session.execute(delete(Dialog).where(Dialog.address == old, Dialog.user_id.in_(begun_there)))
    for table in (Dialog, Draft, SentCard):
        session.execute(update(table).where(table.address == old).values(address=new))
