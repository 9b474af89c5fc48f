"""Handing somebody's open work to another: `hand over Ben to:Eva`."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, Spans, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Key, Person, Rest, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.core import people, permissions
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.people import handover
from crmbot.store.models.activity import Event
from crmbot.store.models.people import User
from crmbot.store.models.record import Record

_OFFERED = 3
_TOLD = 5


def to_whom(ctx: Context, user: User) -> tuple[Action, ...]:
    """Return a button for each of those who might take somebody's work over, and one for anybody else."""
    found = handover.receivers(ctx, user, _OFFERED)
    named = (
        Action(f"To {each.name}", Invocation("hand over", {"who": user.email, "to": each.email})) for each in found
    )
    return (*named, Action("To somebody else…", Invocation("hand over", {"who": user.email}, form=True)))


class HandOver(Form):
    """Whose work goes to whom; who is suspended can be named, too."""

    who: Annotated[str, Rest(), Field(max_length=254, description="Whose work?")]
    to: Annotated[UserRef | None, Key("for"), Person(), Field(description="Who takes it over?")] = None


@command("hand over", permission=handover.SUSPEND, aliases=["handover"], examples=["Ben", "Ben to:Eva"], in_place=True)
def hand_over(ctx: Context, form: HandOver) -> Card:
    """Give what somebody has open to somebody else: tasks, approvals, planned events, deals and leads."""
    user = _anybody(ctx, form.who)
    if form.to is None:
        return _asked(ctx, user)
    to = ctx.session.get_one(User, form.to.id)
    handed = handover.hand_over(ctx, user, to)
    title = spans(bold(f"{handed.work.words}"), f" of {user.name} went to {to.name}.")
    left = Action("What is left", Invocation("hand over", {"who": user.email}))
    actions = (*((left,) if handed.refused else ()), phrases.undo_action(ctx))
    return Card(title, (*_refused(ctx, handed), *left_behind(ctx, user)), actions, icon="🤝", whisper=True)


def left_behind(ctx: Context, user: User) -> tuple[Footer, ...]:
    """Say what of somebody's goes to nobody, and goes on without them."""
    staying = handover.staying(ctx, user)
    return (Footer(spans(f"Stays as it is: {staying.words}.")),) if staying else ()


def _asked(ctx: Context, user: User) -> Card:
    work = handover.open_work(ctx, user)
    if not work:
        return Card(spans(bold(user.name), " has nothing open."), left_behind(ctx, user), icon="🤝", whisper=True)
    title = spans(bold(f"{user.name} has {work.words}: reassign?"))
    tasks = Action("Their tasks", Invocation("tasks", {"who": user.email}))
    shown = (tasks,) if user.is_active else ()
    return Card(title, left_behind(ctx, user), (*to_whom(ctx, user), *shown), icon="🤝", whisper=True)


def _refused(ctx: Context, handed: handover.Handed) -> tuple[Block, ...]:
    """Say what did not go over, and why; what is hidden from whoever asks is not named."""
    if not handed.refused:
        return ()
    rows = tuple(Item((*_named(ctx, record), *spans(f" · {why}"))) for record, why in handed.refused[:_TOLD])
    more = len(handed.refused) - len(rows)
    foot = (Footer(spans(f"and {more} more")),) if more else ()
    return Line(spans(f"Left where it was · {len(handed.refused)}")), Items(rows), *foot


def _named(ctx: Context, record: Record) -> Spans:
    if permissions.sees(ctx, record):
        return (phrases.link(record),)
    return spans("A private event" if isinstance(record, Event) and record.is_private else "What you may not see")


def _anybody(ctx: Context, text: str) -> User:
    """Return the one person a name stands for, suspended or not. Raises `InvalidInput`."""
    found = [*people.inactive_by_name(ctx, text), *people.by_name(ctx, text)]
    if len(found) == 1:
        return found[0]
    names = tuple(user.name for user in found)
    raise InvalidInput("who", text, "several are called that" if found else "nobody is called that", names)
