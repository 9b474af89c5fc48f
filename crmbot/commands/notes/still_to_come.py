"""A note of what is still to come: told in the past, with a time ahead. It is asked what was meant."""

from crmbot.chat.card import Action, Card, Footer, Quote, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.core import records
from crmbot.core.context import Context
from crmbot.language import when
from crmbot.language.happened import Past
from crmbot.language.text import first_line
from crmbot.store.models.record import Record

_SHOWN = 300
_TITLE = 200


def card(ctx: Context, again: Invocation, past: Past, about: Record | None) -> Card:
    """Ask whether it was just now, or at another time, or is a task; the text is kept in every button.

    `again` says the note anew, `about` is what it is about, if anything.
    """
    text = again.args.get("text", "")
    now = when.at_instant(ctx.now, ctx.actor.zone)
    just_now = Action("It was just now", again.with_args(at=now.iso()), style="primary")
    before = [
        Action(f"It was {when.show(day, today=ctx.today)}", again.with_args(at=day.iso())) for day in past.instead
    ]
    code = records.code(about) if about is not None else ""
    task = {"title": first_line(text, _TITLE), "about": code, "due": past.text}
    to_do = Action("Make it a task", Invocation("task new", task, form=True))
    other = Action("Other time…", Invocation(again.command, again.args | {"at": ""}, form=True))
    title = spans(bold(past.text), " is still to come, and you told of it as done. When was it?")
    kept = (Quote(first_line(text, _SHOWN)), Footer(spans("Your text is kept.")))
    return Card(title, kept, (just_now, *before, to_do, other), "🕑", code, whisper=True)
