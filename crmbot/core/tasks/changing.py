"""What of a task changes besides its state: time, person, words, type, how urgent it is, what it is about."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select

from crmbot.core import ownership, permissions, records, reminders
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.tasks import kinds, rights
from crmbot.core.tasks.lists import due_of
from crmbot.core.tasks.making import ASSIGNED, set_due, set_start, settle, texts, with_company, words
from crmbot.core.tasks.states import require_open
from crmbot.language.plain_words import shifts
from crmbot.language.plain_words.shifts import Shift
from crmbot.language.when import When
from crmbot.store.models.activity import ActivityLink, Priority, Task
from crmbot.store.models.record import Record


def move(ctx: Context, task: Task, due: When) -> None:
    """Give a task another due time; its reminder moves along. Raises `NotAllowed`, `Conflict` if it is not open."""
    rights.require_on(ctx, task, "reschedule")
    reschedule(ctx, task, due)
    settle(ctx, task)


def reschedule(ctx: Context, task: Task, due: When) -> None:
    """Set when a task is due without what follows from it. Raises `NotAllowed` without names, `Conflict`."""
    rights.check(ctx, task, "reschedule")
    require_open(task)
    set_due(task, due)
    if task.start_on is not None and task.start_on > due.on:
        task.start_on = due.on
    task.snoozed_until = None


def put_off(ctx: Context, task: Task, shift: Shift) -> When:
    """Return when a task is due so much later, or earlier; one that is late already is put off from today.

    Raises `InvalidInput` where there is no time to count from.
    """
    due = due_of(task)
    if due is not None and shift.is_later and due.on < ctx.today:
        due = replace(due, on=ctx.today)
    moved = shifts.moved(due, shift) if due is not None else None
    if moved is None:
        told = "it has no date yet" if due is None else "it has no hour yet"
        reason = f"{told}; say to when it is moved"
        raise InvalidInput("until", shifts.show(shift), reason, ("tomorrow 9:00", "next mon 9:00"))
    return moved


def on_its_day(ctx: Context, task: Task, due: When) -> When:
    """Return a time on the day a task is due, where an hour is all that was said and it is still to come then."""
    own = due_of(task)
    if due.of_day or own is None:
        return due
    there = replace(due, on=own.on)
    instant = there.instant()
    return there if instant is not None and instant > ctx.now else due


def at_its_hour(ctx: Context, task: Task, due: When) -> When:
    """Return a day with the hour a task was due at, where a day is all that was said and the hour is still to come."""
    own = due_of(task)
    if due.at is not None or due.part is not None or own is None or own.at is None:
        return due
    there = replace(due, at=own.at)
    instant = there.instant()
    return there if instant is not None and instant > ctx.now else due


def undate(ctx: Context, task: Task) -> None:
    """Have a task due at no time; nobody is reminded of it. Raises `NotAllowed`, `Conflict` if it is not open."""
    rights.require_on(ctx, task, "reschedule")
    require_open(task)
    set_due(task, None)
    task.snoozed_until = None
    settle(ctx, task)


def snooze(ctx: Context, task: Task, until: When) -> datetime:
    """Remind of a task again later; its due time stays. Return the instant.

    Raises `NotAllowed`, `Conflict` if it is not open, and `InvalidInput` for a time that is past.
    """
    rights.require_on(ctx, task, "reschedule")
    require_open(task)
    at = until.instant_or(reminders.DAY_STARTS)
    if at <= ctx.now:
        raise InvalidInput("until", str(until), "is past")
    reminders.snooze(ctx, task, at)
    settle(ctx, task)
    return at


def give(ctx: Context, task: Task, assignee_id: int) -> None:
    """Hand a task and its reminders to somebody, who is told. Raises `NotAllowed`, `Conflict` if it is not open."""
    if not may_give(ctx, task):
        rights.require_on(ctx, task, "reassign")
    rights.require_assignable(ctx, assignee_id)
    hand_over(ctx, task, assignee_id, records.team_of(ctx, assignee_id))
    settle(ctx, task)
    if assignee_id != ctx.actor.id:
        ownership.tell(ctx, task, ASSIGNED, assignee_id)


def may_give(ctx: Context, task: Task) -> bool:
    """Tell whether the actor may hand a task on: one of their own with the right to assign, others to reassign."""
    own = ctx.actor.id == task.assignee_id and ctx.actor.can("task.assign")
    return own or permissions.may(ctx, task, "reassign")


def hand_over(ctx: Context, task: Task, assignee_id: int, team_id: int | None) -> None:
    """Set whose a task is without what follows from it. Raises `NotAllowed` without names, `Conflict`, `InvalidInput`.

    Whoever it goes to has been looked at by `rights.require_assignable`.
    """
    if not may_give(ctx, task):
        rights.check(ctx, task, "reassign")
    require_open(task)
    if task.approver_id == assignee_id:
        raise InvalidInput("who", task.title, "they are to approve it; name another approver first")
    task.assignee_id = task.owner_id = assignee_id
    task.assigned_by_id = ctx.actor.id
    task.team_id = team_id


def rename(ctx: Context, task: Task, title: str) -> None:
    """Change the words of a task; its reminder stays as it is. Raises `NotAllowed`, `InvalidInput` for empty words."""
    _write(ctx, task, {"title": words(title)})


def describe(ctx: Context, task: Task, details: str) -> None:
    """Change what is said of a task besides its words; empty takes it away. Raises `NotAllowed`."""
    _write(ctx, task, {"body": details.strip() or None})


def _write(ctx: Context, task: Task, values: dict[str, object]) -> None:
    rights.require_on(ctx, task, "edit")
    records.change(ctx, task, values)
    records.reindex(ctx, task, texts(task))


def prioritise(ctx: Context, task: Task, priority: Priority) -> None:
    """Change how urgent a task is: its reminders follow. Raises `NotAllowed`."""
    rights.require_on(ctx, task, "edit")
    task.priority = priority
    settle(ctx, task)


def sort(ctx: Context, task: Task, kind: str) -> None:
    """Change the type of a task. Raises `NotAllowed`, and `InvalidInput` for no such type."""
    rights.require_on(ctx, task, "edit")
    records.change(ctx, task, {"type_id": kinds.named(ctx, kind).id})


def begin_on(ctx: Context, task: Task, start: date | None) -> None:
    """Change the day a task can be begun. Raises `NotAllowed`, and `InvalidInput` for one after it is due."""
    rights.require_on(ctx, task, "edit")
    set_start(task, start)
    ctx.session.flush()


def put_on(ctx: Context, task: Task, about: Sequence[Record]) -> None:
    """Have a task be about these records as well, and the company and people behind them. Raises `NotAllowed`."""
    rights.require_on(ctx, task, "edit")
    linked = select(ActivityLink.record_id).where(ActivityLink.activity_id == task.id)
    there = set(ctx.session.scalars(linked))
    new = [record for record in with_company(ctx, about) if record.id not in there]
    ctx.session.add_all(ActivityLink(activity_id=task.id, record_id=number) for number in {one.id for one in new})
    ctx.session.flush()


def take_off(ctx: Context, task: Task) -> None:
    """Have a task be about nothing any more; the note it came from stays. Raises `NotAllowed`."""
    rights.require_on(ctx, task, "edit")
    # lint: unscoped links go with the task, those to what the actor does not see as well
    notes = select(Record.id).where(Record.kind == "note")
    links = select(ActivityLink).where(ActivityLink.activity_id == task.id, ActivityLink.record_id.not_in(notes))
    for link in ctx.session.scalars(links):
        ctx.session.delete(link)
    ctx.session.flush()
