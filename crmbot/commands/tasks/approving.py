"""Approval: what waits for it, a yes, and sending back with a word why."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Key, RecordRef, Ref, Rest
from crmbot.commands.tasks.card import changed, task_of
from crmbot.core import tasks
from crmbot.core.context import Context


class Approved(Form):
    """A task that is well done."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]


@command("approve", permission="task.see", examples=["T-9"], changes=True, in_place=True)
def approve_task(ctx: Context, form: Approved) -> Card:
    """Approve that a task is done."""
    task = task_of(ctx, form.which)
    tasks.approve(ctx, task)
    return changed(ctx, task, "Approved")


class SentBack(Form):
    """A task that is not done yet, and what is missing."""

    which: Annotated[RecordRef, Head(), Ref("task"), Field(description="Which task?")]
    note: Annotated[str, Rest(), Key("reason", "why"), Field(max_length=2000, description="What is missing?")]


@command(
    "send back",
    permission="task.see",
    aliases=["reject task", "sendback"],
    examples=["T-9 add prices"],
    changes=True,
    in_place=True,
)
def send_task_back(ctx: Context, form: SentBack) -> Card:
    """Have a task gone on with, and say what is missing."""
    task = task_of(ctx, form.which)
    tasks.send_back(ctx, task, form.note)
    return changed(ctx, task, "Sent back")
