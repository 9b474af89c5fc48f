"""Tasks: what is to be done, made and changed."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Line, bold, code, spans
from crmbot.chat.command import Noun, command
from crmbot.chat.days import AnyDay
from crmbot.chat.form import Aside, Form, Head, Hidden, Inline, Key, Quick, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, repeating
from crmbot.commands.named import with_named
from crmbot.commands.phrases import form_action
from crmbot.commands.record_lines import option_label
from crmbot.commands.reminders.choosing import Before, remind_before
from crmbot.commands.series import come_again
from crmbot.commands.shared_fields import Every
from crmbot.commands.tasks import fields, past
from crmbot.commands.tasks.card import changed, row_words, task_card, task_of, understood
from crmbot.core import lookup, records, tasks
from crmbot.core.context import Context
from crmbot.core.naming import mentions
from crmbot.core.naming.mentions import Named
from crmbot.core.tasks import TaskDraft, approving, kinds
from crmbot.language import codes, urgency
from crmbot.language.when import When
from crmbot.store.models.activity import Priority, Task
from crmbot.store.models.people import User
from crmbot.store.models.record import Record

__all__ = ["TASK", "row_words", "task_card"]

_PICKS = 3


class NewTask(Form):
    """A task to be made."""

    title: Annotated[str, Rest(in_front=True), Field(max_length=200, description="What needs doing?")]
    due: Annotated[
        When | None,
        Inline(),
        AnyDay(),
        Key("by", "at"),
        Quick("today 17:00", "tomorrow 9:00", "next mon 9:00"),
        Field(description="When is it due?"),
    ] = None
    about: fields.About = None
    who: fields.Who = None
    type: fields.Kind = None
    prio: Annotated[Priority, Aside(), Key("priority"), Field(description="How urgent?")] = Priority.NORMAL
    details: fields.Details = None
    start: fields.Start = None
    approval: fields.Approval = None
    approver: fields.Approver = None
    every: Every = None
    remind: Before = None
    over: Annotated[bool, Hidden()] = False


@command(
    "task new",
    permission="task.create",
    examples=["call Delta tomorrow 10am", "send quote fri 11:00 on:acme", "check the offer mon approval:yes"],
)
def add_task(ctx: Context, form: NewTask) -> Card:
    """Make a task for yourself or a teammate."""
    form = _with_urgency(form)
    if form.due is not None and form.every is None and not form.over and past.is_over(ctx, form.due):
        return past.past_card(ctx, form, form.due)
    named = mentions.named_in(ctx, form.title)
    make = tasks.log_done if form.over else tasks.create
    task = make(ctx, _draft(form, [*_records(ctx, form.about), *named.sure]))
    remind_before(ctx, task, form.remind)
    if form.every is not None:
        come_again(ctx, task, form.every)
    return with_named(ctx, _made(ctx, task, named if form.about is None else Named()), task)


def _with_urgency(form: NewTask) -> NewTask:
    """Take how urgent it is out of the title, unless it was said by itself."""
    title, level = urgency.apart(form.title) if form.prio is Priority.NORMAL else (form.title, "")
    return form.model_copy(update={"title": title, "prio": Priority(level)}) if level else form


def _made(ctx: Context, task: Task, named: Named) -> Card:
    """Return the card of a task that was just made: how its time was read, and what else its words may name."""
    card = task_card(ctx, task)
    title = spans("Task ", *([] if task.is_open else ["done: "]), bold(task.title), "  ", code(records.code(task)))
    picks = _picks(task, named)
    asked: list[Block] = [Line(spans("Which ", bold(named.asked), "?"))] if picks else []
    foot = [Footer(spans(understood(ctx, tasks.due_of(task))))] if task.is_open else []
    actions = (*(picks or card.actions[:2]), phrases.undo_action(ctx), form_action("Edit", "task set", task))
    return Card(title, (*card.blocks, *asked, *foot), actions, icon="✅", about=card.about, choices=len(picks))


def _draft(form: NewTask, about: list[Record]) -> TaskDraft:
    return TaskDraft(
        title=form.title,
        due=form.due,
        about=about,
        assignee_id=form.who.id if form.who else None,
        priority=form.prio,
        type=form.type,
        details=form.details,
        start=form.start,
        requires_approval=bool(form.approval),
        approver_id=form.approver.id if form.approver else None,
    )


def _picks(task: Task, named: Named) -> list[Action]:
    """Return a button for each record that the words may mean: it is put on that one."""
    which = records.code(task)
    return [
        Action(option_label(one), Invocation("task set", {"which": which, "about": codes.show(one.kind, one.id)}))
        for one in named.doubtful[:_PICKS]
    ]


def _records(ctx: Context, ref: RecordRef | None) -> list[Record]:
    return lookup.those(ctx, [ref.id, *(other.id for other in ref.others)]) if ref is not None else []


class EditTask(Form):
    """What is to change of a task."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    title: Annotated[str | None, Rest(in_front=True), Field(max_length=200, description="New words")] = None
    due: Annotated[When | None, Inline(), Key("by", "at"), Field(description="New time")] = None
    who: fields.Who = None
    about: fields.About = None
    type: fields.Kind = None
    prio: Annotated[Priority | None, Aside(), Key("priority"), Field(description="How urgent?")] = None
    details: fields.Details = None
    start: fields.Start = None
    approval: fields.Approval = None
    approver: fields.Approver = None
    every: Every = None
    remind: Before = None


