"""Bringing files in: contacts, companies, leads and deals out of CSV, Excel and vCard files."""

import re
from dataclasses import replace
from typing import Annotated

from pydantic import Field, TypeAdapter

from crmbot.chat.card import Card, Line, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Choice, Form, Head, Hidden, Key, RecordRef, Ref, Rest
from crmbot.chat.reply import Option
from crmbot.commands import record_lines
from crmbot.commands.importing import cards as import_cards
from crmbot.commands.importing.cards import PLURALS
from crmbot.core import documents
from crmbot.core.context import Context
from crmbot.core.documents import Attached, Filing
from crmbot.core.errors import InvalidInput, NotFound
from crmbot.core.imports import mapping, runs
from crmbot.store.models.document import Document
from crmbot.store.models.imports import Import

_FILES = TypeAdapter(list[Attached])
_KINDS = tuple(Option(kind, plural) for kind, plural in PLURALS.items())
_AT_ONCE = re.compile(r"import\b", re.IGNORECASE)
_QUOTED = re.compile(r'"([^"]+)"\s*(.*)', re.DOTALL)


class OfferedFile(Form):
    """A file of rows that was dropped here."""

    text: Annotated[str | None, Rest(), Hidden()] = None
    files: Annotated[str | None, Hidden()] = None


@command("import offer", permission="record.import", examples=[""], visible=False)
def offer_import(ctx: Context, form: OfferedFile) -> Card:
    """Ask whether a file of rows is to be brought in or kept; `import` as its words begins at once."""
    if form.files is None:
        return _how()
    (document,) = documents.keep(ctx, _FILES.validate_json(form.files)[:1], Filing(source=ctx.origin.message))
    if not _AT_ONCE.match(form.text or ""):
        return import_cards.offer(ctx, document)
    return import_cards.card_of(ctx, runs.start(ctx, document, kind=_kind_in(form.text or "")))


def _kind_in(words: str) -> str | None:
    """Return the kind a caption names: `import leads`."""
    said = words.lower().replace("as:", " ").split()
    return next((kind for kind, plural in PLURALS.items() if {kind, plural} & set(said)), None)


class StartImport(Form):
    """The file that is to be brought in, and what its rows are."""

    which: Annotated[RecordRef | None, Head(), Ref("document"), Aside(), Field(description="Which file?")] = None
    kind: Annotated[str | None, Key("as"), Choice(options=_KINDS), Aside(), Field(description="As what?")] = None
    sheet: Annotated[str | None, Aside(), Field(max_length=100, description="Which sheet?")] = None


@command("import", permission="record.import", examples=["", "F-3", "F-3 as:leads"], in_place=True)
def start_import(ctx: Context, form: StartImport) -> Card:
    """Look through a CSV, Excel or vCard file and say what bringing it in would do."""
    if form.which is None:
        return _in_hand(ctx)
    document = record_lines.named(ctx, form.which, Document)
    return import_cards.card_of(ctx, runs.start(ctx, document, kind=form.kind, sheet=form.sheet))


def _in_hand(ctx: Context) -> Card:
    try:
        return import_cards.card_of(ctx, runs.current(ctx))
    except NotFound:
        return _how()


def _how() -> Card:
    words = "CSV, Excel (xlsx) and vCard can be read. You see what would happen before anything is written."
    return Card(spans("Send me the file here."), (Line(spans(words)),), icon=import_cards.ICON, whisper=True)


class OneImport(Form):
    """An import; the one in hand where none is named."""

    number: Annotated[int | None, Rest(), Aside(), Field(description="Which import?")] = None


def _row(ctx: Context, number: int | None) -> Import:
    return runs.get(ctx, number) if number is not None else runs.current(ctx)


@command("import show", permission="record.import", examples=["3"], in_place=True, visible=False)
def show_import(ctx: Context, form: OneImport) -> Card:
    """Show an import: what it would do, how far it is, or what came of it."""
    return import_cards.card_of(ctx, _row(ctx, form.number))


