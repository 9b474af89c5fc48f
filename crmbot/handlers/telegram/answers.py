"""What the dispatcher answers, brought to the person who asked: here, in place of a card, or in private."""

import asyncio
from collections.abc import Awaitable, Callable

import structlog

from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Card, Drawn, Line, Link, spans
from crmbot.chat.inbound import Inbound, Pressed, Said, Submitted, Uploaded
from crmbot.chat.sender import Delivered, Delivery, Gone, RetryLater
from crmbot.handlers.adapter import Answer, Door
from crmbot.handlers.telegram.running import Running
from crmbot.handlers.telegram.sender import TelegramSender
from crmbot.handlers.telegram.words import HELLO
from crmbot.store.models.channel import ChannelState

log = structlog.get_logger(__name__)
IN_PRIVATE = "I've answered you in private."
_TRIES = 6
_LONGEST_PAUSE_S = 120.0
_LAST_PAUSE_S = 5.0

Attempt = Callable[[], Awaitable[Delivery]]


class Answers:
    """Delivers answers, waiting out flood control and following chats that move."""

    def __init__(self, door: Door, sender: TelegramSender, running: Running) -> None:
        self._door = door
        self._sender = sender
        self._running = running
        self.bot_name = ""

    async def give(self, inbound: Inbound, answer: Answer, *, noticed: bool = False) -> None:
        """Show an answer; `noticed` tells that its notice was shown on the pressed button."""
        if answer.card is None:
            if answer.notice and not noticed:
                await self._post(inbound, Drawn(Card(spans(answer.notice))))
        elif answer.card.card.whisper and not inbound.private:
            await self._whisper(inbound, answer, answer.card, noticed=noticed)
        else:
            await self._show(inbound, answer, answer.card)

    async def _show(self, inbound: Inbound, answer: Answer, drawn: Drawn) -> None:
        ref = answer.replaces
        if ref is None:
            delivery = await self._post(inbound, drawn)
        else:
            delivery = await self._deliver(inbound.address, drawn, lambda: self._sender.edit(ref, drawn))
        await self._settle(inbound, answer, delivery)
        if isinstance(delivery, Gone) and not inbound.private:
            await self._aside(inbound, answer, drawn)

    async def _aside(self, inbound: Inbound, answer: Answer, drawn: Drawn) -> None:
        """Answer in private somebody who was heard where we may not write."""
        asker = _private_to(inbound)
        delivery = await self._deliver(asker, drawn, lambda: self._sender.post(asker, drawn))
        if isinstance(delivery, Delivered):
            await self._door.sent(answer, delivery.ref)

    async def _whisper(self, inbound: Inbound, answer: Answer, drawn: Drawn, *, noticed: bool) -> None:
        asker = _private_to(inbound)
        delivery = await self._deliver(asker, drawn, lambda: self._sender.post(asker, drawn))
        if isinstance(delivery, Gone):
            await self._post(inbound, Drawn(self._invitation()))
            return
        await self._settle(inbound, answer, delivery)
        if isinstance(delivery, Delivered) and not noticed:
            await self._post(inbound, Drawn(Card(spans(IN_PRIVATE))))

    def _invitation(self) -> Card:
        link = Link(f"https://t.me/{self.bot_name}?start={HELLO}", "Open our private chat")
        title = spans("I can only answer that in private, and you have not opened a chat with me yet.")
        return Card(title, (Line((link,)),))

    async def tell(self, address: Address, card: Card) -> None:
        """Say something in a chat that nobody asked for."""
        delivery = await self._deliver(address, Drawn(card), lambda: self._sender.post(address, Drawn(card)))
        if not isinstance(delivery, Delivered):
            log.warning("telegram.not_told", action="left unsaid", address=str(address))

    async def decline(self, address: Address, reply_to: int) -> None:
        """Tell somebody who writes without a face where we can talk."""
        card = Card(spans("I can't see who you are while you write anonymously. Please write to me in private."))
        await self._sender.post(address, Drawn(card), reply_to)

    async def _post(self, inbound: Inbound, drawn: Drawn) -> Delivery:
        address, reply_to = inbound.address, _answered(inbound)
        return await self._deliver(address, drawn, lambda: self._sender.post(address, drawn, reply_to))

    async def _deliver(self, address: Address, drawn: Drawn, attempt: Attempt) -> Delivery:
        delivery = await self._persist(attempt)
        match delivery:
            case Gone(moved_to=Address() as new):
                await self._door.books.moved(address.chat_only, new)
                return await self._persist(lambda: self._sender.post(new, drawn))
            case _:
                return delivery

    async def _persist(self, attempt: Attempt) -> Delivery:
        """Try until it is taken or refused for good; not for ever, and hardly at all once we stop."""
        delivery = await attempt()
        for _ in range(_TRIES):
            if not isinstance(delivery, RetryLater) or not await self._waited(delivery.after_s):
                break
            delivery = await attempt()
        return delivery

    async def _waited(self, after_s: float) -> bool:
        if not self._running.stopping.is_set():
            if after_s <= _LONGEST_PAUSE_S:
                await self._running.pause(after_s)
                return True
        elif after_s <= _LAST_PAUSE_S:
            await asyncio.sleep(after_s)
            return True
        return False

    async def _settle(self, inbound: Inbound, answer: Answer, delivery: Delivery) -> None:
        match delivery:
            case Delivered(ref=ref):
                await self._door.sent(answer, ref)
            case Gone(partly=True):
                log.warning("telegram.answer_gone", action="said in private", key=inbound.key)
            case Gone(muted=muted):
                state = ChannelState.MUTED if muted else ChannelState.GONE
                await self._door.books.became(inbound.address.chat_only, state)
                log.warning("telegram.answer_gone", action="channel closed", key=inbound.key)
            case RetryLater():
                log.warning("telegram.answer_late", action="left to the outbox", key=inbound.key)
                await self._door.not_arrived(answer)


def _private_to(inbound: Inbound) -> Address:
    return Address(inbound.address.platform, inbound.address.tenant, inbound.who.user)


def _answered(inbound: Inbound) -> int | None:
    """Return the message an answer refers to: in a group, the one that asked."""
    if inbound.private:
        return None
    match inbound.event:
        case Said(message=message) | Uploaded(message=message):
            return int(message) if message else None
        case Pressed(card=card):
            return int(SentRef.parse(card).message) if card else None
        case Submitted():
            return None
