"""What only one process may do at a time: it says again and again that it does, and others take over when it stops."""

from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import Table, bindparam, delete, or_
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from crmbot.store.models.messaging import Lease
from crmbot.store.tracking import written

LENGTH = timedelta(seconds=6)
"""How long one who is silent is still thought to be at it."""

RENEWED_EVERY = LENGTH / 3

FAR = 10 * LENGTH
"""No lease ends so far off: one that does was written by a clock that ran ahead, and nobody is to wait for its end."""

_ROWS = cast("Table", Lease.__table__)
_INSERT = postgresql.insert(_ROWS).values(
    name=bindparam("which"), holder=bindparam("who"), until=bindparam("end", type_=_ROWS.c.until.type)
)
_TAKE = _INSERT.on_conflict_do_update(
    index_elements=["name"],
    set_={"holder": _INSERT.excluded.holder, "until": _INSERT.excluded.until},
    where=or_(
        _ROWS.c.holder == _INSERT.excluded.holder,
        _ROWS.c.until <= bindparam("at", type_=_ROWS.c.until.type),
        _ROWS.c.until > bindparam("far", type_=_ROWS.c.until.type),
    ),
).returning(_ROWS.c.name)


def take(session: Session, name: str, holder: str, now: datetime) -> bool:
    """Take a lease that is free, or ours, or whose holder is silent; False when somebody else has it.

    A file has one process (the engine sees to that), so who asks there has it.
    """
    if session.get_bind().dialect.name != "postgresql":
        return True
    values = {"which": name, "who": holder, "end": now + LENGTH, "at": now, "far": now + FAR}
    return written(session).execute(_TAKE, values).first() is not None


def give_back(session: Session, name: str, holder: str) -> None:
    """Let others have it at once."""
    session.execute(delete(Lease).where(Lease.name == name, Lease.holder == holder))
