"""Tasks: what somebody is to do, by when, and how that changes."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select

from crmbot.core import filters, history, outbox, ownership, people, permissions, records, reminders
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed, Suspended
from crmbot.core.permissions import visible
from crmbot.language.when import When
from crmbot.store.models.activity import ActivityLink, Priority, Task, TaskStatus
from crmbot.store.models.people import User
from crmbot.store.models.record import Record

ASSIGNED = "task.assigned"


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What a task is made from; without an assignee it is the actor's own."""

    title: str
    due: When | None = None
    about: Sequence[Record] = ()
    assignee_id: int | None = None
    priority: Priority = Priority.NORMAL


def create(ctx: Context, draft: TaskDraft) -> Task:
    """Make a task with its reminder. Raises `NotAllowed`, or `InvalidInput` for empty words."""
    assignee_id = draft.assignee_id or ctx.actor.id
    _may_assign(ctx, assignee_id)
    title = _words(draft.title)
    task = Task(
        title=title,
        owner_id=assignee_id,
        assignee_id=assignee_id,
        assigned_by_id=ctx.actor.id,
        status=TaskStatus.TODO,
        priority=draft.priority,
        origin_address=ctx.origin.address or None,
        origin_private=ctx.origin.private,
        links=links_to(ctx, draft.about),
    )
    _set_due(task, draft.due)
    records.add(ctx, task, [(title, 5)])
    reminders.sync_task(ctx, task)
    if assignee_id != ctx.actor.id:
        ownership.tell(ctx, task, ASSIGNED, assignee_id)
    return task


def unique(about: Sequence[Record]) -> list[Record]:
    """Return the records without repetition, in their order."""
    return list({record.id: record for record in about}.values())


def links_to(ctx: Context, about: Sequence[Record]) -> list[ActivityLink]:
    """Return what puts an activity on records, and on the company and people behind them."""
    return [ActivityLink(record_id=record.id) for record in unique(with_company(ctx, about))]


def with_company(ctx: Context, about: Sequence[Record]) -> list[Record]:
    """Add to people and deals the company or the lead they belong to: what concerns them concerns it."""
    parents = [getattr(record, "company_id", None) or getattr(record, "party_id", None) for record in about]
    others = [getattr(record, name, None) for record in about for name in ("contact_id", "lead_id")]
    there = {record.id for record in about}
    ids = [number for number in (*others, *parents) if number and number not in there]
    if not ids:
        return list(about)
    return [*about, *ctx.session.scalars(select(Record).where(Record.id.in_(ids), visible(ctx)))]


def done(ctx: Context, task: Task, note: str | None = None) -> None:
    """Finish a task. Raises `Conflict` if it is not open."""
    _require_open(ctx, task, "edit")
    task.status = TaskStatus.AWAITING_APPROVAL if task.requires_approval else TaskStatus.DONE
    task.completed_at = ctx.now
    if note:
        task.outcome = note
    _settled(ctx, task)


def cancel(ctx: Context, task: Task) -> None:
    """Call a task off. Raises `Conflict` if it is not open."""
    _require_open(ctx, task, "edit")
    task.status = TaskStatus.CANCELLED
    _settled(ctx, task)


def reopen(ctx: Context, task: Task) -> None:
    """Take a finished task up again. Raises `Conflict` if it is open."""
    permissions.require(ctx, task, "edit")
    if task.is_open:
        raise Conflict(task.title, "is open", record_id=task.id)
    task.status, task.completed_at = TaskStatus.TODO, None
    _settled(ctx, task)


_STEPS: dict[str, tuple[frozenset[TaskStatus], TaskStatus]] = {
    "start": (frozenset({TaskStatus.TODO}), TaskStatus.IN_PROGRESS),
    "pause": (frozenset({TaskStatus.TODO, TaskStatus.IN_PROGRESS}), TaskStatus.WAITING),
    "resume": (frozenset({TaskStatus.WAITING}), TaskStatus.IN_PROGRESS),
}


def step(ctx: Context, task: Task, verb: str) -> None:
    """Start, pause or resume a task. Raises `Conflict` from any other state."""
    permissions.require(ctx, task, "edit")
    allowed, target = _STEPS[verb]
    if task.status not in allowed:
        raise Conflict(task.title, f"is {status_words(task)}", record_id=task.id)
    task.status = target
    _settled(ctx, task)


def move(ctx: Context, task: Task, due: When) -> None:
    """Give a task another due time; its reminder moves along. Raises `Conflict` if it is not open."""
    _require_open(ctx, task, "reschedule")
    _set_due(task, due)
    task.snoozed_until = None
    _settled(ctx, task)


def snooze(ctx: Context, task: Task, until: When) -> datetime:
    """Remind of a task again later; its due time stays. Return the instant.

    Raises `Conflict` if it is not open, and `InvalidInput` for a time that is past.
    """
    _require_open(ctx, task, "reschedule")
    at = until.instant_or(reminders.DAY_STARTS)
    if at <= ctx.now:
        raise InvalidInput("until", str(until), "is past")
    task.snoozed_until = at
    _settled(ctx, task)
    return at


