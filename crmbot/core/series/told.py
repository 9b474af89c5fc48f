"""What is told of a series: how it comes, how often, when next."""

from dataclasses import replace
from datetime import date
from itertools import islice
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select

from crmbot.core import permissions
from crmbot.core.context import Context
from crmbot.core.errors import NotFound
from crmbot.core.permissions import visible
from crmbot.core.series import ahead, rows
from crmbot.core.series.rows import Occurrence
from crmbot.language import recurring
from crmbot.language.when import When
from crmbot.store.models.activity import Activity, Event, EventStatus, Task
from crmbot.store.models.recurrence import Recurrence

_SHOWN = 3
_LISTED = 20
_COUNTED = 1000


def of(ctx: Context, activity: Activity) -> Recurrence | None:
    """Return the recurrence an activity is an occurrence of; None for one that comes once."""
    if activity.recurrence_id is None:
        return None
    recurrence = ctx.session.get(Recurrence, activity.recurrence_id)
    return recurrence if recurrence is not None and recurrence.is_active else None


def named(ctx: Context, number: int) -> Occurrence:
    """Return an occurrence by its number, put away or not. Raises `NotFound` for what the actor did not see."""
    # lint: unscoped whether the actor sees it is asked of it next
    found = ctx.session.get(Activity, number)
    if not isinstance(found, (Task, Event)) or found.recurrence_id is None or not permissions.may(ctx, found, "see"):
        raise NotFound(f"#{number}", ("task", "event"))
    return found


def mine(ctx: Context, limit: int = _LISTED) -> list[tuple[Occurrence, Recurrence]]:
    """Return the series whose next occurrence is the actor's, each with that one, the next first."""
    coming = (
        select(Activity.recurrence_id, func.min(Activity.occurrence_on).label("day"))
        .where(visible(ctx, ["task", "event"]), Activity.owner_id == ctx.actor.id, _still_open(ctx))
        .group_by(Activity.recurrence_id)
        .subquery()
    )
    same = and_(Activity.recurrence_id == coming.c.recurrence_id, Activity.occurrence_on == coming.c.day)
    statement = (
        select(Activity, Recurrence)
        .join(coming, same)
        .join(Recurrence, Recurrence.id == Activity.recurrence_id)
        .where(visible(ctx, ["task", "event"]), Recurrence.is_active)
        .order_by(Activity.occurrence_on, Activity.id)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in ctx.session.execute(statement) if isinstance(row[0], (Task, Event))]


def _still_open(ctx: Context) -> ColumnElement[bool]:
    to_come = and_(Activity.event_status == EventStatus.PLANNED, Activity.ends_at > ctx.now)
    return and_(Activity.recurrence_id.is_not(None), or_(Activity.status.in_(Task.OPEN), to_come))


def rhythm(recurrence: Recurrence) -> str:
    """Return how a series comes in words that read back: `every Monday 9:00 until 30 June 2025`."""
    rule = recurring.parse_rule(recurrence.rule)
    return recurring.words(rule, recurrence.first_on, at=recurrence.at) if rule is not None else ""


def words(recurrence: Recurrence) -> str:
    """Return how a series comes, as people say it: `every Monday 9:00 until 30 June 2025, 16 times`."""
    rule = recurring.parse_rule(recurrence.rule)
    times = total(recurrence) if rule is not None and rule.until is not None else None
    return rhythm(recurrence) + (_times(times) if times else "")


def _times(number: int) -> str:
    return ", once" if number == 1 else f", {number} times"


def pace(recurrence: Recurrence) -> str:
    """Return how a series comes without its end: `every Monday 9:00`."""
    rule = recurring.parse_rule(recurrence.rule)
    if rule is None:
        return ""
    return recurring.words(replace(rule, until=None, count=None), recurrence.first_on, at=recurrence.at)


def total(recurrence: Recurrence) -> int | None:
    """Return how many occurrences a series has in all; None for one without an end, or with very many."""
    rule = recurring.parse_rule(recurrence.rule)
    if rule is None or (rule.until is None and rule.count is None):
        return None
    number = sum(1 for _ in islice(ahead.days_of(recurrence), _COUNTED + 1))
    return number if number <= _COUNTED else None


def next_dates(ctx: Context, recurrence: Recurrence, after: date | None, limit: int = _SHOWN) -> list[When]:
    """Return when a series comes next, behind a day or else behind today, at most `limit` of them.

    Those that were moved stand at their own time; those that were cancelled or put away are left out.
    """
    day = after if after is not None else ctx.now.astimezone(_zone(recurrence)).date()
    made = _made_behind(ctx, recurrence, day)
    found: list[When] = []
    for each in ahead.days_of(recurrence, day):
        row = made.get(each)
        at = rows.slot(recurrence, each) if row is None else rows.time_of(row)
        if at is not None and (row is None or rows.is_open(row)):
            found.append(at)
        if len(found) == limit or (row is None and len(made) >= _MOST_LOOKED_AT):
            break
    return found


_MOST_LOOKED_AT = 30


def _made_behind(ctx: Context, recurrence: Recurrence, day: date) -> dict[date, Occurrence]:
    """Return the next occurrences that are there as rows."""
    model = rows.model_of(recurrence)
    # lint: unscoped the days of a series are told to whoever sees one of it, nothing else of the others
    statement = (
        select(model)
        .where(model.recurrence_id == recurrence.id, model.occurrence_on > day)
        .order_by(model.occurrence_on)
        .limit(_MOST_LOOKED_AT)
    )
    found = ctx.session.scalars(statement)
    return {row.occurrence_on: row for row in found if row.occurrence_on is not None and isinstance(row, (Task, Event))}


def _zone(recurrence: Recurrence) -> ZoneInfo:
    return ZoneInfo(recurrence.zone)
