"""Until it is done: a task that nags, and who is told next when nobody acts."""

import re
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Line, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Inline, Key, Person, Quick, RecordRef, Ref, Rest, UserRef
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import phrases, record_lines
from crmbot.core import records, reminders
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.language import offsets, when
from crmbot.language.habit_words import OFF
from crmbot.store.models.activity import Task

USUAL_NAG = "15 minutes"
USUAL_WAIT = "2 hours"
_EVERY = re.compile(r"^(?:every|each)\s+", re.IGNORECASE)
_AFTER = re.compile(r"^(?:to\s+)?(?:after|in|within)\s+", re.IGNORECASE)


class Nag(Form):
    """A task and how often it nags."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    every: Annotated[
        str | None,
        Rest(),
        Quick("15 min", "1 h", "1 day", "off"),
        Field(max_length=40, description="How often, until it is done?"),
    ] = None


@command("nag", permission="task.create", examples=["T-9 every 15m", "T-9 off"], changes=True, in_place=True)
def nag(ctx: Context, form: Nag) -> Card:
    """Be reminded of a task again and again until it is done."""
    task = record_lines.named(ctx, form.which, Task)
    said = _EVERY.sub("", (form.every or USUAL_NAG).strip())
    if said.lower() in OFF:
        reminders.stop_nagging(ctx, task)
        return _told(ctx, task, "Nags no more", "It is reminded of as usual.")
    minutes = _minutes("every", said)
    reminders.nag(ctx, task, minutes)
    quiet = "Not in your quiet hours, unless it is urgent."
    return _told(ctx, task, f"Nags every {offsets.show_length(minutes)} until it is done", quiet)


class Escalate(Form):
    """A task, who is told next, and how long after its time."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    who: Annotated[UserRef | None, Inline(), Key("to"), Person(), Field(description="Who is told next?")] = None
    after: Annotated[
        str | None,
        Rest(),
        Quick("30 min", "2 h", "1 day"),
        Field(max_length=40, description="How long after its time, if nobody has acted?"),
    ] = None


@command(
    "escalate", permission="task.create", examples=["T-9 to @mia after 2h", "T-9 off"], changes=True, in_place=True
)
def escalate(ctx: Context, form: Escalate) -> Reply:
    """Have somebody else told of a task when nobody has acted on it in time."""
    task = record_lines.named(ctx, form.which, Task)
    said = _AFTER.sub("", (form.after or USUAL_WAIT).strip().removeprefix("to ").strip() or USUAL_WAIT)
    if said.lower() in OFF:
        reminders.stop_escalating(ctx, task)
        return _told(ctx, task, "Nobody else is told", "Only its person is reminded.")
    if form.who is None:
        values = {"which": records.code(task)} | ({"after": form.after} if form.after else {})
        return OpenForm("escalate", values, {"who": Problem(Fault.MISSING)})
    minutes = _minutes("after", said)
    reminders.escalate(ctx, task, form.who.id, minutes)
    line = f"{form.who.name} is told {offsets.show_length(minutes)} after its time, once, if nobody has acted by then."
    return _told(ctx, task, f"{form.who.name} is told next", line)


def _minutes(field: str, said: str) -> int:
    length = when.duration(said)
    if length is None:
        raise InvalidInput(field, said, "say a length of time: 15 min, 2h, 1 day")
    return round(length.total_seconds() / 60)


def _told(ctx: Context, task: Task, word: str, line: str) -> Card:
    title = spans(bold(word), ": ", phrases.link(task))
    actions = (phrases.undo_action(ctx), phrases.show_action("Open", task))
    return Card(title, (Line(spans(line)),), actions, "🔔", records.code(task))
