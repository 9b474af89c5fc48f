"""Search by words: a dictionary of distinct words, and the records that hold them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Select,
    Subquery,
    func,
    literal,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from crmbot.language.fold import name_key, tokens, variants
from crmbot.store import search_words as parts
from crmbot.store.models.record import Record
from crmbot.store.search_index import NOISE, bulk_index, index, remove
from crmbot.store.search_words import Word
from crmbot.store.vocabulary import SHORTEST_RUN, Vocabulary, numbers, vocabulary

__all__ = ["Hit", "SearchPage", "Vocabulary", "bulk_index", "index", "remove", "search", "vocabulary"]

MOST_WORDS = 12
"""More words than any name has: longer text is not looked up."""

_COMMON = 8000  # postings from which on a word is not listed
_MANY = 3000  # postings from which on a short word is not, nor any word without another one
_SAMPLE = 500  # records of a common word that stand for all of them, when nothing is rarer
_LARGEST_SAMPLE = 10_000  # the same when the others are in none of those: some tenths of a second among millions
_SHORT = 2  # letters of a word that is looked for in the titles when it is common
_NUMBERS = 200  # numbers that hold the digits asked for, as long as that is enough to find somebody
_MOST_NUMBERS = 10_000  # the same when it is not; a statement that says them twice takes some 30,000 values
_SHORTEST_FUZZY = 3


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
class _Plan:
    """How the words are looked up: which are listed, looked for in what those leave, or in its titles.

    With `sample` only so many of the first records of the one listed word are taken.
    """

    listed: tuple[Word, ...]
    looked_up: tuple[Word, ...] = ()
    titled: tuple[Word, ...] = ()
    sample: int = 0

    @property
    def words(self) -> tuple[Word, ...]:
        return self.listed + self.looked_up + self.titled


@dataclass(frozen=True, slots=True)
class _Window:
    """What is wanted of the matches: which records may be shown, which page of them, and how far it is looked."""

    conditions: tuple[ColumnElement[bool], ...]
    limit: int
    offset: int
    thorough: bool = True


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

    A word finds itself and what begins with it, digits also the numbers they stand in, with or
    without blanks; only when the words find nothing that way, near words count too (typos), then
    all of them written as one.

    Args: `scope`: condition on `Record` that the hits must meet; `limit`: hits, `offset`: hits to skip.
    """
    window = _window(kinds, scope, limit, offset)
    return _first(session, query, window, (_as_number, _as_written, _as_dialled, _nearly, _as_one))


def search_as_written(
    session: Session, query: str, *, kinds: Sequence[str] | None, scope: ColumnElement[bool], limit: int
) -> SearchPage:
    """Do what `search` does for words that may be a name: no slips, and words all common are not looked for far."""
    window = replace(_window(kinds, scope, limit, 0), thorough=False)
    return _first(session, query, window, (_as_number, _as_written))


def _window(kinds: Sequence[str] | None, scope: ColumnElement[bool] | None, limit: int, offset: int) -> _Window:
    conditions: list[ColumnElement[bool]] = [Record.deleted_at.is_(None)]
    if kinds is not None:
        conditions.append(Record.kind.in_(kinds))
    if scope is not None:
        conditions.append(scope)
    return _Window(tuple(conditions), limit, offset)


_Attempt = Callable[[Session, Sequence[Word]], Sequence[Word]]


def _first(session: Session, query: str, window: _Window, attempts: Sequence[_Attempt]) -> SearchPage:
    """Return what the first attempt finds that finds anything."""
    asked = name_key(query.replace("(0)", " "))  # +44 (0)20: dialled at home only
    words = [_word(text) for text in asked.split() if text not in NOISE]
    if not words or len(set(words)) > MOST_WORDS:
        return SearchPage([], 0, {})
    for attempt in attempts:
        page = _page(session, attempt(session, words), window)
        if page.total:
            return page
    return SearchPage([], 0, {})


def _word(text: str) -> Word:
    return Word(text, tuple(sorted(variants(text) | {text})))


def _as_number(_session: Session, words: Sequence[Word]) -> Sequence[Word]:
    """Take the blanks out of "020 7946 0100"; no words at all when there are none between digits."""
    joined = [_word("".join(run)) for run in _runs(words)]
    return joined if len(joined) < len(words) else []


def _runs(words: Sequence[Word]) -> Iterator[list[str]]:
    """Put neighbours of digits together."""
    for digits, run in groupby(words, lambda word: word.text.isdecimal()):
        texts = [word.text for word in run]
        yield from [texts] if digits and sum(map(len, texts)) >= SHORTEST_RUN else [[text] for text in texts]


def _as_written(_session: Session, words: Sequence[Word]) -> Sequence[Word]:
    """Ask for each word once."""
    return list(dict.fromkeys(words))


def _as_dialled(_session: Session, words: Sequence[Word]) -> Sequence[Word]:
    """Leave out the noughts a number begins with at home, or abroad, and that it is not kept with."""
    joined = ["".join(run) for run in _runs(words)]
    kept = [text.lstrip("0") if _word(text).is_number else text for text in joined]
    short = any(len(left) < min(len(text), SHORTEST_RUN) for left, text in zip(kept, joined, strict=True))
    return [] if kept == joined or short else [_word(text) for text in kept]


def _nearly(session: Session, words: Sequence[Word]) -> Sequence[Word]:
    """Add near words to those long enough; none at all when no word has any."""
    known = vocabulary(session)
    asked = [replace(word, near=_near(known, word)) for word in dict.fromkeys(words)]
    return asked if any(word.near for word in asked) else []


