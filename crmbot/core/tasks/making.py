"""How a task is made, and what it is about."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from crmbot.core import history, ownership, records, reminders, series
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.permissions import visible
from crmbot.core.tasks import kinds, rights
from crmbot.language.when import When, show
from crmbot.store.models.activity import ActivityLink, Priority, Task, TaskStatus
from crmbot.store.models.record import Record

ASSIGNED = "task.assigned"


@dataclass(frozen=True, slots=True)
class TaskDraft:
    """What a task is made from; without an assignee it is the actor's own.

    `type` names one of the kept list; without it the first word of the title may say it. `requires_approval` or an
    approver: somebody else approves that it is done.
    """

    title: str
    due: When | None = None
    about: Sequence[Record] = ()
    assignee_id: int | None = None
    priority: Priority = Priority.NORMAL
    type: str | None = None
    details: str | None = None
    start: date | None = None
    requires_approval: bool = False
    approver_id: int | None = None


def create(ctx: Context, draft: TaskDraft) -> Task:
    """Make a task with its reminder. Raises `NotAllowed`, or `InvalidInput` for empty words or an unknown type."""
    assignee_id = draft.assignee_id or ctx.actor.id
    rights.require(ctx, "task.create")
    rights.require_assignable(ctx, assignee_id)
    if draft.approver_id is not None:
        rights.require_approver(ctx, draft.approver_id, assignee_id)
    task = _drafted(ctx, draft, assignee_id)
    set_due(task, draft.due)
    set_start(task, draft.start)
    records.add(ctx, task, texts(task))
    reminders.sync(ctx, task)
    if assignee_id != ctx.actor.id:
        ownership.tell(ctx, task, ASSIGNED, assignee_id)
    return task


def _drafted(ctx: Context, draft: TaskDraft, assignee_id: int) -> Task:
    title = words(draft.title)
    kind = kinds.named(ctx, draft.type) if draft.type else kinds.said_by(ctx, title)
    return Task(
        title=title,
        body=(draft.details or "").strip() or None,
        type_id=kind.id if kind is not None else None,
        owner_id=assignee_id,
        assignee_id=assignee_id,
        assigned_by_id=ctx.actor.id,
        status=TaskStatus.TODO,
        priority=draft.priority,
        requires_approval=draft.requires_approval or draft.approver_id is not None,
        approver_id=draft.approver_id,
        origin_address=ctx.origin.address or None,
        origin_private=ctx.origin.private,
        links=links_to(ctx, draft.about),
    )


def words(title: str) -> str:
    """Return the words of a task. Raises `InvalidInput` where there are none."""
    said = title.strip()
    if not said:
        raise InvalidInput("title", title, "a task needs words")
    return said


def texts(task: Task) -> records.Texts:
    """Return what a task is found by: its words before what is said of it."""
    return [(task.title, 5), *([(task.body, 1)] if task.body else [])]


def set_due(task: Task, due: When | None) -> None:
    """Set when a task is due: `due_on` is the local day in any case, `due_at` the instant only for a time."""
    task.due_on = due.on if due else None
    task.due_time = due.at if due else None
    task.due_zone = due.zone if due else None
    task.due_at = due.instant() if due else None


def set_start(task: Task, start: date | None) -> None:
    """Set the day a task can be begun. Raises `InvalidInput` for one after it is due."""
    if start is not None and task.due_on is not None and start > task.due_on:
        due, begins = (show(When(day, None, "UTC")) for day in (task.due_on, start))
        raise InvalidInput("start", begins, f"that is after the day it is due, {due}")
    task.start_on = start


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


def about(ctx: Context, task: Task) -> Sequence[Record]:
    """Return the records a task is about that the actor may see; the note it came from is none of them."""
    return ctx.session.scalars(
        select(Record)
        .join(ActivityLink, ActivityLink.record_id == Record.id)
        .where(ActivityLink.activity_id == task.id, Record.kind != "note", visible(ctx))
        .order_by(Record.id)
    ).all()


def settle(ctx: Context, *changed: Task) -> None:
    """After a change of state, time or person: reminders follow, and the first of the changed is `it` now."""
    ctx.session.flush()
    series.follow(ctx, changed)
    reminders.sync(ctx, *changed)
    records.remember(ctx, *reversed(changed))


@history.after_undo("task")
def _undone(ctx: Context, record: Record) -> None:
    assert isinstance(record, Task)
    settle(ctx, record)
    records.reindex(ctx, record, texts(record))
