"""Series: their occurrences are records of their own, made as time goes by, at their wall time."""

from datetime import date

import pytest
from sqlalchemy import select

from crmbot.core import events, history, series, tasks
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.events import EventDraft
from crmbot.core.tasks import TaskDraft, batch
from crmbot.language.when import When
from crmbot.store.models.activity import Event, Task, Visibility
from crmbot.store.models.change import Change
from crmbot.store.models.people import User
from tests.core import series_desk as desk
from tests.core.conftest import Office


def test_start_when_it_is_a_task(office: Office) -> None:
    """Of a task only the next one is there."""
    number = desk.task(office, "every monday 9am until 28 december")

    with office.acting("ben") as ctx:
        recurrence = desk.recurrence(ctx, number)
        assert desk.days(ctx, number) == ["2026-11-23"]
        assert series.words(recurrence) == "every Monday 9:00 until 28 December 2026, 6 times"
        assert [str(each) for each in series.next_dates(ctx, recurrence, date(2026, 11, 23))] == [
            *("2026-11-30T09:00", "2026-12-07T09:00", "2026-12-14T09:00"),
        ]


def test_start_when_it_is_an_event(office: Office) -> None:
    """Events stand a year ahead, and not more than 366 of them."""
    number = desk.event(office, "every day at 9")
    weekly = desk.event(office, "every friday at 9")

    with office.acting("ben") as ctx:
        made = desk.days(ctx, number)
        assert (made[0], len(made)) == ("2026-11-20", 365)
        assert len(desk.days(ctx, weekly)) == 53


def test_start_when_the_next_is_years_away(office: Office) -> None:
    """The next one is there, however far away."""
    number = desk.event(office, "every 3 years on 1 december")

    with office.acting("ben") as ctx:
        assert desk.days(ctx, number) == ["2026-12-01"]
    desk.let_pass(office, desk.utc("2026-12-02T10:00"))
    with office.acting("ben") as ctx:
        assert desk.days(ctx, number) == ["2026-12-01", "2029-12-01"]


def test_start_when_it_has_a_time_of_its_own(office: Office) -> None:
    """The time it was given is where it begins; it is put on the first day of the rule behind it."""
    every = desk.repeat(office, "every monday")
    with office.acting("ben") as ctx:
        task = tasks.create(ctx, TaskDraft("Report", desk.at("2026-11-25", 14)))
        recurrence = series.start(ctx, task, every)

        assert (str(task.due_on), str(task.due_time)) == ("2026-11-30", "14:00:00")
        assert (recurrence.first_on, str(recurrence.at)) == (date(2026, 11, 30), "14:00:00")


def test_start_when_it_is_refused(office: Office) -> None:
    """What is over, comes again already, is another's, or would come twice a day does not begin a series."""
    every, often = desk.repeat(office, "every monday"), "every 2 hours"
    number = desk.task(office, "every friday")
    hourly = desk.recurring.read(often, now=office.now, zone=desk.LONDON)
    assert hourly is not None
    assert hourly.repeat is not None
    with office.acting("ben") as ctx:
        done = tasks.create(ctx, TaskDraft("Once", None))
        tasks.done(ctx, done)
        with pytest.raises(Conflict):
            series.start(ctx, done, every)
        with pytest.raises(Conflict):
            series.start(ctx, desk.one(ctx, number), every)
        with pytest.raises(InvalidInput):
            series.start(ctx, tasks.create(ctx, TaskDraft("Twice", None)), hourly.repeat)
    with office.acting("eva") as ctx, pytest.raises(NotAllowed):
        series.start(ctx, desk.one(ctx, number), every)


def test_start_when_the_end_is_before_its_own_time(office: Office) -> None:
    """A series that would be over before it begins is refused."""
    every = desk.repeat(office, "every monday until 30 november")
    with office.acting("ben") as ctx:
        task = tasks.create(ctx, TaskDraft("Report", desk.at("2026-12-24")))

        with pytest.raises(InvalidInput) as refused:
            series.start(ctx, task, every)

    assert refused.value.reason == "the end is before the start"


