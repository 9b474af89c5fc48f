"""Writing down what happened: a note, a call, a meeting, a visit, a mail."""

from crmbot.chat.card import Card
from crmbot.chat.command import Noun, command
from crmbot.commands.notes import keeping
from crmbot.commands.notes.forms import NewCall, NewMail, NewNote, NewTouch, Unfiled
from crmbot.core.context import Context
from crmbot.store.models.activity import NoteKind

NOTE = Noun("note card", "note", new="note", change="edit", list="notes")


@command(
    "note",
    permission="note.create",
    aliases=["n"],
    examples=["Acme: met Jane, follow up Tuesday 3pm #q4", "Acme: saw their new hall type:visit at:yesterday"],
)
def add_note(ctx: Context, form: NewNote) -> Card:
    """Write down what happened with a company, contact or deal."""
    return keeping.keep(ctx, form, None, "note")


@command(
    "call",
    permission="note.create",
    examples=["Anna: no answer, try tomorrow 10am", "Jane wants a quote dur:5m dir:in", "Anna result:voicemail"],
)
def add_call(ctx: Context, form: NewCall) -> Card:
    """Write down a phone call."""
    return keeping.keep(ctx, form, NoteKind.CALL, "call")


@command("met", permission="note.create", aliases=["meet"], examples=["Acme: with Jane about the renewal"])
def add_meeting(ctx: Context, form: NewTouch) -> Card:
    """Write down a meeting."""
    return keeping.keep(ctx, form, NoteKind.MEETING, "met")


@command("visit", permission="note.create", aliases=["visited"], examples=["Acme: saw the new hall"])
def add_visit(ctx: Context, form: NewTouch) -> Card:
    """Write down a visit."""
    return keeping.keep(ctx, form, NoteKind.VISIT, "visit")


@command("mail", permission="note.create", aliases=["mailed", "emailed"], examples=["Acme: sent the price list"])
def add_mail(ctx: Context, form: NewMail) -> Card:
    """Write down an e-mail."""
    return keeping.keep(ctx, form, NoteKind.EMAIL, "mail")


@command("note on nobody", permission="note.create", visible=False)
def add_unfiled(ctx: Context, form: Unfiled) -> Card:
    """Write down what happened with somebody nobody has written down yet; whom it names is one tap away."""
    return keeping.keep(ctx, form, keeping.KINDS.get(form.word), "note on nobody")
