"""Many tasks at once: moved, handed on, finished, called off; counted honestly, and taken back by one undo (R-65)."""

from collections.abc import Sequence
from functools import partial
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Item, Items, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Behind, Form, Head, Hidden, Inline, Key, Person, Quick, Rest, Unless, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import phrases, shifting
from crmbot.commands.tasks.card import row_words
from crmbot.core import records
from crmbot.core.context import Context
from crmbot.core.many import Outcome, Refused
from crmbot.core.tasks import batch
from crmbot.language.plain_words import shifts
from crmbot.language.when import When
from crmbot.store.models.activity import Task, TaskStatus

MANY = 5
"""More than this at once is asked for once more (spec: commands, rule 8)."""

_SHOWN = 10

Which = Annotated[
    str,
    Head(),
    Field(max_length=2000, description="Which tasks? Rows 1-3, T-9,T-11, or is:overdue"),
]


class MoveTasks(Form):
    """Tasks and another time for them."""

    which: Which
    until: Annotated[
        When | None, Rest(), Unless("by"), Quick("tomorrow 9:00", "next mon 9:00"), Field(description="Until when?")
    ] = None
    by: shifting.By = None
    sure: Annotated[bool, Hidden()] = False


@command(
    "move tasks",
    permission="task.see",
    aliases=["reschedule tasks", "postpone tasks"],
    examples=["1-3 monday", "1-3 by 2 days"],
    in_place=True,
)
def move_tasks(ctx: Context, form: MoveTasks) -> Reply:
    """Give several tasks another due time: `move 1-3 monday`, `move is:overdue by 2 days`."""
    wanted = batch.named(ctx, form.which)
    if form.by:
        shift = shifting.said(form.by)
        to, said, move = shifts.show(shift), {"by": form.by}, partial(batch.put_off, ctx, wanted, shift)
    elif form.until is not None:
        (to, until), move = _to(ctx, form.until), partial(batch.move, ctx, wanted, form.until)
        said = {"until": until}
    else:
        return OpenForm("move tasks", {"which": form.which}, {"until": Problem(Fault.MISSING)})
    if len(wanted) > MANY and not form.sure:
        again = _again("move tasks", wanted, **said)
        return _ask(ctx, wanted, f"Move {len(wanted)} tasks {to}?", "Yes, move them", again)
    return _told(ctx, move(), f"moved {to}")


def _to(ctx: Context, until: When) -> tuple[str, str]:
    """Return to when tasks are moved, as it is told and as it reads back: an hour alone is each one's own day's."""
    if until.of_day or until.at is None:
        return f"to {phrases.read_as(ctx, until)}", until.iso()
    return f"to {until.at:%H:%M}, each on its day", f"at {until.at:%H:%M}"


class GiveTasks(Form):
    """Tasks and the person they go to."""

    which: Which
    who: Annotated[UserRef, Inline(), Key("to", "for"), Behind("to", "for"), Person(), Field(description="To whom?")]
    sure: Annotated[bool, Hidden()] = False


@command(
    "give tasks",
    permission="task.see",
    aliases=["reassign tasks", "assign tasks"],
    examples=["1-3 to Eva"],
    in_place=True,
)
def give_tasks(ctx: Context, form: GiveTasks) -> Card:
    """Hand several tasks to somebody: `reassign 1-3 to Eva`."""
    wanted = batch.named(ctx, form.which)
    if len(wanted) > MANY and not form.sure:
        again = _again("give tasks", wanted, who=str(form.who.name))
        return _ask(ctx, wanted, f"Give {len(wanted)} tasks to {form.who.name}?", "Yes, give them", again)
    return _told(ctx, batch.give(ctx, wanted, form.who.id), f"given to {form.who.name}")


class TheseTasks(Form):
    """Several tasks."""

    which: Which
    sure: Annotated[bool, Hidden()] = False


@command("done tasks", permission="task.see", aliases=["finish tasks"], examples=["1,3"], in_place=True)
def finish_tasks(ctx: Context, form: TheseTasks) -> Card:
    """Mark several tasks as done: `done 1,3`."""
    wanted = batch.named(ctx, form.which)
    if len(wanted) > MANY and not form.sure:
        title = f"Mark {len(wanted)} tasks as done?"
        return _ask(ctx, wanted, title, "Yes, all done", _again("done tasks", wanted))
    return _told(ctx, batch.finish(ctx, wanted), "done")


@command("call off tasks", permission="task.see", examples=["1-3"], in_place=True)
def cancel_several(ctx: Context, form: TheseTasks) -> Card:
    """Call several tasks off: `cancel 1-3`."""
    wanted = batch.named(ctx, form.which)
    if len(wanted) > MANY and not form.sure:
        title = f"Cancel {len(wanted)} tasks?"
        return _ask(ctx, wanted, title, "Yes, cancel them", _again("call off tasks", wanted))
    return _told(ctx, batch.cancel(ctx, wanted), "cancelled")


def _again(name: str, wanted: Sequence[Task], **args: str) -> Invocation:
    """Return the same command, sure and for just the tasks that were shown: a filter may find others by then."""
    return Invocation(name, {"which": ",".join(records.code(task) for task in wanted), **args, "sure": "yes"})


def _ask(ctx: Context, wanted: Sequence[Task], title: str, yes: str, again: Invocation) -> Card:
    rows = tuple(Item(row_words(ctx, task)) for task in wanted[:_SHOWN])
    rest = len(wanted) - _SHOWN
    more = (Item(spans(f"… and {rest} more")),) if rest > 0 else ()
    actions = (Action(yes, again, style="danger"), Action("Leave them", Invocation("tasks")))
    return Card(spans(title), (Items((*rows, *more)),), actions, icon="❓", whisper=True)


def _told(ctx: Context, outcome: Outcome[Task], word: str) -> Card:
    """Say how many were changed, and which were not and why; all of it is one undo."""
    awaiting = sum(task.status is TaskStatus.AWAITING_APPROVAL for task in outcome.changed) if word == "done" else 0
    count = f"Changed {len(outcome.changed)}"
    told = [f": {word}"] if outcome.changed else []
    told += [*_refusals(outcome.refused), *([f", {awaiting} of them await approval"] if awaiting else [])]
    rows = [Item(row_words(ctx, task)) for task in outcome.changed[:_SHOWN]]
    rows += [
        Item(spans(phrases.link(each.record), f" · {phrases.why_not(each.error)}")) for each in outcome.refused[:_SHOWN]
    ]
    hidden = len(outcome.changed) + len(outcome.refused) - len(rows)
    rows += [Item(spans(f"… and {hidden} more"))] if hidden else []
    actions = (phrases.undo_action(ctx),) if outcome.changed else ()
    actions = (*actions, Action("My tasks", Invocation("tasks")))
    return Card(spans(bold(count), *told), (Items(tuple(rows)),), actions, "✅" if outcome.changed else "✋")


def _refusals(refused: Sequence[Refused[Task]]) -> list[str]:
    """Return how many were refused; of a few, why and which: `, refused 1: no right on T-77`."""
    if not refused:
        return []
    if len(refused) > 1:
        return [f", refused {len(refused)}"]
    return [f", refused 1: {phrases.why_not(refused[0].error)} on {records.code(refused[0].record)}"]
