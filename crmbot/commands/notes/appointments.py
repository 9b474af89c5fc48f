"""An appointment to come, named without a verb: it is asked what it shall be, and nothing is written before."""

from crmbot.chat.card import Action, Card, Footer, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.notes import reading
from crmbot.core.context import Context
from crmbot.core.naming.mentions import Named
from crmbot.language import when
from crmbot.language.notes import to_do
from crmbot.language.when import Expression


def asked(ctx: Context, text: str, named: Named, again: Invocation) -> Card | None:
    """Ask what `lunch with Jane friday` shall be; None for words that tell more, or of nothing to come.

    Args: `again`: writes the words down as what was.
    """
    if not to_do.may_be_appointment(text):
        return None
    step = to_do.appointment(text, reading.of_words(ctx, text, named), ctx.now)
    if step is None or step.expression.when is None:
        return None
    return _card(ctx, text, step.expression, Action("It was, save it", again))


def unnamed(ctx: Context, text: str, named: Named) -> Card | None:
    """Ask what `dentist tuesday 4pm` shall be, which names nobody; None for words that tell more, or of no time."""
    times = when.find(text, now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions, masked=named.spans)
    time = to_do.unnamed(text, times, ctx.now)
    if time is None or time.when is None:
        return None
    note = Action("Save as note", Invocation("note", {"text": text}, form=True))
    return _card(ctx, text, time, note, is_timed=time.when.at is not None)


def _card(ctx: Context, text: str, time: Expression, note: Action, *, is_timed: bool = True) -> Card:
    """Ask what words shall be: what has no hour is rather something to do."""
    assert time.when is not None, "it was looked at"
    title = spans(bold(to_do.called(text, time.span)), f", {phrases.read_as(ctx, time.when)}: what is it?")
    choices = (("event", "An event"), ("task", "A task"))
    actions = tuple(
        Action(label, Invocation("say", {"line": f"{word} {text}"}))
        for word, label in (choices if is_timed else reversed(choices))
        if ctx.actor.can(f"{word}.create")
    )
    return Card(title, (Footer(spans("Nothing was saved yet.")),), (*actions, note), "📅", whisper=True)
