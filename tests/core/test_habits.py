"""Quiet hours, work days and holidays: when somebody is to be left alone, wherever they are."""

from datetime import UTC, date, datetime, time

import pytest

from crmbot.core import habits
from crmbot.core.context import Origin
from crmbot.core.errors import InvalidInput, NotAllowed, NotFound
from crmbot.core.habits import DaysOff, Habits, holidays, setting
from crmbot.core.habits.holidays import HolidayDraft, Whose
from crmbot.core.habits.setting import Wanted
from crmbot.store.models.people import RemindedIn, User
from crmbot.store.uow import unit_of_work
from tests.core.conftest import NOW, Office

LONDON = "Europe/London"
NIGHT = Habits(LONDON, time(20), time(8))
NOONS = Habits(LONDON, time(12), time(13))
WEEK = Habits(LONDON, work_days="12345")
CHRISTMAS = date(2026, 12, 25)
SALES = Origin("console:local:#sales", private=False, via="console")


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    """Return an instant of the autumn the office is in."""
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("theirs", "now", "until"),
    [
        (NIGHT, at(19, 21), at(20, 8)),
        (NIGHT, at(20, 3), at(20, 8)),
        (NIGHT, at(20, 20), at(21, 8)),
        (NIGHT, at(20, 8), None),
        (NIGHT, at(19, 19, 59), None),
        (NOONS, at(19, 12, 30), at(19, 13)),
        (NOONS, at(19, 11), None),
        (Habits(LONDON), at(19, 23), None),
        # New York's evening is London's night.
        (Habits("America/New_York", time(20), time(8)), at(20, 2), at(20, 13)),
        # The night in which the clocks go back is an hour longer, the one in which they go forward an hour shorter.
        (NIGHT, at(24, 21, month=10), at(25, 8, month=10)),
        (NIGHT, datetime(2027, 3, 27, 21, tzinfo=UTC), datetime(2027, 3, 28, 7, tzinfo=UTC)),
    ],
)
def test_quiet_hours_when_an_instant_falls_in_them(theirs: Habits, now: datetime, until: datetime | None) -> None:
    """They end at their hour on the wall, over midnight and over both changes of the clocks."""
    assert theirs.quiet_until(now) == until


@pytest.mark.parametrize(
    ("now", "comes"),
    [(at(19, 9), at(19, 9)), (at(21, 9), at(23, 9)), (at(22, 9), at(23, 9))],
)
def test_morning_when_a_day_is_not_worked_on(now: datetime, comes: datetime) -> None:
    """It comes at the same hour on the next day that is."""
    assert WEEK.morning_from(now) == comes


def test_morning_when_no_day_is_worked_on() -> None:
    """What never comes otherwise comes at once."""
    assert Habits(LONDON, work_days="").morning_from(at(19, 9)) == at(19, 9)


@pytest.mark.parametrize(
    ("day", "is_off"),
    [
        (date(2026, 12, 24), True),
        (date(2027, 1, 1), True),
        (date(2027, 12, 31), True),
        (date(2028, 1, 2), False),
        (date(2026, 12, 23), False),
    ],
)
def test_days_off_when_they_go_over_new_year_each_year(day: date, is_off: bool) -> None:  # a table
    """They come again each year, both halves of them."""
    assert DaysOff(((date(2026, 12, 24), date(2027, 1, 1), True),)).has(day) is is_off


def wanted_of(office: Office, name: str, wanted: Wanted) -> User:
    """Set somebody's habits; return what they are."""
    with office.acting(name, "set") as ctx:
        return setting.set_own(ctx, wanted)


def test_own_habits_when_set(office: Office) -> None:
    """What was said is kept, what was not stays."""
    user = wanted_of(
        office,
        "ben",
        Wanted("20-8", "mon-thu", events="1h,15m", tasks="none", snooze="5m, 1h", reminded_in=RemindedIn.DIRECT),
    )

    assert (user.quiet_from, user.quiet_to, user.work_days) == (time(20), time(8), "1234")
    assert (user.remind_events, user.remind_tasks, user.snoozes) == ("60,15", "", "5m,1h")
    assert user.reminded_in is RemindedIn.DIRECT


def test_own_habits_when_taken_back_to_the_usual(office: Office) -> None:
    """`off` and `usual` empty them."""
    wanted_of(office, "ben", Wanted(quiet="20-8", events="1h", snooze="5m"))

    user = wanted_of(office, "ben", Wanted(quiet="off", events="usual", snooze="usual"))

    assert (user.quiet_from, user.remind_events, user.snoozes) == (None, None, None)


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        (Wanted(quiet="soon"), "quiet"),
        (Wanted(quiet="20-20"), "quiet"),
        (Wanted(days="someday"), "days"),
        (Wanted(events="a lot"), "remind"),
        (Wanted(tasks="100 weeks"), "tasks"),
        (Wanted(snooze="banana"), "snooze"),
        (Wanted(snooze="1m,2m,3m,4m,5m,6m"), "snooze"),
        (Wanted(zone="Mars"), "zone"),
    ],
)
def test_own_habits_when_they_cannot_be_read(office: Office, wanted: Wanted, field: str) -> None:
    """The answer names what it was about."""
    with pytest.raises(InvalidInput) as error:
        wanted_of(office, "ben", wanted)

    assert error.value.field == field


