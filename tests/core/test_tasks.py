"""Tasks: who may do what with them, and what follows."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from crmbot.core import companies, contacts, history, lookup, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context, Level
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, NotFound
from crmbot.core.tasks import TaskDraft, TaskQuery
from crmbot.language.when import When
from crmbot.store.models.activity import Priority, Task, TaskStatus
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from tests.core.conftest import NOW, Office

TOMORROW = When(date(2026, 11, 20), time(15), "Europe/London")
NEXT_WEEK = When(date(2026, 11, 26), time(9), "Europe/London")


def made(office: Office, who: str = "ben", due: When | None = TOMORROW, *, to: str | None = None) -> int:
    """Make a task as somebody, perhaps for somebody else; return its number."""
    with office.acting(who, "task new") as ctx:
        assignee = office.ids[to] if to else None
        return tasks.create(ctx, TaskDraft("Call Delta", due, assignee_id=assignee)).id


def found(ctx: Context, number: int) -> Task:
    """Return a task by its number."""
    return ctx.session.get_one(Task, number)


def titles(ctx: Context, query: TaskQuery) -> list[str]:
    """Return what a list of tasks shows."""
    return [task.title for task in tasks.listed(ctx, query)[0]]


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


# Whose it is


def test_task_when_given_to_somebody_who_cannot_have_any(office: Office) -> None:
    """Being given tasks is a right of its own, and the refusal says so (R-62)."""
    with office.acting("mia") as ctx, pytest.raises(NotAllowed) as refused:
        tasks.create(ctx, TaskDraft("Call", assignee_id=office.ids["rita"]))

    assert (refused.value.permission, refused.value.subject) == ("task.be_assigned", "Rita Reader")


def test_task_when_given_to_somebody_suspended(office: Office) -> None:
    """It is their access that is in the way, not that of whoever asks (R-64)."""
    with office.acting("mia") as ctx:
        ctx.session.get_one(User, office.ids["eva"]).is_active = False
        ctx.session.flush()

        with pytest.raises(InvalidInput) as refused:
            tasks.create(ctx, TaskDraft("Call", assignee_id=office.ids["eva"]))

    assert (refused.value.field, refused.value.given) == ("who", "Eva Rep")


def test_assignee_when_a_manager_hands_a_task_on(office: Office) -> None:
    """The new person is told, and sees it from now on."""
    number = made(office)
    with office.acting("mia") as ctx:
        tasks.give(ctx, found(ctx, number), office.ids["eva"])

    with office.acting("eva") as ctx:
        told = ctx.session.scalars(select(Outbox.user_id).where(Outbox.kind == "task.assigned")).all()
        assert (lookup.get(ctx, number).id, list(told)) == (number, [office.ids["eva"]])


def test_rep_when_they_hand_their_own_task_on(office: Office) -> None:
    """A rep gives tasks to nobody (R-62)."""
    number = made(office)

    with office.acting("ben") as ctx, pytest.raises(NotAllowed) as refused:
        tasks.give(ctx, found(ctx, number), office.ids["eva"])

    assert refused.value.permission == "task.reassign"


def test_manager_when_they_take_a_task_for_themselves(office: Office) -> None:
    """Nobody is told of what they did themselves."""
    number = made(office)

    with office.acting("mia") as ctx:
        tasks.give(ctx, found(ctx, number), office.ids["mia"])

        assert ctx.session.scalars(select(Outbox.id).where(Outbox.kind == "task.assigned")).all() == []


def test_finished_task_when_handed_on(office: Office) -> None:
    """What is done is nobody's to do."""
    number = made(office)
    with office.acting("mia") as ctx:
        tasks.cancel(ctx, found(ctx, number))

        with pytest.raises(Conflict):
            tasks.give(ctx, found(ctx, number), office.ids["eva"])


# Who sees it


