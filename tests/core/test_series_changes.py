"""A change of one of a series: for itself, for all later ones, for all; one undo for each."""

from datetime import date, timedelta

import pytest

from crmbot.core import events, history, reminders, series, tasks
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, NotAllowed
from crmbot.core.events import Changes
from crmbot.core.series import Scope
from crmbot.store.models.activity import Answer, Event, EventStatus, Task
from tests.core import series_desk as desk
from tests.core.conftest import Office

FIRST = ["2026-11-20", "2026-11-27", "2026-12-04", "2026-12-11"]


def _event(ctx: Context, number: int, place: int = 0) -> Event:
    found = desk.rows(ctx, number)[place]
    assert isinstance(found, Event)
    return found


def _task(ctx: Context, number: int) -> Task:
    found = desk.one(ctx, number)
    assert isinstance(found, Task)
    return found


def _spread(ctx: Context, activity: series.Occurrence, scope: Scope) -> int:
    """Do what the button of the changed one's card does."""
    return series.spread(ctx, activity, series.changed(ctx, activity), scope)


def _undo(office: Office) -> None:
    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, history.last_batch(ctx))


def test_changed_when_a_command_changed_one(office: Office) -> None:
    """What may go on to others is named: words, time, people; not the state, not an answer."""
    number = desk.event(office, "every friday at 9")
    with office.acting("ben", "event set") as ctx:
        one = _event(ctx, number)
        events.change(ctx, one, Changes(title="Round", location="Room 2"))
        events.move(ctx, one, desk.at("2026-11-21", 10))
        events.guests.add(ctx, one, [office.ids["eva"]])
        assert series.changed(ctx, one) == ("attendees", "location", "time", "title")
    with office.acting("eva", "attend") as ctx:
        events.guests.answer(ctx, _event(ctx, number), Answer.YES)
        assert series.changed(ctx, _event(ctx, number)) == ()
    with office.acting("ben", "held") as ctx:
        events.hold(ctx, _event(ctx, number), "fine")
        assert series.changed(ctx, _event(ctx, number)) == ()


def test_spread_when_words_go_on_to_all(office: Office) -> None:
    """All take the new words, but those who were given their own, and those that are over."""
    number = desk.event(office, "every friday at 9")
    with office.acting("ben", "event set") as ctx:
        events.change(ctx, _event(ctx, number, 1), Changes(title="Special"))
        events.hold(ctx, _event(ctx, number, 2))
    with office.acting("ben", "event set") as ctx:
        one = _event(ctx, number, 3)
        events.change(ctx, one, Changes(title="Round"))
        assert _spread(ctx, one, Scope.ALL) == 50

        assert [row.title for row in desk.rows(ctx, number)][:5] == ["Round", "Special", "Standup", "Round", "Round"]
    desk.let_pass(office, desk.utc("2026-11-29T12:00"))
    with office.acting("ben") as ctx:
        assert desk.rows(ctx, number)[-1].title == "Round"


def test_spread_when_words_go_on_to_later_ones(office: Office) -> None:
    """The series is split: the former ones stay as they were, and both go by their rules."""
    number = desk.event(office, "every friday at 9")
    with office.acting("ben", "event set") as ctx:
        third = _event(ctx, number, 2)
        events.change(ctx, third, Changes(title="Round"))
        _spread(ctx, third, Scope.LATER)

        assert desk.days(ctx, number) == FIRST[:2]
        assert series.words(desk.recurrence(ctx, number)) == "every Friday 9:00 until 3 December 2026, 2 times"
        assert {row.title for row in desk.rows(ctx, number)} == {"Standup"}
        assert {row.title for row in desk.rows(ctx, third.id)} == {"Round"}
        assert desk.recurrence(ctx, third.id).first_on == date(2026, 12, 4)


def test_spread_when_the_time_goes_on_to_later_ones(office: Office) -> None:
    """The rule ends, another one goes on at the new day and hour; whoever was moved for itself stays there."""
    number = desk.event(office, "every friday at 9")
    with office.acting("ben", "move event") as ctx:
        events.move(ctx, _event(ctx, number, 3), desk.at("2026-12-15", 16))
    with office.acting("ben", "move event") as ctx:
        second = _event(ctx, number, 1)
        events.move(ctx, second, desk.at("2026-11-26", 14))
        _spread(ctx, second, Scope.LATER)

        later = desk.days(ctx, second.id)
        assert desk.days(ctx, number) == FIRST[:1]
        assert later[:4] == ["2026-11-26", "2026-12-03", "2026-12-15", "2026-12-17"]
        assert series.words(desk.recurrence(ctx, second.id)) == "every Thursday 14:00"
        assert all(f"{row.starts_time:%H:%M}" == "14:00" for row in desk.rows(ctx, second.id)[3:])
    _undo(office)
    with office.acting("ben") as ctx:
        assert desk.days(ctx, number)[:4] == ["2026-11-20", "2026-11-27", "2026-12-04", "2026-12-15"]


