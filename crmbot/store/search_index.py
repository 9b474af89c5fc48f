"""Writing the word index: which words a record is found by, and how much each tells about it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from sqlalchemy import String, Table, bindparam, delete, func, insert, select, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from crmbot.language.fold import tokens
from crmbot.store.among import among, bound
from crmbot.store.models.search import SearchPosting, SearchToken

Texts = Sequence[tuple[str, int]]
"""What a record is found by: text and weight (1-9)."""

LONGEST_WORD = 64
NOISE = frozenset({"http", "https", "www", "com"})
"""Parts of addresses that tell nothing; neither indexed nor asked for."""

CHUNK = 1000

FEW = 50
"""So many words are asked for by a list that is spelt out; more go by as one value."""

# Tables, not classes, and statements made once: this is written with every record.
_POSTING = cast("Table", SearchPosting.__table__)  # a mapped class may stand on more than tables; these do not
_TOKEN = cast("Table", SearchToken.__table__)  # likewise
_ADD = insert(_POSTING)
_WORDS = {
    "postgresql": select(func.unnest(bindparam("words", type_=postgresql.ARRAY(String)))),
    # Without a condition SQLite takes the ON of what is to be done about doubles for that of a join.
    "sqlite": select(func.json_each(bindparam("words", type_=String)).table_valued("value").c.value).where(true()),
}
_NEW = {
    name: statement(_TOKEN)
    .from_select(["token"], _WORDS[name])
    .on_conflict_do_nothing()
    .returning(_TOKEN.c.token, _TOKEN.c.id)
    for name, statement in (("postgresql", postgresql.insert), ("sqlite", sqlite.insert))
}
_KNOWN = select(_TOKEN.c.token, _TOKEN.c.id).where(_TOKEN.c.token.in_(bindparam("words", expanding=True)))
_KNOWN_OF_MANY = {
    name: select(_TOKEN.c.token, _TOKEN.c.id).where(among(_TOKEN.c.token, "words", name))
    for name in ("postgresql", "sqlite")
}
_FORGET = delete(_POSTING).where(_POSTING.c.record_id.in_(bindparam("records", expanding=True)))


def index(session: Session, record_id: int, texts: Texts) -> None:
    """Make a record findable by these texts and by nothing else."""
    bulk_index(session, [(record_id, texts)])


def index_new(session: Session, record_id: int, texts: Texts) -> None:
    """Make a record findable that was not before."""
    _add(session, {record_id: _weights(texts)})


def remove(session: Session, record_id: int) -> None:
    """Make a record unfindable."""
    _forget(session, [record_id])


def bulk_index(session: Session, records: Iterable[tuple[int, Texts]]) -> None:
    """Make many records findable, each by its texts, in pieces that fit a statement."""
    piece: dict[int, dict[str, int]] = {}
    for record_id, texts in records:
        piece[record_id] = _weights(texts)
        if len(piece) >= CHUNK:
            _write(session, piece)
            piece = {}
    if piece:
        _write(session, piece)


def postings(session: Session, records: Iterable[tuple[int, Texts]]) -> list[tuple[int, int, int]]:
    """Return what the index has to hold of new records: word, record, weight; words that are new are written down."""
    piece = {record_id: _weights(texts) for record_id, texts in records}
    ids = _token_ids(session, sorted({word for weights in piece.values() for word in weights}))
    return [(ids[word], number, weight) for number, weights in piece.items() for word, weight in weights.items()]


def _weights(texts: Texts) -> dict[str, int]:
    """Return the words of the texts, each with the greatest weight it has in any."""
    weights: dict[str, int] = {}
    for text, weight in texts:
        for word in tokens(text):
            short = word[:LONGEST_WORD]
            if weight > weights.get(short, 0) and word not in NOISE:
                weights[short] = weight
    return weights


def _write(session: Session, piece: Mapping[int, Mapping[str, int]]) -> None:
    _forget(session, list(piece))
    _add(session, piece)


def _add(session: Session, piece: Mapping[int, Mapping[str, int]]) -> None:
    # In order, so that two transactions that need the same new words do not wait for each other.
    words = sorted({word for weights in piece.values() for word in weights})
    ids = _token_ids(session, words)
    rows = [
        {"token_id": ids[word], "record_id": record_id, "weight": weight}
        for record_id, weights in piece.items()
        for word, weight in weights.items()
    ]
    if rows:
        session.connection().execute(_ADD, rows)


def _forget(session: Session, record_ids: Sequence[int]) -> None:
    session.connection().execute(_FORGET, {"records": record_ids})


def _token_ids(session: Session, words: Sequence[str]) -> dict[str, int]:
    """Return the ids of words, writing down those that are new."""
    ids = _known(session, words)
    new = [word for word in words if word not in ids]
    if new:
        ids |= _written_down(session, new)
    elsewhere = [word for word in new if word not in ids]  # somebody else has written them down meanwhile
    if elsewhere:
        ids |= _known(session, elsewhere)
    return ids


def _written_down(session: Session, words: Sequence[str]) -> dict[str, int]:
    """Write words down that are new and return their ids; what is there already is left alone, and left out."""
    name = session.get_bind().dialect.name
    added = session.connection().execute(_NEW[name], {"words": bound(words, name)})
    return {row.token: row.id for row in added}


def _known(session: Session, words: Sequence[str]) -> dict[str, int]:
    if len(words) > FEW:
        name = session.get_bind().dialect.name
        found = session.connection().execute(_KNOWN_OF_MANY[name], {"words": bound(words, name)})
        return {row.token: row.id for row in found}
    return {row.token: row.id for row in session.connection().execute(_KNOWN, {"words": words})}