@pytest.mark.parametrize(
    ("who", "sees"), [("ana", True), ("mia", True), ("ben", True), ("eva", False), ("rita", False)]
)
def test_task_when_looked_up_by_each_role(office: Office, who: str, sees: bool) -> None:
    """Without the right to see all tasks a person sees their own; lists, search and counts obey."""
    number = made(office)

    with office.acting(who) as ctx:
        page, total = tasks.listed(ctx, TaskQuery())
        searched = lookup.search(ctx, "delta", kinds=("task",)).total
        by_number = lookup.kind_of(ctx, number)

    assert (len(page), total, searched, by_number) == ((1, 1, 1, "task") if sees else (0, 0, 0, None))


def test_task_when_seen_by_who_made_it_for_somebody_else(office: Office) -> None:
    """Whoever made a task sees it, even without the right to see all (R-61)."""
    number = made(office, "mia", to="eva")

    with office.acting("mia") as ctx:
        for right in ("task.see_all", "*.see"):
            del ctx.actor.rights[right]
        ctx.actor.rights["task.see"] = Level.OWN
        shown = lookup.get(ctx, number).id

    assert shown == number


def test_task_when_looked_up_by_a_stranger_to_it(office: Office) -> None:
    """A task that is hidden is not even there."""
    number = made(office)

    with office.acting("eva") as ctx, pytest.raises(NotFound):
        lookup.resolve(ctx, f"T-{number}")


# Who may do what

Act = Callable[[Context, Task], object]

EDITS: list[Act] = [
    tasks.done,
    tasks.cancel,
    lambda ctx, task: tasks.step(ctx, task, "start"),
    lambda ctx, task: tasks.rename(ctx, task, "Mine"),
    lambda ctx, task: tasks.prioritise(ctx, task, Priority.HIGH),
]
TIMES: list[Act] = [
    lambda ctx, task: tasks.move(ctx, task, NEXT_WEEK),
    lambda ctx, task: tasks.snooze(ctx, task, NEXT_WEEK),
]


@pytest.mark.parametrize(
    ("act", "right"), [*((act, "task.edit") for act in EDITS), *((act, "task.reschedule") for act in TIMES)]
)
def test_colleagues_task_when_a_rep_acts_on_it(office: Office, act: Act, right: str) -> None:
    """The refusal names the right that is missing, and who can."""
    number = made(office)

    with office.acting("eva") as ctx, pytest.raises(NotAllowed) as refused:
        act(ctx, found(ctx, number))

    assert (refused.value.permission, refused.value.who_can[0]) == (right, "Ben Rep")


@pytest.mark.parametrize("act", [*EDITS, *TIMES])
@pytest.mark.parametrize("who", ["ben", "mia"])
def test_task_when_its_person_or_their_manager_acts_on_it(office: Office, act: Act, who: str) -> None:
    """Both may do everything with it."""
    number = made(office)

    with office.acting(who) as ctx:
        before = found(ctx, number).version
        act(ctx, found(ctx, number))
        ctx.session.flush()

        assert found(ctx, number).version > before


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


# When it is overdue


@pytest.mark.parametrize(
    ("now", "zone", "overdue"),
    [
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), "Europe/London", False),
        (datetime(2026, 11, 23, 0, 1, tzinfo=UTC), "Europe/London", True),
        # Sunday evening in New York is Monday in London and in UTC.
        (datetime(2026, 11, 23, 4, 59, tzinfo=UTC), "America/New_York", False),
        (datetime(2026, 11, 23, 5, 1, tzinfo=UTC), "America/New_York", True),
        # Monday has begun in Auckland while it is Sunday noon in UTC.
        (datetime(2026, 11, 22, 12, tzinfo=UTC), "Pacific/Auckland", True),
    ],
)
def test_task_of_a_day_when_the_day_ends(office: Office, now: datetime, zone: str, overdue: bool) -> None:
    """It is overdue when the day is over where its reader is, in lists as on its card."""
    number = made(office, due=When(date(2026, 11, 22), None, zone))
    with office.acting("ben") as ctx:
        ctx.session.get_one(User, office.ids["ben"]).timezone = zone
    office.now = now

    with office.acting("ben") as ctx:
        task = found(ctx, number)
        assert (tasks.is_overdue(ctx, task), titles(ctx, TaskQuery(only="overdue")) != []) == (overdue, overdue)


