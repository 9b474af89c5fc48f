"""What the words of a time mean, piece by piece, before they are put together."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from crmbot.language.when.values import Conventions, Grain

Bound = Literal["", "first", "last"]
Mark = Literal["", "this", "next", "last", "after"]
Edge = Literal["start", "mid", "end"]
Side = Literal["before", "after", "near"]
Unit = Literal["week", "month", "quarter", "year"]

FIRST_YEAR, LAST_YEAR = 1900, 2199
_SATURDAY = 5
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Reference:
    """When and where something was said, and by which conventions."""

    now: datetime
    wall: datetime
    zone: str
    conventions: Conventions

    @property
    def today(self) -> date:
        """Give the speaker's day."""
        return self.wall.date()


@dataclass(frozen=True, slots=True)
class Shift:
    """So many days, weeks, months or working days from today; `last`: the more of them in "in 2-3 weeks".

    `within`: any day until then ("within 2 weeks").
    """

    days: int = 0
    months: int = 0
    working_days: int = 0
    weeks_said: bool = False
    vague: bool = False
    last: "Shift | None" = None
    within: bool = False


@dataclass(frozen=True, slots=True)
class Weekday:
    """A day of the week: this one, the next week's, the last one, or a week after.

    `days`: 2 for a weekend, which begins on its Saturday.
    """

    day: int
    mark: Mark = ""
    repeats: bool = False
    vague: bool = False
    days: int = 1


@dataclass(frozen=True, slots=True)
class MonthDay:
    """A day of a month, the year perhaps unsaid; `last` is the last day of a range of days."""

    month: int
    day: int
    year: int | None = None
    last: int | None = None


@dataclass(frozen=True, slots=True)
class DayOfMonth:
    """A day of the month that is left unsaid ("the 17th"); `last` is the last day of a range of days."""

    day: int
    last: int | None = None


@dataclass(frozen=True, slots=True)
class Period:
    """A week, month, quarter or year counted from the present one, or the end of it; `whole` when no part was said."""

    unit: Unit
    step: int = 0
    edge: Edge = "start"
    vague: bool = False
    whole: bool = False


@dataclass(frozen=True, slots=True)
class NamedMonth:
    """A month by its name, or a part of it; with a `count` a quarter, season or year that begins with it."""

    month: int
    year: int | None = None
    edge: Edge = "start"
    count: int = 1
    grain: Grain = "month"
    step: int = 0


@dataclass(frozen=True, slots=True)
class NthWeek:
    """The third week of a month, of a year ("week 31"), or of the month so many `step`s from this one."""

    nth: int
    month: int | None = None
    year: int | None = None
    step: int | None = None


@dataclass(frozen=True, slots=True)
class WeekOf:
    """The week that holds a day; `days`: 2 for its weekend."""

    base: "Shift | Weekday | MonthDay | DayOfMonth | Holiday"
    days: int = 7


@dataclass(frozen=True, slots=True)
class Coming:
    """So many days, weeks or months from tomorrow on ("the next 3 days"); `days` counts weeks too."""

    days: int = 0
    months: int = 0
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class Gone:
    """So many days, weeks or months until yesterday ("the past 3 days"); `days` counts weeks too."""

    days: int = 0
    months: int = 0
    working_days: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left of this week, month, quarter or year, today included."""

    unit: Unit


@dataclass(frozen=True, slots=True)
class Half:
    """The first or the second half of a month, week, quarter or year."""

    nth: int
    whole: "NamedMonth | Period"


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day of common knowledge, by the name the table of holidays has for it."""

    name: str
    year: int | None = None
    step: int = 0


@dataclass(frozen=True, slots=True)
class NthWeekday:
    """The first, second or last weekday of a month, below nought counted from its end.

    `month` 0 is one `step` months away; `days`: 2 for a weekend, which begins on its Saturday.
    """

    nth: int
    day: int
    month: int = 0
    step: int = 0
    year: int | None = None
    days: int = 1


