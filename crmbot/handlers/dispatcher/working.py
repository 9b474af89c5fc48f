"""The work of one message in the database's thread: one transaction, refused kindly, never lost."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter

import structlog

from crmbot.chat.card import Card
from crmbot.chat.command import Registry
from crmbot.chat.inbound import Inbound, Pressed, Said, Submitted
from crmbot.chat.limits import Limits
from crmbot.commands import buttons
from crmbot.core import dialogs, inbox, outbox, people
from crmbot.core.clock import Clock
from crmbot.core.context import Organisation
from crmbot.core.delivery import sent_cards
from crmbot.core.errors import CrmError, InvalidInput, Suspended
from crmbot.core.figures import Figures, NoFigures
from crmbot.handlers import discretion, faults
from crmbot.handlers.adapter import Answer
from crmbot.handlers.answering import keeping
from crmbot.handlers.faults import Wanted
from crmbot.handlers.identities import chat_user
from crmbot.handlers.intake.brake import Brake
from crmbot.handlers.turns import asking
from crmbot.handlers.turns.turn import Turn
from crmbot.store.away import is_away
from crmbot.store.engine import Database
from crmbot.store.uow import CollisionError, Session, unit_of_work

log = structlog.get_logger(__name__)

TRIES = 3
"""How often work is begun that collides with other work on the same rows."""

_IS_VIEW = ":"
"""Stands in the names of places that are no chats, such as somebody's own page."""

_REF_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(slots=True)
class Worker:
    """Works messages, each from end to end.

    `wake` tells the scheduler of this process that something new waits, `ring` those of the others that it is due.
    """

    database: Database
    registry: Registry
    clock: Clock
    org: Organisation
    wake: Callable[[], None] = field(default=lambda: None)
    ring: Callable[[], None] = field(default=lambda: None)
    brake: Brake = field(default_factory=Brake)
    figures: Figures = field(default_factory=NoFigures)
    _direct: set[str] = field(default_factory=set)

    def answer(self, inbound: Inbound, limits: Limits) -> Answer | None:
        """Return what comes of a message; None when it is not its turn yet."""
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
            answer, outcome = self.failed(inbound, limits), "failed"
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
        said = inbound.event.text if isinstance(inbound.event, Said) else ""
        wanted = Wanted(runner.wanted if runner is not None else None, zone, self.clock.now(), said)
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

    def failed(self, inbound: Inbound, limits: Limits) -> Answer:
        """Our fault: nothing was changed, the row stays under a reference, and so does the text."""
        ref = new_ref()
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


def new_ref() -> str:
    """Return a reference that a person can read out, and that finds a failure in the log."""
    return "".join(secrets.choice(_REF_ALPHABET) for _ in range(4))
