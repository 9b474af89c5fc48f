"""A small grammar of phrases about time, each with the value it must be read as."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

Day = Callable[[date], date]
"""A day as a function of the day on which it is said."""


@dataclass(frozen=True, slots=True)
class Said:
    """Words, and the day and the hour they name; `relative` when they name another day next week."""

    words: str
    day: Day
    at: time | None = None
    relative: bool = True

    def __repr__(self) -> str:
        """Show the words alone."""
        return repr(self.words)


def _following(weekday: int) -> Day:
    return lambda today: today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1)


def _in_next_week(weekday: int) -> Day:
    return lambda today: today + timedelta(days=7 - today.weekday() + weekday)


def _after(days: int) -> Day:
    return lambda today: today + timedelta(days=days)


def _fixed(day: date) -> Day:
    return lambda _: day


def _weekdays() -> st.SearchStrategy[Said]:
    plain = st.tuples(st.sampled_from(["", "on ", "by ", "this "]), st.integers(0, 6)).map(
        lambda drawn: Said(f"{drawn[0]}{WEEKDAYS[drawn[1]]}", _following(drawn[1]))
    )
    short = st.integers(0, 4).map(lambda day: Said(f"on {WEEKDAYS[day][:3]}", _following(day)))
    following = st.integers(0, 6).map(lambda day: Said(f"next {WEEKDAYS[day]}", _in_next_week(day)))
    week_after = st.integers(0, 6).map(
        lambda day: Said(f"{WEEKDAYS[day]} week", lambda today: _following(day)(today) + timedelta(days=7))
    )
    return st.one_of(plain, short, following, week_after)


def _offsets() -> st.SearchStrategy[Said]:
    forms = st.sampled_from(["in {} {}", "{} {} from now", "in {} {}' time"])
    days = st.tuples(forms, st.integers(2, 90)).map(lambda d: Said(d[0].format(d[1], "days"), _after(d[1])))
    weeks = st.tuples(forms, st.integers(2, 20)).map(lambda d: Said(d[0].format(d[1], "weeks"), _after(7 * d[1])))
    words = st.sampled_from(
        [
            Said("tomorrow", _after(1)),
            Said("tmrw", _after(1)),
            Said("the day after tomorrow", _after(2)),
            Said("in a fortnight", _after(14)),
            Said("in a couple of days", _after(2)),
            Said("a week from now", _after(7)),
        ]
    )
    return st.one_of(days, weeks, words)


def _dates() -> st.SearchStrategy[Said]:
    forms: tuple[Callable[[date], str], ...] = (
        lambda day: day.isoformat(),
        lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
        lambda day: f"{MONTHS[day.month - 1]} {day.day}, {day.year}",
        lambda day: f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}",
        lambda day: f"the {ordinal(day.day)} of {MONTHS[day.month - 1]} {day.year}",
        lambda day: f"{day:%d.%m.%Y}",
        lambda day: f"{day.day}/{day.month}/{day.year}",
        lambda day: f"on {WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}",
    )
    days = st.dates(date(2028, 1, 1), date(2030, 12, 31))
    return st.tuples(st.sampled_from(forms), days).map(lambda d: Said(d[0](d[1]), _fixed(d[1]), relative=False))


def ordinal(number: int) -> str:
    """Write 1st, 2nd, 11th."""
    teen = number % 100 in {11, 12, 13}
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _half(at: time) -> str:
    hour = at.hour % 12 or 12
    return f"{hour}:{at:%M}{'am' if at.hour < 12 else 'pm'}" if at.minute else f"{hour}{'am' if at.hour < 12 else 'pm'}"


CLOCK_FORMS: tuple[Callable[[time], str], ...] = (
    lambda at: f"{at:%H:%M}",
    lambda at: f"at {at:%H:%M}",
    _half,
    lambda at: f"at {_half(at)}",
)
DAYS = st.one_of(_weekdays(), _offsets(), _dates())
RELATIVE_DAYS = st.one_of(_weekdays(), _offsets())
CLOCKS = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30, 45, 59)))


def timed(days: st.SearchStrategy[Said]) -> st.SearchStrategy[Said]:
    """Give days with an hour behind or before them."""
    return st.tuples(days, CLOCKS, st.sampled_from(CLOCK_FORMS), st.booleans()).map(
        lambda d: Said(
            f"{d[0].words} {d[2](d[1])}" if d[3] else f"{d[2](d[1])} {d[0].words}", d[0].day, d[1], d[0].relative
        )
    )


@dataclass(frozen=True, slots=True)
class Lasting:
    """Words, and the length of time they name."""

    words: str
    length: timedelta


UNITS = (
    ("minutes", timedelta(minutes=1)),
    ("mins", timedelta(minutes=1)),
    ("min", timedelta(minutes=1)),
    ("hours", timedelta(hours=1)),
    ("hrs", timedelta(hours=1)),
    ("h", timedelta(hours=1)),
    ("days", timedelta(days=1)),
    ("weeks", timedelta(days=7)),
)
SPELLED = {2: "two", 3: "three", 7: "seven", 10: "ten", 12: "twelve", 20: "twenty", 25: "twenty-five", 42: "forty two"}


def lasting() -> st.SearchStrategy[Lasting]:
    """Give lengths in figures, in words, with halves, and of two units."""
    counted = st.tuples(st.integers(1, 120), st.sampled_from(UNITS)).map(
        lambda d: Lasting(f"{d[0]} {d[1][0]}", d[0] * d[1][1])
    )
    spelled = st.tuples(st.sampled_from([*SPELLED]), st.sampled_from(UNITS[:5])).map(
        lambda d: Lasting(f"{SPELLED[d[0]]} {d[1][0]}", d[0] * d[1][1])
    )
    halves = st.tuples(st.integers(1, 9), st.sampled_from(UNITS[3:])).flatmap(
        lambda d: st.sampled_from([f"{d[0]}.5 {d[1][0]}", f"{d[0]},5 {d[1][0]}", f"{d[0]} 1/2 {d[1][0]}"]).map(
            lambda words: Lasting(words, (2 * d[0] + 1) * d[1][1] / 2)
        )
    )
    pairs = st.tuples(st.integers(1, 9), st.integers(1, 59)).flatmap(
        lambda d: st.sampled_from(
            [f"{d[0]}h{d[1]:02}m", f"{d[0]} h {d[1]} min", f"{d[0]} hours and {d[1]} minutes", f"{d[0]}h {d[1]}m"]
        ).map(lambda words: Lasting(words, timedelta(hours=d[0], minutes=d[1])))
    )
    return st.one_of(counted, spelled, halves, pairs)


@dataclass(frozen=True, slots=True)
class Again:
    """Words, and the rule of RFC 5545 they name; `weekly` when another week changes nothing but its start."""

    words: str
    rule: str
    at: time | None = None
    weekly: bool = True


def again() -> st.SearchStrategy[Again]:
    """Give repetitions with their days, hours and ends."""
    days = st.lists(st.integers(0, 6), min_size=1, max_size=3, unique=True).map(sorted)
    on_days = st.tuples(days, st.sampled_from(["every ", "each "])).map(
        lambda d: Again(f"{d[1]}{_listed([WEEKDAYS[day] for day in d[0]])}", f"FREQ=WEEKLY;BYDAY={_codes(d[0])}")
    )
    steps = st.tuples(st.integers(2, 30), st.sampled_from([("days", "DAILY"), ("weeks", "WEEKLY")])).map(
        lambda d: Again(f"every {d[0]} {d[1][0]}", f"FREQ={d[1][1]};INTERVAL={d[0]}")
    )
    other = st.integers(0, 6).map(
        lambda day: Again(f"every other {WEEKDAYS[day]}", f"FREQ=WEEKLY;INTERVAL=2;BYDAY={CODES[day]}")
    )
    monthly = st.tuples(st.sampled_from([(1, "first"), (2, "second"), (-1, "last")]), st.integers(0, 6)).map(
        lambda d: Again(
            f"the {d[0][1]} {WEEKDAYS[d[1]]} of every month", f"FREQ=MONTHLY;BYDAY={d[0][0]}{CODES[d[1]]}", weekly=False
        )
    )
    numbered = st.integers(1, 28).map(
        lambda day: Again(f"on the {ordinal(day)} of each month", f"FREQ=MONTHLY;BYMONTHDAY={day}", weekly=False)
    )
    plain = st.sampled_from([Again("daily", "FREQ=DAILY"), Again("every day", "FREQ=DAILY")])
    return st.one_of(on_days, steps, other, monthly, numbered, plain).flatmap(_ended)


def _ended(said: Again) -> st.SearchStrategy[Again]:
    hours = st.none() | st.tuples(CLOCKS, st.sampled_from(CLOCK_FORMS))
    ends = st.none() | st.integers(2, 50)
    return st.tuples(hours, ends).map(
        lambda d: Again(
            f"{said.words}{f' {d[0][1](d[0][0])}' if d[0] else ''}{f' {d[1]} times' if d[1] else ''}",
            f"{said.rule}{f';COUNT={d[1]}' if d[1] else ''}",
            d[0][0] if d[0] else None,
            said.weekly,
        )
    )


def _listed(words: list[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} and {last}" if others else last


def _codes(days: list[int]) -> str:
    return ",".join(CODES[day] for day in days)


REFERENCES = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 20))  # noqa: DTZ001 - made aware where it is used
