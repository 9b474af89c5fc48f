"""The JSON that Slack writes: messages, views, users, events and interactions."""

import zlib
from typing import Any

from .model import Channel, Json, Message, Upload, User, View
from .workspace import Workspace


def message(workspace: Workspace, shown: Message) -> Json:
    """A message as events, interactions and answers carry it."""
    body: Json = {
        "type": "message",
        "user": shown.author,
        "ts": shown.ts,
        "text": shown.text,
        **_author_of(workspace, shown),
    }
    if shown.blocks:
        body["blocks"] = list(shown.blocks)
    if shown.attachments:
        body["attachments"] = list(shown.attachments)
    if shown.by_bot:
        body |= {"bot_id": workspace.bot_id, "app_id": workspace.app_id}
    else:
        body["client_msg_id"] = f"{zlib.crc32(shown.ts.encode()):08x}-double"
    if shown.edited_ts:
        body["edited"] = {"user": shown.author, "ts": shown.edited_ts}
    if shown.files:
        body |= {"files": list(shown.files), "upload": False}
    if shown.metadata:
        body["metadata"] = shown.metadata
    return body | threading(workspace, shown)


def threading(workspace: Workspace, shown: Message) -> Json:
    """Where a reply belongs."""
    if shown.thread_ts is None:
        return {}
    root = workspace.message(shown.channel, shown.thread_ts)
    parent = {"parent_user_id": root.author} if root and root.ts != shown.ts else {}
    return {"thread_ts": shown.thread_ts} | parent


def _author_of(workspace: Workspace, shown: Message) -> Json:
    """The workspace the author is of; where others read along, that stands there once more."""
    person = workspace.users.get(shown.author)
    team = (person.team if person is not None else "") or workspace.team_id
    room = workspace.channels[shown.channel]
    return {"team": team} | ({"user_team": team, "source_team": team} if room.shared else {})


def view(workspace: Workspace, shown: View) -> Json:
    """A view as answers and interactions carry it."""
    own = {"title": None, "submit": None, "close": None} | shown.body
    defaults = {
        "private_metadata": "",
        "callback_id": "",
        "external_id": "",
        "clear_on_close": False,
        "notify_on_close": False,
    }
    return (
        defaults
        | own
        | {
            "id": shown.id,
            "team_id": workspace.team_id,
            "app_id": workspace.app_id,
            "bot_id": workspace.bot_id,
            "app_installed_team_id": workspace.team_id,
            "hash": shown.hash,
            "root_view_id": shown.root_id,
            "previous_view_id": shown.previous_id,
            "state": {"values": shown.values},
        }
    )


def user(workspace: Workspace, person: User, *, locale: bool) -> Json:
    """A user object; the address only with its scope."""
    profile: Json = {"real_name": person.name, "display_name": person.name}
    if person.email and "users:read.email" in workspace.scopes:
        profile["email"] = person.email
    body: Json = {
        "id": person.id,
        "team_id": person.team or workspace.team_id,
        "name": person.name,
        "real_name": person.name,
        "deleted": person.deleted,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "is_restricted": person.is_guest,
        "is_ultra_restricted": False,
        "is_email_confirmed": True,
        "profile": profile,
    }
    if person.team:
        body["is_stranger"] = True
    if not person.deleted:
        body |= {"tz": person.tz, "tz_label": person.tz, "tz_offset": 0}
    return body | ({"locale": person.locale} if locale else {})


def channel(workspace: Workspace, room: Channel) -> Json:
    """A conversation object."""
    body: Json = {
        "id": room.id,
        "is_im": room.kind == "im",
        "is_mpim": room.kind == "mpim",
        "is_channel": room.kind == "channel",
        "is_group": room.kind == "group",
        "is_private": room.kind != "channel",
        "is_archived": room.archived,
        "is_ext_shared": room.shared,
        "is_shared": room.shared,
        "context_team_id": workspace.team_id,
    }
    if room.kind == "im":
        return body | {"user": next(iter(room.members - {workspace.bot}))}
    return body | {"name": room.name, "is_member": workspace.bot in room.members}


def file(workspace: Workspace, upload: Upload) -> Json:
    """A file object."""
    return {**upload.described, "user_team": workspace.team_id}


def event(workspace: Workspace, inner: Json) -> Json:
    """The envelope of an event."""
    room = workspace.channels.get(str(inner.get("channel")))
    return {
        "token": "legacy-verification-token",
        "team_id": (room.begun_by if room is not None else "") or workspace.team_id,
        "context_team_id": workspace.team_id,
        "context_enterprise_id": None,
        "api_app_id": workspace.app_id,
        "type": "event_callback",
        "event": inner,
        "event_id": workspace.new_event_id(),
        "event_time": int(workspace.clock()),
        "event_context": f"4-{workspace.new_id('ctx')}",
        "is_ext_shared_channel": room is not None and room.shared,
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": workspace.team_id,
                "user_id": workspace.bot,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
    }


def message_event(workspace: Workspace, shown: Message, **more: Any) -> Json:
    """A new message as an event."""
    room = workspace.channels[shown.channel]
    return message(workspace, shown) | {"channel": room.id, "channel_type": room.kind, "event_ts": shown.ts} | more


def changed_event(workspace: Workspace, before: Message, after: Message) -> Json:
    """An edited message as an event."""
    room, ts = workspace.channels[after.channel], workspace.new_ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "hidden": True,
        "channel": room.id,
        "channel_type": room.kind,
        "ts": ts,
        "event_ts": ts,
        "message": message(workspace, after),
        "previous_message": message(workspace, before),
    }


def deleted_event(workspace: Workspace, gone: Message) -> Json:
    """A deleted message as an event."""
    room, ts = workspace.channels[gone.channel], workspace.new_ts()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "hidden": True,
        "channel": room.id,
        "channel_type": room.kind,
        "ts": ts,
        "event_ts": ts,
        "deleted_ts": gone.ts,
        "previous_message": message(workspace, gone),
    }


def interaction(workspace: Workspace, kind: str, user_id: str, **more: Any) -> Json:
    """What every interaction starts with."""
    person = workspace.users[user_id]
    theirs = person.team or workspace.team_id
    # Of a form that is sent the workspace of whoever sends it is told; see bolt-js#1614.
    team = theirs if kind.startswith("view_") else workspace.team_id
    return {
        "type": kind,
        "token": "legacy-verification-token",
        "api_app_id": workspace.app_id,
        "team": {"id": team, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
        "user": {
            "id": person.id,
            "username": person.name,
            "name": person.name,
            "team_id": theirs,
        },
        **more,
    }


def place(workspace: Workspace, target: Message | View) -> Json:
    """Where an element stands: `container` and what goes with it."""
    if isinstance(target, View):
        return {
            "container": {"type": "view", "view_id": target.id},
            "view": view(workspace, target),
        }
    room = workspace.channels[target.channel]
    container: Json = {
        "type": "message",
        "message_ts": target.ts,
        "channel_id": target.channel,
        "is_ephemeral": target.ephemeral,
    }
    if target.thread_ts:
        container["thread_ts"] = target.thread_ts
    body: Json = {
        "container": container,
        "channel": {"id": room.id, "name": room.name},
        "state": {"values": target.values},
    }
    # The source of an ephemeral message is not kept, so an interaction cannot carry it.
    return body if target.ephemeral else body | {"message": message(workspace, target)}
