"""Channels and groups: the row of the one somebody speaks in."""

from collections.abc import Sequence
from urllib.parse import quote, unquote

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import Session

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.channel import Channel
from crmbot.store.models.people import ChatIdentity

_PRIVATE = "this is a private chat, and that is for channels and groups; here, follow Acme tells you what is new"


def at(session: Session, address: str) -> Channel | None:
    """Return the channel an address lies in; None for a chat we have no row of."""
    platform, workspace, chat = key(address)
    here = (Channel.platform == platform, Channel.workspace_ext == workspace, Channel.channel_ext == chat)
    return session.scalar(select(Channel).where(*here))


def here(ctx: Context) -> Channel:
    """Return the channel the actor speaks in, made when it is new. Raises `InvalidInput` in a private chat."""
    if ctx.origin.private or not ctx.origin.address:
        raise InvalidInput("channel", "", _PRIVATE)
    found = at(ctx.session, ctx.origin.address)
    if found is None:
        platform, workspace, chat = key(ctx.origin.address)
        found = Channel(platform=platform, workspace_ext=workspace, channel_ext=chat)
        ctx.session.add(found)
    _take_down(found, ctx)
    ctx.session.flush()
    return found


def _take_down(channel: Channel, ctx: Context) -> None:
    """Keep what the platform tells of a channel: what it is called, and that people from outside read along."""
    if ctx.origin.chat_name and channel.name != ctx.origin.chat_name:
        channel.name = ctx.origin.chat_name
    if ctx.origin.has_outsiders and not channel.has_outsiders:
        let_outsiders_in(channel)


def let_outsiders_in(channel: Channel) -> None:
    """Note that people of other organisations read along: amounts are kept back until somebody says yes to them."""
    channel.has_outsiders, channel.shows_amounts = True, False


def name_of(channel: Channel) -> str:
    """Return what people call a channel; the platform's own name for it where we were never told."""
    return channel.name or channel.channel_ext


def groups(session: Session) -> Sequence[Channel]:
    """Return every channel and group we know; nobody's private chat is one."""
    own = exists().where(
        ChatIdentity.platform == Channel.platform,
        ChatIdentity.workspace_ext == Channel.workspace_ext,
        or_(ChatIdentity.user_ext == Channel.channel_ext, ChatIdentity.dm_ext == Channel.channel_ext),
    )
    return session.scalars(select(Channel).where(~own, Channel.moved_to.is_(None)).order_by(Channel.id)).all()


def named(ctx: Context, text: str) -> Channel:
    """Return the channel a name means: the one the actor speaks in, or another we know. Raises `InvalidInput`."""
    if not ctx.origin.private:
        this = here(ctx)
        if _is_called(this, text):
            return this
    known = groups(ctx.session)
    found = [channel for channel in known if _is_called(channel, text)]
    if len(found) != 1:
        reason = "several channels are called that" if found else "I know no channel of that name; say it in there"
        raise InvalidInput("channel", text, reason, tuple(name_of(channel) for channel in found or known)[:_OFFERED])
    return found[0]


_OFFERED = 8
_COLONS = 2  # platform:workspace:chat; a thread has one more


def _is_called(channel: Channel, text: str) -> bool:
    wanted = fold(text.removeprefix("#"))
    return wanted in (fold(channel.name.removeprefix("#")), fold(channel.channel_ext.removeprefix("#")))


def key(address: str) -> tuple[str, str, str]:
    """Return the platform, the workspace and the chat that an address names; a thread in it has no row of its own."""
    platform, workspace, chat = (unquote(part) for part in address.split(":")[:3])
    return platform, workspace, chat


def is_whole_chat(address: str) -> bool:
    """Tell whether an address is that of a chat, and not of a thread in it."""
    return address.count(":") == _COLONS


def address_of(channel: Channel, topic: str | None = None) -> str:
    """Return the address of a channel, or of a topic in it, as text, the way messages to it are addressed."""
    parts = (channel.platform, channel.workspace_ext, channel.channel_ext, *((topic,) if topic else ()))
    return ":".join(quote(part, safe="@.-_#") for part in parts)


def topic_here(ctx: Context, channel: Channel) -> str | None:
    """Return the topic of a channel the actor speaks in; None where they speak in no topic, or somewhere else."""
    if not ctx.origin.topic:
        return None
    this = (channel.platform, channel.workspace_ext, channel.channel_ext)
    return ctx.origin.topic if key(ctx.origin.address) == this else None
