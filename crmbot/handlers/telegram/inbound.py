"""Telegram's updates in our words."""

from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatID, ChatMemberStatus

from crmbot.chat.address import Address, SentRef
from crmbot.chat.inbound import Event, Identity, Inbound, Pressed, Said, Uploaded
from crmbot.handlers.make_lead import make_lead
from crmbot.handlers.telegram.attached import attached
from crmbot.handlers.telegram.words import Me, Words, forwarded_from, link_of, quoted, quoted_for_lead, words_of
from crmbot.store.models.channel import ChannelState

PLATFORM = "telegram"
_NOBODY = {int(ChatID.ANONYMOUS_ADMIN), int(ChatID.FAKE_CHANNEL), int(ChatID.SERVICE_CHAT)}
UNREADABLE = (AttributeError, LookupError, OSError, OverflowError, TypeError, ValueError)
"""What `told_in`, and the library, come upon in an update that is not as Telegram writes them."""

_PRESENT = {ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.OWNER}


@dataclass(frozen=True, slots=True)
class Moved:
    """A group that became a supergroup and has a new address."""

    old: Address
    new: Address


@dataclass(frozen=True, slots=True)
class Became:
    """What a chat is to us from now on; where we are muted, we are in it all the same."""

    address: Address
    state: ChannelState


@dataclass(frozen=True, slots=True)
class Told:
    """An update with all that we take from it."""

    update: Update
    moved: Moved | None
    became: Became | None
    inbound: Inbound | None


def told_in(update: Update, me: Me, now: datetime) -> Told:
    """Read all of an update at once.

    Raises one of `UNREADABLE`, before anything is done: the library takes any value for any part of an update, so that
    a name may turn out to be a number.
    """
    inbound = inbound_of(update, me, now)
    if inbound is not None:
        Inbound.from_json(inbound.clean().to_json())  # what would not be read back is none of Telegram's
    if update.inline_query is not None:
        identity_of(update.inline_query.from_user, me)
    elif inbound is None and update.message is not None and asks_anonymously(update, me):
        address_of(update.message, me)
    return Told(update, moved_in(update, me), became_in(update, me), inbound)


def inbound_of(update: Update, me: Me, now: datetime) -> Inbound | None:
    """Return what a person did; None for updates that are nothing for us."""
    if update.callback_query is not None:
        return _pressed(update.update_id, update.callback_query, me, now)
    message = update.message or update.edited_message
    if message is None or message.from_user is None or is_faceless(message):
        return None
    event = _event(message, me, edited=update.edited_message is not None)
    if event is None:
        return None
    return Inbound(
        key=_key(me, update.update_id),
        who=identity_of(message.from_user, me),
        address=address_of(message, me),
        at=message.edit_date or message.date,
        event=event,
        private=_is_private(message.chat),
        chat_name=message.chat.title or "",
        in_topic=bool(message.is_topic_message),
    )


def moved_in(update: Update, me: Me) -> Moved | None:
    """Return the move of a group that either of Telegram's two messages tells of."""
    message = update.message
    if message is None:
        return None
    here = address_of(message, me).chat_only
    if message.migrate_to_chat_id is not None:
        return Moved(here, _address(me, message.migrate_to_chat_id))
    if message.migrate_from_chat_id is not None:
        return Moved(_address(me, message.migrate_from_chat_id), here)
    return None


def became_in(update: Update, me: Me) -> Became | None:
    """Return whether a chat let the bot in, shut it out or silenced it."""
    change: ChatMemberUpdated | None = update.my_chat_member
    if change is None:
        return None
    return Became(_address(me, change.chat.id), _state_of(change.new_chat_member))


def is_faceless(message: Message) -> bool:
    """Tell whether a message has no person behind it whom we could know."""
    sender = message.from_user
    return (
        sender is None
        or sender.is_bot
        or sender.id in _NOBODY
        or message.sender_chat is not None
        or message.via_bot is not None
        or bool(message.is_automatic_forward)
    )


def asks_anonymously(update: Update, me: Me) -> bool:
    """Tell whether an administrator who hides in a group has called us."""
    message = update.message
    if message is None or message.from_user is None or message.from_user.id != ChatID.ANONYMOUS_ADMIN:
        return False
    words = words_of(message, me)
    return words is not None and words.names_us


