"""The index of names of this process: read once, kept up with what was committed here and elsewhere."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from threading import Lock
from typing import Any, cast
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Connection, Pool, Row, Select, Table, bindparam, func, or_, select, union_all
from sqlalchemy.orm import Session

from crmbot.core.naming.lead_names import names_of
from crmbot.language.names_index import Entry, Kind, NameIndex
from crmbot.store.models.change import Change
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party
from crmbot.store.models.privacy import Erasure
from crmbot.store.models.record import Record
from crmbot.store.tracking import has_written

KINDS = ("company", "contact", "deal", "lead")

_PIECE = 400
_STRETCH = 5000
_MANY = 20_000
"""So many changed records are read with all others: that is quicker than one by one."""

_LOOK_BACK = 5000
_MOST_GAPS = 50
_PATIENCE = timedelta(minutes=10)
"""How long a transaction may take that took its numbers in the log before others that are there already."""

# Tables, not classes: on the class of all records a select joins the tables of all kinds.
_RECORD = cast("Table", Record.__table__)  # a mapped class may stand on more than a table; these do not
_PARTY = cast("Table", Party.__table__)  # likewise
_LEAD = cast("Table", Lead.__table__)  # likewise
_DEAL = cast("Table", Deal.__table__)  # likewise
_CHANGE = cast("Table", Change.__table__)  # likewise
_LAST_ERASURE = select(func.max(Erasure.id).label("last")).subquery()
_IS_NEW = _CHANGE.c.id > bindparam("last")
_ASKED = "the connection over which names were asked for, a new one in each transaction"


@dataclass(slots=True)
class _Gap:
    """Numbers of the log that are taken and not there: rolled back, or not committed yet."""

    low: int
    high: int
    since: datetime


@dataclass(slots=True)
class _Shelf:
    """The index of one database, and how far in the log it has come."""

    lock: Lock = field(default_factory=Lock)
    index: NameIndex | None = None
    last: int = 0
    erasures: int = 0
    gaps: list[_Gap] = field(default_factory=list)


_SHELVES: WeakKeyDictionary[Pool, _Shelf] = WeakKeyDictionary()


def index(session: Session, now: datetime) -> NameIndex:
    """Return the names of a session's database as of now: all that is committed, nothing that is not.

    What is committed elsewhere is heard of once in a transaction. The first call reads all names. Asking the index
    needs no lock: what is put in is whole before it can be found.
    """
    shelf = _shelf(session)
    connection = session.connection()
    if shelf.index is None or session.info.get(_ASKED) is not connection:
        _listen(shelf, session, now)
        session.info[_ASKED] = connection
    assert shelf.index is not None
    return shelf.index


def _listen(shelf: _Shelf, session: Session, now: datetime) -> None:
    """Read what was committed since; a session that has written sees what may yet be undone, so others are asked."""
    if not has_written(session):
        with shelf.lock:
            _catch_up(shelf, session.connection(), now)
        return
    reader = session.get_bind().engine.execution_options(read_only=True)
    with shelf.lock, reader.connect() as connection:
        _catch_up(shelf, connection, now)


def _shelf(session: Session) -> _Shelf:
    # The pool is the one object that all views of an engine share and no other engine has; with it the shelf goes.
    pool = session.get_bind().engine.pool
    known = _SHELVES.get(pool)
    if known is None:
        known = _SHELVES.setdefault(pool, _Shelf())
    return known


def _catch_up(shelf: _Shelf, connection: Connection, now: datetime) -> None:
    if shelf.index is None or shelf.index.is_worn:
        _build(shelf, connection, now)
    else:
        _follow(shelf, shelf.index, connection, now)


def _build(shelf: _Shelf, connection: Connection, now: datetime) -> None:
    """Read all names; the end of the log is looked at first, so that what comes meanwhile is read twice."""
    shelf.last = connection.scalar(select(func.max(_CHANGE.c.id))) or 0
    shelf.erasures = connection.scalar(select(_LAST_ERASURE.c.last)) or 0
    shelf.gaps = []
    if connection.dialect.name == "postgresql":
        start = shelf.last - _LOOK_BACK
        there = connection.scalars(select(_CHANGE.c.id).where(_CHANGE.c.id > start).order_by(_CHANGE.c.id)).all()
        _note_gaps(shelf, [max(start, 0), *there], now)
    shelf.index = NameIndex.build(_entries(connection))


def _follow(shelf: _Shelf, names: NameIndex, connection: Connection, now: datetime) -> None:
    """Put in what has changed since: by the log, in which every new name, removal and merge stands."""
    erasures, news = _heard(shelf, connection)
    changed = {row.record_id for row in news if _may_be_named(row)}
    if len(changed) > _MANY:
        _build(shelf, connection, now)
        return
    for some in _pieces(sorted(changed)):
        _put(names, connection, some)
    _move_on(shelf, [row.id for row in news], now, reorders=connection.dialect.name == "postgresql")
    if erasures > shelf.erasures:  # who reads may have begun before those that are known already
        _sweep(names, connection)
        shelf.erasures = erasures


def _heard(shelf: _Shelf, connection: Connection) -> tuple[int, list[Row[Any]]]:
    """Return the number of the last erasure, and the log since, with the kinds of its records: one statement."""
    late = (_CHANGE.c.id.between(gap.low, gap.high) for gap in shelf.gaps)
    asked = _news(_IS_NEW, *late) if shelf.gaps else _NEWS
    rows = connection.execute(asked, {"last": shelf.last}).all()
    return rows[0].erasure or 0, [row for row in rows if row.id is not None]


def _news(*where: ColumnElement[bool]) -> Select[Any]:
    told = _CHANGE.c.id, _CHANGE.c.record_id, _CHANGE.c.table_name, _RECORD.c.kind
    # lint: unscoped the index knows everybody; who is spoken of is asked with the scope
    news = select(_LAST_ERASURE.c.last.label("erasure"), *told).outerjoin_from(_LAST_ERASURE, _CHANGE, or_(*where))
    return news.outerjoin(_RECORD, _RECORD.c.id == _CHANGE.c.record_id).order_by(_CHANGE.c.id)


_NEWS = _news(_IS_NEW)


def _may_be_named(row: Row[Any]) -> bool:
    """Tell whether a change may be one of a name: of notes and tasks there are none; what has no kind is gone."""
    is_record = row.record_id is not None and row.table_name == _RECORD.name
    return is_record and (row.kind is None or row.kind in KINDS)


def _put(index: NameIndex, connection: Connection, numbers: Sequence[int]) -> None:
    entries = list(_entries(connection, numbers))
    for number in set(numbers) - {entry.id for entry in entries}:
        index.remove(number)
    index.put(entries)


def _move_on(shelf: _Shelf, seen: Sequence[int], now: datetime, *, reorders: bool) -> None:
    """Remember where the log ends, and which numbers before that may still come: on one writer's file none."""
    fresh = [number for number in seen if number > shelf.last]
    if reorders:
        known, there = shelf.gaps, set(seen)
        shelf.gaps = []
        for gap in known:
            if now - gap.since < _PATIENCE:
                inside = sorted(number for number in there if gap.low <= number <= gap.high)
                _note_gaps(shelf, [gap.low - 1, *inside, gap.high + 1], gap.since)
        _note_gaps(shelf, [shelf.last, *fresh], now)
        shelf.gaps = shelf.gaps[-_MOST_GAPS:]
    if fresh:
        shelf.last = fresh[-1]


