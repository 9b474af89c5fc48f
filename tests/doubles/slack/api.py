"""The methods of the Web API, each as a function of the workspace and the arguments."""

from collections.abc import Callable
from dataclasses import replace

from . import content, oauth, payloads, uploads
from .model import Channel, Json, Message, Refused, View
from .places import place_to_post, thread_to_answer
from .workspace import Workspace

STACK = 3
Handler = Callable[[Workspace, Json], Json]


def auth_test(workspace: Workspace, _args: Json) -> Json:
    """Who the token belongs to."""
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.domain,
        "user": workspace.users[workspace.bot].name,
        "team_id": workspace.team_id,
        "user_id": workspace.bot,
        "bot_id": workspace.bot_id,
        "is_enterprise_install": False,
    }


def users_info(workspace: Workspace, args: Json) -> Json:
    """One user."""
    person = workspace.users.get(str(args["user"]))
    if person is None:
        raise Refused("user_not_found")
    locale = content.truth(args, "include_locale", default=False)
    return {"user": payloads.user(workspace, person, locale=locale)}


def users_lookup(workspace: Workspace, args: Json) -> Json:
    """The active user with this address."""
    wanted = str(args["email"]).casefold()
    for person in workspace.users.values():
        if person.email.casefold() == wanted and not person.deleted:
            return {"user": payloads.user(workspace, person, locale=False)}
    raise Refused("users_not_found")


def conversations_open(workspace: Workspace, args: Json) -> Json:
    """Open a direct conversation with one or several people."""
    if args.get("channel"):
        room = workspace.visible_channel(args["channel"])
    else:
        given = args["users"]
        people = given if isinstance(given, list) else str(given).split(",")
        room = workspace.channels[workspace.group_dm(_reachable(workspace, people))]
    full = content.truth(args, "return_im", default=False)
    return {"channel": payloads.channel(workspace, room) if full else {"id": room.id}}


def _reachable(workspace: Workspace, ids: list[str]) -> set[str]:
    """The people behind these ids, all of whom can be written to."""
    people = {user_id.strip() for user_id in ids}
    for user_id in people:
        if user_id not in workspace.users or user_id == workspace.bot:
            raise Refused("user_not_found")
        if workspace.users[user_id].deleted:
            raise Refused("user_disabled")
    if len(people) > 8:
        raise Refused("too_many_users", "users: more than 8")
    return people


def conversations_info(workspace: Workspace, args: Json) -> Json:
    """One conversation."""
    room = workspace.visible_channel(args["channel"])
    body = payloads.channel(workspace, room)
    if content.truth(args, "include_num_members", default=False):
        body["num_members"] = len(room.members)
    return {"channel": body}


def _drawn(workspace: Workspace, room: Channel, args: Json, *, visible_to: str | None = None) -> Message:
    """A new message of the bot's from the arguments of a call."""
    parts = content.message(workspace, args, most=content.POST_TEXT)
    return Message(
        channel=room.id,
        ts=workspace.new_ts(),
        author=workspace.bot,
        text=parts.text or "",
        blocks=parts.blocks or (),
        attachments=parts.attachments or (),
        thread_ts=thread_to_answer(workspace, room, args),
        visible_to=visible_to,
        by_bot=True,
        metadata=content.metadata(args),
        options=_options(args),
    )


def _options(args: Json) -> dict[str, str]:
    """How the text was asked to be read: parse, unfurling and the like."""
    names = ("parse", "link_names", "unfurl_links", "unfurl_media", "mrkdwn")
    return {name: _spelled(args[name]) for name in names if name in args}


def _spelled(value: object) -> str:
    """One spelling for each truth value."""
    return {"True": "true", "1": "true", "False": "false", "0": "false"}.get(str(value), str(value))


def post_message(workspace: Workspace, args: Json) -> Json:
    """Post a message that everybody in the conversation sees."""
    room = place_to_post(workspace, args["channel"])
    posted = workspace.put(_drawn(workspace, room, args))
    return {
        "channel": room.id,
        "ts": posted.ts,
        "message": payloads.message(workspace, posted),
    }


def post_ephemeral(workspace: Workspace, args: Json) -> Json:
    """Post a message that one person sees."""
    room = place_to_post(workspace, args["channel"])
    reader = str(args["user"])
    if reader not in room.members:
        raise Refused("user_not_in_channel")
    posted = workspace.put(_drawn(workspace, room, args, visible_to=reader))
    return {"message_ts": posted.ts}


def _own_message(workspace: Workspace, args: Json, denied: str) -> tuple[Channel, Message]:
    """A lasting message of the bot's own."""
    if str(args["channel"]) in workspace.users:
        raise Refused("channel_not_found", "channel: a user id, where only D… is taken")
    if not isinstance(args["ts"], str):
        raise Refused("invalid_arguments", "ts: must be a string")
    room = workspace.visible_channel(args["channel"])
    found = workspace.message(room.id, args["ts"])
    if found is None or found.ephemeral:
        raise Refused("message_not_found")
    if not found.by_bot:
        raise Refused(denied)
    return room, found


def update_message(workspace: Workspace, args: Json) -> Json:
    """Change one of the bot's messages."""
    room, before = _own_message(workspace, args, "cant_update_message")
    if room.archived:
        raise Refused("is_inactive")
    parts = content.message(workspace, args, most=content.UPDATE_TEXT)
    if before.blocks and parts.blocks is None:
        workspace.violate("chat.update: say `blocks`, [] to remove them; absent ones stay")
    after = replace(
        before,
        text=parts.text or "",
        blocks=before.blocks if parts.blocks is None else parts.blocks,
        attachments=before.attachments if parts.attachments is None else parts.attachments,
        edited_ts=workspace.new_ts(),
        options=_options(args),
    )
    kept = workspace.put(after)
    return {
        "channel": room.id,
        "ts": kept.ts,
        "text": kept.text,
        "message": payloads.message(workspace, kept),
    }


