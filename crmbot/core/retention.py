"""What nobody comes back to any more, dropped: what was told long ago, and who had to do with what long ago."""

from datetime import datetime, timedelta

from sqlalchemy import and_, delete, or_, select
from sqlalchemy.orm import Session

from crmbot.store.models.messaging import Outbox, OutboxStatus
from crmbot.store.models.search import RecentRecord
from crmbot.store.upsert import affected

TOUCHES_KEPT = timedelta(days=90)
"""What somebody had to do with comes first when they choose; what they have not looked at for so long does not."""

TOLD_KEPT = timedelta(days=30)
"""A fact that was told keeps the same fact from being told again: none comes up again after so long."""

AT_ONCE = 5_000
"""So many rows go in one transaction: others wait for the database, and no longer for this than for anything else."""


def forget_some(session: Session, now: datetime) -> bool:
    """Drop some of what is older than it is kept; tell whether there may be more of it."""
    counts = (_forget_told(session, now - TOLD_KEPT), _forget_touches(session, now - TOUCHES_KEPT))
    return max(counts) >= AT_ONCE


def _forget_told(session: Session, before: datetime) -> int:
    """Drop facts that arrived, or that there was nothing left to tell of; what was given up stays to be looked at."""
    is_told = or_(
        and_(Outbox.status == OutboxStatus.SENT, or_(Outbox.sent_at.is_(None), Outbox.sent_at < before)),
        and_(Outbox.status == OutboxStatus.DROPPED, Outbox.died_at.is_(None)),
    )
    # Along the index of both: none of these leaves before it may be sent.
    along = (Outbox.status.in_((OutboxStatus.SENT, OutboxStatus.DROPPED)), Outbox.send_after < before)
    some = select(Outbox.id).where(*along, is_told).limit(AT_ONCE)
    return affected(session.execute(delete(Outbox).where(Outbox.id.in_(some))))


def _forget_touches(session: Session, before: datetime) -> int:
    old = select(RecentRecord.at).where(RecentRecord.at < before).order_by(RecentRecord.at)
    last = session.scalar(old.offset(AT_ONCE - 1).limit(1))
    past = RecentRecord.at < before if last is None else RecentRecord.at <= last
    return affected(session.execute(delete(RecentRecord).where(past)))
