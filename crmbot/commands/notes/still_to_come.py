"""A note of what is still to come: told in the past, with a time ahead. It is asked what was meant."""

import re

from crmbot.chat.card import Action, Card, Footer, Quote, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.core import records
from crmbot.core.context import Context
from crmbot.language import when
from crmbot.language.happened import Past
from crmbot.language.text import first_line
from crmbot.store.models.record import Record

_PLAN = re.compile(r"(?:call|ring|phone|visit|meet|mail|e-?mail|write)\b", re.IGNORECASE)
"""Begins what is rather still to be done; who says `called` tells of what was."""
_LINKING = re.compile(r"\b(?:by|on|at|for)\s*$", re.IGNORECASE)
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
    kept = (Quote(first_line(text, _SHOWN)), Footer(spans("Your text is kept.")))
    planned = _PLAN.match(text)
    if planned is not None:
        title = spans(bold(past.text), " is still to come. Is it to be done, or was it?")
        return Card(title, kept, (_as_task(text, past, code), just_now, *before, other), "🕑", code, whisper=True)
    title = spans(bold(past.text), " is still to come, and you told of it as done. When was it?")
    return Card(title, kept, (just_now, *before, to_do, other), "🕑", code, whisper=True)


def _as_task(text: str, past: Past, about: str) -> Action:
    """Return the button that makes what was said a task at once: `call Ben tomorrow 10h` calls for no form."""
    place = text.find(past.text)
    words = f"{_LINKING.sub('', text[:place])} {text[place + len(past.text) :]}" if place >= 0 else text
    title = " ".join(words.split()).strip(" ,.;:")
    task = {"title": first_line(title[:1].upper() + title[1:], _TITLE), "due": past.text}
    return Action(f"Task: {past.text}", Invocation("task new", task | ({"about": about} if about else {})), "primary")
