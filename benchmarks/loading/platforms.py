"""Slack and Telegram, as light as can be: they take every call, and remember who was answered with which buttons."""

import json
import time
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any
from urllib.parse import parse_qs, urlsplit

from benchmarks.office import BOT, TEAM

TOKEN = f"{BOT}:load"
SLACK_TOKEN = "xoxb-load"  # noqa: S105 - of nobody
_NUMBERS = count(1)
_DIRECT = "D"

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """A card somebody has before them: its message, and the buttons with what they carry."""

    message: str
    buttons: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Screens:
    """What everybody has before them, and who still waits for an answer; chats are answered in order."""

    shown: dict[str, Shown] = field(default_factory=dict)
    waiting: dict[str, deque[float]] = field(default_factory=lambda: defaultdict(deque))
    took_s: list[float] = field(default_factory=list)
    unasked: int = 0

    def ask(self, chat: str) -> None:
        """Begin to wait."""
        self.waiting[chat].append(time.perf_counter())

    def answer(self, chat: str, card: Shown) -> None:
        """Show a card; the one who waits longest there waits no more."""
        self.shown[chat] = card
        if self.waiting[chat]:
            self.took_s.append(time.perf_counter() - self.waiting[chat].popleft())
        else:
            self.unasked += 1

    @property
    def owed(self) -> int:
        """How many are without an answer."""
        return sum(len(each) for each in self.waiting.values())


@dataclass(slots=True)
class SlackStandIn:
    """Slack's Web API and its response URLs."""

    screens: Screens
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, path: str, body: bytes) -> bytes:
        """Answer a call."""
        method = urlsplit(path).path.rpartition("/")[2]
        self.calls[method] += 1
        if "/response/" in path:
            self._show(path.rpartition("/")[2], json.loads(body), _ts())
            return b"ok"
        return json.dumps({"ok": True, **self._told(method, body)}).encode()

    def _told(self, method: str, body: bytes) -> Json:
        match method:
            case "auth.test":
                return {"team_id": TEAM, "user_id": "UBOT", "bot_id": "BBOT", "team": "Load"}
            case "conversations.open":
                user = str(json.loads(body)["users"])
                return {"channel": {"id": _DIRECT + user}}
            case "chat.postMessage" | "chat.update" | "chat.postEphemeral":
                asked = json.loads(body)
                ts = str(asked.get("ts") or _ts())
                self._show(str(asked["channel"]), asked, ts)
                return {"channel": asked["channel"], "ts": ts, "message_ts": ts}
            case "users.info":
                return {"user": {"id": "U", "name": "worker", "profile": {}, "tz": "Europe/London"}}
            case "views.open":
                return {"view": {"id": f"V{next(_NUMBERS)}"}}
        return {}

    def acknowledged(self, chat: str, body: bytes) -> None:
        """Take an answer that came with the acknowledgement."""
        if body.startswith(b"{"):
            self._show(chat, json.loads(body), _ts())

    def _show(self, chat: str, message: Json, ts: str) -> None:
        self.screens.answer(chat, Shown(ts, tuple(_elements(message.get("blocks") or ()))))


def _elements(blocks: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 - JSON from the wire
    for block in blocks:
        for element in (*block.get("elements", ()), block.get("accessory") or {}):
            if element.get("type") == "button" and element.get("value"):
                yield element["text"]["text"], element["value"]


@dataclass(slots=True)
class TelegramStandIn:
    """The Bot API."""

    screens: Screens
    calls: dict[str, int] = field(default_factory=lambda: defaultdict(int))

    def take(self, path: str, body: bytes) -> bytes:
        """Answer a call."""
        method = urlsplit(path).path.rpartition("/")[2]
        self.calls[method] += 1
        asked = {name: values[0] for name, values in parse_qs(body.decode()).items()}
        return json.dumps({"ok": True, "result": self._told(method, asked)}).encode()

    def _told(self, method: str, asked: Mapping[str, str]) -> object:
        match method:
            case "getMe":
                return {"id": BOT, "is_bot": True, "first_name": "Load", "username": "load_bot"}
            case "sendMessage" | "editMessageText":
                return self._message(asked)
            case "getMyCommands":
                return []
        return True

    def _message(self, asked: Mapping[str, str]) -> Json:
        number = int(asked.get("message_id") or next(_NUMBERS))
        keyboard = json.loads(asked.get("reply_markup") or "{}").get("inline_keyboard", ())
        buttons = [(each["text"], each["callback_data"]) for row in keyboard for each in row if "callback_data" in each]
        self.screens.answer(asked["chat_id"], Shown(str(number), tuple(buttons)))
        chat = {"id": int(asked["chat_id"]), "type": "private", "first_name": "Worker"}
        return {"message_id": number, "date": int(time.time()), "chat": chat, "text": asked.get("text", "")}


def _ts() -> str:
    return f"{int(time.time())}.{next(_NUMBERS):06}"
