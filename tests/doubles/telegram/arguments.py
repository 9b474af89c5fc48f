"""The arguments of the Bot API's methods as this double plays them, and how they are read."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, auto

from aiohttp import BodyPartReader, MultipartReader, web

from tests.doubles.telegram.wire import Payload, RefusedError, broken


class Kind(Enum):
    """What an argument must be."""

    CHAT = auto()
    INTEGER = auto()
    TEXT = auto()
    FLAG = auto()
    OBJECT = auto()
    LIST = auto()
    FILE = auto()


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    content: bytes
    file_name: str
    mime_type: str


@dataclass(frozen=True, slots=True)
class MethodShape:
    """The arguments a method takes and those it cannot do without."""

    takes: Mapping[str, Kind]
    needs: tuple[str, ...] = ()


_TARGET = {"chat_id": Kind.CHAT, "message_thread_id": Kind.INTEGER}
_SENDING = {
    **_TARGET,
    "disable_notification": Kind.FLAG,
    "protect_content": Kind.FLAG,
    "reply_parameters": Kind.OBJECT,
    "reply_markup": Kind.OBJECT,
    "parse_mode": Kind.TEXT,
}
_MESSAGE = {"chat_id": Kind.CHAT, "message_id": Kind.INTEGER}
_MENU = {"scope": Kind.OBJECT, "language_code": Kind.TEXT}

METHODS: Mapping[str, MethodShape] = {
    "getMe": MethodShape({}),
    "getUpdates": MethodShape(
        {
            "offset": Kind.INTEGER,
            "limit": Kind.INTEGER,
            "timeout": Kind.INTEGER,
            "allowed_updates": Kind.LIST,
        }
    ),
    "setWebhook": MethodShape(
        {
            "url": Kind.TEXT,
            "max_connections": Kind.INTEGER,
            "allowed_updates": Kind.LIST,
            "drop_pending_updates": Kind.FLAG,
            "secret_token": Kind.TEXT,
        },
    ),
    "deleteWebhook": MethodShape({"drop_pending_updates": Kind.FLAG}),
    "getWebhookInfo": MethodShape({}),
    "sendMessage": MethodShape(
        {**_SENDING, "text": Kind.TEXT, "link_preview_options": Kind.OBJECT}, ("chat_id", "text")
    ),
    "sendPhoto": MethodShape({**_SENDING, "photo": Kind.FILE, "caption": Kind.TEXT}, ("chat_id", "photo")),
    "sendDocument": MethodShape(
        {
            **_SENDING,
            "document": Kind.FILE,
            "caption": Kind.TEXT,
            "disable_content_type_detection": Kind.FLAG,
        },
        ("chat_id", "document"),
    ),
    "sendChatAction": MethodShape({**_TARGET, "action": Kind.TEXT}, ("chat_id", "action")),
    "editMessageText": MethodShape(
        {
            **_MESSAGE,
            "text": Kind.TEXT,
            "parse_mode": Kind.TEXT,
            "link_preview_options": Kind.OBJECT,
            "reply_markup": Kind.OBJECT,
        },
        ("chat_id", "message_id", "text"),
    ),
    "editMessageReplyMarkup": MethodShape({**_MESSAGE, "reply_markup": Kind.OBJECT}, ("chat_id", "message_id")),
    "deleteMessage": MethodShape(_MESSAGE, ("chat_id", "message_id")),
    "answerCallbackQuery": MethodShape(
        {
            "callback_query_id": Kind.TEXT,
            "text": Kind.TEXT,
            "show_alert": Kind.FLAG,
            "url": Kind.TEXT,
            "cache_time": Kind.INTEGER,
        },
        ("callback_query_id",),
    ),
    "answerInlineQuery": MethodShape(
        {
            "inline_query_id": Kind.TEXT,
            "results": Kind.LIST,
            "cache_time": Kind.INTEGER,
            "is_personal": Kind.FLAG,
            "next_offset": Kind.TEXT,
            "button": Kind.OBJECT,
        },
        ("inline_query_id", "results"),
    ),
    "setMyCommands": MethodShape({"commands": Kind.LIST, **_MENU}, ("commands",)),
    "getMyCommands": MethodShape(_MENU),
    "deleteMyCommands": MethodShape(_MENU),
    "getChat": MethodShape({"chat_id": Kind.CHAT}, ("chat_id",)),
    "getFile": MethodShape({"file_id": Kind.TEXT}, ("file_id",)),
}
BY_LOWER_NAME = {name.lower(): name for name in METHODS}

_MISSING = {
    "chat_id": "chat_id is empty",
    "text": "message text is empty",
    "message_id": "message identifier is not specified",
}


class Arguments:
    """The values of one call, of the kinds the method's shape promises."""

    def __init__(self, values: Mapping[str, object]) -> None:
        """Take values that `read_values` has made."""
        self._values = values

    def integer(self, name: str, default: int = 0) -> int:
        """Give a number."""
        value = self._values.get(name, default)
        assert isinstance(value, int)
        return value

    def chat(self) -> int | str:
        """Give the chat the call names."""
        value = self._values["chat_id"]
        assert isinstance(value, int | str)
        return value

    def text(self, name: str) -> str:
        """Give a text, empty when it was left out."""
        value = self._values.get(name, "")
        assert isinstance(value, str)
        return value

    def flag(self, name: str) -> bool:
        """Give a yes or no, no when it was left out."""
        return bool(self._values.get(name, False))

    def mapping(self, name: str) -> Payload | None:
        """Give an object, None when it was left out."""
        value = self._values.get(name)
        assert value is None or isinstance(value, dict)
        return value

    def listing(self, name: str) -> list[object] | None:
        """Give an array, None when it was left out."""
        value = self._values.get(name)
        assert value is None or isinstance(value, list)
        return value

    def file(self, name: str) -> Upload | str:
        """Give an uploaded file, or the words that name one."""
        value = self._values[name]
        assert isinstance(value, Upload | str)
        return value


