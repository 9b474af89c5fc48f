"""From an inbound to an answer: stored once, worked in order, refused kindly, never lost."""

import asyncio
import secrets
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from typing import TypeVar
from weakref import WeakValueDictionary

import structlog

from crmbot.chat.address import Address
from crmbot.chat.card import Card
from crmbot.chat.command import Registry
from crmbot.chat.form import FieldSpec
from crmbot.chat.inbound import Identity, Inbound, Pressed, Submitted
from crmbot.chat.limits import Limits
from crmbot.chat.reply import Option
from crmbot.chat.sender import Sender
from crmbot.commands import buttons
from crmbot.commands.showing import shows_record
from crmbot.core import addresses, dialogs, inbox, outbox, people, sent_cards
from crmbot.core.clock import Clock
from crmbot.core.context import Organisation
from crmbot.core.errors import CrmError, InvalidInput, Suspended
from crmbot.core.inbox import Arrival, Stop
from crmbot.handlers import discretion, faults, outgoing
from crmbot.handlers.adapter import Answer, Offers, Polled, Profile, Stored
from crmbot.handlers.faults import Wanted
from crmbot.handlers.offering import Offering
from crmbot.handlers.strangers import chat_user
from crmbot.handlers.turn import Turn
from crmbot.store.engine import Database
from crmbot.store.models.channel import ChannelState
from crmbot.store.uow import CollisionError, Session, read_only, unit_of_work

log = structlog.get_logger(__name__)
T = TypeVar("T")

_IS_VIEW = ":"
"""Stands in the names of places that are no chats, such as somebody's own page."""

TRIES = 3
"""How often work is begun that collides with other work on the same rows."""

_REF_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(slots=True)
class _Locks:
    """One lock per conversation, kept only while somebody waits for it."""

    by_chat: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    def of(self, address: Address) -> AbstractAsyncContextManager[None]:
        """Return the lock that keeps one chat's messages in sequence."""
        return self.by_chat.setdefault(str(address.chat_only), asyncio.Lock())


