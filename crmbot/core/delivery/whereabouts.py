"""Where people can be written to: the chats we know, and what has become of them."""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote

from sqlalchemy import bindparam, or_, select
from sqlalchemy.orm import Session

from crmbot.core import people
from crmbot.core.people import idle
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.people import ChatIdentity

Bot = tuple[str, str]
"""A bot: platform and tenant."""


class Chat(NamedTuple):
    """A chat as its platform knows it."""

    platform: str
    workspace: str
    chat: str


def address_of(place: Chat | Bot) -> str:
    """Return the address of a chat as text; of a bot, what all addresses of its chats begin with."""
    return ":".join(quote(part, safe="@.-_#") for part in place)


def direct_chats(session: Session, user_ids: Collection[int], platforms: Collection[str]) -> dict[int, list[Chat]]:
    """Return where each user can be written to on these platforms, in their order; dead chats left out."""
    linked = linked_chats(session, user_ids, platforms)
    return living(linked, fates(session, [chat for chats in linked.values() for chat in chats]))


def linked_chats(session: Session, user_ids: Collection[int], platforms: Collection[str]) -> dict[int, list[Chat]]:
    """Return each user's own chats on these platforms, in their order, dead ones too.

    Left out are those whose links sleep: somebody wrote from there, and has not said yet who they are.
    """
    if not user_ids:
        return {}
    rows = session.scalars(
        select(ChatIdentity)
        .where(ChatIdentity.user_id.in_(user_ids), ChatIdentity.platform.in_(platforms), idle.IS_AWAKE)
        .order_by(*people.IN_ORDER)
    )
    found: dict[int, list[Chat]] = {}
    for row in rows:
        found.setdefault(row.user_id, []).append(Chat(row.platform, row.workspace_ext, row.user_ext))
    return found


def living(chats: Mapping[int, Sequence[Chat]], dead: Collection[Chat]) -> dict[int, list[Chat]]:
    """Return everybody's chats without the dead ones; who has no other is left out."""
    alive = {user_id: [chat for chat in theirs if chat not in dead] for user_id, theirs in chats.items()}
    return {user_id: theirs for user_id, theirs in alive.items() if theirs}


def next_chat(session: Session, user_id: int, after: Chat) -> Chat | None:
    """Return the first of somebody's other chats that is alive, whoever writes there; None where there is none."""
    rows = [row for row in people.identities(session, user_id) if not idle.sleeps(row)]
    own = {Chat(row.platform, row.workspace_ext, row.user_ext): row.dm_ext for row in rows}
    others = [chat for chat, direct in own.items() if after not in (chat, chat._replace(chat=direct or chat.chat))]
    gone = gone_chats(session, others)
    return next((chat for chat in others if chat not in gone), None)


def gone_chats(session: Session, chats: Collection[Chat]) -> set[Chat]:
    """Return those of some chats that are known to be out of reach."""
    return set(fates(session, chats))


def fates(session: Session, chats: Collection[Chat]) -> dict[Chat, str | None]:
    """Return those of some chats that are known to be out of reach, and the new addresses of those that migrated."""
    if not chats:
        return {}
    rows = session.execute(_DEAD, {"chats": {chat.chat for chat in chats}})
    found = {Chat(*row[:3]): row.moved_to for row in rows}
    return {chat: found[chat] for chat in chats if chat in found}


_DEAD = select(Channel.platform, Channel.workspace_ext, Channel.channel_ext, Channel.moved_to).where(
    Channel.state != ChannelState.LIVE, Channel.channel_ext.in_(bindparam("chats", expanding=True))
)


def own_chats(session: Session, chats: Collection[Chat]) -> dict[Chat, bool]:
    """Return those of some chats that are one person's own, and of each whether its link sleeps; others are groups."""
    names = {chat.chat for chat in chats}
    rows = session.scalars(
        select(ChatIdentity).where(or_(ChatIdentity.user_ext.in_(names), ChatIdentity.dm_ext.in_(names)))
    ).all()
    own = (
        (Chat(row.platform, row.workspace_ext, chat), idle.sleeps(row))
        for row in rows
        for chat in (row.user_ext, row.dm_ext)
        if chat
    )
    return {chat: sleeps for chat, sleeps in own if chat in chats}
