"""The first half of a delivery, in the database's thread: which facts leave now, where to, and as what card."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

import structlog

from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Card, Drawn
from crmbot.chat.kept_card import write_card
from crmbot.chat.limits import Limits
from crmbot.chat.sender import Sender
from crmbot.commands import buttons, discretion, telling
from crmbot.commands.telling import Fact
from crmbot.core import permissions, reminders
from crmbot.core.context import Context, Origin
from crmbot.core.delivery import dead_letters, pacing, sending, sent_cards, whereabouts
from crmbot.core.delivery.pacing import Gaps, Road, Slot, Waits
from crmbot.core.delivery.whereabouts import Chat
from crmbot.core.errors import Suspended
from crmbot.core.outbox import ERASED, IN_PLACE, LATE, REFRESH, UNSUNG
from crmbot.core.subscriptions import facts
from crmbot.scheduler.means import Means
from crmbot.scheduler.pacing import edit_gaps, gaps
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.record import Record
from crmbot.store.uow import Session, unit_of_work

log = structlog.get_logger(__name__)

BATCH = 32
"""Facts claimed at once: far fewer than can be sent within a lease."""

REMINDER = "reminder"
EDITS = "/edits"
"""What edits are counted among, where a platform has a measure for them."""


@dataclass(frozen=True, slots=True)
class Way:
    """Where a fact goes, and how fast messages may follow each other there.

    `measure` names what they are counted among, where that is not all messages of the bot.
    """

    address: Address
    is_private: bool
    gaps: Gaps
    measure: str = ""

    @property
    def lane(self) -> str:
        """Name the lane of the chat."""
        return str(self.address.chat_only)

    @property
    def chat(self) -> Chat:
        """Return the chat itself."""
        return _chat(self.address)

    @property
    def bot(self) -> tuple[str, str]:
        """Name the bot that writes there, and what of it is counted."""
        return self.address.platform, self.address.tenant + self.measure


@dataclass(frozen=True, slots=True)
class Claim:
    """A fact of ours that may leave now; `lease` is the one it was claimed with.

    `due_at` is when it should have left; `trace` names what it follows from in the log. `looks` is a sign of how its
    card was drawn.
    """

    fact_id: int
    lease: datetime
    way: Way
    kind: str
    due_at: datetime | None
    trace: str | None
    looks: str | None = None


@dataclass(frozen=True, slots=True)
class Batch:
    """What one look into the outbox gave: how many facts were due, and those of them that may leave now.

    `queued` tells whether any had to wait for its chat or turn: others may be waiting, too, whose turn comes soon.
    """

    due: int
    leaving: tuple[Claim, ...]
    queued: bool = False

    @property
    def is_full(self) -> bool:
        """Whether there may have been more that was due."""
        return self.due >= BATCH


@dataclass(frozen=True, slots=True)
class Ready:
    """A fact as it is to be sent; `ref` names the card it takes the place of, `under` the one it is put under."""

    claim: Claim
    drawn: Drawn
    ref: str | None
    under: str | None = None


@dataclass(frozen=True, slots=True)
class Directory:
    """What is known of the chats a batch concerns.

    `fates` are the dead ones, and where they are now if they migrated; `own` those of one person, and whether their
    links sleep.
    """

    direct: Mapping[int, Sequence[Chat]]
    fates: Mapping[Chat, str | None]
    own: Mapping[Chat, bool]
    senders: Mapping[str, Sender]

    def way(self, fact: Outbox) -> Way | None:
        """Return where a fact goes: to its own chat while that lives, else to its person; None for nowhere.

        What takes the place of a card does so where that stands, and nowhere else.
        """
        own = self._own_chat(fact)
        address = own if fact.kind in IN_PLACE else own or self._direct_chat(fact)
        if address is None:
            return None
        # A card that is edited stands in somebody's private chat if it was put there for them.
        is_private = own is None or _chat(own) in self.own or (fact.kind in IN_PLACE and fact.user_id is not None)
        pace = self.senders[address.platform].limits.pace
        if fact.kind in IN_PLACE and pace.edits_per_s:
            return Way(address, is_private, edit_gaps(pace, is_private=is_private), EDITS)
        return Way(address, is_private, gaps(pace, is_private=is_private))

    def _own_chat(self, fact: Outbox) -> Address | None:
        address = self._as_it_is_now(Address.parse(fact.address)) if fact.address is not None else None
        if address is None or address.platform not in self.senders or _chat(address) in self.fates:
            return None
        return None if self._is_kept_from(fact, _chat(address)) else address

    def _is_kept_from(self, fact: Outbox, chat: Chat) -> bool:
        """Tell whether a fact is for somebody who may not be the one who writes there; answers are for whoever does."""
        return fact.user_id is not None and fact.kind not in (LATE, ERASED) and self.own.get(chat, False)

    def _as_it_is_now(self, address: Address) -> Address:
        """Follow a chat that has migrated: what was written for it before goes along."""
        new = self.fates.get(_chat(address))
        return Address.parse(new) if new else address

    def _direct_chat(self, fact: Outbox) -> Address | None:
        chats = self.direct.get(fact.user_id or 0, ())
        return Address(*chats[0]) if chats else None


def claim(means: Means, *, lapsed: bool = True) -> Batch:
    """Take a batch of due facts; those whose chat is busy are given a place in its queue instead.

    Args: `lapsed`: also those that somebody else had claimed, and whose lease ran out.
    """
    with unit_of_work(means.database) as session:
        facts = sending.claim(session, means.clock.now(), BATCH, means.senders.keys(), lapsed=lapsed)
        return _shared_out(means, session, facts) if facts else Batch(0, ())


def _shared_out(means: Means, session: Session, facts: Sequence[Outbox]) -> Batch:
    """Let facts leave whose turn it is, and give the others their places."""
    directory = _directory(means, session, facts)
    ways = {fact.id: way for fact in facts if (way := directory.way(fact)) is not None}
    road = pacing.lock(session, *_needed(ways.values()))
    now = means.clock.now()  # after the lock: while we waited for it, others took their places
    if pacing.put_right(session, road, now):
        log.warning("outbox.clock_was_ahead", action="given places anew")
    slots = {fact.id: _slot(road, ways[fact.id], fact, now) for fact in facts if fact.id in ways}
    for fact in facts:
        slot = slots.get(fact.id)
        if slot is None and fact.kind in IN_PLACE:
            sending.dropped(session, fact.id, "its chat is out of reach")
        elif slot is None:
            log.warning("outbox.nowhere", fact=fact.id, kind=fact.kind, user=fact.user_id, trace=fact.trace)
            dead_letters.out_of_reach(session, fact, "no chat to reach them in", now)
        elif slot.waits is not None:
            sending.later(session, fact.id, slot.at, slot.waits, counts=False)
    leaving = [fact for fact in facts if fact.id in slots and slots[fact.id].waits is None]
    queued = len(leaving) < len(facts) or any(_booked(fact) is not None for fact in leaving)
    return Batch(len(facts), tuple(_claimed(fact, ways[fact.id]) for fact in leaving), queued)


def _directory(means: Means, session: Session, facts: Sequence[Outbox]) -> Directory:
    named = {_chat(Address.parse(fact.address)) for fact in facts if fact.address is not None}
    users = {fact.user_id for fact in facts if fact.user_id is not None}
    linked = whereabouts.linked_chats(session, users, means.senders.keys())
    fates = whereabouts.fates(session, named.union(*linked.values()))
    direct = whereabouts.living(linked, fates)
    return Directory(direct, fates, whereabouts.own_chats(session, named), means.senders)


def _claimed(fact: Outbox, way: Way) -> Claim:
    return Claim(fact.id, _lease(fact), way, fact.kind, fact.due_at, fact.trace)


def _slot(road: Road, way: Way, fact: Outbox, now: datetime) -> Slot:
    return road.slot(way.lane, way.bot, way.gaps, now, _booked(fact))


def _lease(fact: Outbox) -> datetime:
    assert fact.lease_until is not None  # it is ours
    return fact.lease_until


def _needed(ways: Collection[Way]) -> tuple[set[str], set[tuple[str, str]], set[str]]:
    """Return the lanes with limits, the bots with limits, and the lanes without."""
    lanes = {way.lane for way in ways if way.gaps.chat_s or way.gaps.bot_s}
    bots = {way.bot for way in ways if way.gaps.bot_s}
    return lanes, bots, {way.lane for way in ways} - lanes


def _booked(fact: Outbox) -> Slot | None:
    """Return the place a fact was given when it was last looked at; one that was put off keeps its rank as well."""
    if fact.last_error is None:
        return None
    return Slot(fact.send_after, Waits.TURN if fact.last_error == Waits.TURN else Waits.LANE)


def prepare(means: Means, claim: Claim) -> Ready | None:
    """Draw a claimed fact as its record is now; None when there is nothing left to tell, or it is not ours any more."""
    with unit_of_work(means.database) as session:
        now = means.clock.now()
        fact = sending.hold(session, claim.fact_id, claim.lease, now)
        if fact is None:
            return None
        record = session.get(Record, fact.record_id) if fact.record_id is not None else None
        if fact.kind == REMINDER and not reminders.is_still_due(session, fact, now):
            sending.dropped(session, fact.id, "moved meanwhile")
            return None
        try:
            ctx = sending.reader_context(session, fact, now, means.org)
        except Suspended:
            dead_letters.out_of_reach(session, fact, "suspended", now)
            return None
        address = claim.way.address
        limits = means.senders[address.platform].limits
        card = _card(ctx, fact, record, claim.way) if _can_be_shown(fact, limits) else None
        if card is None:
            sending.dropped(session, fact.id, "nothing left to tell")
            return None
        drawn = buttons.draw(session, card, address, limits, now)
        looks = _looks(drawn)
        if fact.kind == REFRESH and looks is not None and looks == sent_cards.looks(session, fact.args["ref"]):
            sending.dropped(session, fact.id, "stands there already")  # of two changes the first edit showed both
            return None
        ours = replace(claim, lease=_lease(fact), looks=looks)
        return Ready(ours, drawn, _replaced(fact, address), fact.args.get("under"))


def _looks(drawn: Drawn) -> str | None:
    """Return a sign of how a card was drawn, the same for the same looks; None where its files may be others."""
    if drawn.card.files:
        return None
    return sha256("\n".join((write_card(drawn.card), *drawn.tokens)).encode()).hexdigest()[:32]


def _replaced(fact: Outbox, address: Address) -> str | None:
    """Return the card whose place a fact takes; what goes elsewhere now takes none."""
    ref = fact.args.get("ref")
    if ref is None or fact.kind in IN_PLACE:
        return ref
    stands_there = SentRef.parse(ref).address.chat_only == address.chat_only
    return ref if stands_there and fact.kind in (LATE, facts.CARD) else None


def _can_be_shown(fact: Outbox, limits: Limits) -> bool:
    """Tell whether an answer can be brought up to date there: shown once more, it would only be in the way."""
    return limits.edits or fact.kind != REFRESH or fact.args.get("of") != sent_cards.CARD


def _card(ctx: Context, fact: Outbox, record: Record | None, way: Way) -> Card | None:
    ctx.origin = Origin(str(way.address), private=way.is_private, via=way.address.platform)
    card = telling.draw(ctx, Fact(fact.kind, record, fact.args)) if _may_be_told(ctx, fact, record) else None
    if card is None or way.is_private:
        return card
    return discretion.for_channel(ctx.session, card, str(way.address))


def _may_be_told(ctx: Context, fact: Outbox, record: Record | None) -> bool:
    """Tell whether a person may still see what they are told of; what was deleted says so in its own way."""
    if record is None or record.is_deleted or fact.user_id is None or fact.kind in UNSUNG:
        return True
    return permissions.sees(ctx, record)


def _chat(address: Address) -> Chat:
    return Chat(address.platform, address.tenant, address.chat)
