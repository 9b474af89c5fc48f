"""Slack's message events as inbounds: what is addressed to us, and nothing else."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from crmbot.chat.address import Address, SentRef
from crmbot.chat.command import Registry
from crmbot.chat.inbound import Event, FileShared, Identity, Inbound, Said, Uploaded
from crmbot.handlers.slack.inbound import workspace_of
from crmbot.handlers.slack.payload import Payload
from crmbot.handlers.slack.settings import PLATFORM
from crmbot.handlers.slack.typed import mentions, plain_words, without_mention

# Everything else that arrives as a message (joins, topics, bots, deletions, …) is not said by anybody to us.
SAID_SUBTYPES = frozenset({"", "file_share", "thread_broadcast", "me_message"})
CHANGED = "message_changed"
DELETED = "message_deleted"
TOMBSTONE = "tombstone"
"""What stands in the place of a deleted message that others have answered in a thread."""

SLACKBOT = "USLACKBOT"
_BANG = re.compile(r"!(?=\w)")


@dataclass(frozen=True, slots=True)
class Ears:
    """What tells a message for us from the others: our own user id, and the words of the commands.

    With `several` workspaces the id of a file begins with that of its workspace.
    """

    bot_user: str
    registry: Registry
    several: bool = False

    def hear(self, body: Payload, now: datetime) -> Inbound | None:
        """Return what was said to us by a `message` or `app_mention` event; None for everything else.

        Slack may send the same message under several event ids and as two kinds of event: the
        key is made of what makes it one message.
        """
        event = body.part("event")
        deleted = _is_deletion(event)
        edited = event.text("subtype") == CHANGED and not deleted
        message = _message_of(event, edited=edited, deleted=deleted)
        if not self._is_by_a_person(message) or (edited and not _is_real_edit(event)):
            return None
        direct = event.text("channel_type") == "im" or event.text("channel").startswith("D")
        heard = self._addressed(message, direct=direct)
        if heard is None:
            return None
        team, chat, ts = body.text("team_id"), event.text("channel"), message.text("ts")
        thread = message.text("thread_ts")
        where = Address(PLATFORM, workspace_of(body), chat, thread if thread != ts else "")
        if deleted:
            return self._withdrawn(message, where, now, direct=direct)
        return Inbound(
            key=f"slack:msg:{team}:{chat}:{ts}:{message.text('edited', 'ts')}",
            who=Identity(PLATFORM, home_of(message) or where.tenant, message.text("user")),
            address=where,
            at=instant(message.text("edited", "ts") or ts) or now,
            event=self._event(message, heard, edited=edited, where=where),
            private=direct,
            shared=body.flag("is_ext_shared_channel"),
        )

    def _withdrawn(self, message: Payload, where: Address, now: datetime, *, direct: bool) -> Inbound:
        """Return that somebody deleted what they had said to us; the words themselves are not repeated."""
        ts = message.text("ts")
        return Inbound(
            key=f"slack:msg:{where.tenant}:{where.chat}:{ts}:deleted",
            who=Identity(PLATFORM, home_of(message) or where.tenant, message.text("user")),
            address=where,
            at=now,
            event=Said("", message=ts, withdrawn=True),
            private=direct,
        )

    def _is_by_a_person(self, message: Payload) -> bool:
        nobody = ("", SLACKBOT, self.bot_user)
        by_bot = bool(message.text("bot_id")) or bool(message.part("bot_profile"))
        return message.text("subtype") in SAID_SUBTYPES and message.text("user") not in nobody and not by_bot

    def _addressed(self, message: Payload, *, direct: bool) -> "_Heard | None":
        """Return what is for us: everything in direct messages, elsewhere mentions, and `!word` in threads."""
        raw = message.text("text")
        mentioned = mentions(raw, self.bot_user)
        text = plain_words(without_mention(raw, self.bot_user)).strip()
        bang = _BANG.match(text)
        if direct or mentioned:
            return _Heard(_BANG.sub("", text, count=1), is_command=True) if bang else _Heard(text)
        if not (bang and message.text("thread_ts")):
            return None
        word = text.removeprefix("!")
        return _Heard(word, is_command=True) if self.registry.match(word) else None

    def _event(self, message: Payload, heard: "_Heard", *, edited: bool, where: Address) -> Event:
        ts = message.text("ts")
        reply_to = self._reply_to(message, where)
        workspace = where.tenant if self.several else ""
        files = tuple(_file(file, workspace) for file in message.parts("files") if file.text("id"))
        if files and not edited:
            return Uploaded(files, heard.text, ts, reply_to)
        shared = next((part for part in message.parts("attachments") if part.flag("is_share")), Payload({}))
        words = [heard.text, plain_words(shared.text("text"))]
        return Said(
            "\n".join(word for word in words if word),
            message=ts,
            reply_to=reply_to,
            edited=edited,
            as_command=heard.is_command and not shared,
            forwarded_from=(shared.text("author_name") or shared.text("author_id") or "somebody") if shared else None,
            link=shared.text("from_url") or None,
        )

    def _reply_to(self, message: Payload, where: Address) -> str | None:
        """Return the message of ours in whose thread this one is a reply."""
        parent = message.text("parent_user_id")
        if not where.thread or parent not in ("", self.bot_user):
            return None
        return str(SentRef(where.chat_only, where.thread))


@dataclass(frozen=True, slots=True)
class _Heard:
    text: str
    is_command: bool = False


def home_of(message: Payload) -> str:
    """Return the workspace that the author of a message is of, as far as it says so.

    The `team_id` around it is that of whoever has begun the channel; `user_team` may be a whole organisation.
    """
    told = (message.text("user_team"), message.text("team"))
    return next((team for team in told if team.startswith("T")), "")


def instant(ts: str) -> datetime | None:
    """Return the instant of one of Slack's time stamps; None for what is none."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _is_deletion(event: Payload) -> bool:
    replaced = event.text("subtype") == CHANGED and event.text("message", "subtype") == TOMBSTONE
    return replaced or event.text("subtype") == DELETED


def _message_of(event: Payload, *, edited: bool, deleted: bool) -> Payload:
    """Return the message an event is about: as it is, or as it was before it was deleted."""
    if deleted:
        return event.part("previous_message")
    return event.part("message") if edited else event


def _is_real_edit(event: Payload) -> bool:
    """Tell an edit from the previews that Slack adds, which change a message too but not its words."""
    message = event.part("message")
    was, now = event.text("previous_message", "text"), message.text("text")
    return bool(message.part("edited")) and was != now


def _file(file: Payload, workspace: str) -> FileShared:
    milliseconds = file.number("duration_ms")
    return FileShared(
        ref=f"{workspace}/{file.text('id')}" if workspace else file.text("id"),
        name=file.text("name") or file.text("title") or file.text("id"),
        mime=file.text("mimetype") or "application/octet-stream",
        size=file.number("size"),
        medium=_medium(file),
        seconds=milliseconds // 1000 if milliseconds is not None else None,
    )


def _medium(file: Payload) -> Literal["photo", "voice", "video", "file"]:
    """Slack's own recordings of sound come as video files with a subtype that tells."""
    mime = file.text("mimetype")
    if file.text("subtype") == "slack_audio" or mime.startswith("audio/"):
        return "voice"
    if mime.startswith("image/"):
        return "photo"
    return "video" if mime.startswith("video/") else "file"
