"""Erasing a record for good: it and all that hangs on it, its history down to what was changed, not how."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Table, bindparam, delete, select, update

from crmbot.core import outbox, permissions, records, series
from crmbot.core.context import Context
from crmbot.core.erasing import bytes_of, extent, texts
from crmbot.core.erasing.extent import pieces, table_of
from crmbot.core.erasing.fates import Fate, dealt_with
from crmbot.core.errors import InvalidInput
from crmbot.core.outbox import ERASED, Target
from crmbot.language.codes import show
from crmbot.language.fold import fold
from crmbot.store import rivals
from crmbot.store.base import Base
from crmbot.store.models.alias import NameAlias
from crmbot.store.models.change import Change
from crmbot.store.models.messaging import Outbox, SentCard
from crmbot.store.models.people import User
from crmbot.store.models.privacy import Erasure
from crmbot.store.models.record import Record
from crmbot.store.models.search import SearchPosting, SearchToken
from crmbot.store.tracking import written

ERASE = "record.erase"
CARDS = 200
"""So many of the cards that stand in chats are edited, the latest first."""


@dataclass(frozen=True, slots=True)
class Erased:
    """What was erased: its code, how many records went with it, how many cards in chats are brought up to date."""

    code: str
    others: int
    cards: int


def preview(ctx: Context, record: Record) -> extent.Extent:
    """Return what would go with a record. Raises `NotAllowed`."""
    _require(ctx, record)
    return extent.of(ctx, record)


def erase(ctx: Context, record: Record, name: str) -> Erased:
    """Erase a record for good, by its name as a confirmation; nothing brings it back.

    It is written past the objects: what they write is kept in the history. Raises `NotAllowed`, `InvalidInput`.
    """
    _require(ctx, record)
    if fold(name) != fold(record.title):
        raise InvalidInput("name", name, f"it is called {record.title}: type that, and it is erased")
    rivals.take(ctx.session, record)
    ids = extent.of(ctx, record).ids
    code, words = show(record.kind, record.id), texts.telling(ctx, ids)
    cards, tokens, near = _cards(ctx, ids), _tokens(ctx, ids), _named_after(ctx, ids)
    came_again = {number for some in pieces(ids) for number in series.had(ctx, some)}
    bytes_of.let_go(ctx, ids)
    erasure = Erasure(at=ctx.now, by_id=ctx.actor.id, code=code, rows=len(ids))
    ctx.session.add(erasure)
    ctx.session.flush()
    _trace(ctx, ids, f"erased:{erasure.id}")
    _trace_names(ctx, ids, f"erased:{erasure.id}")
    _delete(ctx, ids)
    series.erase(ctx, ids, words, came_again)
    _index_again(ctx, near)
    _forget_words(ctx, tokens)
    texts.scrub(ctx, words)
    _tell_cards(ctx, cards)
    return Erased(code, len(ids) - 1, len(cards))


def log(ctx: Context, limit: int) -> Sequence[tuple[Erasure, str]]:
    """Return what was erased and by whom, the latest first. Raises `NotAllowed`."""
    ctx.actor.require(ERASE)
    rows = select(Erasure, User.name).join(User, User.id == Erasure.by_id).order_by(Erasure.id.desc()).limit(limit)
    return [(row.Erasure, row.name) for row in ctx.session.execute(rows)]


def _require(ctx: Context, record: Record) -> None:
    ctx.actor.require(ERASE, record.title)
    permissions.require(ctx, record, "delete")


def _cards(ctx: Context, ids: Sequence[int]) -> list[str]:
    """Return the places of cards of these records, the latest first."""
    refs: dict[str, None] = {}
    for some in pieces(ids):
        standing = select(SentCard.ref).where(SentCard.record_id.in_(some)).order_by(SentCard.at.desc()).limit(CARDS)
        told = select(Outbox.sent_ref).where(Outbox.record_id.in_(some), Outbox.sent_ref.is_not(None))
        refs |= dict.fromkeys(ctx.session.scalars(standing))
        refs |= dict.fromkeys(ref for ref in ctx.session.scalars(told.order_by(Outbox.id.desc()).limit(CARDS)) if ref)
    return list(refs)[:CARDS]


def _tell_cards(ctx: Context, refs: Iterable[str]) -> None:
    """Have cards in chats say that what they showed was erased."""
    for ref in refs:
        outbox.tell(
            ctx.session,
            ERASED,
            Target(address=ref.rpartition("/")[0]),
            at=ctx.now,
            args={"ref": ref},
            dedupe_key=f"{ERASED}:{ref}",
        )


def _tokens(ctx: Context, ids: Sequence[int]) -> set[int]:
    """Return the words of the index that these records are found by."""
    found: set[int] = set()
    for some in pieces(ids):
        found |= set(ctx.session.scalars(select(SearchPosting.token_id).where(SearchPosting.record_id.in_(some))))
    return found


def _named_after(ctx: Context, ids: Sequence[int]) -> list[int]:
    """Return the records that stay and are found by the names of those that go: a company's people, say."""
    found: dict[int, None] = {}
    pointers = (("party", "company_id"), *dealt_with(Fate.LAST))
    for some in pieces(ids):
        for name, column in pointers:
            table = table_of(name)
            found |= dict.fromkeys(ctx.session.scalars(select(table.c.record_id).where(table.c[column].in_(some))))
        links = table_of("party_link")
        found |= dict.fromkeys(ctx.session.scalars(select(links.c.contact_id).where(links.c.company_id.in_(some))))
    return [number for number in found if number not in set(ids)]


