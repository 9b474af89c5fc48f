"""Tasks: what is to be done, and the reminders that come back for it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import (
    Action,
    Card,
    Footer,
    Item,
    Line,
    Mention,
    Menu,
    Span,
    Spans,
    Style,
    Text,
    bold,
    code,
    spans,
)
from crmbot.chat.command import Noun, command
from crmbot.chat.form import (
    Aside,
    Form,
    Head,
    Inline,
    Key,
    Person,
    Quick,
    RecordRef,
    Ref,
    Rest,
    UserRef,
)
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.listing import ListForm, listing, rows
from crmbot.commands.phrases import act, form_action
from crmbot.commands.showing import shows
from crmbot.core import lookup, records, tasks
from crmbot.core.context import Context
from crmbot.core.tasks import TaskDraft
from crmbot.language.codes import SUBJECT
from crmbot.language.when import When
from crmbot.store.models.activity import Priority, Task, TaskStatus
from crmbot.store.models.record import Record

MOMENT = timedelta(minutes=1)
SNOOZES = (("15 min", "15 min"), ("1 h", "1 h"), ("Tomorrow 9:00", "tomorrow 9:00"))


class NewTask(Form):
    """A task to be made."""

    title: Annotated[str, Rest(), Field(max_length=200, description="What needs doing?")]
    due: Annotated[
        When | None,
        Inline(),
        Key("by", "at"),
        Quick("today 17:00", "tomorrow 9:00", "next mon 9:00"),
        Field(description="When is it due?"),
    ] = None
    about: Annotated[
        RecordRef | None,
        Key("on"),
        Ref(SUBJECT),
        Field(description="About which record?"),
    ] = None
    who: Annotated[UserRef | None, Inline(), Key("for"), Person(), Aside(), Field(description="For whom?")] = None
    prio: Annotated[Priority, Aside(), Key("priority"), Field(description="How urgent?")] = Priority.NORMAL


@command(
    "task new",
    permission="task.create",
    examples=["call Delta tomorrow 10am", "send quote fri 11:00 on:acme"],
)
def add_task(ctx: Context, form: NewTask) -> Card:
    """Make a task for yourself or a teammate."""
    about = [lookup.get(ctx, form.about.id)] if form.about else []
    assignee = form.who.id if form.who else None
    task = tasks.create(ctx, TaskDraft(form.title, form.due, about, assignee, form.prio))
    card = task_card(ctx, task)
    made = spans("Task ", bold(task.title), "  ", code(records.code(task)))
    understood = f"Reminder {phrases.read_as(ctx, form.due)}" if form.due else "No reminder without a date"
    actions = (*card.actions[:2], phrases.undo_action(ctx), form_action("Edit", "task set", task))
    return Card(made, (*card.blocks, Footer(spans(understood))), actions, icon="✅", about=card.about)


class EditTask(Form):
    """What is to change of a task."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    title: Annotated[str | None, Rest(), Field(max_length=200, description="New words")] = None
    due: Annotated[When | None, Inline(), Key("by", "at"), Field(description="New time")] = None
    who: Annotated[UserRef | None, Inline(), Key("for"), Person(), Aside(), Field(description="For whom?")] = None
    prio: Annotated[Priority | None, Aside(), Key("priority"), Field(description="How urgent?")] = None


def _now(ctx: Context, which: RecordRef) -> dict[str, str]:
    """Return what a task's form shows before anything is changed."""
    task = _task(ctx, which)
    due = tasks.due_of(task)
    told = {"title": task.title, "prio": (task.priority or Priority.NORMAL).value}
    return told | ({"due": due.iso()} if due is not None and due.zone == ctx.actor.zone else {})


@command("task set", permission="task.create", examples=["T-9 due:monday"], changes=True, in_place=True, present=_now)
def edit_task(ctx: Context, form: EditTask) -> Card:
    """Change the words, the time or the person of a task."""
    task = _task(ctx, form.which)
    if form.title:
        tasks.rename(ctx, task, form.title)
    if form.due is not None:
        tasks.move(ctx, task, form.due)
    if form.who is not None:
        tasks.give(ctx, task, form.who.id)
    if form.prio is not None:
        tasks.prioritise(ctx, task, form.prio)
    return changed(ctx, task, "Changed")


