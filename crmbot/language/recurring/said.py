"""What the words of a repetition say, piece by piece, before they are put together."""

from dataclasses import dataclass, fields, replace

from crmbot.language.recurring.rules import Day, Frequency
from crmbot.language.when.compose import Group
from crmbot.language.when.pieces import Clock, NamedMonth, Shift


@dataclass(frozen=True, slots=True)
class Said:
    """What some words say of a repetition; None and empty where they are silent.

    `places` are those of `days` in a month ("the last work day"), `within` is the month or week all of it lies in
    ("every day next week"), `length` how long it goes on, `minutes` how long each one lasts.
    """

    frequency: Frequency | None = None
    interval: int | None = None
    days: tuple[Day, ...] = ()
    but: tuple[Day, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    places: tuple[int, ...] = ()
    clock: Clock | None = None
    part: str | None = None
    count: int | None = None
    length: Shift | None = None
    minutes: int | None = None
    until: Group | None = None
    start: Group | None = None
    within: Group | None = None


Match = tuple[Said, int]
"""What was said, and the place behind it."""


def together(first: Said, more: Said) -> Said | None:
    """Put two pieces together; None when both speak of the same thing and do not agree."""
    if first.frequency and more.frequency:
        return _both(first, more)
    more = _fitted(first, more)
    merged: dict[str, object] = {}
    for name in (field.name for field in fields(Said)):
        one, other = getattr(first, name), getattr(more, name)
        if one and other and one != other:
            return None
        merged[name] = other if one in (None, ()) else one
    return Said(**merged) if _agrees(first, more) else None  # type: ignore[arg-type]  # each under its own name


def _both(first: Said, more: Said) -> Said | None:
    """Put "every Monday" and "every Wednesday" together, which are one."""
    if first.frequency != more.frequency or first.interval != more.interval or not (first.days and more.days):
        return None
    days = tuple(sorted({*first.days, *more.days}))
    return together(replace(first, frequency=None, days=days), replace(more, days=())) and replace(
        first, days=days, clock=first.clock or more.clock
    )


def _fitted(first: Said, more: Said) -> Said:
    """Read days behind "every month": a Monday without a number is its first one; so is "every year in March"."""
    month = more.within.days[0] if more.within is not None and len(more.within.days) == 1 else None
    if first.frequency == "YEARLY" and isinstance(month, NamedMonth) and month.year is None and month.count == 1:
        return replace(more, within=None, months=(month.month,), month_days=(1,))
    plain = all(nth == 0 for nth, _ in more.days)
    if first.frequency == "MONTHLY" and more.days and plain and not more.places:
        return replace(more, days=tuple((1, day) for _, day in more.days))
    return more


def _agrees(first: Said, more: Said) -> bool:
    """Tell whether the days fit how often it comes: there is no 22nd in a week."""
    numbered = bool(more.month_days or more.places) or any(nth for nth, _ in more.days)
    match first.frequency:
        case "DAILY" | "HOURLY" | "MINUTELY":
            return not (numbered or more.months or (more.days and first.frequency != "DAILY"))
        case "WEEKLY":
            return not (numbered or more.months) and not (first.days and more.days)
        case "MONTHLY":
            said = first.days or first.month_days
            return not more.months and not (said and (numbered or more.days))
        case _:
            return True