def _index_again(ctx: Context, numbers: Sequence[int]) -> None:
    """Have records found by the words they have left."""
    for some in pieces(numbers):
        # lint: unscoped they are found by everybody who may see them
        for record in ctx.session.scalars(select(Record).where(Record.id.in_(some))).all():
            records.reindex_own(ctx, record)


def _forget_words(ctx: Context, tokens: Iterable[int]) -> None:
    """Take words out of the index that no other record is found by."""
    connection, used = ctx.session.connection(), select(SearchPosting.token_id)
    for some in pieces(sorted(tokens)):
        unused = SearchToken.id.not_in(used.where(SearchPosting.token_id.in_(some)))
        connection.execute(delete(table_of("search_token")).where(SearchToken.id.in_(some), unused))


def _trace(ctx: Context, ids: Sequence[int], batch: str) -> None:
    """Leave of the history which fields were changed, by whom and when: in a batch of its own, undone for good."""
    table, connection = table_of("change"), written(ctx.session)
    for some in pieces(ids):
        rows = ctx.session.execute(select(Change.id, Change.diff).where(Change.record_id.in_(some))).all()
        emptied = [{"which": row.id, "emptied": {name: [None, None] for name in row.diff}} for row in rows]
        if emptied:
            _empty(connection, table, emptied, batch)


def _trace_names(ctx: Context, ids: Sequence[int], batch: str) -> None:
    """Leave of the names people had for these records that they had some: a name somebody gives says who is meant."""
    table, connection, gone = table_of("change"), written(ctx.session), set(ids)
    names = select(Change.id, Change.diff).where(Change.table_name == NameAlias.__tablename__)
    told = [row for row in ctx.session.execute(names) if gone & set(row.diff.get("record_id", ()))]
    if told:
        emptied: list[dict[str, object]] = [
            {"which": row.id, "emptied": {name: [None, None] for name in row.diff}} for row in told
        ]
        _empty(connection, table, emptied, batch)


def _empty(connection: Connection, table: Table, emptied: list[dict[str, object]], batch: str) -> None:
    kept = {"record_id": None, "batch_id": batch, "undone_by": batch, "message_ref": None}
    connection.execute(
        update(table).where(table.c.id == bindparam("which")).values(diff=bindparam("emptied"), **kept), emptied
    )


def _delete(ctx: Context, ids: Sequence[int]) -> None:
    connection = written(ctx.session)
    for some in pieces(ids):
        for name, column in (*dealt_with(Fate.CLEARED), *dealt_with(Fate.LAST), ("record", "merged_into_id")):
            _clear(connection, table_of(name), column, some, ids)
        for name, column in (*dealt_with(Fate.GOES), ("activity_link", "record_id")):
            table = table_of(name)
            connection.execute(delete(table).where(table.c[column].in_(some)))
    _delete_own(connection, ids)
    for row in list(ctx.session):
        if isinstance(row, Record) and row.id in ids:
            ctx.session.expunge(row)
    ctx.session.expire_all()


def _clear(connection: Connection, table: Table, column: str, some: Sequence[int], ids: Sequence[int]) -> None:
    """Let rows name nobody in a column; deals that go themselves keep theirs, since one is wanted to the end."""
    where = [table.c[column].in_(some)]
    if (table.name, column) in dealt_with(Fate.LAST):
        going = set(connection.execute(select(table.c.record_id).where(*where)).scalars()) & set(ids)
        where.append(table.c.record_id.not_in(going))
    kept = _SAID_WITH.get((table.name, column), ())
    connection.execute(update(table).where(*where).values(dict.fromkeys((column, *kept))))


_SAID_WITH = {("lead", "referred_by_party_id"): ("referred_by",)}
"""Columns that say in words what another one says by its number."""


def _delete_own(connection: Connection, ids: Sequence[int]) -> None:
    """Delete the records themselves, those first that name others."""
    own = {name for name, _ in dealt_with(Fate.OWN)}
    for table in reversed(Base.metadata.sorted_tables):
        if table.name in own:
            for some in pieces(ids):
                connection.execute(delete(table).where(table.c.record_id.in_(some)))
    for some in pieces(ids):
        connection.execute(delete(table_of("record")).where(table_of("record").c.id.in_(some)))
