"""What people write in Slack's client: commands, messages, edits, files."""

from dataclasses import replace
from typing import Any

from . import payloads, replies, wording
from .model import Channel, Json, Message, NotOnScreen, Response, Upload
from .sight import Sight
from .workspace import Workspace

PREVIEW = b"a file of the double"


class Writing(Sight):
    """The keyboard of the workspace's people."""

    async def slash(self, user: str, channel: str, command: str, text: str = "") -> Response:
        """Send a slash command; its immediate answer is shown and returned."""
        room = self._room(user, channel)
        if self.commands is not None and command not in self.commands:
            raise NotOnScreen(f"{command} is not a valid command")
        url = self.workspace.new_response_url(channel, user)
        written = self._typed(text, named=True) if self.escapes_commands else wording.escape(text)
        payload = {
            "token": "legacy-verification-token",
            "team_id": self.workspace.team_id,
            "team_domain": self.workspace.domain,
            "channel_id": channel,
            "channel_name": room.name if room.kind == "channel" else _private_name(room),
            "user_id": user,
            "user_name": self.workspace.users[user].name,
            "command": command,
            "text": written,
            "api_app_id": self.workspace.app_id,
            "is_enterprise_install": "false",
            "response_url": url,
            "trigger_id": self.workspace.new_trigger(user),
        }
        response = await self.courier.deliver("slash_commands", payload)
        return replies.to_command(self.server, response, url)

    async def say(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message; the app is told where it is a member or is mentioned."""
        written = Message(
            channel, self.workspace.new_ts(), user, self._typed(text), blocks=_rich_text(self.workspace, text)
        )
        return await self._post(replace(written, thread_ts=thread_ts))

    async def mention(self, user: str, channel: str, text: str, thread_ts: str | None = None) -> Message:
        """Write a message that addresses the app."""
        name = self.workspace.users[self.workspace.bot].name
        return await self.say(user, channel, f"@{name} {text}", thread_ts)

    async def _post(self, written: Message, **more: Any) -> Message:
        """Put a person's message up and tell the app."""
        room = self._room(written.author, written.channel)
        posted = self.workspace.put(written)
        inner = payloads.message_event(self.workspace, posted, **more)
        if self.workspace.bot in room.members:
            await self.courier.event(room.event_type, inner)
        if f"<@{self.workspace.bot}" in posted.text and room.kind not in ("im", "mpim"):
            mention = {key: value for key, value in inner.items() if key != "channel_type"}
            await self.courier.event("app_mention", mention | {"type": "app_mention"})
        return posted

    async def edit_message(self, user: str, message: Message, text: str) -> Message:
        """Change one's own message."""
        before = self._message_now(user, message)
        if before.author != user:
            raise NotOnScreen("only one's own messages can be edited")
        after = self.workspace.put(
            replace(
                before,
                text=self._typed(text),
                blocks=_rich_text(self.workspace, text),
                edited_ts=self.workspace.new_ts(),
            )
        )
        await self._tell(after, payloads.changed_event(self.workspace, before, after))
        return after

    async def unfurl(self, message: Message) -> Message:
        """Let Slack add a preview of a link: a change that is nobody's edit."""
        before = self._message_now(message.author, message)
        preview = {"id": 1, "title": "A page", "fallback": "A page"}
        after = self.workspace.put(replace(before, attachments=(preview,)))
        await self._tell(after, payloads.changed_event(self.workspace, before, after))
        return after

    async def delete_message(self, user: str, message: Message) -> None:
        """Delete one's own message."""
        gone = self._message_now(user, message)
        if gone.author != user:
            raise NotOnScreen("only one's own messages can be deleted")
        del self.workspace.messages[gone.channel][gone.ts]
        await self._tell(gone, payloads.deleted_event(self.workspace, gone))

    async def react(self, user: str, message: Message, emoji: str) -> Response | None:
        """Put an emoji on a message."""
        about = self._message_now(user, message)
        inner = {
            "type": "reaction_added",
            "user": user,
            "reaction": emoji,
            "item": {"type": "message", "channel": about.channel, "ts": about.ts},
            "item_user": about.author,
            "event_ts": self.workspace.new_ts(),
        }
        return await self.courier.event("reaction_added", inner)

    async def _tell(self, about: Message, inner: Json) -> None:
        """Tell the app about a message, where it is a member."""
        room = self.workspace.channels[about.channel]
        if self.workspace.bot in room.members:
            await self.courier.event(room.event_type, inner)

    async def share_file(
        self,
        user: str,
        channel: str,
        filename: str,
        mime: str,
        text: str = "",
        *,
        content: bytes = PREVIEW,
        size: int | None = None,
    ) -> Message:
        """Share a file with a message; `size` may claim more bytes than there are."""
        file_id = self.workspace.new_id("F")
        address = f"{self.workspace.root_url}/files/{file_id}/{filename}"
        described = {
            "id": file_id,
            "name": filename,
            "title": filename,
            "mimetype": mime,
            "filetype": filename.rpartition(".")[2],
            "size": size if size is not None else len(content),
            "user": user,
            "mode": "hosted",
            "is_external": False,
            "url_private": address,
            "url_private_download": address,
        }
        self.workspace.uploads[file_id] = Upload(described, content)
        ts = self.workspace.new_ts()
        written = Message(channel, ts, user, self._typed(text), files=(described,))
        return await self._post(written, subtype="file_share")

    async def open_home(self, user: str, tab: str = "home") -> Response | None:
        """Look at the app's Home or Messages tab."""
        inner: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": self.workspace.dm(user),
            "tab": tab,
            "event_ts": self.workspace.new_ts(),
        }
        shown = self.home(user)
        if shown is not None and tab == "home":
            inner["view"] = payloads.view(self.workspace, shown)
        return await self.courier.event("app_home_opened", inner)


def _private_name(room: Channel) -> str:
    """How a slash command names a conversation that is not public."""
    return {"im": "directmessage", "group": "privategroup"}.get(room.kind, room.name)


def _rich_text(workspace: Workspace, text: str) -> tuple[Json, ...]:
    """The block that Slack's editor makes of what somebody typed."""
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    block_id = workspace.new_id("b")
    return ({"type": "rich_text", "block_id": block_id, "elements": [words]},)
