"""Lists as files: CSV or Excel, sent here at once or when they are done."""

import re
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Attachment, Card, Line, Spans, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Filter, Form
from crmbot.commands import list_names, list_words
from crmbot.commands.telling import Fact, tells
from crmbot.core import documents, exports, filters, views
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.exports import Cell, Format
from crmbot.core.filters import Term, Wanted
from crmbot.language import filters as language
from crmbot.language.fold import fold
from crmbot.store.models.imports import Export

LISTS = {
    "contacts": "contact",
    "companies": "company",
    "leads": "lead",
    "deals": "deal",
    "tasks": "task",
    "events": "event",
    "notes": "note",
    "documents": "document",
}
_AS = re.compile(
    r"(?:^|\s)as(?::(?P<format>\w+)|\s+(?:an?\s+)?(?P<said>csv|xlsx|excel|xls)(?:\s+file)?)(?=\s|$)", re.IGNORECASE
)
_FORMATS = {"csv": Format.CSV, "xlsx": Format.XLSX, "excel": Format.XLSX, "xls": Format.XLSX}
ICON = "📤"


class ExportList(Form):
    """The list that is wanted as a file."""

    what: Annotated[
        str, Filter(), Field(max_length=500, description="Which list? For instance: deals stage:proposal as:xlsx")
    ]


@command(
    "export",
    permission="record.export",
    examples=["deals stage:proposal as:xlsx", "all contacts", "leads unassigned as:csv"],
)
def export_list(ctx: Context, form: ExportList) -> Card:
    """Send a list as a file: any list with any filter, as:csv or as:xlsx."""
    kind, text, format_ = _saved(ctx, form.what) or asked(form.what)
    return file_card(ctx, kind, text, format_ or Format.CSV)


def _saved(ctx: Context, what: str) -> tuple[str, str, Format | None] | None:
    """Take a line apart that is the name of a saved view; None for any other."""
    text, format_ = split(what)
    if views.told(ctx, text) is None:
        return None
    view = views.called(ctx, text)
    return view.noun or "deal", f'"{view.name}"', format_


def asked(what: str) -> tuple[str, str, Format | None]:
    """Take a line apart: the kind of records, the filter, and the format if one is said. Raises `InvalidInput`."""
    text, format_ = split(what)
    words = text.split()
    place = next((number for number, word in enumerate(words) if _kind(word)), None)
    if place is None:
        raise InvalidInput("what", words[0] if words else "", "no list is called that", tuple(LISTS))
    rest = re.sub(rf"(?<!\S){re.escape(words[place])}(?!\S)", "", text, count=1).strip()
    return _kind(words[place]), rest, format_


def wanted(ctx: Context, kind: str, text: str) -> Wanted:
    """Return what a filter asks for, one that was saved under a name as well. Raises `InvalidInput`."""
    return filters.wanted(ctx, kind, list_names.asked(ctx, kind, text).text)


def _kind(word: str) -> str:
    """Return the kind a word lists; its name in the singular does as well."""
    said = fold(word)
    return LISTS.get(said) or (said if said in LISTS.values() else "")


def split(text: str) -> tuple[str, Format | None]:
    """Take `as:xlsx` out of a line; return the rest, and the format if one is said. Raises `InvalidInput`."""
    found = _AS.search(text)
    if found is None:
        return text.strip(), None
    word = (found["format"] or found["said"]).lower()
    if word not in _FORMATS:
        raise InvalidInput("as", word, "lists are written as:csv or as:xlsx", ("csv", "xlsx"))
    return " ".join(f"{text[: found.start()]} {text[found.end() :]}".split()), _FORMATS[word]


def file_card(ctx: Context, kind: str, text: str, format_: Format) -> Card:
    """Return the card that brings a list as a file; a long list is drawn up aside. Raises `NotAllowed`."""
    ctx.actor.require("record.export")
    ask = list_names.asked(ctx, kind, text)
    found = filters.wanted(ctx, kind, ask.text)
    words, rows = _words(ctx, kind, found.terms, format_, ask.view), _rows(ctx, found)
    if rows is None:
        exports.ask(ctx, found, format_)
        title = spans("That is a long list. I send it here when it is done.")
        return Card(title, (Line(words),), icon="⏳", whisper=True)
    if not rows:
        return Card(spans("Nothing to export: the list is empty."), (Line(words),), icon=ICON, whisper=True)
    head = exports.headings(ctx, kind)
    file = _file(ctx, kind, len(rows), format_, partial(_drawn, head, rows, format_))
    return _card(file, words, len(rows))


def _words(ctx: Context, kind: str, terms: Sequence[Term], format_: Format, view: str = "") -> Spans:
    """Say what a file holds: `Your open deals as csv · stage: Proposal`."""
    said = list_words.head(terms, _plural(kind), view)
    return spans(bold(said), f" as {format_.value}", list_words.behind(terms, view, list_names.shown(ctx, terms)))


def _plural(kind: str) -> str:
    return next((name for name, one in LISTS.items() if one == kind), kind)


def _rows(ctx: Context, found: Wanted) -> list[list[Cell]] | None:
    """Return all rows of a list; None for one that is too long to be waited for."""
    rows: list[list[Cell]] = []
    after = 0
    while len(rows) <= exports.AT_ONCE:
        some, after = exports.some(ctx, found, after, 1000)
        if not some:
            return rows
        rows += some
    return None


def _drawn(head: list[str], rows: list[list[Cell]], format_: Format) -> bytes:
    """Write the file; called off the loop."""
    with tempfile.TemporaryDirectory(prefix="crmbot-export-") as folder:
        path = Path(folder) / "list"
        exports.write(path, format_, head, rows)
        return path.read_bytes()


def _file(ctx: Context, kind: str, count: int, format_: Format, content: "partial[bytes]") -> Attachment:
    plural = _plural(kind)
    name = f"{plural}-{ctx.today.isoformat()}.{format_.value}"
    return Attachment(name, exports.MIME[format_], content, f"{count:,} {kind if count == 1 else plural}")


def _card(file: Attachment, words: Spans, count: int) -> Card:
    return Card((*words, *spans(f" · {count:,}")), icon=ICON, whisper=True, files=(file,))


@tells(exports.DONE)
def done_card(ctx: Context, fact: Fact) -> Card | None:
    """Bring a long list that is done, or say why it is not."""
    row = ctx.session.get(Export, int(fact.args["export"]))
    if row is None or row.user_id != ctx.actor.id:
        return None
    read = documents.kept_bytes(ctx, row.file_key) if row.file_key is not None else None
    # What it asked for is read again, not looked up: a tag it names may be gone meanwhile.
    terms = language.read(row.filter, filters.fields(ctx, row.kind)).terms
    words = _words(ctx, row.kind, terms, Format(row.format))
    if read is None:
        reason = row.reason or "the file is gone"
        return Card(spans("I cannot send that list: ", reason, "."), (Line(words),), icon="✋")
    file = _file(ctx, row.kind, row.rows, Format(row.format), partial(read))
    return _card(file, words, row.rows)
