"""Reminders that come again: put off, until it is done, and to who is told next."""

from datetime import date, time, timedelta

import pytest

from crmbot.core import reminders, tasks
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.activity import Priority
from tests.core.conftest import NOW, Office
from tests.core.reminder_desk import AT_THREE, HOUR, LONDON, SALES, THREE, event, event_of, row_of, task, waiting

# Again


def test_snooze_when_pressed_in_the_channel_and_in_private(office: Office) -> None:
    """Each copy goes its own way."""
    with office.acting("ben") as ctx:
        ctx.origin = SALES
        number = tasks.create(ctx, TaskDraft("Call", AT_THREE)).id
        reminders.remind(ctx, row_of(ctx, number), [60])
        tasks.snooze(ctx, row_of(ctx, number), When(date(2026, 11, 20), time(16), LONDON))
    with office.acting("ben") as ctx:
        tasks.snooze(ctx, row_of(ctx, number), When(date(2026, 11, 20), time(17), LONDON))
        snoozed = [row for row in reminders.of_subject(ctx, row_of(ctx, number)) if row.kind == reminders.SNOOZE]

        assert [(row.address, row.due_at - THREE) for row in snoozed] == [(SALES.address, HOUR), (None, 2 * HOUR)]


def test_snooze_of_an_event_when_one_of_two_presses(office: Office) -> None:
    """The other's reminder and the event stay."""
    number = event(office)

    with office.acting("ben", "snooze event") as ctx:
        reminders.snooze(ctx, event_of(ctx, number), THREE - timedelta(minutes=5))

    with office.acting("ana") as ctx:
        assert event_of(ctx, number).starts_at == THREE
    assert [(kind, who) for kind, who, _ in waiting(office)] == [
        ("before:15", "ana"),
        ("before:15", "ben"),
        (reminders.SNOOZE, "ben"),
    ]


def test_snooze_when_a_manager_presses_for_somebody(office: Office) -> None:
    """It is still the reminder of who has the task."""
    number = task(office)

    with office.acting("ana") as ctx:
        tasks.snooze(ctx, row_of(ctx, number), When(date(2026, 11, 20), time(17), LONDON))

    assert waiting(office)[-1] == (reminders.SNOOZE, "ben", 2 * HOUR)


# Until it is done


def test_nag_when_asked_for(office: Office) -> None:
    """It comes every so often from the task's time on, and ends when it is done."""
    number = task(office)
    with office.acting("ben") as ctx:
        reminders.nag(ctx, row_of(ctx, number), 15)
    asked = waiting(office)
    with office.acting("ben") as ctx:
        tasks.done(ctx, row_of(ctx, number))

    assert (asked[-1], waiting(office)) == ((reminders.NAG, "ben", timedelta(minutes=15)), [])


def test_nag_when_the_task_has_no_time(office: Office) -> None:
    """It counts from now."""
    number = task(office, None)

    with office.acting("ben") as ctx:
        reminders.nag(ctx, row_of(ctx, number), 30)

    assert waiting(office) == [(reminders.NAG, "ben", NOW + timedelta(minutes=30) - THREE)]


@pytest.mark.parametrize("minutes", [1, 2 * 1440])
def test_nag_when_too_often_or_too_seldom(office: Office, minutes: int) -> None:
    """It is refused."""
    number = task(office)

    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        reminders.nag(ctx, row_of(ctx, number), minutes)


def test_nag_when_stopped(office: Office) -> None:
    """It is gone; stopping it twice is told."""
    number = task(office)
    with office.acting("ben") as ctx:
        reminders.nag(ctx, row_of(ctx, number), 15)
        reminders.stop_nagging(ctx, row_of(ctx, number))

    with office.acting("ben") as ctx, pytest.raises(Conflict):
        reminders.stop_nagging(ctx, row_of(ctx, number))
    assert len(waiting(office)) == 1


# Who is told next


def test_escalation_when_asked_for(office: Office) -> None:
    """Somebody else is told so long after the task's time."""
    number = task(office)

    with office.acting("ben") as ctx:
        reminders.escalate(ctx, row_of(ctx, number), office.ids["mia"], 120)

    assert waiting(office)[-1] == (reminders.ESCALATE, "mia", 2 * HOUR)


def test_escalation_when_an_urgent_task_was_given(office: Office) -> None:
    """Who gave it is told after two hours, without being asked."""
    task(office, who="mia", assignee_id=office.ids["ben"], priority=Priority.URGENT)

    assert waiting(office)[-1] == (reminders.ESCALATE, "mia", 2 * HOUR)


def test_escalation_when_they_may_not_see_the_task(office: Office) -> None:
    """It is refused."""
    number = task(office)

    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        reminders.escalate(ctx, row_of(ctx, number), office.ids["eva"], 120)


def test_escalation_when_it_is_their_own_task(office: Office) -> None:
    """It is refused: they are told anyway."""
    number = task(office)

    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        reminders.escalate(ctx, row_of(ctx, number), office.ids["ben"], 120)


def test_escalation_when_stopped(office: Office) -> None:
    """Nobody else is told."""
    number = task(office)
    with office.acting("ben") as ctx:
        reminders.escalate(ctx, row_of(ctx, number), office.ids["mia"], 120)
        reminders.stop_escalating(ctx, row_of(ctx, number))

    assert len(waiting(office)) == 1
