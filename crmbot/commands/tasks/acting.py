"""What is done with a task: begun, finished, called off, moved, put off, handed on."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Line, spans
from crmbot.chat.command import command
from crmbot.chat.days import OwnDay
from crmbot.chat.form import (
    Aside,
    Behind,
    Form,
    Head,
    Inline,
    Key,
    Person,
    Quick,
    RecordRef,
    Ref,
    Rest,
    Unless,
    UserRef,
)
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import next_steps, phrases, shifting
from crmbot.commands.reminders.muting import noted
from crmbot.commands.tasks.card import changed, task_card, task_of
from crmbot.core import lookup, records, tasks
from crmbot.core.context import Context
from crmbot.core.tasks import kinds
from crmbot.language.when import When
from crmbot.store.models.activity import Task, TaskStatus
from crmbot.store.models.record import Record


class WhichTask(Form):
    """A task, and perhaps a word on it."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    note: Annotated[str | None, Rest(), Aside(), Field(max_length=2000, description="What came of it?")] = None


@command(
    "done",
    permission="task.see",
    aliases=["finish task", "complete task"],
    examples=["T-9", "T-9 sent by mail", "1,3"],
    changes=True,
    in_place=True,
    several="done tasks",
)
def finish_task(ctx: Context, form: WhichTask) -> Card:
    """Mark a task as done."""
    task = task_of(ctx, form.which)
    tasks.done(ctx, task, form.note)
    if task.status is TaskStatus.AWAITING_APPROVAL:
        return changed(ctx, task, "Done, awaiting approval")
    return _finished(ctx, task)


def _finished(ctx: Context, task: Task) -> Card:
    """Return the card of a task that is done, and ask what comes next."""
    card = changed(ctx, task, "Done")
    about = lookup.behind(ctx, task.id)
    steps = next_steps.actions(ctx, about, task) if about is not None else ()
    if about is None or not steps:
        return card
    usual = _usual_step(ctx, task, about)
    asked = Line(spans("Next step for ", phrases.link(about), "?"))
    actions = (*usual, *(steps[: -1 - len(usual)]), steps[-1], phrases.undo_action(ctx))
    return replace(task_card(ctx, task), title=card.title, blocks=(*card.blocks, asked), actions=actions)


def _usual_step(ctx: Context, task: Task, about: Record) -> tuple[Action, ...]:
    """Return the button for what usually follows a task of this type, where that was settled."""
    usual = kinds.next_step(ctx, task)
    if usual is None:
        return ()
    due = usual.on.isoformat()
    words = f"{usual.type.name}: {about.title}"
    make = Invocation("task new", {"title": words, "due": due, "about": records.code(about), "type": usual.type.name})
    return (Action(f"{usual.type.name} {phrases.on_day(ctx, usual.on)}", make),)


@command(
    "cancel task",
    permission="task.see",
    examples=["T-9"],
    changes=True,
    in_place=True,
    several="call off tasks",
)
def cancel_task(ctx: Context, form: WhichTask) -> Card:
    """Call a task off."""
    task = task_of(ctx, form.which)
    tasks.cancel(ctx, task)
    return _remarked(ctx, task, "Cancelled", form.note)


@command("reopen task", permission="task.see", examples=["T-9"], changes=True, in_place=True)
def reopen_task(ctx: Context, form: WhichTask) -> Card:
    """Take a finished task up again."""
    task = task_of(ctx, form.which)
    tasks.reopen(ctx, task)
    return _remarked(ctx, task, "Open again", form.note)


@command("start task", permission="task.see", aliases=["begin"], examples=["T-9"], changes=True, in_place=True)
def start_task(ctx: Context, form: WhichTask) -> Card:
    """Say that you have begun a task."""
    return _stepped(ctx, form, "start", "Started")


@command(
    "pause",
    permission="task.see",
    aliases=["wait"],
    examples=["T-9", "T-9 for their reply"],
    changes=True,
    in_place=True,
)
def pause_task(ctx: Context, form: WhichTask) -> Card:
    """Set a task aside until you can go on."""
    return _stepped(ctx, form, "pause", "Waiting")


@command("resume", permission="task.see", examples=["T-9"], changes=True, in_place=True)
def resume_task(ctx: Context, form: WhichTask) -> Card:
    """Go on with a task."""
    return _stepped(ctx, form, "resume", "Going on")


def _stepped(ctx: Context, form: WhichTask, verb: str, word: str) -> Card:
    task = task_of(ctx, form.which)
    tasks.step(ctx, task, verb)
    return _remarked(ctx, task, word, form.note)


def _remarked(ctx: Context, task: Task, word: str, remark: str | None) -> Card:
    """Write on a task what was said when something was done with it, and return its card."""
    if remark:
        tasks.describe(ctx, task, "\n".join(filter(None, (task.body, f"{word}: {remark}"))))
    return changed(ctx, task, word)


class Later(Form):
    """A task and another time for it."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    until: Annotated[
        When,
        Rest(),
        Quick("15 min", "1 h", "tomorrow 9:00", "next mon 9:00"),
        Field(description="Until when?"),
    ]


@command("snooze", permission="task.see", examples=["T-9 1h", "T-9 tomorrow 9:00"], changes=True, in_place=True)
def snooze_task(ctx: Context, form: Later) -> Card:
    """Be reminded of a task again later; its due time stays."""
    task = task_of(ctx, form.which)
    tasks.snooze(ctx, task, form.until)
    return noted(ctx, changed(ctx, task, f"Snoozed until {phrases.read_as(ctx, form.until)}"))


class Elsewhen(Form):
    """A task and another time for it, or how much later it is to be."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    until: Annotated[
        When | None,
        Rest(),
        Unless("by"),
        OwnDay(),
        Quick("tomorrow 9:00", "next mon 9:00"),
        Field(description="To which day or time?"),
    ] = None
    by: shifting.By = None


@command(
    "move",
    permission="task.see",
    aliases=["reschedule", "postpone"],
    examples=["T-9 monday", "T-9 fri 14:00", "T-9 by 2 days", "1-3 monday", "is:overdue mon"],
    changes=True,
    in_place=True,
    several="move tasks",
)
def move_task(ctx: Context, form: Elsewhen) -> Reply:
    """Give a task another due time."""
    task = task_of(ctx, form.which)
    due = tasks.put_off(ctx, task, shifting.said(form.by)) if form.by else form.until
    if due is None:
        return OpenForm("move", {"which": records.code(task)}, {"until": Problem(Fault.MISSING)})
    due = tasks.at_its_hour(ctx, task, tasks.on_its_day(ctx, task, due))
    tasks.move(ctx, task, due)
    return changed(ctx, task, f"Moved to {phrases.read_as(ctx, due)}")


class Handover(Form):
    """A task and the person it goes to."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    who: Annotated[UserRef, Inline(), Key("to", "for"), Behind("to", "for"), Person(), Field(description="To whom?")]


@command(
    "give",
    permission="task.see",
    aliases=["assign", "reassign"],
    examples=["T-9 @eva", "1-3 to Eva"],
    changes=True,
    in_place=True,
    several="give tasks",
)
def give_task(ctx: Context, form: Handover) -> Card:
    """Hand a task to somebody else."""
    task = task_of(ctx, form.which)
    tasks.give(ctx, task, form.who.id)
    return changed(ctx, task, f"Given to {form.who.name}")
