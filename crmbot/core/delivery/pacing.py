"""How fast we may write: every chat has a lane, every bot takes turns, and both are rows that outlive us."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from sqlalchemy import delete, select, tuple_, update
from sqlalchemy.orm import Session

from crmbot.core.delivery.whereabouts import Bot
from crmbot.store.models.messaging import Lane, Outbox, OutboxStatus, RateToken
from crmbot.store.upsert import insert_new, upsert

NEVER = datetime(2000, 1, 1, tzinfo=UTC)
TURN_LIFE = timedelta(seconds=2)
"""How late a booked turn may be taken; after a longer break all that were missed would leave at once."""

LONGEST_PAUSE = timedelta(hours=1)
"""However long a platform asks us to wait, we ask again after this."""

TICKS_APART = timedelta(seconds=2)
"""So much the clocks of our machines may differ; a row that was written later than that was by a clock ahead."""

KEPT = timedelta(hours=1)
"""How long a lane stays that nobody uses."""


class Waits(StrEnum):
    """Why a fact that is due has not left yet."""

    LANE = "waits for its chat"
    TURN = "waits for its turn"


@dataclass(frozen=True, slots=True)
class Gaps:
    """Seconds from one message to the next: to the same chat, and to any chat of the same bot; 0 for none."""

    chat_s: float = 0.0
    bot_s: float = 0.0

    @property
    def chat(self) -> timedelta:
        """The time between two messages to one chat."""
        return timedelta(seconds=self.chat_s)

    @property
    def bot(self) -> timedelta:
        """The time between two messages of one bot."""
        return timedelta(seconds=self.bot_s)


@dataclass(frozen=True, slots=True)
class Slot:
    """When a message may be sent; `waits` is None when that is now."""

    at: datetime
    waits: Waits | None = None


@dataclass(frozen=True, slots=True)
class Road:
    """The lanes and turns a batch of messages needs, locked until the end of the transaction."""

    lanes: dict[str, Lane]
    turns: dict[Bot, RateToken]

    def set_right(self, now: datetime) -> bool:
        """Take back what a clock wrote that ran ahead, and note who writes now; tell whether one had.

        Times keep their distance from when they were written, so that no chat is silent for as long as a clock jumped.
        """
        rows: list[Lane | RateToken] = [*self.lanes.values(), *self.turns.values()]
        any_ahead = False
        for row in rows:
            if row.set_at is not None and row.set_at - now > TICKS_APART:
                _shift(row, row.set_at - now)
                any_ahead = True
            row.set_at = now
        return any_ahead

    def slot(self, chat: str, bot: Bot, gaps: Gaps, now: datetime, booked: Slot | None = None) -> Slot:
        """Take the next place on a chat's lane, and the bot's next turn once the lane is free.

        Args: `booked`: the place the message was given before, which keeps its rank.
        """
        lane = self.lanes.get(chat)
        if lane is None:  # a chat without limits that nobody has paused
            return Slot(now)
        if booked is not None and booked.waits is Waits.TURN and _is_kept(booked, lane, gaps, now):
            return Slot(now)
        if lane.next_free > now:
            return _wait_for_lane(lane, gaps, now, booked)
        if booked is None and lane.ready_at is not None and lane.ready_at > now:
            return _queue_up(lane, gaps)  # others have waited longer
        return self._turn(lane, bot, gaps, now)

    def _turn(self, lane: Lane, bot: Bot, gaps: Gaps, now: datetime) -> Slot:
        turn = self.turns.get(bot)
        at = now if turn is None else max(now, turn.next_free)
        if turn is not None:
            turn.next_free = at + gaps.bot
        lane.next_free = at + gaps.chat
        return Slot(at, Waits.TURN if at > now else None)


def _shift(row: Lane | RateToken, ahead: timedelta) -> None:
    row.next_free -= ahead
    if isinstance(row, Lane) and row.ready_at is not None:
        row.ready_at -= ahead


def _is_kept(booked: Slot, lane: Lane, gaps: Gaps, now: datetime) -> bool:
    """Tell whether a booked turn still holds: it is not long past, and the chat was not paused meanwhile."""
    return now - booked.at <= TURN_LIFE and lane.next_free <= booked.at + gaps.chat


def _wait_for_lane(lane: Lane, gaps: Gaps, now: datetime, booked: Slot | None) -> Slot:
    """Return a place behind those who wait; one who came in time and found the lane late stays in front."""
    is_next = booked is not None and now - booked.at <= gaps.chat and lane.next_free - now <= gaps.chat
    return Slot(lane.next_free, Waits.LANE) if is_next else _queue_up(lane, gaps)


def _queue_up(lane: Lane, gaps: Gaps) -> Slot:
    at = max(lane.next_free, lane.ready_at or lane.next_free)
    lane.ready_at = at + gaps.chat
    return Slot(at, Waits.LANE)


def lock(session: Session, chats: Collection[str], bots: Collection[Bot], unlimited: Collection[str]) -> Road:
    """Lock the lanes of chats and the turns of bots, making what is missing; read the clock after this.

    Args: `unlimited`: chats without limits; they have a lane only if the platform once asked for a pause.
    """
    lanes = _lanes(session, {*chats, *unlimited})
    for chat in sorted(set(chats) - lanes.keys()):
        insert_new(session, Lane, {"address": chat, "next_free": NEVER, "ready_at": None})
        lanes |= _lanes(session, {chat})
    turns = _turns(session, bots)
    for platform, tenant in sorted(set(bots) - turns.keys()):
        insert_new(session, RateToken, {"platform": platform, "tenant": tenant, "next_free": NEVER})
        turns |= _turns(session, [(platform, tenant)])
    return Road(lanes, turns)


def _lanes(session: Session, chats: Collection[str]) -> dict[str, Lane]:
    """Return the lanes there are; always locked in the same order, so that two processes cannot block each other."""
    if not chats:
        return {}
    rows = session.scalars(select(Lane).where(Lane.address.in_(chats)).order_by(Lane.address).with_for_update())
    return {row.address: row for row in rows}


def _turns(session: Session, bots: Collection[Bot]) -> dict[Bot, RateToken]:
    if not bots:
        return {}
    key = (RateToken.platform, RateToken.tenant)
    rows = session.scalars(select(RateToken).where(tuple_(*key).in_(bots)).order_by(*key).with_for_update())
    return {(row.platform, row.tenant): row for row in rows}


def hold_back(session: Session, chat: str, until: datetime, now: datetime) -> None:
    """Let nothing into a chat before an instant: the platform asked for a pause, or has just taken a message."""
    until = min(until, now + LONGEST_PAUSE)
    lane = _lanes(session, {chat}).get(chat)
    if lane is None:
        upsert(session, Lane, {"address": chat}, {"next_free": until, "set_at": now})
        return
    put_right(session, Road({chat: lane}, {}), now)
    lane.next_free = max(lane.next_free, until)


def hold_turn(session: Session, bot: Bot, until: datetime, now: datetime) -> None:
    """Let nothing go that is counted together before an instant: the platform has had too much of it."""
    turn = lock(session, (), [bot], ()).turns[bot]
    put_right(session, Road({}, {bot: turn}), now)
    turn.next_free = max(turn.next_free, min(until, now + LONGEST_PAUSE))


def put_right(session: Session, road: Road, now: datetime) -> bool:
    """Set what a clock wrote right where it ran ahead, with the places of all that waits; tell whether one had."""
    if not road.set_right(now):
        return False
    _bring_forward(session, now)
    return True


def _bring_forward(session: Session, now: datetime) -> None:
    """Look again at once at what waits for its chat or turn, since a clock ran ahead: each is given a place anew.

    Nobody has the places any more that were given before: who comes now would queue up behind them.
    """
    waiting = (
        Outbox.status == OutboxStatus.PENDING,
        Outbox.send_after > now + TICKS_APART,
        Outbox.last_error.in_(list(Waits)),
    )
    session.execute(update(Outbox).where(*waiting).values(send_after=now))
    # Those somebody has locked just now are set right by them.
    queued = select(Lane).where(Lane.ready_at > now).order_by(Lane.address).with_for_update(skip_locked=True)
    for lane in session.scalars(queued):
        lane.ready_at = None


def forget_old(session: Session, now: datetime) -> None:
    """Drop the lanes nobody has used for a while."""
    session.execute(delete(Lane).where(Lane.next_free < now - KEPT, (Lane.ready_at.is_(None)) | (Lane.ready_at < now)))
