"""Which column of a file goes where: the fields a kind can be given, the likeliest kind, a person's corrections."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet

from crmbot.core import custom_fields, filters
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.imports import columns
from crmbot.core.imports.columns import SKIP, TARGETS, Target, heading_key
from crmbot.core.imports.tables import Format, Table

KINDS = ("contact", "company", "lead", "deal")
"""The kinds of records rows can become."""

OWN = "own:"
"""Begins the key of a field the organisation added."""

QUESTION = "column_"
"""Begins the name of the question for a column."""

_NOT_COLUMNS = frozenset(
    {
        *("name", "company", "owner", "tags", "external_id", "source", "kind", "contact", "stage"),
        *("budget", "amount", "best", "worst", "turnover"),
    }
)
"""Targets that are no column of the record as they stand: something is made of them."""


def targets(ctx: Context, kind: str) -> tuple[Target, ...]:
    """Return what can be brought in of a kind, the organisation's own fields last. Raises `InvalidInput`."""
    if kind not in TARGETS:
        raise InvalidInput("kind", kind, "cannot be brought in", KINDS)
    return (*(each for each in TARGETS[kind] if _is_kept(kind, each)), *_own(ctx, kind))


def _is_kept(kind: str, each: Target) -> bool:
    return each.key in _NOT_COLUMNS or each.key in filters.model_of(kind).__mapper__.column_attrs


def _own(ctx: Context, kind: str) -> tuple[Target, ...]:
    return tuple(Target(f"{OWN}{one.key}", one.label, (one.key,)) for one in custom_fields.of(ctx, kind))


def label(ctx: Context, kind: str, key: str) -> str:
    """Return what a target is called."""
    return next((each.label for each in targets(ctx, kind) if each.key == key), "not taken")


_TELLING: Mapping[str, frozenset[str]] = {
    "contact": frozenset({"first_name", "last_name", "job_title", "mobile"}),
    "company": frozenset({"kind", "industry", "employees", "registration_no", "tax_no"}),
    "lead": frozenset({"source", "grade", "referred_by"}),
    "deal": frozenset({"stage", "amount", "expected_close", "probability"}),
}
"""What is said of one kind more than of the others."""

_CALLED: Mapping[str, frozenset[str]] = {
    "contact": frozenset({"name", "first_name", "last_name"}),
    "company": frozenset({"name"}),
    "lead": frozenset({"name", "last_name", "company"}),
    "deal": frozenset({"name"}),
}
"""What a record of a kind is called by."""

_SAID_OF_ALL = frozenset({"status", "type", "title", "subject"})
"""Headings that tell nothing of what the rows are."""


def likely_kind(table: Table) -> str:
    """Return the kind whose fields the headings name best; people, where they tell nothing."""
    if table.format is Format.VCARD:
        return "contact"
    keys = {heading_key(heading) for heading in table.columns} - _SAID_OF_ALL
    return max(KINDS, key=lambda kind: _fit(kind, keys))  # of several the first


def _fit(kind: str, keys: AbstractSet[str]) -> int:
    """Tell how well headings fit a kind: by how many of its fields they name, the telling ones twice."""
    fields = {each.key for each in TARGETS[kind] if keys & {heading_key(word) for word in (each.label, *each.headings)}}
    unnamed = 0 if fields & _CALLED[kind] else _UNNAMED
    return len(fields) + len(fields & _TELLING[kind]) - unnamed


_UNNAMED = 2
"""What it counts against a kind that nothing tells what its records are called."""


def guess(
    ctx: Context, kind: str, headings: Sequence[str], sample: Sequence[Sequence[str]], said: Sequence[str] = ()
) -> list[str]:
    """Return the likeliest target of each column; what was `said` of the columns, for another kind, stays if it can."""
    known = {each.key for each in targets(ctx, kind)}
    kept = [key if key in known else SKIP for key in said] or [SKIP] * len(headings)
    found = columns.guess(kind, headings, sample, _own(ctx, kind))
    return [
        mine if mine != SKIP else key if key in known and key not in kept else SKIP
        for mine, key in zip(kept, found, strict=True)
    ]


def column(table_columns: Sequence[str], words: str) -> int:
    """Return the place of the column a number or a heading means. Raises `InvalidInput` with the headings."""
    asked = words.strip().removeprefix("#")
    # As many digits as there are columns: a number of thousands of digits is none.
    if asked.isdecimal() and len(asked) <= len(str(len(table_columns))) and 1 <= int(asked) <= len(table_columns):
        return int(asked) - 1
    wanted = heading_key(words)
    exact = [place for place, heading in enumerate(table_columns) if heading_key(heading) == wanted]
    near = exact or [place for place, heading in enumerate(table_columns) if heading_key(heading).startswith(wanted)]
    if len(near) != 1 or not wanted:
        reason = "no such column" if not near else "more than one column begins so"
        raise InvalidInput("column", words, reason, tuple(table_columns))
    return near[0]


def changed(ctx: Context, kind: str, mapping: Sequence[str], place: int, words: str) -> list[str]:
    """Return a mapping with one column placed as a person says; a target another column had is taken from it.

    Raises `InvalidInput`.
    """
    key = columns.target(kind, words, _own(ctx, kind))
    if key != SKIP and key not in {each.key for each in targets(ctx, kind)}:
        raise InvalidInput("target", words, "no such field", tuple(each.label for each in targets(ctx, kind)))
    taken = [SKIP if other == key else other for other in mapping]
    taken[place] = key
    return taken


def question(place: int) -> str:
    """Return what the question for a column is called where all are asked at once, by its place."""
    return f"{QUESTION}{place + 1}"


def arranged(
    ctx: Context, kind: str, headings: Sequence[str], mapping: Sequence[str], wanted: Mapping[int, str]
) -> list[str]:
    """Return a mapping with several columns placed as a person says, by their places.

    Raises `InvalidInput` for a target there is not, or one that two columns are said to go to.
    """
    known, own = {each.key: each.label for each in targets(ctx, kind)}, _own(ctx, kind)
    placed = list(mapping)
    for place, words in wanted.items():
        placed[place] = words if words in known else columns.target(kind, words, own)
    for place, key in enumerate(placed):
        if key != SKIP and key in placed[:place]:
            first = headings[placed.index(key)]
            reason = f"{known.get(key, key)} is what {first} goes to already"
            raise InvalidInput(question(place), headings[place], reason)
    return placed


def missing(kind: str, mapping: Sequence[str]) -> str:
    """Return what no row can do without and no column gives, in words; empty when nothing is."""
    there = set(mapping)
    wanted = {
        "contact": ({"name", "first_name", "last_name", "email", "phone", "mobile"}, "a name, a mail or a number"),
        "company": ({"name"}, "the name"),
        "lead": ({"name", "last_name", "company"}, "a name or a company"),
        "deal": ({"name"}, "the name of the deal"),
    }
    some_of, words = wanted[kind]
    if not there & some_of:
        return words
    if kind == "deal" and not there & {"company", "contact"}:
        return "the company or the contact"
    return ""