@dataclass(slots=True)
class Dispatcher:
    """Implements the door that adapters knock on. `wake` tells the scheduler that something new waits."""

    database: Database
    registry: Registry
    clock: Clock
    org: Organisation
    wake: Callable[[], None] = field(default=lambda: None)
    profiles: dict[str, Profile] = field(default_factory=dict)
    _locks: _Locks = field(default_factory=_Locks)
    _direct: set[str] = field(default_factory=set)

    async def store(self, inbound: Inbound, polled: Polled | None = None) -> Stored:
        """Put the inbound into the inbox, committed."""
        clean = inbound.clean()
        return await self._hop(lambda: self._store(clean, polled))

    async def work(self, stored: Stored, limits: Limits) -> Answer:
        """Do what a stored inbound asks for; a redelivery answers with nothing."""
        if not stored.fresh:
            return Answer()
        async with self._locks.of(stored.inbound.address):
            inbound = await self._introduced(stored)
            return await self._opened(await self._hop(lambda: self._work(inbound, limits)), inbound)

    async def sent(self, answer: Answer, ref: str) -> None:
        """Remember where an answer's card was delivered, so that a reply to it finds its record."""
        card = answer.card.card if answer.card is not None else None
        if card is not None and card.about:
            await self._hop(lambda: self._sent(card, ref, answer.reader))

    async def suggest(self, who: Identity, text: str, spec: FieldSpec | None) -> tuple[Option, ...]:
        """Return up to 100 records the person may pick for a question, best first."""
        return await self._hop(lambda: self._read(lambda session: self._offering(session).suggest(who, text, spec)))

    async def offer(self, who: Identity, text: str) -> Offers:
        """Return up to 20 records the person may name in any chat, best first; the recent ones for no text."""
        return await self._hop(lambda: self._read(lambda session: self._offering(session).offer(who, text)))

    async def stopped(self, platform: str, tenant: str) -> Stop | None:
        """Return where a polling loop stopped, and when; None for one that never ran."""
        return await self._hop(lambda: self._read(lambda session: inbox.stopped(session, platform, tenant)))

    async def still_polling(self, platform: str, tenant: str) -> None:
        """Note that a polling loop runs, though there was nothing to fetch."""
        now = self.clock.now()
        await self._hop(lambda: self._write(lambda session: inbox.still_polling(session, platform, tenant, now)))

    async def reachable(self, address: Address, *, live: bool) -> None:
        """Note that a chat can be written to again, or no longer."""
        state = ChannelState.LIVE if live else ChannelState.GONE
        key = (address.platform, address.tenant, address.chat)
        await self._hop(lambda: self._write(lambda session: addresses.set_state(session, key, state, self.clock.now())))

    async def shared(self, address: Address) -> None:
        """Note that people of other organisations read along in a chat from now on."""
        now = self.clock.now()
        await self._hop(lambda: self._write(lambda session: addresses.shared(session, str(address), now)))

    async def moved(self, old: Address, new: Address) -> None:
        """Take everything that points at a chat along to its new address."""
        now = self.clock.now()
        await self._hop(lambda: self._write(lambda session: addresses.moved(session, str(old), str(new), now)))

    async def recover(self, senders: Mapping[str, Sender]) -> int:
        """Work what a crash left in the middle, and send the answers; return how many there were."""
        began, recovered, skipped = self.clock.now(), 0, 0
        while left := await self._hop(partial(self._left_open, began, skipped)):
            for text in left:
                inbound = Inbound.from_json(text)
                sender = senders.get(inbound.address.platform)
                if sender is None:
                    skipped += 1
                    continue
                await self._recover(inbound, sender)
                recovered += 1
        return recovered

    async def _recover(self, inbound: Inbound, sender: Sender) -> None:
        answer = await self.work(Stored(inbound, fresh=True, known=True), replace(sender.limits, forms=False))
        if answer.card is not None:
            await sender.send(discretion.place_of(inbound, answer.card.card), answer.card)
        log.info("inbox.recovered", key=inbound.key)

    async def _opened(self, answer: Answer, inbound: Inbound) -> Answer:
        """Open the files of an answer, off the loop; where that fails on our side the answer stands without them."""
        drawn = answer.card
        if drawn is None or not drawn.card.files:
            return answer
        try:
            card = await outgoing.ready(drawn.card)
        except Exception:
            ref = _new_ref()
            log.exception("files.not_made", key=inbound.key, ref=ref)
            card = outgoing.without_files(drawn.card, ref)
        return replace(answer, card=replace(drawn, card=card))

    async def _introduced(self, stored: Stored) -> Inbound:
        """Complete a sender we do not know with what the platform can tell of them."""
        inbound = stored.inbound
        profile = self.profiles.get(inbound.who.platform)
        if stored.known or profile is None:
            return inbound
        return replace(inbound, who=await profile(inbound.who))

    async def _hop(self, work: Callable[[], T]) -> T:
        """Cross into a thread of the database, once per unit of work."""
        return await asyncio.wrap_future(self.database.submit(work))

    # Below this line everything runs in the database's thread.

    def _store(self, inbound: Inbound, polled: Polled | None) -> Stored:
        arrival = Arrival(inbound.key, chat_user(inbound.who), str(inbound.address), inbound.to_json())
        with unit_of_work(self.database) as session:
            received = inbox.receive(session, arrival, self.clock.now())
            if polled is not None:
                inbox.set_offset(session, polled.platform, polled.tenant, polled.offset, self.clock.now())
        return Stored(inbound, received.fresh, received.known)

    def _work(self, inbound: Inbound, limits: Limits) -> Answer:
        turn = Turn(inbound, limits, self.registry, self.clock.now(), self.org)
        try:
            return self._worked(turn, inbound)
        except CrmError as error:
            return self._refused(inbound, limits, error, turn)
        except Exception:  # noqa: BLE001 - the one place where a failure of ours becomes an answer
            return self._failed(inbound, limits)

    def _worked(self, turn: Turn, inbound: Inbound, tries: int = TRIES) -> Answer:
        """Do all of the work in one transaction; one that met another at the same rows is done again."""
        turn.inbound, key = inbound, inbound.key  # trying a failed message again puts that one in its place
        try:
            with unit_of_work(self.database) as session:
                answer = turn.answer(session)
                self._note_direct(session, inbound)
                sent_cards.leave_out(session, answer.replaces)
                if not inbox.close(session, key, turn.now):
                    session.rollback()  # another process was faster: what it did stands, this did not happen
                    return Answer()
        except CollisionError:
            if tries <= 1:
                raise
            log.info("inbox.collided", key=key, action="again")
            return self._worked(turn, inbound, tries - 1)
        if session.info.get(outbox.WAITING):
            self.wake()
        return answer

    def _note_direct(self, session: Session, inbound: Inbound) -> None:
        """Learn which chat is somebody's own, where it is not called by its user; once for each and process."""
        place, chat = str(inbound.address.chat_only), inbound.address.chat
        if inbound.private and chat != inbound.who.user and _IS_VIEW not in chat and place not in self._direct:
            people.note_direct(session, chat_user(inbound.who), chat)
            self._direct.add(place)

    def _refused(self, inbound: Inbound, limits: Limits, error: CrmError, turn: Turn) -> Answer:
        """All of the work was undone; say what is wrong and keep what was typed in the buttons."""
        runner = turn.runner
        zone = runner.ctx.actor.zone if runner is not None else self.org.zone
        wanted = Wanted(runner.wanted if runner is not None else None, zone, self.clock.now())
        with unit_of_work(self.database) as session:
            if not inbox.close(session, inbound.key, wanted.now):
                return Answer()  # another process was faster
            mended = turn.mended(session, error) if isinstance(error, InvalidInput) else None
            if mended is not None:
                return mended
            if runner is not None and not isinstance(inbound.event, Submitted):
                # What was entered goes on in the buttons of the answer; the question it came from is over.
                dialogs.close_here(session, runner.ctx.actor.id, str(inbound.address))
            card = faults.card(error, wanted)
            answer = self._drawn(session, card, inbound, limits)
            if runner is not None:
                buttons.keep_choices(session, card, runner.ctx.actor.id, inbound.address, wanted.now)
        if isinstance(error, Suspended):
            log.info("access.suspended", key=inbound.key)
        return answer

    def _failed(self, inbound: Inbound, limits: Limits) -> Answer:
        """Our fault: nothing was changed, the row stays under a reference, and so does the text."""
        ref = _new_ref()
        log.error("inbox.failed", key=inbound.key, ref=ref, exc_info=True)  # noqa: LOG014 - called while it is handled
        with unit_of_work(self.database) as session:
            inbox.fail(session, inbound.key, ref)
            return self._drawn(session, faults.our_fault(ref), inbound, limits)

    def _drawn(self, session: Session, card: Card, inbound: Inbound, limits: Limits) -> Answer:
        shown = discretion.for_asker(session, card, inbound)
        drawn = buttons.draw(session, shown, inbound.address, limits, self.clock.now())
        notice = shown.summary if isinstance(inbound.event, Pressed) else ""
        return Answer(card=drawn, notice=notice)

    def _left_open(self, before: datetime, skip: int) -> Sequence[str]:
        return self._read(lambda session: inbox.left_open(session, before, skip=skip))

    def _sent(self, card: Card, ref: str, reader: int | None) -> None:
        kind = sent_cards.CARD if shows_record(card) else sent_cards.ANSWER
        sent = sent_cards.Sent(ref, kind, self.clock.now(), reader)
        self._write(lambda session: sent_cards.remember_answer(session, sent, card.about))

    def _offering(self, session: Session) -> Offering:
        return Offering(session, self.clock.now(), self.org)

    def _read(self, work: Callable[[Session], T]) -> T:
        with read_only(self.database) as session:
            return work(session)

    def _write(self, work: Callable[[Session], T]) -> T:
        with unit_of_work(self.database) as session:
            return work(session)


def _new_ref() -> str:
    """Return a reference that a person can read out, and that finds a failure in the log."""
    return "".join(secrets.choice(_REF_ALPHABET) for _ in range(4))
