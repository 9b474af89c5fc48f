"""Files of the app's: announced, handed over at an address of their own, then shown in a conversation."""

import json
import mimetypes
from typing import Any

from . import payloads
from .model import Channel, Json, Message, Refused, Ticket, Upload
from .places import place_to_post, thread_to_answer
from .workspace import Workspace

ALT_CHARS = 1000
MOST_BYTES = 1_000_000_000


def announce(workspace: Workspace, args: Json) -> Json:
    """Take a file's name and length, and give the address for its bytes."""
    length = _length(args["length"])
    name, alt = str(args["filename"]), str(args.get("alt_txt") or "")
    if not name or "/" in name:
        raise Refused("invalid_arguments", f"filename: {name!r}")
    if len(alt) > ALT_CHARS:
        raise Refused("alt_txt_too_large", f"alt_txt: {len(alt)} characters")
    if length > MOST_BYTES:
        raise Refused("file_upload_size_restricted")
    ticket = Ticket(workspace.new_id("F"), name, length, alt)
    workspace.tickets[ticket.file_id] = ticket
    return {"upload_url": f"{workspace.root_url}/upload/v1/{ticket.file_id}", "file_id": ticket.file_id}


def _length(given: object) -> int:
    try:
        length = int(str(given))
    except ValueError:
        raise Refused("invalid_arguments", f"length: {given!r}") from None
    if length <= 0:
        raise Refused("missing_argument", "length: 0")
    return length


def hand_over(workspace: Workspace, file_id: str, content: bytes) -> str | None:
    """Take the bytes of an announced file; return what is wrong with them."""
    ticket = workspace.tickets.get(file_id)
    if ticket is None or ticket.shown:
        return "a file that was never announced, or is shown already"
    if len(content) != ticket.length:
        return f"{len(content)} bytes, announced were {ticket.length}"
    ticket.content = content
    return None


def complete(workspace: Workspace, args: Json) -> Json:
    """Show announced files in a conversation, all in one message."""
    tickets = [_ticket(workspace, each) for each in _listed(args["files"])]
    room = _room(workspace, args)
    thread = thread_to_answer(workspace, room, args) if room is not None else None
    described = [_keep(workspace, ticket, title) for ticket, title in tickets]
    answer: Json = {"files": [{"id": each["id"], "title": each["title"]} for each in described]}
    if room is None:
        return answer
    shown = Message(
        channel=room.id,
        ts=workspace.new_ts(),
        author=workspace.bot,
        text=str(args.get("initial_comment") or ""),
        thread_ts=thread,
        by_bot=True,
        files=tuple(described),
    )
    workspace.put(shown)
    return answer


def _listed(given: object) -> list[Json]:
    files: Any = given
    if isinstance(given, str):
        try:
            files = json.loads(given)
        except ValueError:
            raise Refused("invalid_arguments", "files: no JSON") from None
    if not isinstance(files, list) or not files or not all(isinstance(each, dict) and "id" in each for each in files):
        raise Refused("invalid_arguments", "files: a list of objects with an id")
    return files


def _ticket(workspace: Workspace, asked: Json) -> tuple[Ticket, str]:
    unknown = asked.keys() - {"id", "title", "highlight_type"}
    if unknown:
        raise Refused("invalid_arguments", f"files: unknown {sorted(unknown)}")
    ticket = workspace.tickets.get(str(asked["id"]))
    if ticket is None or ticket.content is None:
        raise Refused("file_not_found", f"files: {asked['id']!r} has no bytes")
    if ticket.shown:
        raise Refused("file_not_found", f"files: {asked['id']!r} is completed already")
    return ticket, str(asked.get("title") or ticket.name)


def _room(workspace: Workspace, args: Json) -> Channel | None:
    """The conversation, by its own id: a person's id names none here."""
    if "channels" in args:
        raise Refused("invalid_arguments", "channels: not played by this double")
    channel = args.get("channel_id")
    if not channel:
        if args.get("thread_ts"):
            raise Refused("invalid_arguments", "thread_ts without channel_id")
        return None
    if str(channel) in workspace.users:
        raise Refused("channel_not_found", f"channel_id: {channel!r} is a person")
    return place_to_post(workspace, channel)


def _keep(workspace: Workspace, ticket: Ticket, title: str) -> Json:
    assert ticket.content is not None, "looked at before"
    ticket.shown = True
    address = f"{workspace.root_url}/files/{ticket.file_id}/{ticket.name}"
    described = {
        "id": ticket.file_id,
        "name": ticket.name,
        "title": title,
        "mimetype": mimetypes.guess_type(ticket.name)[0] or "application/octet-stream",
        "filetype": ticket.name.rpartition(".")[2],
        "size": len(ticket.content),
        "user": workspace.bot,
        "mode": "hosted",
        "is_external": False,
        "url_private": address,
        "url_private_download": address,
        **({"alt_txt": ticket.alt} if ticket.alt else {}),
    }
    workspace.uploads[ticket.file_id] = Upload(described, ticket.content)
    return payloads.file(workspace, workspace.uploads[ticket.file_id])
