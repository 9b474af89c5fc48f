"""The days on which a rule comes, and the times on them."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from crmbot.language.recurring.rules import Rule
from crmbot.language.recurring.values import Repeat
from crmbot.language.when import When

if TYPE_CHECKING:
    from dateutil.rrule import rrule, weekday

_FAR = timedelta(days=366 * 100)
"""Nobody looks further ahead."""
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MONTHS = 12


def days(
    rule: Rule, first: date, *, after: date | None = None, left_out: Collection[date] = frozenset()
) -> Iterator[date]:
    """Give the days of a rule from its first one on, or those behind a day; the days that were left out count along.

    Args: `first`: a day the rule gives.
    """
    whole = rule.beginning(first)
    start = _moved_up(whole, first, after) if after is not None else first
    for at in _expanded(whole, start):
        day = at.date()
        if (after is None or day > after) and day not in left_out:
            yield day


def first_day(rule: Rule, start: date) -> date | None:
    """Give the first day of a rule that is not before another; None when there is none.

    Every other Tuesday begins with the next one: it is what the weeks are counted from.
    """
    found = next(iter(_expanded(replace(rule.beginning(start), interval=1), start)), None)
    return found.date() if found is not None else None


def times(repeat: Repeat) -> Iterator[When]:
    """Give the times of a repetition, at its wall time in its zone, whatever the clocks do."""
    at, zone, part = repeat.first.at, repeat.first.zone, repeat.first.part
    return (When(day, at, zone, part) for day in days(repeat.parsed, repeat.first.on))


def _expanded(rule: Rule, start: date) -> "rrule":
    from dateutil import rrule as dateutil  # takes its time to be loaded

    month_days, places = rule.clamped()
    return dateutil.rrule(
        getattr(dateutil, rule.frequency),
        dtstart=datetime.combine(start, time()),
        interval=rule.interval,
        wkst=rule.week_start,
        count=rule.count,
        until=datetime.combine(min(rule.until or date.max, _far(start)), time()) if rule.count is None else None,
        bysetpos=places or rule.places or None,
        bymonth=rule.months or None,
        bymonthday=month_days or None,
        byweekday=[_weekday(nth, day) for nth, day in rule.days] or None,
        cache=False,
    )


def _far(start: date) -> date:
    return start + _FAR if start < date.max - _FAR else date.max


def _weekday(nth: int, day: int) -> "weekday":
    from dateutil.rrule import weekday

    return weekday(day, nth or None)


def _moved_up(rule: Rule, first: date, after: date) -> date:
    """Return where counting may begin instead, so that an old series costs no more than a new one.

    One that ends by its number must be counted from its first.
    """
    if rule.count is not None or after <= first:
        return first
    match rule.frequency:
        case "DAILY":
            return first + (after - first) // (_DAY * rule.interval) * rule.interval * _DAY
        case "WEEKLY":
            return first + (after - first) // (_WEEK * rule.interval) * rule.interval * _WEEK
        case "MONTHLY" | "YEARLY":
            step = rule.interval * (1 if rule.frequency == "MONTHLY" else _MONTHS)
            return _first_of_step(first, after, step)
        case _:
            return first


def _first_of_step(first: date, after: date, step: int) -> date:
    """Return the first day of the last month or year that counts and has begun by a day."""
    begun = (after.year - first.year) * _MONTHS + after.month - first.month
    if step % _MONTHS == 0:
        begun = (after.year - first.year) * _MONTHS
    month = begun // step * step
    if month <= 0:
        return first
    start = first.month - 1 if step % _MONTHS else 0
    return date(first.year + (start + month) // _MONTHS, (start + month) % _MONTHS + 1, 1)
