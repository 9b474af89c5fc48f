"""Tasks: when they are overdue (R-71), and in which lists they stand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from crmbot.core import companies, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.tasks import TaskDraft, TaskQuery
from crmbot.language.when import When
from crmbot.store.models.people import User
from tests.core.conftest import NOW, Office
from tests.core.task_desk import NEXT_WEEK, TOMORROW, found, made, titles

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