def test_channel_when_its_hours_are_set(office: Office) -> None:
    """A manager gives a channel its quiet hours, and they are found by any address in it."""
    with office.acting("mia") as ctx:
        ctx.origin = SALES
        setting.set_channel(ctx, quiet="18-9", days="mon-fri")
        theirs = habits.of_channels(ctx.session, ["console:local:#sales:7"], NOW, LONDON)["console:local:#sales:7"]

    assert (theirs.quiet_from, theirs.quiet_to, theirs.work_days, theirs.zone) == (time(18), time(9), "12345", LONDON)


def test_channel_when_a_rep_sets_its_hours(office: Office) -> None:
    """That is not theirs to do."""
    with office.acting("ben") as ctx:
        ctx.origin = SALES

        with pytest.raises(NotAllowed):
            setting.set_channel(ctx, quiet="18-9")


def test_channel_when_said_in_a_private_chat(office: Office) -> None:
    """There is no channel there."""
    with pytest.raises(InvalidInput), office.acting("mia") as ctx:
        setting.set_channel(ctx, quiet="18-9")


def test_holiday_when_it_is_everybodys(office: Office) -> None:
    """Everybody has it, and it is listed."""
    with office.acting("mia") as ctx:
        holidays.add(ctx, HolidayDraft("Christmas", CHRISTMAS, CHRISTMAS, yearly=True))
    with office.acting("ben") as ctx:
        theirs = habits.of_people(ctx.session, [ctx.actor.id], NOW)[ctx.actor.id]
        named = [row.name for row in holidays.listed(ctx)]

    assert (theirs.works_on(CHRISTMAS), theirs.works_on(date(2030, 12, 25)), named) == (False, False, ["Christmas"])


def test_holiday_when_it_is_ones_own(office: Office) -> None:
    """Nobody else has it."""
    with office.acting("ben") as ctx:
        holidays.add(ctx, HolidayDraft("Off", date(2026, 11, 23), date(2026, 11, 25), whose=Whose.ME))
        people = habits.of_people(ctx.session, list(office.ids.values()), NOW)

    day = date(2026, 11, 24)
    assert (people[office.ids["ben"]].works_on(day), people[office.ids["eva"]].works_on(day)) == (False, True)


@pytest.mark.parametrize("whose", [Whose.EVERYBODY, Whose.CHANNEL])
def test_holiday_when_a_rep_gives_it_to_others(office: Office, whose: Whose) -> None:
    """That is not theirs to do."""
    with office.acting("ben") as ctx:
        ctx.origin = SALES

        with pytest.raises(NotAllowed):
            holidays.add(ctx, HolidayDraft("Party", CHRISTMAS, CHRISTMAS, whose=whose))


def test_holiday_when_it_ends_before_it_begins(office: Office) -> None:
    """It is refused."""
    with pytest.raises(InvalidInput), office.acting("mia") as ctx:
        holidays.add(ctx, HolidayDraft("Odd", CHRISTMAS, date(2026, 12, 24)))


def test_holiday_when_struck_out(office: Office) -> None:
    """It is no holiday any more; a rep strikes out their own only."""
    with office.acting("mia") as ctx:
        holidays.add(ctx, HolidayDraft("Christmas", CHRISTMAS, CHRISTMAS))
    with pytest.raises(NotAllowed), office.acting("ben") as ctx:
        holidays.remove(ctx, holidays.named(ctx, "christ"))
    with office.acting("mia") as ctx:
        holidays.remove(ctx, holidays.named(ctx, "1"))
        with pytest.raises(NotFound):
            holidays.named(ctx, "Christmas")

    with unit_of_work(office.database) as session:
        assert habits.of_people(session, [office.ids["ben"]], NOW)[office.ids["ben"]].works_on(CHRISTMAS)


def test_holiday_when_it_comes_again_on_a_leap_day(office: Office) -> None:
    """29 February is the 28th in the years between."""
    with office.acting("mia") as ctx:
        row = holidays.add(ctx, HolidayDraft("Leap", date(2024, 2, 29), date(2024, 2, 29), yearly=True))

    assert holidays.next_on(row, date(2026, 11, 19)) == date(2027, 2, 28)
