"""The Bot API through python-telegram-bot, kept from logging what people write or the bot's token."""

import json
from io import BytesIO
from typing import Any

import aiohttp
from telegram import Bot
from telegram.constants import UpdateType
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

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
_UPLOAD_TIMEOUT_S = 120.0

Payload = dict[str, Any]


class Wire(BaseRequest):
    """HTTP to the Bot API by aiohttp, as to the other platforms: the library's own way costs three times the work.

    No error says an address, which has the token in it, or quotes an answer that cannot be read.
    """

    def __init__(self, connections: int) -> None:
        """Prepare; a session needs a running loop and is made when the first call is."""
        self._connections = connections
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return _READ_TIMEOUT_S

    async def initialize(self) -> None:
        """There is nothing to do before the first call."""

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(  # noqa: PLR0913, PLR0917  # the library's form
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = None,
        write_timeout: object = None,  # noqa: ARG002
        connect_timeout: object = None,  # noqa: ARG002
        pool_timeout: object = None,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Ask, with the caller's time for the answer, when there is one, and our own for all else."""
        read_s = float(read_timeout) if isinstance(read_timeout, int | float) else _READ_TIMEOUT_S
        if request_data is not None and request_data.contains_files:
            read_s = max(read_s, _UPLOAD_TIMEOUT_S)
        timeout = aiohttp.ClientTimeout(
            connect=2 * _CONNECT_TIMEOUT_S, sock_connect=_CONNECT_TIMEOUT_S, sock_read=read_s
        )
        try:
            asking = self._open().request(
                method, url, data=_form(request_data), timeout=timeout, allow_redirects=False
            )  # the address has the token in it: nobody else is to have it
            async with asking as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"aiohttp.{type(error).__name__}") from error

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
                trust_env=True,
            )
        return self._session

    @staticmethod
    def parse_json_payload(payload: bytes) -> Payload:
        try:
            answer: Payload = json.loads(payload)
        except ValueError as error:
            raise TelegramError("Invalid server response") from error
        return answer


def _form(asked: RequestData | None) -> aiohttp.FormData | None:
    """Return the fields and files of a call."""
    if asked is None:
        return None
    form = aiohttp.FormData(asked.json_parameters, quote_fields=False)
    if asked.contains_files:
        for name, (file_name, content, kind) in asked.multipart_data.items():
            stream = BytesIO(content) if isinstance(content, bytes) else content  # large bytes would hold up the loop
            form.add_field(name, stream, filename=file_name, content_type=kind)
    return form


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
        await self.request.shutdown()


def make_bot(token: str, api_url: str) -> TelegramBot:
    """Prepare a bot; nothing is sent before it is used."""
    root = api_url.rstrip("/")
    wire = Wire(1 + _CONNECTIONS)  # one for polling, too
    return TelegramBot(
        token,
        base_url=f"{root}/bot",
        base_file_url=f"{root}/file/bot",
        request=wire,
        get_updates_request=wire,
    )
