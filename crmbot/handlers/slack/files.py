"""Files to and from Slack: uploads behind a card, and the bytes of what people shared."""

import asyncio
from collections.abc import AsyncGenerator
from typing import TypedDict
from urllib.parse import urljoin, urlsplit

import aiohttp
import structlog

from crmbot.chat.address import Address
from crmbot.chat.card import Drawn
from crmbot.chat.fetching import FetchLater, FileGone, FileTooLarge
from crmbot.chat.sender import Gone, RetryLater
from crmbot.handlers.answering import outgoing
from crmbot.handlers.answering.outgoing import Opened, Parcel
from crmbot.handlers.slack import failures
from crmbot.handlers.slack.api import SlackApi
from crmbot.handlers.slack.limits import shortened
from crmbot.handlers.slack.payload import Json, Payload
from crmbot.handlers.slack.render import messages
from crmbot.handlers.slack.workspaces import Workspaces

NAME = "Slack"
MOST_BYTES = 1_000_000_000
"""Slack's own limit for one file."""

ALT_CHARS = 1000
TRIES = 3
LONGEST_WAIT_S = 60.0
TRANSFER_S = 100.0
CHUNK = 256 * 1024
REDIRECTS = 3

_REFUSED_TOO_LARGE = frozenset({"file_upload_size_restricted", "snippet_too_large"})
_NOT_THERE = frozenset(
    {"file_not_found", "file_deleted", "not_visible", "no_permission", "access_denied", failures.NOT_INSTALLED}
)
_NEVER_HERE = frozenset({"tombstone", "hidden_by_limit", "external"})
_OK, _FORBIDDEN, _NOT_FOUND = 200, 403, 404
_MOVED = frozenset({301, 302, 303, 307, 308})

_log = structlog.get_logger(__name__)


class Ticket(TypedDict):
    """A file Slack has taken and shows nobody yet."""

    id: str
    title: str


class Uploads:
    """Puts files behind a card; one that cannot be sent becomes a word about it."""

    def __init__(self, api: SlackApi) -> None:
        self._api = api

    async def send(self, place: Address, parcel: Parcel) -> bool:
        """Send the files into a conversation, all in one message; False where we may not write there."""
        sent: list[Ticket] = []
        words = [outgoing.not_had(name) for name in parcel.missing]
        for file in parcel.files:
            problem = await self._upload(file, sent)
            words += [problem] if problem is not None else []
        result = await self._share(place, sent) if sent else None
        if isinstance(result, Gone):
            return False
        if result is not None:
            words.append(outgoing.refused(", ".join(each["title"] for each in sent), NAME))
        for word in words:
            await self._say(place, word)
        return True

    async def _upload(self, file: Opened, sent: list[Ticket]) -> Drawn | None:
        """Hand the bytes over; return what to say when that does not work."""
        if not file.content:
            return outgoing.empty(file.name)
        if len(file.content) > MOST_BYTES:
            return outgoing.too_large(file, MOST_BYTES, NAME)
        for left in range(TRIES - 1, -1, -1):
            try:
                sent.append(Ticket(id=await self._handed_over(file), title=file.name))
            except failures.FAILURES as error:
                code = failures.code_of(error)
                if code in _REFUSED_TOO_LARGE:
                    return outgoing.too_large(file, len(file.content) - 1, NAME)
                if not left or not await _waited(error):
                    _log.warning("slack.file_not_sent", action="told", code=code)
                    return outgoing.refused(file.name, NAME)
            else:
                return None
        raise AssertionError("at least one try")

    async def _handed_over(self, file: Opened) -> str:
        alt = shortened(file.alt, ALT_CHARS) if file.alt else None
        told = await self._api.client.files_getUploadURLExternal(
            filename=file.name, length=len(file.content), alt_txt=alt
        )
        ticket = Payload.of(told.data)
        await self._api.upload(ticket.text("upload_url"), file.content, TRANSFER_S)
        return ticket.text("file_id")

    async def _share(self, place: Address, sent: list[Ticket]) -> Gone | RetryLater | None:
        """Show what was handed over; return why that did not work."""
        for left in range(TRIES - 1, -1, -1):
            try:
                await self._api.client.files_completeUploadExternal(
                    files=[{"id": each["id"], "title": each["title"]} for each in sent],
                    channel_id=place.chat,
                    thread_ts=place.thread or None,
                )
            except failures.FAILURES as error:
                if not left or not await _waited(error):
                    _log.warning("slack.file_not_shared", action="told", code=failures.code_of(error))
                    return failures.outcome(error)
            else:
                return None
        raise AssertionError("at least one try")

    async def _say(self, place: Address, word: Drawn) -> None:
        thread: Json = {"thread_ts": place.thread} if place.thread else {}
        for message in messages(word):
            shown: Json = {"text": message.text, "blocks": list(message.blocks)}
            try:
                await self._api.call("chat.postMessage", {"channel": place.chat, **thread, **shown, "parse": "none"})
            except failures.FAILURES as error:
                _log.warning("slack.word_not_sent", action="dropped", code=failures.code_of(error))


