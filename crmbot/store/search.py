"""Search by words: a dictionary of distinct words, and the records that hold them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Float,
    Integer,
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

from crmbot.language.fold import fold, name_key, tokens, variants
from crmbot.store.models.record import Record
from crmbot.store.models.search import SearchPosting, SearchToken
from crmbot.store.search_index import NOISE, bulk_index, index, remove
from crmbot.store.vocabulary import Vocabulary, vocabulary

__all__ = ["Hit", "SearchPage", "Vocabulary", "bulk_index", "index", "remove", "search", "vocabulary"]

MOST_WORDS = 12
"""More words than any name has: longer text is not looked up."""

_EXACT, _PREFIX, _FUZZY = 1.0, 0.5, 0.4
_COMMON = 8000  # postings from which on a word is not listed
_MANY = 3000  # postings from which on a short word is not, nor any word without another one
_SAMPLE = 500  # records of a common word that stand for all of them, when nothing is rarer
_READ = 2000  # records whose titles are read for a common short word
_SHORT = 2  # letters of a word that is looked for in the titles when it is common
_OF_TITLE = 5  # what a word of a title weighs
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
    """A page of hits, the best first; `total` and the `counts` by kind are those of all pages.

    With `more` they are lower bounds: words as common as these were not looked up to the end.
    """

    hits: list[Hit]
    total: int
    counts: dict[str, int]
    more: bool = False


@dataclass(frozen=True, slots=True)
class _Word:
    """A word asked for, in every way it may be spelt, with the likeness (0-1) of near words."""

    text: str
    spellings: tuple[str, ...]
    near: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Match:
    """A word in the index: which postings are its, which of them as a whole word, and what each counts."""

    where: ColumnElement[bool]
    whole: ColumnElement[bool]
    score: ColumnElement[Any]


@dataclass(frozen=True, slots=True)
class _Plan:
    """How the words are looked up: which are listed, looked for in what those leave, or in its titles.

    With `sampled` only the first records of the one listed word are taken.
    """

    listed: tuple[_Word, ...]
    looked_up: tuple[_Word, ...] = ()
    titled: tuple[_Word, ...] = ()
    sampled: bool = False

    @property
    def words(self) -> tuple[_Word, ...]:
        return self.listed + self.looked_up + self.titled


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
    """Find the words the quick way; to the end, however long it takes, when that hides all there is."""
    plan = _plan(session, words) if words else None
    if plan is None:
        return SearchPage([], 0, {})
    page = _run(session, plan, window)
    return page if page.total or not page.more else _run(session, _Plan(plan.words), window)


def _run(session: Session, plan: _Plan, window: _Window) -> SearchPage:
    found = _found(plan, window).cte("found")
    if plan.titled:
        best = select(found).order_by(*_order(found)).limit(_READ)
        return _by_titles(session.execute(best, _values(plan.words)).all(), plan, window)
    rows = session.execute(_page_and_counts(found, window), _values(plan.words)).all()
    counts = {row.kind: row.number for row in rows if row.id is None}
    hits = [_hit(row, row.score, plan.words) for row in rows if row.id is not None]
    return SearchPage(sorted(hits, key=_place), sum(counts.values()), counts, plan.sampled)


def _page_and_counts(found: CTE, window: _Window) -> CompoundSelect[Any]:
    """Select both from the matches in one go, as they are costly to find; counts come without an id."""
    columns = found.c
    best = select(found, literal(0).label("number")).order_by(*_order(found))
    page = best.limit(window.limit).offset(window.offset).subquery("page")
    count = func.count().label("number")
    counts = select(null().label("id"), columns.kind, null().label("title"), null().label("score"), count)
    return union_all(select(page), counts.group_by(columns.kind))


def _order(found: CTE) -> tuple[ColumnElement[Any], ...]:
    return found.c.score.desc(), func.length(found.c.title), found.c.id


def _place(hit: Hit) -> tuple[float, int, int]:
    """Tell where a hit stands: the best first, then short titles, then old records."""
    return -hit.score, len(hit.title), hit.record_id


def _by_titles(rows: Sequence[Row[Any]], plan: _Plan, window: _Window) -> SearchPage:
    """Keep the records that hold the common short words, too."""
    scored = ((row, _with_titled(row, plan.titled)) for row in rows)
    hits = sorted((_hit(row, score, plan.words) for row, score in scored if score), key=_place)
    shown = hits[window.offset : window.offset + window.limit]
    more = plan.sampled or len(rows) == _READ
    return SearchPage(shown, len(hits), dict(Counter(hit.kind for hit in hits)), more)


def _with_titled(row: Row[Any], words: Sequence[_Word]) -> float:
    """Return the score of a record with that of the words that must begin one of its title; 0 when one does not."""
    title = f" {fold(row.title)}"
    score = float(row.score)
    for word, whole in zip(words, row[-len(words) :], strict=True):
        if whole is not None:
            score += whole * _EXACT
        elif f" {word.text}" in title:
            score += _OF_TITLE * _PREFIX
        else:
            return 0.0
    return score


def _hit(row: Row[Any], score: float, words: Sequence[_Word]) -> Hit:
    of_title = set(tokens(row.title))
    exact = all(of_title.intersection(word.spellings) for word in words)
    return Hit(row.id, row.kind, row.title, float(score), exact)


def _plan(session: Session, words: Sequence[_Word]) -> _Plan | None:
    """Choose by how many records each word leads to; None when one of them leads nowhere.

    The records of rare words are listed and joined; a common one ("jo…") is only looked for in
    what the rare ones leave. When all are common, a sample of the longest must do.
    """
    sizes = session.execute(_sizes(len(words), _slots(words)), _values(words)).one()
    if not all(sizes):
        return None
    ranked = sorted(zip(sizes, words, strict=True), key=_cost)
    (least, rarest), others = ranked[0], ranked[1:]
    listed = [word for size, word in others if size < _most(word)]
    common = [word for _, word in others if word not in listed]
    looked_up = [word for word in common if not _is_short(word)]
    titled = [word for word in common if _is_short(word)]
    # A word is looked for in one record after another, which takes too long for many records.
    most = _SAMPLE if looked_up else min(_MANY, _COMMON) - 1
    return _Plan((rarest, *listed), tuple(looked_up), tuple(titled), sampled=not listed and least > most)


def _cost(sized: tuple[int, _Word]) -> tuple[int, int]:
    """Tell which word to begin with: the one of fewest records, and the longest of equally common ones."""
    size, word = sized
    return size if size < _most(word) else _COMMON, -len(word.text)


def _most(word: _Word) -> int:
    """Return how many postings make a word a common one."""
    return min(_MANY, _COMMON) if _is_short(word) else _COMMON


def _is_short(word: _Word) -> bool:
    return len(word.text) <= _SHORT


def _slots(words: Sequence[_Word]) -> int:
    return max(len(word.near) for word in words)


def _found(plan: _Plan, window: _Window) -> Select[Any]:
    """Select the records that hold all words but those of titles, with the sum of their scores."""
    slots, first, last = _slots(plan.words), len(plan.listed), len(plan.listed + plan.looked_up)
    lists = [_sample(slots, window) if plan.sampled else _listed(at, slots) for at in range(first)]
    looked_up = [_looked_up(at, slots) for at in range(first, last)]
    whole = [_whole(at).label(f"whole{at}") for at in range(last, len(plan.words))]
    scores = [*(each.c.score for each in lists), *looked_up]
    statement = select(Record.id, Record.kind, Record.title, sum(scores[1:], scores[0]).label("score"), *whole)
    for each in lists:
        statement = statement.join(each, each.c.record_id == Record.id)
    return statement.where(*(score.is_not(None) for score in looked_up), *window.conditions)


# These parts of statements are built once for each place of a word.


@cache
def _sizes(words: int, slots: int) -> Select[Any]:
    """Count the postings of each word, as far as it matters."""
    counted = [
        _postings(_match(at, slots, _in_range(at))).limit(bindparam(f"most{at}", type_=Integer)).subquery()
        for at in range(words)
    ]
    sizes = (select(func.count()).select_from(each).scalar_subquery() for each in counted)
    return select(*(size.label(f"size{at}") for at, size in enumerate(sizes)))


@cache
def _listed(at: int, slots: int) -> Subquery:
    """List the records of a word with the score it gives them."""
    match = _match(at, slots, _in_range(at))
    score = func.max(match.score).label("score")
    return _postings(match).add_columns(score).group_by(SearchPosting.record_id).subquery(f"word{at}")


def _sample(slots: int, window: _Window) -> Subquery:
    """List some of the records of the first word that may be shown: those with the whole word, then others."""
    match = _match(0, slots, _in_range(0))
    seen = _postings(match).add_columns(match.score.label("score"))
    seen = seen.join(Record, Record.id == SearchPosting.record_id).where(*window.conditions)
    parts = (seen.where(match.whole).limit(_SAMPLE).subquery(), seen.limit(_SAMPLE).subquery())
    both = union_all(*(select(part) for part in parts)).subquery()
    score = func.max(both.c.score).label("score")
    return select(both.c.record_id, score).group_by(both.c.record_id).subquery("word0")


@cache
def _looked_up(at: int, slots: int) -> ScalarSelect[Any]:
    """Score a word in one record; nothing when it is not there."""
    match = _match(at, slots, _in_text(at))
    held = _postings(match).where(SearchPosting.record_id == Record.id)
    return held.with_only_columns(func.max(match.score)).scalar_subquery()


@cache
def _whole(at: int) -> ScalarSelect[Any]:
    """Weigh a whole word in one record, anywhere; nothing when it is not there."""
    spelt = select(SearchToken.id).where(SearchToken.token.in_(bindparam(f"spelt{at}", expanding=True)))
    held = select(func.max(SearchPosting.weight)).where(SearchPosting.token_id.in_(spelt))
    return held.where(SearchPosting.record_id == Record.id).scalar_subquery()


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
    near: list[BindParameter[Any]] = [bindparam(f"near{at}_{slot}") for slot in range(slots)]
    likeness = [(token == same, bindparam(f"like{at}_{slot}", type_=Float)) for slot, same in enumerate(near)]
    closeness = case((spelt, _EXACT), (begun, _PREFIX), *likeness, else_=0.0)
    where = or_(spelt, begun, token.in_(near)) if near else or_(spelt, begun)
    return _Match(where, spelt, SearchPosting.weight * closeness)


def _values(words: Sequence[_Word]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    slots = _slots(words)
    for at, word in enumerate(words):
        values |= {f"spelt{at}": word.spellings, f"from{at}": word.text, f"to{at}": word.text + _LAST}
        values[f"most{at}"] = _most(word)
        padded = [*word.near, *[("", 0.0)] * (slots - len(word.near))]
        for slot, (near, likeness) in enumerate(padded):
            values |= {f"near{at}_{slot}": near, f"like{at}_{slot}": likeness * _FUZZY}
    return values
