"""The world of the double: people, chats, messages and files, and how the platform writes them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from itertools import count
from typing import Literal

from tests.doubles.telegram.keyboards import InlineKeyboard, ReplyKeyboard
from tests.doubles.telegram.markup import FormattedText
from tests.doubles.telegram.wire import Payload

# More than 32 bits each, as real ids are by now.
FIRST_USER = 5_300_000_001
FIRST_GROUP = 4_800_000_001
FIRST_SUPERGROUP = 1_002_400_000_001

GENERAL = 1
"""The topic every forum has: messages there name none, yet it is closed like any other."""

ChatKind = Literal["private", "group", "supergroup"]
Standing = Literal["open", "not_started", "blocked", "deactivated", "kicked"]


@dataclass(frozen=True, slots=True)
class User:
    """A person or a bot."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_bot: bool = False

    def payload(self) -> Payload:
        """Draw the person as the Bot API writes one."""
        body: Payload = {"id": self.id, "is_bot": self.is_bot, "first_name": self.first_name}
        for name in ("last_name", "username", "language_code"):
            if (value := getattr(self, name)) is not None:
                body[name] = value
        return body


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat, a group or a supergroup, with everything said in it."""

    id: int
    kind: ChatKind
    title: str = ""
    person: User | None = None
    members: dict[int, User] = field(default_factory=dict)
    standing: Standing = "open"
    bot_is_admin: bool = False
    is_forum: bool = False
    other_bot_spoke_last: bool = False
    migrated_to: int | None = None
    topics: dict[int, str] = field(default_factory=dict)
    closed_topics: set[int] = field(default_factory=set)
    messages: dict[int, "Message"] = field(default_factory=dict)
    reply_keyboards: dict[int, ReplyKeyboard] = field(default_factory=dict)
    awaited_replies: dict[int, "Message"] = field(default_factory=dict)

    @property
    def is_private(self) -> bool:
        """Tell a private chat from a group."""
        return self.kind == "private"

    def payload(self) -> Payload:
        """Draw the chat as the Bot API writes one inside a message."""
        body: Payload = {"id": self.id, "type": self.kind}
        if self.person is not None:
            drawn = self.person.payload()
            names = ("first_name", "last_name", "username")
            body.update({name: drawn[name] for name in names if name in drawn})
        else:
            body["title"] = self.title
        if self.is_forum:
            body["is_forum"] = True
        return body


@dataclass(slots=True, eq=False)
class Message:
    """One message on the screen; the same object follows its edits."""

    message_id: int
    chat: Chat
    sender: User
    date: int
    content: FormattedText = field(default_factory=lambda: FormattedText(""))
    html: str = ""
    media: Payload = field(default_factory=dict)
    keyboard: InlineKeyboard | None = None
    had_other_markup: bool = False
    reply_to: "Message | None" = None
    thread: int | None = None
    extra: Payload = field(default_factory=dict)
    edited_at: int | None = None
    deleted: bool = False

    @property
    def text(self) -> str:
        """Give the words as shown, without formatting: the text or the caption."""
        return self.content.text

    @property
    def buttons(self) -> list[list[str]]:
        """Give the labels of the inline keyboard, row by row."""
        rows = self.keyboard.rows if self.keyboard is not None else ()
        return [[button.label for button in row] for row in rows]

    @property
    def edited(self) -> bool:
        """Tell whether the words were changed after sending."""
        return self.edited_at is not None

    @property
    def from_bot(self) -> bool:
        """Tell the bot's messages from people's, those of nameless administrators included."""
        return self.sender.is_bot and "sender_chat" not in self.extra

    def payload(self, *, with_reply: bool = True) -> Payload:
        """Draw the message as the Bot API writes it; a replied-to message shows no reply of its own."""
        body: Payload = {
            "message_id": self.message_id,
            "from": self.sender.payload(),
            "chat": self.chat.payload(),
            "date": self.date,
            **self._words(),
            **self.media,
            **self.extra,
        }
        if self.thread is not None:
            body["message_thread_id"] = self.thread
            body["is_topic_message"] = True
        if self.edited_at is not None:
            body["edit_date"] = self.edited_at
        if self.keyboard is not None:
            body["reply_markup"] = self.keyboard.payload()
        replied = self.reply_to or self._topic_start()
        if with_reply and replied is not None:
            body["reply_to_message"] = replied.payload(with_reply=False)
        return body

    def _topic_start(self) -> "Message | None":
        """Give what opened the topic: Telegram writes it as replied to where nothing else is."""
        return self.chat.messages.get(self.thread) if self.thread is not None else None

    def _words(self) -> Payload:
        if not self.content.text:
            return {}
        words, marks = ("caption", "caption_entities") if self.media else ("text", "entities")
        body: Payload = {words: self.content.text}
        if self.content.entities:
            body[marks] = [entity.payload() for entity in self.content.entities]
        return body


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file the platform keeps; its size may be told without its bytes being there."""

    file_id: str
    content: bytes
    size: int
    name: str
    mime_type: str

    @property
    def path(self) -> str:
        """Give the path below the download root."""
        return f"documents/{self.file_id}/{self.name}"

    def payload(self) -> Payload:
        """Draw what all kinds of files share."""
        return {"file_id": self.file_id, "file_unique_id": f"u{self.file_id}", "file_size": self.size}


