"""The hours and reminders of somebody else: everybody sets their own, and is told how."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Key, Person, Rest, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.core.context import Context

_EXAMPLES = {"quiet": "set quiet:20-8", "days": "set days:mon-fri", "snooze": "set snooze:1h", "tz": "set tz:Paris"}


class TheirHours(Form):
    """Whose hours are asked about, and which habit it is."""

    what: Annotated[str, Rest(), Field(max_length=40, description="Which habit?")]
    who: Annotated[UserRef, Key("of"), Person(), Field(description="Whose?")]


@command("hours of", examples=["quiet of:Eva"], group="reminders", visible=False)
def their_hours(ctx: Context, form: TheirHours) -> Card:
    """Say who sets somebody's quiet hours, work days and reminders: they do."""
    mine = Action("Mine…", Invocation("set", form=True))
    example = code(_EXAMPLES.get(form.what, _EXAMPLES["quiet"]))
    if form.who.id == ctx.actor.id:
        return Card(spans("These are yours: ", example), actions=(mine,), icon="⚙️", whisper=True)
    title = spans("Everybody sets their own hours; ", bold(form.who.name), "’s are not yours to set.")
    told = Line(spans(f"{form.who.name} types ", example, " to me."))
    return Card(title, (told,), (mine,), icon="⚙️", whisper=True)