class WhichTask(Form):
    """A task, and perhaps a word on it."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    note: Annotated[str | None, Rest(), Aside(), Field(max_length=2000, description="What came of it?")] = None


@command("done", permission="task.create", examples=["T-9", "T-9 sent by mail"], changes=True, in_place=True)
def finish_task(ctx: Context, form: WhichTask) -> Card:
    """Mark a task as done."""
    task = _task(ctx, form.which)
    tasks.done(ctx, task, form.note)
    return changed(ctx, task, "Done")


@command("cancel task", permission="task.create", examples=["T-9"], changes=True, in_place=True)
def cancel_task(ctx: Context, form: WhichTask) -> Card:
    """Call a task off."""
    task = _task(ctx, form.which)
    tasks.cancel(ctx, task)
    return changed(ctx, task, "Cancelled")


@command("reopen task", permission="task.create", examples=["T-9"], changes=True, in_place=True)
def reopen_task(ctx: Context, form: WhichTask) -> Card:
    """Take a finished task up again."""
    task = _task(ctx, form.which)
    tasks.reopen(ctx, task)
    return changed(ctx, task, "Open again")


@command("start task", permission="task.create", aliases=["begin"], examples=["T-9"], changes=True, in_place=True)
def start_task(ctx: Context, form: WhichTask) -> Card:
    """Say that you have begun a task."""
    task = _task(ctx, form.which)
    tasks.step(ctx, task, "start")
    return changed(ctx, task, "Started")


@command("pause", permission="task.create", aliases=["wait"], examples=["T-9"], changes=True, in_place=True)
def pause_task(ctx: Context, form: WhichTask) -> Card:
    """Set a task aside until you can go on."""
    task = _task(ctx, form.which)
    tasks.step(ctx, task, "pause")
    return changed(ctx, task, "Waiting")


@command("resume", permission="task.create", examples=["T-9"], changes=True, in_place=True)
def resume_task(ctx: Context, form: WhichTask) -> Card:
    """Go on with a task."""
    task = _task(ctx, form.which)
    tasks.step(ctx, task, "resume")
    return changed(ctx, task, "Going on")


class Later(Form):
    """A task and another time for it."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    until: Annotated[
        When,
        Rest(),
        Quick("15 min", "1 h", "tomorrow 9:00", "next mon 9:00"),
        Field(description="Until when?"),
    ]


@command("snooze", permission="task.create", examples=["T-9 1h", "T-9 tomorrow 9:00"], changes=True, in_place=True)
def snooze_task(ctx: Context, form: Later) -> Card:
    """Be reminded of a task again later; its due time stays."""
    task = _task(ctx, form.which)
    tasks.snooze(ctx, task, form.until)
    return changed(ctx, task, f"Snoozed until {phrases.read_as(ctx, form.until)}")


@command(
    "move",
    permission="task.create",
    aliases=["reschedule"],
    examples=["T-9 monday", "T-9 fri 14:00"],
    changes=True,
    in_place=True,
)
def move_task(ctx: Context, form: Later) -> Card:
    """Give a task another due time."""
    task = _task(ctx, form.which)
    tasks.move(ctx, task, form.until)
    return changed(ctx, task, f"Moved to {phrases.read_as(ctx, form.until)}")