def _near(known: Vocabulary, word: Word) -> tuple[tuple[str, float], ...]:
    if len(word.text) < _SHORTEST_FUZZY:
        return ()
    return tuple((near, likeness / 100) for near, likeness in known.near(word.text))


def _as_one(session: Session, words: Sequence[Word]) -> Sequence[Word]:
    """Take a blank for a slip: "stone bridge" is looked up as "stonebridge"."""
    if len(words) == 1:
        return []
    return _nearly(session, [_word("".join(word.text for word in words))])


def _page(session: Session, words: Sequence[Word], window: _Window) -> SearchPage:
    """Find the words the quick way; when that hides all there is, look further, but not through millions."""
    some = _with_numbers(session, words, _NUMBERS)
    plan = _plan(session, some) if words else None
    if plan is None:
        return SearchPage([], 0, {})
    cut = any(len(word.inside) == _NUMBERS for word in some)
    page = _run(session, plan, window)
    if page.total or not (page.more or cut):
        return replace(page, more=page.more or cut)
    if cut:
        return _run(session, _Plan(_with_numbers(session, plan.words, _MOST_NUMBERS)), window)
    return _run(session, replace(plan, sample=_LARGEST_SAMPLE), window) if window.thorough else page


def _with_numbers(session: Session, words: Sequence[Word], most: int) -> tuple[Word, ...]:
    """Add to each word of digits the numbers that hold it."""
    if not any(word.is_number for word in words):
        return tuple(words)
    known = numbers(session)
    return tuple(replace(word, inside=known.holding(word.text, most) if word.is_number else ()) for word in words)


def _run(session: Session, plan: _Plan, window: _Window) -> SearchPage:
    found = _found(plan, window).cte("found")
    rows = session.execute(_page_and_counts(found, window), parts.values(plan.words)).all()
    counts = {row.kind: row.number for row in rows if row.id is None}
    hits = [_hit(row.id, row.kind, row.title, row.score, plan.words) for row in rows if row.id is not None]
    return SearchPage(sorted(hits, key=_place), sum(counts.values()), counts, bool(plan.sample))


def _page_and_counts(found: CTE, window: _Window) -> CompoundSelect[Any]:
    """Select both from the matches in one go, as they are costly to find; counts come without an id."""
    columns = found.c
    whole = columns.score.is_not(None)
    best = select(found, literal(0).label("number")).where(whole).order_by(*_order(found))
    page = best.limit(window.limit).offset(window.offset).subquery("page")
    count = func.count().label("number")
    counts = select(null().label("id"), columns.kind, null().label("title"), null().label("score"), count)
    return union_all(select(page), counts.where(whole).group_by(columns.kind))


def _order(found: CTE) -> tuple[ColumnElement[Any], ...]:
    return found.c.score.desc(), func.length(found.c.title), found.c.id


def _place(hit: Hit) -> tuple[float, int, int]:
    """Tell where a hit stands: the best first, then short titles, then old records."""
    return -hit.score, len(hit.title), hit.record_id


def _hit(record_id: int, kind: str, title: str, score: float, words: Sequence[Word]) -> Hit:
    of_title = set(tokens(title))
    exact = all(of_title.intersection(word.spellings) for word in words)
    return Hit(record_id, kind, title, float(score), exact)


def _plan(session: Session, words: Sequence[Word]) -> _Plan | None:
    """Choose by how many records each word leads to; None when one of them leads nowhere.

    The records of rare words are listed and joined; a common one ("jo…") is only looked for in
    what the rare ones leave. When all are common, a sample of the longest must do.
    """
    values = parts.values(words, [_most(word) for word in words])
    sizes = session.execute(parts.sizes(len(words), parts.slots_of(words)), values).one()
    if not all(sizes):
        return None
    ranked = sorted(zip(sizes, words, strict=True), key=_cost)
    (least, rarest), others = ranked[0], ranked[1:]
    listed = [word for size, word in others if size < _most(word)]
    common = [word for _, word in others if word not in listed]
    looked_up = [word for word in common if not _is_short(word)]
    titled = [word for word in common if _is_short(word)]
    # A word is looked for in one record after another, which takes too long for many records.
    most = _SAMPLE if looked_up else _MANY - 1
    sample = _SAMPLE if not listed and least > most else 0
    return _Plan((rarest, *listed), tuple(looked_up), tuple(titled), sample)


def _cost(sized: tuple[int, Word]) -> tuple[int, int]:
    """Tell which word to begin with: the one of fewest records, and the longest of equally common ones."""
    size, word = sized
    return size if size < _most(word) else _COMMON, -len(word.text)


def _most(word: Word) -> int:
    """Return how many postings make a word a common one."""
    return _MANY if _is_short(word) else _COMMON


def _is_short(word: Word) -> bool:
    return len(word.text) <= _SHORT


def _found(plan: _Plan, window: _Window) -> Select[Any]:
    """Select the records that hold all words, with the sum of their scores; it is null when one is missing."""
    slots, first, last = parts.slots_of(plan.words), len(plan.listed), len(plan.listed + plan.looked_up)
    lists = [_list(at, slots, plan, window) for at in range(first)]
    looked_up = [parts.looked_up(at, slots) for at in range(first, last)]
    titled = [parts.titled(at) for at in range(last, len(plan.words))]
    scores = [*(each.c.score for each in lists), *looked_up, *titled]
    statement = select(Record.id, Record.kind, Record.title, sum(scores[1:], scores[0]).label("score"))
    for each in lists:
        statement = statement.join(each, each.c.record_id == Record.id)
    return statement.where(*window.conditions)


def _list(at: int, slots: int, plan: _Plan, window: _Window) -> Subquery:
    return parts.sampled(slots, window.conditions, plan.sample) if plan.sample else parts.listed(at, slots)
