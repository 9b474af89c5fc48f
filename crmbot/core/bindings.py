"""What a channel, a thread or a forum topic is about: a record that `it` means there."""

from sqlalchemy import select

from crmbot.core import channels, permissions
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.store.models.channel import Channel
from crmbot.store.models.record import Record
from crmbot.store.models.subscription import Binding

_THREAD = 3
"""An address with so many colons names a thread."""

_KNOWN = "what the places of this unit of work are about"


def here(ctx: Context) -> int | None:
    """Return the number of the record that the place somebody speaks in is about: its thread, else its channel."""
    if ctx.origin.private or not ctx.origin.address:
        return None
    known: dict[str, int | None] = ctx.session.info.setdefault(_KNOWN, {})
    if ctx.origin.address not in known:
        known[ctx.origin.address] = _about(ctx)
    return known[ctx.origin.address]


def _about(ctx: Context) -> int | None:
    address = ctx.origin.address
    if _is_thread(address):
        record_id = ctx.session.scalar(select(Binding.record_id).where(Binding.address == address))
        if record_id is not None:
            return record_id
    platform, workspace, chat = channels.key(address)
    this = (Channel.platform == platform, Channel.workspace_ext == workspace, Channel.channel_ext == chat)
    return ctx.session.scalar(select(Channel.bound_record_id).where(*this))


def _is_thread(address: str) -> bool:
    return address.count(":") >= _THREAD


def bind(ctx: Context, record: Record) -> None:
    """Have the place be about a record from now on, and its amounts be seen there unless outsiders read along.

    Raises `NotAllowed`, `Conflict` when it is already, `InvalidInput` in a private chat.
    """
    channel = channels.here(ctx)
    permissions.require(ctx, record, "edit")
    if here(ctx) == record.id:
        raise Conflict(record.title, "is what this place is about already", record_id=record.id)
    if _is_thread(ctx.origin.address):
        _bind_thread(ctx, record)
    else:
        channel.bound_record_id = record.id
    if not channel.has_outsiders:
        channel.shows_amounts = True
    _done(ctx)


def _bind_thread(ctx: Context, record: Record) -> None:
    row = ctx.session.get(Binding, ctx.origin.address)
    if row is None:
        ctx.session.add(Binding(address=ctx.origin.address, record_id=record.id))
    else:
        row.record_id = record.id


def unbind(ctx: Context) -> int:
    """Have the place be about nothing any more; return what it was about. Raises `NotAllowed`, `InvalidInput`."""
    channel = channels.here(ctx)
    record_id = here(ctx)
    if record_id is None:
        raise InvalidInput("channel", "", "this place is about nothing yet; bind D-12 makes it about a deal")
    record = ctx.session.get_one(Record, record_id)
    permissions.require(ctx, record, "edit")
    row = ctx.session.get(Binding, ctx.origin.address)
    if row is not None:
        ctx.session.delete(row)
    else:
        channel.bound_record_id = None
    _done(ctx)
    return record_id


def _done(ctx: Context) -> None:
    ctx.session.flush()
    ctx.session.info.pop(_KNOWN, None)
