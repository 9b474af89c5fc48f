"""The next step: offered after what was done, made once."""

from datetime import timedelta

from sqlalchemy import func, select

from crmbot.chat.form import RecordRef
from crmbot.commands import build_registry, next_steps
from crmbot.commands.next_steps import NextStep
from crmbot.core import companies, notes, records
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.notes import NoteDraft
from crmbot.core.settings import options
from crmbot.language.when import When
from crmbot.store.models.activity import Note, Task
from crmbot.store.models.party import Company
from crmbot.store.models.record import Record
from tests.core.conftest import Office

build_registry()  # the cards of all nouns are declared by then


def noted(ctx: Context) -> tuple[Company, Note]:
    """Write a note on a company."""
    firm = companies.create(ctx, CompanyDraft("Acme"))
    return firm, notes.log(ctx, NoteDraft("they like it", [firm]))


def ref(record: Record) -> RecordRef:
    """Name a record."""
    return RecordRef(record.id, record.kind, records.code(record), record.title, record.version)


def test_actions_when_something_was_done(office: Office) -> None:
    """Three days to choose from and none, in one row."""
    with office.acting("ben") as ctx:
        firm, note = noted(ctx)

        labels = [action.label for action in next_steps.actions(ctx, firm, note)]

    assert labels == ["Tomorrow", "+3 days", "Next week", "None"]


def test_actions_when_nobody_wants_to_be_asked(office: Office) -> None:
    """There are none."""
    with office.acting() as ctx:
        firm, note = noted(ctx)
        options.assign(ctx, options.ASK_NEXT_STEP, value=False)

        assert next_steps.actions(ctx, firm, note) == ()


def test_actions_when_they_make_no_tasks(office: Office) -> None:
    """Who only reads is not asked."""
    with office.acting("ben") as ctx:
        firm, note = noted(ctx)

    with office.acting("rita") as ctx:
        assert next_steps.actions(ctx, firm, note) == ()


def test_step_when_it_is_tapped_twice(office: Office) -> None:
    """One task comes of it."""
    with office.acting("ben") as ctx:
        firm, note = noted(ctx)
        tomorrow = When(ctx.today + timedelta(days=1), None, ctx.actor.zone)
        step = NextStep(about=ref(firm), due=tomorrow, after=ref(note))
        cards = [next_steps.follow_up.run(ctx, step) for _ in range(2)]

        made = ctx.session.scalar(select(func.count()).select_from(Task).where(Task.title == "Follow up with Acme"))
        assert made == 1
        assert len({getattr(card, "about", "") for card in cards}) == 1
