"""Imports as people see them: what is in a file, how far it is, what came of it."""

from collections.abc import Iterator
from functools import partial

from crmbot.chat.card import (
    Action,
    Attachment,
    Block,
    Card,
    Fields,
    Footer,
    Item,
    Items,
    Line,
    Menu,
    bold,
    code,
    spans,
)
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.telling import Fact, tells
from crmbot.core import records
from crmbot.core.context import Context
from crmbot.core.documents import kept_bytes
from crmbot.core.imports import mapping, runs, steps
from crmbot.core.imports.columns import SKIP
from crmbot.language.text import first_line
from crmbot.store.models.document import Document
from crmbot.store.models.imports import Import, ImportState

ICON = "📥"
PLURALS = {"contact": "contacts", "company": "companies", "lead": "leads", "deal": "deals"}
PAGE = 10

_SHOWN = 12
_NAME = 40
_CSV = "text/csv"


def counted(count: int, kind: str | None) -> str:
    """Return a number of records in words: `1 contact`, `81 contacts`."""
    return f"{count:,} {kind or 'row'}" if count == 1 else f"{count:,} {PLURALS.get(kind or '', 'rows')}"


def name(row: Import) -> str:
    """Return the name of the file, short enough for a title."""
    return first_line(row.filename, _NAME)


def card_of(ctx: Context, row: Import) -> Card:
    """Return the card of an import as it stands."""
    match row.state:
        case ImportState.LOOKING:
            return Card(spans("Reading ", bold(name(row)), " …"), (_later(),), (leave(row),), ICON, _about(row))
        case ImportState.READY:
            return ready(ctx, row)
        case ImportState.RUNNING | ImportState.UNDOING:
            return running(row)
        case _:
            return over(ctx, row)


def _later() -> Line:
    return Line(spans("I show you what is in it before anything is written."))


def _about(row: Import) -> str:
    from crmbot.language.codes import show

    return show("document", row.document_id) if row.document_id is not None else ""


def ready(ctx: Context, row: Import) -> Card:
    """Draw what an import would do: counts, columns, the first faults; buttons let it run or put it right."""
    assert row.kind is not None, "it has been looked at"
    missing = mapping.missing(row.kind, row.mapping)
    title = spans(
        bold(name(row)), f": {counted(row.added, row.kind)} to bring in" if not missing else ": one thing first"
    )
    blocks: list[Block] = [Fields(tuple((label, spans(words)) for label, words in _facts(ctx, row)))]
    if missing:
        blocks.append(Line(spans(f"✋ No column gives {missing}. Say which: ", code("map 1 name"))))
    told = row.told if not missing else []
    blocks += [Line(spans(f"⚠️ {words}")) for words in told]
    if row.failed > len(told) and told:
        blocks.append(Line(spans(f"… and {row.failed - len(row.told):,} more to fix.")))
    blocks += [Footer(spans(f"Read so: {words}.")) for words in row.shape.get("assumed", ())]
    go = () if missing or not row.added else (_run(row),)
    return Card(title, tuple(blocks), (*go, _columns(row), _other(row), leave(row)), ICON, _about(row))


def _facts(ctx: Context, row: Import) -> Iterator[tuple[str, str]]:
    kind = row.kind or "contact"
    yield "Rows", f"{row.rows_total:,}, as {PLURALS[kind]}"
    parts = [f"{row.added:,} new", f"{row.present:,} already here", f"{row.failed:,} to fix"]
    yield "Of them", " · ".join(part for part in parts if not part.startswith("0 ")) or "none"
    taken = [(head, key) for head, key in zip(row.shape["columns"], row.mapping, strict=True) if key != SKIP]
    labels = {each.key: each.label for each in mapping.targets(ctx, kind)}
    words = [head if head == labels.get(key) else f"{head} → {labels.get(key, key)}" for head, key in taken[:_SHOWN]]
    more = f" and {len(taken) - _SHOWN} more" if len(taken) > _SHOWN else ""
    yield "Columns", (", ".join(words) or "none") + more
    left = [head for head, key in zip(row.shape["columns"], row.mapping, strict=True) if key == SKIP]
    if left:
        yield "Not taken", first_line(", ".join(left), 200)


def _run(row: Import) -> Action:
    return Action(f"Import {row.added:,}", Invocation("import run", _number(row)), style="primary")


def _number(row: Import) -> dict[str, str]:
    return {"number": str(row.id)}


