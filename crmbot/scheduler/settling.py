"""The second half of a delivery, in the database's thread: what became of a fact that was sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import assert_never

import structlog

from crmbot.chat.address import Address
from crmbot.chat.sender import Delivered, Gone, RetryLater
from crmbot.core import dialogs, inbox, reminders, retention
from crmbot.core.delivery import addresses, dead_letters, pacing, sending, sent_cards, whereabouts
from crmbot.core.delivery.sent_cards import Sent
from crmbot.core.outbox import LATE, REFRESH
from crmbot.core.reminders import second
from crmbot.core.subscriptions import facts
from crmbot.core.tasks import ASSIGNED, approving
from crmbot.scheduler.claims import REMINDER, Claim
from crmbot.scheduler.means import Means
from crmbot.store.models.channel import ChannelState
from crmbot.store.models.messaging import Outbox
from crmbot.store.uow import unit_of_work

log = structlog.get_logger(__name__)

KEPT_TRUE = {
    REMINDER: sent_cards.REMINDER,
    **dict.fromkeys((ASSIGNED, *approving.NEWS), sent_cards.REMINDER),
    facts.CARD: sent_cards.NEWS,
}
"""Kinds whose cards are edited when their record changes, and as what they are remembered."""

UNDRAWN_PAUSE = timedelta(seconds=2)


@dataclass(frozen=True, slots=True)
class Failed:
    """We could not even try: a mistake of ours, or a platform that answered in no way we know."""

    reason: str


@dataclass(frozen=True, slots=True)
class Undrawn:
    """It could not be drawn for a cause that passes: the database was away, or others were at the same rows."""

    reason: str


Outcome = Delivered | RetryLater | Gone | Failed | Undrawn


def settle(means: Means, claim: Claim, started: datetime, outcome: Outcome) -> None:
    """Write down what became of a fact whose sending began at an instant."""
    match outcome:
        case Delivered():
            _delivered(means, claim, started, outcome)
        case RetryLater(counts=True):
            _failed(means, claim, Failed(outcome.reason))
        case RetryLater():
            _later(means, claim, outcome)
        case Gone(moved_to=Address() as new):
            _moved(means, claim, new)
        case Gone():
            _gone(means, claim, outcome)
        case Failed():
            _failed(means, claim, outcome)
        case Undrawn():
            _undrawn(means, claim, outcome)
        case _:
            assert_never(outcome)
    _account(means, claim, outcome)


def _account(means: Means, claim: Claim, outcome: Outcome) -> None:
    """Say in the log and in the figures what became of a fact; neither says for whom it was, or what it says."""
    platform, word = claim.way.address.platform, _word(outcome)
    means.figures.delivered(platform, word)
    named = {"fact": claim.fact_id, "kind": claim.kind, "platform": platform}
    if not isinstance(outcome, Delivered):
        log.info("outbox.not_delivered", **named, outcome=word, reason=outcome.reason)
        return
    late_s = max((means.clock.now() - claim.due_at).total_seconds(), 0.0) if claim.due_at is not None else None
    if late_s is not None:
        means.figures.arrived(claim.kind, late_s)
    log.info("outbox.delivered", **named, late_s=late_s)


def _word(outcome: Outcome) -> str:
    match outcome:
        case Delivered():
            return "delivered"
        case RetryLater(counts=True):
            return "refused"
        case RetryLater():
            return "put off"
        case Gone(moved_to=Address()):
            return "moved"
        case Gone():
            return "gone"
        case Failed():
            return "failed"
        case Undrawn():
            return "put off"
        case _:
            assert_never(outcome)


def _delivered(means: Means, claim: Claim, started: datetime, outcome: Delivered) -> None:
    with unit_of_work(means.database) as session:
        fact = session.get_one(Outbox, claim.fact_id)
        sending.delivered(session, fact.id, outcome.ref, means.clock.now())
        if claim.way.is_private:
            second.follow(session, fact, claim.way.chat, means.clock.now())
        if fact.kind == LATE:
            fact.args = {}  # its words are where they belong, and need not be kept
        if fact.record_id is not None and fact.kind in KEPT_TRUE:
            sent_cards.remember(session, _sent(claim, fact, outcome.ref, started), fact.record_id)
        elif fact.record_id is not None and fact.kind == REFRESH and outcome.ref != fact.args["ref"]:
            sent_cards.forget(session, fact.args["ref"])  # it was gone, and stands elsewhere now
            sent_cards.remember(session, _sent(claim, fact, outcome.ref, started), fact.record_id)
        elif fact.kind == REFRESH:
            sent_cards.redrawn(session, outcome.ref, claim.looks)
        if claim.way.gaps.chat_s:
            pacing.hold_back(session, claim.way.lane, started + claim.way.gaps.chat, means.clock.now())


def _sent(claim: Claim, fact: Outbox, ref: str, at: datetime) -> Sent:
    kind = KEPT_TRUE.get(fact.kind) or fact.args.get("of", sent_cards.REMINDER)
    return Sent(ref, kind, at, fact.user_id if claim.way.is_private else None, claim.looks)


def _later(means: Means, claim: Claim, outcome: RetryLater) -> None:
    """Pause the chat; a fact that is put off again for the same reason lets the others there go first."""
    with unit_of_work(means.database) as session:
        now = means.clock.now()
        fact = session.get_one(Outbox, claim.fact_id)
        reason = outcome.reason or "later"
        pause = min(timedelta(seconds=max(outcome.after_s, 0.0)), pacing.LONGEST_PAUSE)
        pacing.hold_back(session, claim.way.lane, now + pause, now)
        if claim.way.measure:
            pacing.hold_turn(session, claim.way.bot, now + pause, now)
            sending.hold_edits(session, (claim.way.address.platform, claim.way.address.tenant), now + pause)
        again = fact.last_error == reason
        sending.later(session, fact.id, now + (2 * pause if again else pause), reason, counts=False)


def _gone(means: Means, claim: Claim, outcome: Gone) -> None:
    """Mark the chat dead, unless others of its topics are well, and turn to where else the person can be reached."""
    with unit_of_work(means.database) as session:
        now = means.clock.now()
        fact = session.get_one(Outbox, claim.fact_id)
        if not outcome.partly:
            state = ChannelState.MUTED if outcome.muted else ChannelState.GONE
            addresses.set_state(session, claim.way.chat, state, now)
        users = [fact.user_id] if fact.user_id is not None else []
        others = whereabouts.direct_chats(session, users, means.senders.keys()).get(fact.user_id or 0, [])
        if fact.kind == REFRESH:
            sent_cards.forget(session, fact.args["ref"])
            sending.dropped(session, fact.id, outcome.reason)
        elif others and fact.tries + 1 < sending.TRIES:
            sending.redirect(session, fact.id, str(Address(*others[0])), now)
        else:
            dead_letters.out_of_reach(session, fact, outcome.reason, now)


def _moved(means: Means, claim: Claim, new: Address) -> None:
    """Take everything that points at the chat along, and send there."""
    with unit_of_work(means.database) as session:
        now = means.clock.now()
        fact = session.get_one(Outbox, claim.fact_id)
        for old in {claim.way.address, claim.way.address.chat_only}:
            addresses.moved(session, str(old), str(new), now)
        if fact.kind == REFRESH:  # messages have other numbers there
            sent_cards.forget(session, fact.args["ref"])
            sending.dropped(session, fact.id, "moved")
        elif fact.tries + 1 < sending.TRIES:
            sending.redirect(session, fact.id, str(new), now)
        else:
            dead_letters.bury(session, fact, "moves without end", now)


def _failed(means: Means, claim: Claim, outcome: Failed) -> None:
    with unit_of_work(means.database) as session:
        now = means.clock.now()
        fact = session.get_one(Outbox, claim.fact_id)
        if fact.tries + 1 >= sending.TRIES:
            dead_letters.bury(session, fact, outcome.reason, now)
        else:
            at = now + timedelta(seconds=sending.pause_s(fact.tries, fact.id))
            sending.later(session, fact.id, at, outcome.reason)


def _undrawn(means: Means, claim: Claim, outcome: Undrawn) -> None:
    """Look at it again in a moment; nobody was asked, so it is no try."""
    with unit_of_work(means.database) as session:
        now = means.clock.now()
        sending.later(session, claim.fact_id, now + UNDRAWN_PAUSE, outcome.reason, counts=False)


def prolong(means: Means, claim: Claim) -> None:
    """Keep a fact whose sending takes long."""
    with unit_of_work(means.database) as session:
        sending.prolong(session, claim.fact_id, means.clock.now())


def release(means: Means, claims: tuple[Claim, ...]) -> None:
    """Give facts back that were claimed and not begun."""
    with unit_of_work(means.database) as session:
        sending.release(session, [claim.fact_id for claim in claims])


def clean_up(means: Means) -> None:
    """Drop what nobody can come back to any more, and look at the hours again of what leaves soon."""
    with unit_of_work(means.database) as session:
        now = means.clock.now()
        inbox.forget_old(session, now)
        inbox.let_go(session, now)
        sending.let_go(session, now)
        dialogs.forget_old(session, now)
        pacing.forget_old(session, now)
        reminders.recompute(session, now)


def forget_some(means: Means) -> bool:
    """Drop some of what was told, and had to do with, long ago; tell whether there may be more of it."""
    with unit_of_work(means.database) as session:
        return retention.forget_some(session, means.clock.now())