def delete_message(workspace: Workspace, args: Json) -> Json:
    """Remove one of the bot's messages."""
    room, found = _own_message(workspace, args, "cant_delete_message")
    del workspace.messages[room.id][found.ts]
    return {"channel": room.id, "ts": found.ts}


def permalink(workspace: Workspace, args: Json) -> Json:
    """The address of a message."""
    room = workspace.visible_channel(args["channel"])
    found = workspace.message(room.id, str(args["message_ts"]))
    if found is None or found.ephemeral:
        raise Refused("message_not_found")
    path = f"archives/{room.id}/p{found.ts.replace('.', '')}"
    return {"channel": room.id, "permalink": f"https://{workspace.domain}.slack.com/{path}"}


def open_view(workspace: Workspace, args: Json) -> Json:
    """Show a modal in answer to a trigger."""
    body = content.view(args, "modal")
    refuse_taken_id(workspace, body)
    trigger = workspace.spend_trigger(args["trigger_id"])
    shown = workspace.new_view(trigger.user, body)
    workspace.stacks[trigger.user] = [shown]
    return {"view": payloads.view(workspace, shown)}


def push_view(workspace: Workspace, args: Json) -> Json:
    """Show a modal above the one somebody just used."""
    body = content.view(args, "modal")
    refuse_taken_id(workspace, body)
    trigger = workspace.spend_trigger(args["trigger_id"])
    if trigger.view_id is None or not workspace.views_of(trigger.user):
        raise Refused("not_found", "views.push: the trigger does not come from an open modal")
    shown = push(workspace, trigger.user, body)
    return {"view": payloads.view(workspace, shown)}


def push(workspace: Workspace, user: str, body: Json) -> View:
    """Put a modal on top of a person's stack."""
    stack = workspace.views_of(user)
    if len(stack) >= STACK:
        raise Refused("push_limit_reached", "more than three modals on top of each other")
    shown = workspace.new_view(user, body, stack[-1])
    stack.append(shown)
    return shown


def refuse_taken_id(workspace: Workspace, body: Json, own: View | None = None) -> None:
    """An external_id names one view only."""
    external = body.get("external_id")
    if not external:
        return
    shown = [view for stack in workspace.stacks.values() for view in stack]
    others = [view for view in shown if own is None or view.id != own.id]
    if any(view.body.get("external_id") == external for view in others):
        raise Refused("duplicate_external_id", f"external_id {external!r} is on another view")


def update_view(workspace: Workspace, args: Json) -> Json:
    """Redraw an open modal."""
    found = workspace.find_view(args.get("view_id"), args.get("external_id"))
    body = content.view(args, found.kind)
    refuse_taken_id(workspace, body, found)
    _check_hash(found, args)
    return {"view": payloads.view(workspace, workspace.redraw(found, body))}


def publish_view(workspace: Workspace, args: Json) -> Json:
    """Draw somebody's Home tab."""
    user = str(args["user_id"])
    if user not in workspace.users:
        raise Refused("invalid_arguments", f"user_id: no user {user!r}")
    body = content.view(args, "home")
    found = workspace.homes.get(user)
    if found is None:
        workspace.homes[user] = workspace.new_view(user, body)
    else:
        _check_hash(found, args)
        workspace.redraw(found, body)
    return {"view": payloads.view(workspace, workspace.homes[user])}


def _check_hash(found: View, args: Json) -> None:
    """A hash that was given must be the view's latest."""
    if args.get("hash") and args["hash"] != found.hash:
        raise Refused("hash_conflict")


def files_info(workspace: Workspace, args: Json) -> Json:
    """One shared file."""
    upload = workspace.uploads.get(str(args["file"]))
    if upload is None:
        raise Refused("file_not_found")
    return {"file": payloads.file(workspace, upload), "comments": []}


def bots_info(workspace: Workspace, args: Json) -> Json:
    """The bot itself."""
    if args.get("bot", workspace.bot_id) != workspace.bot_id:
        raise Refused("bot_not_found")
    name = workspace.users[workspace.bot].name
    return {
        "bot": {
            "id": workspace.bot_id,
            "deleted": False,
            "name": name,
            "user_id": workspace.bot,
            "app_id": workspace.app_id,
        }
    }


def team_info(workspace: Workspace, args: Json) -> Json:
    """The workspace."""
    if args.get("team", workspace.team_id) != workspace.team_id:
        raise Refused("team_not_found")
    return {"team": {"id": workspace.team_id, "name": workspace.domain, "domain": workspace.domain}}


HANDLERS: dict[str, Handler] = {
    "auth.test": auth_test,
    "oauth.v2.access": oauth.access,
    "users.info": users_info,
    "users.lookupByEmail": users_lookup,
    "conversations.open": conversations_open,
    "conversations.info": conversations_info,
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update_message,
    "chat.delete": delete_message,
    "chat.getPermalink": permalink,
    "views.open": open_view,
    "views.push": push_view,
    "views.update": update_view,
    "views.publish": publish_view,
    "files.info": files_info,
    "files.getUploadURLExternal": uploads.announce,
    "files.completeUploadExternal": uploads.complete,
    "bots.info": bots_info,
    "team.info": team_info,
}
