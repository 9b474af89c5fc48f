"""Where the bot may write, and the threads it may answer in."""

from .model import Channel, Json, Refused
from .workspace import Workspace


def place_to_post(workspace: Workspace, channel_id: object) -> Channel:
    """The conversation to write into, or why the bot may not."""
    if isinstance(channel_id, str) and channel_id.startswith("#"):
        raise Refused("channel_not_found", f"channel: the name {channel_id!r} instead of an id")
    person = workspace.users.get(str(channel_id))
    if person is not None and not person.deleted and not person.is_bot:
        return workspace.channels[workspace.dm(person.id)]
    room = workspace.visible_channel(channel_id)
    if room.archived:
        raise Refused("is_archived")
    if workspace.bot not in room.members and "chat:write.public" not in workspace.scopes:
        raise Refused("not_in_channel")
    if room.read_only:
        raise Refused("restricted_action_read_only_channel")
    if room.kind == "im" and any(workspace.users[member].deleted for member in room.members):
        raise Refused("is_archived")
    return room


def thread_to_answer(workspace: Workspace, room: Channel, args: Json) -> str | None:
    """The thread to answer in, which must exist."""
    thread_ts = args.get("thread_ts")
    if thread_ts is None:
        return None
    root = workspace.message(room.id, str(thread_ts))
    if not isinstance(thread_ts, str) or root is None or root.ephemeral:
        raise Refused("cannot_reply_to_message", f"thread_ts: no message {thread_ts!r}")
    return root.thread_ts or root.ts