def _now(ctx: Context, which: RecordRef) -> dict[str, str]:
    """Return what a task's form shows before anything is changed."""
    task = task_of(ctx, which)
    due, kind = tasks.due_of(task), kinds.of(ctx, task)
    approver = ctx.session.get(User, task.approver_id) if task.approver_id is not None else None
    told = {
        "title": task.title,
        "prio": (task.priority or Priority.NORMAL).value,
        "details": task.body or "",
        "type": kind.name if kind is not None else "",
        "start": task.start_on.isoformat() if task.start_on is not None else "",
        "approval": "yes" if task.requires_approval else "no",
        "approver": approver.email if approver is not None else "",
        "every": repeating.present(ctx, task),
    }
    return told | ({"due": due.iso()} if due is not None and due.zone == ctx.actor.zone else {})


@command(
    "task set",
    permission="task.see",
    aliases=["edit task"],
    examples=["T-9 due:monday", "T-9 on:acme,d20", "T-9 approver:mia"],
    changes=True,
    in_place=True,
    present=_now,
)
def edit_task(ctx: Context, form: EditTask) -> Card:
    """Change the words, the time, the person or anything else of a task."""
    task = task_of(ctx, form.which)
    said, before = form.model_fields_set, task.body or ""
    _set_words(ctx, task, form)
    if "due" in said:
        _set_due(ctx, task, form.due)
    if form.who is not None:
        tasks.give(ctx, task, form.who.id)
    if form.prio is not None:
        tasks.prioritise(ctx, task, form.prio)
    if "start" in said:
        tasks.begin_on(ctx, task, form.start)
    if "about" in said:
        _set_about(ctx, task, form.about)
    _set_approval(ctx, task, form)
    remind_before(ctx, task, form.remind)
    if form.every is not None:
        come_again(ctx, task, form.every)
    return with_named(ctx, changed(ctx, task, "Changed"), task, before)


def _set_words(ctx: Context, task: Task, form: EditTask) -> None:
    if form.title:
        tasks.rename(ctx, task, form.title)
    if "details" in form.model_fields_set:
        tasks.describe(ctx, task, form.details or "")
    if form.type:
        tasks.sort(ctx, task, form.type)


def _set_due(ctx: Context, task: Task, due: When | None) -> None:
    if due is not None:
        tasks.move(ctx, task, tasks.on_its_day(ctx, task, due))
    else:
        tasks.undate(ctx, task)


def _set_about(ctx: Context, task: Task, about: RecordRef | None) -> None:
    if about is not None:
        tasks.put_on(ctx, task, _records(ctx, about))
    else:
        tasks.take_off(ctx, task)


def _set_approval(ctx: Context, task: Task, form: EditTask) -> None:
    if form.approver is not None:
        approving.want(ctx, task, approver_id=form.approver.id)
    elif form.approval:
        approving.want(ctx, task, approver_id=task.approver_id)
    elif form.approval is False and task.requires_approval:
        approving.waive(ctx, task)


TASK = Noun("task", "task", new="task new", change="task set", list="tasks", aliases=("todo", "t"))
