"""What people ask of reminders: earlier, at another time, and what is usual for them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from crmbot.core import history, reminders, tasks
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.events import guests
from crmbot.language.when import When
from crmbot.store.models.activity import Answer, EventStatus, Task, Visibility
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.people import User
from crmbot.store.models.reminder import Reminder
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office
from tests.core.reminder_desk import DAY, HOUR, LONDON, SALES, THREE, event, event_of, row_of, task, waiting

# Before the time


def test_reminder_before_when_asked_for(office: Office) -> None:
    """It comes besides the usual one."""
    number = task(office)

    with office.acting("ben") as ctx:
        reminders.remind(ctx, row_of(ctx, number), [60, 1440 // 2])

    assert waiting(office) == [
        ("before:720", "ben", -12 * HOUR),
        ("before:60", "ben", -HOUR),
        (reminders.AT_TIME, "ben", timedelta()),
    ]


def test_reminder_before_when_the_task_is_moved(office: Office) -> None:
    """It moves along."""
    number = task(office)
    with office.acting("ben") as ctx:
        reminders.remind(ctx, row_of(ctx, number), [60])

    with office.acting("ben") as ctx:
        tasks.move(ctx, row_of(ctx, number), When(date(2026, 11, 20), time(17), LONDON))

    assert waiting(office) == [("before:60", "ben", HOUR), (reminders.AT_TIME, "ben", 2 * HOUR)]


def test_reminder_before_when_undone(office: Office) -> None:
    """It is gone."""
    number = task(office)
    with office.acting("ben", "remind") as ctx:
        reminders.remind(ctx, row_of(ctx, number), [60])
        batch = history.current(ctx)

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, batch)

    assert waiting(office) == [(reminders.AT_TIME, "ben", timedelta())]


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        # A day before nine in the morning is nine in the morning, also when that night has 23 or 25 hours.
        (When(date(2027, 3, 28), time(9), LONDON), datetime(2027, 3, 27, 9, tzinfo=UTC)),
        (When(date(2027, 10, 31), time(9), LONDON), datetime(2027, 10, 30, 8, tzinfo=UTC)),
        (When(date(2028, 3, 1), time(9), LONDON), datetime(2028, 2, 29, 9, tzinfo=UTC)),
        (When(date(2028, 3, 1), None, LONDON), datetime(2028, 2, 29, 9, tzinfo=UTC)),
    ],
)
def test_reminder_a_day_before_when_the_clocks_change(office: Office, due: When, leaves: datetime) -> None:
    """It keeps the hour; hours before are hours."""
    number = task(office, due)

    with office.acting("ben") as ctx:
        reminders.remind(ctx, row_of(ctx, number), [1440])

    assert waiting(office)[0] == ("before:1440", "ben", leaves - THREE)


def test_reminder_hours_before_when_only_the_day_is_known(office: Office) -> None:
    """Hours count from nothing there: it is the usual one."""
    number = task(office, When(date(2026, 11, 20), None, LONDON))

    with office.acting("ben") as ctx:
        reminders.remind(ctx, row_of(ctx, number), [60])

    assert waiting(office) == [(reminders.AT_TIME, "ben", -6 * HOUR)]


def test_reminder_before_when_it_would_be_past(office: Office) -> None:
    """It is refused, and nothing is kept."""
    number = task(office)

    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        reminders.remind(ctx, row_of(ctx, number), [60, 7 * 1440])

    assert len(waiting(office)) == 1


def test_reminder_before_when_the_task_has_no_time(office: Office) -> None:
    """There is nothing to count from."""
    number = task(office, None)

    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        reminders.remind(ctx, row_of(ctx, number), [60])


def test_reminder_before_when_the_task_is_done(office: Office) -> None:
    """It is refused."""
    number = task(office)
    with office.acting("ben") as ctx:
        tasks.done(ctx, row_of(ctx, number))

    with office.acting("ben") as ctx, pytest.raises(Conflict):
        reminders.remind(ctx, row_of(ctx, number), [60])


def test_reminder_for_another_when_a_manager_asks(office: Office) -> None:
    """They get it as well."""
    number = task(office)

    with office.acting("mia") as ctx:
        ctx.session.get_one(Task, number).owner_id = ctx.actor.id
        reminders.remind(ctx, row_of(ctx, number), [60], user_id=office.ids["ana"])

    assert waiting(office)[0] == ("before:60", "ana", -HOUR)


def test_reminder_for_another_when_they_may_not_see_it(office: Office) -> None:
    """It is refused: a reminder tells what stands in the task."""
    number = task(office)

    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        reminders.remind(ctx, row_of(ctx, number), [60], user_id=office.ids["eva"])


def test_reminder_for_a_channel_when_asked_for_there(office: Office) -> None:
    """It goes to the channel, besides that of its person."""
    number = task(office)

    with office.acting("ben") as ctx:
        ctx.origin = SALES
        reminders.remind(ctx, row_of(ctx, number), [60], here=True)

    assert waiting(office)[0] == ("before:60", "console:local:#sales", -HOUR)


def test_reminders_when_chosen(office: Office) -> None:
    """They take the place of the usual ones."""
    number = task(office)

    with office.acting("ben") as ctx:
        reminders.choose(ctx, row_of(ctx, number), [60])

    assert waiting(office) == [("before:60", "ben", -HOUR)]


def test_reminders_when_none_is_chosen(office: Office) -> None:
    """There is none."""
    number = task(office)

    with office.acting("ben") as ctx:
        reminders.choose(ctx, row_of(ctx, number), [])

    assert waiting(office) == []


def test_reminder_when_removed(office: Office) -> None:
    """The usual one is taken away from this record only, and an undo brings it back."""
    number = task(office)
    with office.acting("ben", "remove reminder") as ctx:
        reminders.remove(ctx, reminders.of_subject(ctx, row_of(ctx, number))[0])
        batch = history.current(ctx)
    gone = waiting(office)

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, batch)

    assert (gone, len(waiting(office))) == ([], 1)


def test_reminder_when_somebody_elses_is_removed(office: Office) -> None:
    """That is not theirs to do."""
    number = task(office)

    with office.acting("eva") as ctx, pytest.raises(NotAllowed):
        reminders.remove(ctx, reminders.of_subject(ctx, row_of(ctx, number))[0])


def test_reminder_at_a_time_of_its_own_when_the_task_is_moved(office: Office) -> None:
    """It stays where it was asked for."""
    number = task(office)
    with office.acting("ben") as ctx:
        reminders.at_instant_of(ctx, row_of(ctx, number), THREE - 3 * HOUR)

    with office.acting("ben") as ctx:
        tasks.move(ctx, row_of(ctx, number), When(date(2026, 11, 20), time(17), LONDON))

    assert waiting(office)[0][1:] == ("ben", -3 * HOUR)


# What is usual


def test_usual_reminders_when_somebody_has_their_own(office: Office) -> None:
    """Theirs are taken, for what is there and for what comes."""
    task(office)
    with office.acting("ben", "set") as ctx:
        ctx.session.get_one(User, ctx.actor.id).remind_tasks = "60"
        reminders.sync_person(ctx, ctx.actor.id)

    assert waiting(office) == [("before:60", "ben", -HOUR)]


def test_usual_reminders_when_the_organisation_sets_them(office: Office) -> None:
    """Who has said nothing gets those; who has said something keeps theirs."""
    with office.acting("ana", "usual reminders") as ctx:
        reminders.set_usual(ctx, reminders.FOR_EVENTS, "1h")
    with office.acting("ben", "set") as ctx:
        ctx.session.get_one(User, ctx.actor.id).remind_events = ""
    event(office)

    assert waiting(office) == [("before:60", "ana", -HOUR)]


def test_usual_reminders_when_a_rep_sets_everybodys(office: Office) -> None:
    """That is not theirs to do."""
    with office.acting("ben") as ctx, pytest.raises(NotAllowed):
        reminders.set_usual(ctx, reminders.FOR_EVENTS, "1h")


# Events


def test_event_when_made(office: Office) -> None:
    """Whoever holds it and whoever is asked to it are reminded a quarter of an hour before."""
    event(office)

    quarter = timedelta(minutes=-15)
    assert waiting(office) == [("before:15", "ana", quarter), ("before:15", "ben", quarter)]


def test_event_when_somebody_declines(office: Office) -> None:
    """They are not reminded."""
    number = event(office)

    with office.acting("ben") as ctx:
        ctx.session.scalars(select(Attendee)).one().answer = Answer.NO
        reminders.sync(ctx, event_of(ctx, number))

    assert [who for _, who, _ in waiting(office)] == ["ana"]


@pytest.mark.parametrize("status", [EventStatus.HELD, EventStatus.CANCELLED])
def test_event_when_it_is_over(office: Office, status: EventStatus) -> None:
    """Nobody is reminded."""
    number = event(office)

    with office.acting("ana") as ctx:
        event_of(ctx, number).event_status = status
        reminders.sync(ctx, event_of(ctx, number))

    assert waiting(office) == []


def test_event_of_a_whole_day_when_its_people_live_apart(office: Office) -> None:
    """Each is told at nine where they are."""
    with office.acting("ben") as ctx:
        ctx.session.get_one(User, ctx.actor.id).timezone = "America/New_York"
    event(office, When(date(2026, 11, 20), None, LONDON))

    assert waiting(office) == [(reminders.AT_TIME, "ana", -6 * HOUR), (reminders.AT_TIME, "ben", -HOUR)]


def test_event_when_made_in_a_channel(office: Office) -> None:
    """Who made it is reminded there; what is private is not told there."""
    number = event(office, guests=())
    with office.acting("ana") as ctx:
        row = event_of(ctx, number)
        row.origin_address, row.origin_private = SALES.address, False
        reminders.sync(ctx, row)
        open_one = [each.address for each in reminders.of_subject(ctx, row)]
        row.visibility = Visibility.PRIVATE
        reminders.sync(ctx, row)
        private_one = [each.address for each in reminders.of_subject(ctx, row)]

    assert (open_one, private_one) == ([SALES.address], [None])


# Another zone


def test_reminders_when_their_person_moves(office: Office) -> None:
    """What has only a day is told at nine where they are now; what has a time stays at that time."""
    task(office)
    task(office, When(date(2026, 11, 23), None, LONDON))
    with office.acting("ben", "timezone") as ctx:
        ctx.session.get_one(User, ctx.actor.id).timezone = "America/New_York"
        ctx.session.flush()
        reminders.follow_person(ctx.session, ctx.actor.id)

    assert [at for _, _, at in waiting(office)] == [timedelta(), datetime(2026, 11, 23, 14, tzinfo=UTC) - THREE]


def test_reminders_when_the_rules_of_a_zone_change(office: Office) -> None:
    """They are computed anew from the hour that was said, the day before they leave at the latest."""
    number = task(office)
    with unit_of_work(office.database) as session:
        session.scalars(select(Reminder)).one().due_at = THREE + HOUR  # as other rules had it

    with unit_of_work(office.database) as session:
        early = reminders.recompute(session, THREE - 3 * DAY)
        moved = reminders.recompute(session, THREE - DAY)

    assert (number > 0, early, moved, waiting(office)[0][2]) == (True, 0, 1, timedelta())


def test_event_when_somebody_declines_and_comes_after_all(office: Office) -> None:
    """They are reminded again."""
    number = event(office)
    for said in (Answer.NO, Answer.YES):
        with office.acting("ben") as ctx:
            guests.answer(ctx, event_of(ctx, number), said)

    assert [who for _, who, _ in waiting(office)] == ["ana", "ben"]


def test_reminder_of_a_channel_when_only_the_day_is_known(office: Office) -> None:
    """It leaves at nine where it was asked for, and stays there."""
    number = task(office, When(date(2026, 11, 20), None, "America/New_York"))
    with office.acting("ben") as ctx:
        ctx.session.get_one(User, ctx.actor.id).timezone = "America/New_York"
        ctx.origin = SALES
        reminders.remind(ctx, row_of(ctx, number), [0], here=True)
    with unit_of_work(office.database) as session:
        moved = reminders.recompute(session, THREE - DAY)

    assert (moved, [at for _, who, at in waiting(office) if who == SALES.address]) == (0, [-HOUR])
