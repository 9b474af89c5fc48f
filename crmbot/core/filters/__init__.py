"""One filter language for list, find and export: what kinds declare, and the conditions a line becomes."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from functools import cache

from sqlalchemy import ColumnElement, func

from crmbot.core import people
from crmbot.core.context import Context
from crmbot.core.filters import grouping
from crmbot.core.filters.common import COMMON, DELETED, linked, quiet
from crmbot.core.filters.conditions import (
    STATE,
    WHOSE,
    Condition,
    Field,
    age,
    any_of,
    choice,
    day,
    flag,
    instant,
    money,
    named,
    number,
    only_named,
    person,
    record,
    wrong,
)
from crmbot.core.filters.grouping import Counted, Group
from crmbot.core.filters.pages import (
    MOST_APART,
    MOST_COUNTED,
    Wanted,
    left_out,
    model_of,
    page,
    stream,
)
from crmbot.core.filters.times import Column
from crmbot.core.filters.words import text
from crmbot.core.permissions import put_away, visible
from crmbot.language import filters as language
from crmbot.language.filters.terms import Op, Term, folded_key
from crmbot.language.fold import fold
from crmbot.store.models.record import Record

__all__ = [
    "MOST_APART",
    "MOST_COUNTED",
    "SHAPES",
    "STATE",
    "WHOSE",
    "Condition",
    "Counted",
    "Field",
    "Group",
    "Op",
    "Term",
    "Wanted",
    "age",
    "any_of",
    "arrange",
    "choice",
    "counted",
    "day",
    "declare",
    "fields",
    "flag",
    "instant",
    "left_out",
    "linked",
    "model_of",
    "money",
    "named",
    "number",
    "only_named",
    "page",
    "person",
    "providers",
    "quiet",
    "record",
    "stream",
    "text",
    "to_list",
    "wanted",
    "wrong",
]

Provider = Callable[[Context], Sequence[Field]]

_EVERYBODY = frozenset({"everybody", "everyone", "anybody", "anyone", "every"})
_ALL = "all"
_YES, _NO = frozenset({"yes", "true", "on"}), frozenset({"no", "false", "off"})
_SORT, _PER = "sort", "per"
_PREPOSITION = 2
SHAPES = (_SORT, _PER)
"""The keys that ask for nothing, but say how a list is shown: in which order, or counted by what."""
_BY_NAME: Column = func.lower(Record.title)
"""What any list can be sorted by."""


@dataclass(frozen=True, slots=True)
class Arrangement:
    """How records of a kind are listed: in which order, and in which state unless another is said.

    `many` is the order of a list too long to be sorted whole: one that an index has ready. `worth` is what a record is
    worth, in minor units of the currency behind it.
    """

    order: tuple[Column, ...] = (Record.id.desc(),)
    usual: str = ""
    many: tuple[Column, ...] = ()
    worth: tuple[Column, Column] | None = None


_Fields = Mapping[str, Field]
_FIELDS: dict[str, list[Field]] = {}
_PROVIDERS: dict[str, list[Provider]] = {}
_ARRANGED: dict[str, Arrangement] = {}


def declare(kind: str, *fields: Field) -> None:
    """Say what can be asked of records of a kind, beside what can be asked of all; a key said twice is the new one."""
    _FIELDS.setdefault(kind, []).extend(fields)
    _declared.cache_clear()


def arrange(
    kind: str,
    *order: Column,
    usual: str = "",
    many: tuple[Column, ...] = (),
    worth: tuple[Column, Column] | None = None,
) -> None:
    """Say in which order records of a kind are listed, and in which state (`open`) when none is said.

    Args: `many`: the order of lists of more than `MOST_COUNTED`, where `order` is not that of an index. `worth`: what
    is summed where they are counted: minor units, and their currency.
    """
    _ARRANGED[kind] = Arrangement(order, usual, many or order, worth)


def providers(kind: str, provider: Provider) -> None:
    """Add fields of a kind that are known only at run time."""
    _PROVIDERS.setdefault(kind, []).append(provider)


def fields(ctx: Context, kind: str) -> Mapping[str, Field]:
    """Return what can be asked of a kind now, by folded key; states are called `is:open`."""
    known = _declared(kind)
    for provider in _PROVIDERS.get(kind, ()):
        # What the organisation calls its own fields never takes a key of ours away.
        known = {**{folded_key(key): each for each in provider(ctx) for key in each.keys}, **known}
    return known


@cache
def _declared(kind: str) -> Mapping[str, Field]:
    return {folded_key(key): each for each in (*COMMON, *_FIELDS.get(kind, ())) for key in each.keys}


@dataclass(slots=True)
class _Asked:
    """A filter while its words find their meaning."""

    terms: list[Term]
    prefix: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


def wanted(ctx: Context, kind: str, text: str) -> Wanted:
    """Read a filter for records of a kind; mine, and in the usual state, unless it says otherwise.

    What was deleted is never among them. Raises `InvalidInput` that names the wrong part, `NotFound` or `Ambiguous`
    for a record it names.
    """
    known = fields(ctx, kind)
    return _undeleted(ctx, kind, known, _understood(ctx, known, text))


def _undeleted(ctx: Context, kind: str, known: _Fields, asked: _Asked) -> Wanted:
    deleted = _deleted(asked)
    if deleted is not None:
        raise wrong(deleted, "what was deleted can only be listed, by is:deleted alone")
    return _compiled(ctx, kind, known, asked, visible(ctx, [kind]))


def to_list(ctx: Context, kind: str, text: str) -> Wanted:
    """Read a filter as `wanted` does; `is:deleted` asks for what was deleted and the actor may bring back.

    Raises `NotAllowed` as well, for who may bring nothing back.
    """
    known = fields(ctx, kind)
    asked = _understood(ctx, known, text)
    deleted = _deleted(asked)
    if deleted is None or deleted.op is not Op.IS or len(deleted.values) > 1:
        return _undeleted(ctx, kind, known, asked)
    ctx.actor.require(f"{kind}.delete")
    found = _compiled(ctx, kind, known, asked, put_away(ctx, kind))
    order = (*_sorted_by(known, asked), Record.deleted_at.desc(), Record.id.desc())
    return replace(found, order=order, many=(Record.id.desc(),), is_put_away=True)


def _deleted(asked: _Asked) -> Term | None:
    """Return the term that asks for what was deleted, if any does."""
    named = (term for term in asked.terms if term.key == "is" and _NAMES_OF_DELETED & {*map(fold, term.values)})
    return next(named, None)


_NAMES_OF_DELETED = {DELETED, "trash"}


def _compiled(ctx: Context, kind: str, known: _Fields, asked: _Asked, scope: ColumnElement[bool]) -> Wanted:
    """Put together what a filter asks for within a scope."""
    usual = _usual(kind, known, asked)
    terms = (*usual, *_asking(asked))
    conditions = [_field(known, term).condition(ctx, term) for term in terms]
    arranged, first = _arranged(kind), _sorted_by(known, asked)
    among = " ".join([*asked.prefix, *map(str, terms)])
    return Wanted(
        kind=kind,
        where=(scope, *conditions),
        order=(*first, *arranged.order),
        many=(*first, *arranged.many),
        said=" ".join([*asked.prefix, *map(str, (*usual, *asked.terms))]),
        terms=terms,
        apart=_apart(ctx, known, terms, (scope, *conditions)),
        usual=usual,
        per=_per(known, asked),
        among=among,
        worth=arranged.worth,
    )


def _asking(asked: _Asked) -> Iterator[Term]:
    """Yield the terms that must hold; those of `SHAPES` only say how a list is shown."""
    return (term for term in asked.terms if term.key not in SHAPES)


def _per(known: _Fields, asked: _Asked) -> str:
    """Return the key of what is asked to be counted by. Raises `InvalidInput` where nothing is."""
    term = next((term for term in asked.terms if term.key == _PER), None)
    if term is None:
        return ""
    found = known.get(folded_key(term.values[0]))
    if found is None or found.per is None or len(term.values) > 1:
        countable = sorted({_plainest(each) for each in known.values() if each.per is not None})
        raise wrong(term, f"nothing is counted by {', '.join(term.values)}", countable)
    return folded_key(term.values[0])


def _plainest(each: Field) -> str:
    """Return what a field is called where a word in front of a value, `on`, would say little."""
    return each.key if len(each.key) > _PREPOSITION else max(each.keys, key=len)


def counted(ctx: Context, wanted: Wanted, limit: int, offset: int = 0) -> Counted:
    """Return how many of what is wanted stand where, by the field `wanted.per`; most first.

    Args: `limit`: groups, 1-100.
    """
    per = fields(ctx, wanted.kind)[wanted.per].per
    assert per is not None, "it was looked up when the filter was read"
    return grouping.counted(ctx, wanted, per, limit, offset)


def _understood(ctx: Context, known: _Fields, text: str) -> _Asked:
    """Tell states, people and words to look for among what is no term."""
    read = language.read(text, (*known, *SHAPES))
    asked = _Asked([_switched(known, term) or replace(term, key=_canonical(known, term)) for term in read.terms])
    for word in language.words_of(read.words):
        _sort_in(known, asked, word)
    if asked.words:
        asked.terms.append(_of_words(ctx, " ".join(asked.words)))
    return asked


def _sort_in(known: _Fields, asked: _Asked, word: str) -> None:
    """Take a word for a state or for whose records they are, else leave it to be looked for."""
    key = fold(word)
    if word.startswith('"'):
        asked.words.append(word)
    elif f"is:{key}" in known:
        state = known[f"is:{key}"].key.removeprefix("is:")
        asked.terms.append(Term("is", Op.IS, (state,), word))
    elif key in _EVERYBODY or key == _ALL:
        asked.prefix.append(_ALL if key == _ALL else "everybody")
    else:
        asked.words.append(word)


def _of_words(ctx: Context, words: str) -> Term:
    """Return the term that words without a key are: the name of one of us, else words to look for."""
    named = people.by_name(ctx, words) if '"' not in words else []
    if named:
        return Term("owner", Op.IS, (named[0].name if len(named) == 1 else words,), words)
    return Term("text", Op.IS, (words.replace('"', ""),), words)


def _switched(known: _Fields, term: Term) -> Term | None:
    """Return the state a term asks for as if it were a field: `no_calls:yes`; None for any other, and for a field."""
    key, word = folded_key(term.key), fold(" ".join(term.values))
    state = known.get(f"is:{key}") if key not in known else None
    if state is None or term.op not in (Op.IS, Op.NOT) or word not in _YES | _NO:
        return None
    op = Op.IS if (word in _YES) == (term.op is Op.IS) else Op.NOT
    return Term("is", op, (state.key.removeprefix("is:"),), term.text)


def _canonical(known: _Fields, term: Term) -> str:
    found = known.get(term.key)
    if found is None and term.key == "by":
        return _PER  # of tasks and notes it is said when, and who
    return found.key if found is not None else term.key


def _field(known: _Fields, term: Term) -> Field:
    """Return the field of a term. Raises `InvalidInput` with the nearest known keys."""
    if term.key == "is":
        return _state(known, term)
    found = known.get(folded_key(term.key))
    if found is None:
        keys = sorted({each.key for each in known.values() if ":" not in each.key})
        near = get_close_matches(term.key, keys, n=5) or keys
        raise wrong(term, f"there is no field called {term.key}", near)
    return found


def _state(known: _Fields, term: Term) -> Field:
    """Return a field that joins the states of `is:open,won`."""
    states = {key.removeprefix("is:"): each for key, each in known.items() if key.startswith("is:")}
    chosen = [states.get(fold(value)) for value in term.values]
    if None in chosen:
        wrong_one = next(value for value in term.values if fold(value) not in states)
        names = sorted({each.key.removeprefix("is:") for each in states.values()})
        raise wrong(term, f"no such state: {wrong_one}", get_close_matches(wrong_one, names, n=5) or names)
    found = [each for each in chosen if each is not None]

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        held = Term(term.key, Op.IS, term.values, term.text)
        return any_of(term, (each.condition(ctx, held) for each in found))

    return Field("is", condition, says=" ".join({each.says for each in found}))


def _usual(kind: str, known: _Fields, asked: _Asked) -> tuple[Term, ...]:
    """Return what goes without saying: mine, and the usual state; each only where nothing is said of it."""
    said = " ".join(_field(known, term).says for term in _asking(asked))
    usual = []
    if WHOSE not in said and not asked.prefix:
        usual.append(Term("is", Op.IS, ("mine",), ""))
    state = _arranged(kind).usual
    if state and STATE not in said and _ALL not in asked.prefix:
        usual.append(Term("is", Op.IS, (state,), ""))
    return tuple(usual)


def _arranged(kind: str) -> Arrangement:
    return _ARRANGED.get(kind, Arrangement())


def _sorted_by(known: _Fields, asked: _Asked) -> tuple[Column, ...]:
    """Return what `sort:amount` or `sort:-amount` asks for; the usual order comes behind it."""
    first: list[Column] = []
    sortable = {"name": _BY_NAME, **{key: each.order for key, each in known.items() if each.order is not None}}
    for term in asked.terms:
        for value in term.values if term.key == _SORT else ():
            column = sortable.get(folded_key(value.lstrip("-")))
            if column is None:
                raise wrong(term, f"nothing is sorted by {value.lstrip('-')}", sorted(sortable))
            first.append(column.desc().nulls_last() if value.startswith("-") else column.asc().nulls_last())
    return tuple(first)


def _apart(
    ctx: Context, known: _Fields, terms: Sequence[Term], where: Sequence[ColumnElement[bool]]
) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions for what the filter leaves out because it cannot be compared; none as a rule."""
    for place, term in enumerate(terms, start=1):  # the first condition is the scope
        apart = _field(known, term).apart
        if apart is not None:
            return (*where[:place], apart(ctx, term), *where[place + 1 :])
    return ()
