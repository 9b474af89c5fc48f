"""Files to and from Telegram: pictures and documents behind a card, and the bytes of what people sent."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from pathlib import Path

import structlog
from telegram import Bot, InputFile
from telegram.constants import FileSizeLimit, MessageLimit
from telegram.error import BadRequest, Forbidden, RetryAfter, TelegramError

from crmbot.chat.address import Address
from crmbot.chat.card import Drawn
from crmbot.chat.fetching import FetchLater, FileGone, FileTooLarge
from crmbot.chat.sender import Gone
from crmbot.handlers.answering import disk, outgoing
from crmbot.handlers.answering.outgoing import Opened, Parcel
from crmbot.handlers.telegram import failures
from crmbot.handlers.telegram.cutting import shortened
from crmbot.handlers.telegram.render import render
from crmbot.handlers.telegram.wire import TelegramBot

NAME = "Telegram"
MOST_UP = int(FileSizeLimit.FILESIZE_UPLOAD)
MOST_PICTURE = int(FileSizeLimit.PHOTOSIZE_UPLOAD)

PAUSES = 3
PATIENCE_S = 60.0
TRANSFER_S = 100.0
_CAPTION = int(MessageLimit.CAPTION_LENGTH)
_FETCH_PAUSE_S = 30.0
_TOO_BIG = "file is too big"

log = structlog.get_logger(__name__)

Step = Callable[[], Awaitable[object]]


class Uploads:
    """Sends files behind a card; one that cannot be sent becomes a word about it."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot

    async def send(self, address: Address, parcel: Parcel) -> None:
        """Send the files one after the other; never raises for what Telegram refuses."""
        for file in parcel.files:
            problem = await self._sent(address, file)
            if problem is not None:
                await self._say(address, problem)
        for name in parcel.missing:
            await self._say(address, outgoing.not_had(name))

    async def _sent(self, address: Address, file: Opened) -> Drawn | None:
        """Send one file; return what to say when that does not work."""
        if not file.content:
            return outgoing.empty(file.name)
        if len(file.content) > MOST_UP:
            return outgoing.too_large(file, MOST_UP, NAME)
        try:
            if not (file.is_picture and len(file.content) <= MOST_PICTURE and await self._as_picture(address, file)):
                await _patiently(lambda: self._document(address, file))
        except Forbidden as error:
            log.warning("telegram.file_not_sent", action="dropped", error=failures.describe(error))
            return None
        except TelegramError as error:
            log.warning("telegram.file_not_sent", action="told", error=failures.describe(error))
            return outgoing.refused(file.name, NAME)
        return None

    async def _as_picture(self, address: Address, file: Opened) -> bool:
        """Send a picture to be seen at once; False when it is one that Telegram shows only as a file."""
        try:
            await _patiently(lambda: self._picture(address, file))
        except BadRequest as error:
            if isinstance(failures.outcome(error, address), Gone) or failures.has_no_topic(error):
                raise
            log.info("telegram.picture_as_file", error=failures.describe(error))
            return False
        return True

    async def _picture(self, address: Address, file: Opened) -> None:
        await self._bot.send_photo(
            int(address.chat),
            _input(file),
            caption=_caption(file),
            message_thread_id=_topic(address),
            write_timeout=TRANSFER_S,
            read_timeout=TRANSFER_S,
        )

    async def _document(self, address: Address, file: Opened) -> None:
        await self._bot.send_document(
            int(address.chat),
            _input(file),
            caption=_caption(file),
            disable_content_type_detection=True,  # a file stays one: what it is we have looked at ourselves
            message_thread_id=_topic(address),
            write_timeout=TRANSFER_S,
            read_timeout=TRANSFER_S,
        )

    async def _say(self, address: Address, word: Drawn) -> None:
        for message in render(word):
            try:
                await self._bot.send_message(int(address.chat), message.text, message_thread_id=_topic(address))
            except TelegramError as error:
                log.warning("telegram.word_not_sent", action="dropped", error=failures.describe(error))


def _caption(file: Opened) -> str | None:
    """Return the first line of what a picture shows: Telegram has no other place for it, and the card says it all."""
    return shortened(file.alt.partition("\n")[0], _CAPTION) or None


def _input(file: Opened) -> InputFile:
    """Return the file as the SDK wants it, under our word for what it is: the SDK would go by the name."""
    given = InputFile(file.content, filename=file.name)
    given.mimetype = file.mime
    return given


def _topic(address: Address) -> int | None:
    return int(address.thread) if address.thread else None


async def _patiently(step: Step) -> None:
    """Do a step; where flood control asks for a short pause, keep it and do the step again."""
    for _ in range(PAUSES):
        try:
            await step()
        except RetryAfter as error:
            if (pause_s := failures.pause_s(error)) > PATIENCE_S:
                raise
            await asyncio.sleep(pause_s)
        else:
            return
    await step()


class Downloads:
    """Fetches what people sent."""

    def __init__(self, bot: TelegramBot) -> None:
        self._bot = bot

    async def fetch(self, ref: str) -> AsyncGenerator[bytes, None]:
        """Yield the bytes of a file by its id. Raises what `crmbot.chat.fetching` names."""
        place = await self._place(ref)
        if "://" not in place:
            async for chunk in disk.pieces(Path(place)):
                yield chunk
            return
        try:
            yield await self._bot.content(place, TRANSFER_S)
        except TelegramError as error:
            raise _said(error) from None  # the SDK's own error may hold the address, which has the token in it

    async def _place(self, ref: str) -> str:
        """Return where the bytes are: at an address, or with a Bot API server of one's own on this disk."""
        try:
            file = await self._bot.get_file(ref)
        except TelegramError as error:
            raise _said(error) from None
        if not file.file_path:
            raise FileGone("no path")
        return file.file_path


def _said(error: TelegramError) -> FileGone | FileTooLarge | FetchLater:
    if isinstance(error, RetryAfter):
        return FetchLater(failures.pause_s(error), "flood control")
    if isinstance(error, BadRequest):
        return FileTooLarge(_TOO_BIG) if _TOO_BIG in error.message.lower() else FileGone(error.message)
    return FetchLater(_FETCH_PAUSE_S, failures.describe(error))