def test_done_when_it_is_the_last_that_is_there(office: Office) -> None:
    """Done closes the occurrence, and the next one comes: the words, the person, the place, open again."""
    number = desk.task(office, "every monday 9am")
    with office.acting("ben") as ctx:
        task = desk.one(ctx, number)
        assert isinstance(task, Task)
        tasks.done(ctx, task, "sent")
    with office.acting("ben") as ctx:
        first, second = desk.rows(ctx, number)

        assert isinstance(first, Task)
        assert isinstance(second, Task)
        assert (first.is_open, first.outcome) == (False, "sent")
        assert (second.is_open, second.outcome, second.title) == (True, None, "Report")
        assert (str(second.due_on), second.assignee_id) == ("2026-11-30", office.ids["ben"])


def test_done_when_the_next_is_there(office: Office) -> None:
    """No third one comes because the first of two was done late."""
    number = desk.task(office, "every friday 9am")
    desk.let_pass(office, desk.utc("2026-11-27T08:00"))

    with office.acting("ben") as ctx:
        assert desk.days(ctx, number) == ["2026-11-20", "2026-11-27"]
        task = desk.one(ctx, number)
        assert isinstance(task, Task)
        tasks.done(ctx, task)
        assert desk.days(ctx, number) == ["2026-11-20", "2026-11-27"]


def test_done_when_it_is_undone(office: Office) -> None:
    """Taking a Done back takes the next one away, and doing it again gives it back."""
    number = desk.task(office, "every monday 9am")
    for _ in range(2):
        with office.acting("ben", "done") as ctx:
            task = desk.one(ctx, number)
            assert isinstance(task, Task)
            tasks.done(ctx, task)
            assert len(desk.days(ctx, number)) == 2
        with office.acting("ben", "undo") as ctx:
            history.undo(ctx, history.last_batch(ctx))
        with office.acting("ben") as ctx:
            assert desk.days(ctx, number) == ["2026-11-23"]
            assert desk.one(ctx, number).due_on == date(2026, 11, 23)


def test_done_when_it_was_the_last_of_all(office: Office) -> None:
    """Behind the last one no other comes."""
    number = desk.task(office, "every monday 9am, 1 time")
    with office.acting("ben") as ctx:
        task = desk.one(ctx, number)
        assert isinstance(task, Task)
        tasks.done(ctx, task)

        assert desk.days(ctx, number) == ["2026-11-23"]


def test_run_when_days_come(office: Office) -> None:
    """A task of each day is there on its day, also when the house was asleep; the former ones stay open."""
    number = desk.task(office, "every day at 9")

    assert desk.let_pass(office, desk.utc("2026-11-20T23:30")) == 0
    assert desk.let_pass(office, desk.utc("2026-11-21T00:30")) == 1
    assert desk.let_pass(office, desk.utc("2026-11-24T12:00")) == 1
    with office.acting("ben") as ctx:
        assert desk.days(ctx, number) == [f"2026-11-{day}" for day in range(20, 25)]


def test_run_when_a_year_of_events_moves_on(office: Office) -> None:
    """As days go by others come at the far end; never more than 366 stand ahead."""
    number = desk.event(office, "every day at 9")

    desk.let_pass(office, desk.utc("2026-12-19T12:00"))

    with office.acting("ben") as ctx:
        ahead = [day for day in desk.days(ctx, number) if day > "2026-12-19"]
        assert ahead[-1] == "2027-12-19"
        assert len(ahead) <= series.MOST_AHEAD
        assert len(set(desk.days(ctx, number))) == len(desk.days(ctx, number))


def test_run_when_its_person_was_suspended(office: Office) -> None:
    """What would be for somebody without access goes to whoever has the former one."""
    number = desk.task(office, "every friday 9am", who="ben")
    with office.acting("mia") as ctx:
        task = desk.one(ctx, number)
        assert isinstance(task, Task)
        task.assignee_id = task.owner_id = office.ids["eva"]
        ctx.session.get_one(User, office.ids["ben"]).is_active = False

    desk.let_pass(office, desk.utc("2026-11-27T08:00"))

    with office.acting("mia") as ctx:
        assert [row.owner_id for row in desk.rows(ctx, number)] == [office.ids["eva"]] * 2


