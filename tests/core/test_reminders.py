"""Reminders follow their task, and leave at the hour that was said, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from sqlalchemy import select

from crmbot.core import history, outbox, reminders, tasks
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.activity import Task
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import User
from crmbot.store.models.reminder import Reminder, ReminderStatus
from crmbot.store.uow import unit_of_work
from tests.core.conftest import NOW, Office

LONDON = "Europe/London"
AT_THREE = When(date(2026, 11, 20), time(15), LONDON)
AT_FIVE = When(date(2026, 11, 20), time(17), LONDON)
PENDING, FIRED, CANCELLED = ReminderStatus.PENDING, ReminderStatus.FIRED, ReminderStatus.CANCELLED


def made(office: Office, due: When | None, who: str = "ben") -> int:
    """Make a task that is due then; return its number."""
    with office.acting(who, "task new") as ctx:
        return tasks.create(ctx, TaskDraft("Call Delta", due)).id


def task_of(ctx: Context, number: int) -> Task:
    """Return a task by its number."""
    return ctx.session.get_one(Task, number)


def rows(office: Office) -> list[tuple[str, ReminderStatus, datetime]]:
    """Return the reminders there are: kind, state, instant."""
    with unit_of_work(office.database) as session:
        found = session.scalars(select(Reminder).order_by(Reminder.id)).all()
        return [(row.kind, row.status, row.due_at) for row in found]


def fire(office: Office) -> int:
    """Let the scheduler look at the clock."""
    with unit_of_work(office.database) as session:
        return reminders.fire_due(session, office.now, Organisation())


def facts(office: Office) -> list[Outbox]:
    """Return the reminders that wait to be sent."""
    with unit_of_work(office.database) as session:
        return list(session.scalars(select(Outbox).where(Outbox.kind == "reminder").order_by(Outbox.id)))


def holds(office: Office, fact: Outbox) -> bool:
    """Tell whether a fact would still be sent now."""
    with unit_of_work(office.database) as session:
        return reminders.is_still_due(session, fact, office.now)


@pytest.mark.parametrize(
    ("due", "leaves"),
    [
        (AT_THREE, datetime(2026, 11, 20, 15, tzinfo=UTC)),
        (When(date(2026, 11, 20), None, LONDON), datetime(2026, 11, 20, 9, tzinfo=UTC)),
        # The clocks go forward at 1:00, so that 1:30 does not come: the first minute after.
        (When(date(2027, 3, 28), time(1, 30), LONDON), datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (When(date(2027, 3, 28), None, LONDON), datetime(2027, 3, 28, 8, tzinfo=UTC)),
        # The clocks go back at 2:00, so that 1:30 comes twice: the first of them, unless the second was said.
        (When(date(2027, 10, 31), time(1, 30), LONDON), datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),
        (When(date(2027, 10, 31), time(1, 30, fold=1), LONDON), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)),
        (When(date(2027, 10, 31), None, LONDON), datetime(2027, 10, 31, 9, tzinfo=UTC)),
        # Sunday evening in New York is Monday in UTC.
        (When(date(2026, 11, 22), time(20), "America/New_York"), datetime(2026, 11, 23, 1, tzinfo=UTC)),
        # Who has only a day to keep is told at nine where they are, wherever the day was said.
        (When(date(2026, 11, 22), None, "America/New_York"), datetime(2026, 11, 22, 9, tzinfo=UTC)),
    ],
)
def test_reminder_when_made(office: Office, due: When, leaves: datetime) -> None:
    """It leaves at the hour that was said where it was said, and at nine where none was."""
    made(office, due)

    assert rows(office) == [(reminders.AT_TIME, PENDING, leaves)]


@pytest.mark.parametrize(
    ("now", "due", "leaves"),
    [
        (
            datetime(2026, 3, 27, 12, tzinfo=UTC),
            When(date(2026, 3, 29), time(1, 30), LONDON),
            datetime(2026, 3, 29, 1, tzinfo=UTC),
        ),
        (
            datetime(2026, 10, 23, 12, tzinfo=UTC),
            When(date(2026, 10, 25), time(1, 30), LONDON),
            datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
        ),
    ],
)
def test_reminder_when_moved_to_an_hour_the_clocks_change(
    office: Office, now: datetime, due: When, leaves: datetime
) -> None:
    """An hour that is skipped or comes twice is one instant, and fires once."""
    office.now = now
    number = made(office, When(now.date(), time(18), LONDON))
    with office.acting("ben") as ctx:
        tasks.move(ctx, task_of(ctx, number), due)
    office.now = leaves - timedelta(seconds=1)
    before = fire(office)
    office.now = leaves + timedelta(hours=1)
    fired = [fire(office), fire(office)]

    assert (before, fired, rows(office)) == (0, [1, 0], [(reminders.AT_TIME, FIRED, leaves)])


def test_wall_time_when_a_reminder_is_stored(office: Office) -> None:
    """What was said is kept beside the instant, for when the rules of the zone change."""
    made(office, When(date(2026, 11, 22), time(20), "America/New_York"))

    with unit_of_work(office.database) as session:
        row = session.scalars(select(Reminder)).one()

        assert (row.wall_time, row.zone) == ("2026-11-22T20:00", "America/New_York")


def test_reminder_when_a_task_has_no_time(office: Office) -> None:
    """There is none."""
    made(office, None)

    assert rows(office) == []


@pytest.mark.parametrize("due", [When(date(2026, 11, 19), time(9), LONDON), When(date(2026, 11, 19), None, LONDON)])
def test_reminder_when_its_time_was_past_from_the_start(office: Office, due: When) -> None:
    """A task that was due when it was written down is listed, nobody is reminded of it at once."""
    made(office, due)

    assert (fire(office), rows(office)[0][1]) == (0, FIRED)


def test_reminder_when_it_is_due(office: Office) -> None:
    """It becomes one fact for its person, and only one however often one looks."""
    made(office, AT_THREE)
    office.now = datetime(2026, 11, 20, 15, tzinfo=UTC)

    fired = [fire(office), fire(office)]

    assert (fired, [fact.user_id for fact in facts(office)]) == ([1, 0], [office.ids["ben"]])


def test_reminder_when_its_task_was_made_in_a_channel(office: Office) -> None:
    """It goes to that channel, and names the person."""
    with office.acting("ben") as ctx:
        ctx.origin = Origin("console:local:#sales", private=False, via="console")
        tasks.create(ctx, TaskDraft("Call", AT_THREE))
    office.later(days=2)
    fire(office)

    assert [(fact.address, fact.user_id) for fact in facts(office)] == [("console:local:#sales", office.ids["ben"])]


def test_reminder_when_its_task_is_moved(office: Office) -> None:
    """There is one still, at the new time."""
    number = made(office, AT_THREE)

    with office.acting("ben") as ctx:
        tasks.move(ctx, task_of(ctx, number), AT_FIVE)

    assert rows(office) == [(reminders.AT_TIME, PENDING, datetime(2026, 11, 20, 17, tzinfo=UTC))]


def test_reminder_when_its_task_is_moved_after_it_fired(office: Office) -> None:
    """It comes again at the new time."""
    number = made(office, AT_THREE)
    office.now = datetime(2026, 11, 20, 15, tzinfo=UTC)
    fire(office)
    with office.acting("ben") as ctx:
        tasks.move(ctx, task_of(ctx, number), AT_FIVE)
    office.now = datetime(2026, 11, 20, 17, tzinfo=UTC)

    assert (fire(office), len(facts(office))) == (1, 2)


@pytest.mark.parametrize("act", [tasks.done, tasks.cancel])
def test_reminders_when_their_task_is_finished(office: Office, act: object) -> None:
    """None is left, neither the first nor a snoozed one."""
    number = made(office, AT_THREE)
    with office.acting("ben") as ctx:
        tasks.snooze(ctx, task_of(ctx, number), AT_FIVE)

    with office.acting("ben") as ctx:
        assert callable(act)
        act(ctx, task_of(ctx, number))

    assert [status for _, status, _ in rows(office)] == [CANCELLED, CANCELLED]


def test_reminders_when_a_finished_task_is_taken_up_again(office: Office) -> None:
    """Both are back."""
    number = made(office, AT_THREE)
    with office.acting("ben") as ctx:
        tasks.snooze(ctx, task_of(ctx, number), AT_FIVE)
        tasks.done(ctx, task_of(ctx, number))

    with office.acting("ben") as ctx:
        tasks.reopen(ctx, task_of(ctx, number))

    assert [status for _, status, _ in rows(office)] == [PENDING, PENDING]


def test_reminder_when_its_task_is_taken_up_after_its_time(office: Office) -> None:
    """What is past is not reminded of."""
    number = made(office, AT_THREE)
    with office.acting("ben") as ctx:
        tasks.done(ctx, task_of(ctx, number))
    office.later(days=3)

    with office.acting("ben") as ctx:
        tasks.reopen(ctx, task_of(ctx, number))

    assert (fire(office), rows(office)[0][1]) == (0, FIRED)


def test_snoozed_reminder_when_its_task_is_moved(office: Office) -> None:
    """Another due time takes the place of the snooze."""
    number = made(office, AT_THREE)
    with office.acting("ben") as ctx:
        tasks.snooze(ctx, task_of(ctx, number), AT_FIVE)

    with office.acting("ben") as ctx:
        tasks.move(ctx, task_of(ctx, number), When(date(2026, 11, 26), time(9), LONDON))

    assert [(kind, status) for kind, status, _ in rows(office)] == [
        (reminders.AT_TIME, PENDING),
        (reminders.SNOOZE, CANCELLED),
    ]


def test_snoozed_reminder_when_the_snooze_is_undone(office: Office) -> None:
    """It does not come."""
    number = made(office, AT_THREE)
    with office.acting("ben", "snooze") as ctx:
        tasks.snooze(ctx, task_of(ctx, number), AT_FIVE)
        batch = history.current(ctx)

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, batch)

    assert [(kind, status) for kind, status, _ in rows(office)] == [
        (reminders.AT_TIME, PENDING),
        (reminders.SNOOZE, CANCELLED),
    ]


def test_reminders_when_their_task_is_handed_on(office: Office) -> None:
    """Both are for the new person."""
    number = made(office, AT_THREE)
    with office.acting("ben") as ctx:
        tasks.snooze(ctx, task_of(ctx, number), AT_FIVE)

    with office.acting("mia") as ctx:
        tasks.give(ctx, task_of(ctx, number), office.ids["eva"])

        assert set(ctx.session.scalars(select(Reminder.user_id))) == {office.ids["eva"]}


def test_reminder_when_snoozed_after_it_fired(office: Office) -> None:
    """It comes once more, at the time asked for."""
    number = made(office, AT_THREE)
    office.now = datetime(2026, 11, 20, 15, tzinfo=UTC)
    fire(office)
    with office.acting("ben") as ctx:
        tasks.snooze(ctx, task_of(ctx, number), AT_FIVE)
    office.now = datetime(2026, 11, 20, 17, tzinfo=UTC)
    fire(office)

    assert [fact.args["kind"] for fact in facts(office)] == [reminders.AT_TIME, reminders.SNOOZE]


def test_reminder_when_its_person_lives_west_of_greenwich(office: Office) -> None:
    """The snooze of somebody in New York keeps their wall time, on their day."""
    with office.acting("ben") as ctx:
        ctx.session.get_one(User, office.ids["ben"]).timezone = "America/New_York"
    number = made(office, AT_THREE)

    with office.acting("ben") as ctx:
        tasks.snooze(ctx, task_of(ctx, number), When(date(2026, 11, 22), time(20), "America/New_York"))
        row = ctx.session.scalars(select(Reminder).where(Reminder.kind == reminders.SNOOZE)).one()

        assert (row.due_at, row.wall_time, row.zone) == (
            datetime(2026, 11, 23, 1, tzinfo=UTC),
            "2026-11-22T20:00",
            "America/New_York",
        )


# What waits to be sent


def waiting(office: Office) -> tuple[int, Outbox]:
    """Make a task whose reminder has fired and waits to be sent."""
    number = made(office, AT_THREE)
    office.now = datetime(2026, 11, 20, 15, tzinfo=UTC)
    fire(office)
    return number, facts(office)[0]


def test_fired_reminder_when_nothing_happened_since(office: Office) -> None:
    """It holds, however late it is."""
    _, fact = waiting(office)
    office.later(days=3)

    assert holds(office, fact)


def test_fired_reminder_when_its_task_was_moved(office: Office) -> None:
    """It no longer holds."""
    number, fact = waiting(office)
    with office.acting("ben") as ctx:
        tasks.move(ctx, task_of(ctx, number), AT_FIVE)

    assert not holds(office, fact)


def test_fired_reminder_when_its_task_was_snoozed(office: Office) -> None:
    """It no longer holds."""
    number, fact = waiting(office)
    with office.acting("ben") as ctx:
        tasks.snooze(ctx, task_of(ctx, number), AT_FIVE)

    assert not holds(office, fact)


def test_fired_reminder_when_its_task_was_handed_on(office: Office) -> None:
    """It is not told to somebody whose task it no longer is."""
    number, fact = waiting(office)
    with office.acting("mia") as ctx:
        tasks.give(ctx, task_of(ctx, number), office.ids["eva"])

    assert not holds(office, fact)


def test_fired_reminder_when_its_task_was_put_away(office: Office) -> None:
    """It no longer holds."""
    number, fact = waiting(office)
    with office.acting("ben") as ctx:
        task_of(ctx, number).deleted_at = office.now

    assert not holds(office, fact)


def test_reminder_when_its_task_was_put_away(office: Office) -> None:
    """It does not fire."""
    number = made(office, AT_THREE)
    with office.acting("ben") as ctx:
        task_of(ctx, number).deleted_at = office.now
    office.later(days=3)
    fire(office)

    assert (facts(office), rows(office)[0][1]) == ([], CANCELLED)


def test_next_instant_when_reminders_wait(office: Office) -> None:
    """The scheduler learns when to look again."""
    made(office, AT_FIVE)
    made(office, AT_THREE)

    with unit_of_work(office.database) as session:
        assert session.scalar(reminders.NEXT_DUE) == AT_THREE.instant()


def test_next_instant_when_nothing_waits(office: Office) -> None:
    """There is none."""
    with unit_of_work(office.database) as session:
        assert session.scalar(reminders.NEXT_DUE) is None


def test_scheduler_when_a_reminder_was_written(office: Office) -> None:
    """The session is marked, so that whoever commits it wakes the scheduler."""
    with office.acting("ben") as ctx:
        tasks.create(ctx, TaskDraft("Call", When(NOW.date(), time(18), LONDON)))

        assert ctx.session.info[outbox.WAITING]
