"""Many tasks at once: each by its own right, honest about those refused, all of it one undo (R-65)."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from crmbot.core import filters, lookup, outbox, records
from crmbot.core.context import Context
from crmbot.core.errors import CrmError, InvalidInput, NotFound
from crmbot.core.outbox import Target
from crmbot.core.tasks import approving, changing, rights, states
from crmbot.core.tasks.lists import know_people
from crmbot.core.tasks.making import settle
from crmbot.language.codes import LARGEST, is_sign, parse_code, show
from crmbot.language.fold import fold
from crmbot.language.when import When
from crmbot.store.models.activity import Task, TaskStatus

MOST = 200
"""So many at once: more is a slip of the finger as a rule."""

EVERY = "all"
"""The word for all tasks there are to do, or all of the list in front of somebody."""

ASSIGNED = "tasks.assigned"

_RANGE = re.compile(r"(?<!\d)(\d{1,9})\s*-\s*(\d{1,9})(?!\d)")
_BETWEEN = re.compile(r"\s*(?:,|&|\+|\band\b|\s)\s*")


@dataclass(frozen=True, slots=True)
class Refused:
    """A task that was not changed with the others, and why."""

    task: Task
    error: CrmError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of many tasks."""

    changed: Sequence[Task]
    refused: Sequence[Refused]


def named(ctx: Context, text: str) -> list[Task]:
    """Return the tasks some codes, rows of the list last shown (`1-3,5`) or a filter stand for.

    `all` are those of the list last shown, or else all open ones of the actor.

    Raises `InvalidInput` for too many or for what is no task, `NotFound` for nothing.
    """
    if fold(text) == EVERY:
        text = _every(ctx)
    signs = _signs(text)
    found = _by_signs(ctx, signs) if signs is not None else _by_filter(ctx, text)
    know_people(ctx, found)
    return found


def _every(ctx: Context) -> str:
    """Return what names all tasks that are meant: the rows of a list of tasks, else a filter."""
    rows = lookup.rows(ctx)
    is_tasks = bool(rows) and all(isinstance(record, Task) for record in lookup.those(ctx, list(rows)))
    return ",".join(show("task", number) for number in rows) if is_tasks else "is:open"


def _signs(text: str) -> list[str] | None:
    """Return the codes and numbers of a text; None where it has other words, which are a filter."""
    parts = [part for part in _BETWEEN.split(_RANGE.sub(_spelt_out, text.strip())) if part]
    return parts if parts and all(is_sign(part) for part in parts) else None


def _spelt_out(found: re.Match[str]) -> str:
    first, last = int(found[1]), int(found[2])
    if not 0 < last - first + 1 <= MOST:
        raise InvalidInput("which", found[0], f"a range goes up, over at most {MOST} rows")
    return ",".join(map(str, range(first, last + 1)))


def _by_signs(ctx: Context, signs: Sequence[str]) -> list[Task]:
    _refuse_many(len(signs))
    rows = lookup.rows(ctx)
    numbers = {sign: _number(sign, rows) for sign in signs}
    found = {record.id: record for record in lookup.those(ctx, list(dict.fromkeys(numbers.values())))}
    for sign, number in numbers.items():
        if number not in found:
            raise NotFound(sign, ("task",))
        if not isinstance(found[number], Task):
            raise InvalidInput("which", sign, f"is no task, it is the {found[number].kind} {found[number].title}")
    return [record for record in found.values() if isinstance(record, Task)]


def _number(sign: str, rows: Sequence[int]) -> int:
    """Return the record a sign stands for: a bare number is a row of the list last shown, if that is so long."""
    code = parse_code(sign)
    if sign.isdecimal() and (len(sign) > len(str(LARGEST)) or int(sign) > LARGEST):
        return 0
    number = int(sign) if sign.isdecimal() else code.number if code is not None else 0
    return rows[number - 1] if sign.isdecimal() and 1 <= number <= len(rows) else number


def _by_filter(ctx: Context, text: str) -> list[Task]:
    found, total = filters.page(ctx, filters.wanted(ctx, "task", text), MOST, 0)
    _refuse_many(total)
    if not found:
        raise NotFound(text, ("task",))
    return [record for record in found if isinstance(record, Task)]


def _refuse_many(count: int) -> None:
    if count > MOST:
        raise InvalidInput("which", str(count), f"at most {MOST} tasks at once; narrow it down")


def move(ctx: Context, wanted: Sequence[Task], due: When) -> Outcome:
    """Give tasks another due time, an hour on the day of each, a day at its hour; return which, which not and why."""

    def move_one(task: Task) -> None:
        changing.reschedule(ctx, task, changing.at_its_hour(ctx, task, changing.on_its_day(ctx, task, due)))

    return _settled(ctx, _each(wanted, move_one))


def put_off(ctx: Context, wanted: Sequence[Task], length: timedelta) -> Outcome:
    """Have tasks due so much later, each from its own time; return which, and which not and why."""

    def move_one(task: Task) -> None:
        changing.reschedule(ctx, task, changing.put_off(ctx, task, length))

    return _settled(ctx, _each(wanted, move_one))


def give(ctx: Context, wanted: Sequence[Task], assignee_id: int) -> Outcome:
    """Hand tasks to somebody, who is told once. Raises `NotAllowed`, `InvalidInput` where they can be given none."""
    rights.require_assignable(ctx, assignee_id)
    team_id = records.team_of(ctx, assignee_id)
    outcome = _settled(ctx, _each(wanted, lambda task: changing.hand_over(ctx, task, assignee_id, team_id)))
    if outcome.changed and assignee_id != ctx.actor.id:
        numbers = ",".join(str(task.id) for task in outcome.changed)
        key = f"{ASSIGNED}:{outcome.changed[0].id}:{outcome.changed[0].version}:{assignee_id}"
        whom, told = Target(user_id=assignee_id), {"by": ctx.actor.name, "tasks": numbers}
        outbox.tell(ctx.session, ASSIGNED, whom, at=ctx.now, args=told, dedupe_key=key)
    return outcome


def finish(ctx: Context, wanted: Sequence[Task]) -> Outcome:
    """Finish tasks; those somebody has to approve wait for that."""
    outcome = _settled(ctx, _each(wanted, lambda task: states.finish(ctx, task)))
    waiting = [task for task in outcome.changed if task.status is TaskStatus.AWAITING_APPROVAL]
    if waiting:
        approving.ask(ctx, waiting)
    return outcome


def cancel(ctx: Context, wanted: Sequence[Task]) -> Outcome:
    """Call tasks off."""
    return _settled(ctx, _each(wanted, lambda task: states.call_off(ctx, task)))


def _each(wanted: Sequence[Task], change: Callable[[Task], None]) -> Outcome:
    """Change tasks one by one: a refusal stops only itself."""
    changed: list[Task] = []
    refused: list[Refused] = []
    for task in wanted:
        try:
            change(task)
        except CrmError as error:
            refused.append(Refused(task, error))
        else:
            changed.append(task)
    return Outcome(changed, refused)


def _settled(ctx: Context, outcome: Outcome) -> Outcome:
    if outcome.changed:
        settle(ctx, *outcome.changed)
    return outcome
