"""How far an erasure reaches: the records that go with one, and how many of each kind there are."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from sqlalchemy import ColumnElement, Select, Table, and_, func, or_, select

from crmbot.core import subjects
from crmbot.core.context import Context
from crmbot.core.erasing.fates import Fate, dealt_with
from crmbot.store.base import Base
from crmbot.store.join_order import in_order
from crmbot.store.models.activity import ActivityLink, LinkRole
from crmbot.store.models.change import Change
from crmbot.store.models.messaging import SentCard
from crmbot.store.models.record import Record

T = TypeVar("T")

PIECE = 400
"""Numbers in one statement."""

_ALSO_OF = {"activity_link": "activity_id", "record": "id"}
"""The column with the number of the record that goes, too; in the tables of records it is their key."""


@dataclass(frozen=True, slots=True)
class Extent:
    """What goes with a record: their numbers, it first, how many of each other kind, and what is left of history."""

    ids: tuple[int, ...]
    kinds: Counter[str]
    changes: int
    cards: int


def of(ctx: Context, record: Record) -> Extent:
    """Return how far erasing a record reaches, whoever may see what goes with it."""
    ids = _with_all(ctx, record.id)
    # lint: unscoped what hangs on a record goes along, whoever may see it
    kinds = select(Record.kind, func.count().label("number")).where(Record.id != record.id).group_by(Record.kind)
    counts: Counter[str] = Counter()
    changes = cards = 0
    for some in pieces(ids):
        counts += Counter({row.kind: row.number for row in ctx.session.execute(kinds.where(Record.id.in_(some)))})
        changes += ctx.session.scalar(select(func.count()).where(Change.record_id.in_(some))) or 0
        cards += ctx.session.scalar(select(func.count()).where(SentCard.record_id.in_(some))) or 0
    return Extent(ids, counts, changes, cards)


def _with_all(ctx: Context, number: int) -> tuple[int, ...]:
    """Return a record and all that is erased with it, by number; each round asks every pointer once."""
    found, fresh = [number], [number]
    while fresh:
        known = set(found)
        more: dict[int, None] = {}
        for some in pieces(fresh):
            for statement in _also(some, found):
                more |= dict.fromkeys(ctx.session.scalars(statement))
        fresh = [each for each in more if each not in known]
        found += fresh
    return tuple(found)


def _also(some: Sequence[int], gone: Collection[int]) -> Iterator[Select[tuple[int]]]:
    for name, column in dealt_with(Fate.ALSO):
        table = table_of(name)
        where: list[ColumnElement[bool]] = [table.c[column].in_(some)]
        if name == "activity_link":
            where.append(table.c.role == LinkRole.ABOUT)  # who merely attended is taken off the list
        yield select(table.c[_ALSO_OF.get(name, "record_id")]).where(*where)
    yield _taken_back(some)
    deal, columns = table_of("deal"), [column for _, column in dealt_with(Fate.LAST)]
    left = and_(*(or_(deal.c[column].is_(None), deal.c[column].in_(sorted(gone))) for column in columns))
    yield select(deal.c.record_id).where(or_(*(deal.c[column].in_(some) for column in columns)), left)


def _taken_back(some: Sequence[int]) -> Select[tuple[int]]:
    """Select what was about these records, and was put away with its links: only the history says what it was about."""
    log, record = table_of("change"), table_of("record")
    ends = [log.c.row_key.endswith(f", {number}]") for number in some]
    # lint: unscoped what hung on a record goes along, whoever may see it
    of_links = select(record.c.id).select_from(in_order(record, log, record.c.id == log.c.record_id))
    is_link = log.c.table_name == ActivityLink.__tablename__
    put_away = (record.c.kind.in_(subjects.ACTIVITIES), record.c.deleted_at.is_not(None))
    return of_links.where(*put_away, is_link, or_(*ends))


def table_of(name: str) -> Table:
    """Return a table by its name."""
    return Base.metadata.tables[name]


def pieces(numbers: Sequence[T]) -> Iterator[Sequence[T]]:
    """Yield numbers in pieces that fit a statement."""
    for start in range(0, len(numbers), PIECE):
        yield numbers[start : start + PIECE]
