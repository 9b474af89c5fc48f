"""Many tasks at once: each by its own right, honest about those refused, all of it one undo (R-65)."""

from collections.abc import Sequence

from crmbot.core import lookup, outbox, records
from crmbot.core.context import Context
from crmbot.core.errors import NotFound
from crmbot.core.many import Many, Outcome, each
from crmbot.core.outbox import Target
from crmbot.core.tasks import approving, changing, rights, states
from crmbot.core.tasks.lists import know_people
from crmbot.core.tasks.making import settle
from crmbot.language.codes import show
from crmbot.language.fold import fold
from crmbot.language.plain_words.shifts import Shift
from crmbot.language.when import When
from crmbot.store.models.activity import Task, TaskStatus

MOST = 200
"""So many at once: more is a slip of the finger as a rule."""

EVERY = "all"
"""The word for all tasks there are to do, or all of the list in front of somebody."""

ASSIGNED = "tasks.assigned"


def named(ctx: Context, text: str) -> list[Task]:
    """Return the tasks some codes, rows of the list last shown (`1-3,5`) or a filter stand for.

    `all` are those of the list last shown, or else all open ones of the actor.

    Raises `InvalidInput` for too many or for what is no task, `NotFound` for nothing.
    """
    found = Many(ctx, "task", MOST).named(_every(ctx) if fold(text) == EVERY else text)
    if not found:
        raise NotFound(text, ("task",))
    tasks = [record for record in found if isinstance(record, Task)]
    know_people(ctx, tasks)
    return tasks


def _every(ctx: Context) -> str:
    """Return what names all tasks that are meant: the rows of a list of tasks, else a filter."""
    rows = lookup.rows(ctx)
    is_tasks = bool(rows) and all(isinstance(record, Task) for record in lookup.those(ctx, list(rows)))
    return ",".join(show("task", number) for number in rows) if is_tasks else "is:open"


def move(ctx: Context, wanted: Sequence[Task], due: When) -> Outcome[Task]:
    """Give tasks another due time, an hour on the day of each, a day at its hour; return which, which not and why."""

    def move_one(task: Task) -> None:
        changing.reschedule(ctx, task, changing.at_its_hour(ctx, task, changing.on_its_day(ctx, task, due)))

    return _settled(ctx, each(wanted, move_one))


def put_off(ctx: Context, wanted: Sequence[Task], shift: Shift) -> Outcome[Task]:
    """Have tasks due so much later, each from its own time; return which, and which not and why."""

    def move_one(task: Task) -> None:
        changing.reschedule(ctx, task, changing.put_off(ctx, task, shift))

    return _settled(ctx, each(wanted, move_one))


def give(ctx: Context, wanted: Sequence[Task], assignee_id: int) -> Outcome[Task]:
    """Hand tasks to somebody, who is told once. Raises `NotAllowed`, `InvalidInput` where they can be given none."""
    rights.require_assignable(ctx, assignee_id)
    team_id = records.team_of(ctx, assignee_id)
    outcome = _settled(ctx, each(wanted, lambda task: changing.hand_over(ctx, task, assignee_id, team_id)))
    if outcome.changed and assignee_id != ctx.actor.id:
        numbers = ",".join(str(task.id) for task in outcome.changed)
        key = f"{ASSIGNED}:{outcome.changed[0].id}:{outcome.changed[0].version}:{assignee_id}"
        whom, told = Target(user_id=assignee_id), {"by": ctx.actor.name, "tasks": numbers}
        outbox.tell(ctx.session, ASSIGNED, whom, at=ctx.now, args=told, dedupe_key=key)
    return outcome


def finish(ctx: Context, wanted: Sequence[Task]) -> Outcome[Task]:
    """Finish tasks; those somebody has to approve wait for that."""
    outcome = _settled(ctx, each(wanted, lambda task: states.finish(ctx, task)))
    waiting = [task for task in outcome.changed if task.status is TaskStatus.AWAITING_APPROVAL]
    if waiting:
        approving.ask(ctx, waiting)
    return outcome


def cancel(ctx: Context, wanted: Sequence[Task]) -> Outcome[Task]:
    """Call tasks off."""
    return _settled(ctx, each(wanted, lambda task: states.call_off(ctx, task)))


def _settled(ctx: Context, outcome: Outcome[Task]) -> Outcome[Task]:
    if outcome.changed:
        settle(ctx, *outcome.changed)
    return outcome
