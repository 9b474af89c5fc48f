"""Free time that people share."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crmbot.core import calendars, free_slots
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.people import teams
from crmbot.language.when import When
from crmbot.store.models.activity import Availability, Visibility
from crmbot.store.models.people import User
from tests.core.conftest import Office
from tests.core.event_desk import FRIDAY, HOUR, at, day, made


def slots(office: Office, *who: str, asking: str = "ben", on: date = FRIDAY, length: timedelta = HOUR) -> list[str]:
    """Return the free time of people on a day, by the clock of who asks."""
    with office.acting(asking) as ctx:
        found = free_slots.find(ctx, [office.ids[name] for name in who], on, 1, length)
        zone = ctx.zone
    return [f"{one.starts_at.astimezone(zone):%H:%M}-{one.ends_at.astimezone(zone):%H:%M}" for one in found]


def test_free_when_nothing_is_planned(office: Office) -> None:
    """The whole of the work hours."""
    assert slots(office, "ben", "eva") == ["09:00-18:00"]


def test_free_when_one_of_them_is_busy(office: Office) -> None:
    """What either is at is taken, hidden or not; what is shown as free is not, nor a gap too short."""
    made(office, "ben", at(10), ends=at(11))
    made(office, "eva", at(11, 30), ends=at(12), visibility=Visibility.PRIVATE)
    made(office, "eva", at(14), availability=Availability.FREE)

    assert slots(office, "ben", "eva") == ["09:00-10:00", "12:00-18:00"]


def test_free_when_somebody_is_away_all_day(office: Office) -> None:
    """There is no time."""
    made(office, "eva", day(), title="Leave")

    assert slots(office, "ben", "eva") == []


@pytest.mark.parametrize(
    ("zone", "free"),
    [("America/New_York", ["14:00-18:00"]), ("Europe/Paris", ["09:00-17:00"]), ("Asia/Tokyo", ["09:00-09:00"])],
)
def test_free_when_they_work_in_several_zones(office: Office, zone: str, free: list[str]) -> None:
    """Each at their own work hours: what all have in common."""
    with office.acting() as ctx:
        ctx.session.get_one(User, office.ids["eva"]).timezone = zone

    assert slots(office, "ben", "eva") == [each for each in free if each != "09:00-09:00"]


def test_free_when_it_is_no_work_day(office: Office) -> None:
    """Days somebody does not work on are not theirs to give away."""
    assert slots(office, "ben", on=date(2026, 11, 21)) == []


def test_free_when_the_day_has_begun(office: Office) -> None:
    """What is over is not free."""
    assert slots(office, "ben", on=date(2026, 11, 19)) == ["10:00-18:00"]


def test_starts_when_a_slot_is_long(office: Office) -> None:
    """A meeting begins on the hour or the half hour, as long as it fits."""
    del office
    slot = free_slots.Slot(datetime(2026, 11, 20, 9, 10, tzinfo=UTC), datetime(2026, 11, 20, 11, tzinfo=UTC))

    assert [f"{one:%H:%M}" for one in slot.starts(HOUR)] == ["09:30", "10:00"]


def test_free_when_the_clocks_change(office: Office) -> None:
    """Work hours are those of the wall clock."""
    office.now = datetime(2026, 3, 1, 10, tzinfo=UTC)
    monday = date(2026, 3, 30)

    assert slots(office, "ben", on=monday) == ["09:00-18:00"]
    with office.acting("ben") as ctx:
        (one,) = free_slots.find(ctx, [office.ids["ben"]], monday, 1, HOUR)
    assert one.starts_at == When(monday, at(9).at, "Europe/London").instant()


def test_free_when_one_may_see_no_events(office: Office) -> None:
    """Without the right nobody's time is told."""
    with office.acting("ben") as ctx:
        ctx.actor.rights.clear()
        with pytest.raises(NotAllowed):
            free_slots.find(ctx, [ctx.actor.id], FRIDAY, 1, HOUR)


def test_calendar_when_it_is_a_team_s(office: Office) -> None:
    """Its maker and that team may use it, others do not know of it; another of the same name takes its place."""
    with office.acting() as ctx:
        north = teams.make(ctx, "North")
        teams.add(ctx, north, ctx.session.get_one(User, office.ids["ben"]))
        ids = [office.ids["ben"], office.ids["eva"]]
        calendars.save(ctx, "North visits", [office.ids["ben"]], team="North")
        calendars.save(ctx, "north Visits", ids, team="North")

    for who, names in (("ana", ["north Visits"]), ("ben", ["north Visits"]), ("eva", [])):
        with office.acting(who) as ctx:
            assert [each.view.name for each in calendars.listed(ctx)] == names
    with office.acting("ben") as ctx:
        calendar = calendars.named(ctx, "NORTH visits")
        assert calendar.people == tuple(ids)
        with pytest.raises(NotAllowed):
            calendars.delete(ctx, calendar)


def test_calendar_when_somebody_left(office: Office) -> None:
    """It follows those who are still here."""
    with office.acting() as ctx:
        calendars.save(ctx, "Both", [office.ids["ben"], office.ids["eva"]])
        ctx.session.get_one(User, office.ids["eva"]).is_active = False
        ctx.session.flush()

        assert calendars.named(ctx, "Both").names == ("Ben Rep",)


@pytest.mark.parametrize(
    ("name", "follow", "team"), [("", 1, ""), ("x" * 61, 1, ""), ("N", 0, ""), ("N", 1, "Nowhere")]
)
def test_calendar_when_it_cannot_be(office: Office, name: str, follow: int, team: str) -> None:
    """A name, somebody to follow, and a team one is in."""
    with office.acting("ben") as ctx, pytest.raises(InvalidInput):
        calendars.save(ctx, name, [office.ids["eva"]][:follow], team=team)


def test_calendar_when_nothing_is_called_so(office: Office) -> None:
    """What there is, is named."""
    with office.acting("ben") as ctx:
        calendars.save(ctx, "North", [ctx.actor.id])
        with pytest.raises(InvalidInput) as refused:
            calendars.named(ctx, "Nort")

    assert refused.value.choices == ("North",)
