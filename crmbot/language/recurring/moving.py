"""What becomes of a rule when one of its days is moved, or when it begins another day."""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import TypeVar

from crmbot.language.recurring.occurring import first_day
from crmbot.language.recurring.rules import Day, Rule
from crmbot.language.recurring.values import Repeat
from crmbot.language.when import When

_WEEK = 7
_Day = TypeVar("_Day", int, Day)


def moved(rule: Rule, old: date, new: date) -> Rule:
    """Return the rule that gives a new day instead of one of its days, and its other days as before.

    An end by day goes along, so that as many are left. Args: `rule`: with its days said.
    """
    if old == new:
        return rule
    until = rule.until + (new - old) if rule.until is not None else None
    whole = replace(rule, until=until)
    match rule.frequency:
        case "WEEKLY":
            return replace(whole, days=_replaced(rule.days, lambda day: day[1] == old.weekday(), (0, new.weekday())))
        case "MONTHLY" | "YEARLY":
            months = (new.month,) if rule.frequency == "YEARLY" and rule.months else rule.months
            return _in_month(replace(whole, months=months), old, new)
        case _:
            return whole


def _in_month(rule: Rule, old: date, new: date) -> Rule:
    if rule.places:
        return replace(rule, days=(), places=(), month_days=(new.day,))
    if rule.days and not (rule.frequency == "YEARLY" and not rule.months):
        from_end = any(nth < 0 and _is_nth(old, (nth, day)) for nth, day in rule.days)
        return replace(rule, days=_replaced(rule.days, lambda day: _is_nth(old, day), _nth(new, from_end=from_end)))
    if rule.days:
        return replace(rule, days=(), months=(new.month,), month_days=(new.day,))
    return replace(rule, month_days=_replaced(rule.month_days, lambda day: _is_day(old, day), new.day))


def _replaced(days: tuple[_Day, ...], is_old: Callable[[_Day], bool], new: _Day) -> tuple[_Day, ...]:
    return tuple(sorted({new if is_old(day) else day for day in days}))


def _is_nth(on: date, day: Day) -> bool:
    return day == _nth(on, from_end=day[0] < 0)


def _nth(on: date, *, from_end: bool) -> Day:
    if from_end:
        return -((monthrange(on.year, on.month)[1] - on.day) // _WEEK + 1), on.weekday()
    return (on.day - 1) // _WEEK + 1, on.weekday()


def _is_day(on: date, day: int) -> bool:
    last = monthrange(on.year, on.month)[1]
    return on.day == (min(day, last) if day > 0 else last + day + 1)


def starting(repeat: Repeat, when: When) -> Repeat | None:
    """Return a repetition that begins with its first day on or after another, at its hour; None when it is over then.

    What was said of the days stays: a Tuesday in front of "every Monday" begins the Monday behind it.
    """
    if when.at is not None and when.instant() == repeat.first.instant():
        return repeat  # the zone it was said in stays
    first = first_day(repeat.parsed, when.on)
    if first is None:
        return None
    at = when.at if when.at is not None else repeat.first.at
    zone = when.zone if when.at is not None else repeat.first.zone
    return Repeat(repeat.rule, When(first, at, zone, repeat.first.part), repeat.ends)
