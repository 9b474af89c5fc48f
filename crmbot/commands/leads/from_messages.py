"""Messages of other people that were passed on to us: kept as a note, or made a lead of."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Quote, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Hidden, Key, Long, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import OpenForm, Reply
from crmbot.commands.leads import leads
from crmbot.commands.leads.leads import NewLead
from crmbot.commands.notes import notes
from crmbot.commands.notes.forms import NewNote
from crmbot.core import dialogs, history
from crmbot.core.context import Context
from crmbot.core.leads import messages as lead_messages
from crmbot.language.codes import SUBJECT
from crmbot.language.text import first_line

_SHOWN = 600
_LONGEST = 10_000


class Passed(Form):
    """A message as it was written, who wrote it, and where it stands."""

    text: Annotated[str, Rest(), Long(), Field(max_length=_LONGEST, description="What does the message say?")]
    about: Annotated[RecordRef | None, Key("on"), Ref(SUBJECT), Hidden()] = None
    author: Annotated[str | None, Hidden()] = None
    link: Annotated[str | None, Hidden()] = None
    anyway: Annotated[bool, Hidden()] = False


@command(
    "keep as lead",
    permission="lead.create",
    examples=["Paul Martin, Umbrella, paul@umbrella.example"],
    visible=False,
    in_place=True,
)
def keep_as_lead(ctx: Context, form: Passed) -> Reply:
    """Make a lead of a message; who it is gets asked where the message does not say for certain."""
    told = lead_messages.read(form.text, ctx.org.region)
    history.name(ctx, "lead new")
    if not told.line:
        said = {"note": form.text, "author": form.author, "link": form.link}
        said |= {"phone": told.reach.phone, "email": told.reach.email}
        return OpenForm("lead new", {name: text for name, text in said.items() if text})
    told_of = NewLead(name=told.line, note=form.text, author=form.author, link=form.link, anyway=form.anyway)
    reply = leads.add_lead.run(ctx, told_of)
    return replace(reply, title=spans(bold("Lead created"), ": ", *reply.title)) if isinstance(reply, Card) else reply


@command("passed on", permission="note.create", examples=["Umbrella wants 40 pumps"], visible=False)
def take_passed_on(ctx: Context, form: Passed) -> Reply:
    """Keep a message that was forwarded: as a note on what it names, or as what its reader says."""
    words = f"From {form.author}: {form.text}" if form.author else form.text
    lead = Action("Make lead", Invocation("keep as lead", _again(form)))
    if form.about is None:
        dialogs.keep_draft(ctx, words)
        return _offer(form, words, lead)
    history.name(ctx, "note")
    reply = notes.add_note.run(ctx, NewNote(about=form.about, text=words, quoted=True))
    return replace(reply, actions=(*reply.actions, lead)) if isinstance(reply, Card) else reply


def _offer(form: Passed, words: str, lead: Action) -> Card:
    """Ask what a message is to become that names nobody we know."""
    note = Action("Note", Invocation("note", {"text": words, "quoted": "yes"}, form=True), style="primary")
    by = f" from {form.author}" if form.author else ""
    kept = (Quote(first_line(form.text, _SHOWN)), Footer(spans("The text is kept for a day: drafts shows it.")))
    return Card(spans(f"A message{by}. Keep it as what?"), kept, (note, lead), "📨", whisper=True)


def _again(form: Passed) -> dict[str, str]:
    said = {"text": form.text, "author": form.author or "", "link": form.link or ""}
    return {name: text for name, text in said.items() if text}
