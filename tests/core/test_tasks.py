"""Tasks: how they are made, and what becomes of them."""

from datetime import UTC, date, datetime, time

import pytest

from crmbot.core import companies, contacts, history, lookup, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.activity import TaskStatus
from tests.core.conftest import NOW, Office
from tests.core.task_desk import NEXT_WEEK, TIMES, TOMORROW, Act, found, made

# Making


def test_task_when_made_without_an_assignee(office: Office) -> None:
    """It is the actor's own, open, and due when they said."""
    number = made(office)

    with office.acting("ben") as ctx:
        task = found(ctx, number)
        assert (task.assignee_id, task.status, tasks.due_of(task), task.due_at) == (
            office.ids["ben"],
            TaskStatus.TODO,
            TOMORROW,
            datetime(2026, 11, 20, 15, tzinfo=UTC),
        )


@pytest.mark.parametrize("title", ["", "  \n"])
def test_task_when_it_has_no_words(office: Office, title: str) -> None:
    """A task says what is to do."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput) as refused:
        tasks.create(ctx, TaskDraft(title))

    assert refused.value.field == "title"


def test_task_when_a_reader_makes_it(office: Office) -> None:
    """Making tasks is a right, even for oneself (R-62)."""
    with office.acting("rita") as ctx, pytest.raises(NotAllowed) as refused:
        tasks.create(ctx, TaskDraft("Call"))

    assert refused.value.permission == "task.create"


def test_task_when_it_is_about_a_person(office: Office) -> None:
    """It concerns the company they work at as well, once."""
    with office.acting("ben") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=acme))
        task = tasks.create(ctx, TaskDraft("Call", about=[jane, acme, jane]))

        assert [record.id for record in tasks.about(ctx, task)] == [acme.id, jane.id]


# Its state


def test_task_when_done(office: Office) -> None:
    """It is done as of now, with what came of it, and no longer open."""
    number = made(office)

    with office.acting("ben") as ctx:
        task = found(ctx, number)
        tasks.done(ctx, task, "they buy")

        assert (task.status, task.completed_at, task.outcome, task.is_open) == (TaskStatus.DONE, NOW, "they buy", False)


def test_task_when_done_by_somebody_who_needs_approval(office: Office) -> None:
    """It waits for its approval."""
    number = made(office)

    with office.acting("ben") as ctx:
        task = found(ctx, number)
        task.requires_approval = True
        tasks.done(ctx, task)

        assert task.status is TaskStatus.AWAITING_APPROVAL


@pytest.mark.parametrize("act", [tasks.done, tasks.cancel, *TIMES])
def test_finished_task_when_acted_on(office: Office, act: Act) -> None:
    """What is done stays as it was done."""
    number = made(office)
    with office.acting("ben") as ctx:
        task = found(ctx, number)
        tasks.done(ctx, task)

        with pytest.raises(Conflict) as refused:
            act(ctx, task)

    assert refused.value.reason == "is done already"


def test_task_when_taken_up_again(office: Office) -> None:
    """It is open, as if it had not been done."""
    number = made(office)

    with office.acting("ben") as ctx:
        task = found(ctx, number)
        tasks.done(ctx, task)
        tasks.reopen(ctx, task)

        assert (task.status, task.completed_at) == (TaskStatus.TODO, None)


def test_open_task_when_taken_up_again(office: Office) -> None:
    """There is nothing to take up."""
    number = made(office)

    with office.acting("ben") as ctx, pytest.raises(Conflict):
        tasks.reopen(ctx, found(ctx, number))


@pytest.mark.parametrize(
    ("verbs", "status"),
    [
        (("start",), TaskStatus.IN_PROGRESS),
        (("pause",), TaskStatus.WAITING),
        (("start", "pause", "resume"), TaskStatus.IN_PROGRESS),
    ],
)
def test_task_when_stepped_through_its_states(office: Office, verbs: tuple[str, ...], status: TaskStatus) -> None:
    """Start, pause and resume lead from state to state."""
    number = made(office)

    with office.acting("ben") as ctx:
        for verb in verbs:
            tasks.step(ctx, found(ctx, number), verb)

        assert found(ctx, number).status is status


@pytest.mark.parametrize("verbs", [("resume",), ("start", "start"), ("pause", "pause")])
def test_task_when_a_step_does_not_follow(office: Office, verbs: tuple[str, ...]) -> None:
    """A step from the wrong state is refused."""
    number = made(office)

    with office.acting("ben") as ctx:
        for verb in verbs[:-1]:
            tasks.step(ctx, found(ctx, number), verb)

        with pytest.raises(Conflict):
            tasks.step(ctx, found(ctx, number), verbs[-1])


def test_task_when_renamed_to_nothing(office: Office) -> None:
    """A task keeps words."""
    number = made(office)

    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        tasks.rename(ctx, found(ctx, number), "  ")


def test_search_when_a_task_was_renamed(office: Office) -> None:
    """It is found by its new words only."""
    number = made(office)

    with office.acting("ben") as ctx:
        tasks.rename(ctx, found(ctx, number), " Visit Zephyr ")

        assert [lookup.search(ctx, word, kinds=("task",)).total for word in ("zephyr", "delta")] == [1, 0]


def test_due_time_when_moved_and_undone(office: Office) -> None:
    """It is due when it was due."""
    number = made(office)
    with office.acting("ben", "move") as ctx:
        tasks.move(ctx, found(ctx, number), NEXT_WEEK)
        batch = history.current(ctx)

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, batch)

        assert tasks.due_of(found(ctx, number)) == TOMORROW


def test_snooze_when_its_time_is_past(office: Office) -> None:
    """Nobody can be reminded of something earlier."""
    number = made(office)

    with office.acting("ben") as ctx, pytest.raises(InvalidInput) as refused:
        tasks.snooze(ctx, found(ctx, number), When(date(2026, 11, 19), time(9, 59), "Europe/London"))

    assert refused.value.reason == "is past"


def test_snooze_when_no_hour_was_said(office: Office) -> None:
    """The day begins at nine."""
    number = made(office)

    with office.acting("ben") as ctx:
        at = tasks.snooze(ctx, found(ctx, number), When(date(2026, 11, 21), None, "Europe/London"))

    assert at == datetime(2026, 11, 21, 9, tzinfo=UTC)
