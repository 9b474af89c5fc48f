"""From an inbound to an answer: stored once, worked in order, refused kindly, never lost."""

import asyncio
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from time import perf_counter

import structlog

from crmbot.chat.card import Card
from crmbot.chat.inbound import Inbound, Pressed, Submitted
from crmbot.chat.limits import Limits
from crmbot.chat.sender import Sender
from crmbot.commands import buttons
from crmbot.commands.showing import shows_record
from crmbot.core import dialogs, inbox, outbox, people
from crmbot.core.delivery import addresses, sent_cards
from crmbot.core.errors import CrmError, InvalidInput, Suspended
from crmbot.core.figures import Figures, NoFigures
from crmbot.core.inbox import Arrival, Left
from crmbot.handlers import discretion, faults
from crmbot.handlers.adapter import Answer, Polled, Profile, Stored
from crmbot.handlers.answering import keeping, outgoing
from crmbot.handlers.answering.arrivals import Arrivals
from crmbot.handlers.faults import Wanted
from crmbot.handlers.identities import chat_user
from crmbot.handlers.intake import patience
from crmbot.handlers.intake.brake import Brake
from crmbot.handlers.intake.hands import Hands, Lines
from crmbot.handlers.turns import asking
from crmbot.handlers.turns.turn import Turn
from crmbot.store import trace
from crmbot.store.away import is_away
from crmbot.store.pauses import doubling
from crmbot.store.uow import CollisionError, Session, unit_of_work

log = structlog.get_logger(__name__)

_IS_VIEW = ":"
"""Stands in the names of places that are no chats, such as somebody's own page."""

TRIES = 3
"""How often work is begun that collides with other work on the same rows."""

FIRST_LOOK_S, LONGEST_LOOK_S = 0.005, 0.2
"""How long to wait before looking again whether another process is done with a chat."""

BEAT_S = inbox.LEASE / timedelta(seconds=3)
"""How often a process says that it lives, and looks for what others left."""

_REF_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"

_Take = Callable[[Session, datetime, Collection[str], Collection[str]], Sequence[Left]]


