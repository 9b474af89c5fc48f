"""A series is split, and its later part comes at another time: the old rule ends, a new one goes on."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import islice, takewhile

from crmbot.core.context import Context
from crmbot.core.series import ahead, beginning, rows
from crmbot.core.series.pattern import length_of
from crmbot.core.series.rows import Occurrence
from crmbot.language import recurring
from crmbot.language.recurring import Rule
from crmbot.language.when import When
from crmbot.store.models.recurrence import Recurrence

_DAY = timedelta(days=1)
_ABOUT_A_MONTH = timedelta(days=16)


@dataclass(slots=True)
class GoesOn:
    """The recurrence that goes on, and the numbers of the occurrences that were moved."""

    recurrence: Recurrence
    moved: set[int] = field(default_factory=set)


def split(
    ctx: Context, recurrence: Recurrence, activity: Occurrence, others: Sequence[Occurrence], *, move: bool
) -> GoesOn:
    """End a series before its first occurrence that changes and let a new one go on from there, moved or not.

    One that begins with that occurrence and is not moved needs no second one.
    """
    assert activity.occurrence_on is not None  # it is of a series
    first = min([row.occurrence_on for row in others if row.occurrence_on is not None] + [activity.occurrence_on])
    if first <= recurrence.first_on and not move:
        return GoesOn(recurrence)
    rule = recurring.parse_rule(recurrence.rule)
    assert rule is not None  # it was written by one
    later = replace(rule, count=_left(recurrence, rule, first))
    change = _change(activity, recurrence) if move else _Change(activity.occurrence_on, rows.slot(recurrence, first))
    new = _begun(ctx, recurrence, later, change, first)
    goes_on = GoesOn(new)
    _take_along(ctx, goes_on, recurrence, change, _all_from(ctx, recurrence, activity, others, first, move=move))
    beginning.end(recurrence, first - _DAY)
    ctx.session.flush()
    return goes_on


@dataclass(frozen=True, slots=True)
class _Change:
    """A day by the rule, and when the occurrence of that day is now."""

    day: date
    to: When

    def moved(self, rule: Rule, day: date) -> date:
        """Return where a day goes when the rule does: with its weekday, or with its day of the month."""
        shift = self.to.on - self.day
        if not shift or (rule.frequency == "WEEKLY" and day.weekday() != self.day.weekday()):
            return day
        if rule.frequency in {"DAILY", "WEEKLY"} or day == self.day:
            return day + shift
        near = recurring.days(replace(rule, interval=1, until=None, count=None), day + shift - _ABOUT_A_MONTH)
        return min(islice(near, _A_FEW), key=lambda each: abs(each - day - shift))


_A_FEW = 31


def _change(activity: Occurrence, recurrence: Recurrence) -> _Change:
    to = rows.time_of(activity)
    assert activity.occurrence_on is not None  # it is of a series
    return _Change(activity.occurrence_on, to if to is not None else rows.slot(recurrence, activity.occurrence_on))


def _left(recurrence: Recurrence, rule: Rule, first: date) -> int | None:
    """Return how many of a number of times are left from a day on."""
    if rule.count is None:
        return None
    past = sum(1 for day in recurring.days(rule, recurrence.first_on) if day < first)
    return max(rule.count - past, 1)


def _begun(ctx: Context, old: Recurrence, rule: Rule, change: _Change, first: date) -> Recurrence:
    """Make the recurrence that goes on, its first day where the old one's goes."""
    later = recurring.moved(rule, change.day, change.to.on)
    new = Recurrence(
        kind=old.kind,
        rule=later.text(),
        first_on=change.moved(later, first),
        at=change.to.at,
        zone=change.to.zone,
        left_out=[day for day in old.left_out if date.fromisoformat(day) >= first],
        pattern=old.pattern,
        reminded_until=old.reminded_until,
    )
    ctx.session.add(new)
    ctx.session.flush()
    return new


def _all_from(  # noqa: PLR0913  # who, what of, which, from when
    ctx: Context,
    recurrence: Recurrence,
    activity: Occurrence,
    others: Sequence[Occurrence],
    first: date,
    *,
    move: bool,
) -> list[Occurrence]:
    """Return what goes along, in the order of its days: all that is there from the first one on, or what is moved."""
    found = rows.of_series(ctx.session, recurrence, since=first)
    going = {row.id for row in others} | {activity.id}
    return [row for row in found if not move or row.id in going]


def _take_along(ctx: Context, goes_on: GoesOn, old: Recurrence, change: _Change, going: Sequence[Occurrence]) -> None:
    """Give occurrences to the recurrence that goes on, each on its day there; those behind its end are put away.

    Days between them on which none is there any more are taken out of it.
    """
    new = goes_on.recurrence
    rule = recurring.parse_rule(new.rule)
    assert rule is not None  # it was written by one
    for row in going:
        assert row.occurrence_on is not None  # it is of a series
        day = change.moved(rule, row.occurrence_on)
        by_rule = rows.time_of(row) == rows.slot(old, row.occurrence_on)
        row.recurrence_id, row.occurrence_on = new.id, day
        if by_rule and rows.time_of(row) != rows.slot(new, day):
            rows.put(row, rows.slot(new, day), length_of(row))
            goes_on.moved.add(row.id)
        if rule.until is not None and day > rule.until:
            row.deleted_at = ctx.now
    ctx.session.flush()
    there = {row.occurrence_on for row in going if row.occurrence_on is not None}
    new.made_until = max(there, default=new.first_on)
    made = takewhile(lambda day: day <= (new.made_until or day), ahead.days_of(new))
    new.left_out = [*new.left_out, *(day.isoformat() for day in made if day not in there)]
    ctx.session.flush()
