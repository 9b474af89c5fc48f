"""What must hold in the database whatever anybody has sent: links, versions, the history, the index of words."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from sqlalchemy import func, inspect, select, text
from sqlalchemy.orm import Session

from crmbot.language.fold import tokens
from crmbot.store.base import Base
from crmbot.store.codec import encode
from crmbot.store.models.activity import Activity
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.messaging import Inbox, InboxState
from crmbot.store.models.privacy import Erasure
from crmbot.store.models.record import Record
from crmbot.store.models.search import SearchPosting, SearchToken
from crmbot.store.search_index import LONGEST_WORD, NOISE

Rows = dict[tuple[str, str], dict[str, object]]


def broken(session: Session, versions: dict[int, int]) -> Iterator[str]:
    """Yield what does not hold, in one line each; `versions` are those seen last time, and are brought up to date."""
    yield from _links(session)
    yield from _kinds(session)
    yield from _versions(session, versions)
    yield from _history(session)
    yield from _words(session)
    yield from _inbox(session)


def _links(session: Session) -> Iterator[str]:
    """Every foreign key has its row: SQLite is asked, PostgreSQL would not have let it be otherwise."""
    if session.get_bind().dialect.name == "sqlite":
        for table, row, parent, _ in session.execute(text("PRAGMA foreign_key_check")):
            yield f"{table} {row} points at no {parent}"


def _kinds(session: Session) -> Iterator[str]:
    """Every record has the row of its kind, and only that."""
    for mapper in inspect(Record).self_and_descendants:
        if mapper.inherits is None or mapper.local_table is Record.__table__ or mapper.polymorphic_identity is None:
            continue
        table = mapper.local_table
        lonely = select(func.count()).select_from(Record.__table__).where(
            Record.__table__.c.kind == mapper.polymorphic_identity,
            Record.__table__.c.id.not_in(select(table.c.record_id)),
        )  # fmt: skip
        if count := session.scalar(lonely):
            yield f"{count} records of kind {mapper.polymorphic_identity} have no row of their own"


def _versions(session: Session, versions: dict[int, int]) -> Iterator[str]:
    """A version only goes up, and a record is never lost."""
    found = {number: version for number, version in session.execute(select(Record.id, Record.version))}  # noqa: C416 - rows are no pairs to a type checker
    for number, version in versions.items():
        if found.get(number, -1) < version:
            yield f"record {number} went from version {version} to {found.get(number)}"
    versions.update(found)


def _history(session: Session) -> Iterator[str]:
    """What the history says last of a column is what stands there; nothing was changed past it."""
    if session.scalar(select(func.count()).select_from(Erasure)):
        return  # what was erased is gone from the history as well
    told, gone = _told(session)
    for (table, key), columns in told.items():
        row = _row(session, table, key)
        if row is None:
            if (table, key) not in gone:
                yield f"{table} {key} is gone, and the history does not say so"
            continue
        for name, value in columns.items():
            if name in row and row[name] != value:
                yield f"{table} {key} has {name}={row[name]!r}, and the history says {value!r}"


def _told(session: Session) -> tuple[Rows, set[tuple[str, str]]]:
    """Return what the history says of every row, and which of them are deleted."""
    told: Rows = defaultdict(dict)
    gone: set[tuple[str, str]] = set()
    wanted = select(Change.table_name, Change.row_key, Change.operation, Change.diff).order_by(Change.id)
    for table, key, operation, diff in session.execute(wanted):
        told[table, key] |= {name: sides[1] for name, sides in diff.items()}
        (gone.add if operation is Operation.DELETE else gone.discard)((table, key))
    return told, gone


def _row(session: Session, table: str, key: str) -> Mapping[str, object] | None:
    model = _model(table)
    row = session.get(model, tuple(json.loads(key)))
    if row is None:
        return None
    names = (prop.key for prop in inspect(row).mapper.column_attrs)
    return {name: json.loads(json.dumps(encode(getattr(row, name)), default=str)) for name in names}


def _model(table: str) -> type[Base]:
    return next(
        mapper.class_
        for mapper in Base.registry.mappers
        if mapper.inherits is None and mapper.local_table.name == table  # type: ignore[attr-defined]  # it is a table
    )


def _words(session: Session) -> Iterator[str]:
    """A record that is there is found by every word of its title, and one that was put away by none."""
    found: dict[int, set[str]] = defaultdict(set)
    joined = select(SearchPosting.record_id, SearchToken.token).join(
        SearchToken, SearchToken.id == SearchPosting.token_id
    )
    for number, word in session.execute(joined):
        found[number].add(word)
    table = Record.__table__
    in_series = select(Activity.id).where(Activity.recurrence_id.is_not(None))  # one of a series stands for all
    asked = select(table.c.id, table.c.title, table.c.deleted_at).where(table.c.id.not_in(in_series))
    for number, title, deleted in session.execute(asked):
        whole = title.rpartition(" ")[0] if title.endswith("…") else title  # the last word of it may be cut
        wanted = {word[:LONGEST_WORD] for word in set(tokens(whole)) - NOISE}
        if deleted is None and not wanted <= found[number]:
            yield f"record {number} is called {title!r} and is not found by {sorted(wanted - found[number])[:5]}"


def _inbox(session: Session) -> Iterator[str]:
    left = select(Inbox.key, Inbox.state).where(Inbox.state != InboxState.DONE)
    for key, state in session.execute(left):
        yield f"message {key} is left {state}"
