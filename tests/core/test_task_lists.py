"""Tasks: when they are overdue (R-71), and in which lists they stand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from crmbot.core import companies, filters, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.tasks import TaskDraft, TaskQuery, lists
from crmbot.core.tasks.lists import Part
from crmbot.language.when import When
from crmbot.store.models.activity import Task, TaskStatus
from crmbot.store.models.people import User
from tests.core.conftest import NOW, Office
from tests.core.task_desk import NEXT_WEEK, TOMORROW, counted, found, made, titles

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
    """What is due first comes first, a day behind its hours, and what has no time comes last."""
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

        assert titles(ctx, TaskQuery()) == ["thursday", "friday 9:00", "friday 15:00", "friday", "undated"]


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


# Where its person is


@pytest.mark.parametrize(
    ("now", "overdue"),
    [
        # Sunday evening in New York is Monday in London and in UTC: it is not over for her yet.
        (datetime(2026, 11, 23, 1, tzinfo=UTC), False),
        (datetime(2026, 11, 23, 5, 1, tzinfo=UTC), True),
    ],
)
def test_task_of_a_day_when_its_person_is_elsewhere(office: Office, now: datetime, overdue: bool) -> None:
    """It is overdue when the day is over where its person is, whoever looks: on its card, in lists and in filters."""
    number = made(office, "mia", When(date(2026, 11, 22), None, "Europe/London"), to="eva")
    with office.acting("mia") as ctx:
        ctx.session.get_one(User, office.ids["eva"]).timezone = "America/New_York"
    office.now = now

    with office.acting("mia") as ctx:
        listed = titles(ctx, TaskQuery(only="overdue")) != []
        wanted = filters.wanted(ctx, "task", "everybody is:overdue")
        filtered = filters.page(ctx, wanted, 10, 0)[1] == 1
        part = lists.part_of(ctx, found(ctx, number)) is Part.OVERDUE
        alone = tasks.is_overdue(ctx, found(ctx, number))

    assert (listed, filtered, part, alone) == (overdue,) * 4


def test_list_when_parted(office: Office) -> None:
    """What is overdue, for today, this week and later stands apart, also what has no date and what is done."""
    dues = {
        Part.OVERDUE: When(date(2026, 11, 18), None, "Europe/London"),
        Part.TODAY: When(date(2026, 11, 19), time(18), "Europe/London"),
        Part.THIS_WEEK: When(date(2026, 11, 22), None, "Europe/London"),
        Part.LATER: When(date(2026, 11, 23), None, "Europe/London"),
        Part.UNDATED: None,
    }
    with office.acting("ben") as ctx:
        made_tasks = [tasks.create(ctx, TaskDraft(part.value, due)) for part, due in dues.items()]
        over = tasks.log_done(ctx, TaskDraft("over", dues[Part.OVERDUE]))

        assert [lists.part_of(ctx, task) for task in (*made_tasks, over)] == [*dues, Part.OVER]


def test_list_when_by_person(office: Office) -> None:
    """The tasks of one person follow each other, on every page; people come by name."""
    for who in ("eva", "ben", "eva", "ben"):
        made(office, who)

    with office.acting("mia") as ctx:
        wanted = lists.by_person(filters.wanted(ctx, "task", "everybody"))
        page, _ = filters.page(ctx, wanted, 10, 0)
        people = [task.assignee_id for task in page if isinstance(task, Task)]

    assert people == [office.ids[name] for name in ("ben", "ben", "eva", "eva")]


def test_calendar_when_an_hour_was_said_elsewhere(office: Office) -> None:
    """It stands on the day it is for whoever looks."""
    made(office, due=When(date(2026, 11, 22), time(23, 30), "America/New_York"))

    with office.acting("ben") as ctx:
        wanted = filters.wanted(ctx, "task", "")
        days = lists.calendar(ctx, wanted, date(2026, 11, 23), date(2026, 11, 29))

    assert [(day.day, len(those)) for day, those in days.items()][:2] == [(23, 1), (24, 0)]


def test_task_when_logged_as_done(office: Office) -> None:
    """It was done at its time, not now."""
    with office.acting("ben") as ctx:
        task = tasks.log_done(ctx, TaskDraft("Call", When(date(2026, 11, 18), time(15), "Europe/London")))

        assert (task.status, task.completed_at) == (TaskStatus.DONE, datetime(2026, 11, 18, 15, tzinfo=UTC))


def test_queries_when_a_list_grows(office: Office) -> None:
    """Zones and names of people are read once for all rows."""
    counts = []
    for _ in range(2):
        for who in ("ben", "eva", "mia"):
            made(office, who)
        with office.acting("mia") as ctx, counted(ctx.session) as sent:
            page, _total = tasks.listed(ctx, TaskQuery())
            for task in page:
                lists.part_of(ctx, task)
                tasks.assignee(ctx, task)
            counts.append(len(sent))

    assert counts[0] == counts[1]


def test_filter_when_its_person_is_suspended(office: Office) -> None:
    """Their tasks are listed, to be given to others (R-64)."""
    number = made(office, "eva")
    with office.acting("mia") as ctx:
        ctx.session.get_one(User, office.ids["eva"]).is_active = False

    with office.acting("mia") as ctx:
        page, _ = filters.page(ctx, filters.wanted(ctx, "task", "owner:eva@firm.example"), 10, 0)

    assert [task.id for task in page] == [number]
