"""How much somebody may send in a minute, counted over all processes that take their messages in."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crmbot.store.models.allowance import Allowance
from crmbot.store.upsert import insert_new

MINUTE = timedelta(minutes=1)
KEPT = timedelta(hours=1)
"""How long a row stays of which nothing counts any more: whoever was busy once may soon be again."""


def spend(session: Session, sender: str, count: int, per_minute: int, now: datetime) -> float:
    """Count messages of somebody; return how many more they may send now, below nought where it was too many.

    A minute's worth may come at once, and comes in again as the time goes by. Processes wait for each other here, for
    this one sender.
    """
    session.execute(delete(Allowance).where(Allowance.spent_until < now - KEPT))
    insert_new(session, Allowance, {"sender": sender, "spent_until": now})
    row = session.scalars(select(Allowance).where(Allowance.sender == sender).with_for_update()).one()
    row.spent_until = max(row.spent_until, now) + count * MINUTE / per_minute
    return round(per_minute * (1 - (row.spent_until - now) / MINUTE), 3)  # instants are whole microseconds
