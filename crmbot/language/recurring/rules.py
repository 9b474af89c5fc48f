"""Rules of RFC 5545 in their parts, written and read as the value of an RRULE."""

import calendar
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal, cast

Frequency = Literal["MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"]

DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
WORK_DAYS = tuple((0, day) for day in range(5))
WEEKEND = ((0, 5), (0, 6))

_FREQUENCIES = frozenset({"MINUTELY", "HOURLY", "DAILY", "WEEKLY", "MONTHLY", "YEARLY"})
_ALWAYS_THERE = 28  # every month has so many days
_LONGEST_MONTH = 31
_FEBRUARY, _LEAP_YEAR = 2, 2024
_PARTS = frozenset(
    {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "UNTIL", "COUNT", "WKST"},
)
_LONGEST = 400
_WEEKS_OF_MONTH, _WEEKS_OF_YEAR = 5, 53
MOST_PLACES = 20  # no month has more work days that are sure to come
MOST = 1000
"""So many times at most, and so many days, weeks, months or years apart at most."""

Day = tuple[int, int]
"""Which one of a weekday in the month or year, 0 for each of them, and the weekday, 0 for Monday."""


@dataclass(frozen=True, slots=True)
class Rule:
    """How often, on which days, until when. `month_days` count from the end where they are below 0.

    `places`: which of its `days` a month takes; its last work day is the one at -1.

    A day of the month that some months lack stands for their last one: the 31st is 28 February.
    """

    frequency: Frequency
    interval: int = 1
    days: tuple[Day, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    until: date | None = None
    count: int | None = None
    week_start: int = 0
    places: tuple[int, ...] = ()

    def text(self) -> str:
        """Write it as the value of an RRULE."""
        parts = [f"FREQ={self.frequency}"]
        parts += [f"INTERVAL={self.interval}"] if self.interval > 1 else []
        parts += [f"BYMONTH={_joined(self.months)}"] if self.months else []
        parts += self._month_days()
        parts += [f"BYDAY={','.join(map(_day_text, self.days))}"] if self.days else []
        parts += [f"BYSETPOS={_joined(self.places)}"] if self.places else []
        parts += [f"WKST={DAY_CODES[self.week_start]}"] if self.week_start and self.interval > 1 else []
        parts += [f"UNTIL={self.until:%Y%m%d}"] if self.until is not None else []
        parts += [f"COUNT={self.count}"] if self.count is not None else []
        return ";".join(parts)

    def _month_days(self) -> list[str]:
        days, places = self.clamped()
        if not days:
            return []
        return [f"BYMONTHDAY={_joined(days)}", *([f"BYSETPOS={_joined(places)}"] if places else [])]

    def clamped(self) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return the days of the month to look at, and which of those a month has to take; none for all.

        The last of the 28th to the 31st that a month has is its 31st.
        """
        always = self._always_there()
        early = sorted(day for day in self.month_days if 0 < day <= always)
        late = [day for day in self.month_days if day > always]
        if len(late) != 1 or len(early) + 1 != len(self.month_days) or max(early, default=0) > _ALWAYS_THERE:
            return self.month_days, ()
        before = [day for day in early if day < _ALWAYS_THERE]
        return (*before, *range(_ALWAYS_THERE, late[0] + 1)), (*range(1, len(early) + 1), -1)

    def _always_there(self) -> int:
        """Return the last day that each month it speaks of has in each year."""
        if len(self.months) != 1:
            return _ALWAYS_THERE
        # 29 February is the one day of a named month that is there in some years only.
        return _ALWAYS_THERE if self.months[0] == _FEBRUARY else days_in(self.months[0])

    @property
    def comes(self) -> bool:
        """Tell whether there is ever such a day: there is no 30 February, and no sixth Monday of a month."""
        most = max((days_in(month) for month in self.months), default=_LONGEST_MONTH)
        weeks = _WEEKS_OF_YEAR if self.frequency == "YEARLY" and not self.months else _WEEKS_OF_MONTH
        return all(abs(day) <= most for day in self.month_days) and all(abs(nth) <= weeks for nth, _ in self.days)

    def beginning(self, first: date) -> "Rule":
        """Return it with the days said that it leaves to its first day: weekly is on that weekday."""
        if self.days or self.month_days:
            return self
        match self.frequency:
            case "WEEKLY":
                return replace(self, days=((0, first.weekday()),))
            case "MONTHLY":
                return replace(self, month_days=(first.day,))
            case "YEARLY":
                return replace(self, months=self.months or (first.month,), month_days=(first.day,))
            case _:
                return self


def days_in(month: int) -> int:
    """Return the most days a month has, those of a leap year."""
    return calendar.monthrange(_LEAP_YEAR, month)[1]


def parse_rule(text: str) -> Rule | None:
    """Read the value of an RRULE; None for one that says what we do not keep, or nothing of the kind."""
    if len(text) > _LONGEST:
        return None
    pairs = [part.partition("=") for part in text.strip().upper().removeprefix("RRULE:").split(";") if part]
    said = {key: value for key, _, value in pairs}
    if said.get("FREQ") not in _FREQUENCIES or not said.keys() <= _PARTS:
        return None
    try:
        return _rule(said)
    except (ValueError, KeyError):
        return None


def _rule(said: dict[str, str]) -> Rule:
    """Make the rule of its parts. Raises `ValueError` or `KeyError` for parts that mean nothing."""
    interval, count = int(said.get("INTERVAL", "1")), said.get("COUNT")
    if not 1 <= interval <= MOST or not 1 <= int(count or 1) <= MOST:
        raise ValueError(said)
    rule = Rule(
        frequency=cast("Frequency", said["FREQ"]),  # looked at above
        interval=interval,
        days=tuple(_day(text) for text in _list(said.get("BYDAY"))),
        month_days=tuple(_within(text, _LONGEST_MONTH) for text in _list(said.get("BYMONTHDAY"))),
        months=tuple(_within(text, 12) for text in _list(said.get("BYMONTH"))),
        until=_until(said["UNTIL"]) if "UNTIL" in said else None,
        count=int(count) if count is not None else None,
        week_start=DAY_CODES.index(said.get("WKST", "MO")),
    )
    whole = _unclamped(rule, tuple(int(text) for text in _list(said.get("BYSETPOS"))))
    if not whole.comes:
        raise ValueError(said)
    return whole


def _unclamped(rule: Rule, places: tuple[int, ...]) -> Rule:
    """Read the last of the days from 28 on back as the day that was said."""
    if not places:
        return rule
    if rule.days and not rule.month_days:
        return _placed(rule, places)
    early = rule.month_days[: len(places) - 1]
    whole = replace(rule, month_days=tuple(dict.fromkeys((*early, max(rule.month_days)))))
    if whole.clamped() != (rule.month_days, places):
        raise ValueError(places)  # places among days are kept for this one purpose
    return whole


def _placed(rule: Rule, places: tuple[int, ...]) -> Rule:
    """Read the last work day of a month. Raises `ValueError` for places that mean nothing."""
    plain = all(nth == 0 for nth, _ in rule.days)
    if rule.frequency not in {"MONTHLY", "YEARLY"} or not plain or not all(0 < abs(at) <= MOST_PLACES for at in places):
        raise ValueError(places)
    return replace(rule, places=places)


def _list(text: str | None) -> Iterable[str]:
    return text.split(",") if text else ()


def _joined(numbers: Iterable[int]) -> str:
    return ",".join(map(str, numbers))


def _day_text(day: Day) -> str:
    return f"{day[0] or ''}{DAY_CODES[day[1]]}"


def _day(text: str) -> Day:
    return int(text[:-2] or 0), DAY_CODES.index(text[-2:])


def _within(text: str, most: int) -> int:
    number = int(text)
    if not 1 <= abs(number) <= most:
        raise ValueError(text)
    return number


def _until(text: str) -> date:
    return datetime.strptime(text[:8], "%Y%m%d").date()  # noqa: DTZ007  # a local day
