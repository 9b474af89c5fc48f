"""The types of tasks: the one a text names, the one its first word says, and what usually comes next."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from crmbot.core.context import Context
from crmbot.core.settings import lists
from crmbot.core.settings.lists import TASK_TYPES
from crmbot.language.fold import fold
from crmbot.store.models.activity import ActivityType, Task

USUAL = "to_do"
"""The code of the type that goes without saying."""

_VERBS: Mapping[str, str] = {"ring": "phone call", "telephone": "phone call", "message": "e mail", "see": "visit"}


@dataclass(frozen=True, slots=True)
class NextStep:
    """What usually follows a task of its type, and on which day."""

    type: ActivityType
    on: date


def named(ctx: Context, text: str) -> ActivityType:
    """Return the type a text means. Raises `InvalidInput` with those there are."""
    return lists.named(ctx, TASK_TYPES, text)


def said_by(ctx: Context, title: str) -> ActivityType | None:
    """Return the type the first word of a task says, `call Jane`; else the usual one, None where that was taken off."""
    entries = lists.listed(ctx.session, TASK_TYPES)
    first = fold(title.split(maxsplit=1)[0]) if title.split() else ""
    meant = lists.meant(TASK_TYPES, entries, _VERBS.get(first, first)) if first else None
    return meant or next((entry for entry in entries if entry.code == USUAL), None)


def of(ctx: Context, task: Task) -> ActivityType | None:
    """Return the type of a task."""
    return ctx.session.get(ActivityType, task.type_id) if task.type_id is not None else None


def next_step(ctx: Context, task: Task) -> NextStep | None:
    """Return what usually follows a task of its type; None where nothing was settled."""
    done = of(ctx, task)
    if done is None or done.next_type_id is None:
        return None
    follows = ctx.session.get(ActivityType, done.next_type_id)
    if follows is None or not follows.is_active:
        return None
    return NextStep(follows, ctx.today + timedelta(days=done.delay_days or 0))


def follow(ctx: Context, entry: ActivityType, follows: ActivityType | None, delay_days: int | None) -> None:
    """Settle what usually follows tasks of a type, and after how many days. Raises `NotAllowed`."""
    ctx.actor.require("settings.edit")
    entry.next_type_id = follows.id if follows is not None else None
    entry.delay_days = delay_days if follows is not None else None
    ctx.session.flush()