def give(ctx: Context, task: Task, assignee_id: int) -> None:
    """Hand a task and its reminders to somebody, who is told. Raises `Conflict` if it is not open."""
    if ctx.actor.id != task.assignee_id or not ctx.actor.can("task.assign"):
        permissions.require(ctx, task, "reassign")
    _may_assign(ctx, assignee_id)
    _require_open_state(task)
    task.assignee_id = task.owner_id = assignee_id
    task.assigned_by_id = ctx.actor.id
    task.team_id = records.team_of(ctx, assignee_id)
    _settled(ctx, task)
    if assignee_id != ctx.actor.id:
        ownership.tell(ctx, task, ASSIGNED, assignee_id)


def rename(ctx: Context, task: Task, title: str) -> None:
    """Change the words of a task; its reminder stays as it is. Raises `InvalidInput` for empty words."""
    permissions.require(ctx, task, "edit")
    words = _words(title)
    records.change(ctx, task, {"title": words})
    records.reindex(ctx, task, [(words, 5)])
    outbox.refresh(ctx, task, besides=ctx.origin.reply_to)


def prioritise(ctx: Context, task: Task, priority: Priority) -> None:
    """Change how urgent a task is."""
    permissions.require(ctx, task, "edit")
    records.change(ctx, task, {"priority": priority})


def about(ctx: Context, task: Task) -> Sequence[Record]:
    """Return the records a task is about that the actor may see; the note it came from is none of them."""
    return ctx.session.scalars(
        select(Record)
        .join(ActivityLink, ActivityLink.record_id == Record.id)
        .where(ActivityLink.activity_id == task.id, Record.kind != "note", visible(ctx))
        .order_by(Record.id)
    ).all()


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
        select(Task)
        .where(*where)
        .order_by(Task.due_on.nulls_last(), Task.due_at.nulls_first(), Task.id)
        .limit(query.limit)
        .offset(query.offset)
    ).all()
    return page, total


def _only(ctx: Context, only: str) -> list[ColumnElement[bool]]:
    is_open = Task.status.in_(Task.OPEN)
    overdue = or_(Task.due_at < ctx.now, (Task.due_at.is_(None)) & (Task.due_on < ctx.today))
    match only:
        case "overdue":
            return [is_open, overdue]
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


def status_words(task: Task) -> str:
    """Return the state of a task in words."""
    return (task.status or TaskStatus.TODO).value.replace("_", " ")


def is_overdue(ctx: Context, task: Task) -> bool:
    """Tell whether an open task's time is over: its instant, or its day where it has only a day (R-71)."""
    if not task.is_open:
        return False
    if task.due_at is not None:
        return task.due_at < ctx.now
    return task.due_on is not None and task.due_on < ctx.today


def due_of(task: Task) -> When | None:
    """Return the due time as it was said: a day, or a wall time with its zone."""
    if task.due_on is None:
        return None
    return When(task.due_on, task.due_time, task.due_zone or "UTC")


def _words(title: str) -> str:
    words = title.strip()
    if not words:
        raise InvalidInput("title", title, "a task needs words")
    return words


def _set_due(task: Task, due: When | None) -> None:
    """`due_on` is the local day in any case; `due_at` the instant only when a time was said."""
    task.due_on = due.on if due else None
    task.due_time = due.at if due else None
    task.due_zone = due.zone if due else None
    task.due_at = due.instant() if due else None


def _may_assign(ctx: Context, assignee_id: int) -> None:
    if assignee_id == ctx.actor.id:
        return
    ctx.actor.require("task.assign")
    try:
        other = people.actor(ctx.session, assignee_id)
    except Suspended as theirs:  # not the access of whoever asks
        raise InvalidInput("who", theirs.name, "has no access at present") from theirs
    if not other.can("task.be_assigned"):
        raise NotAllowed("task.be_assigned", other.name)


def _require_open(ctx: Context, task: Task, verb: str) -> None:
    permissions.require(ctx, task, verb)
    _require_open_state(task)


def _require_open_state(task: Task) -> None:
    if not task.is_open:
        raise Conflict(task.title, f"is {status_words(task)} already", record_id=task.id)


def _settled(ctx: Context, task: Task) -> None:
    """After a change of state, time or person: reminders follow, cards that stand in chats are brought up to date."""
    ctx.session.flush()
    reminders.sync_task(ctx, task)
    outbox.refresh(ctx, task, besides=ctx.origin.reply_to)
    records.remember(ctx, task)


@history.after_undo("task")
def _undone(ctx: Context, record: Record) -> None:
    assert isinstance(record, Task)
    _settled(ctx, record)


def assignee(ctx: Context, task: Task) -> User | None:
    """Return the person a task is for."""
    return ctx.session.get(User, task.assignee_id) if task.assignee_id else None


def _is(only: str) -> Callable[[Context], ColumnElement[bool]]:
    return lambda ctx: and_(*_only(ctx, only))


filters.declare(
    "task",
    *(filters.flag(only, _is(only), says=filters.STATE) for only in ("open", "overdue", "today", "snoozed", "done")),
    filters.flag("cancelled", lambda _: Task.status == TaskStatus.CANCELLED, says=filters.STATE),
    filters.flag("waiting", lambda _: Task.status == TaskStatus.WAITING, says=filters.STATE),
    filters.choice("status", Task.status, TaskStatus, says=filters.STATE),
    filters.choice("prio", Task.priority, Priority, aliases=("priority",)),
    filters.day("due", Task.due_on, aliases=("by",)),
    filters.instant("finished", Task.completed_at),
    filters.linked("on"),
)
filters.arrange("task", Task.due_on.nulls_last(), Task.due_at.nulls_first(), Task.id, usual="open")