ChatRef = Chat | User | int


class World:
    """Everything that exists on the platform, with its numbering."""

    def __init__(self, bot: User, clock: Callable[[], float]) -> None:
        """Begin with nobody but the bot."""
        self.bot = bot
        self.clock = clock
        self.users: dict[int, User] = {}
        self.chats: dict[int, Chat] = {}
        self.files: dict[str, StoredFile] = {}
        self._user_ids = count(FIRST_USER)
        self._group_ids = count(FIRST_GROUP)
        self._supergroup_ids = count(FIRST_SUPERGROUP)
        # Private chats and small groups share one numbering, each supergroup has its own from 1.
        self._shared_message_ids = count(101)
        self._file_numbers = count(1)

    def seconds(self) -> int:
        """Give the platform's time as it writes it."""
        return int(self.clock())

    def next_user_id(self) -> int:
        """Give an id nobody has."""
        return next(self._user_ids)

    def new_private_chat(self, user: User) -> Chat:
        """Open the person's chat with the bot, not started yet."""
        return self._keep(Chat(user.id, "private", person=user, standing="not_started"))

    def new_group(self, title: str, members: dict[int, User]) -> Chat:
        """Make a small group."""
        return self._keep(Chat(-next(self._group_ids), "group", title, members=members))

    def new_supergroup(self, title: str, members: dict[int, User]) -> Chat:
        """Make a supergroup."""
        return self._keep(Chat(-next(self._supergroup_ids), "supergroup", title, members=members))

    def chat(self, ref: ChatRef) -> Chat:
        """Find the chat a test means; a person stands for the private chat."""
        if isinstance(ref, Chat):
            return ref
        return self.chats[ref.id if isinstance(ref, User) else ref]

    def new_message(self, chat: Chat, sender: User, content: FormattedText) -> Message:
        """Put a message into the chat."""
        own = max(chat.messages, default=GENERAL if chat.is_forum else 0) + 1
        number = own if chat.kind == "supergroup" else next(self._shared_message_ids)
        message = Message(number, chat, sender, self.seconds(), content, escape(content.text, quote=False))
        chat.messages[number] = message
        return message

    def store_file(self, content: bytes, *, name: str, mime_type: str, size: int | None = None) -> StoredFile:
        """Keep a file under a new id; `size` may claim more bytes than there are."""
        number = next(self._file_numbers)
        real = size if size is not None else len(content)
        stored = StoredFile(f"AgACfile{number:04}", content, real, name, mime_type)
        self.files[stored.file_id] = stored
        return stored

    def _keep(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        return chat
