"""What a unit of work changed, handed to whoever has to follow it up in the same transaction."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction
from sqlalchemy.orm.util import identity_key

from crmbot.store.base import Base
from crmbot.store.models.activity import ActivityLink
from crmbot.store.models.record import Record
from crmbot.store.tracking import Batch, TrackedSession

_TOUCHED = "what was touched and not yet followed up"


@dataclass(frozen=True, slots=True)
class Touch:
    """A record that a batch changed, or rows that belong to it; or that something was put on it (`put_on`).

    `kind` is empty for a record that was not read; `shown_at` is when a card of it was last put into a chat.
    """

    batch: Batch
    record_id: int
    kind: str
    shown_at: datetime | None = None
    put_on: bool = False


FollowUp = Callable[[Session, Sequence[Touch]], None]

_FOLLOW_UPS: list[FollowUp] = []
_ON_ROWS: list[tuple[tuple[type[Base], ...], Callable[[Session], None]]] = []
_CHANGED_ROWS = "rows whose change is to be followed up"


def follow_up(function: FollowUp) -> FollowUp:
    """Declare the decorated function as one that is told what was changed, before it is committed.

    It costs nothing where nothing was changed, and must cost next to nothing where nobody wants to know.
    """
    _FOLLOW_UPS.append(function)
    return function


def when_rows_change(*models: type[Base]) -> Callable[[Callable[[Session], None]], Callable[[Session], None]]:
    """Declare the decorated function as one to be called before a commit that changes rows of these tables."""

    def declare(function: Callable[[Session], None]) -> Callable[[Session], None]:
        _ON_ROWS.append((models, function))
        return function

    return declare


@event.listens_for(TrackedSession, "after_flush")
def _take_down(session: Session, _context: UOWTransaction) -> None:
    batch = session.info.get("batch")
    if batch is None or session.info.get("untracked"):
        return
    touched: dict[tuple[str, int, bool], Touch] = session.info.setdefault(_TOUCHED, {})
    rows = list(chain(session.new, _modified(session), session.deleted))
    for touch in chain.from_iterable(_touches(session, batch, row) for row in rows):
        touched[touch.batch.id, touch.record_id, touch.put_on] = touch
    session.info.setdefault(_CHANGED_ROWS, set()).update(type(row) for row in rows)


def _modified(session: Session) -> Iterator[Base]:
    return (row for row in session.dirty if session.is_modified(row, include_collections=False))


def _touches(session: Session, batch: Batch, row: Base) -> Iterator[Touch]:
    if isinstance(row, Record):
        yield Touch(batch, row.id, row.kind, row.shown_at)
        return
    if isinstance(row, ActivityLink) and row in session.new:
        yield _of_number(session, batch, row.record_id, put_on=True)
    elif row.__tracked__ and row.__subject__ is not None and not isinstance(row, ActivityLink):
        number = getattr(row, row.__subject__)
        if number is not None:
            yield _of_number(session, batch, number, put_on=False)


def _of_number(session: Session, batch: Batch, number: int, *, put_on: bool) -> Touch:
    record = session.identity_map.get(identity_key(Record, number))
    if not isinstance(record, Record) or inspect(record).expired:
        return Touch(batch, number, "", None, put_on)
    return Touch(batch, number, record.kind, record.shown_at, put_on)


@event.listens_for(TrackedSession, "before_commit")
def _follow_up_all(session: Session) -> None:
    session.flush()
    touched: dict[object, Touch] = session.info.pop(_TOUCHED, {})
    changed: set[type[Base]] = session.info.pop(_CHANGED_ROWS, set())
    for models, function in _ON_ROWS:
        if _any_of(changed, models):
            function(session)
    if touched:
        for each in _FOLLOW_UPS:
            each(session, tuple(touched.values()))


def _any_of(changed: Iterable[type[Base]], models: tuple[type[Base], ...]) -> bool:
    return any(issubclass(model, models) for model in changed)


@event.listens_for(TrackedSession, "after_soft_rollback")
def _forget(session: Session, _previous: object) -> None:
    session.info.pop(_TOUCHED, None)
    session.info.pop(_CHANGED_ROWS, None)
