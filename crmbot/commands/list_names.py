"""What a list's words name: `of bob` is an owner, `at acme` a company, `in london` a city, `from the fair` a source."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches

from crmbot.core import filters, lookup, people, views
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, InvalidInput, NotFound
from crmbot.core.filters import Field, Op, Term
from crmbot.core.views import Asked
from crmbot.language import codes, countries
from crmbot.language import filters as language
from crmbot.language.filters import whose
from crmbot.language.filters.whose import COMING, OWNED, PLACED, Placed
from crmbot.language.fold import fold

_ABOUT = {"contact": "company", "company": "parent"}
"""The key for what records of a kind are about, where that is not `on`."""
_SUBJECTS = {"contact": (("company",),), "company": (("company",),)}
_EVERY = (("company", "contact"), ("lead",), ("deal",))
"""Whom a list is about, the likelier first: `deals of delta` is about the company, whatever its deals are called."""
_WHO = ("author", "owner")
_OFFERED = 4
_SHORTEST = 3
_DEPARTMENTS = frozenset(
    "sales purchasing procurement marketing finance accounting accounts engineering production logistics maintenance"
    " management operations quality support service legal it hr".split()
)
"""What people work in that is no town: it stands in what they do there."""
_OF_ALL = re.compile(r"\b(?:of|from|for|by) (?:everybody|everyone|all of us)\b", re.IGNORECASE)
_Known = Mapping[str, Field]


def asked(ctx: Context, kind: str, line: str) -> Asked:
    """Read a line for a list as `views.asked` does, with the names in its words put as terms.

    Raises `InvalidInput` as well, for somebody nobody knows.
    """
    ask = views.asked(ctx, kind, line)
    return ask if ask.view else replace(ask, text=resolved(ctx, kind, ask.text))


def resolved(ctx: Context, kind: str, text: str) -> str:
    """Return a filter with what its prepositions lead to put as terms; one without any as it is.

    Raises `InvalidInput` for somebody nobody knows, with whom it may be.
    """
    known = filters.fields(ctx, kind)
    text = _OF_ALL.sub("everybody", text)
    read = language.read(text, (*known, *filters.SHAPES))
    parts = whose.parted(language.words_of(read.words))
    if not any(part.by for part in parts):
        return text
    told = [_term(ctx, kind, known, text, part) or part for part in parts]
    return " ".join(map(str, (*read.terms, *told)))


def _term(ctx: Context, kind: str, known: _Known, text: str, part: Placed) -> Term | None:
    """Return what a preposition and its words ask for; None where they are words to look for."""
    if not part.by:
        return None
    part = replace(part, words=part.words.strip('"'))
    if part.by in PLACED | COMING:
        if part.by == "in" and "stage" in known:
            _check_stage(ctx, known["stage"], text, part)
        return _from_or_in(ctx, kind, known, part)
    who, what = _person(ctx, known, part), _record(ctx, kind, known, part)
    found = (who or what) if part.by in OWNED else (what or who)
    if found is None and part.by in OWNED | {"at"} and not part.words.isdecimal():
        raise _nobody(ctx, kind, text, part)
    return found


def _from_or_in(ctx: Context, kind: str, known: _Known, part: Placed) -> Term | None:
    """Return the stage, the source or the place behind `in` or `from`; else whom it came from."""
    if f"is:{fold(str(part))}" in known:
        return Term("is", Op.IS, (str(part),), str(part))
    for key in ("stage", "source"):
        term = Term(key, Op.IS, (part.words,), str(part))
        if key in known and _is_listed(ctx, known[key], term):
            return term
    if kind == "contact" and fold(part.words) in _DEPARTMENTS:
        return Term("text", Op.IS, (part.words,), str(part))
    country = countries.named(part.words) if "country" in known and len(part.words) >= _SHORTEST else None
    if country is not None:
        return Term("country", Op.IS, (country,), str(part))
    if part.by in COMING:
        found = _record(ctx, kind, known, part) or _person(ctx, known, part)
        if found is not None:
            return found
    return Term("city", Op.IS, (part.words,), str(part)) if "city" in known else None


def _check_stage(ctx: Context, field: Field, text: str, part: Placed) -> None:
    """Raise `InvalidInput` for a stage that is nearly written: the nearest come first. Other words are a town."""
    try:
        field.condition(ctx, Term("stage", Op.IS, (part.words,), str(part)))
    except InvalidInput as error:
        names = error.choices
        near = get_close_matches(part.words.capitalize(), names, n=1)
        if not near:
            return
        offered = tuple(text.replace(part.words, name) for name in dict.fromkeys((*near, *names)))
        raise InvalidInput("filter", str(part), "no stage is called that", offered[:_OFFERED]) from error


def _is_listed(ctx: Context, field: Field, term: Term) -> bool:
    """Tell whether a list of ours has an entry of that name."""
    try:
        field.condition(ctx, term)
    except InvalidInput:
        return False
    return True


def _person(ctx: Context, known: _Known, part: Placed) -> Term | None:
    """Return the term for records of one of us."""
    key = next((key for key in _WHO if key in known), "")
    found = people.by_name(ctx, part.words) if key else []
    if not found:
        return None
    return Term(key, Op.IS, (found[0].name if len(found) == 1 else part.words,), str(part))


def _record(ctx: Context, kind: str, known: _Known, part: Placed) -> Term | None:
    """Return the term for records about another one, which its code tells without a doubt."""
    key = _ABOUT.get(kind, "on")
    if key not in known:
        return None
    for kinds in _SUBJECTS.get(kind, _EVERY):
        try:
            found = lookup.resolve(ctx, part.words, kinds)
        except NotFound:
            continue
        except Ambiguous as several:
            each = tuple(f"{part.by} {codes.show(one.kind, one.id)}" for one in several.candidates)
            raise InvalidInput("filter", str(part), "several are called that", each) from several
        return Term(key, Op.IS, (codes.show(found.kind, found.id),), str(part))
    return None


def _nobody(ctx: Context, kind: str, text: str, part: Placed) -> InvalidInput:
    """Return the error for a name nobody has, each choice being the whole filter with another name in it."""
    names = [*_near(ctx, kind, part.words), *(user.name for user in people.colleagues(ctx))]
    offered = [text.replace(part.words, name) for name in names[:_OFFERED]]
    what = "no company here is" if part.by == "at" else "nobody here and no company is"
    return InvalidInput("filter", str(part), f"{what} called that", tuple(dict.fromkeys(offered)))


def _near(ctx: Context, kind: str, words: str) -> Sequence[str]:
    try:
        lookup.resolve(ctx, words, _SUBJECTS.get(kind, _EVERY)[0])
    except NotFound as none:
        return [one.title for one in none.near]
    except Ambiguous:
        pass
    return ()


def shown(ctx: Context, terms: Sequence[Term]) -> dict[str, str]:
    """Return what the codes among the values of terms are called."""
    told = {value: codes.parse_code(value) for term in terms for value in term.values}
    numbers = {value: code.number for value, code in told.items() if code is not None and code.kind}
    there = {one.id: one.title for one in lookup.shown(ctx, list(numbers.values()))} if numbers else {}
    return {value: there[number] for value, number in numbers.items() if number in there}
