"""One update from Telegram, whichever way it came: stored first, then worked and answered."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any

import structlog
from telegram import Bot, Update
from telegram.constants import CallbackQueryLimit
from telegram.error import TelegramError

from crmbot.chat.address import Address
from crmbot.chat.card import Card
from crmbot.chat.inbound import Inbound
from crmbot.core.clock import Clock
from crmbot.handlers.adapter import Answer, Door, Polled, Stored, answering
from crmbot.handlers.telegram import failures
from crmbot.handlers.telegram.absence import Absence
from crmbot.handlers.telegram.answers import IN_PRIVATE, Answers
from crmbot.handlers.telegram.cutting import shortened
from crmbot.handlers.telegram.inbound import UNREADABLE, Told, address_of, asks_anonymously, told_in
from crmbot.handlers.telegram.inline import Inline
from crmbot.handlers.telegram.render import LIMITS
from crmbot.handlers.telegram.running import Running
from crmbot.handlers.telegram.words import Me
from crmbot.store import trace

log = structlog.get_logger(__name__)
_NOTICE_WITHIN_S = 1.0
_NOTICE = int(CallbackQueryLimit.ANSWER_CALLBACK_QUERY_TEXT_LENGTH)
_ALERT_OVER = 60

Task = asyncio.Task[object]
Work = Coroutine[Any, Any, None]


class Receiver:
    """Takes updates in; what it has taken is in the inbox, and its answer on the way."""

    def __init__(self, door: Door, bot: Bot, *, answers: Answers, running: Running, clock: Clock) -> None:
        self._door = door
        self._bot = bot
        self._answers = answers
        self._running = running
        self._clock = clock
        self._inline = Inline(door.books, bot, running)
        self._latest: dict[str, Task] = {}
        self._called: dict[str, str] = {}
        self.me: Me | None = None

    async def take(
        self, payload: Mapping[str, Any], polled: Polled | None = None, absence: Absence | None = None
    ) -> Task | None:
        """Store an update and start its work; raises, with nothing done, when it could not be stored.

        With an `absence`, it is one that waited for us while we were away.
        """
        assert self.me is not None, "updates come in only once the bot knows its name"
        told = self._read(payload, self.me, absence)
        if told is None:
            return None
        await self._note_chat(told)
        if told.update.inline_query is not None:
            return self._inline.begin(told.update.inline_query, self.me)  # a look-up: there is nothing to store
        if told.inbound is None:
            return self._refuse(told.update, self.me)
        stored = await self._door.store(told.inbound, polled)
        self._note_name(stored)
        if absence is not None and stored.fresh:
            absence.count(told.inbound)
        with trace.following(trace.of(told.inbound.key)):
            return self._begin(stored, told.update)

    def patience_s(self, longest_s: float) -> float:
        """Return how long Telegram may wait for its 200 once an update is stored."""
        return self._door.patience_s(longest_s)

    def tell(self, absence: Absence) -> None:
        """Say in each chat that we were away, once all that waited there is answered."""
        for chat, card in absence.told().items():
            self._in_turn(chat, partial(self._say, chat, card), "absence")

    async def _say(self, chat: Address, card: Card, before: Task | None) -> None:
        if before is not None:
            await asyncio.wait({before})
        await self._answers.tell(chat, card)

    def _read(self, payload: Mapping[str, Any], me: Me, absence: Absence | None) -> Told | None:
        try:
            update = Update.de_json(dict(payload), self._bot)
            pressed_at = absence.pressed_at(update) if absence is not None else self._clock.now()
            return told_in(update, me, pressed_at)
        except UNREADABLE as error:
            # It would come back for ever; what it says is not ours to log.
            log.warning(
                "telegram.unreadable",
                action="skipped",
                update=payload.get("update_id"),
                error=type(error).__name__,
            )
            return None

    async def _note_chat(self, told: Told) -> None:
        if told.moved:
            await self._door.books.moved(told.moved.old, told.moved.new)
        if told.became:
            await self._door.books.became(told.became.address, told.became.state)

    def _note_name(self, stored: Stored) -> None:
        """Take note of what one of us is called by now: Telegram tells it with whatever they do, and not otherwise."""
        who = stored.inbound.who
        if stored.known and self._called.get(who.user) != who.name:
            self._called[who.user] = who.name
            self._running.start(self._door.books.changed(who), f"name of {who.user}")

    def _refuse(self, update: Update, me: Me) -> Task | None:
        log.debug("telegram.not_for_us", action="skipped", update=update.update_id)
        name = f"update {update.update_id}"
        if update.callback_query is not None:
            return self._running.start(self._notice(update.callback_query.id, ""), name)
        if update.message is not None and asks_anonymously(update, me):
            place, message = address_of(update.message, me), update.message.message_id
            return self._running.start(self._answers.decline(place, message), name)
        return None

    def _begin(self, stored: Stored, update: Update) -> Task:
        """Start the work; its answer waits for the one before it in the same chat."""
        query = update.callback_query.id if update.callback_query else None
        address = stored.inbound.address.chat_only
        return self._in_turn(address, partial(self._work, stored, query), stored.inbound.key)

    def _in_turn(self, address: Address, work: Callable[[Task | None], Work], name: str) -> Task:
        """Start work that is told of the one before it in the same chat."""
        chat = str(address)
        task = self._running.start(work(self._latest.get(chat)), name)
        self._latest[chat] = task
        task.add_done_callback(lambda done: self._forget(chat, done))
        return task

    def _forget(self, chat: str, task: Task) -> None:
        if self._latest.get(chat) is task:
            del self._latest[chat]

    async def _work(self, stored: Stored, query: str | None, before: Task | None) -> None:
        work = asyncio.ensure_future(self._door.work(stored, LIMITS))
        noticed = query is not None and await self._notice_soon(stored.inbound, query, work)
        answer = await work
        if before is not None:
            await asyncio.wait({before})
        answer = await self._door.still_ours(answer)
        async with answering(self._door, answer):
            await self._answers.give(stored.inbound, answer, noticed=noticed)

    async def _notice_soon(self, inbound: Inbound, query: str, work: asyncio.Future[Answer]) -> bool:
        """Release the pressed button, with the answer's notice where it is ready in time."""
        await asyncio.wait({work}, timeout=_NOTICE_WITHIN_S)
        notice = _notice_of(work.result(), inbound) if _is_good(work) else ""
        return await self._notice(query, notice)

    async def _notice(self, query: str, notice: str) -> bool:
        text = shortened(notice, _NOTICE)
        try:
            await self._bot.answer_callback_query(
                query, text or None, show_alert=True if len(text) > _ALERT_OVER else None
            )
        except TelegramError as error:
            if not failures.is_too_late(error):
                log.warning("telegram.notice_failed", action="dropped", error=failures.describe(error))
            return False
        return bool(text)


def _is_good(work: asyncio.Future[Answer]) -> bool:
    return work.done() and not work.cancelled() and work.exception() is None


def _notice_of(answer: Answer, inbound: Inbound) -> str:
    whispered = answer.card is not None and answer.card.card.whisper and not inbound.private
    return answer.notice or (IN_PRIVATE if whispered else "")