def test_spread_when_the_time_goes_on_to_all(office: Office) -> None:
    """All that are to come move by as much, those that have begun stay."""
    number = desk.event(office, "every day at 9")
    office.now = desk.utc("2026-11-22T12:00")
    with office.acting("ben", "move event") as ctx:
        sixth = _event(ctx, number, 5)
        events.move(ctx, sixth, desk.at("2026-11-25", 11))
        _spread(ctx, sixth, Scope.ALL)

        assert desk.days(ctx, number) == ["2026-11-20", "2026-11-21", "2026-11-22"]
        moved = desk.rows(ctx, sixth.id)
        assert [f"{row.starts_on} {row.starts_time:%H:%M}" for row in moved[:2]] == [
            *("2026-11-23 11:00", "2026-11-24 11:00"),
        ]


def test_spread_when_every_day_moves_by_a_day(office: Office) -> None:
    """Each goes to where the next one was, and none is lost or doubled."""
    number = desk.event(office, "every day at 9, 5 times")
    with office.acting("ben", "move event") as ctx:
        second = _event(ctx, number, 1)
        events.move(ctx, second, desk.at("2026-11-22", 9))
        _spread(ctx, second, Scope.LATER)

        assert desk.days(ctx, second.id) == ["2026-11-22", "2026-11-23", "2026-11-24", "2026-11-25"]
        assert series.total(desk.recurrence(ctx, second.id)) == 4
    _undo(office)
    with office.acting("ben") as ctx:
        assert desk.days(ctx, number) == [f"2026-11-{day}" for day in range(20, 25)]


def test_spread_when_one_of_them_was_cancelled(office: Office) -> None:
    """A day that fell out stays out when the others move, and is told no more."""
    number = desk.event(office, "every friday at 9")
    with office.acting("ben", "cancel event") as ctx:
        events.cancel(ctx, _event(ctx, number, 2))
    with office.acting("ben", "move event") as ctx:
        second = _event(ctx, number, 1)
        events.move(ctx, second, desk.at("2026-11-26", 9))
        _spread(ctx, second, Scope.LATER)
        coming = series.next_dates(ctx, desk.recurrence(ctx, second.id), date(2026, 11, 26))

        assert [str(each.on) for each in coming] == ["2026-12-10", "2026-12-17", "2026-12-24"]


def test_spread_when_people_are_asked_to_all(office: Office) -> None:
    """Who is asked to one is asked to all, and who is taken off is off all."""
    number = desk.event(office, "every friday at 9")
    eva, mia = office.ids["eva"], office.ids["mia"]
    with office.acting("ben", "invite event") as ctx:
        one = _event(ctx, number)
        events.guests.add(ctx, one, [eva, mia])
        assert _spread(ctx, one, Scope.ALL) == 52
        assert [person.user_id for person in events.guests.coming(ctx, _event(ctx, number, 9))] == [eva, mia]
    with office.acting("ben", "uninvite event") as ctx:
        one = _event(ctx, number)
        events.guests.drop(ctx, one, users=[mia])
        _spread(ctx, one, Scope.ALL)
        assert [person.user_id for person in events.guests.coming(ctx, _event(ctx, number, 9))] == [eva]
    desk.let_pass(office, desk.utc("2026-11-29T12:00"))
    with office.acting("ben") as ctx:
        assert [person.user_id for person in events.guests.coming(ctx, _event(ctx, number, -1))] == [eva]


def test_spread_when_reminders_go_on_to_all(office: Office) -> None:
    """What somebody wants to be reminded of one early, they are of all."""
    number = desk.event(office, "every friday at 9")
    with office.acting("ben", "remind") as ctx:
        one = _event(ctx, number)
        reminders.remind(ctx, one, [120])
        assert series.changed(ctx, one) == ("wishes",)
        _spread(ctx, one, Scope.ALL)

        second = _event(ctx, number, 1)
        leaves = [each.minutes for each in reminders.of_subject(ctx, second)]
        assert 120 in leaves


def test_spread_when_all_later_ones_are_cancelled(office: Office) -> None:
    """Cancelling goes on: the later ones are off, and the series ends before them."""
    number = desk.event(office, "every friday at 9")
    with office.acting("ben", "cancel event") as ctx:
        third = _event(ctx, number, 2)
        events.cancel(ctx, third)
        assert series.changed(ctx, third) == ("cancelled",)
        assert _spread(ctx, third, Scope.LATER) == 50

        states = [row.event_status for row in desk.rows(ctx, number)]
        assert states[:2] == [EventStatus.PLANNED] * 2
        assert set(states[2:]) == {EventStatus.CANCELLED}
    assert desk.let_pass(office, desk.utc("2027-11-24T12:00")) == 0


def test_spread_when_all_are_deleted(office: Office) -> None:
    """Deleting goes on to all that are open, and one undo brings them back."""
    number = desk.task(office, "every friday 9am")
    desk.let_pass(office, desk.utc("2026-11-27T08:00"))
    with office.acting("ben", "delete") as ctx:
        task = _task(ctx, number)
        desk.records.delete(ctx, task)
        assert _spread(ctx, task, Scope.ALL) == 1
    with office.acting("ben") as ctx:
        assert desk.days(ctx, number) == []
    assert desk.let_pass(office, desk.utc("2026-12-24T12:00")) == 0
    _undo(office)
    with office.acting("ben") as ctx:
        assert "2026-12-18" in desk.days(ctx, number)


