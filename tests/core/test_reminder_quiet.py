"""Reminders that are due while it is quiet, and where they go."""

from datetime import UTC, date, datetime, time

import pytest

from crmbot.core import reminders, tasks
from crmbot.core.habits import holidays
from crmbot.core.habits.holidays import HolidayDraft
from crmbot.language.when import When
from crmbot.store.models.activity import Priority, Task
from crmbot.store.models.channel import Channel
from crmbot.store.models.people import RemindedIn, User
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office
from tests.core.firing_desk import (
    EIGHT,
    ELEVEN,
    HOUR,
    LONDON,
    NINE_ON_MONDAY,
    fire,
    in_channel,
    row,
    sleeps,
    task,
    told,
)
from tests.core.reminder_desk import SALES

# Quiet hours


def test_reminder_when_its_person_sleeps(office: Office) -> None:
    """It is held until the quiet hours are over, and leaves then with the word since when."""
    task(office)
    sleeps(office)

    fire(office, ELEVEN)
    in_the_night = told(office)
    held = row(office)
    fire(office, EIGHT)

    assert (in_the_night, held.due_at, held.held_from) == ([], EIGHT, ELEVEN)
    assert [(fact.kind, fact.args["held"]) for fact in told(office)] == [("reminder", ELEVEN.isoformat())]


def test_reminders_when_several_were_held(office: Office) -> None:
    """They leave as one, whatever hour they were due at."""
    for hour in (21, 22, 23):
        task(office, f"Call at {hour}", When(date(2026, 11, 20), time(hour), LONDON))
    sleeps(office)
    for hour in (21, 22, 23):
        fire(office, datetime(2026, 11, 20, hour, tzinfo=UTC))

    fire(office, EIGHT)

    facts = told(office)
    assert [(fact.kind, fact.user_id) for fact in facts] == [(reminders.HELD, office.ids["ben"])]
    with unit_of_work(office.database) as session:
        numbers = [int(number) for number in facts[0].args["reminders"].split(",")]
        assert [one.title for one in reminders.held_now(session, numbers)] == ["Call at 21", "Call at 22", "Call at 23"]


def test_held_reminders_when_one_is_done_meanwhile(office: Office) -> None:
    """It is not among them."""
    number = task(office, "Done by then")
    task(office, "Still open")
    sleeps(office)
    fire(office, ELEVEN)
    with office.acting("ben") as ctx:
        tasks.done(ctx, ctx.session.get_one(Task, number))

    fire(office, EIGHT)

    assert [fact.kind for fact in told(office)] == ["reminder"]


def test_held_reminder_when_its_task_is_renamed(office: Office) -> None:
    """It stays held."""
    number = task(office)
    sleeps(office)
    fire(office, ELEVEN)

    with office.acting("ben") as ctx:
        tasks.rename(ctx, ctx.session.get_one(Task, number), "Call Delta")
        reminders.sync(ctx, ctx.session.get_one(Task, number))

    assert (row(office).due_at, row(office).held_from) == (EIGHT, ELEVEN)


def test_held_reminder_when_its_task_is_moved(office: Office) -> None:
    """It leaves at the new time."""
    number = task(office)
    sleeps(office)
    fire(office, ELEVEN)

    with office.acting("ben") as ctx:
        tasks.move(ctx, ctx.session.get_one(Task, number), When(date(2026, 11, 21), time(15), LONDON))

    assert (row(office).due_at, row(office).held_from) == (datetime(2026, 11, 21, 15, tzinfo=UTC), None)


def test_reminder_when_it_is_urgent(office: Office) -> None:
    """It leaves at its time, asleep or not."""
    task(office, priority=Priority.URGENT)
    sleeps(office)

    fire(office, ELEVEN)

    assert len(told(office)) == 1


def test_reminder_when_its_time_falls_on_a_free_day(office: Office) -> None:
    """Who chose an hour on a Saturday means it."""
    task(office, due=When(date(2026, 11, 21), time(15), LONDON))

    fire(office, datetime(2026, 11, 21, 15, tzinfo=UTC))

    assert len(told(office)) == 1


def test_reminder_of_a_day_when_nobody_works_on_it(office: Office) -> None:
    """It comes on the next day that is worked on, at nine."""
    task(office, due=When(date(2026, 11, 21), None, LONDON))

    fire(office, datetime(2026, 11, 21, 9, tzinfo=UTC))

    assert (told(office), row(office).due_at) == ([], NINE_ON_MONDAY)


def test_reminder_of_a_day_when_it_is_a_holiday(office: Office) -> None:
    """It comes on the day after."""
    with office.acting("mia") as ctx:
        holidays.add(ctx, HolidayDraft("Thanks", date(2026, 11, 23), date(2026, 11, 24), yearly=True))
    task(office, due=When(date(2026, 11, 23), None, LONDON))

    fire(office, NINE_ON_MONDAY)

    assert row(office).due_at == datetime(2026, 11, 25, 9, tzinfo=UTC)


def test_reminder_of_a_day_when_nine_is_quiet(office: Office) -> None:
    """It comes when the quiet hours are over."""
    task(office, due=When(date(2026, 11, 23), None, LONDON))
    sleeps(office, last=10)

    fire(office, NINE_ON_MONDAY)

    assert row(office).due_at == NINE_ON_MONDAY + HOUR


def test_reminder_when_the_channel_is_quiet(office: Office) -> None:
    """It goes by the channel's hours where it goes to the channel."""
    in_channel(office)
    with office.acting("mia") as ctx:
        ctx.session.add(
            Channel(
                platform="console", workspace_ext="local", channel_ext="#sales", quiet_from=time(18), quiet_to=time(7)
            )
        )

    fire(office, ELEVEN)

    assert (told(office), row(office).due_at) == ([], EIGHT - HOUR)


def test_reminder_when_its_person_sleeps_and_the_channel_does_not(office: Office) -> None:
    """It leaves."""
    in_channel(office)
    sleeps(office)

    fire(office, ELEVEN)

    assert [fact.address for fact in told(office)] == [SALES.address]


# Where to


@pytest.mark.parametrize(
    ("place", "addresses"),
    [
        (RemindedIn.CHANNEL, [SALES.address]),
        (RemindedIn.DIRECT, [None]),
        (RemindedIn.BOTH, [SALES.address, None]),
        (None, [SALES.address]),
    ],
)
def test_reminder_of_a_channel_when_its_person_wants_it_elsewhere(
    office: Office, place: RemindedIn | None, addresses: list[str | None]
) -> None:
    """It goes there, by direct message, or both."""
    in_channel(office)
    with office.acting("ben") as ctx:
        ctx.session.get_one(User, ctx.actor.id).reminded_in = place

    fire(office, ELEVEN)

    assert [fact.address for fact in told(office)] == addresses


def test_snooze_in_the_channel_when_the_direct_copy_is_due(office: Office) -> None:
    """It is no reason for the direct one to stay away."""
    number = in_channel(office)
    with office.acting("ben") as ctx:
        task_ = ctx.session.get_one(Task, number)
        tasks.snooze(ctx, task_, When(date(2026, 11, 20), time(23, 30), LONDON))

    fire(office, ELEVEN)

    assert [fact.address for fact in told(office)] == [SALES.address]
