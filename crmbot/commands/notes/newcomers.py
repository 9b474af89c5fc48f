"""People and firms that a note names and nobody has written down yet: kept with one tap, and linked to the note."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Line, Span, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, RecordRef, Ref
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.notes.cards import note_card
from crmbot.core import companies, contacts, lookup, notes, records
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.naming.mentions import People
from crmbot.language.fold import tokens
from crmbot.language.names_index import Unlisted
from crmbot.language.text import first_line
from crmbot.store.models.activity import Note
from crmbot.store.models.party import Company
from crmbot.store.models.record import Record

_OFFERED = 2
_ASKED = 3
_NAME = 40
_COMMAND = "add named"


def offers(ctx: Context, note: Note, about: Sequence[Record], unlisted: Sequence[Unlisted]) -> tuple[Action, ...]:
    """Return a button for each of the first few names that are in no record: who it is, and at which company."""
    firm = next((record for record in about if isinstance(record, Company)), None)
    known = {word for record in about for word in tokens(record.title)}
    fresh = [each for each in unlisted if not set(tokens(each.name)) <= known]
    may = [each for each in fresh if ctx.actor.can(f"{each.kind}.create")]
    new_firm = "" if firm is not None else next((each.name for each in fresh if each.kind == "company"), "")
    return tuple(_offer(note, each, firm, new_firm) for each in may[:_OFFERED])


def question(people: People) -> tuple[Line, ...]:
    """Ask which of several people of one name was meant; the note is there whatever is answered."""
    return (Line(spans("Which ", bold(people.asked), "? One tap adds them.")),) if people.doubtful else ()


def answers(note: Note, people: People) -> tuple[Action, ...]:
    """Return one button for each of several people of one name; what is pressed is remembered."""
    args = {"which": records.code(note), "beside": "yes", "called": people.asked}
    return tuple(
        Action(record_lines.option_label(one), Invocation("refile", {**args, "about": record_lines.code_of(one)}))
        for one in people.doubtful[:_ASKED]
    )


def _offer(note: Note, named: Unlisted, firm: Company | None, new_firm: str) -> Action:
    args = {"which": records.code(note), "kind": named.kind, "name": named.name}
    label = f"Add {first_line(named.name, _NAME)}"
    if named.kind == "company":
        return Action(label, Invocation(_COMMAND, args))
    if firm is not None:
        at = {"at": records.code(firm)}
        return Action(f"{label} at {first_line(firm.title, _NAME)}", Invocation(_COMMAND, args | at))
    if new_firm:
        return Action(f"{label} at {first_line(new_firm, _NAME)}", Invocation(_COMMAND, args | {"firm": new_firm}))
    return Action(label, Invocation(_COMMAND, args))


class Newcomer(Form):
    """Somebody a note names: `at` a company there is, or `firm`, which is made along with them."""

    which: Annotated[RecordRef, Head(), Ref("note"), Field(description="Which note?")]
    name: Annotated[str, Hidden()]
    kind: Annotated[str, Hidden()] = "contact"
    at: Annotated[RecordRef | None, Hidden(), Ref("company")] = None
    firm: Annotated[str | None, Hidden()] = None
    anyway: Annotated[bool, Hidden()] = False


@command(_COMMAND, permission="note.create", visible=False, in_place=True)
def add_newcomer(ctx: Context, form: Newcomer) -> Card:
    """Keep somebody a note names, and link the note to them."""
    note = lookup.get(ctx, form.which.id)
    assert isinstance(note, Note)
    made = _made(ctx, form)
    about = list({record.id: record for record in (*notes.about(ctx, note), *made)}.values())
    notes.relink(ctx, note, about)
    card = note_card(ctx, note)
    title = spans("Made ", *_named(made), " · ", *card.title)
    actions = (phrases.show_action(f"Open {first_line(made[-1].title, _NAME)}", made[-1]), phrases.undo_action(ctx))
    return Card(title, card.blocks, actions, card.icon, card.about)


def _made(ctx: Context, form: Newcomer) -> list[Record]:
    """Make the records that are wanted. Raises `NotAllowed`, `Duplicate`, `InvalidInput`."""
    if not form.name.strip():
        raise InvalidInput("name", form.name, "a name has letters")
    if form.kind == "company":
        return [companies.create(ctx, CompanyDraft(form.name), anyway=form.anyway)]
    firm = lookup.get(ctx, form.at.id) if form.at is not None else None
    fresh: list[Record] = []
    if firm is None and form.firm:
        firm = companies.create(ctx, CompanyDraft(form.firm), anyway=form.anyway)
        fresh.append(firm)
    company = firm if isinstance(firm, Company) else None
    return [*fresh, contacts.create(ctx, ContactDraft(form.name, company=company), anyway=form.anyway)]


def _named(made: Sequence[Record]) -> Iterator[str | Span]:
    for place, record in enumerate(made):
        yield ", " if place else ""
        yield phrases.link(record)
