"""The states of a task: begun, waiting, done, approved or sent back, called off, taken up again."""

from datetime import time

from crmbot.core import ownership
from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.core.tasks import approving, rights
from crmbot.core.tasks.making import TaskDraft, create, settle
from crmbot.store.models.activity import Task, TaskStatus

WORKED_ON = frozenset({TaskStatus.TODO, TaskStatus.IN_PROGRESS, TaskStatus.WAITING})
"""The states in which there is something to do for whoever has the task."""

_NOON = time(12)

_STEPS: dict[str, tuple[frozenset[TaskStatus], TaskStatus]] = {
    "start": (frozenset({TaskStatus.TODO}), TaskStatus.IN_PROGRESS),
    "pause": (frozenset({TaskStatus.TODO, TaskStatus.IN_PROGRESS}), TaskStatus.WAITING),
    "resume": (frozenset({TaskStatus.WAITING}), TaskStatus.IN_PROGRESS),
}


def step(ctx: Context, task: Task, verb: str) -> None:
    """Start, pause or resume a task. Raises `NotAllowed`, and `Conflict` from any other state."""
    rights.require_on(ctx, task, "edit")
    allowed, target = _STEPS[verb]
    if task.status not in allowed:
        raise Conflict(task.title, f"is {status_words(task)}", record_id=task.id)
    task.status = target
    settle(ctx, task)


def done(ctx: Context, task: Task, note: str | None = None) -> None:
    """Finish a task; one that somebody has to approve waits for that. Raises `NotAllowed`, `Conflict`."""
    rights.require_on(ctx, task, "edit")
    finish(ctx, task, note)
    _finished(ctx, task)


def _finished(ctx: Context, task: Task) -> None:
    settle(ctx, task)
    if task.status is TaskStatus.AWAITING_APPROVAL:
        approving.ask(ctx, [task])


def log_done(ctx: Context, draft: TaskDraft) -> Task:
    """Write down a task that was done at its time already. Raises as `create`."""
    task = create(ctx, draft)
    finish(ctx, task)
    if draft.due is not None and task.completed_at is not None:
        task.completed_at = min(draft.due.instant_or(_NOON), ctx.now)
    _finished(ctx, task)
    return task


def finish(ctx: Context, task: Task, note: str | None = None) -> None:
    """Set a task done without what follows from it. Raises `NotAllowed` without names, `Conflict`."""
    rights.check(ctx, task, "edit")
    require_worked_on(task)
    if task.requires_approval and not approving.may(ctx, task):
        task.status = TaskStatus.AWAITING_APPROVAL
    else:
        approving.accept(ctx, task)
    if note:
        task.outcome = note


def cancel(ctx: Context, task: Task) -> None:
    """Call a task off. Raises `NotAllowed`, and `Conflict` if there is nothing to do any more."""
    rights.require_on(ctx, task, "edit")
    call_off(ctx, task)
    settle(ctx, task)


def call_off(ctx: Context, task: Task) -> None:
    """Set a task cancelled without what follows from it. Raises `NotAllowed` without names, `Conflict`."""
    rights.check(ctx, task, "edit")
    require_worked_on(task)
    task.status = TaskStatus.CANCELLED


def reopen(ctx: Context, task: Task) -> None:
    """Take a finished task up again. Raises `NotAllowed`, and `Conflict` if it is open."""
    rights.require_on(ctx, task, "edit")
    if task.is_open:
        raise Conflict(task.title, "is open", record_id=task.id)
    task.status, task.completed_at, task.approved_at = TaskStatus.TODO, None, None
    settle(ctx, task)


def approve(ctx: Context, task: Task) -> None:
    """Agree that a task is done; whoever did it is told. Raises `NotAllowed`, `Conflict`."""
    approving.require(ctx, task)
    approving.accept(ctx, task)
    settle(ctx, task)
    _tell_doer(ctx, task, approving.APPROVED)


def send_back(ctx: Context, task: Task, why: str) -> None:
    """Have a task gone on with, and say why; whoever did it is told.

    Raises `NotAllowed`, `Conflict`, and `InvalidInput` where no reason is given.
    """
    approving.require(ctx, task)
    task.sent_back = approving.reason(why)
    task.status = TaskStatus.IN_PROGRESS
    settle(ctx, task)
    _tell_doer(ctx, task, approving.SENT_BACK)


def _tell_doer(ctx: Context, task: Task, kind: str) -> None:
    if task.assignee_id is not None and task.assignee_id != ctx.actor.id:
        ownership.tell(ctx, task, kind, task.assignee_id)


def require_worked_on(task: Task) -> None:
    """Raise `Conflict` unless there is something to do for whoever has a task."""
    if task.status not in WORKED_ON:
        raise Conflict(task.title, f"is {status_words(task)} already", record_id=task.id)


def require_open(task: Task) -> None:
    """Raise `Conflict` for a task that is done or cancelled."""
    if not task.is_open:
        raise Conflict(task.title, f"is {status_words(task)} already", record_id=task.id)


def status_words(task: Task) -> str:
    """Return the state of a task in words."""
    return (task.status or TaskStatus.TODO).value.replace("_", " ")
