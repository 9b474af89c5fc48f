"""Lists of tasks: what is overdue where its person is (R-71), by day, by person, and what filters can ask."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, func, or_, select

from crmbot.core import filters
from crmbot.core.context import Context
from crmbot.core.filters import Term, Wanted
from crmbot.core.permissions import visible
from crmbot.core.settings import lists as kept
from crmbot.core.settings.lists import TASK_TYPES
from crmbot.language.when import When
from crmbot.store.models.activity import ActivityLink, Priority, Task, TaskStatus
from crmbot.store.models.people import User
from crmbot.store.models.record import Record

MOST_ON_A_CALENDAR = 200

_PEOPLE = "people tasks are for"
_EVERY_ZONE = "every zone people are in"
_WEEK = 7


class Part(StrEnum):
    """The parts of a list of tasks, in their order."""

    OVERDUE = "Overdue"
    TODAY = "Today"
    THIS_WEEK = "This week"
    LATER = "Later"
    UNDATED = "No date"
    OVER = "Over"


@dataclass(frozen=True, slots=True)
class TaskQuery:
    """Which tasks to list: of one person, on one record, open or overdue; one page of them."""

    assignee_id: int | None = None
    about_id: int | None = None
    only: str = "open"
    limit: int = 10
    offset: int = 0


def listed(ctx: Context, query: TaskQuery) -> tuple[Sequence[Task], int]:
    """Return a page of tasks, the first due first and undated ones last, and how many there are."""
    where: list[ColumnElement[bool]] = [visible(ctx, ["task"]), *_only(ctx, query.only)]
    if query.assignee_id is not None:
        where.append(Task.assignee_id == query.assignee_id)
    if query.about_id is not None:
        linked = select(ActivityLink.activity_id).where(ActivityLink.record_id == query.about_id)
        where.append(Task.id.in_(linked))
    total = ctx.session.scalar(select(func.count()).select_from(Task).where(*where)) or 0
    page = ctx.session.scalars(
        select(Task).where(*where).order_by(*ORDER).limit(query.limit).offset(query.offset)
    ).all()
    know_people(ctx, page)
    return page, total


ORDER = (Task.due_on.nulls_last(), Task.due_at.nulls_last(), Task.id)
"""The first due first; on a day what has an hour before what has until its end, and what has no day last."""


def _only(ctx: Context, only: str) -> list[ColumnElement[bool]]:
    is_open = Task.status.in_(Task.OPEN)
    match only:
        case "overdue":
            return [is_open, overdue(ctx)]
        case "today":
            return [is_open, or_(Task.due_at < _day_ends(ctx), (Task.due_at.is_(None)) & (Task.due_on <= ctx.today))]
        case "snoozed":
            return [is_open, Task.snoozed_until > ctx.now]
        case "done":
            return [Task.status == TaskStatus.DONE]
        case _:
            return [is_open]


def _day_ends(ctx: Context) -> datetime:
    """Return the instant the actor's day is over: a time said in another zone may fall on another day for them."""
    return When(ctx.today + timedelta(days=1), time(), ctx.actor.zone).instant_or(time())


# Overdue: an instant is over everywhere at once, a day where its person is


def overdue(ctx: Context) -> ColumnElement[bool]:
    """Return the condition for tasks whose time is over, whatever their state: as `is_overdue` tells of one."""
    day_is_over = and_(Task.due_at.is_(None), or_(*_days_over(ctx)))
    return or_(Task.due_at < ctx.now, day_is_over)


def _days_over(ctx: Context) -> list[ColumnElement[bool]]:
    """Return the conditions for days that are over: everywhere, and where the day has begun already."""
    today_in: dict[date, list[str]] = {}
    for zone in _every_zone(ctx):
        today_in.setdefault(_today(ctx, zone), []).append(zone)
    first = min(today_in)
    ahead = [(day, zones) for day, zones in today_in.items() if day > first]
    return [
        Task.due_on < first,
        *(and_(Task.due_on < day, Task.assignee_id.in_(_people_in(zones))) for day, zones in ahead),
    ]


def _people_in(zones: Sequence[str]) -> ColumnElement[int]:
    return select(User.id).where(User.timezone.in_(zones)).scalar_subquery()


def _today(ctx: Context, zone: str) -> date:
    return ctx.now.astimezone(ZoneInfo(zone)).date()


def _every_zone(ctx: Context) -> Sequence[str]:
    """Return the zones our people are in, read once for each unit of work."""
    if _EVERY_ZONE not in ctx.session.info:
        ctx.session.info[_EVERY_ZONE] = tuple(ctx.session.scalars(select(User.timezone).distinct()))
    zones: tuple[str, ...] = ctx.session.info[_EVERY_ZONE]
    return zones or (ctx.actor.zone,)


def know_people(ctx: Context, tasks: Iterable[Task]) -> None:
    """Read at once whom tasks are for, so that neither `is_overdue` nor `assignee` asks for each."""
    known: dict[int, User] = ctx.session.info.setdefault(_PEOPLE, {})
    missing = {task.assignee_id for task in tasks if task.assignee_id is not None} - set(known)
    if missing:
        known.update({user.id: user for user in ctx.session.scalars(select(User).where(User.id.in_(missing)))})


def assignee(ctx: Context, task: Task) -> User | None:
    """Return the person a task is for."""
    if task.assignee_id is None:
        return None
    know_people(ctx, [task])
    known: dict[int, User] = ctx.session.info[_PEOPLE]
    return known.get(task.assignee_id)


