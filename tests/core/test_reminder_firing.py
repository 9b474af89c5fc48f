"""What becomes of reminders that are due: told, told again, told to who is next, or dropped."""

from datetime import UTC, date, datetime, time

import pytest
from sqlalchemy import event, select

from crmbot.core import reminders, tasks
from crmbot.language.when import When
from crmbot.store.models.activity import Answer, Task
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.people import User
from crmbot.store.models.reminder import ReminderStatus
from tests.core.conftest import Office
from tests.core.firing_desk import EIGHT, ELEVEN, HOUR, LONDON, MINUTE, fire, row, sleeps, task, told
from tests.core.reminder_desk import THREE, event_of
from tests.core.reminder_desk import event as make_event

# Dropped


def test_reminder_when_its_person_is_suspended(office: Office) -> None:
    """It leaves all the same: delivery finds out that they may hear nothing, and tells whoever runs the place."""
    task(office)
    with office.acting("ana") as ctx:
        ctx.session.get_one(User, office.ids["ben"]).is_active = False

    fire(office, ELEVEN)

    assert (len(told(office)), row(office).status) == (1, ReminderStatus.FIRED)


def test_reminder_of_an_event_when_its_person_declined_unseen(office: Office) -> None:
    """It is weighed when it is due, too."""
    number = make_event(office)
    with office.acting("ben") as ctx:
        ctx.session.scalars(select(Attendee)).one().answer = Answer.NO

    fire(office, THREE)

    assert ([fact.user_id for fact in told(office)], number > 0) == ([office.ids["ana"]], True)


def test_reminder_of_an_event_when_it_was_called_off_unseen(office: Office) -> None:
    """Nobody is told."""
    number = make_event(office)
    with office.acting("ana") as ctx:
        event_of(ctx, number).deleted_at = office.now

    fire(office, THREE)

    assert told(office) == []


# Until it is done


def nagging(office: Office, minutes: int = 15) -> int:
    """Make a task that nags."""
    number = task(office)
    with office.acting("ben") as ctx:
        reminders.nag(ctx, ctx.session.get_one(Task, number), minutes)
    return number


def test_nag_when_nobody_acts(office: Office) -> None:
    """It comes again in steps, and goes on when the task is renamed."""
    number = nagging(office)

    for quarter in (0, 1, 2):
        fire(office, ELEVEN + 15 * quarter * MINUTE)
    with office.acting("ben") as ctx:
        reminders.sync(ctx, ctx.session.get_one(Task, number))

    assert [fact.args["kind"] for fact in told(office)] == [reminders.AT_TIME, reminders.NAG, reminders.NAG]
    assert (row(office, reminders.NAG).due_at, row(office, reminders.NAG).fired) == (ELEVEN + 45 * MINUTE, 2)


def test_nag_when_nobody_was_at_work(office: Office) -> None:
    """What was missed is not made up for."""
    nagging(office)

    fire(office, ELEVEN + 100 * MINUTE)

    assert (len(told(office)), row(office, reminders.NAG).due_at) == (2, ELEVEN + 105 * MINUTE)


def test_nag_when_nobody_ever_acts(office: Office) -> None:
    """It gives up."""
    nagging(office)

    at = ELEVEN
    for _ in range(40):
        fire(office, at)
        at += 15 * MINUTE

    nags = [fact for fact in told(office) if fact.args["kind"] == reminders.NAG]
    assert (len(nags), row(office, reminders.NAG).status) == (20, ReminderStatus.FIRED)


def test_nag_when_its_person_sleeps(office: Office) -> None:
    """It waits for the morning."""
    nagging(office)
    sleeps(office)

    fire(office, ELEVEN + 15 * MINUTE)
    fire(office, EIGHT)

    assert [fact.args["kind"] for fact in told(office)] == [reminders.AT_TIME]
    assert row(office, reminders.NAG).due_at > EIGHT


def test_nag_when_the_task_is_snoozed(office: Office) -> None:
    """It keeps still so long."""
    number = nagging(office)
    with office.acting("ben") as ctx:
        tasks.snooze(ctx, ctx.session.get_one(Task, number), When(date(2026, 11, 21), time(9), LONDON))

    fire(office, ELEVEN + 15 * MINUTE)

    assert (told(office), row(office, reminders.NAG).due_at) == ([], ELEVEN + 30 * MINUTE)


# Who is told next


def escalating(office: Office) -> int:
    """Make a task of Ben's that Mia hears of two hours later."""
    number = task(office)
    with office.acting("ben") as ctx:
        reminders.escalate(ctx, ctx.session.get_one(Task, number), office.ids["mia"], 120)
    fire(office, ELEVEN)
    return number


def test_escalation_when_nobody_has_acted(office: Office) -> None:
    """The other is told, once."""
    escalating(office)

    fire(office, ELEVEN + 2 * HOUR)
    fire(office, ELEVEN + 4 * HOUR)

    facts = told(office)
    assert [(fact.args["kind"], fact.user_id) for fact in facts[1:]] == [(reminders.ESCALATE, office.ids["mia"])]


def test_escalation_when_somebody_has_acted(office: Office) -> None:
    """Nobody else is told."""
    number = escalating(office)
    office.now = ELEVEN + HOUR
    with office.acting("ben") as ctx:
        tasks.step(ctx, ctx.session.get_one(Task, number), "start")

    fire(office, ELEVEN + 2 * HOUR)

    assert len(told(office)) == 1


def test_escalation_when_something_was_done_before_it_was_due(office: Office) -> None:
    """That is no answer to it."""
    number = task(office)
    with office.acting("ben") as ctx:
        reminders.escalate(ctx, ctx.session.get_one(Task, number), office.ids["mia"], 120)
    office.now = ELEVEN - HOUR
    with office.acting("ben") as ctx:
        tasks.step(ctx, ctx.session.get_one(Task, number), "start")

    fire(office, ELEVEN + 2 * HOUR)

    assert [fact.args["kind"] for fact in told(office)] == [reminders.AT_TIME, reminders.ESCALATE]


# Many


def statements(office: Office, count: int) -> int:
    """Return how many statements it takes to fire so many reminders."""
    for number in range(count):
        task(office, f"Call {number}")
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        asked.append(statement)

    event.listen(office.database.engine, "before_cursor_execute", note)
    try:
        assert fire(office, ELEVEN) == count
    finally:
        event.remove(office.database.engine, "before_cursor_execute", note)
    return len(asked)


def test_firing_when_there_are_many(office: Office) -> None:
    """It asks the database no more often than for few."""
    few = statements(office, 3)
    office.now = datetime(2026, 11, 19, 10, tzinfo=UTC)

    assert statements(office, 30) == few


def test_firing_when_a_batch_is_full(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was held for one person leaves in one piece all the same."""
    monkeypatch.setattr("crmbot.core.reminders.firing.FIRED_AT_ONCE", 2)
    for number in range(2):
        task(office, f"Call {number}")
    for number in range(2):
        task(office, f"Call {number}", When(date(2026, 11, 20), time(22), LONDON))
    sleeps(office)
    for at in (ELEVEN - HOUR, ELEVEN):
        fire(office, at)

    fire(office, EIGHT)

    assert [len(fact.args["reminders"].split(",")) for fact in told(office)] == [4]
