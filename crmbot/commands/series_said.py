"""What is to come again, said without a command: it is asked what it shall be, and nothing is made before."""

from collections.abc import Iterator

from crmbot.chat.card import Action, Card, Footer, Quote, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import repeating
from crmbot.core.context import Context
from crmbot.core.naming.mentions import Named
from crmbot.language import recurring
from crmbot.language.notes import coming_again
from crmbot.language.notes.coming_again import Again


def asked(ctx: Context, text: str, named: Named) -> Card | None:
    """Ask what words are to be that want something to come again; None for all others."""
    if len(text) > coming_again.LONGEST or not ctx.actor.can("task.create"):
        return None
    again = coming_again.planned(
        text, now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions, masked=named.spans
    )
    if again is None:
        return None
    repeat = again.repeat
    how = recurring.words(repeat.parsed, repeat.first.on, at=repeat.first.at, ends=repeat.ends)
    title = spans(bold(again.title[:1].upper() + again.title[1:]), f", {how}: what is it?")
    foot = Footer(spans("Nothing was saved yet."))
    return Card(title, (Quote(text), foot), tuple(_actions(ctx, text, again)), repeating.SIGN, whisper=True)


def _actions(ctx: Context, text: str, again: Again) -> Iterator[Action]:
    """Yield what it may be, the likelier first: an order is a task, what has an hour and is none an event."""
    line = f"{again.title} {again.rhythm}"
    task = Action("A task each time", Invocation("say", {"line": f"task {line}"}))
    event = Action("An event each time", Invocation("say", {"line": f"event {line}"}))
    is_event = again.has_hour and not again.orders
    choices = (event, task) if is_event else (task, event) if again.has_hour else (task,)
    yield from (each for each in choices if each is not event or ctx.actor.can("event.create"))
    yield Action("Save as note", Invocation("note", {"text": text}, form=True))