@command("imports", permission="record.import", examples=[""])
def list_imports(ctx: Context, form: OneImport) -> Card:
    """List the last imports."""
    del form
    return import_cards.listed(ctx)


@command("import run", permission="record.import", examples=["", "3"], in_place=True)
def run_import(ctx: Context, form: OneImport) -> Card:
    """Let an import run that was looked through."""
    row = _row(ctx, form.number)
    runs.begin(ctx, row)
    return import_cards.running(row)


@command("import stop", permission="record.import", examples=["", "3"], in_place=True)
def stop_import(ctx: Context, form: OneImport) -> Card:
    """Stop an import where it is; what it has brought in stays."""
    row = _row(ctx, form.number)
    runs.stop(ctx, row)
    return import_cards.over(ctx, row)


@command("import undo", permission="record.import", aliases=["undo import"], examples=["3"])
def undo_import(ctx: Context, form: OneImport) -> Card:
    """Take back everything an import brought in, within 30 days."""
    if form.number is None:
        done = [row for row in runs.latest(ctx, 1) if row.added]
        raise InvalidInput("number", "", "which import?", tuple(str(row.id) for row in done))
    row = runs.get(ctx, form.number)
    runs.take_back(ctx, row)
    return import_cards.running(row)


class OtherKind(Form):
    """What the rows of a file are to become."""

    kind: Annotated[str, Rest(), Choice(options=_KINDS), Field(description="As what?")]
    number: Annotated[int | None, Hidden()] = None


@command("import as", permission="record.import", examples=["leads"], in_place=True)
def import_as(ctx: Context, form: OtherKind) -> Card:
    """Say what the rows of the file in hand are: contacts, companies, leads or deals."""
    row = _row(ctx, form.number)
    runs.become(ctx, row, form.kind)
    return import_cards.card_of(ctx, row)


class ColumnsOf(Form):
    """The columns of a file, a page of them."""

    number: Annotated[int | None, Rest(), Aside(), Field(description="Which import?")] = None
    page: Annotated[int, Hidden()] = 1


@command("import columns", permission="record.import", examples=[""], in_place=True)
def show_columns(ctx: Context, form: ColumnsOf) -> Card:
    """Show what each column of the file in hand is taken for."""
    return import_cards.columns(ctx, _row(ctx, form.number), form.page)


class MapColumn(Form):
    """A column of the file in hand, and the field it goes to."""

    column: Annotated[
        str | None, Key("col"), Choice("import columns", others=True), Aside(), Field(description="Which column?")
    ] = None
    target: Annotated[
        str, Rest(), Choice("import fields", others=True), Field(max_length=200, description="What is in it?")
    ]


@command("map", permission="record.import", aliases=["import map"], examples=["3 phone", '"E-Mail 2" skip'])
def map_column(ctx: Context, form: MapColumn) -> Card:
    """Say which field a column of the file in hand goes to, or `skip` it."""
    column, words = (form.column, form.target) if form.column is not None else _split(form.target)
    row = runs.current(ctx)
    place = runs.place(ctx, row, column, words)
    assert row.kind is not None, "its columns are known"
    label = mapping.label(ctx, row.kind, row.mapping[place])
    title = spans(f"{row.shape['columns'][place]} is now: {label}. Looking through it again …")
    card = import_cards.columns(ctx, row, place // import_cards.PAGE + 1)
    return replace(card, title=title)


def _split(line: str) -> tuple[str, str]:
    """Take a line apart into its column and the rest: `3 phone`, `"E-Mail 2" skip`."""
    found = _QUOTED.fullmatch(line.strip())
    column, words = (found[1], found[2]) if found is not None else line.strip().partition(" ")[::2]
    if not words.strip():
        raise InvalidInput("target", line, "say the column and what is in it: map 3 phone")
    return column, words.strip()