def _zone_of(ctx: Context, task: Task) -> str:
    """Return the zone of the person a task is for; the actor's where it is for them, or for nobody."""
    person = assignee(ctx, task) if task.assignee_id != ctx.actor.id else None
    return person.timezone if person is not None else ctx.actor.zone


def is_overdue(ctx: Context, task: Task) -> bool:
    """Tell whether an open task's time is over: its instant, or its day where its person is (R-71)."""
    if not task.is_open:
        return False
    if task.due_at is not None:
        return task.due_at < ctx.now
    return task.due_on is not None and task.due_on < _today(ctx, _zone_of(ctx, task))


def due_of(task: Task) -> When | None:
    """Return the due time as it was said: a day, or a wall time with its zone."""
    if task.due_on is None:
        return None
    return When(task.due_on, task.due_time, task.due_zone or "UTC")


def day_of(ctx: Context, task: Task) -> date | None:
    """Return the day a task is due on for the actor: of an instant theirs, else the day that was said."""
    return task.due_at.astimezone(ctx.zone).date() if task.due_at is not None else task.due_on


def part_of(ctx: Context, task: Task) -> Part:
    """Return the part of a list a task stands in."""
    day = day_of(ctx, task)
    if not task.is_open:
        return Part.OVER
    if day is None:
        return Part.UNDATED
    if is_overdue(ctx, task):
        return Part.OVERDUE
    if day <= ctx.today:
        return Part.TODAY
    return Part.THIS_WEEK if day <= _week_ends(ctx) else Part.LATER


def _week_ends(ctx: Context) -> date:
    return ctx.today + timedelta(days=_WEEK - 1 - (ctx.today.weekday() - ctx.org.week_start) % _WEEK)


def count_overdue(ctx: Context, wanted: Wanted) -> int:
    """Return how many of the tasks a filter asks for are overdue."""
    where = (*wanted.where, Task.status.in_(Task.OPEN), overdue(ctx))
    # lint: unscoped the scope is the first condition of what is wanted
    return ctx.session.scalar(select(func.count()).select_from(Task).where(*where)) or 0


def by_person(wanted: Wanted) -> Wanted:
    """Return what is wanted in the order of whose tasks they are, by name."""
    # lint: unscoped names of colleagues, seen by everybody
    name = select(User.name).where(User.id == Task.assignee_id).correlate(Task).scalar_subquery()
    order = (name, Task.assignee_id, *wanted.order)
    return replace(wanted, order=order, many=order)


def calendar(ctx: Context, wanted: Wanted, first: date, last: date) -> dict[date, list[Task]]:
    """Return the tasks a filter asks for by the days they are due on for the actor, as many as a calendar holds."""
    day = timedelta(days=1)  # an hour said elsewhere may fall on the day beside
    where = (*wanted.where, Task.due_on.between(first - day, last + day))
    # lint: unscoped the scope is the first condition of what is wanted
    rows = ctx.session.scalars(select(Task).where(*where).order_by(*ORDER).limit(MOST_ON_A_CALENDAR)).all()
    know_people(ctx, rows)
    days: dict[date, list[Task]] = {first + number * day: [] for number in range((last - first).days + 1)}
    for task in rows:
        on = day_of(ctx, task)
        if on in days:
            days[on].append(task)
    return days


# What filters can ask


def _is(only: str) -> Callable[[Context], ColumnElement[bool]]:
    return lambda ctx: and_(*_only(ctx, only))


def _of_type(ctx: Context, term: Term) -> ColumnElement[bool]:
    filters.only_named(term)
    entries = kept.every(ctx.session, TASK_TYPES)
    numbers = []
    for text in term.values:
        entry = kept.meant(TASK_TYPES, entries, text) if text != "-" else None
        if entry is None and text != "-":
            raise filters.wrong(term, "no such task type", [each.name for each in entries if each.is_active])
        numbers.append(entry.id if entry is not None else None)
    return filters.any_of(term, (Task.type_id.is_(None) if one is None else Task.type_id == one for one in numbers))


def _to_approve(ctx: Context) -> ColumnElement[bool]:
    """Return the condition for what waits for the actor's approval: never their own, nor what another is named for."""
    mine = or_(Task.approver_id.is_(None), Task.approver_id == ctx.actor.id)
    return and_(Task.status == TaskStatus.AWAITING_APPROVAL, Record.owner_id != ctx.actor.id, mine)


filters.declare(
    "task",
    *(filters.flag(only, _is(only), says=filters.STATE) for only in ("open", "overdue", "today", "snoozed", "done")),
    filters.flag("cancelled", lambda _: Task.status == TaskStatus.CANCELLED, says=filters.STATE),
    filters.flag("waiting", lambda _: Task.status == TaskStatus.WAITING, says=filters.STATE),
    filters.flag("awaiting", lambda _: Task.status == TaskStatus.AWAITING_APPROVAL, says=filters.STATE),
    filters.flag("approve", _to_approve, aliases=("to_approve",), says=f"{filters.STATE} {filters.WHOSE}"),
    filters.flag("undated", lambda _: Task.due_on.is_(None)),
    filters.choice("status", Task.status, TaskStatus, says=filters.STATE),
    filters.choice("prio", Task.priority, Priority, aliases=("priority",)),
    filters.Field("type", _of_type, ("types",), "a type of task, such as call", None),
    filters.day("due", Task.due_on, aliases=("by",)),
    filters.day("start", Task.start_on),
    filters.instant("finished", Task.completed_at),
    filters.person("from", Task.assigned_by_id, aliases=("given_by",), says=filters.WHOSE),
    filters.person("approver", Task.approver_id, says=filters.WHOSE),
    filters.linked("on"),
)
filters.arrange("task", *ORDER, usual="open")
