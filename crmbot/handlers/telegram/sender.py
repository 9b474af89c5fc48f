"""Cards sent to Telegram and brought up to date there."""

import asyncio
from dataclasses import replace

import structlog
from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, RetryAfter, TelegramError

from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Card, Drawn, Footer, Text
from crmbot.chat.sender import Delivered, Delivery
from crmbot.handlers.answering.outgoing import Parcel, in_time, opened
from crmbot.handlers.telegram import failures
from crmbot.handlers.telegram.files import Uploads
from crmbot.handlers.telegram.render import LIMITS, Message, render

log = structlog.get_logger(__name__)
_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_TOPIC_NOTE = Footer((Text("Sent here because its topic is closed or gone."),))
_KEPT = Card((Text("I have an answer here that is not for everybody. Please ask me again in private."),))
# Stopping between two parts of one card would show half of it, and the first half twice.
_PATIENCE_S = 60.0


class TelegramSender:
    """Sends and edits cards; what Telegram refuses comes back as a delivery, not as an error."""

    limits = LIMITS

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._uploads = Uploads(bot)

    async def send(self, address: Address, drawn: Drawn) -> Delivery:
        return await self.post(address, _for_everybody(address, drawn))

    async def post(self, address: Address, drawn: Drawn, reply_to: int | None = None) -> Delivery:
        """Post a card, as an answer to a message where one is named, and its files behind it."""
        parcel = await opened(drawn.card.files)  # first: what fails here must not leave half an answer
        return await self._with_files(await self._post_card(address, drawn, reply_to), parcel)

    async def reply(self, ref: str, drawn: Drawn) -> Delivery:
        """Post the card as an answer to a message."""
        sent = SentRef.parse(ref)
        return await self.post(sent.address, _for_everybody(sent.address, drawn), int(sent.message))

    async def edit(self, ref: str, drawn: Drawn) -> Delivery:
        shown = _for_everybody(SentRef.parse(ref).address, drawn)
        parcel = await opened(shown.card.files)
        return await self._with_files(await self._edit_card(ref, shown), parcel)

    async def _with_files(self, delivery: Delivery, parcel: Parcel) -> Delivery:
        """Send files where their card went."""
        if parcel and isinstance(delivery, Delivered):
            await in_time(self._uploads.send(SentRef.parse(delivery.ref).address, parcel), otherwise=None)
        return delivery

    async def _post_card(self, address: Address, drawn: Drawn, reply_to: int | None) -> Delivery:
        try:
            return await self._post(address, render(drawn), reply_to)
        except TelegramError as error:
            if address.thread and failures.has_no_topic(error):
                log.warning("telegram.topic_gone", action="general", address=str(address))
                return await self._post_card(address.chat_only, _with_topic_note(drawn), None)
            return self._refused(error, address)

    async def _edit_card(self, ref: str, drawn: Drawn) -> Delivery:
        sent = SentRef.parse(ref)
        messages = render(drawn)
        try:
            await self._edit(sent, messages[0])
            if len(messages) > 1:
                return await self._post(sent.address, messages[1:], None)
        except TelegramError as error:
            if failures.has_no_message(error):
                log.info("telegram.message_gone", action="post", ref=ref)
                return await self._post_anew(sent.address, drawn)
            return self._refused(error, sent.address)
        return Delivered(ref)

    async def _post_anew(self, address: Address, drawn: Drawn) -> Delivery:
        """Post a card that was deleted; one that went with its topic does not come up in General."""
        try:
            return await self._post(address, render(drawn), None)
        except TelegramError as error:
            return self._refused(error, address)

    def _refused(self, error: TelegramError, address: Address) -> Delivery:
        delivery = failures.outcome(error, address)
        log.warning(
            "telegram.refused",
            action=type(delivery).__name__,
            address=str(address),
            error=failures.describe(error),
        )
        return delivery

    async def _post(self, address: Address, messages: tuple[Message, ...], reply_to: int | None) -> Delivery:
        """Post the parts of a card in order; its ref is the last one, which has the buttons."""
        sent = await self._put(address, messages[0], reply_to)
        for message in messages[1:]:
            sent = await self._put_patiently(address, message)
        return Delivered(str(SentRef(address, str(sent))))

    async def _put_patiently(self, address: Address, message: Message) -> int:
        try:
            return await self._put(address, message, None)
        except RetryAfter as error:
            if (pause_s := failures.pause_s(error)) > _PATIENCE_S:
                raise
            await asyncio.sleep(pause_s)
            return await self._put_patiently(address, message)

    async def _put(self, address: Address, message: Message, reply_to: int | None) -> int:
        try:
            return await self._put_as(address, message, reply_to, ParseMode.HTML)
        except BadRequest as error:
            if not failures.is_unparsed(error):
                raise
            log.warning("telegram.unparsed", action="plain text", address=str(address))
            return await self._put_as(address, message, reply_to, None)

    async def _put_as(self, address: Address, message: Message, reply_to: int | None, mode: ParseMode | None) -> int:
        sent = await self._bot.send_message(
            int(address.chat),
            message.html if mode else message.text,
            parse_mode=mode,
            message_thread_id=int(address.thread) if address.thread else None,
            reply_parameters=_answering(reply_to),
            link_preview_options=_NO_PREVIEW,
            reply_markup=message.keyboard,
        )
        return sent.message_id

    async def _edit(self, sent: SentRef, message: Message) -> None:
        try:
            await self._edit_as(sent, message, ParseMode.HTML)
        except BadRequest as error:
            if failures.is_unchanged(error):
                return
            if not failures.is_unparsed(error):
                raise
            log.warning("telegram.unparsed", action="plain text", ref=str(sent))
            await self._edit_as(sent, message, None)

    async def _edit_as(self, sent: SentRef, message: Message, mode: ParseMode | None) -> None:
        await self._bot.edit_message_text(
            message.html if mode else message.text,
            int(sent.address.chat),
            int(sent.message),
            parse_mode=mode,
            link_preview_options=_NO_PREVIEW,
            reply_markup=message.keyboard,
        )


def _for_everybody(address: Address, drawn: Drawn) -> Drawn:
    """Keep what is for one person out of a group; here nobody knows any more who asked."""
    is_group = address.chat.startswith("-")
    return Drawn(_KEPT) if drawn.card.whisper and is_group else drawn


def _answering(message: int | None) -> ReplyParameters | None:
    if message is None:
        return None
    return ReplyParameters(message, allow_sending_without_reply=True)


def _with_topic_note(drawn: Drawn) -> Drawn:
    return replace(drawn, card=replace(drawn.card, blocks=(*drawn.card.blocks, _TOPIC_NOTE)))
