"""Print-outs: a lead on one page of paper (spec: crm, 1.4)."""

from functools import partial
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Attachment, Card, Fields, Line, plain, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, RecordRef, Ref
from crmbot.commands import phrases, record_lines
from crmbot.commands.leads import card as lead_card
from crmbot.commands.leads.paper import Section, Sheet, draw
from crmbot.core import notes, printing, records, tasks
from crmbot.core.context import Context
from crmbot.store.models.activity import Note, Task
from crmbot.store.models.lead import Lead

NOTES, TASKS = 10, 10
"""How many of the latest notes and of the next tasks are on the paper."""

_PDF = "application/pdf"


class PrintOut(Form):
    """What is to be printed."""

    which: Annotated[RecordRef, Head(), Ref("lead"), Field(description="Which lead?")]


@command("print", permission="lead.see", aliases=["print lead", "printout"], examples=["L-5"])
def print_out(ctx: Context, form: PrintOut) -> Card:
    """Put a lead on one page of paper, as a PDF."""
    lead = record_lines.named(ctx, form.which, Lead)
    file = Attachment(f"{records.code(lead)}.pdf", _PDF, partial(draw, sheet(ctx, lead), ctx.now))
    title = spans("Print-out of ", phrases.link(lead))
    return Card(title, actions=(phrases.show_action("Show lead", lead),), icon="🖨️", files=(file,), whisper=True)


def sheet(ctx: Context, lead: Lead) -> Sheet:
    """Return what stands on the paper: all that is on the lead's card, then what happened and what is to be done."""
    card = lead_card.lead_card(ctx, lead)
    rows = [pair for block in card.blocks if isinstance(block, Fields) for pair in block.pairs]
    words = [plain(block.spans) for block in card.blocks if isinstance(block, Line)]
    happened = [_happened(ctx, note) for note in notes.on(ctx, lead, NOTES + 1)]
    to_do = [_to_do(ctx, task) for task in printing.open_tasks(ctx, lead, TASKS + 1)]
    sections = [
        Section("In short", tuple(words)),
        Section("What happened", _at_most(happened, NOTES, "older notes")),
        Section("To do", _at_most(to_do, TASKS, "more tasks")),
    ]
    return Sheet(
        title=lead.title,
        under=plain(card.title).removeprefix(lead.title).strip(),
        rows=tuple((label, plain(value)) for label, value in rows),
        sections=tuple(section for section in sections if section.lines),
        foot=f"{records.code(lead)} · printed {phrases.clock(ctx, ctx.now)} by {ctx.actor.name}",
    )


def _at_most(lines: list[str], most: int, others: str) -> tuple[str, ...]:
    """Return the first lines, and a word about what is left out."""
    return (*lines[:most], *([f"… and {others}"] if len(lines) > most else []))


def _happened(ctx: Context, note: Note) -> str:
    kind = note.note_kind.value if note.note_kind else "note"
    at = phrases.clock(ctx, note.happened_at) if note.happened_at else ""
    return " · ".join(filter(None, (at, kind, note.body)))


def _to_do(ctx: Context, task: Task) -> str:
    due = tasks.due_of(task)
    when = phrases.due_words(ctx, due) or "no date"
    return f"{when} · {task.title}"
