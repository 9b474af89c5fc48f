"""History and undo."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from crmbot.core import companies, history, lookup, records, tags, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.errors import Conflict, NotFound
from crmbot.core.parties import Reach
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.party import Company
from crmbot.store.models.reminder import Reminder, ReminderStatus
from tests.core.conftest import NOW, Office


def made(office: Office, who: str = "ana") -> tuple[int, str]:
    """Make a company; return its number and the batch."""
    with office.acting(who, "company new") as ctx:
        company = companies.create(ctx, CompanyDraft("Acme"))
        return company.id, history.current(ctx)


def test_undo_of_making_puts_it_away(office: Office) -> None:
    """What was made by mistake is gone after undo."""
    number, batch = made(office)

    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

    with office.acting() as ctx, pytest.raises(NotFound):
        lookup.get(ctx, number)


def test_undo_of_a_change_brings_the_old_value_back(office: Office) -> None:
    """A changed field is as it was."""
    number, _ = made(office)
    with office.acting(command="company set") as ctx:
        company = ctx.session.get_one(Company, number)
        companies.change(ctx, company, name="Acme Ltd", reach=Reach(city="Leeds"), roles=())
        batch = history.current(ctx)

    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

    with office.acting() as ctx:
        company = ctx.session.get_one(Company, number)
        assert (company.title, company.city) == ("Acme", None)


def test_undo_is_refused_after_somebody_elses_change(office: Office) -> None:
    """A later change of somebody else is never lost; the refusal names them."""
    number, batch = made(office)
    office.later(minutes=1)
    with office.acting("mia") as ctx:
        records.change(ctx, ctx.session.get_one(Company, number), {"city": "Leeds"})

    with office.acting(command="undo") as ctx, pytest.raises(Conflict) as refused:
        history.undo(ctx, batch)

    assert refused.value.by == "Mia Boss"


def test_button_undoes_for_ten_minutes(office: Office) -> None:
    """The button on a card is too late after ten minutes."""
    _, batch = made(office)
    office.later(minutes=11)

    with office.acting(command="undo") as ctx, pytest.raises(Conflict) as refused:
        history.undo(ctx, batch, within=timedelta(minutes=10))

    assert refused.value.reason == "too late"


def test_nobody_undoes_what_others_did(office: Office) -> None:
    """A batch of somebody else cannot be undone, whatever the button says."""
    _, batch = made(office)

    with office.acting("ben", "undo") as ctx, pytest.raises(NotFound):
        history.undo(ctx, batch)


def test_undo_happens_once(office: Office) -> None:
    """A second undo of the same thing is refused."""
    _, batch = made(office)
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

    with office.acting(command="undo") as ctx, pytest.raises(Conflict) as refused:
        history.undo(ctx, batch)

    assert refused.value.reason == "undone already"


def test_undone_task_is_not_reminded_of(office: Office) -> None:
    """The reminder goes with its task, and comes back with it."""
    with office.acting(command="task new") as ctx:
        due = When(NOW.date() + timedelta(days=1), NOW.time(), "Europe/London")
        tasks.create(ctx, TaskDraft("Call", due))
        batch = history.current(ctx)

    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

    with office.acting() as ctx:
        assert ctx.session.scalars(select(Reminder.status)).all() == [ReminderStatus.CANCELLED]


def test_undone_done_task_is_reminded_of_again(office: Office) -> None:
    """A task that was done by mistake comes back with its reminder."""
    with office.acting(command="task new") as ctx:
        due = When(NOW.date() + timedelta(days=1), NOW.time(), "Europe/London")
        task = tasks.create(ctx, TaskDraft("Call", due))
    with office.acting(command="done") as ctx:
        tasks.done(ctx, ctx.session.merge(task))
        batch = history.current(ctx)

    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

    with office.acting() as ctx:
        assert ctx.session.scalars(select(Reminder.status)).all() == [ReminderStatus.PENDING]


def test_tags_go_with_undo(office: Office) -> None:
    """Tags put on by a command are taken off by its undo."""
    number, _ = made(office)
    with office.acting(command="tag") as ctx:
        tags.apply(ctx, ctx.session.get_one(Company, number), ["key"])
        batch = history.current(ctx)

    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

    with office.acting() as ctx:
        assert tags.of(ctx, ctx.session.get_one(Company, number)) == []


def test_log_says_who_when_and_how(office: Office) -> None:
    """Each change names its author and its surface."""
    number, _ = made(office)

    with office.acting() as ctx:
        entries, total = history.entries(ctx, ctx.session.get_one(Company, number))

    assert total == 1
    assert (entries[0].who, entries[0].via, entries[0].at) == ("Ana Owner", "console", NOW)
