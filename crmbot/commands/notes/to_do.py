"""What is only to be done is a task, and no note: nothing has happened yet of which one could be."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Item, Items, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Reply
from crmbot.commands import phrases, series_said
from crmbot.commands.notes import appointments, reading
from crmbot.commands.notes.forms import NewTouch, Told
from crmbot.commands.phrases import show_action
from crmbot.commands.tasks import tasks
from crmbot.core import lookup
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.naming import mentions
from crmbot.core.naming.mentions import Named
from crmbot.language import when
from crmbot.language.codes import parse_code
from crmbot.language.notes import FollowUp, to_do
from crmbot.language.notes.to_do import LONGEST, Order
from crmbot.store.models.activity import Task

_DEED = re.compile(r"(?:call|meet|visit|mail)\s+(?!from\b|to\b|with\b|back\b)\S", re.IGNORECASE)
"""Said of what is to be done as of what was: whether a time behind it is to come tells which."""


def values(ctx: Context, text: str, named: Named) -> dict[str, str] | None:
    """Return what a task is made of that words ask for and tell of nothing else; None for all other words."""
    step = _step(ctx, text, named)
    return (
        {"title": to_do.called(text, step.expression.span), "due": str(step.expression.when)}
        if step is not None
        else None
    )


def task_instead(ctx: Context, form: Told, named: Named, command_name: str) -> Card | None:
    """Make a task of words that only begin like a deed, `call Jane friday`; None where they tell of one.

    Of a `call with Jane friday 10am` it is asked what it is.
    """
    is_bare = isinstance(form, NewTouch) and form.at is None and form.follow_up is None and not form.quoted
    if not is_bare or form.anyway:
        return None
    wanted = orders(ctx, form.text, named)
    if wanted:
        return _added(ctx, wanted)
    if not _DEED.match(form.text):
        sure = Invocation(command_name, form.said() | {"anyway": "yes"})
        return appointments.asked(ctx, form.text, named, sure)
    again = series_said.asked(ctx, form.text, named)
    if again is not None:
        return again
    step = _step(ctx, form.text, named)
    due = step.expression.when if step is not None else None
    if step is None or due is None or (due.at is None and due.on == ctx.today):
        return None  # "visit Delta this morning" has been, or is about to be told of
    return _task(ctx, Order(to_do.called(form.text, step.expression.span), due))


class Orders(Form):
    """Several things to be done, in one message."""

    text: Annotated[str, Rest(), Field(max_length=LONGEST, description="What needs doing?")]


@command(
    "tasks new",
    permission="task.create",
    examples=["call Jane friday 3pm, send Ben the drawings monday"],
    visible=False,
)
def add_tasks(ctx: Context, form: Orders) -> Reply:
    """Make a task of each thing that is to be done."""
    wanted = orders(ctx, form.text, mentions.named_in(ctx, form.text))
    if not wanted:
        raise InvalidInput("text", form.text, "I see no two things to be done in that")
    return _added(ctx, wanted)


def _added(ctx: Context, wanted: Sequence[Order]) -> Card:
    cards = [_task(ctx, order) for order in wanted]
    if len(cards) == 1:
        return cards[0]
    codes = [parse_code(card.about) for card in cards]
    made = [lookup.get(ctx, code.number) for code in codes if code is not None]
    rows = tuple(Item(tasks.row_words(ctx, task), show_action("Open", task)) for task in made if isinstance(task, Task))
    actions = (phrases.undo_action(ctx), Action("My tasks", Invocation("tasks")))
    return Card(spans("Made ", bold(phrases.counted(len(made), "task"))), (Items(rows),), actions, "✅")


def _task(ctx: Context, order: Order) -> Card:
    made = tasks.add_task.run(ctx, tasks.NewTask(title=order.title, due=order.when))
    assert isinstance(made, Card)  # all that is to be known of it is there
    return made


def orders(ctx: Context, text: str, named: Named) -> tuple[Order, ...]:
    """Return what is to be done, where words ask for two things or more and tell of nothing else."""
    if not to_do.may_be_one(text) or not ctx.actor.can("task.create"):
        return ()
    times = when.find(text, now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions, masked=named.spans)
    return to_do.orders(text, times, ctx.now)


def _step(ctx: Context, text: str, named: Named) -> FollowUp | None:
    if not to_do.may_be_one(text) or not ctx.actor.can("task.create"):
        return None
    return to_do.only(text, reading.of_words(ctx, text, named), ctx.now)
