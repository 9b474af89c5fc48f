"""The Bot API through python-telegram-bot, kept from logging what people write or the bot's token."""

import asyncio
import json
import logging
from typing import Any

from telegram import Bot
from telegram.constants import UpdateType
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

UPDATES = (
    UpdateType.MESSAGE,
    UpdateType.EDITED_MESSAGE,
    UpdateType.CALLBACK_QUERY,
    UpdateType.INLINE_QUERY,
    UpdateType.MY_CHAT_MEMBER,
)
"""What we listen to, named in full: a list left out keeps whatever was asked for last."""

_CONNECTIONS = 32
_READ_TIMEOUT_S = 10.0
_CONNECT_TIMEOUT_S = 5.0
_CHATTY = ("httpx", "httpcore", "telegram")

Payload = dict[str, Any]


class Wire(HTTPXRequest):
    """HTTP to the Bot API; an answer that cannot be read is an error without a quotation of it."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> Payload:
        try:
            answer: Payload = json.loads(payload)
        except ValueError as error:
            raise TelegramError("Invalid server response") from error
        return answer


class TelegramBot(Bot):
    """The Bot API, with updates as they come: one that cannot be read must not hold up the others."""

    async def updates(self, offset: int | None, timeout_s: int) -> list[Payload]:
        asked: Payload = {"offset": offset, "timeout": timeout_s, "allowed_updates": list(UPDATES)}
        fetched: list[Payload] = await self._post("getUpdates", asked, read_timeout=_READ_TIMEOUT_S + timeout_s)
        return fetched

    async def content(self, url: str, within_s: float) -> bytes:
        """Return the bytes at an address that `get_file` told; Telegram hands out twenty million at most."""
        return bytes(await self.request.retrieve(url, read_timeout=within_s))

    async def hang_up(self) -> None:
        """Close all connections, also those of a bot that never asked for its own name."""
        await asyncio.gather(*(request.shutdown() for request in {*self._request}))


def make_bot(token: str, api_url: str) -> TelegramBot:
    """Prepare a bot; nothing is sent before it is used."""
    for name in _CHATTY:  # each call's address has the token in it
        logging.getLogger(name).setLevel(logging.WARNING)
    root = api_url.rstrip("/")
    wire = _wire(1 + _CONNECTIONS)  # one for polling, too: making another reads all the certificates once more
    return TelegramBot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=wire,
        get_updates_request=wire,
    )


def _wire(connections: int) -> Wire:
    return Wire(
        connection_pool_size=connections,
        read_timeout=_READ_TIMEOUT_S,
        connect_timeout=_CONNECT_TIMEOUT_S,
        pool_timeout=_CONNECT_TIMEOUT_S,
    )
