"""How many statements lists, cards and boards take: as many for two hundred records as for ten."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, event

from crmbot.chat.command import Registry
from crmbot.commands import build_registry
from crmbot.commands.listing import ListForm
from crmbot.commands.showing import card_of
from crmbot.core import companies, contacts, deals, leads, lookup, notes, tags, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft
from crmbot.core.leads import LeadDraft
from crmbot.core.notes import NoteDraft
from crmbot.core.parties import Reach
from crmbot.core.tasks import TaskDraft
from crmbot.language.money import Money
from crmbot.language.when import When
from crmbot.store.models.party import Company
from tests.core.conftest import Office

FEW, MANY = 10, 200
FILTERED = {
    "companies": ("all prospect", "all quiet<1d", "all #key"),
    "contacts": ("all at:acme", "all role:buyer"),
    "deals": ("everybody sort:-amount", "amount>1 quiet<9d", "unplanned"),
    "leads": ("all new<1d", "mine"),
    "notes": ("all type:note", "all new<30d"),
    "tasks": ("all due:today", "mine"),
}
BOARDS: Sequence[dict[str, str]] = ({}, {"only": "me"}, {"by": "owner"}, {"by": "month"}, {"stage": "new"})

Shown = tuple[str, Callable[[Context], object]]


def firm(ctx: Context) -> list[int]:
    """Make a company, one who works there, a deal with it and a lead: those whose cards are drawn."""
    acme = companies.create(ctx, CompanyDraft("Acme Ltd"), anyway=True)
    jane = contacts.create(ctx, ContactDraft("Jane Doe", Reach(), acme, "Buyer"), anyway=True)
    deal = deals.create(ctx, DealDraft("Pumps", acme, Money(500, "EUR"), contact_id=jane.id))
    lead = leads.create(ctx, LeadDraft(company_name="Start-up"))
    return [acme.id, jane.id, deal.id, lead.id]


def grow(ctx: Context, numbers: Sequence[int], count: int) -> None:
    """Make so many more of each kind, all of them about those records."""
    due = When(ctx.today, None, ctx.actor.zone)
    about = lookup.those(ctx, numbers)
    acme = about[0]
    assert isinstance(acme, Company)
    for number in range(count):
        contacts.create(ctx, ContactDraft(f"Jane Doe {number}", Reach(), acme, "Buyer"), anyway=True)
        other = companies.create(ctx, CompanyDraft(f"Firm {number}"), anyway=True)
        deals.create(ctx, DealDraft(f"Valves {number}", acme, Money(number * 100, "EUR"), contact_id=numbers[1]))
        leads.create(ctx, LeadDraft(company_name=f"Start-up {number}"), anyway=True)
        tasks.create(ctx, TaskDraft(f"Call {number}", due, about))
        notes.log(ctx, NoteDraft(f"spoke {number}", about))
        tags.apply(ctx, other, ["key"])


def lists(registry: Registry) -> Iterator[Shown]:
    """Yield every command that lists records, for all of them and filtered."""
    for command in registry:
        if issubclass(command.form, ListForm):
            for text in ("all", *FILTERED.get(command.name, ())):
                form = command.form(filter=text)
                yield f"{command.name} {text}", lambda ctx, command=command, form=form: command.run(ctx, form)  # type: ignore[misc]  # bound now


def boards(registry: Registry) -> Iterator[Shown]:
    """Yield the board in its shapes."""
    board = registry["board"]
    for fields in BOARDS:
        form = board.form.model_validate(fields)
        yield f"board {fields}", lambda ctx, form=form: board.run(ctx, form)  # type: ignore[misc]  # bound now


def cards(numbers: Sequence[int]) -> Iterator[Shown]:
    """Yield the cards of some records."""
    for number in numbers:
        yield f"card {number}", lambda ctx, number=number: card_of(ctx, lookup.get(ctx, number))  # type: ignore[misc]  # bound now


@contextmanager
def counted(ctx: Context) -> Iterator[list[str]]:
    """Give the statements that are sent to the database meanwhile."""
    sent: list[str] = []
    connection = ctx.session.connection()

    def note(_connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        sent.append(statement)

    event.listen(connection, "before_cursor_execute", note)
    yield sent
    event.remove(connection, "before_cursor_execute", note)


def statements(office: Office, shown: Sequence[Shown]) -> dict[str, int]:
    """Count what each sends to the database, in a unit of work of its own."""
    found = {}
    for name, draw in shown:
        with office.acting() as ctx, counted(ctx) as sent:
            draw(ctx)
        found[name] = len(sent)
    return found


def test_statements_when_there_are_many_records(office: Office) -> None:
    """Lists, cards and boards ask the database as often for two hundred records of each kind as for ten."""
    registry = build_registry()
    with office.acting() as ctx:
        numbers = firm(ctx)
        grow(ctx, numbers, FEW)
    shown = [*lists(registry), *boards(registry), *cards(numbers)]
    few = statements(office, shown)
    with office.acting() as ctx:
        grow(ctx, numbers, MANY - FEW)

    many = statements(office, shown)

    assert many == few
