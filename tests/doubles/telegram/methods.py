"""The Bot API's methods about messages, chats, files and the menu."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from html import escape

from tests.doubles.telegram.arguments import Arguments, Upload
from tests.doubles.telegram.autolinks import with_autolinks
from tests.doubles.telegram.faults import STANDINGS
from tests.doubles.telegram.keyboards import (
    ForcedReply,
    InlineKeyboard,
    Markup,
    RemovedKeyboard,
    ReplyKeyboard,
    inline_only,
    read_markup,
)
from tests.doubles.telegram.markup import FormattedText, parse_html, plain, utf16_length
from tests.doubles.telegram.stage import Answer, Stage
from tests.doubles.telegram.wire import (
    NOT_MODIFIED,
    QUERY_TOO_OLD,
    Payload,
    broken,
    forbidden,
    migrated,
    refused,
)
from tests.doubles.telegram.world import GENERAL, Chat, Message, StoredFile

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ANSWER_LIMIT = 200
COMMAND_LIMIT = 100
DESCRIPTION_LIMIT = 256
PHOTO_BYTES = 10_000_000
DOCUMENT_BYTES = 50_000_000
DOWNLOAD_BYTES = 20_000_000
DELETABLE_S = 48 * 3600
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n", b"GIF8", b"RIFF")
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_ACTIONS = (
    "typing",
    "upload_photo",
    "record_video",
    "upload_video",
    "record_voice",
    "upload_voice",
    "upload_document",
    "choose_sticker",
    "find_location",
    "record_video_note",
    "upload_video_note",
)

Method = Callable[[Arguments], object | Awaitable[object]]


class BotMethods:
    """What a bot may ask of the platform, apart from receiving updates."""

    def __init__(self, stage: Stage) -> None:
        """Work on a stage."""
        self._stage = stage
        self._world = stage.world
        self.menus: dict[tuple[str, str], list[Payload]] = {}

    def table(self) -> dict[str, Method]:
        """Give each method under its name."""
        return {
            "getMe": self._get_me,
            "sendMessage": self._send_message,
            "sendPhoto": lambda args: self._send_file(args, "photo", PHOTO_BYTES),
            "sendDocument": lambda args: self._send_file(args, "document", DOCUMENT_BYTES),
            "sendChatAction": self._send_chat_action,
            "editMessageText": self._edit_text,
            "editMessageReplyMarkup": self._edit_markup,
            "deleteMessage": self._delete,
            "answerCallbackQuery": self._answer,
            "setMyCommands": self._set_commands,
            "getMyCommands": lambda args: self.menus.get(_menu_key(args), []),
            "deleteMyCommands": self._delete_commands,
            "getChat": self._get_chat,
            "getFile": self._get_file,
        }

    def _get_me(self, _args: Arguments) -> object:
        return {
            **self._world.bot.payload(),
            "can_join_groups": True,
            "can_read_all_group_messages": not self._stage.rules.privacy_mode,
            "supports_inline_queries": self._stage.rules.inline_mode,
            "can_connect_to_business": False,
            "has_main_web_app": False,
        }

    def _send_message(self, args: Arguments) -> object:
        chat = self._writable(args)
        content, html = self._formatted(args, "text", TEXT_LIMIT)
        if not content.text:
            raise broken("message text is empty")
        return self._sent(args, chat, content, html, {})

    def _send_file(self, args: Arguments, kind: str, limit: int) -> object:
        chat = self._writable(args)
        stored = self._stored(args.file(kind), limit)
        if kind == "photo" and not stored.content.startswith(_PICTURES):
            raise refused("IMAGE_PROCESS_FAILED")
        content, html = self._formatted(args, "caption", CAPTION_LIMIT)
        media = photo_media(stored) if kind == "photo" else document_media(stored)
        return self._sent(args, chat, content, html, media)

    def _sent(self, args: Arguments, chat: Chat, content: FormattedText, html: str, media: Payload) -> object:
        thread, replied = _thread(args, chat), self._replied(args, chat)
        markup = read_markup(args.mapping("reply_markup"), private=chat.is_private)
        self._stage.flood.admit(chat)
        message = self._world.new_message(chat, self._world.bot, content)
        message.html, message.media, message.reply_to = html, media, replied
        message.thread = thread or (replied.thread if replied else None)
        chat.other_bot_spoke_last = False
        _show_markup(message, markup)
        return message.payload()

    def _send_chat_action(self, args: Arguments) -> object:
        self._writable(args)
        if args.text("action") not in _ACTIONS:
            raise broken("wrong parameter action in request")
        return True

    def _edit_text(self, args: Arguments) -> object:
        message = self._editable(args)
        content, html = self._formatted(args, "text", TEXT_LIMIT)
        markup = inline_only(read_markup(args.mapping("reply_markup"), private=message.chat.is_private))
        if message.media:
            raise broken("there is no text in the message to edit")
        if not content.text:
            raise broken("message text is empty")
        if (content.text, content.entities, markup) == (
            message.content.text,
            message.content.entities,
            message.keyboard,
        ):
            raise refused(NOT_MODIFIED)
        message.content, message.html, message.keyboard = content, html, markup
        message.edited_at = self._world.seconds()
        return message.payload()

    def _edit_markup(self, args: Arguments) -> object:
        message = self._editable(args)
        markup = inline_only(read_markup(args.mapping("reply_markup"), private=message.chat.is_private))
        if markup == message.keyboard:
            raise refused(NOT_MODIFIED)
        message.keyboard = markup
        return message.payload()

    def _delete(self, args: Arguments) -> object:
        message = self._on_screen(args, "message to delete not found")
        own = message.from_bot or message.chat.is_private or message.chat.bot_is_admin
        if not own or self._world.seconds() - message.date > DELETABLE_S:
            raise refused("message can't be deleted for everyone")
        message.deleted = True
        return True

    def _answer(self, args: Arguments) -> object:
        query = self._stage.queries.get(args.text("callback_query_id"))
        if query is None or query.answer is not None:
            raise broken(QUERY_TOO_OLD)
        if asyncio.get_running_loop().time() - query.opened_at > self._stage.rules.query_lifetime_s:
            raise refused(QUERY_TOO_OLD)
        text = args.text("text")
        if utf16_length(text) > ANSWER_LIMIT:
            raise broken("MESSAGE_TOO_LONG")
        query.answer = Answer(text, args.flag("show_alert"), args.text("url"))
        return True

    def _set_commands(self, args: Arguments) -> object:
        commands = [_command(spec) for spec in args.listing("commands") or []]
        if len(commands) > COMMAND_LIMIT:
            raise broken("BOT_COMMANDS_TOO_MUCH")
        if len({spec["command"] for spec in commands}) < len(commands):
            raise broken("BOT_COMMAND_DUPLICATE")
        self.menus[_menu_key(args)] = commands
        return True

    def _delete_commands(self, args: Arguments) -> object:
        self.menus.pop(_menu_key(args), None)
        return True

    def _get_chat(self, args: Arguments) -> object:
        chat = self._known(args)
        if chat.standing == "not_started":
            raise refused("chat not found")
        gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
        accepted = dict.fromkeys((*gifts, "gifts_from_channels"), False)
        return {
            **chat.payload(),
            "accent_color_id": 1,
            "max_reaction_count": 11,
            "accepted_gift_types": accepted,
        }

    def _get_file(self, args: Arguments) -> object:
        stored = self._world.files.get(args.text("file_id"))
        if stored is None:
            raise broken("invalid file_id")
        if stored.size > DOWNLOAD_BYTES:
            raise refused("file is too big")
        return {**stored.payload(), "file_path": stored.path}

    def _known(self, args: Arguments) -> Chat:
        ref = args.chat()
        chat = self._world.chats.get(ref) if isinstance(ref, int) else None
        if chat is None:
            raise broken("chat not found")
        return chat

    def _writable(self, args: Arguments) -> Chat:
        chat = self._known(args)
        if chat.migrated_to is not None:
            raise migrated(chat.migrated_to)
        if chat.standing == "kicked":
            raise forbidden(f"bot was kicked from the {chat.kind} chat")
        if chat.standing != "open":
            raise forbidden(STANDINGS[chat.standing])
        return chat

    def _formatted(self, args: Arguments, name: str, limit: int) -> tuple[FormattedText, str]:
        source, mode = args.text(name), args.text("parse_mode").lower()
        if mode not in ("", "html"):
            raise broken("unsupported parse_mode")
        content = parse_html(source) if mode else plain(source)
        for remark in content.remarks:
            self._stage.violate(f"{name} {source!r}: {remark}")
        if utf16_length(content.text) > limit:
            raise broken("message is too long" if name == "text" else "message caption is too long")
        return with_autolinks(content), source if mode else escape(source, quote=False)

    def _replied(self, args: Arguments, chat: Chat) -> Message | None:
        spec = args.mapping("reply_parameters")
        if spec is None:
            return None
        if unknown := set(spec) - {"message_id", "allow_sending_without_reply"}:
            raise broken(f"reply parameters {sorted(unknown)} are not played by this double")
        message = chat.messages.get(spec.get("message_id", 0))
        if message is not None and not message.deleted:
            return message
        if spec.get("allow_sending_without_reply"):
            return None
        raise (broken if message is None else refused)("message to be replied not found")

    def _on_screen(self, args: Arguments, missing: str) -> Message:
        chat = self._writable(args)
        message = chat.messages.get(args.integer("message_id"))
        if message is None:
            raise broken(missing)
        if message.deleted:
            raise refused(missing)
        return message

    def _editable(self, args: Arguments) -> Message:
        message = self._on_screen(args, "message to edit not found")
        if message.sender is not self._world.bot or message.had_other_markup:
            raise broken("message can't be edited")
        return message

    def _stored(self, source: Upload | str, limit: int) -> StoredFile:
        if isinstance(source, str):
            if source not in self._world.files:
                raise broken("wrong file identifier/HTTP URL specified")
            return self._world.files[source]
        if not source.content:
            raise broken("file must be non-empty")
        if len(source.content) > limit:
            raise broken("file is too big")
        return self._world.store_file(source.content, name=source.file_name, mime_type=source.mime_type)


def photo_media(stored: StoredFile) -> Payload:
    """Draw a photo in the two sizes a small one has."""
    sizes = [{**stored.payload(), "width": width, "height": width * 3 // 4} for width in (90, 800)]
    return {"photo": sizes}


def document_media(stored: StoredFile) -> Payload:
    """Draw a file with its name."""
    return {"document": {**stored.payload(), "file_name": stored.name, "mime_type": stored.mime_type}}


def _thread(args: Arguments, chat: Chat) -> int | None:
    thread = args.integer("message_thread_id") or None
    if thread is not None and thread not in chat.topics:
        raise refused("message thread not found")
    if (thread or GENERAL) in chat.closed_topics and not chat.bot_is_admin:
        raise refused("TOPIC_CLOSED")
    return thread


def _show_markup(message: Message, markup: Markup | None) -> None:
    match markup:
        case None:
            return
        case InlineKeyboard():
            message.keyboard = markup
        case ReplyKeyboard():
            message.had_other_markup = True
            message.chat.reply_keyboards.update(dict.fromkeys(_aimed_at(message, markup), markup))
        case RemovedKeyboard():
            message.had_other_markup = True
            for person in _aimed_at(message, markup):
                message.chat.reply_keyboards.pop(person, None)
                message.chat.awaited_replies.pop(person, None)
        case ForcedReply():
            message.had_other_markup = True
            message.chat.awaited_replies.update(dict.fromkeys(_aimed_at(message, markup), message))


def _aimed_at(message: Message, markup: ReplyKeyboard | RemovedKeyboard | ForcedReply) -> list[int]:
    """Give the people it is shown to: all, or with `selective` those mentioned and the one answered."""
    chat = message.chat
    people = [chat.person] if chat.person else list(chat.members.values())
    if not markup.selective or chat.is_private:
        return [person.id for person in people]
    named = {name.lower() for name in re.findall(r"@(\w+)", message.text)}
    asked = message.reply_to.sender.id if message.reply_to else None
    return [p.id for p in people if p.id == asked or (p.username or "").lower() in named]


def _command(spec: object) -> Payload:
    if not isinstance(spec, dict) or set(spec) != {"command", "description"}:
        raise broken("can't parse BotCommand")
    if not _COMMAND.fullmatch(str(spec["command"]).removeprefix("/")):
        raise broken("BOT_COMMAND_INVALID")
    if not 1 <= utf16_length(str(spec["description"])) <= DESCRIPTION_LIMIT:
        raise broken("BOT_COMMAND_DESCRIPTION_INVALID")
    return spec


def _menu_key(args: Arguments) -> tuple[str, str]:
    scope = args.mapping("scope") or {"type": "default"}
    return json.dumps(scope, sort_keys=True), args.text("language_code")
