"""Reminders of somebody who wants to be left alone for a while."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from crmbot.core import habits, history, reminders
from crmbot.core.errors import InvalidInput
from crmbot.core.habits import Habits, setting
from crmbot.core.habits.setting import Wanted
from crmbot.language.when import When
from crmbot.store.models.activity import Priority
from crmbot.store.models.people import User
from tests.core.conftest import Office
from tests.core.firing_desk import EIGHT, ELEVEN, HOUR, LONDON, fire, in_channel, row, sleeps, task, told

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
NIGHT = (time(20), time(8))


def mute(office: Office, until: datetime, who: str = "ben") -> str:
    """Have somebody left alone; return the batch of it."""
    with office.acting(who, "mute") as ctx:
        reminders.mute(ctx, until)
        return history.current(ctx)


@pytest.mark.parametrize(
    ("until", "at", "over"),
    [
        (NOON, ELEVEN - timedelta(hours=9), NOON),
        (NOON, NOON, None),
        (NOON, NOON - timedelta(minutes=1), NOON),
        # In the night after it, nothing comes before the morning.
        (datetime(2026, 11, 23, 22, tzinfo=UTC), ELEVEN, datetime(2026, 11, 24, 8, tzinfo=UTC)),
        # The nights in which the clocks go back and forward are an hour longer and an hour shorter.
        (
            datetime(2026, 10, 24, 20, tzinfo=UTC),
            datetime(2026, 10, 24, 12, tzinfo=UTC),
            datetime(2026, 10, 25, 8, tzinfo=UTC),
        ),
        (
            datetime(2027, 3, 27, 21, tzinfo=UTC),
            datetime(2027, 3, 27, 12, tzinfo=UTC),
            datetime(2027, 3, 28, 7, tzinfo=UTC),
        ),
    ],
)
def test_quiet_when_somebody_is_muted(until: datetime, at: datetime, over: datetime | None) -> None:
    """It is over when they said, and not in the middle of their night."""
    theirs = Habits(LONDON, *NIGHT, muted_until=until)

    assert theirs.quiet_until(at) == over


def test_reminder_when_it_falls_due_in_the_middle(office: Office) -> None:
    """It is held until then, and leaves with the word since when."""
    task(office)
    mute(office, NOON)

    fire(office, ELEVEN)
    meanwhile = told(office)
    fire(office, NOON)

    assert meanwhile == []
    assert [(fact.kind, fact.args["held"]) for fact in told(office)] == [("reminder", ELEVEN.isoformat())]


def test_reminders_when_several_were_held(office: Office) -> None:
    """They leave as one, which counts them."""
    for hour in (21, 22):
        task(office, f"Call at {hour}", When(date(2026, 11, 20), time(hour), LONDON))
    mute(office, NOON)
    fire(office, ELEVEN)
    with office.acting("ben") as ctx:
        waiting = reminders.count_held(ctx)

    fire(office, NOON)

    assert waiting == 2
    assert [fact.kind for fact in told(office)] == [reminders.HELD]


def test_reminder_when_it_is_urgent(office: Office) -> None:
    """It leaves at its time."""
    task(office, priority=Priority.URGENT)
    mute(office, NOON)

    fire(office, ELEVEN)

    assert len(told(office)) == 1


def test_reminder_when_it_would_come_in_a_channel(office: Office) -> None:
    """It is held, too: it would call its person there."""
    in_channel(office)
    mute(office, NOON)

    fire(office, ELEVEN)

    assert (told(office), row(office).due_at) == ([], NOON)


def test_reminder_of_others_when_somebody_is_muted(office: Office) -> None:
    """It leaves at its time."""
    task(office)
    mute(office, NOON, "mia")

    fire(office, ELEVEN)

    assert len(told(office)) == 1


def test_held_reminders_when_somebody_wants_to_hear_again(office: Office) -> None:
    """They leave at once."""
    task(office)
    mute(office, NOON)
    fire(office, ELEVEN)

    office.now = ELEVEN + HOUR
    with office.acting("ben", "unmute") as ctx:
        waited = reminders.unmute(ctx)
    fire(office, ELEVEN + HOUR)

    assert (waited, len(told(office))) == (1, 1)


def test_held_reminders_when_it_is_to_last_longer(office: Office) -> None:
    """They wait as long, and it is still known since when."""
    task(office)
    mute(office, EIGHT)
    fire(office, ELEVEN)

    office.now = ELEVEN + HOUR
    mute(office, NOON)
    fire(office, ELEVEN + HOUR)

    assert (told(office), row(office).due_at, row(office).held_from) == ([], NOON, ELEVEN)


def test_held_reminders_when_it_is_taken_back(office: Office) -> None:
    """They leave at once."""
    task(office)
    batch = mute(office, NOON)
    fire(office, ELEVEN)

    office.now = ELEVEN + HOUR
    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, batch)
    fire(office, ELEVEN + HOUR)

    assert len(told(office)) == 1


def test_held_reminders_when_quiet_hours_are_given_up(office: Office) -> None:
    """They leave at once."""
    task(office)
    sleeps(office)
    fire(office, ELEVEN)

    office.now = ELEVEN + HOUR
    with office.acting("ben", "set") as ctx:
        setting.set_own(ctx, Wanted(quiet="off"))
    fire(office, ELEVEN + HOUR)

    assert len(told(office)) == 1


@pytest.mark.parametrize("until", [ELEVEN - HOUR, ELEVEN + timedelta(days=300)])
def test_mute_when_the_time_is_impossible(office: Office, until: datetime) -> None:
    """It is refused, and nothing changes."""
    office.now = ELEVEN
    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        reminders.mute(ctx, until)

    with office.acting("ben") as ctx:
        assert ctx.session.get_one(User, ctx.actor.id).muted_until is None


def test_habits_when_it_is_over_that_somebody_is_muted(office: Office) -> None:
    """Nothing of it counts any more."""
    mute(office, NOON)

    office.now = NOON
    with office.acting("ben") as ctx:
        theirs = habits.of_people(ctx.session, [ctx.actor.id], NOON)[ctx.actor.id]
        assert (theirs.muted_at(NOON), reminders.muted_until(ctx)) == (None, None)
