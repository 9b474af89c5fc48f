"""Search by words: a dictionary of distinct words, and the records that hold them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Float,
    Row,
    ScalarSelect,
    Select,
    String,
    Subquery,
    bindparam,
    case,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from crmbot.language.fold import name_key, tokens, variants
from crmbot.store.models.record import Record
from crmbot.store.models.search import SearchPosting, SearchToken
from crmbot.store.search_index import NOISE, bulk_index, index, remove
from crmbot.store.vocabulary import NEAR, Vocabulary, vocabulary

__all__ = ["Hit", "SearchPage", "Vocabulary", "bulk_index", "index", "remove", "search", "vocabulary"]

MOST_WORDS = 12
"""More words than any name has: longer text is not looked up."""

_EXACT, _PREFIX, _FUZZY = 1.0, 0.5, 0.4
_COMMON = 1000
_SHORTEST_FUZZY = 3
_LAST = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that was found. `exact`: every word asked for is a whole word of its title."""

    record_id: int
    kind: str
    title: str
    score: float
    exact: bool = False


@dataclass(frozen=True, slots=True)
class SearchPage:
    """A page of hits, the best first; `total` and the `counts` by kind are those of all pages."""

    hits: list[Hit]
    total: int
    counts: dict[str, int]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word asked for, in every way it may be spelt, with the likeness (0-1) of near words."""

    text: str
    spellings: tuple[str, ...]
    near: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    """A word in the index: which postings are its, and what each counts."""

    where: ColumnElement[bool]
    score: ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class _Window:
    """What is wanted of the matches: which records may be shown, and which page of them."""

    conditions: tuple[ColumnElement[bool], ...]
    limit: int
    offset: int


def search(  # noqa: PLR0913  # each narrows the answer, and all but two have a default
    session: Session,
    query: str,
    *,
    kinds: Sequence[str] | None = None,
    scope: ColumnElement[bool] | None = None,
    limit: int = 10,
    offset: int = 0,
) -> SearchPage:
    """Return the records that hold every word of a query, blind to case and accents.

    A word finds itself and what begins with it; only when the words find nothing that way, near
    words count too (typos), then all of them written as one.

    Args: `scope`: condition on `Record` that the hits must meet; `limit`: hits, `offset`: hits to skip.
    """
    words = [_word(text) for text in dict.fromkeys(name_key(query).split()) if text not in NOISE]
    if not words or len(words) > MOST_WORDS:
        return SearchPage([], 0, {})
    conditions: list[ColumnElement[bool]] = [Record.deleted_at.is_(None)]
    if kinds is not None:
        conditions.append(Record.kind.in_(kinds))
    if scope is not None:
        conditions.append(scope)
    window = _Window(tuple(conditions), limit, offset)
    for attempt in (_as_written, _nearly, _as_one):
        page = _page(session, attempt(session, words), window)
        if page.total:
            return page
    return SearchPage([], 0, {})


def _word(text: str) -> _Word:
    return _Word(text, tuple(sorted(variants(text) | {text})))


def _as_written(_session: Session, words: Sequence[_Word]) -> Sequence[_Word]:
    return words


def _nearly(session: Session, words: Sequence[_Word]) -> Sequence[_Word]:
    """Add near words to those long enough; none at all when no word has any."""
    known = vocabulary(session)
    asked = [_Word(word.text, word.spellings, _near(known, word)) for word in words]
    return asked if any(word.near for word in asked) else []


def _near(known: Vocabulary, word: _Word) -> tuple[tuple[str, float], ...]:
    if len(word.text) < _SHORTEST_FUZZY:
        return ()
    return tuple((near, likeness / 100) for near, likeness in known.near(word.text))


def _as_one(session: Session, words: Sequence[_Word]) -> Sequence[_Word]:
    """Take a blank for a slip: "stone bridge" is looked up as "stonebridge"."""
    if len(words) == 1:
        return []
    return _nearly(session, [_word("".join(word.text for word in words))])


def _page(session: Session, words: Sequence[_Word], window: _Window) -> SearchPage:
    """Run the query: one page of hits, and how many of each kind there are in all."""
    words, listed = _rarest_first(session, words)
    if not words:
        return SearchPage([], 0, {})
    found = _matches(len(words), listed, _slots(words)).where(*window.conditions).cte("found")
    rows = session.execute(_page_and_counts(found, window), _values(words)).all()
    counts = {row.kind: row.number for row in rows if row.id is None}
    hits = [_hit(row, words) for row in sorted((row for row in rows if row.id is not None), key=_place)]
    return SearchPage(hits, sum(counts.values()), counts)


def _page_and_counts(found: CTE, window: _Window) -> CompoundSelect[Any]:
    """Select both from the matches in one go, as they are costly to find; counts come without an id."""
    columns = found.c
    best = select(found, literal(0).label("number"))
    best = best.order_by(columns.score.desc(), func.length(columns.title), columns.id)
    page = best.limit(window.limit).offset(window.offset).subquery("page")
    count = func.count().label("number")
    counts = select(null().label("id"), columns.kind, null().label("title"), null().label("score"), count)
    return union_all(select(page), counts.group_by(columns.kind))


def _place(row: Row[Any]) -> tuple[float, int, int]:
    """Tell where a hit stands: the best first, then short titles, then old records."""
    return -row.score, len(row.title), row.id


def _hit(row: Row[Any], words: Sequence[_Word]) -> Hit:
    of_title = set(tokens(row.title))
    exact = all(of_title.intersection(word.spellings) for word in words)
    return Hit(row.id, row.kind, row.title, float(row.score), exact)


def _rarest_first(session: Session, words: Sequence[_Word]) -> tuple[Sequence[_Word], int]:
    """Order words by how many records they lead to; tell how many of them are worth listing.

    The records of rare words are listed and joined; a common one ("jo…") is only looked for in
    what the rare ones leave. None are returned when one of them leads nowhere.
    """
    if len(words) <= 1:
        return words, len(words)
    row = session.execute(_sizes(len(words), _slots(words)), _values(words)).one()
    if not all(row):
        return [], 0
    ordered = sorted(range(len(words)), key=lambda at: row[at])
    rare = sum(size < _COMMON for size in row)
    return [words[at] for at in ordered], max(rare, 1)


def _slots(words: Sequence[_Word]) -> int:
    return NEAR if any(word.near for word in words) else 0


# The statements are built once for each number of words; only the conditions are added per call.


@cache
def _sizes(words: int, slots: int) -> Select[Any]:
    """Count the postings of each word, as far as it matters."""
    counted = [_postings(_match(at, slots, _in_range(at))).limit(_COMMON).subquery() for at in range(words)]
    sizes = (select(func.count()).select_from(each).scalar_subquery() for each in counted)
    return select(*(size.label(f"size{at}") for at, size in enumerate(sizes)))


@cache
def _matches(words: int, listed: int, slots: int) -> Select[Any]:
    """Select the records that hold all words, with the sum of their scores."""
    lists = [_listed(_match(at, slots, _in_range(at)), f"word{at}") for at in range(listed)]
    looked_up = [_looked_up(_match(at, slots, _in_text(at))) for at in range(listed, words)]
    scores = [*(each.c.score for each in lists), *looked_up]
    total = sum(scores[1:], scores[0])
    statement = select(Record.id, Record.kind, Record.title, total.label("score"))
    for each in lists:
        statement = statement.join(each, each.c.record_id == Record.id)
    return statement.where(*(score.is_not(None) for score in looked_up))


def _listed(match: _Match, name: str) -> Subquery:
    """List the records of a word with the score it gives them."""
    score = func.max(match.score).label("score")
    return _postings(match).add_columns(score).group_by(SearchPosting.record_id).subquery(name)


def _looked_up(match: _Match) -> ScalarSelect[Any]:
    """Score a word in one record; nothing when it is not there."""
    held = _postings(match).where(SearchPosting.record_id == Record.id)
    return held.with_only_columns(func.max(match.score)).scalar_subquery()


def _postings(match: _Match) -> Select[Any]:
    return (
        select(SearchPosting.record_id).join(SearchToken, SearchToken.id == SearchPosting.token_id).where(match.where)
    )


def _in_range(at: int) -> ColumnElement[bool]:
    """Find the words that begin with the one asked for, by the index of words."""
    return (SearchToken.token >= bindparam(f"from{at}")) & (SearchToken.token < bindparam(f"to{at}"))


def _in_text(at: int) -> ColumnElement[bool]:
    """Find the same, word by word: few are looked at, and no plan must begin at the index of words."""
    start = bindparam(f"from{at}", type_=String)
    return func.substr(SearchToken.token, 1, func.length(start)) == start


def _match(at: int, slots: int, begun: ColumnElement[bool]) -> _Match:
    """Tell which words of the index match one asked for: its spellings, what begins with it, what is near."""
    token = SearchToken.token
    spelt = token.in_(bindparam(f"spelt{at}", expanding=True))
    near = [
        (token == bindparam(f"near{at}_{slot}"), bindparam(f"like{at}_{slot}", type_=Float)) for slot in range(slots)
    ]
    closeness = case((spelt, _EXACT), (begun, _PREFIX), *near, else_=0.0)
    return _Match(or_(spelt, begun, *(same for same, _ in near)), SearchPosting.weight * closeness)


def _values(words: Sequence[_Word]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for at, word in enumerate(words):
        values |= {f"spelt{at}": word.spellings, f"from{at}": word.text, f"to{at}": word.text + _LAST}
        padded = [*word.near, *[("", 0.0)] * (NEAR - len(word.near))]
        for slot, (near, likeness) in enumerate(padded):
            values |= {f"near{at}_{slot}": near, f"like{at}_{slot}": likeness * _FUZZY}
    return values
