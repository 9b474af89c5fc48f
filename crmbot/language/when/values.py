"""The values that reading a time gives: the time, the doubt about it, the words it stood in."""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

MONDAY = 0
FRIDAY = 4

# The hour a part of the day stands for when an instant is needed. It is a soft hour: people are
# shown the part ("Tue 24 Nov morning"), never the hour as if they had said it.
SOFT_HOURS = {
    "morning": time(9),
    "afternoon": time(14),
    "evening": time(18),
    "night": time(20),
    "end of day": time(17),
}

Reason = Literal[
    "past",
    "am_pm",
    "mismatch",
    "gap",
    "overlap",
    "no_such_date",
    "vague",
    "same_day",
    "day_or_hour",
    "repeats",
]


Kind = Literal["date", "datetime", "range"]
Grain = Literal["second", "minute", "part", "day", "weekend", "week", "month", "quarter", "season", "year", "decade"]


@dataclass(frozen=True, slots=True)
class When:
    """A day, and perhaps a wall time on it, in a time zone; the hour is never made up.

    `of_day` is False where an hour was said alone: the day is then the next that has it to come.
    """

    on: date
    at: time | None
    zone: str
    part: str | None = None
    of_day: bool = field(default=True, compare=False)

    def instant(self) -> datetime | None:
        """Give the aware UTC instant, or None when only the day is known.

        An hour that the clocks skip becomes the first valid minute after it; an hour that comes
        twice is the first of the two, unless `at.fold` says the second.
        """
        return None if self.at is None else _instant(self.on, self.at, self.zone)

    def instant_or(self, default: time) -> datetime:
        """Give the instant, with the part of day's hour, or else `default`, where none was said."""
        soft = SOFT_HOURS.get(self.part or "", default)
        return _instant(self.on, self.at or soft, self.zone)

    def iso(self) -> str:
        """Give the canonical text, which `read` in the same zone reads back."""
        if self.at is None:
            return self.on.isoformat()
        wall = datetime.combine(self.on, self.at)
        if self.at.fold and is_repeated(self.on, self.at, self.zone):
            wall = wall.replace(tzinfo=ZoneInfo(self.zone))
        return wall.isoformat(timespec="seconds" if self.at.second else "minutes")

    def __str__(self) -> str:
        """Give the canonical text with the part of day, which `read` reads back too."""
        return f"{self.iso()} {self.part}" if self.part and self.at is None else self.iso()


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a reading is not certain, and the times it may mean (for buttons), likeliest first."""

    reason: Reason
    options: tuple[When, ...] = ()


@dataclass(frozen=True, slots=True)
class Stretch:
    """What a time covers in the calendar, from `first` to `last`, both included; None where it is open.

    "Next week" is Monday to Sunday, "since March" has no last, "until 2pm" no first.
    """

    first: When | None = None
    last: When | None = None


@dataclass(frozen=True, slots=True)
class Expression:
    """One time in a text: where it stands (prepositions included), and what it means.

    `when` is the likeliest reading as one day or hour even in doubt: the one a task is due. It is
    None when the words name no time that exists. `until` is the end of a range ("2-3pm").
    `grain` is how fine it was said; `stretch` what it covers, where it is more than one day or hour.
    """

    span: tuple[int, int]
    text: str
    when: When | None
    doubt: Doubt | None
    until: When | None = None
    grain: Grain = "day"
    stretch: Stretch | None = None

    @property
    def kind(self) -> Kind:
        """Tell whether it is a day, an hour of one, or a stretch of the calendar."""
        if self.stretch is not None:
            return "range"
        return "date" if self.when is None or self.when.at is None else "datetime"

    @property
    def by_end(self) -> When | None:
        """Give the day by which it is over: the last of a month or a year, the Friday of a week; else `when` itself."""
        whole = self.stretch
        if self.when is None or whole is None or whole.first is None or whole.last is None:
            return self.when
        if self.grain != "week":
            return whole.last
        return replace(whole.first, on=whole.first.on + timedelta(days=(FRIDAY - whole.first.on.weekday()) % 7))


@dataclass(frozen=True, slots=True)
class Conventions:
    """How an organisation and a person mean what they leave unsaid.

    `working_hours`: first and last hour in which an hour without am or pm needs no question.
    `week_start`: 0 is Monday. `languages`: ISO codes, the first the most likely.
    """

    day_first: bool = True
    default_hour: time = time(9)
    working_hours: tuple[int, int] = (7, 18)
    week_start: int = MONDAY
    languages: tuple[str, ...] = ("en",)


def conventions_for(zone: str, *, week_start: int = MONDAY, languages: tuple[str, ...] = ("en",)) -> Conventions:
    """Give the usual conventions of a time zone: numeric dates are month first in America, where English is written.

    Args: `week_start`: the number of the day weeks begin on, 0 for Monday. `languages`: the likeliest first.
    """
    month_first = zone.startswith("America/") and languages[:1] == ("en",)
    return Conventions(day_first=not month_first, week_start=week_start, languages=languages)


def local(now: datetime, zone: str) -> datetime:
    """Give the wall clock of a zone at an aware instant, without its zone."""
    return now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def at_instant(instant: datetime, zone: str) -> When:
    """Give the wall time of an instant in a zone, to the minute."""
    there = instant.astimezone(ZoneInfo(zone))
    return When(there.date(), time(there.hour, there.minute, fold=there.fold), zone)


def is_skipped(on: date, at: time, zone: str) -> bool:
    """Tell whether the clocks jump over this wall time."""
    wall = datetime.combine(on, at, ZoneInfo(zone))
    back = wall.astimezone(UTC).astimezone(ZoneInfo(zone))
    return back.replace(tzinfo=None) != wall.replace(tzinfo=None)


def is_repeated(on: date, at: time, zone: str) -> bool:
    """Tell whether this wall time comes twice on its day."""
    wall = datetime.combine(on, at, ZoneInfo(zone))
    first, second = (wall.replace(fold=fold).utcoffset() for fold in (0, 1))
    return first != second and not is_skipped(on, at, zone)


def _instant(on: date, at: time, zone: str) -> datetime:
    wall = datetime.combine(on, at, ZoneInfo(zone))
    if is_skipped(on, at, zone):
        return _end_of_gap(wall)
    return wall.astimezone(UTC)


def _end_of_gap(wall: datetime) -> datetime:
    """Find the minute at which the clocks jumped, by halving the span that holds it."""
    before = wall.replace(fold=1).astimezone(UTC)
    after = wall.replace(fold=0).astimezone(UTC)
    offset = after.astimezone(wall.tzinfo).utcoffset()
    while after - before > timedelta(minutes=1):
        middle = before + timedelta(minutes=int((after - before) / timedelta(minutes=2)))
        if middle.astimezone(wall.tzinfo).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after.replace(second=0, microsecond=0)
