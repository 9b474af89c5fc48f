"""Strangers in groups: told once a day how one gets in, and nothing else."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from crmbot.store.models.privacy import StrangerTold
from crmbot.store.upsert import upsert

EVERY = timedelta(days=1)


def tell(session: Session, group: str, now: datetime) -> bool:
    """Tell whether strangers in a group are to be told how one gets in, and note that they are; once a day."""
    row = session.get(StrangerTold, group)
    if row is not None and row.at > now - EVERY:
        return False
    upsert(session, StrangerTold, {"address": group}, {"at": now})
    return True
