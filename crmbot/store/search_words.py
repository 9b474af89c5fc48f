"""The statements that words are looked up by: each part is built once for each place of a word."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Float,
    Integer,
    ScalarSelect,
    Select,
    Subquery,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    union_all,
)

from crmbot.store.models.record import Record
from crmbot.store.models.search import SearchPosting, SearchToken
from crmbot.store.vocabulary import SHORTEST_RUN

_EXACT, _PREFIX, _FUZZY = 1.0, 0.5, 0.4
_OF_TITLE = 5  # what a word of a title weighs
_LAST = chr(0x10FFFF)


@dataclass(frozen=True, slots=True)
class Word:
    """A word asked for, in every way it may be spelt, with the likeness (0-1) of near words.

    `inside`: the numbers that hold it, when it is a run of digits.
    """

    text: str
    spellings: tuple[str, ...]
    near: tuple[tuple[str, float], ...] = ()
    inside: tuple[str, ...] = ()

    @property
    def is_number(self) -> bool:
        """Whether it may be part of a phone number."""
        return len(self.text) >= SHORTEST_RUN and self.text.isdecimal()


@dataclass(frozen=True, slots=True)
class _Match:
    """A word in the index: which postings are its, which of them as a whole word, and what each counts."""

    where: ColumnElement[bool]
    whole: ColumnElement[bool]
    score: ColumnElement[Any]


@cache
def sizes(words: int, slots: int) -> Select[Any]:
    """Count the postings of each word, as far as it matters."""
    counted = [
        _postings(_match(at, slots)).limit(bindparam(f"most{at}", type_=Integer)).subquery() for at in range(words)
    ]
    sizes = (select(func.count()).select_from(each).scalar_subquery() for each in counted)
    return select(*(size.label(f"size{at}") for at, size in enumerate(sizes)))


@cache
def listed(at: int, slots: int) -> Subquery:
    """List the records of a word with the score it gives them."""
    match = _match(at, slots)
    score = func.max(match.score).label("score")
    return _postings(match).add_columns(score).group_by(SearchPosting.record_id).subquery(f"word{at}")


def sampled(slots: int, conditions: tuple[ColumnElement[bool], ...], most: int) -> Subquery:
    """List some of the records of the first word that meet conditions: those with the whole word, then others.

    Args: `most`: records of either sort.
    """
    match = _match(0, slots)
    seen = _postings(match).add_columns(match.score.label("score"))
    seen = seen.join(Record, Record.id == SearchPosting.record_id).where(*conditions)
    parts = (seen.where(match.whole).limit(most).subquery(), seen.limit(most).subquery())
    both = union_all(*(select(part) for part in parts)).subquery()
    score = func.max(both.c.score).label("score")
    return select(both.c.record_id, score).group_by(both.c.record_id).subquery("word0")


@cache
def looked_up(at: int, slots: int) -> ScalarSelect[Any]:
    """Score a word in one record; nothing when it is not there."""
    near = [(_is_one(SearchToken.token == same), like) for same, like in _near_slots(at, slots)]
    return _held(at, (_is_one(_in_range(at)), literal(_PREFIX)), *near)


@cache
def titled(at: int) -> ScalarSelect[Any]:
    """Score a short word in one record: a whole word anywhere, or the start of a word of its title."""
    return _held(at, (_is_one(_in_range(at)) & (SearchPosting.weight >= _OF_TITLE), literal(_PREFIX)))


def _held(at: int, *others: tuple[ColumnElement[bool], ColumnElement[float]]) -> ScalarSelect[Any]:
    """Score the best posting of one record that matches."""
    closeness = case((_is_one(_is_spelt(at)), _EXACT), *others)
    score = func.max(SearchPosting.weight * closeness)
    return select(score).where(SearchPosting.record_id == Record.id).scalar_subquery()


def _is_one(where: ColumnElement[bool]) -> ColumnElement[bool]:
    """Tell of a posting whether its word is one of these, which are collected once for all records.

    Only so long as it stands in no WHERE clause: there, PostgreSQL would read the word of each posting.
    """
    return SearchPosting.token_id.in_(select(SearchToken.id).where(where))


def _postings(match: _Match) -> Select[Any]:
    return (
        select(SearchPosting.record_id).join(SearchToken, SearchToken.id == SearchPosting.token_id).where(match.where)
    )


def _in_range(at: int) -> ColumnElement[bool]:
    """Find the words that begin with the one asked for, by the index of words."""
    return (SearchToken.token >= bindparam(f"from{at}")) & (SearchToken.token < bindparam(f"to{at}"))


def _is_spelt(at: int) -> ColumnElement[bool]:
    return SearchToken.token.in_(bindparam(f"spelt{at}", expanding=True))


def _near_slots(at: int, slots: int) -> list[tuple[BindParameter[str], BindParameter[float]]]:
    """Return places for near words and their likeness."""
    return [(bindparam(f"near{at}_{slot}"), bindparam(f"like{at}_{slot}", type_=Float)) for slot in range(slots)]


def _match(at: int, slots: int) -> _Match:
    """Tell which words of the index match one asked for: its spellings, what begins with it, what is near."""
    token, spelt, begun, near = SearchToken.token, _is_spelt(at), _in_range(at), _near_slots(at, slots)
    likeness = [(token == same, like) for same, like in near]
    closeness = case((spelt, _EXACT), (begun, _PREFIX), *likeness, else_=0.0)
    where = or_(spelt, begun, token.in_([same for same, _ in near])) if near else or_(spelt, begun)
    return _Match(where, spelt, SearchPosting.weight * closeness)


def slots_of(words: Sequence[Word]) -> int:
    """Return how many places the statements need for near words."""
    return max(len(word.near) for word in words)


def values(words: Sequence[Word], most: Sequence[int] = ()) -> dict[str, Any]:
    """Return what the statements about these words are run with; `most`: how many postings are counted of each."""
    found: dict[str, Any] = {f"most{at}": number for at, number in enumerate(most)}
    slots = slots_of(words)
    for at, word in enumerate(words):
        found |= {f"spelt{at}": word.spellings + word.inside, f"from{at}": word.text, f"to{at}": word.text + _LAST}
        padded = [*word.near, *[("", 0.0)] * (slots - len(word.near))]
        for slot, (near, likeness) in enumerate(padded):
            found |= {f"near{at}_{slot}": near, f"like{at}_{slot}": likeness * _FUZZY}
    return found