@dataclass(frozen=True, slots=True)
class After:
    """So many days, weeks or months after another day, or before it ("3 days after next Wednesday")."""

    shift: Shift
    base: "DayPiece"


@dataclass(frozen=True, slots=True)
class Beside:
    """The nth weekday before or after a day, or nearest to it; `days`: 2 for a weekend."""

    day: int
    base: "Holiday | MonthDay | DayOfMonth"
    side: Side
    nth: int = 1
    days: int = 1


@dataclass(frozen=True, slots=True)
class Clock:
    """An hour as said; `sure` when am and pm are not in question; `end` of a range.

    `plain`: one or two figures behind a weekday, which may be the day of the month, or behind a
    date, which may be its year. `shift_s`: seconds after it, or before.
    """

    hour: int
    minute: int = 0
    sure: bool = False
    end: "Clock | None" = None
    zone: str | None = None
    plain: bool = False
    second: int = 0
    shift_s: int = 0

    def time(self) -> time:
        """Give the hour it stands for where nothing else is said: 7 to 11 am, 1 to 6 pm."""
        evening = not self.sure and 1 <= self.hour <= 6  # noqa: PLR2004 - the convention itself
        return time(self.hour + 12 if evening else self.hour, self.minute, self.second)


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day; `coming` when it means the next one ("in the morning"); `edge` of "late afternoon"."""

    name: str
    coming: bool = False
    edge: Edge | None = None


@dataclass(frozen=True, slots=True)
class Offset:
    """So many minutes from now, exactly; with the days and months that were said beside them.

    `ahead`: all that lies between ("the next 5 minutes", "the last 2 hours").
    """

    minutes: int = 0
    seconds: int = 0
    days: int = 0
    months: int = 0
    ahead: bool = False


@dataclass(frozen=True, slots=True)
class Missing:
    """Words in the form of a time that name none ("31 feb"); `near`: days that exist."""

    near: tuple[tuple[int, int], ...] = ()
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Every:
    """Says that what follows comes again and again."""


DayPiece = (
    Shift
    | Weekday
    | MonthDay
    | DayOfMonth
    | Period
    | NamedMonth
    | NthWeekday
    | NthWeek
    | WeekOf
    | Coming
    | Gone
    | Rest
    | Half
    | Holiday
    | Beside
    | After
)
Piece = DayPiece | Clock | Part | Offset | Missing | Every
DAY_PIECES = (
    Shift,
    Weekday,
    MonthDay,
    DayOfMonth,
    Period,
    NamedMonth,
    NthWeekday,
    NthWeek,
    WeekOf,
    Coming,
    Gone,
    Rest,
    Half,
    Holiday,
    Beside,
    After,
)


def add_months(day: date, months: int) -> date:
    """Add months, keeping the day where the month has it and else taking its last."""
    year, month = divmod(day.year * _MONTHS + day.month - 1 + months, _MONTHS)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def add_working_days(day: date, count: int) -> date:
    """Add days that are neither Saturday nor Sunday."""
    weeks, days = divmod(count, 5)
    while day.weekday() >= _SATURDAY:
        day -= timedelta(days=1)
    day += timedelta(weeks=weeks)
    for _ in range(days):
        day += timedelta(days=3 if day.weekday() == _SATURDAY - 1 else 1)
    return day


def next_weekday(after: date, weekday: int) -> date:
    """Give the first such weekday after a day."""
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)


def week_of(day: date, week_start: int) -> date:
    """Give the first day of the week that holds a day."""
    return day - timedelta(days=(day.weekday() - week_start) % 7)


def zone_named(name: str) -> tzinfo:
    """Give the zone behind an hour: the name of one, Z, or an offset as in +02:00."""
    if name[0] not in "+-":
        return ZoneInfo("UTC" if name == "Z" else name)
    hours, minutes = int(name[1:3]), int(name[-2:])
    offset = timedelta(hours=min(hours, 23), minutes=min(minutes, 59))
    return timezone(offset if name[0] == "+" else -offset)
