"""Channels and groups: the row of the one somebody speaks in."""

from urllib.parse import quote, unquote

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.store.models.channel import Channel


def at(session: Session, address: str) -> Channel | None:
    """Return the channel an address lies in; None for a chat we have no row of."""
    platform, workspace, chat = key(address)
    here = (Channel.platform == platform, Channel.workspace_ext == workspace, Channel.channel_ext == chat)
    return session.scalar(select(Channel).where(*here))


def here(ctx: Context) -> Channel:
    """Return the channel the actor speaks in, made when it is new. Raises `InvalidInput` in a private chat."""
    if ctx.origin.private or not ctx.origin.address:
        raise InvalidInput("channel", "", "this is a private chat, and that is for channels and groups")
    found = at(ctx.session, ctx.origin.address)
    if found is None:
        platform, workspace, chat = key(ctx.origin.address)
        found = Channel(platform=platform, workspace_ext=workspace, channel_ext=chat)
        ctx.session.add(found)
        ctx.session.flush()
    return found


def key(address: str) -> tuple[str, str, str]:
    """Return the platform, the workspace and the chat that an address names; a thread in it has no row of its own."""
    platform, workspace, chat = (unquote(part) for part in address.split(":")[:3])
    return platform, workspace, chat


def address_of(channel: Channel) -> str:
    """Return the address of a channel as text, the way messages to it are addressed."""
    return ":".join(
        quote(part, safe="@.-_#") for part in (channel.platform, channel.workspace_ext, channel.channel_ext)
    )
