"""Repetitions as people see them: "every 2 weeks on Tuesday and Thursday 9:00 until 30 June 2025"."""

from collections.abc import Sequence
from datetime import date, time

from crmbot.language.recurring.rules import WEEKEND, WORK_DAYS, Day, Rule

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_UNITS = {
    "MINUTELY": "minute",
    "HOURLY": "hour",
    "DAILY": "day",
    "WEEKLY": "week",
    "MONTHLY": "month",
    "YEARLY": "year",
}
_NTHS = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth"}
_QUARTER = 3
_TEENS = range(11, 14)


def words(rule: Rule, first: date, *, at: time | None = None, ends: time | None = None) -> str:
    """Write a rule as people say it, with the hour and the end.

    Args: `first`: the first day, which says what the rule leaves unsaid.
    """
    said = _pattern(rule.beginning(first))
    hour = f" {_hour(at)}" if at is not None else ""
    until_hour = f"–{_hour(ends)}" if ends is not None and at is not None else ""
    return f"{said}{hour}{until_hour}{_end(rule)}"


def _pattern(rule: Rule) -> str:
    match rule.frequency:
        case "WEEKLY":
            return _weekly(rule)
        case "MONTHLY":
            return f"{_every(rule)} on {_month_days(rule)}"
        case "YEARLY":
            return f"{_every(rule)} on {_year_days(rule)}"
        case _:
            return _every(rule)


def _every(rule: Rule) -> str:
    unit = _UNITS[rule.frequency]
    if rule.frequency == "MONTHLY" and rule.interval == _QUARTER:
        return "every quarter"
    return f"every {unit}" if rule.interval == 1 else f"every {rule.interval} {unit}s"


def _weekly(rule: Rule) -> str:
    if rule.interval > 1:
        return f"{_every(rule)} on {_weekdays(rule.days)}"
    return "every work day" if rule.days == WORK_DAYS else f"every {_weekdays(rule.days)}"


def _weekdays(days: Sequence[Day]) -> str:
    if tuple(days) == WEEKEND:
        return "Saturday and Sunday"
    return _list([_WEEKDAYS[day] for _, day in days])


def _month_days(rule: Rule) -> str:
    if rule.places:
        return _places(rule)
    if rule.days:
        return f"the {_list([_nth_weekday(day) for day in rule.days])}"
    return f"the {_list([_day_of_month(day) for day in rule.month_days])}"


def _year_days(rule: Rule) -> str:
    months = _list([_MONTHS[month - 1] for month in rule.months])
    if rule.days:
        named = _places(rule) if rule.places else f"the {_list([_nth_weekday(day) for day in rule.days])}"
        return f"{named}{f' of {months}' if months else ''}"
    if min(rule.month_days) > 0:
        return f"{_list([str(day) for day in rule.month_days])} {months}".strip()
    return f"the {_list([_day_of_month(day) for day in rule.month_days])} of {months}"


def _places(rule: Rule) -> str:
    """Say which of its days a month takes: the last work day."""
    some = "work day" if rule.days == WORK_DAYS else " or ".join(_WEEKDAYS[day] for _, day in rule.days)
    return f"the {_list([_nth(place) for place in rule.places])} {some}"


def _nth_weekday(day: Day) -> str:
    nth, weekday = day
    return f"{_nth(nth)} {_WEEKDAYS[weekday]}" if nth else _WEEKDAYS[weekday]


def _nth(nth: int) -> str:
    if nth == -1:
        return "last"
    return f"{_NTHS.get(-nth, str(-nth))} last" if nth < 0 else _NTHS.get(nth, _ordinal(nth))


def _day_of_month(day: int) -> str:
    if day < 0:
        return "last day" if day == -1 else f"{_nth(day)} day"
    return _ordinal(day)


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in _TEENS else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _list(words_: Sequence[str]) -> str:
    *others, last = words_ or [""]
    return f"{', '.join(others)} and {last}" if others else last


def _hour(at: time) -> str:
    return f"{at.hour}:{at:%M}"


def _end(rule: Rule) -> str:
    if rule.until is not None:
        return f" until {rule.until.day} {_MONTHS[rule.until.month - 1]} {rule.until.year}"
    if rule.count is None:
        return ""
    return ", once" if rule.count == 1 else f", {rule.count} times"