def test_spread_when_it_is_a_task(office: Office) -> None:
    """Only the next one is there: the others get it as they come; what just one was given, they do not."""
    number = desk.task(office, "every monday 9am")
    with office.acting("ben", "task set") as ctx:
        task = _task(ctx, number)
        tasks.rename(ctx, task, "Only this one")
        tasks.done(ctx, task)
        second = desk.rows(ctx, number)[1]
        assert second.title == "Report"
    with office.acting("ben", "task set") as ctx:
        task = _task(ctx, second.id)
        tasks.rename(ctx, task, "Figures")
        assert _spread(ctx, task, Scope.LATER) == 0
        tasks.done(ctx, task)
        assert [row.title for row in desk.rows(ctx, task.id)] == ["Figures", "Figures"]


def test_spread_when_a_task_is_moved(office: Office) -> None:
    """Moved with all later ones, the next comes by the new rule."""
    number = desk.task(office, "every monday 9am until 14 december")
    with office.acting("ben", "move") as ctx:
        task = _task(ctx, number)
        tasks.move(ctx, task, desk.at("2026-11-24", 11))
        _spread(ctx, task, Scope.LATER)
        tasks.done(ctx, task)

        assert desk.days(ctx, number) == ["2026-11-24", "2026-12-01"]
        assert series.words(desk.recurrence(ctx, number)) == "every Tuesday 11:00 until 15 December 2026, 4 times"


def test_spread_when_it_is_refused(office: Office) -> None:
    """Who may not change one may not change all, and what comes once has no others."""
    number = desk.event(office, "every friday at 9")
    with office.acting("ben") as ctx:
        once = tasks.create(ctx, tasks.TaskDraft("Once", None))
        with pytest.raises(Conflict):
            series.spread(ctx, once, ["title"], Scope.ALL)
    with office.acting("eva") as ctx, pytest.raises(NotAllowed):
        series.spread(ctx, _event(ctx, number), ["title"], Scope.ALL)


def test_repeat_otherwise_when_the_rhythm_changes(office: Office) -> None:
    """From one on it comes by another rule; the former ones stay, what stood ahead goes."""
    number = desk.event(office, "every friday at 9")
    every = desk.repeat(office, "every 2 weeks on friday")
    with office.acting("ben", "repeat") as ctx:
        third = _event(ctx, number, 2)
        series.repeat_otherwise(ctx, third, every)

        assert desk.days(ctx, number) == FIRST[:2]
        assert desk.days(ctx, third.id)[:3] == ["2026-12-04", "2026-12-18", "2027-01-01"]
    _undo(office)
    with office.acting("ben") as ctx:
        assert len(desk.days(ctx, number)) == 53


def test_spread_when_it_is_monthly_on_the_31st(office: Office) -> None:
    """A month's last day moves to the next one's second, each month."""
    number = desk.event(office, "monthly on the 31st at 9")
    with office.acting("ben", "move event") as ctx:
        second = _event(ctx, number, 1)
        events.move(ctx, second, desk.at("2027-01-02", 9))
        _spread(ctx, second, Scope.LATER)

        assert desk.days(ctx, second.id)[:3] == ["2027-01-02", "2027-02-02", "2027-03-02"]


def test_exceptions_when_there_are_a_thousand(office: Office) -> None:
    """A series without an end and a thousand days taken out of it goes on as fast."""
    number = desk.event(office, "every day at 9")
    with office.acting("ben") as ctx:
        recurrence = desk.recurrence(ctx, number)
        start = date(2026, 11, 21)
        recurrence.left_out = [(start + timedelta(days=step)).isoformat() for step in range(1000)]

    desk.let_pass(office, desk.utc("2027-11-20T12:00"))

    with office.acting("ben") as ctx:
        assert desk.rows(ctx, number)[-1].occurrence_on == date(2029, 8, 17)


def test_spread_when_people_had_answered(office: Office) -> None:
    """Whoever said yes to one that is moved with the others is asked anew."""
    number = desk.event(office, "every friday at 9")
    with office.acting("ben", "invite event") as ctx:
        one = _event(ctx, number)
        events.guests.add(ctx, one, [office.ids["eva"]])
        _spread(ctx, one, Scope.ALL)
    with office.acting("eva", "attend") as ctx:
        events.guests.answer(ctx, _event(ctx, number, 2), Answer.YES)
    with office.acting("ben", "move event") as ctx:
        second = _event(ctx, number, 1)
        events.move(ctx, second, desk.at("2026-11-26", 14))
        _spread(ctx, second, Scope.LATER)

        third = _event(ctx, second.id, 1)
        assert [person.answer for person in events.guests.coming(ctx, third)] == [Answer.NONE]
