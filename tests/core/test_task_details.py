"""Tasks: their type, what they are about, when they can be begun, and what is said of them."""

from datetime import date, timedelta

import pytest

from crmbot.core import companies, contacts, deals, filters, history, lookup, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.deals import DealDraft
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.settings import lists
from crmbot.core.settings.lists import TASK_TYPES
from crmbot.core.tasks import TaskDraft, kinds
from tests.core.conftest import NOW, Office
from tests.core.task_desk import NEXT_WEEK, TOMORROW, found, made

# Types


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("call Jane", "Phone call"),
        ("Ring Jane", "Phone call"),
        ("mail the offer", "E-mail"),
        ("meet Jane", "Meeting"),
        ("visit the plant", "Visit"),
        ("send the offer", "To-do"),
        ("recall the pumps", "To-do"),
    ],
)
def test_type_when_the_first_word_says_it(office: Office, title: str, kind: str) -> None:
    """A verb in front is the type; any other word leaves the usual one."""
    with office.acting("ben") as ctx:
        task = tasks.create(ctx, TaskDraft(title))
        entry = kinds.of(ctx, task)

    assert entry is not None
    assert entry.name == kind


def test_type_when_the_organisation_has_one_of_its_own(office: Office) -> None:
    """What was added to the list is read, too, and beats the first word."""
    with office.acting("ana") as ctx:
        lists.add(ctx, TASK_TYPES, "Quote")
        said = kinds.of(ctx, tasks.create(ctx, TaskDraft("quote 40 pumps")))
        given = kinds.of(ctx, tasks.create(ctx, TaskDraft("call Jane", type="quote")))

    assert [entry.name if entry else "" for entry in (said, given)] == ["Quote", "Quote"]


def test_type_when_there_is_none_of_that_name(office: Office) -> None:
    """Those there are come with the refusal, and nothing is made."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput) as refused:
        tasks.create(ctx, TaskDraft("call Jane", type="dance"))

    assert "Phone call" in refused.value.choices


def test_next_step_when_settled_for_a_type(office: Office) -> None:
    """After a call comes what was settled, so many days from now; after any other type nothing."""
    with office.acting("ana") as ctx:
        call, visit = (kinds.named(ctx, name) for name in ("Phone call", "Visit"))
        kinds.follow(ctx, call, visit, 3)
        after_call = kinds.next_step(ctx, tasks.create(ctx, TaskDraft("call Jane")))
        after_visit = kinds.next_step(ctx, tasks.create(ctx, TaskDraft("visit Jane")))

    assert after_visit is None
    assert after_call is not None
    assert (after_call.type.name, after_call.on) == ("Visit", NOW.date() + timedelta(days=3))


def test_next_step_when_a_rep_settles_it(office: Office) -> None:
    """The kept lists are a matter of the settings."""
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        kinds.follow(ctx, kinds.named(ctx, "Visit"), None, None)


def test_filter_when_asked_for_a_type(office: Office) -> None:
    """`type:call` finds calls only; what is no type is told with those there are."""
    with office.acting("ben") as ctx:
        for title in ("call Jane", "mail Jane"):
            tasks.create(ctx, TaskDraft(title))
        page, _ = filters.page(ctx, filters.wanted(ctx, "task", "type:call"), 10, 0)

        with pytest.raises(InvalidInput) as refused:
            filters.wanted(ctx, "task", "type:dance")

    assert ([task.title for task in page], "Visit" in refused.value.choices) == (["call Jane"], True)


# What it is about


def test_task_when_put_on_more_records(office: Office) -> None:
    """It concerns them, the company behind them, and what it concerned before; twice changes nothing."""
    with office.acting("ben") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=acme))
        deal = deals.create(ctx, DealDraft("Pumps", party=acme))
        task = tasks.create(ctx, TaskDraft("Call", about=[deal]))
        tasks.put_on(ctx, task, [jane])
        tasks.put_on(ctx, task, [jane, acme])

        assert [record.id for record in tasks.about(ctx, task)] == [acme.id, jane.id, deal.id]

        tasks.take_off(ctx, task)

        assert list(tasks.about(ctx, task)) == []


def test_links_when_undone(office: Office) -> None:
    """What was put on a task goes with the undo."""
    with office.acting("ben", "task new") as ctx:
        number = tasks.create(ctx, TaskDraft("Call")).id
        acme = companies.create(ctx, CompanyDraft("Acme")).id
    with office.acting("ben", "task set") as ctx:
        tasks.put_on(ctx, found(ctx, number), [lookup.get(ctx, acme)])
        batch = history.current(ctx)

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, batch)

        assert list(tasks.about(ctx, found(ctx, number))) == []


# When it can be begun, and what is said of it


def test_start_when_after_the_due_day(office: Office) -> None:
    """Nothing is begun after it is due."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput) as refused:
        tasks.create(ctx, TaskDraft("Call", TOMORROW, start=TOMORROW.on + timedelta(days=1)))

    assert refused.value.field == "start"


def test_start_when_the_due_day_moves_before_it(office: Office) -> None:
    """It goes along: moving a task is never refused for its start."""
    with office.acting("ben") as ctx:
        task = tasks.create(ctx, TaskDraft("Call", NEXT_WEEK, start=NEXT_WEEK.on))
        tasks.move(ctx, task, TOMORROW)

        assert task.start_on == TOMORROW.on


def test_details_when_written(office: Office) -> None:
    """A task is found by them, and no longer once they are gone."""
    number = made(office)

    with office.acting("ben") as ctx:
        tasks.describe(ctx, found(ctx, number), " about the zephyr ")
        before = lookup.search(ctx, "zephyr", kinds=("task",)).total
        tasks.describe(ctx, found(ctx, number), "")
        after = lookup.search(ctx, "zephyr", kinds=("task",)).total

        assert (before, after, found(ctx, number).body) == (1, 0, None)


def test_due_time_when_taken_away(office: Office) -> None:
    """It is due at no time, and not overdue ever."""
    number = made(office)

    with office.acting("ben") as ctx:
        tasks.undate(ctx, found(ctx, number))
    office.later(days=30)

    with office.acting("ben") as ctx:
        assert (tasks.due_of(found(ctx, number)), tasks.is_overdue(ctx, found(ctx, number))) == (None, False)


def test_due_time_when_taken_away_from_what_is_done(office: Office) -> None:
    """What is done stays as it was done."""
    number = made(office)

    with office.acting("ben") as ctx:
        tasks.done(ctx, found(ctx, number))

        with pytest.raises(Conflict):
            tasks.undate(ctx, found(ctx, number))


def test_filter_when_asked_for_a_start(office: Office) -> None:
    """What can be begun by a day is found by it."""
    with office.acting("ben") as ctx:
        tasks.create(ctx, TaskDraft("Early", start=date(2026, 11, 20)))
        tasks.create(ctx, TaskDraft("Late", start=date(2026, 12, 20)))
        page, _ = filters.page(ctx, filters.wanted(ctx, "task", "start<1dec"), 10, 0)

    assert [task.title for task in page] == ["Early"]
