"""Makes what was said of a repetition into a rule with its first day, or says what is wrong with it."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from crmbot.language.recurring.lists import exists
from crmbot.language.recurring.occurring import days, first_day
from crmbot.language.recurring.rules import MOST, Day, Rule
from crmbot.language.recurring.said import Said
from crmbot.language.recurring.values import Repeat, Trouble
from crmbot.language.when import When
from crmbot.language.when.compose import Group
from crmbot.language.when.pieces import Clock, NamedMonth, Period, Reference, Shift, add_months, week_of
from crmbot.language.when.resolve import resolve

_DAY = timedelta(days=1)
_YEAR = timedelta(days=366)
_NOON = 12
_MONTHS_IN = {"month": 1, "quarter": 3, "year": 12}
_EVERY_DAY: tuple[Day, ...] = tuple((0, day) for day in range(7))


@dataclass(frozen=True, slots=True)
class Composed:
    """What the words came to: a repetition, or what is wrong; both where it is known what was meant."""

    repeat: Repeat | None
    trouble: Trouble | None = None


def compose(said: Said, ref: Reference) -> Composed:
    """Say what the words of a repetition mean."""
    trouble = _wrong_figures(said)
    if trouble is not None:
        return Composed(None, trouble)
    rule = _rule(said, ref)
    if rule is None:
        return Composed(None, "no_days")
    there = _there(said, ref)
    start, limit = _bounds(said, there)
    if start is None:
        return Composed(None, "no_such_date")
    return _begun(said, rule if limit is None else _until_its_last(rule, start, limit), there, start)


def _until_its_last(rule: Rule, start: date, limit: date) -> Rule:
    """End a rule with the last day it gives in a week or month: "every Sunday in December" ends with a Sunday."""
    within = replace(rule, until=limit)
    first = first_day(within, start)
    last = max(days(within, first), default=limit) if first is not None and limit - first <= _YEAR else limit
    return replace(rule, until=last)


def _wrong_figures(said: Said) -> Trouble | None:
    if said.interval is not None and not 1 <= said.interval <= MOST:
        return "interval"
    if said.count is not None and not 1 <= said.count <= MOST:
        return "repetitions"
    if said.length is not None and (said.length.days, said.length.months, said.length.working_days) == (0, 0, 0):
        return "repetitions"
    return None if exists(said) else "no_such_date"


def _rule(said: Said, ref: Reference) -> Rule | None:
    """Put the parts of a rule together; None when all its days are taken out again."""
    assert said.frequency is not None  # a head says how often
    frequency, named = said.frequency, said.days
    if frequency == "DAILY" and (named or said.but) and (said.interval or 1) == 1:
        frequency, named = "WEEKLY", named or _EVERY_DAY
    named = tuple(day for day in named if day not in said.but)
    if said.but and not named:
        return None
    week_start = ref.conventions.week_start if frequency == "WEEKLY" else 0
    return Rule(
        frequency,
        said.interval or 1,
        named,
        said.month_days,
        said.months,
        count=said.count,
        week_start=week_start,
        places=said.places,
    )


def _there(said: Said, ref: Reference) -> Reference:
    """Return the reference in the zone that was said with the hour."""
    if said.clock is None or said.clock.zone is None or said.clock.zone[0] in "+-":
        return ref
    zone = "UTC" if said.clock.zone == "Z" else said.clock.zone
    return Reference(ref.now, ref.now.astimezone(ZoneInfo(zone)).replace(tzinfo=None), zone, ref.conventions)


def _bounds(said: Said, ref: Reference) -> tuple[date | None, date | None]:
    """Return the day it may begin with, None for one that does not exist, and the last of the time it lies in."""
    start, limit = ref.today, None
    if said.within is not None:
        begin, end = _edges(said.within, ref)
        if begin is None or end is None:
            return None, None
        start, limit = max(begin, start), end
    if said.start is not None:
        when = resolve(said.start, ref).when
        return (when.on if when is not None else None), limit
    return start, limit


def _edges(group: Group, ref: Reference) -> tuple[date | None, date | None]:
    """Return the first and the last day of a week, month or year."""
    piece = group.days[0] if group.days else None
    if isinstance(piece, Period):
        return _edges_of_period(piece, ref)
    first, last = (resolve(_at_edge(group, edge), ref).when for edge in ("start", "end"))
    return (first.on if first else None), (last.on if last else None)


def _edges_of_period(period: Period, ref: Reference) -> tuple[date, date]:
    if period.unit == "week":
        first = week_of(ref.today, ref.conventions.week_start) + timedelta(weeks=period.step)
        return first, first + timedelta(days=6)
    months = _MONTHS_IN[period.unit]
    begun = (ref.today.month - 1) % months
    first = add_months(ref.today.replace(day=1), period.step * months - begun)
    return first, add_months(first, months) - _DAY


def _at_edge(group: Group, edge: str) -> Group:
    """Return the group with its period meant from its first or to its last day."""
    days = [
        replace(piece, edge=edge) if isinstance(piece, (NamedMonth, Period)) else piece  # type: ignore[arg-type]  # each has an edge of its own words
        for piece in group.days
    ]
    return replace(group, days=days)


def _begun(said: Said, rule: Rule, ref: Reference, start: date) -> Composed:
    """Find the first time and the end."""
    at, ends = _hours(said)
    first = first_day(rule, start)
    if first is not None and _is_over(When(first, at, ref.zone), ref) and said.start is None:
        first = first_day(rule, start + _DAY)
    if first is None:
        return Composed(None, "end")
    until, trouble = _until(said, rule, first, ref)
    whole = replace(rule, until=until)
    part = said.part if at is None else None
    repeat = Repeat(whole.text(), When(first, at, ref.zone, part), ends)
    if trouble is None and rule.frequency in {"HOURLY", "MINUTELY"}:
        trouble = "often"
    return Composed(repeat if trouble != "end" else None, trouble)


def _is_over(when: When, ref: Reference) -> bool:
    instant = when.instant()
    return instant is not None and instant < ref.now.replace(second=0, microsecond=0)


def _hours(said: Said) -> tuple[time | None, time | None]:
    if said.clock is None:
        return None, None
    at = _in_part(said.clock, said.part)
    if said.clock.end is None and said.minutes is None:
        return at, None
    ends = said.clock.end.time() if said.clock.end is not None else _after(at, said.minutes or 0)
    return at, ends if ends > at else None


def _after(at: time, minutes: int) -> time:
    whole = (at.hour * 60 + at.minute + minutes) % (24 * 60)
    return time(whole // 60, whole % 60)


def _in_part(clock: Clock, part: str | None) -> time:
    if clock.sure or part is None:
        return clock.time()
    hour = clock.hour % _NOON
    return time(hour if part == "morning" else hour + _NOON, clock.minute)


def _until(said: Said, rule: Rule, first: date, ref: Reference) -> tuple[date | None, Trouble | None]:
    """Return the last day, and what is wrong with it."""
    if said.length is not None:
        return _behind(first, said.length) - _DAY, None
    if said.until is None:
        return rule.until, None
    seen = datetime.combine(first, time(), ZoneInfo(ref.zone))
    from_first = Reference(seen.astimezone(UTC), seen.replace(tzinfo=None), ref.zone, ref.conventions)
    outcome = resolve(_at_edge(said.until, "end"), from_first if first >= ref.today else ref)
    if outcome.when is None:
        return None, "no_such_date"
    return outcome.when.on, "end" if outcome.when.on < first else None


def _behind(first: date, length: Shift) -> date:
    if length.working_days:
        return first + timedelta(days=length.working_days)
    return add_months(first, length.months) + timedelta(days=length.days)
