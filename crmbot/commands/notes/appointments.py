"""An appointment to come, named without a verb: it is asked what it shall be, and nothing is written before."""

from collections.abc import Iterator

from crmbot.chat.card import Action, Card, Footer, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.notes import reading
from crmbot.core.context import Context
from crmbot.core.naming.mentions import Named
from crmbot.language import when
from crmbot.language.notes import to_do

_TWO = 2


def asked(ctx: Context, text: str, named: Named, again: Invocation) -> Card | None:
    """Ask what `lunch with Jane friday` shall be; None for words that tell more, or of nothing to come.

    Args: `again`: writes the words down as what was.
    """
    if not to_do.may_be_appointment(text):
        return None
    step = to_do.appointment(text, reading.of_words(ctx, text, named), ctx.now)
    if step is None or step.expression.when is None:
        return None
    shown = phrases.read_as(ctx, step.expression.when)
    title = spans(bold(to_do.called(text, step.expression.span)), f", {shown}: what is it?")
    foot = Footer(spans("Nothing was saved yet."))
    return Card(title, (foot,), tuple(_actions(ctx, text, again)), "📅", whisper=True)


def unnamed(ctx: Context, text: str, named: Named) -> Card | None:
    """Ask what `dentist tuesday 4pm` shall be, which names nobody; None for words that tell more, or of no time."""
    times = when.find(text, now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions, masked=named.spans)
    time = to_do.unnamed(text, times, ctx.now)
    if time is None or time.when is None:
        return None
    title = spans(bold(to_do.called(text, time.span)), f", {phrases.read_as(ctx, time.when)}: what is it?")
    actions = tuple(_actions(ctx, text, Invocation("note", {"text": text}, form=True), "Save as note"))
    is_timed = time.when.at is not None
    return Card(
        title,
        (Footer(spans("Nothing was saved yet.")),),
        actions if is_timed else _swapped(actions),
        "📅",
        whisper=True,
    )


def _swapped(actions: tuple[Action, ...]) -> tuple[Action, ...]:
    """Put the task first: what has no hour is rather something to do."""
    return (*actions[1:2], *actions[:1], *actions[2:]) if len(actions) > _TWO else actions


def _actions(ctx: Context, text: str, again: Invocation, label: str = "It was, save it") -> Iterator[Action]:
    if ctx.actor.can("event.create"):
        yield Action("An event", Invocation("say", {"line": f"event {text}"}))
    if ctx.actor.can("task.create"):
        yield Action("A task", Invocation("say", {"line": f"task {text}"}))
    yield Action(label, again)
