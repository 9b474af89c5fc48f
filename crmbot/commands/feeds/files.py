"""An event as a file that any calendar program opens."""

from dataclasses import replace
from enum import StrEnum
from functools import partial
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Attachment, Card, Line, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands.events.card import read_as
from crmbot.commands.events.events import this_event
from crmbot.commands.events.fields import WhichOrIt
from crmbot.core import feeds, records
from crmbot.core import series as coming_again
from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.store.models.activity import Event

ICON = "📎"


class Part(StrEnum):
    """How much of what comes again."""

    ONE = "one"
    SERIES = "series"


class WhichFile(Form):
    """An event; of one that comes again, just this one or the whole series."""

    which: WhichOrIt = None
    part: Annotated[Part | None, Rest(), Aside(), Field(description="Just this one, or the whole series?")] = None


@command("ics", permission="event.see", aliases=["calendar file"], examples=["E-4", "E-4 series"])
def send_file(ctx: Context, form: WhichFile) -> Card:
    """Send an event, or the series it is of, as an .ics file for your calendar program."""
    event = this_event(ctx, form.which)
    again = coming_again.of(ctx, event)
    if form.part is Part.SERIES:
        if again is None:
            raise Conflict(event.title, "does not come again", record_id=event.id)
        return _card(event, feeds.series(ctx, event), coming_again.words(again))
    card = _card(event, feeds.one(ctx, event), read_as(ctx, event))
    return card if again is None else _with_series(card, event)


def _card(event: Event, sheet: feeds.Sheet, when: str) -> Card:
    name = f"{records.code(event)}.ics"
    file = Attachment(name, feeds.MIME, partial(feeds.draw_file, sheet), f"{event.title}, {when}")
    line = Line(spans(when))
    return Card(
        spans(bold(event.title), " for your calendar"), (line,), icon=ICON, whisper=event.is_private, files=(file,)
    )


def _with_series(card: Card, event: Event) -> Card:
    whole = Invocation(send_file.name, {"which": records.code(event), "part": Part.SERIES.value})
    return replace(card, actions=(Action("Whole series", whole),))
