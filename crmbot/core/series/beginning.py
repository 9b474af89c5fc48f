"""How a series begins, goes on when one of its tasks is done, and ends."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from crmbot.core import permissions, records, reminders
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.series import ahead, pattern, rows
from crmbot.core.series.rows import Occurrence
from crmbot.language import recurring
from crmbot.language.recurring import Repeat
from crmbot.store.models.activity import Task
from crmbot.store.models.recurrence import Recurrence

_TOO_OFTEN = frozenset({"MINUTELY", "HOURLY"})


def start(ctx: Context, activity: Occurrence, repeat: Repeat) -> Recurrence:
    """Have a task or an event come again; it is the first of its series, at the first time by the rule.

    Its own time, if it has one, is where the series begins. Raises `NotAllowed`, `Conflict` for one that is of a series
    or over, and `InvalidInput` for a rule that has ended before, or comes more than once a day.
    """
    permissions.require(ctx, activity, "edit")
    if activity.recurrence_id is not None:
        raise Conflict(activity.title, "comes again already", record_id=activity.id)
    if not rows.is_open(activity):
        raise Conflict(activity.title, "is over already", record_id=activity.id)
    recurrence = _begun(ctx, activity, _from_its_time(activity, repeat))
    records.remember(ctx, activity)
    return recurrence


def _from_its_time(activity: Occurrence, repeat: Repeat) -> Repeat:
    if repeat.parsed.frequency in _TOO_OFTEN:
        raise InvalidInput("every", repeat.rule, "a series comes once a day at most")
    known = rows.time_of(activity)
    begun = recurring.starting(repeat, known) if known is not None else repeat
    if begun is None:
        raise InvalidInput("every", repeat.rule, "the end is before the start")
    return begun


def _begun(ctx: Context, activity: Occurrence, repeat: Repeat) -> Recurrence:
    """Make the recurrence an occurrence is the first of, and what stands ahead of now."""
    first = repeat.first
    if rows.time_of(activity) != first:
        rows.put(activity, first, pattern.length_of(activity))
    recurrence = Recurrence(
        kind=activity.kind,
        rule=repeat.parsed.beginning(first.on).text(),
        first_on=first.on,
        at=first.at,
        zone=first.zone,
        pattern=dict(pattern.capture(ctx.session, activity)),
        made_until=first.on,
        reminded_until=first.on,
    )
    ctx.session.add(recurrence)
    ctx.session.flush()
    activity.recurrence_id, activity.occurrence_on = recurrence.id, first.on
    ctx.session.flush()
    reminders.sync(ctx, activity)
    ahead.extend(ctx, recurrence, activity)
    return recurrence


def follow(ctx: Context, changed: Sequence[Task]) -> list[Occurrence]:
    """Make the next of each series whose last task is done or cancelled; call it after tasks have changed.

    Returns what was made; nothing for tasks of no series, and when the next one is there.
    """
    in_series = [task for task in changed if task.recurrence_id is not None and task.deleted_at is None]
    closed = [task for task in in_series if not task.is_open]
    if not closed:
        return []
    found = {row.id: row for row in _locked(ctx, [task.recurrence_id for task in closed])}
    made: list[Occurrence] = []
    for task in closed:
        recurrence = found.get(task.recurrence_id or 0)
        if recurrence is not None and recurrence.is_active and recurrence.made_until == task.occurrence_on:
            made += ahead.make_next(ctx, recurrence, task)
    return made


def after_done(ctx: Context, task: Task) -> Occurrence | None:
    """Make the next of a series when its last task is done or cancelled; None when there is none to make."""
    return next(iter(follow(ctx, [task])), None)


def _locked(ctx: Context, ids: Sequence[int | None]) -> Sequence[Recurrence]:
    """Return recurrences, kept from those who would make the same occurrence at the same time."""
    numbers = sorted({number for number in ids if number is not None})
    statement = select(Recurrence).where(Recurrence.id.in_(numbers)).order_by(Recurrence.id).with_for_update()
    return ctx.session.scalars(statement.execution_options(populate_existing=True)).all()


def locked(ctx: Context, activity: Occurrence) -> Recurrence:
    """Return the recurrence of an occurrence for a change. Raises `Conflict` for what is of no series."""
    ctx.session.flush()
    found = _locked(ctx, [activity.recurrence_id]) if activity.recurrence_id is not None else ()
    if not found or activity.occurrence_on is None:
        raise Conflict(activity.title, "does not come again", record_id=activity.id)
    return found[0]


def give(ctx: Context, given: Sequence[Occurrence], before: int, to: int) -> None:
    """Have series go on with somebody in the place of another: call it after they went over."""
    for recurrence in _locked(ctx, [activity.recurrence_id for activity in given]):
        if recurrence.is_active:
            recurrence.pattern = dict(pattern.given(pattern.pattern_of(recurrence), before, to))
    ctx.session.flush()


def stop(ctx: Context, activity: Occurrence) -> int:
    """End a series behind an occurrence, or behind today if that is later; return how many were put away.

    What its day has come for stays. Raises `NotAllowed`, `Conflict` for what is of no series, or over already.
    """
    permissions.require(ctx, activity, "edit")
    recurrence = locked(ctx, activity)
    assert activity.occurrence_on is not None  # it is of a series
    last = max(activity.occurrence_on, ctx.today)
    left = [row for row in rows.of_series(ctx.session, recurrence, since=last) if _is_behind(row, last)]
    if not left and next(ahead.days_of(recurrence, recurrence.made_until), None) is None:
        raise Conflict(activity.title, "is the last of its series already", record_id=activity.id)
    for row in left:
        row.deleted_at = ctx.now
    end(recurrence, last)
    ctx.session.flush()
    reminders.sync(ctx, *left)
    records.remember(ctx, activity)
    return len(left)


def _is_behind(row: Occurrence, last: date) -> bool:
    return rows.is_open(row) and row.occurrence_on is not None and row.occurrence_on > last


def end(recurrence: Recurrence, last: date) -> None:
    """Have no occurrence come behind a day; one that would have none at all is over."""
    rule = recurring.parse_rule(recurrence.rule)
    assert rule is not None  # it was written by one
    if last < recurrence.first_on:
        recurrence.is_active = False
    else:
        recurrence.rule = replace(rule, until=last, count=None).text()
    recurrence.made_until = min(recurrence.made_until or last, max(last, recurrence.first_on))
    recurrence.next_at = None
