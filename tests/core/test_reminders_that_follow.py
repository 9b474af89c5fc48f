"""Reminders follow what is put away and brought back, who comes and goes, and habits that are taken back."""

from datetime import date, time, timedelta

from sqlalchemy import select

from crmbot.core import events, history, records, rights, series, tasks
from crmbot.core.events import guests
from crmbot.core.habits.setting import Wanted, set_own
from crmbot.language.when import When
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.models.reminder import Reminder, ReminderStatus
from tests.core import series_desk
from tests.core.conftest import Office
from tests.core.reminder_desk import LONDON, event, event_of, row_of, task, waiting

AT_TIME = ("at_time", "ben", timedelta())


def test_reminders_when_a_task_is_deleted_and_restored(office: Office) -> None:
    """What is put away reminds of nothing, and of its time again once it is back."""
    number = task(office)

    with office.acting("ben", "delete") as ctx:
        records.delete(ctx, row_of(ctx, number))
    gone = waiting(office)
    with office.acting("ben", "restore") as ctx:
        records.restore(ctx, number)

    assert gone == []
    assert waiting(office) == [AT_TIME]


def test_reminders_when_a_task_that_was_taken_back_is_restored(office: Office) -> None:
    """A task whose making was undone and that is brought back after all reminds of its time."""
    number = task(office)
    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, history.last_batch(ctx, ctx.session.get_one(Record, number)))
    assert waiting(office) == []

    with office.acting("ben", "restore") as ctx:
        records.restore(ctx, number)

    assert waiting(office) == [AT_TIME]


def test_reminders_when_an_event_is_given_away(office: Office) -> None:
    """Who had it stays asked to it, and is reminded of it as all who are."""
    number = event(office, guests=())

    with office.acting("ana", "event give") as ctx:
        events.give(ctx, event_of(ctx, number), office.ids["ben"])

    assert sorted(name for _, name, _ in waiting(office)) == ["ana", "ben"]


def test_reminders_when_a_habit_is_taken_back(office: Office) -> None:
    """What is to come leaves as it would have, had the habit never been set."""
    task(office)
    with office.acting("ben", "set") as ctx:
        set_own(ctx, Wanted(tasks="1h"))
    assert waiting(office) == [("before:60", "ben", -timedelta(hours=1))]

    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, history.last_batch(ctx))

    assert waiting(office) == [AT_TIME]


def test_reminders_when_the_task_of_somebody_suspended_is_moved(office: Office) -> None:
    """It goes on being reminded of: whoever leads them hears of it in their stead, and they once they are back."""
    number = task(office)
    with office.acting("ana", "suspend") as ctx:
        rights.suspend(ctx, ctx.session.get_one(User, office.ids["ben"]))

    with office.acting("ana", "move") as ctx:
        tasks.move(ctx, row_of(ctx, number), When(date(2026, 11, 20), time(16), LONDON))

    assert waiting(office) == [("at_time", "ben", timedelta(hours=1))]


def test_reminders_when_a_guest_wants_them_again(office: Office) -> None:
    """Who is only asked to an event, and wanted no reminders, is reminded of it once they want them."""
    with office.acting("ben", "set") as ctx:
        set_own(ctx, Wanted(events="off"))
    event(office, guests=("ben",))

    with office.acting("ben", "set") as ctx:
        set_own(ctx, Wanted(events="15m"))

    assert sorted(name for _, name, _ in waiting(office)) == ["ana", "ben"]


def test_reminders_when_somebody_is_asked_to_an_event_later(office: Office) -> None:
    """Who is asked after it was made is reminded as all others are, and no more once taken off."""
    number = event(office, guests=())

    with office.acting("ana", "invite event") as ctx:
        guests.add(ctx, event_of(ctx, number), [office.ids["ben"]])
    asked = waiting(office)
    with office.acting("ana", "uninvite event") as ctx:
        guests.drop(ctx, event_of(ctx, number), users=[office.ids["ben"]])

    assert sorted(name for _, name, _ in asked) == ["ana", "ben"]
    assert [name for _, name, _ in waiting(office)] == ["ana"]


def test_reminders_when_a_series_comes_by_another_rule(office: Office) -> None:
    """What stood ahead by the old rule is put away and reminds of nothing."""
    number = series_desk.event(office, "every day at 10 until 25 nov")
    with office.acting("ben", "repeat") as ctx:
        event_ = series_desk.one(ctx, number)
        series.repeat_otherwise(ctx, event_, series_desk.repeat(office, "every friday at 10, 2 times"))

    with office.acting("ben") as ctx:
        gone = [row.id for row in ctx.session.scalars(select(Record).where(Record.deleted_at.is_not(None)))]
        left = select(Reminder.record_id).where(Reminder.status == ReminderStatus.PENDING)
        waits = ctx.session.scalars(left).all()
    assert gone
    assert not set(waits) & set(gone)
