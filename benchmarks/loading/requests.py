"""Signed requests of Slack and updates of Telegram, as these platforms write them."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any
from urllib.parse import urlencode

from benchmarks.loading.talk import Turn
from benchmarks.loading.wire import Header
from benchmarks.office import BOT, TEAM

SECRET = "a-signing-secret"  # noqa: S105 - of nobody
WEBHOOK_SECRET = "a-webhook-secret"  # noqa: S105 - of nobody
SLACK_PATH, TELEGRAM_PATH = "/slack/events", "/telegram/webhook"
_FORM, _JSON = "application/x-www-form-urlencoded", "application/json"
_NUMBERS = count(int(time.time() * 1000))

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """What is posted, and the chat in which its answer is shown."""

    path: str
    headers: tuple[Header, ...]
    body: bytes
    chat: str


def on_slack(user: str, turn: Turn, responses: str, *, in_channel: bool) -> Request:
    """Write what Slack posts: a slash command in a channel, else a direct message, or a pressed button."""
    chat = f"C{user}" if in_channel else f"D{user}"
    if turn.token:
        return _signed(chat, _FORM, urlencode({"payload": json.dumps(_press(user, chat, turn, responses))}))
    if in_channel:
        return _signed(chat, _FORM, urlencode(_slash(user, chat, turn.line, responses)))
    return _signed(chat, _JSON, json.dumps(_message(user, chat, turn.line)))


def _signed(chat: str, kind: str, body: str) -> Request:
    stamp = str(int(time.time()))
    mark = hmac.digest(SECRET.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hex()
    headers = (("Content-Type", kind), ("X-Slack-Request-Timestamp", stamp), ("X-Slack-Signature", f"v0={mark}"))
    return Request(SLACK_PATH, headers, body.encode(), chat)


def _slash(user: str, chat: str, line: str, responses: str) -> Json:
    number = next(_NUMBERS)
    return {
        "token": "unused",
        "team_id": TEAM,
        "team_domain": "load",
        "channel_id": chat,
        "channel_name": "sales",
        "user_id": user,
        "user_name": "worker",
        "command": "/crm",
        "text": line,
        "api_app_id": "A0LOAD",
        "is_enterprise_install": "false",
        "response_url": f"{responses}/{chat}",
        "trigger_id": f"{number}.load",
    }


def _message(user: str, chat: str, line: str) -> Json:
    number = next(_NUMBERS)
    ts = f"{int(time.time())}.{number % 1_000_000:06}"
    return {
        "token": "unused",
        "team_id": TEAM,
        "api_app_id": "A0LOAD",
        "type": "event_callback",
        "event_id": f"Ev{number}",
        "event_time": int(time.time()),
        "event": {
            "type": "message",
            "channel_type": "im",
            "channel": chat,
            "user": user,
            "text": line,
            "ts": ts,
            "event_ts": ts,
            "team": TEAM,
            "client_msg_id": str(number),
        },
        "authorizations": [{"enterprise_id": None, "team_id": TEAM, "user_id": "UBOT", "is_bot": True}],
    }


def _press(user: str, chat: str, turn: Turn, responses: str) -> Json:
    number = next(_NUMBERS)
    action = {"type": "button", "action_id": "b0", "block_id": "x", "value": turn.token, "action_ts": f"{number}.1"}
    return {
        "type": "block_actions",
        "api_app_id": "A0LOAD",
        "team": {"id": TEAM, "domain": "load"},
        "user": {"id": user, "username": "worker", "name": "worker", "team_id": TEAM},
        "channel": {"id": chat, "name": "sales"},
        "container": {"type": "message", "message_ts": turn.card, "channel_id": chat, "is_ephemeral": False},
        "message": {"type": "message", "ts": turn.card, "user": "UBOT", "bot_id": "BBOT", "text": ""},
        "state": {"values": {}},
        "actions": [action],
        "trigger_id": f"{number}.load",
        "response_url": f"{responses}/{chat}",
    }


def on_telegram(user: int, turn: Turn) -> Request:
    """Write the update Telegram posts: a message in a private chat, or a pressed button."""
    number = next(_NUMBERS)
    who = {"id": user, "is_bot": False, "first_name": "Worker", "language_code": "en"}
    chat = {"id": user, "type": "private", "first_name": "Worker"}
    if turn.token:
        card = {"message_id": int(turn.card), "date": int(time.time()), "chat": chat, "text": "card"}
        card["from"] = {"id": BOT, "is_bot": True, "first_name": "Load", "username": "load_bot"}
        query = {"id": str(number), "from": who, "chat_instance": "1", "message": card, "data": turn.token}
        update: Json = {"update_id": number, "callback_query": query}
    else:
        said = {"message_id": number % 2**31, "date": int(time.time()), "chat": chat, "from": who, "text": turn.line}
        update = {"update_id": number, "message": said}
    headers = (("Content-Type", _JSON), ("X-Telegram-Bot-Api-Secret-Token", WEBHOOK_SECRET))
    return Request(TELEGRAM_PATH, headers, json.dumps(update).encode(), str(user))
