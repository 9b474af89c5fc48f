"""How much waits, since when, and how much was given up: what an operator looks at first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from crmbot.store.models.messaging import Inbox, InboxState, Outbox, OutboxStatus
from crmbot.store.models.reminder import Reminder, ReminderStatus

COUNTED_AT_MOST = 10_000
"""A queue that is as long as this is told to be so long: looking must stay cheap when it matters."""


@dataclass(frozen=True, slots=True)
class Depths:
    """The queues at one moment; instants are None where nothing is in a queue.

    `inbox_since` is when the oldest message came that is not worked yet, `outbox_since` when the oldest fact should
    have left that nobody has claimed, `reminders_since` the oldest reminder. `last_delivery` is when the last fact
    arrived anywhere.
    """

    inbox_open: int
    inbox_failed: int
    inbox_since: datetime | None
    answers_owed: int
    outbox_waiting: int
    outbox_since: datetime | None
    outbox_dead: int
    reminders_due: int
    reminders_since: datetime | None
    last_delivery: datetime | None


def depths(session: Session, now: datetime) -> Depths:
    """Count what is in the queues, each up to ten thousand."""
    due = (Outbox.status == OutboxStatus.PENDING, Outbox.send_after <= now)
    reminders = (Reminder.status == ReminderStatus.PENDING, Reminder.due_at <= now)
    return Depths(
        inbox_open=_count(session, select(Inbox.key).where(Inbox.state == InboxState.OPEN)),
        inbox_failed=_count(session, select(Inbox.key).where(Inbox.state == InboxState.FAILED)),
        inbox_since=_oldest_open(session),
        answers_owed=_count(session, select(Inbox.key).where(Inbox.lease_until <= now, Inbox.answer.is_not(None))),
        outbox_waiting=_count(session, select(Outbox.id).where(*due)),
        outbox_since=_first(session, Outbox.send_after, *due, _unclaimed(now)),
        outbox_dead=_count(session, select(Outbox.id).where(Outbox.status == OutboxStatus.DEAD)),
        reminders_due=_count(session, select(Reminder.id).where(*reminders)),
        reminders_since=_first(session, Reminder.due_at, *reminders),
        last_delivery=session.scalar(select(func.max(Outbox.sent_at))),
    )


def oldest_open(session: Session, platforms: Collection[str]) -> datetime | None:
    """Return when the oldest message came from these platforms that is not worked yet; None when all are."""
    ways = (Inbox.address.startswith(f"{platform}:", autoescape=True) for platform in sorted(platforms))
    return _oldest_open(session, or_(false(), *ways))


def _oldest_open(session: Session, *where: ColumnElement[bool]) -> datetime | None:
    return _first(session, Inbox.received_at, Inbox.state == InboxState.OPEN, *where)


def _first(session: Session, column: InstrumentedAttribute[datetime], *where: ColumnElement[bool]) -> datetime | None:
    return session.scalar(select(column).where(*where).order_by(column).limit(1))


def _unclaimed(now: datetime) -> ColumnElement[bool]:
    return or_(Outbox.lease_until.is_(None), Outbox.lease_until <= now)


def _count(session: Session, rows: Select[str] | Select[int]) -> int:
    some = rows.limit(COUNTED_AT_MOST).subquery()
    return session.scalar(select(func.count()).select_from(some)) or 0