async def _waited(error: BaseException) -> bool:
    """Wait where another try may help; False where Slack would say the same again."""
    result = failures.outcome(error)
    if not isinstance(result, RetryLater) or result.counts or not _may_pass(error):
        return False
    await asyncio.sleep(min(result.after_s, LONGEST_WAIT_S))
    return True


def _may_pass(error: BaseException) -> bool:
    code = failures.code_of(error)
    return code in ("ratelimited", "rate_limited") or code.startswith("http_") or isinstance(error, failures.CONNECTION)


class Downloads:
    """Fetches what people shared, from Slack's own hosts only: the bot's token goes with the question."""

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def fetch(self, ref: str) -> AsyncGenerator[bytes, None]:
        """Yield the bytes of a file by its id, with that of its workspace in front where there are several.

        Raises what `crmbot.chat.fetching` names.
        """
        team, _, file = ref.rpartition("/")
        try:
            api = await self._workspaces.of(team)
            told = (await api.read("files.info", {"file": file})).part("file")
        except failures.FAILURES as error:
            raise _later_or_gone(error) from error
        response = await _asked(api, _address(told))
        try:
            async for chunk in response.content.iter_chunked(CHUNK):
                yield chunk
        except failures.CONNECTION as error:
            raise FetchLater(failures.RETRY_S, type(error).__name__) from error
        finally:
            response.close()


def _address(told: Payload) -> str:
    if told.text("mode") in _NEVER_HERE or told.flag("is_external"):
        raise FileGone(told.text("mode") or "external")
    address = told.text("url_private_download") or told.text("url_private")
    if not address:
        raise FileGone("no address")
    return address


async def _asked(api: SlackApi, address: str) -> aiohttp.ClientResponse:
    """Ask for the bytes, following moves from host to host only among Slack's own."""
    for _ in range(REDIRECTS):
        if not _is_slack(address, api.root):
            raise FileGone("not on a host of Slack's")
        try:
            response = await api.download(address, TRANSFER_S)
        except failures.CONNECTION as error:
            raise FetchLater(failures.RETRY_S, type(error).__name__) from error
        if response.status not in _MOVED:
            return _checked(response)
        address = urljoin(address, response.headers.get("Location", ""))
        response.close()
    raise FileGone("moved without end")


def _is_slack(address: str, root: str) -> bool:
    parts, api = urlsplit(address), urlsplit(root)
    if (parts.scheme, parts.netloc) == (api.scheme, api.netloc):
        return True
    host = (parts.hostname or "").lower()
    return parts.scheme == "https" and (host == "slack.com" or host.endswith(".slack.com"))


def _checked(response: aiohttp.ClientResponse) -> aiohttp.ClientResponse:
    """Return the answer if it holds the file: without the right, Slack answers with a page to sign in."""
    problem: FileGone | FetchLater | None = None
    if response.status in (_NOT_FOUND, _FORBIDDEN):
        problem = FileGone(f"http {response.status}")
    elif response.status != _OK:
        problem = FetchLater(failures.BUSY_S, f"http {response.status}")
    elif response.content_type == "text/html" and "Content-Disposition" not in response.headers:
        problem = FetchLater(failures.TOKEN_S, "asked to sign in: is the scope files:read there?")
    if problem is not None:
        response.close()
        raise problem
    return response


def _later_or_gone(error: BaseException) -> FileGone | FileTooLarge | FetchLater:
    code = failures.code_of(error)
    if code in _NOT_THERE:
        return FileGone(code)
    result = failures.outcome(error)
    return FetchLater(result.after_s if isinstance(result, RetryLater) else failures.TOKEN_S, code)
