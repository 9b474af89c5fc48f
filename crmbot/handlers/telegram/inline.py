"""Inline mode: `@bot anna` in any chat offers records to name there; who reads of one opens it by their own rights."""

import asyncio

import structlog
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import TelegramError

from crmbot.chat.card import Card, Drawn, Line, bold, spans
from crmbot.handlers.adapter import Books, Offer, Offers, Standing
from crmbot.handlers.answering.tasks import trace_of
from crmbot.handlers.telegram import failures
from crmbot.handlers.telegram.cutting import shortened
from crmbot.handlers.telegram.inbound import identity_of
from crmbot.handlers.telegram.render import render
from crmbot.handlers.telegram.running import Running
from crmbot.handlers.telegram.words import HELLO, Me, link_to

log = structlog.get_logger(__name__)
_AT_ONCE = 2
_WITHIN_S = 5.0
_TITLE = 120
_ABOVE = {
    Standing.KNOWN: "Nothing found · open the CRM",
    Standing.STRANGER: "Link me to the CRM",
    Standing.SUSPENDED: "Your access is suspended",
}
"""What the button above the results says when there are none."""


class Inline:
    """Answers what people type behind the bot's name, letter by letter; only the latest of it is looked up.

    It takes few of the database's threads at a time, so that typing never holds up what was sent.
    """

    def __init__(self, books: Books, bot: Bot, running: Running) -> None:
        self._books = books
        self._bot = bot
        self._running = running
        self._turns = asyncio.Semaphore(_AT_ONCE)
        self._latest: dict[int, str] = {}

    def begin(self, query: InlineQuery, me: Me) -> asyncio.Task[object]:
        """Start to look something up; returns at once."""
        self._latest[query.from_user.id] = query.id
        return self._running.start(self._serve(query, me), f"inline query {query.id}")

    async def _serve(self, query: InlineQuery, me: Me) -> None:
        async with self._turns:
            offers = await self._offers(query, me) if self._is_latest(query) else None
        if self._is_latest(query):
            del self._latest[query.from_user.id]
        await self._answer(query, offers, me)

    def _is_latest(self, query: InlineQuery) -> bool:
        return self._latest.get(query.from_user.id) == query.id

    async def _offers(self, query: InlineQuery, me: Me) -> Offers | None:
        """Ask the house; None when it fails or takes longer than anybody waits."""
        asked = asyncio.ensure_future(self._books.offer(identity_of(query.from_user, me), query.query))
        await asyncio.wait({asked}, timeout=_WITHIN_S)
        if not asked.done():
            asked.cancel()
            log.warning("telegram.inline_late", action="answered empty", query=query.id)
            return None
        if (error := asked.exception()) is not None:
            log.error("telegram.inline_failed", action="answered empty", query=query.id, **trace_of(error))
            return None
        return asked.result()

    async def _answer(self, query: InlineQuery, offers: Offers | None, me: Me) -> None:
        """Show what was found; kept by nobody, since another may ask next, or ask for what was changed since."""
        records = offers.records if offers is not None else ()
        try:
            await self._bot.answer_inline_query(
                query.id,
                [_result(offer, me) for offer in records],
                cache_time=0,
                is_personal=True,
                button=_above(offers) if offers is not None and not records else None,
            )
        except TelegramError as error:
            if not failures.is_too_late(error):
                log.warning("telegram.inline_unanswered", action="dropped", error=failures.describe(error))


def _above(offers: Offers) -> InlineQueryResultsButton:
    return InlineQueryResultsButton(_ABOVE[offers.standing], start_parameter=HELLO)


def _result(offer: Offer, me: Me) -> InlineQueryResultArticle:
    """Draw a result: what it tells the asker, and what is sent when it is chosen, which anybody may read."""
    told = f"{offer.kind.capitalize()} {offer.code}"
    described = f"{told} · {offer.hint}" if offer.hint else told
    (message, *_) = render(Drawn(Card(spans(bold(offer.title)), (Line(spans(told)),), icon=offer.icon)))
    return InlineQueryResultArticle(
        offer.code,
        shortened(f"{offer.icon} {offer.title}", _TITLE),
        InputTextMessageContent(
            message.html, parse_mode=ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        ),
        reply_markup=_open(offer, me),
        description=shortened(described, _TITLE),
    )


def _open(offer: Offer, me: Me) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("Open", url=link_to(offer.code, me))]])
