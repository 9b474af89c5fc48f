"""What usually comes after a task of a type: settled here, offered when such a task is done."""

import re
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Item, Items, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.settings import lists
from crmbot.core.settings.lists import TASK_TYPES
from crmbot.core.tasks import kinds
from crmbot.language.fold import fold
from crmbot.store.models.activity import ActivityType

_SAID = re.compile(
    r"(?P<type>.+?) ?(?:->|→|:|,|\bthen\b|\bis followed by\b) ?(?P<next>.+?)"
    r"(?: (?:in|after) (?P<days>\d{1,3}) ?(?:d|days?))?",
    re.IGNORECASE,
)
_NOTHING = frozenset({"nothing", "none", "-"})


class FollowOn(Form):
    """A type of task, and what follows it."""

    text: Annotated[
        str | None, Rest(), Aside(), Field(max_length=200, description="What follows what? Phone call then visit in 3d")
    ] = None


@command(
    "task types next",
    permission="task.see",
    aliases=["task types follow"],
    examples=["", "Phone call then visit in 3 days", "Visit then nothing"],
    in_place=True,
)
def settle_follow_on(ctx: Context, form: FollowOn) -> Card:
    """Settle what is offered when a task of a type is done, and after how many days."""
    if not form.text:
        return _listed(ctx)
    said = _SAID.fullmatch(" ".join(form.text.split()))
    if said is None:
        raise InvalidInput("text", form.text, "say it so: Phone call then visit in 3 days")
    entry = kinds.named(ctx, said["type"].strip('" '))
    named = said["next"].strip('" ')
    follows = kinds.named(ctx, named) if fold(named) not in _NOTHING and named != "-" else None
    kinds.follow(ctx, entry, follows, int(said["days"] or 0))
    actions = (phrases.undo_action(ctx), Action("All task types", Invocation("task types next")))
    return Card(spans(bold(entry.name), f": {_words(entry, follows)}"), actions=actions, icon="☑️", whisper=True)


def _listed(ctx: Context) -> Card:
    entries = lists.listed(ctx.session, TASK_TYPES)
    by_id = {entry.id: entry for entry in entries}
    rows = [Item(spans(bold(each.name), f": {_words(each, by_id.get(each.next_type_id or 0))}")) for each in entries]
    rows.append(Item(spans(code("task types next Phone call then visit in 3 days"), " settles one.")))
    return Card(spans(bold("After a task of a type")), (Items(tuple(rows)),), icon="☑️", whisper=True)


def _words(entry: ActivityType, follows: ActivityType | None) -> str:
    if follows is None:
        return "nothing of its own is offered"
    days = entry.delay_days or 0
    when = "at once" if not days else f"after {days} day{'s' if days > 1 else ''}"
    return f"{follows.name} is offered {when}"