@dataclass(slots=True)
class Dispatcher(Arrivals):
    """Implements the door that adapters knock on."""

    figures: Figures = field(default_factory=NoFigures, kw_only=True)

    profiles: dict[str, Profile] = field(default_factory=dict)
    brake: Brake = field(default_factory=Brake)
    _lines: Lines = field(default_factory=Lines)
    _direct: set[str] = field(default_factory=set)
    _hands: Hands = field(init=False)

    def __post_init__(self) -> None:
        """Keep threads free that take messages in, however many wait to be worked."""
        self._hands = Hands(self.database.worked_at_once)

    async def store(self, inbound: Inbound, polled: Polled | None = None) -> Stored:
        """Put the inbound into the inbox, committed."""
        clean, now = inbound.clean(), self.clock.now()
        with trace.following(trace.of(clean.key)), self._hands.taking_in():
            stored = await self._hop(lambda: self._store(clean, polled))
        self.figures.came(clean.address.platform, fresh=stored.fresh)
        if stored.fresh:
            self._in_hand.begin(clean.key, now + inbox.LEASE)
            self.brake.count(clean, self.clock.now())
        return stored

    async def work(self, stored: Stored, limits: Limits) -> Answer:
        """Do what a stored inbound asks for; a redelivery answers with nothing."""
        return await self._worked_patiently(stored, limits, patience.PAUSES_S) if stored.fresh else Answer()

    async def _worked_patiently(self, stored: Stored, limits: Limits, pauses_s: Sequence[float]) -> Answer:
        """Work a message; where the database goes away in the middle of it, again when it may be back."""
        key = stored.inbound.key
        with trace.following(trace.of(key)), self._in_hand.until_answered(key, self.clock.now()) as hand:
            hand.answer = await self._worked_in_turn(stored, limits, pauses_s)
        return hand.answer

    async def _worked_in_turn(self, stored: Stored, limits: Limits, pauses_s: Sequence[float]) -> Answer:
        """Work a message when those before it in its chat are done, here and in other processes."""
        inbound, looks_s = None, doubling(FIRST_LOOK_S, LONGEST_LOOK_S)
        with self._lines.standing(stored.inbound.address, (stored.at, stored.inbound.key)) as standing:
            while True:
                async with standing.served():
                    inbound = inbound or await self._introduced(stored)
                    answer = await self._by_patient_hands(inbound, limits, pauses_s)
                    if answer is not None:
                        return await self._opened(answer, inbound)
                await asyncio.sleep(next(looks_s))

    async def _by_patient_hands(self, inbound: Inbound, limits: Limits, pauses_s: Sequence[float]) -> Answer | None:
        work = partial(self._by_hand, inbound, limits)
        try:
            return await patience.with_patience(work, inbound.key, pauses_s)
        except CollisionError:
            log.warning("inbox.collided", key=inbound.key, action="given up", exc_info=True)
            return await self._hop(partial(self._failed, inbound, limits))

    async def _by_hand(self, inbound: Inbound, limits: Limits) -> Answer | None:
        """Work a message when a hand is free; while its answer is kept, it is ours for another lease."""
        async with self._hands.at_work():
            until = self.clock.now() + inbox.LEASE
            answer = await self._hop(partial(self._work, inbound, limits))
        if answer is not None and answer.key:
            self._in_hand.hold([answer.key], until)
        return answer

    def patience_s(self, longest_s: float) -> float:
        """Return how long to wait for an answer before a message is acknowledged: not long where others wait, too."""
        return self._hands.patience_s(longest_s)

    async def sent(self, answer: Answer, ref: str) -> None:
        """Remember where an answer's card was delivered, so that a reply to it finds its record."""
        card = answer.card.card if answer.card is not None else None
        if card is None or not card.about:
            return
        try:
            await self._hop(lambda: self._sent(card, ref, answer))
        except Exception:
            # It is on the screen: not to remember where is better than to show it once more.
            log.exception("inbox.place_unnoted", key=answer.key)
        else:
            self._in_hand.end(answer.key)

    async def recover(self, senders: Mapping[str, Sender]) -> int:
        """Finish all that was left in the middle, as one who is alone may; return how much there was."""
        return await self._finish(senders, inbox.take_back)

    async def take_over(self, senders: Mapping[str, Sender]) -> int:
        """Finish what processes left in the middle of which nothing is heard any more; return how much there was."""
        return await self._finish(senders, inbox.take_over)

    async def keep_watch(self, senders: Mapping[str, Sender]) -> None:
        """Say again and again that what is in hand is worked, and take over what others left; ends when cancelled."""
        is_back = True
        while True:
            await asyncio.sleep(BEAT_S)
            try:
                await self.show_life()
                if is_back:  # for a beat after trouble with the database nobody else could show life either
                    await self.take_over(senders)
                is_back = True
            except Exception:
                log.exception("inbox.watch_failed", action="retry")
                is_back = False

    async def _finish(self, senders: Mapping[str, Sender], take: _Take) -> int:
        count, seen = 0, set(self._in_hand.keys())
        while left := await self._note(lambda session: take(session, self.clock.now(), senders.keys(), seen)):
            for each in left:
                seen.add(each.key)
                with trace.following(trace.of(each.key)):
                    await self._finished(each, senders)
                count += 1
        return count

    async def _finished(self, left: Left, senders: Mapping[str, Sender]) -> None:
        """Finish one: its answer is late, and goes where late ones go."""
        if left.is_open and left.tries > inbox.TRIES:
            log.error("inbox.deadly", key=left.key, action="given up", tries=left.tries)
            inbound = Inbound.from_json(left.inbound)
            limits = senders[inbound.address.platform].limits
            await self._hop(lambda: self._failed(inbound, limits))
        elif left.is_open:
            inbound = Inbound.from_json(left.inbound)
            limits = replace(senders[inbound.address.platform].limits, forms=False)
            # What the database prevents now is tried when it is taken over the next time: others wait behind it.
            answer = await self._worked_patiently(Stored(inbound, fresh=True, at=left.at), limits, ())
            if not answer.key:
                return  # nothing is kept of it, or whoever had it was faster and brings what they have
        await self._leave(left.key)
        log.info("inbox.recovered", key=left.key)

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

    # Below this line everything runs in the database's thread.

    def _store(self, inbound: Inbound, polled: Polled | None) -> Stored:
        revives = keeping.revived_by(inbound)
        place = str(inbound.address)
        arrival = Arrival(inbound.key, chat_user(inbound.who), place, inbound.to_json(), revives)
        now = self.clock.now()
        with unit_of_work(self.database) as session:
            received = inbox.receive(session, arrival, now)
            if received.revived:
                here = (inbound.address.platform, inbound.address.tenant)
                addresses.revive(session, [(*here, chat) for chat in revives], now)
            if polled is not None:
                inbox.set_offset(session, polled.platform, polled.tenant, polled.offset, now)
        return Stored(inbound, received.fresh, received.known, now)

    def _work(self, inbound: Inbound, limits: Limits) -> Answer | None:
        """Return the answer; None when it is not its turn yet."""
        turn = Turn(inbound, limits, self.registry, self.clock.now(), self.org, hold=self.brake.hold(inbound.key))
        began = perf_counter()
        try:
            worked = self._worked(turn, inbound)
            if worked is None:
                return None
            answer, outcome = worked, "answered"
        except CrmError as error:
            answer, outcome = self._refused(inbound, limits, error, turn), "refused"
        except Exception as error:  # the one place where a failure of ours becomes an answer
            if is_away(error) or isinstance(error, CollisionError):
                raise  # it is none of ours: nothing was done, and it is worked again
            answer, outcome = self._failed(inbound, limits), "failed"
        self._account(turn, outcome, perf_counter() - began)
        return answer

    def _account(self, turn: Turn, outcome: str, seconds: float) -> None:
        """Say in the log and in the figures what became of a message, and which command it was; not what it said."""
        wanted = turn.runner.wanted if turn.runner is not None else None
        command = wanted.command.name if wanted is not None else ""
        self.figures.worked(command, outcome, seconds)
        log.info("inbox.worked", key=turn.inbound.key, command=command, outcome=outcome, ms=round(1000 * seconds, 1))

    def _worked(self, turn: Turn, inbound: Inbound, tries: int = TRIES) -> Answer | None:
        """Do all of the work in one transaction; one that met another at the same rows is done again.

        None when another process has an earlier message of the chat in hand.
        """
        turn.inbound = inbound  # trying a failed message again puts that one in its place
        try:
            return self._worked_at_once(turn, inbound)
        except CollisionError:
            if tries <= 1:
                raise
            log.info("inbox.collided", key=inbound.key, action="again")
            return self._worked(turn, inbound, tries - 1)

    def _worked_at_once(self, turn: Turn, inbound: Inbound) -> Answer | None:
        key = inbound.key
        with unit_of_work(self.database) as session:
            if not inbox.is_next(session, key, str(inbound.address.chat_only), turn.now):
                return None
            answer = turn.answer(session)
            self._note_direct(session, inbound)
            sent_cards.leave_out(session, answer.replaces)
            kept = keeping.kept(answer, inbound, turn)
            if not inbox.close(session, key, turn.now, kept):
                session.rollback()  # another process was faster: what it did stands, this did not happen
                return Answer()
        self._tell_of(session)
        return keeping.named(answer, key, kept)

    def _tell_of(self, session: Session) -> None:
        """Say that something waits which was just committed."""
        if session.info.get(outbox.WAITING):
            self.wake()
        if outbox.is_soon(session, self.clock.now()):
            self.ring()

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
            mended = turn.mended(session, error) if isinstance(error, InvalidInput) else None
            answer = mended or self._refusal(session, inbound, limits, faults.card(error, wanted), turn)
            kept = keeping.kept(answer, inbound, turn)
            if not inbox.close(session, inbound.key, wanted.now, kept):
                session.rollback()
                return Answer()  # another process was faster
        if isinstance(error, Suspended):
            log.info("access.suspended", key=inbound.key)
        return keeping.named(answer, inbound.key, kept)

    def _refusal(self, session: Session, inbound: Inbound, limits: Limits, card: Card, turn: Turn) -> Answer:
        runner = turn.runner
        if runner is not None and not isinstance(inbound.event, Submitted):
            # What was entered goes on in the buttons of the answer; the question it came from is over, another is left.
            opened = dialogs.close_here(session, runner.ctx.actor.id, str(inbound.address), self.clock.now())
            if opened is not None and runner.wanted is not None and opened.command != runner.wanted.command.name:
                card = asking.with_way_back(card, runner.registry, opened)
        answer = self._drawn(session, card, inbound, limits)
        if runner is not None:
            buttons.keep_choices(session, card, runner.ctx.actor.id, inbound.address, self.clock.now())
        return answer

    def _failed(self, inbound: Inbound, limits: Limits) -> Answer:
        """Our fault: nothing was changed, the row stays under a reference, and so does the text."""
        ref = _new_ref()
        log.error("inbox.failed", key=inbound.key, ref=ref, exc_info=True)  # noqa: LOG014 - called while it is handled
        with unit_of_work(self.database) as session:
            answer = self._drawn(session, faults.our_fault(ref), inbound, limits)
            kept = keeping.kept(answer, inbound)
            inbox.fail(session, inbound.key, ref, self.clock.now(), kept)
        return keeping.named(answer, inbound.key, kept)

    def _drawn(self, session: Session, card: Card, inbound: Inbound, limits: Limits) -> Answer:
        shown = discretion.for_asker(session, card, inbound)
        drawn = buttons.draw(session, shown, inbound.address, limits, self.clock.now())
        notice = shown.summary if isinstance(inbound.event, Pressed) else ""
        return Answer(card=drawn, notice=notice)

    def _sent(self, card: Card, ref: str, answer: Answer) -> None:
        kind = sent_cards.CARD if shows_record(card) else sent_cards.ANSWER
        sent = sent_cards.Sent(ref, kind, self.clock.now(), answer.reader)
        with unit_of_work(self.database) as session:
            sent_cards.remember_answer(session, sent, card.about)
            if answer.key:
                inbox.arrived(session, [answer.key])


def _new_ref() -> str:
    """Return a reference that a person can read out, and that finds a failure in the log."""
    return "".join(secrets.choice(_REF_ALPHABET) for _ in range(4))
