"""What is only to be done is a task, and no note: nothing has happened yet of which one could be."""

import re

from crmbot.chat.card import Card
from crmbot.chat.invocation import Invocation
from crmbot.commands import series_said
from crmbot.commands.notes import appointments, reading
from crmbot.commands.notes.forms import NewTouch, Told
from crmbot.commands.tasks import tasks
from crmbot.core.context import Context
from crmbot.core.naming.mentions import Named
from crmbot.language.notes import FollowUp, to_do

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
    made = tasks.add_task.run(ctx, tasks.NewTask(title=to_do.called(form.text, step.expression.span), due=due))
    assert isinstance(made, Card)  # all that is to be known of it is there
    return made


def _step(ctx: Context, text: str, named: Named) -> FollowUp | None:
    if not to_do.may_be_one(text) or not ctx.actor.can("task.create"):
        return None
    return to_do.only(text, reading.of_words(ctx, text, named), ctx.now)
