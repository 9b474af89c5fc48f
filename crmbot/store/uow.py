"""The unit of work: the only place that commits."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from zlib import crc32

from sqlalchemy import ARRAY, BigInteger, bindparam, func, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from crmbot.store.engine import Database, begun
from crmbot.store.tracking import TrackedSession

FILES = "where the bytes of documents are"
"""The key under which a session has the store of files, if there is one."""

__all__ = ["FILES", "CollisionError", "Session", "mine_alone", "one_at_a_time", "read_only", "unit_of_work"]

_RETRIED = frozenset({"40001", "40P01", "23503", "23505"})
"""PostgreSQL's codes for work that may succeed when it is done again, and sees what others have written meanwhile.

A serialization failure and a deadlock; a row that stands on one that others have just taken away, and one whose place
others have just taken, though both had looked. SQLite has one writer: there such a row is a mistake of ours.
"""


class CollisionError(Exception):
    """Somebody else wrote the same rows at the same moment; nothing of this unit of work was kept."""


@contextmanager
def unit_of_work(database: Database, *, prompt: bool = False) -> Iterator[Session]:
    """Give a session whose work is committed whole at the end, or not at all after an error.

    A `prompt` one does not wait for the disk: if the power fails right after, the work is as if it had never been done.
    It is for work that is found again then and done again, and that nobody was promised.
    Raises `CollisionError` when another unit of work got in the way: doing the work again may succeed.
    """
    engine = database.prompt if prompt else database.engine
    with TrackedSession(engine, expire_on_commit=False, info={FILES: database.files}) as session:
        try:
            begun(session)
            yield session
            session.commit()
        except StaleDataError as error:
            raise CollisionError from error
        except DBAPIError as error:
            if getattr(error.orig, "sqlstate", None) in _RETRIED:
                raise CollisionError from error
            raise


def one_at_a_time(session: Session, what: str) -> None:
    """Wait until no other process does this, to the end of the transaction; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(crc32(what.encode()))))


def mine_alone(session: Session, whats: Sequence[str]) -> set[str]:
    """Return those of some things that no other process does just now; to the end of the transaction none will."""
    if session.get_bind().dialect.name != "postgresql" or not whats:
        return set(whats)
    numbers = {crc32(what.encode()): what for what in whats}  # of two with one number, one waits for its next turn
    free = session.execute(_FREE, {"numbers": list(numbers)})
    return {numbers[number] for number, is_free in free if is_free}


_NUMBER = func.unnest(bindparam("numbers", type_=ARRAY(BigInteger))).column_valued("number")
_FREE = select(_NUMBER, func.pg_try_advisory_xact_lock(_NUMBER))


@contextmanager
def read_only(database: Database) -> Iterator[Session]:
    """Give a session that only reads; what is written in it raises `ValueError`.

    Its transaction is committed, since a roll-back makes psycopg forget all statements the connection has prepared.
    """
    info = {"read_only": True, FILES: database.files}
    with TrackedSession(database.reading, expire_on_commit=False, info=info) as session:
        begun(session)
        yield session
        session.commit()
