"""The time as the database tells it: one clock for all processes of a house, however theirs are set."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from crmbot.store.engine import Database
from crmbot.store.uow import read_only


def now(database: Database) -> datetime:
    """Return the server's time as an aware instant; a database that is a file has none of its own to tell."""
    with read_only(database) as session:
        told: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
    return told.astimezone(UTC)