class Handover(Form):
    """A task and the person it goes to."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    who: Annotated[UserRef, Inline(), Key("to", "for"), Person(), Field(description="To whom?")]


@command(
    "give",
    permission="task.create",
    aliases=["assign", "reassign"],
    examples=["T-9 @eva"],
    changes=True,
    in_place=True,
)
def give_task(ctx: Context, form: Handover) -> Card:
    """Hand a task to somebody else."""
    task = _task(ctx, form.which)
    tasks.give(ctx, task, form.who.id)
    return changed(ctx, task, f"Given to {form.who.name}")


@command("tasks", permission="task.see", examples=["", "is:overdue", "due<fri on:acme", "everybody"], in_place=True)
def list_tasks(ctx: Context, form: ListForm) -> Card:
    """List your open tasks, the first due first, or those a filter asks for."""
    make = "task call Delta tomorrow 10am"
    return listing(ctx, "task", form.filter, form.page, command="tasks", title="tasks", make=make)


@rows("task")
def task_rows(ctx: Context, page: Sequence[Task]) -> Sequence[Item]:
    """Draw tasks as rows: what is open can be done at once."""
    return [Item(row_words(ctx, task), act("Done", "done", task) if task.is_open else None) for task in page]


TASK = Noun("task", "task", new="task new", change="task set", list="tasks", aliases=("todo", "t"))


def row_words(ctx: Context, task: Task) -> Spans:
    """Return a task as one line of a list: words, code, due time, how late."""
    due = tasks.due_of(task)
    late = " · overdue" if tasks.is_overdue(ctx, task) else ""
    when = spans(" · ", phrases.due_span(ctx, due)) if due else ()
    return (*spans(phrases.link(task)), *when, *spans(late))


@shows("task", icon="✅")
def task_card(ctx: Context, task: Task) -> Card:
    """Draw a task: what, when, for whom, about what."""
    struck = task.status in (TaskStatus.DONE, TaskStatus.CANCELLED)
    words = Text(task.title, Style.STRIKE if struck else Style.BOLD)
    return Card(
        title=spans(words, "  ", code(records.code(task))),
        blocks=_facts(ctx, task),
        actions=tuple(_actions(ctx, task)),
        icon="☑️" if struck else "✅",
        about=records.code(task),
    )


def _facts(ctx: Context, task: Task) -> tuple[Line, ...]:
    assignee = tasks.assignee(ctx, task)
    due = tasks.due_of(task)
    state = [] if task.status is TaskStatus.TODO else [tasks.status_words(task).capitalize()]
    state += ["overdue"] if _is_late(ctx, task) else []
    state += [f"{task.priority.value} priority"] if task.priority not in (None, Priority.NORMAL) else []
    when = spans("Due ", phrases.due_span(ctx, due)) if due else spans("No date")
    person = spans(" · for ", Mention(assignee.id, assignee.name)) if assignee else ()
    lines = [Line((*when, *person, *spans(*(f" · {word}" for word in state))))]
    about = tasks.about(ctx, task)
    if about:
        lines.append(Line(spans("About ", *_joined(about))))
    if task.outcome:
        lines.append(Line(spans(task.outcome)))
    return tuple(lines)


def _is_late(ctx: Context, task: Task) -> bool:
    """A reminder that leaves at its time is not overdue when it arrives a moment later."""
    just_now = task.due_at is not None and ctx.now - task.due_at < MOMENT
    return tasks.is_overdue(ctx, task) and not just_now


def _joined(about: Sequence[Record]) -> list[Span]:
    """Records one behind the other, with commas between them."""
    parts: list[Span] = []
    for record in about:
        parts += [Text(", ")] if parts else []
        parts.append(phrases.link(record))
    return parts


def _actions(ctx: Context, task: Task) -> list[Action | Menu]:
    """What can be done with a task now: the act that ends the matter first."""
    if not task.is_open:
        reopen = act("Open again", "reopen task", task)
        return [reopen, *_log_buttons(ctx, task)]
    return [
        act("Done", "done", task, style="primary"),
        snooze_menu(task),
        form_action("Reschedule…", "move", task),
        form_action("Give to…", "give", task),
    ]


def snooze_menu(task: Task) -> Menu:
    """Return the times a task can be put off to; the last one takes any words."""
    options = [act(label, "snooze", task, until=until) for label, until in SNOOZES]
    other = Action("Other time…", Invocation("snooze", {"which": records.code(task)}, task.version, form=True))
    return Menu("Snooze", (*options, other))


def _log_buttons(ctx: Context, task: Task) -> list[Action]:
    """After the act: write down what happened, and what comes next."""
    about = tasks.about(ctx, task)
    if not about:
        return []
    subject = about[0]
    return [
        form_action("Log what happened", "note", subject, field="about"),
        form_action("Next step…", "task new", subject, field="about"),
    ]


def changed(ctx: Context, task: Task, word: str) -> Card:
    """Return the card of a task that was just changed: what happened first, then the task, then the way back."""
    card = task_card(ctx, task)
    title = spans(bold(word), ": ", *card.title)
    return Card(title, card.blocks, (*card.actions, phrases.undo_action(ctx)), card.icon, card.about)


def _task(ctx: Context, ref: RecordRef) -> Task:
    task = lookup.get(ctx, ref.id)
    assert isinstance(task, Task)
    return task
