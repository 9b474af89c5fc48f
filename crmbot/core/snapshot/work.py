"""The blocks on what is to be done and where to be: tasks by how they are due, events of the days ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import ColumnElement, and_, case, func, select

from crmbot.core import agenda, filters
from crmbot.core.agenda import Entry
from crmbot.core.context import Context
from crmbot.core.snapshot import reckoning, scopes
from crmbot.core.snapshot.parts import Part, declare
from crmbot.core.snapshot.scopes import Scope, Whose
from crmbot.core.tasks import lists as task_lists
from crmbot.store.models.activity import EventStatus, Task

SHOWN = 3
AHEAD_DAYS = 7


@dataclass(frozen=True, slots=True)
class Tasks:
    """Open tasks: how many are late, due today, due in the seven days behind that; and the first of those."""

    overdue: int
    today: int
    ahead: int
    first: Sequence[Task] = ()

    @property
    def count(self) -> int:
        """How many there are until then."""
        return self.overdue + self.today + self.ahead


@dataclass(frozen=True, slots=True)
class Events:
    """What takes place from now on for seven days."""

    entries: tuple[Entry, ...]


def tasks_of(ctx: Context, scope: Scope, limit: int = SHOWN) -> Tasks:
    """Return the open tasks of a scope counted, and the first of those that are late or due today."""
    conditions = [*reckoning.where(ctx, scope, "task", "open"), *_soon(ctx, scope)]
    late = _state(ctx, "overdue")
    by_today, soon = _state(ctx, "today"), _state(ctx, f"open due<={AHEAD_DAYS}d")
    sort = case((late, 1), (by_today, 2), (soon, 3), else_=0)
    counts = (func.sum(case((sort == number, 1), else_=0)) for number in (1, 2, 3))
    # lint: unscoped the scope is the first of the conditions
    row = ctx.session.execute(select(*counts).select_from(Task).where(*conditions)).one()
    overdue, today, ahead = (int(each or 0) for each in row)
    first = _first(ctx, [*conditions, soon], limit) if overdue + today + ahead and limit else ()
    return Tasks(overdue, today, ahead, first)


def _soon(ctx: Context, scope: Scope) -> list[ColumnElement[bool]]:
    """Return what leads to the few tasks that count, past what is done or due much later: a task's owner has to do it.

    What is late or due today has a day before the last one, too, in whichever zone it was said.
    """
    last = Task.due_on <= ctx.today + timedelta(days=AHEAD_DAYS)
    if scope.whose is Whose.ALL:
        return [last]
    return [last, Task.assignee_id.in_(scopes.holders(ctx, scope, "task"))]


def _state(ctx: Context, said: str) -> ColumnElement[bool]:
    """Return the condition for tasks in a state, as the list of them has it."""
    _, *conditions = filters.wanted(ctx, "task", f"everybody {said}").where
    return and_(*conditions)


def _first(ctx: Context, conditions: list[ColumnElement[bool]], limit: int) -> Sequence[Task]:
    # lint: unscoped the scope is the first of the conditions
    statement = select(Task).where(*conditions).order_by(Task.due_on, Task.due_at.nulls_last(), Task.id)
    found = ctx.session.scalars(statement.limit(limit)).all()
    task_lists.know_people(ctx, found)
    return found


def overdue(ctx: Context, scope: Scope, limit: int) -> Sequence[Task]:
    """Return the first tasks of a scope whose time is over, the longest late first."""
    return _first(ctx, [*reckoning.where(ctx, scope, "task", "overdue"), *_soon(ctx, scope)], limit)


def events_of(ctx: Context, scope: Scope) -> Events:
    """Return the events of a scope's people that are planned or going on, from now on for seven days."""
    until = ctx.now + timedelta(days=AHEAD_DAYS)
    found = agenda.busy(ctx, scope.people, ctx.today, AHEAD_DAYS + 1)
    coming = [
        entry
        for entry in found
        if entry.status is EventStatus.PLANNED
        and (entry.until is None or entry.until > ctx.now)
        and (entry.at is None or entry.at <= until)
    ]
    return Events(tuple(sorted(coming, key=_by_time)))


def _by_time(entry: Entry) -> tuple[str, str, int]:
    return entry.on.isoformat(), entry.at.isoformat() if entry.at is not None else "", entry.number or 0


EVENTS = declare(
    Part("events", "Events, 7 days", ("event",), events_of, 20, ("event", "calendar", "meetings", "upcoming events"))
)
TASKS = declare(Part("tasks", "Tasks", ("task",), tasks_of, 30, ("task", "todo", "follow-ups", "follow ups")))
