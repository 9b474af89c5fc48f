"""Looking for records that are the same: by chosen fields, group by group."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Hidden, Key, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.core import duplicates, lookup, parties, records
from crmbot.core.context import Context
from crmbot.core.duplicates import FIELDS, Group, Stretch
from crmbot.core.errors import InvalidInput, NotFound
from crmbot.language.fold import fold
from crmbot.language.text import plural
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party
from crmbot.store.models.record import Record

ICON = "👯"
PAGE = 5

_BETWEEN = re.compile(r"\s*(?:,|;|\+|&|\band\b)\s*|\s+", re.IGNORECASE)
_TOLD = 3
_OFFERED = {
    "company": ("name", "email", "phone", "website"),
    "contact": ("name", "email", "phone", "name,email"),
    "lead": ("name", "email", "phone", "name,email"),
}
"""What is offered as buttons where nobody said by what to compare."""


class Duplicates(Form):
    """Which kind of record, and by what to compare."""

    words: Annotated[
        str,
        Rest(),
        Aside(),
        Field(max_length=200, description="Among what, and alike in what? contacts by name, email"),
    ] = ""
    by: Annotated[str, Key("on"), Aside(), Field(max_length=100, description="Alike in what?")] = ""
    page: Annotated[int, Hidden()] = 1
    after: Annotated[str, Hidden(), Field(max_length=500)] = ""


@command(
    "duplicates",
    aliases=["dup"],
    examples=["contacts by name, email", "customers by:phone", "of Acme"],
    in_place=True,
)
def show_duplicates(ctx: Context, form: Duplicates) -> Card:
    """Look for companies, contacts or leads that are there more than once, or for one of them."""
    among, words = _read(form)
    if among is None and form.words:
        return _of_one(ctx, _record(ctx, form.words))
    if among is None:
        return _which_kind()
    fields = duplicates.named(among.kind, words)
    if not fields:
        return _by_what(among)
    within = duplicates.stretch(ctx, among.kind, fields, form.after)
    offset = (form.page - 1) * PAGE
    found, total = duplicates.groups(ctx, among.kind, fields, limit=PAGE, offset=offset, within=within, role=among.role)
    return _groups(_Asked(among, fields, within), found, total, form.page)


@dataclass(frozen=True, slots=True)
class _Among:
    """Which records are compared: those of a kind, of companies perhaps only those of a role."""

    kind: str
    role: str = ""

    @property
    def words(self) -> str:
        """What they are called together: `companies`, `customers`."""
        return plural(self.role or self.kind)


_AMONG = {
    fold(name): among
    for among in (*map(_Among, FIELDS), *(_Among("company", role) for role in parties.ROLES))
    for word in [among.role or among.kind]
    for name in (word, plural(word))
}


def _read(form: Duplicates) -> tuple[_Among | None, list[str]]:
    """Return what is compared and the words for fields; the first word may be the kind, singular or plural."""
    first, *rest = form.words.split(maxsplit=1) or [""]
    among = _AMONG.get(fold(first))
    if among is None:
        return None, []
    said = re.sub(r"^by\b:?", "", f"{' '.join(rest)}".strip(), flags=re.IGNORECASE)
    if not form.by:
        return among, _fields(said)
    # What a button says stands in place of words that could not be read.
    known = [word for word in _fields(said) if duplicates.is_field(among.kind, word)]
    return among, [*_fields(form.by), *known]


def _record(ctx: Context, words: str) -> Lead | Party:
    """Return the one that is to be looked for. Raises `InvalidInput` for what is never there twice, or not there."""
    try:
        found = lookup.resolve(ctx, re.sub(r"^of\s+", "", words, flags=re.IGNORECASE), tuple(FIELDS))
    except NotFound as error:
        reason = "companies, contacts or leads can be compared"
        raise InvalidInput("words", words, reason, tuple(map(plural, FIELDS))) from error
    record = lookup.get(ctx, found.id)
    assert isinstance(record, Lead | Party), "no others were looked for"
    return record


def _of_one(ctx: Context, record: Lead | Party) -> Card:
    """Draw who may be a record once more, each to be looked at beside it."""
    found = duplicates.of(ctx, record)
    if not found:
        title = spans(f"No other {record.kind} has the name, the mail or a number of ", phrases.link(record), ".")
        return Card(title, icon=ICON, about=records.code(record), whisper=True)
    rows = tuple(Item(spans(phrases.link(one), _hint(one)), _side_by_side((record, one))) for one in found)
    title = spans(bold(phrases.counted(len(found), record.kind)), " may be ", phrases.link(record), " once more")
    return Card(title, (Items(rows, first=1),), (), ICON, about=records.code(record), whisper=True)


def _fields(text: str) -> list[str]:
    """Return the words for fields; `tax number` is one."""
    joined = re.sub(r"\b(tax)\s+(?:number|no)\b", r"\1", text, flags=re.IGNORECASE)
    return [word for word in _BETWEEN.split(joined) if word]


def _which_kind() -> Card:
    ways = (Action(plural(kind).capitalize(), Invocation("duplicates", {"words": plural(kind)})) for kind in FIELDS)
    line = Line(spans("Or type ", code("duplicates contacts by name, email"), "."))
    return Card(spans("Duplicates among what?"), (line,), tuple(ways), ICON, whisper=True)


def _by_what(among: _Among) -> Card:
    line = Line(spans("Any of these, or several: ", ", ".join(FIELDS[among.kind]), ". Blanks are never alike."))
    title = spans(f"{among.words.capitalize()} that are alike in what?")
    return Card(title, (line,), _ways(among), ICON, whisper=True)


def _ways(among: _Among, but: str = "") -> tuple[Action, ...]:
    return tuple(
        Action(by.replace(",", " and ").capitalize(), Invocation("duplicates", {"words": among.words, "by": by}))
        for by in _OFFERED[among.kind]
        if by != but
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """Which records are compared by what; of very many a stretch of them."""

    among: _Among
    fields: tuple[str, ...]
    within: Stretch | None

    @property
    def args(self) -> dict[str, str]:
        """What a button asks for that goes on from here."""
        after = self.within.after if self.within is not None else ""
        return {"words": self.among.words, "by": ",".join(self.fields)} | ({"after": after} if after else {})

    @property
    def place(self) -> str:
        """How far the records are compared: ` · names up to “kim lee”`; nothing where all are."""
        if self.within is None:
            return ""
        ends = ((" after ", self.within.after), (" up to ", self.within.until))
        said = "".join(f"{word}“{key}”" for word, key in ends if key)
        return f" · {plural(self.within.field)}{said}" if said else ""

    def further(self) -> tuple[Action, ...]:
        """Return the way to the next stretch, if there is one."""
        if self.within is None or self.within.until is None:
            return ()
        return (Action("Look further", Invocation("duplicates", {**self.args, "after": self.within.until})),)


def _groups(asked: _Asked, found: Sequence[Group], total: int, page: int) -> Card:
    by, among = " and ".join(asked.fields), asked.among.words
    if not found:
        title = spans(f"No two {among} you may see are alike in {by}{asked.place}.")
        ways = (*asked.further(), *_ways(asked.among, ",".join(asked.fields)))
        return Card(title, actions=ways, icon=ICON, whisper=True)
    pages = -(-total // PAGE)
    place = f" · page {page} of {pages}" if pages > 1 else ""
    many = bold(phrases.counted(total, "group"))
    title = spans(many, f" of {among} alike in {by}{asked.place}{place}")
    rows = tuple(Item(_row(group), _side_by_side(group.records)) for group in found)
    turns = phrases.pager("duplicates", asked.args, page, pages)
    foot = Footer(spans("The first one of a group stays when they are merged, and can be changed before."))
    body = (Items(rows, first=(page - 1) * PAGE + 1), foot)
    return Card(title, body, (*turns, *asked.further()), ICON, whisper=True)


def _row(group: Group) -> Spans:
    told = [part for one in group.records[:_TOLD] for part in (" · ", phrases.link(one), _hint(one))][1:]
    more = group.count - min(_TOLD, len(group.records))
    return spans(*told, f" · and {more} more" if more > 0 else "")


def _hint(record: Record) -> str:
    return f", {record.hint}" if record.hint else ""


def _side_by_side(found: Sequence[Record]) -> Action:
    return Action("Compare", Invocation("merge", {"words": " ".join(map(records.code, found))}))