def _note_gaps(shelf: _Shelf, numbers: Sequence[int], since: datetime) -> None:
    shelf.gaps += [_Gap(low + 1, high - 1, since) for low, high in pairwise(numbers) if high - low > 1]


def _sweep(index: NameIndex, connection: Connection) -> None:
    """Forget what was erased: of that nothing stands in the log."""
    # lint: unscoped the index knows everybody; who is spoken of is asked with the scope
    there = connection.scalars(select(_RECORD.c.id).where(_RECORD.c.kind.in_(KINDS), _RECORD.c.deleted_at.is_(None)))
    for number in index.numbers() - set(there):
        index.remove(number)


def _entries(connection: Connection, numbers: Sequence[int] | None = None) -> Iterator[Entry]:
    """Yield the names of all records that are not put away, or of those given."""
    found = connection.execute(_parties(numbers), execution_options={"yield_per": _STRETCH})
    for row in found:
        ways = tuple(way for way in (row.email_key, row.phone_key, row.mobile_key) if way)
        ways += _domain(row.website)
        yield Entry(row.id, cast("Kind", row.kind), row.title, row.company_id or 0, ways)  # the query names the kinds
    for row in connection.execute(_others(numbers)):
        for name in names_of(row.kind, row.title):
            yield Entry(row.id, cast("Kind", row.kind), name, row.party_id or 0)  # as above


def _parties(numbers: Sequence[int] | None) -> Select[Any]:
    told = _PARTY.c.company_id, _PARTY.c.email_key, _PARTY.c.phone_key, _PARTY.c.mobile_key, _PARTY.c.website
    # lint: unscoped the index knows everybody; who is spoken of is asked with the scope
    rows = select(_RECORD.c.id, _RECORD.c.kind, _RECORD.c.title, *told).join(_PARTY, _PARTY.c.record_id == _RECORD.c.id)
    return _there(rows, numbers)


def _others(numbers: Sequence[int] | None) -> Select[Any]:
    named = select(_RECORD.c.id, _RECORD.c.kind, _RECORD.c.title)  # lint: unscoped as above
    deals = named.add_columns(_DEAL.c.party_id).join(_DEAL, _DEAL.c.record_id == _RECORD.c.id)
    leads = named.add_columns(_LEAD.c.converted_party_id.label("party_id")).join(
        _LEAD, _LEAD.c.record_id == _RECORD.c.id
    )
    both = union_all(_there(deals, numbers), _there(leads, numbers)).subquery()
    return select(*both.c)


def _there(rows: Select[Any], numbers: Sequence[int] | None) -> Select[Any]:
    kept = rows.where(_RECORD.c.deleted_at.is_(None), _RECORD.c.merged_into_id.is_(None))
    return kept.where(_RECORD.c.id.in_(numbers)) if numbers is not None else kept


def _domain(website: str | None) -> tuple[str, ...]:
    if not website:
        return ()
    host = website.lower().partition("://")[2] or website.lower()
    return (host.partition("/")[0].removeprefix("www."),)


def _pieces(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[start : start + _PIECE] for start in range(0, len(numbers), _PIECE))