def address_of(message: Message, me: Me) -> Address:
    """Return the place of a message: its chat, and the topic in a forum."""
    topic = message.message_thread_id if message.is_topic_message else None
    return _address(me, message.chat.id, topic)


def _address(me: Me, chat: int, topic: int | None = None) -> Address:
    if not (isinstance(chat, int) and isinstance(topic, int | None)):
        raise TypeError("a chat has a number")  # the SDK takes over whatever stands there
    return Address(PLATFORM, str(me.id), str(chat), str(topic) if topic is not None else "")


def _key(me: Me, update_id: int) -> str:
    return f"{PLATFORM}:{me.id}:{update_id}"


def identity_of(user: User, me: Me) -> Identity:
    """Return who somebody is on Telegram."""
    return Identity(PLATFORM, str(me.id), str(user.id), name=user.full_name, locale=user.language_code)


def _is_private(chat: Chat) -> bool:
    return chat.type == Chat.PRIVATE


def _pressed(update_id: int, query: CallbackQuery, me: Me, now: datetime) -> Inbound | None:
    if query.data is None or query.from_user.is_bot:
        return None
    message = query.message
    address, card = _address(me, query.from_user.id), None
    if isinstance(message, Message) and message.is_accessible:
        address = address_of(message, me)
        card = str(SentRef(address, str(message.message_id)))
    elif message is not None:
        address = _address(me, message.chat.id)
    return Inbound(
        key=_key(me, update_id),
        who=identity_of(query.from_user, me),
        address=address,
        at=now,
        event=Pressed(query.data, card),
        private=message is None or _is_private(message.chat),
        in_topic=bool(address.thread),
    )


def _event(message: Message, me: Me, *, edited: bool) -> Event | None:
    words = words_of(message, me)
    answered = _answered(message, me)
    if words is None or not _is_for_us(message, words, answered):
        return None
    attachments = attached(message)
    if attachments and not edited:
        return Uploaded(
            attachments, _caption(message, words), str(message.message_id), answered, message.media_group_id
        )
    # A live location is edited every few seconds; its first point is the one that is kept.
    if message.text is None and message.caption is None:
        return None
    leading = quoted_for_lead(words, message) if answered is None and not edited else None
    if leading is not None and message.reply_to_message is not None:
        text, author = leading
        return make_lead(text, author=author, link=link_of(message.reply_to_message))
    return _said(message, words, answered, edited=edited)


def _said(message: Message, words: Words, answered: str | None, *, edited: bool) -> Said:
    text, link = quoted(words, message)
    return Said(
        text=text,
        message=str(message.message_id),
        reply_to=answered,
        edited=edited,
        as_command=words.as_command,
        forwarded_from=forwarded_from(message),
        link=link,
    )


def _caption(message: Message, words: Words) -> str:
    author = forwarded_from(message)
    return words.text if author is None else f"{words.text}\nForwarded from {author}".strip()


def _is_for_us(message: Message, words: Words, answered: str | None) -> bool:
    return _is_private(message.chat) or words.names_us or answered is not None


def _answered(message: Message, me: Me) -> str | None:
    """Return the ref of our own message that this one replies to."""
    replied = message.reply_to_message
    if replied is None or replied.from_user is None or replied.from_user.id != me.id:
        return None
    if replied.forum_topic_created is not None:  # what is said in a topic "answers" its first message
        return None
    return str(SentRef(address_of(message, me), str(replied.message_id)))


def _state_of(member: ChatMember) -> ChannelState:
    if _may_write(member):
        return ChannelState.LIVE
    return ChannelState.MUTED if _is_in(member) else ChannelState.GONE


def _may_write(member: ChatMember) -> bool:
    if member.status == ChatMemberStatus.RESTRICTED:
        return bool(getattr(member, "can_send_messages", False))
    return member.status in _PRESENT


def _is_in(member: ChatMember) -> bool:
    """Tell whether somebody is in a chat, whatever they may do there; who was silenced may have left."""
    return member.status in _PRESENT or bool(getattr(member, "is_member", False))
