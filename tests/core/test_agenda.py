"""The agenda of people: what is in it, day by day, and what others learn of it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import event as listen

from crmbot.core import agenda, events, tasks
from crmbot.core.errors import NotAllowed
from crmbot.core.events import guests
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.models.activity import Answer, Availability, Visibility
from crmbot.store.models.people import User
from tests.core.conftest import Office
from tests.core.event_desk import FRIDAY, at, day, found, lines, made


def test_agenda_when_a_day_has_several_things(office: Office) -> None:
    """Whole days first, then by time, events and tasks together; tasks without a time last."""
    made(office, starts=at(14), title="Late")
    made(office, starts=at(9), title="Early")
    made(office, starts=day(), title="Fair")
    with office.acting("ben") as ctx:
        tasks.create(ctx, TaskDraft("Call Delta", at(11)))
        tasks.create(ctx, TaskDraft("Order stamps", day()))

    with office.acting("ben") as ctx:
        assert lines(ctx, [office.ids["ben"]]) == [
            "Fri Fair",
            "Fri 09:00 Early",
            "Fri 11:00 Call Delta",
            "Fri 14:00 Late",
            "Fri Order stamps",
        ]


def test_agenda_when_one_is_asked(office: Office) -> None:
    """What one is asked to is there, until one declines; what is called off is not."""
    number = made(office, "ben", asked=["eva"])
    gone = made(office, "ben", at(12), asked=["eva"], title="Off")
    eva = office.ids["eva"]

    with office.acting("ben") as ctx:
        events.cancel(ctx, found(ctx, gone))
    with office.acting("eva") as ctx:
        assert lines(ctx, [eva]) == ["Fri 10:00 Plan the hall"]
        guests.answer(ctx, found(ctx, number), Answer.MAYBE)
        assert lines(ctx, [eva]) == ["Fri 10:00 Plan the hall"]
        guests.answer(ctx, found(ctx, number), Answer.NO)

        assert lines(ctx, [eva]) == []


def test_agenda_when_an_event_is_deleted(office: Office) -> None:
    """It is in nobody's agenda."""
    number = made(office, "ben")

    with office.acting("ben") as ctx:
        found(ctx, number).deleted_at = ctx.now
        ctx.session.flush()

        assert lines(ctx, [office.ids["ben"]]) == []


def test_agenda_when_somebody_else_s_event_is_private(office: Office) -> None:
    """Others see that they are busy, or that they are not, and no word more (R-74)."""
    made(office, "ben", visibility=Visibility.PRIVATE)
    made(office, "ben", at(15), visibility=Visibility.CONFIDENTIAL, availability=Availability.FREE)

    with office.acting("mia") as ctx:
        (one,) = agenda.agenda(ctx, [office.ids["ben"]], FRIDAY)

    told = [(each.number, each.title, each.place, each.event_kind, each.is_busy) for each in one.entries]
    assert told == [(None, None, None, None, True), (None, None, None, None, False)]


@pytest.mark.parametrize("who", ["ben", "eva", "ana"])
def test_agenda_when_a_private_event_concerns_one(office: Office, who: str) -> None:
    """Whoever plans it, whoever is asked to it and the owner see all of it."""
    made(office, "ben", visibility=Visibility.PRIVATE, asked=["eva"])

    with office.acting(who) as ctx:
        assert lines(ctx, [office.ids["ben"]]) == ["Fri 10:00 Plan the hall"]


def test_agenda_when_several_people_are_at_one_event(office: Office) -> None:
    """It is one entry, with those of the people asked for who are at it."""
    made(office, "ben", asked=["eva", "mia"])

    with office.acting("ben") as ctx:
        (one,) = agenda.agenda(ctx, [office.ids["eva"], office.ids["ben"]], FRIDAY)

        assert [each.who for each in one.entries] == [(office.ids["ben"], office.ids["eva"])]


def test_agenda_when_an_event_goes_over_midnight(office: Office) -> None:
    """It is on both days; one that ends at midnight is on the first alone."""
    made(office, starts=at(22), ends=at(2, on=date(2026, 11, 21)), title="Night")
    made(office, starts=at(20), ends=at(0, on=date(2026, 11, 21)), title="Evening")

    with office.acting("ben") as ctx:
        found_ = [[each.title for each in one.entries] for one in agenda.agenda(ctx, [office.ids["ben"]], FRIDAY, 2)]

    assert found_ == [["Evening", "Night"], ["Night"]]


