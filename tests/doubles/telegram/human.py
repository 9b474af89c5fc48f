"""The human side: what people do on their phones; nobody can press what is not on the screen."""

import asyncio
from html import escape
from itertools import count

from tests.doubles.telegram.autolinks import commands_in, piece, with_autolinks
from tests.doubles.telegram.keyboards import Button
from tests.doubles.telegram.markup import FormattedText, utf16_length
from tests.doubles.telegram.methods import TEXT_LIMIT, document_media, photo_media
from tests.doubles.telegram.stage import Answer, NotOnScreenError, Query, Stage
from tests.doubles.telegram.wire import Payload
from tests.doubles.telegram.world import Chat, ChatRef, Message, StoredFile, User

_query_numbers = count(4_900_000_000_001)


class HumanSide(Stage):
    """People in their private chats, and in the groups they are in."""

    def add_user(
        self,
        first_name: str,
        last_name: str | None = None,
        username: str | None = None,
        language_code: str | None = "en",
        *,
        started: bool = False,
    ) -> User:
        """Register a person; with `started` the private chat was opened earlier."""
        user = User(self.world.next_user_id(), first_name, last_name, username, language_code)
        self.world.users[user.id] = user
        chat = self.world.new_private_chat(user)
        if started:
            chat.standing = "open"
        return user

    async def say(
        self,
        user: User,
        text: str,
        chat: ChatRef | None = None,
        reply_to: Message | None = None,
        thread: int | None = None,
    ) -> Message:
        """Send words; more than one message can hold leaves in several, and the last is given."""
        place = self._place(user, chat)
        if place.standing == "not_started" and not text.startswith("/start"):
            raise NotOnScreenError("a chat that was never opened shows only START: say /start first")
        if place.is_private:
            place.standing = "open"
        parts = _parts(text)
        for part in parts:
            content = with_autolinks(FormattedText(part))
            message = self._send(user, place, content, {}, reply_to=reply_to, thread=thread)
        return message

    async def edit(self, user: User, message: Message, text: str) -> Message:
        """Change one's own message."""
        if message.sender is not user or message.deleted:
            raise NotOnScreenError("people edit their own messages only")
        message.content = with_autolinks(FormattedText(text))
        message.html = escape(text, quote=False)
        message.edited_at = self.world.seconds()
        if self._bot_sees(message):
            self.post("edited_message", message.payload(), message.chat)
        self.changed.fire()
        return message

    async def press(
        self, user: User, message: Message, label: str, *, wait: bool = True, inaccessible: bool = False
    ) -> Answer:
        """Press a button under a message and wait for what it shows.

        With `wait=False` nobody needs to be there to answer yet; with `inaccessible` the bot is told
        of the message's number only, as of very old messages.
        """
        self._place(user, message.chat)
        data = _inline_button(message, label).callback_data
        if data is None:
            raise NotOnScreenError(f"{label!r} opens something on the phone and tells the bot nothing")
        query = Query(str(next(_query_numbers)), user, asyncio.get_running_loop().time())
        self.queries[query.id] = query
        body: Payload = {
            "id": query.id,
            "from": user.payload(),
            "message": _shell(message) if inaccessible else message.payload(),
            "chat_instance": str(message.chat.id * 31),
            "data": data,
        }
        if self.post("callback_query", body, message.chat) is None:
            self.violate("allowed_updates leaves out callback_query, yet buttons are shown")
        return await self._answer_of(query, label) if wait else Answer()

    async def _answer_of(self, query: Query, label: str) -> Answer:
        limit_s = self.rules.answer_within_s
        if not await self.changed.until(lambda: query.answer is not None, limit_s):
            self.violate(f"the press of {label!r} was not answered within {limit_s:g} s")
        return query.answer or Answer()

    async def tap(self, user: User, label: str, chat: ChatRef | None = None) -> Message:
        """Tap a button of the reply keyboard: it sends its words, the own number or the place."""
        place = self._place(user, chat)
        keyboard = place.reply_keyboards.get(user.id)
        rows = keyboard.rows if keyboard is not None else ()
        button = next((button for row in rows for button in row if button.label == label), None)
        if keyboard is None or button is None:
            raise NotOnScreenError(f"no {label!r} on the reply keyboard {rows}")
        if keyboard.one_time:
            del place.reply_keyboards[user.id]
        if button.asks_for("request_contact"):
            return await self.share_contact(user, f"+1212{user.id % 10**7:07}", user.first_name, own=True)
        if button.asks_for("request_location"):
            return await self.share_location(user, chat=place)
        return await self.say(user, label, place)

    async def share_contact(
        self,
        user: User,
        phone: str,
        first_name: str,
        last_name: str | None = None,
        *,
        own: bool = False,
        user_id: int | None = None,
        chat: ChatRef | None = None,
    ) -> Message:
        """Share a card from the address book, or with `own` the person's own number."""
        card: Payload = {"phone_number": phone, "first_name": first_name}
        if last_name is not None:
            card["last_name"] = last_name
        if (shared_id := user.id if own else user_id) is not None:
            card["user_id"] = shared_id
        return self._send(user, self._place(user, chat), FormattedText(""), {"contact": card})

    async def share_location(
        self,
        user: User,
        latitude: float = 51.5074,
        longitude: float = -0.1278,
        *,
        chat: ChatRef | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Share where the person is."""
        spot = {"latitude": latitude, "longitude": longitude}
        place = self._place(user, chat)
        return self._send(user, place, FormattedText(""), {"location": spot}, reply_to=reply_to)

    async def send_photo(
        self,
        user: User,
        content: bytes = b"\xff\xd8photo",
        caption: str = "",
        *,
        size: int | None = None,
        chat: ChatRef | None = None,
        reply_to: Message | None = None,
        album: str | None = None,
    ) -> Message:
        """Send a photo; photos with the same `album` are one album."""
        stored = self.world.store_file(content, name="photo.jpg", mime_type="image/jpeg", size=size)
        media = photo_media(stored)
        if album is not None:
            media["media_group_id"] = album
        return self._send(user, self._place(user, chat), _caption(caption), media, reply_to=reply_to)

    async def send_voice(
        self,
        user: User,
        content: bytes = b"OggSvoice",
        caption: str = "",
        *,
        duration_s: int = 3,
        size: int | None = None,
        chat: ChatRef | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a voice note."""
        stored = self.world.store_file(content, name="voice.ogg", mime_type="audio/ogg", size=size)
        media = {"voice": {**stored.payload(), "duration": duration_s, "mime_type": stored.mime_type}}
        return self._send(user, self._place(user, chat), _caption(caption), media, reply_to=reply_to)

    async def send_document(
        self,
        user: User,
        content: bytes = b"%PDF-1.7",
        caption: str = "",
        *,
        file_name: str = "offer.pdf",
        mime_type: str = "application/pdf",
        size: int | None = None,
        chat: ChatRef | None = None,
        reply_to: Message | None = None,
    ) -> Message:
        """Send a file; `size` may claim more bytes than there are."""
        stored = self.world.store_file(content, name=file_name, mime_type=mime_type, size=size)
        place = self._place(user, chat)
        return self._send(user, place, _caption(caption), document_media(stored), reply_to=reply_to)

    async def forward(
        self, user: User, message: Message, chat: ChatRef | None = None, *, hidden: bool = False
    ) -> Message:
        """Forward a message; with `hidden` its author's account is not told."""
        origin: Payload = {"type": "user", "date": message.date, "sender_user": message.sender.payload()}
        if hidden:
            name = message.sender.first_name
            origin = {"type": "hidden_user", "date": message.date, "sender_user_name": name}
        extra = {"forward_origin": origin}
        place = self._place(user, chat)
        return self._send(user, place, message.content, dict(message.media), extra=extra)

    def clear(self, message: Message) -> None:
        """Take a message off the screen, as a person deletes it for everybody; the bot is not told."""
        message.deleted = True
        self.changed.fire()

    def make_older(self, message: Message, seconds: int) -> None:
        """Let a message have been sent that much earlier."""
        message.date -= seconds

    def stored(self, message: Message) -> StoredFile:
        """Give the file a message carries."""
        media = message.media
        drawn = media["photo"][-1] if "photo" in media else next(iter(media.values()))
        return self.world.files[drawn["file_id"]]

    def block_bot(self, user: User) -> None:
        """Stop the bot; it is told, and may not write any more."""
        self._stand(user, "member", "kicked")

    def unblock_bot(self, user: User) -> None:
        """Let the bot write again; it is told."""
        self._stand(user, "kicked", "member")

    def deactivate(self, user: User) -> None:
        """Delete the person's account; the bot is not told."""
        self.world.chats[user.id].standing = "deactivated"

    def _stand(self, user: User, old: str, new: str) -> None:
        chat = self.world.chats[user.id]
        chat.standing = "blocked" if new == "kicked" else "open"
        self.tell_membership(chat, user, old, new)

    def tell_membership(self, chat: Chat, by: User, old: str, new: str) -> None:
        """Tell the bot that its own standing in a chat has changed."""
        self.post(
            "my_chat_member",
            {
                "chat": chat.payload(),
                "from": by.payload(),
                "date": self.world.seconds(),
                "old_chat_member": self._member(old),
                "new_chat_member": self._member(new),
            },
            chat,
        )

    def _member(self, status: str) -> Payload:
        member: Payload = {"status": status, "user": self.world.bot.payload()}
        return {**member, "until_date": 0} if status == "kicked" else member

    def _place(self, user: User, ref: ChatRef | None) -> Chat:
        chat = self.world.chat(user if ref is None else ref)
        if chat.migrated_to is not None:
            raise NotOnScreenError(f"the group {chat.title!r} has moved: use the chat that migrate gave")
        if chat.is_private and chat.person != user:
            raise NotOnScreenError("this is somebody else's private chat")
        if not chat.is_private and user.id not in chat.members:
            raise NotOnScreenError(f"{user.first_name} is not in {chat.title!r}")
        if chat.standing in ("blocked", "deactivated"):
            raise NotOnScreenError("the bot is blocked or the account is gone")
        return chat

    def _send(
        self,
        user: User,
        chat: Chat,
        content: FormattedText,
        media: Payload,
        *,
        reply_to: Message | None = None,
        thread: int | None = None,
        extra: Payload | None = None,
    ) -> Message:
        if thread is not None and thread not in chat.topics:
            raise NotOnScreenError(f"no topic {thread} in {chat.title!r}")
        # A forced reply is already open on the phone: the next words answer it.
        asked = chat.awaited_replies.pop(user.id, None)
        message = self.world.new_message(chat, user, content)
        message.media, message.extra = media, extra or {}
        message.reply_to = reply_to or (asked if asked and not asked.deleted else None)
        message.thread = thread or (message.reply_to.thread if message.reply_to else None)
        if self._bot_sees(message):
            self.post("message", message.payload(), chat)
        self.changed.fire()
        return message

    def _bot_sees(self, message: Message) -> bool:
        chat = message.chat
        if chat.standing != "open":
            return False
        if chat.is_private or chat.bot_is_admin or not self.rules.privacy_mode:
            return True
        replied = message.reply_to
        if replied is not None and replied.sender is self.world.bot:
            return True
        return self._is_mentioned(message) or self._is_commanded(message)

    def _is_mentioned(self, message: Message) -> bool:
        words = (piece(message.text, e) for e in message.content.entities if e.type == "mention")
        return f"@{self.rules.username}".lower() in (word.lower() for word in words)

    def _is_commanded(self, message: Message) -> bool:
        command = next(commands_in(message.content), "")
        if not command or not message.text.startswith(command):
            return False
        _, _, name = command.partition("@")
        if name:
            return name.lower() == self.rules.username.lower()
        return not message.chat.other_bot_spoke_last


def _inline_button(message: Message, label: str) -> Button:
    rows = () if message.deleted or message.keyboard is None else message.keyboard.rows
    for row in rows:
        for button in row:
            if button.label == label:
                return button
    raise NotOnScreenError(f"no button {label!r}; on the screen are {message.buttons}")


def _shell(message: Message) -> Payload:
    return {"chat": message.chat.payload(), "message_id": message.message_id, "date": 0}


def _caption(caption: str) -> FormattedText:
    return with_autolinks(FormattedText(caption))


def _parts(text: str) -> list[str]:
    """Split what one message cannot hold, as the apps do; a pair of surrogates stays together."""
    parts, size = [""], 0
    for char in text:
        size += utf16_length(char)
        if size > TEXT_LIMIT:
            parts.append("")
            size = utf16_length(char)
        parts[-1] += char
    return parts