async def read_request(request: web.Request) -> dict[str, object]:
    """Collect the raw arguments from the query, the form, the JSON body or the parts."""
    values: dict[str, object] = dict(request.query)
    try:
        if request.content_type == "application/json":
            values.update(await request.json())
        elif request.content_type == "multipart/form-data":
            values.update(await _parts(await request.multipart()))
        elif request.can_read_body:
            values.update(await request.post())
    except (UnicodeDecodeError, ValueError) as error:
        raise broken("strings must be encoded in UTF-8") from error
    return _attached(values)


async def _parts(reader: MultipartReader) -> dict[str, object]:
    values: dict[str, object] = {}
    async for part in reader:
        if not isinstance(part, BodyPartReader) or part.name is None:
            raise broken("can't parse multipart body")
        if part.filename is None:
            values[part.name] = await part.text(encoding="utf-8")
        else:
            content = bytes(await part.read())
            kind = part.headers.get("Content-Type", "application/octet-stream")
            values[part.name] = Upload(content, part.filename, kind)
    return values


def _attached(values: dict[str, object]) -> dict[str, object]:
    found = dict(values)
    for name, value in values.items():
        if isinstance(value, str) and value.startswith("attach://"):
            found[name] = found.pop(value.removeprefix("attach://"), value)
    return found


def read_values(method: str, raw: Mapping[str, object]) -> tuple[Arguments, list[str]]:
    """Read each argument as its kind; give the arguments and the names nobody knows."""
    shape = METHODS[method]
    unknown = [name for name in raw if name not in shape.takes]
    values = {
        name: _read(name, raw[name], kind) for name, kind in shape.takes.items() if raw.get(name) not in (None, "")
    }
    for name in shape.needs:
        if name not in values:
            raise broken(_MISSING.get(name, f'parameter "{name}" is required'))
    return Arguments(values), unknown


def _read(name: str, value: object, kind: Kind) -> object:
    _refuse_surrogates(value)
    match kind:
        case Kind.INTEGER:
            return _integer(name, value)
        case Kind.CHAT:
            return value if _is_name(value) else _integer(name, value)
        case Kind.TEXT:
            return _of_type(name, value, str)
        case Kind.FLAG:
            return _flag(name, value)
        case Kind.OBJECT:
            return _of_type(name, _parsed(name, value), dict)
        case Kind.LIST:
            return _of_type(name, _parsed(name, value), list)
        case Kind.FILE:
            return value


def _is_name(value: object) -> bool:
    return isinstance(value, str) and value.startswith("@")


def _integer(name: str, value: object) -> int:
    try:
        return int(str(value))
    except ValueError:
        raise broken(f'parameter "{name}" must be a valid Integer') from None


def _flag(name: str, value: object) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}
    try:
        return words[str(value).lower()]
    except KeyError:
        raise broken(f'parameter "{name}" must be a valid Boolean') from None


def _parsed(name: str, value: object) -> object:
    if not isinstance(value, str):
        return value
    try:
        parsed: object = json.loads(value)
    except ValueError:
        raise broken(f"can't parse {name} JSON object") from None
    _refuse_surrogates(parsed)
    return parsed


def _of_type(name: str, value: object, wanted: type) -> object:
    if not isinstance(value, wanted):
        raise broken(f'parameter "{name}" has a wrong type')
    return value


def _refuse_surrogates(value: object) -> None:
    match value:
        case str():
            if any("\ud800" <= char <= "\udfff" for char in value):
                raise _not_utf8()
        case dict():
            for key, inner in value.items():
                _refuse_surrogates(key)
                _refuse_surrogates(inner)
        case list():
            for inner in value:
                _refuse_surrogates(inner)


def _not_utf8() -> RefusedError:
    return broken("strings must be encoded in UTF-8")