def test_agenda_when_whole_days_began_weeks_ago(office: Office) -> None:
    """Long leave is there on each of its days."""
    made(office, starts=day(date(2026, 10, 1)), ends=day(date(2026, 12, 31)), title="Leave")

    with office.acting("ben") as ctx:
        assert lines(ctx, [office.ids["ben"]], FRIDAY, 2) == ["Fri Leave", "Sat Leave"]
        assert lines(ctx, [office.ids["ben"]], date(2027, 1, 1)) == []


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles", "Asia/Kathmandu"])
def test_whole_days_when_the_reader_is_far_away(office: Office, zone: str) -> None:
    """A day stays that day, wherever it is looked at."""
    number = made(office, "ben", day())
    _move_to(office, "eva", zone)

    with office.acting("eva") as ctx:
        found_ = agenda.agenda(ctx, [office.ids["ben"]], FRIDAY - timedelta(days=2), 5)

    assert [one.on for one in found_ if one.entries] == [FRIDAY]
    assert found_[2].entries[0].number == number


def _move_to(office: Office, who: str, zone: str) -> None:
    with office.acting() as ctx:
        ctx.session.get_one(User, office.ids[who]).timezone = zone


@pytest.mark.parametrize(
    ("zone", "shown"), [("America/New_York", "Thu 20:00"), ("Asia/Tokyo", "Fri 10:00"), ("Europe/London", "Fri 01:00")]
)
def test_times_when_the_reader_is_elsewhere(office: Office, zone: str, shown: str) -> None:
    """A time stands on the day and at the hour of whoever looks."""
    made(office, "ben", at(1), title="Early")
    _move_to(office, "eva", zone)

    with office.acting("eva") as ctx:
        assert lines(ctx, [office.ids["ben"]], date(2026, 11, 19), 2) == [f"{shown} Early"]


@pytest.mark.parametrize(("on", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25)])
def test_days_when_the_clocks_change(office: Office, on: date, hours: int) -> None:
    """A day is as long as it is: the first and last half hour of it are in it, those around it are not."""
    office.now = datetime(2026, 1, 5, 10, tzinfo=UTC)
    half = timedelta(minutes=30)
    start = When(on, None, "Europe/London").instant_or(at(0).at)  # type: ignore[arg-type]  # a time was said
    end = start + timedelta(hours=hours)
    with office.acting("ben") as ctx:
        for title, moment in (("Before", start - half), ("First", start), ("Last", end - half), ("Behind", end)):
            local = moment.astimezone(ctx.zone)
            said = When(local.date(), local.time(), "Europe/London")
            events.create(ctx, events.EventDraft(title, said, length=half))

        assert [line.split()[-1] for line in lines(ctx, [office.ids["ben"]], on)] == ["First", "Last"]


def test_agenda_when_tasks_are_somebody_else_s(office: Office) -> None:
    """Tasks of others are seen with the right to see all tasks."""
    with office.acting("ben") as ctx:
        tasks.create(ctx, TaskDraft("Call Delta", at(11)))

    with office.acting("eva") as ctx:
        assert lines(ctx, [office.ids["ben"]]) == []
    with office.acting("mia") as ctx:
        assert lines(ctx, [office.ids["ben"]]) == ["Fri 11:00 Call Delta"]


def test_agenda_when_a_task_is_done(office: Office) -> None:
    """What is done is not to be done."""
    with office.acting("ben") as ctx:
        task = tasks.create(ctx, TaskDraft("Call Delta", at(11)))
        tasks.done(ctx, task)

        assert lines(ctx, [office.ids["ben"]]) == []


def test_agenda_when_one_may_see_no_events(office: Office) -> None:
    """Without the right there is no agenda."""
    with office.acting("ben") as ctx:
        ctx.actor.rights.clear()
        with pytest.raises(NotAllowed):
            agenda.agenda(ctx, [ctx.actor.id], FRIDAY)


@pytest.mark.parametrize("many", [1, 12])
def test_queries_when_there_is_more(office: Office, many: int) -> None:
    """However much there is, it takes the same few questions."""
    for number in range(many):
        made(office, "ben", at(9 + number % 8), asked=["eva"], title=f"Talk {number}")
    asked: list[str] = []

    with office.acting("mia") as ctx:
        listen.listen(office.database.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        agenda.agenda(ctx, [office.ids["ben"], office.ids["eva"]], FRIDAY, 7)

    assert len([one for one in asked if one.startswith("SELECT")]) == 4
