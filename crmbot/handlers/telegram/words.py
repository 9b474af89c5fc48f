"""What a person typed, freed from how Telegram writes commands and mentions."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from telegram import Message, MessageEntity, MessageOriginChannel, MessageOriginChat, MessageOriginUser, User
from telegram.constants import MessageEntityType

_COMMAND = re.compile(r"/(?P<word>\w{1,64})(?:@(?P<bot>\w{3,32}))?(?![\w/@])")
_AFTER_MENTION = re.compile(r"^[\s,:]+")
_QUOTING = "note"
"""The command that takes the message it replies to as its text."""
_LEADING = "lead"
"""The command that makes a lead of the message it replies to."""


_START = "start"
HELLO = "hello"
"""What stands behind `start` in a link that only opens the chat."""
_OPEN = "open-"
_OPENS = re.compile(rf"{_OPEN}(?P<code>[A-Z]-[0-9]{{1,12}})")


@dataclass(frozen=True, slots=True)
class Me:
    """The bot as Telegram knows it."""

    id: int
    username: str

    def is_called(self, name: str) -> bool:
        return name.removeprefix("@").lower() == self.username.lower()


@dataclass(frozen=True, slots=True)
class Words:
    """A text: whether it was written as a command, and whether it names us."""

    text: str
    as_command: bool = False
    names_us: bool = False


def words_of(message: Message, me: Me) -> Words | None:
    """Read a message's text or caption; None for a command to some other bot."""
    text, names_us = _respelled(message.text or message.caption or "", _entities(message), me)
    if names_us:
        text = _AFTER_MENTION.sub("", text)
    command = _COMMAND.match(text)
    if command is None or message.forward_origin is not None:
        return Words(text.strip(), names_us=names_us)
    if command["bot"] and not me.is_called(command["bot"]):
        return None
    line = f"{command['word']}{text[command.end() :]}".strip()
    return Words(_started(line), as_command=True, names_us=True)


def link_to(code: str, me: Me) -> str:
    """Return the address that opens a record in the reader's own chat with us, by the reader's rights."""
    return f"https://t.me/{me.username}?{_START}={_OPEN}{code}"


def _started(line: str) -> str:
    """Read what one of our own links has put behind `start`; a linking code stays."""
    word, _, behind = line.partition(" ")
    if word != _START:
        return line
    opens = _OPENS.fullmatch(behind)
    return f"open {opens['code']}" if opens else word if behind == HELLO else line


def quoted(words: Words, message: Message) -> tuple[str, str | None]:
    """Return the text of a command and a link; a bare `note` takes both from the message it answers."""
    answered = message.reply_to_message
    if answered is None or not words.as_command or words.text.lower() != _QUOTING:
        return words.text, None
    text = answered.text or answered.caption or ""
    return f"{words.text} {text}".strip(), link_of(answered)


def quoted_for_lead(words: Words, message: Message) -> tuple[str, str] | None:
    """Return what a bare `lead` answers, and who wrote that; None for any other message."""
    answered = message.reply_to_message
    if answered is None or not words.as_command or words.text.lower() != _LEADING or answered.from_user is None:
        return None
    text = answered.text or answered.caption or ""
    return (text, forwarded_from(answered) or answered.from_user.full_name) if text else None


def link_of(message: Message) -> str | None:
    """Return the address of a message in a supergroup; None elsewhere."""
    # The SDK puts the topic of an answer at the end even where there is none.
    return message.link.removesuffix("?thread=None") if message.link else None


def forwarded_from(message: Message) -> str | None:
    """Return whose words were forwarded; None where the sender wrote them."""
    match message.forward_origin:
        case None:
            return None
        case MessageOriginUser(sender_user=User() as user):
            return user.full_name
        case MessageOriginChat(sender_chat=chat) | MessageOriginChannel(chat=chat):
            return chat.effective_name or ""
        case origin:
            return str(getattr(origin, "sender_user_name", ""))


def _entities(message: Message) -> Iterable[MessageEntity]:
    return message.entities or message.caption_entities or ()


def _respelled(text: str, entities: Iterable[MessageEntity], me: Me) -> tuple[str, bool]:
    """Leave out mentions of us, and write people without a user name as `@name`."""
    units = text.encode("utf-16-le", "surrogatepass")
    pieces: list[str] = []
    at, names_us = 0, False
    for start, end, entity in _mentions(entities):
        shown = units[start:end].decode("utf-16-le", "surrogatepass")
        ours = _is_us(entity, shown, me)
        names_us |= ours
        pieces += [
            units[at:start].decode("utf-16-le", "surrogatepass"),
            "" if ours else _handle(entity, shown),
        ]
        at = end
    pieces.append(units[at:].decode("utf-16-le", "surrogatepass"))
    return "".join(pieces), names_us


def _mentions(entities: Iterable[MessageEntity]) -> Iterator[tuple[int, int, MessageEntity]]:
    """Yield mentions in order, with their place in bytes of UTF-16."""
    for entity in sorted(entities, key=lambda entity: entity.offset):
        if entity.type in {MessageEntityType.MENTION, MessageEntityType.TEXT_MENTION}:
            yield entity.offset * 2, (entity.offset + entity.length) * 2, entity


def _is_us(entity: MessageEntity, shown: str, me: Me) -> bool:
    return me.is_called(shown) if entity.user is None else entity.user.id == me.id


def _handle(entity: MessageEntity, shown: str) -> str:
    if entity.user is None:
        return shown
    return f"@{entity.user.username or shown.removeprefix('@')}"