def test_snooze_when_it_is_of_a_series(office: Office) -> None:
    """A snooze never moves the series, nor is it offered to the others."""
    number = desk.task(office, "every monday 9am")
    with office.acting("ben", "snooze") as ctx:
        task = desk.one(ctx, number)
        assert isinstance(task, Task)
        tasks.snooze(ctx, task, desk.at("2026-11-26", 15))
        assert series.changed(ctx, task) == ()
        tasks.done(ctx, task)

        assert desk.days(ctx, number) == ["2026-11-23", "2026-11-30"]
        second = desk.rows(ctx, number)[1]
        assert isinstance(second, Task)
        assert second.snoozed_until is None


def test_stop_when_tasks_would_come(office: Office) -> None:
    """A stopped series leaves what is open; Done brings no other one."""
    number = desk.task(office, "every monday 9am")
    with office.acting("ben") as ctx:
        task = desk.one(ctx, number)
        assert isinstance(task, Task)
        assert series.stop(ctx, task) == 0
        assert task.is_open
        tasks.done(ctx, task)
        assert desk.days(ctx, number) == ["2026-11-23"]
        with pytest.raises(Conflict):
            series.stop(ctx, task)
    assert desk.let_pass(office, desk.utc("2026-12-24T12:00")) == 0


def test_stop_when_events_stand_ahead(office: Office) -> None:
    """Those behind the one that was named are taken out of the calendar, and come back with one undo."""
    number = desk.event(office, "every friday at 9")
    with office.acting("ben", "stop series") as ctx:
        third = desk.rows(ctx, number)[2]
        assert series.stop(ctx, third) == 50
        assert desk.days(ctx, number) == ["2026-11-20", "2026-11-27", "2026-12-04"]
    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, history.last_batch(ctx))
    with office.acting("ben") as ctx:
        assert len(desk.days(ctx, number)) == 53


def test_stop_when_it_is_anothers(office: Office) -> None:
    """Who may not change it may not end it."""
    number = desk.task(office, "every monday 9am")

    with office.acting("eva") as ctx, pytest.raises(NotAllowed):
        series.stop(ctx, desk.one(ctx, number))


def test_undo_when_a_series_was_begun(office: Office) -> None:
    """Making a series is one thing to take back, and what came of it since goes along."""
    number = desk.event(office, "every day at 9", who="ben")
    desk.let_pass(office, desk.utc("2026-11-24T12:00"))
    with office.acting("ben", "undo") as ctx:
        history.undo(ctx, history.last_batch(ctx))

    with office.acting("ben") as ctx:
        assert desk.days(ctx, number) == []
    assert desk.let_pass(office, desk.utc("2027-01-24T12:00")) == 0


def test_times_when_the_clocks_change(office: Office) -> None:
    """Nine stays nine, a skipped hour is its first valid minute, and an hour that comes twice its first."""
    nine = desk.event(office, "every sunday at 9am")
    early = desk.event(office, "every sunday at 1:30am")

    with office.acting("ben") as ctx:
        at_nine = {str(row.starts_on): f"{row.starts_at:%H:%M}" for row in desk.rows(ctx, nine)}
        at_night = {str(row.starts_on): f"{row.starts_at:%H:%M}" for row in desk.rows(ctx, early)}

    assert (at_nine["2027-03-21"], at_nine["2027-03-28"], at_nine["2027-10-31"]) == ("09:00", "08:00", "09:00")
    assert (at_night["2027-03-28"], at_night["2027-04-04"], at_night["2027-10-31"]) == ("01:00", "00:30", "00:30")