def test_task_of_an_hour_when_the_hour_passes(office: Office) -> None:
    """It is overdue from its instant on, wherever its reader is."""
    number = made(office)
    seen = []

    for now in (TOMORROW.instant(), datetime(2026, 11, 20, 15, 0, 1, tzinfo=UTC)):
        assert now is not None
        office.now = now
        with office.acting("ana") as ctx:
            seen.append((tasks.is_overdue(ctx, found(ctx, number)), len(titles(ctx, TaskQuery(only="overdue")))))

    assert seen == [(False, 0), (True, 1)]


def test_finished_task_when_its_day_is_over(office: Office) -> None:
    """What is done is never overdue."""
    number = made(office)
    with office.acting("ben") as ctx:
        tasks.done(ctx, found(ctx, number))
    office.later(days=9)

    with office.acting("ben") as ctx:
        assert not tasks.is_overdue(ctx, found(ctx, number))


# Lists


def test_list_when_tasks_are_due_at_different_times(office: Office) -> None:
    """What is due first comes first, a day before its hours, and what has no time comes last."""
    dues = {
        "undated": None,
        "friday 15:00": TOMORROW,
        "friday 9:00": When(date(2026, 11, 20), time(9), "Europe/London"),
        "friday": When(date(2026, 11, 20), None, "Europe/London"),
        "thursday": When(date(2026, 11, 19), None, "Europe/London"),
    }
    with office.acting("ben") as ctx:
        for title, due in dues.items():
            tasks.create(ctx, TaskDraft(title, due))

        assert titles(ctx, TaskQuery()) == ["thursday", "friday", "friday 9:00", "friday 15:00", "undated"]


def test_list_of_today_when_the_hour_was_said_elsewhere(office: Office) -> None:
    """One in the morning in London is today for a reader in New York, whose day is not over."""
    made(office, due=When(date(2026, 11, 20), time(1), "Europe/London"))
    with office.acting("ben") as ctx:
        ctx.session.get_one(User, office.ids["ben"]).timezone = "America/New_York"

    with office.acting("ben") as ctx:
        assert titles(ctx, TaskQuery(only="today")) == ["Call Delta"]


def test_lists_when_a_task_is_snoozed_or_done(office: Office) -> None:
    """Each has a list of its own."""
    with office.acting("ben") as ctx:
        for title in ("open", "later", "over"):
            tasks.create(ctx, TaskDraft(title, TOMORROW))
        by_title = {task.title: task for task in tasks.listed(ctx, TaskQuery())[0]}
        tasks.snooze(ctx, by_title["later"], NEXT_WEEK)
        tasks.done(ctx, by_title["over"])

        assert [titles(ctx, TaskQuery(only=only)) for only in ("open", "snoozed", "done", "today")] == [
            ["open", "later"],
            ["later"],
            ["over"],
            [],
        ]


def test_list_when_narrowed_to_a_record_and_a_person(office: Office) -> None:
    """Only what is about the record and for the person is shown, a page at a time, with the whole count."""
    with office.acting("mia") as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        for number in range(3):
            draft = TaskDraft(f"Call {number}", about=[acme], assignee_id=office.ids["eva"])
            tasks.create(ctx, draft)
        tasks.create(ctx, TaskDraft("Mine", about=[acme]))
        tasks.create(ctx, TaskDraft("Elsewhere", assignee_id=office.ids["eva"]))

        query = TaskQuery(assignee_id=office.ids["eva"], about_id=acme.id, limit=2, offset=2)
        page, total = tasks.listed(ctx, query)
        shown = [task.title for task in page]

    assert (shown, total) == (["Call 2"], 3)


def test_person_when_a_task_has_one(office: Office) -> None:
    """A task knows whom it is for."""
    number = made(office, "mia", to="eva")

    with office.acting("mia") as ctx:
        person = tasks.assignee(ctx, found(ctx, number))

    assert person is not None
    assert person.name == "Eva Rep"


def test_state_when_written_in_words(office: Office) -> None:
    """A state is read as words."""
    number = made(office, due=When(NOW.date() + timedelta(days=3), None, "Europe/London"))

    with office.acting("ben") as ctx:
        tasks.step(ctx, found(ctx, number), "start")

        assert tasks.status_words(found(ctx, number)) == "in progress"