def _columns(row: Import) -> Action:
    return Action("Columns…", Invocation("import columns", _number(row)))


def _other(row: Import) -> Menu:
    """Offer the other kinds the rows may become, and the other sheets."""
    kinds = [
        Action(f"As {PLURALS[kind]}", Invocation("import as", {**_number(row), "kind": kind}))
        for kind in mapping.KINDS
        if kind != row.kind
    ]
    about = _about(row)
    sheets = [
        Action(f"Sheet {first_line(sheet, 20)}", Invocation("import", {"which": about, "sheet": sheet}))
        for sheet in row.shape.get("sheets", ())[:10]
        if about and sheet != row.shape.get("sheet")
    ]
    return Menu("Something else", (*kinds, *sheets))


def leave(row: Import) -> Action:
    """Return the button that leaves an import, or stops it."""
    label = "Stop" if row.state is ImportState.RUNNING else "Leave it"
    return Action(label, Invocation("import stop", _number(row)))


def columns(ctx: Context, row: Import, page: int) -> Card:
    """Draw the columns of a file, each with what it is taken for; a button changes it."""
    kind = row.kind or "contact"
    labels = {each.key: each.label for each in mapping.targets(ctx, kind)}
    heads, first = row.shape.get("columns", []), (page - 1) * PAGE
    samples = row.shape.get("sample", [])
    items = []
    for place, head in list(enumerate(heads))[first : first + PAGE]:
        key = row.mapping[place] if place < len(row.mapping) else SKIP
        example = next((cells[place] for cells in samples if place < len(cells) and cells[place]), "")
        words = spans(
            bold(first_line(head, _NAME)),
            f" → {labels.get(key, 'not taken')}",
            f" · e.g. {example}" if example else "",
        )
        change = Invocation("map", {"column": str(place + 1)}, form=True)
        items.append(Item(words, Action("Change", change)))
    turns = phrases.pager("import columns", _number(row), page, -(-len(heads) // PAGE))
    hint = Footer(spans("Or type ", code("map 3 phone"), ", ", code('map "E-Mail 2" skip'), "."))
    whole = Action("All at once…", Invocation("import mapping", _number(row), form=True))
    back = Action("Back", Invocation("import show", _number(row)))
    title = spans("Columns of ", bold(name(row)), f", as {PLURALS[kind]}")
    return Card(title, (Items(tuple(items), first=first + 1), hint), (whole, *turns, back), ICON, _about(row))


def running(row: Import) -> Card:
    """Draw how far an import is."""
    if row.state is ImportState.UNDOING:
        title = spans("Taking ", bold(name(row)), f" back: {row.undone:,} of {row.added + row.made:,}")
        return Card(title, (), (), "↩️", _about(row))
    percent = row.rows_done * 100 // max(row.rows_total, 1)
    title = spans("Importing ", bold(name(row)), f": {row.rows_done:,} of {row.rows_total:,} rows · {percent} %")
    words = " · ".join(_parts(row)) or "I tell you when it is done; go on working meanwhile."
    return Card(title, (Line(spans(words)),), (leave(row),), "⏳", _about(row))


def _parts(row: Import) -> Iterator[str]:
    if row.added:
        yield f"{row.added:,} new"
    if row.present:
        yield f"{row.present:,} already here"
    if row.failed:
        yield f"{row.failed:,} could not be taken"


def over(ctx: Context, row: Import) -> Card:
    """Draw what came of an import; the rows that could not be taken come as a file."""
    match row.state:
        case ImportState.FAILED:
            title = spans(bold(name(row)), " cannot be brought in: ", row.reason or "it went wrong", ".")
            return Card(title, (Line(spans("Nothing was written.")),), icon="✋", about=_about(row))
        case ImportState.DROPPED:
            return Card(spans("Left ", bold(name(row)), ". Nothing was written."), icon="✋", about=_about(row))
        case ImportState.UNDONE:
            return _undone(row)
        case _:
            return _done(ctx, row)


def _undone(row: Import) -> Card:
    stay = steps.kept(row)
    lines = (Line(spans(f"{stay:,} stay: somebody has worked on them since.")),) if stay else ()
    title = spans("Took ", bold(name(row)), f" back: {phrases.counted(row.undone, 'record')} put away")
    return Card(title, lines, icon="↩️", about=_about(row))


def _done(ctx: Context, row: Import) -> Card:
    stopped = f" · stopped at row {row.rows_done:,}" if row.reason else ""
    title = spans(f"Imported {counted(row.added, row.kind)} from ", bold(name(row)), stopped)
    blocks: list[Block] = []
    if row.reason and row.reason != "stopped":
        blocks.append(Line(spans(f"⚠️ It ended early: {row.reason}.")))
    said = [f"{row.present:,} already here"] if row.present else []
    said += [f"{row.failed:,} could not be taken"] if row.failed else []
    # What rows name and is not there yet: the companies of people; who deals are with.
    made = counted(row.made, "company") if row.kind == "contact" else phrases.counted(row.made, "record")
    said += [f"{made} made on the way"] if row.made else []
    if said:
        blocks.append(Line(spans(" · ".join(said))))
    blocks += [Line(spans(f"⚠️ {words}")) for words in row.told]
    if row.faults_key is not None:
        blocks.append(
            Line(spans("The rows that failed are in the file, with what is wrong. Mend them and send it again."))
        )
    if row.added:
        blocks.append(
            Footer(spans(code(f"undo import {row.id}"), f" takes all of it back, for {runs.UNDO_DAYS} days."))
        )
    return Card(title, tuple(blocks), _undo(row), ICON, _about(row), files=_files(ctx, row))


def _undo(row: Import) -> tuple[Action, ...]:
    if not row.added:
        return ()
    sure = f"Put {counted(row.added, row.kind)} away again?"
    return (Action("Undo import", Invocation("import undo", _number(row)), "danger", sure),)


def _files(ctx: Context, row: Import) -> tuple[Attachment, ...]:
    read = kept_bytes(ctx, row.faults_key) if row.faults_key is not None else None
    if read is None:
        return ()
    stem = row.filename.rpartition(".")[0] or row.filename
    return (Attachment(f"{stem}-failed.csv", _CSV, partial(read), f"{counted(row.failed, None)} that failed"),)


def offer(ctx: Context, document: Document) -> Card:
    """Draw a table that was dropped here: is it to be brought in, or kept?"""
    title = spans(bold(first_line(document.filename, _NAME)), ": bring it in, or keep it?")
    go = Action("Import", Invocation("import", {"which": records.code(document)}), style="primary")
    keep = phrases.form_action("Keep as file", "document move", document)
    words = Line(spans("Its rows can become contacts, companies, leads or deals. You see what would happen first."))
    return Card(title, (words,), (go, keep, phrases.undo_action(ctx)), ICON, records.code(document))


def listed(ctx: Context) -> Card:
    """Draw the last imports."""
    rows = runs.latest(ctx, PAGE)
    if not rows:
        return Card(spans("No imports yet."), (Line(spans("Send me a CSV, Excel or vCard file.")),), icon=ICON)
    items = [
        Item(
            spans(f"{row.id} ", bold(name(row)), f" · {_word(row)} · ", phrases.moment(ctx, row.created_at)),
            Action("Open", Invocation("import show", _number(row))),
        )
        for row in rows
    ]
    return Card(spans(bold("Imports")), (Items(tuple(items)),), icon=ICON, whisper=True)


def _word(row: Import) -> str:
    if row.state is ImportState.DONE:
        return f"{counted(row.added, row.kind)}, {row.failed:,} failed" if row.failed else counted(row.added, row.kind)
    words = {ImportState.READY: "waits for your word", ImportState.UNDONE: "taken back"}
    return words.get(row.state, row.state.value)


@tells(steps.LOOKED)
@tells(steps.FINISHED)
def told_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell what is in a file, or what came of an import; nothing where it has moved on meanwhile."""
    row = ctx.session.get(Import, int(fact.args["import"]))
    if row is None or str(row.revision) != fact.args["revision"]:
        return None
    return card_of(ctx, row)


@tells("import.progress")
def progress_card(ctx: Context, fact: Fact) -> Card | None:
    """Draw how far an import is, for the message that is kept up to date."""
    row = ctx.session.get(Import, int(fact.args["import"]))
    if row is None:
        return None
    if row.state in (ImportState.RUNNING, ImportState.UNDOING):
        return running(row)
    if row.reason:
        return Card(spans(bold(name(row)), f" ended at row {row.rows_done:,}"), (), (), "✋", _about(row))
    title = spans("Imported ", bold(name(row)), f": {counted(row.rows_done, None)} done")
    return Card(title, (), (), "✅", _about(row))