def test_times_when_the_person_moves(office: Office) -> None:
    """A series stays at its hour in the zone it was said in, wherever its person is by then."""
    number = desk.task(office, "every monday 9am", zone="Europe/Paris")
    with office.acting("ben") as ctx:
        ctx.session.get_one(User, office.ids["ben"]).timezone = "America/New_York"
    with office.acting("ben") as ctx:
        task = desk.one(ctx, number)
        assert isinstance(task, Task)
        tasks.done(ctx, task)
        second = desk.rows(ctx, number)[1]

        assert isinstance(second, Task)
        assert (str(second.due_time), second.due_zone) == ("09:00:00", "Europe/Paris")
        assert f"{second.due_at:%H:%M}" == "08:00"


def test_event_when_it_lasts_days_or_hours(office: Office) -> None:
    """Each one lasts as long as the first."""
    every = desk.repeat(office, "monthly on the 1st")
    with office.acting("ben") as ctx:
        fair = events.create(ctx, EventDraft("Fair", every.first, ends=When(date(2026, 12, 3), None, desk.LONDON)))
        series.start(ctx, fair, every)
        third = desk.rows(ctx, fair.id)[2]

        assert isinstance(third, Event)
        assert third.all_day
        assert (str(third.starts_on), str(third.ends_on)) == ("2027-02-01", "2027-02-03")


def test_event_when_people_and_records_come_along(office: Office) -> None:
    """Each occurrence is about the same, asks the same people, is as private, is in the same place."""
    every = desk.repeat(office, "every friday at 9")
    with office.acting("ben") as ctx:
        draft = EventDraft(
            "Round", every.first, users=[office.ids["eva"]], location="Room 2", visibility=Visibility.PRIVATE
        )
        first = events.create(ctx, draft)
        series.start(ctx, first, every)
        second = desk.rows(ctx, first.id)[1]

        assert isinstance(second, Event)
        assert (second.location, second.visibility) == ("Room 2", Visibility.PRIVATE)
        assert [one.user_id for one in events.guests.coming(ctx, second)] == [office.ids["eva"]]


def test_mine_when_series_are_listed(office: Office) -> None:
    """One's own series are told once each, by what comes next."""
    report, standup = desk.task(office, "every monday"), desk.event(office, "every day at 9")
    desk.task(office, "every monday", who="eva")

    with office.acting("ben") as ctx:
        assert [activity.id for activity, _ in series.mine(ctx)] == [standup, report]


def test_find_when_there_are_many_of_a_name(office: Office) -> None:
    """Of a series the next one is found, not hundreds; the next again when that is over."""
    number = desk.event(office, "every friday at 9", title="Zephyr round")
    desk.let_pass(office, desk.utc("2026-11-24T12:00"))

    with office.acting("ben") as ctx:
        found = desk.search(ctx, "zephyr")
        assert found == [number, desk.rows(ctx, number)[1].id]


def test_done_when_several_series_are_closed_at_once(office: Office) -> None:
    """Each series whose last task is closed with others goes on."""
    first, second = desk.task(office, "every monday"), desk.task(office, "every tuesday", title="Figures")
    with office.acting("ben") as ctx:
        both = [one for one in (desk.one(ctx, first), desk.one(ctx, second)) if isinstance(one, Task)]
        batch.finish(ctx, both)

        assert (len(desk.days(ctx, first)), len(desk.days(ctx, second))) == (2, 2)


def test_erase_when_a_guest_is_forgotten(office: Office) -> None:
    """Neither the series nor its history keeps who was erased; the next ones come without them."""
    every = desk.repeat(office, "every friday at 9")
    guest = events.Guest("jane@acme.example", "Jane Doe")
    with office.acting("ben", "event new") as ctx:
        first = events.create(ctx, EventDraft("Round", every.first, guests=[guest], location="Jane Doe’s office"))
        series.start(ctx, first, every)
        assert series.erase(ctx, [], ["jane@acme.example", "Jane Doe"]) == 1

        kept = desk.recurrence(ctx, first.id)
        told = ctx.session.scalars(select(Change).where(Change.table_name == "recurrence"))
        assert kept.pattern["attendees"] == []
        assert kept.pattern["columns"]["location"] is None
        assert "jane" not in str([kept.pattern, *(each.diff for each in told)]).lower()
