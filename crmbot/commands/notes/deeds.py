"""A deed before a bare name, `call jane`: nobody said that it was done, so a card is shown and both are offered."""

from collections.abc import Iterator
from dataclasses import replace

from crmbot.chat.card import Action, Card, Footer, Menu, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands.notes.forms import NewNote, Told
from crmbot.commands.showing import card_of
from crmbot.core import lookup
from crmbot.core.context import Context
from crmbot.core.naming import mentions
from crmbot.core.naming.mentions import Named
from crmbot.language.fold import tokens
from crmbot.language.notes import deeds
from crmbot.store.models.record import Record

_SAID_OF = frozenset({"about", "text", "called", "word"})
"""What a form holds of a line that is a deed and a name; with more in it, something of the deed is told."""


def asked(ctx: Context, form: Told, named: Named, command_name: str) -> Card | None:
    """Show whom `call jane` means, with what may be meant by it; None for words that tell of what was."""
    if form.anyway or not set(form.said()) <= _SAID_OF or not deeds.of(form.text):
        return None
    main = lookup.get(ctx, form.about.id) if isinstance(form, NewNote) else None
    if _tells(ctx, form.text, named, main):
        return None
    as_deed = deeds.of(form.text) if command_name == "note" and main is not None else command_name
    sure = Invocation(as_deed, {**form.said(), "anyway": "yes"})
    title = deeds.as_order(form.text, named.spans)
    if main is not None:
        return beside(ctx, card_of(ctx, main), title, sure)
    offers = tuple(_offers(ctx, title, sure))
    return Card(
        spans(bold(title), ": done, or to do?"), (Footer(spans("Nothing was saved yet.")),), offers, whisper=True
    )


def _tells(ctx: Context, text: str, named: Named, main: Record | None) -> bool:
    """Tell whether words say more than whom a deed is done to."""
    bare = deeds.without_topic(text)
    left = set(deeds.words_left(bare, named.spans))
    if not left or main is None:
        return bool(left)
    people = mentions.people_in(ctx, [main], bare)
    titles = [one.title for one in (main, *named.sure, *people.sure)] + [one.title for one in people.doubtful]
    return not left <= {word for title in titles for word in tokens(title)}


def beside(ctx: Context, card: Card, text: str, sure: Invocation | None = None) -> Card:
    """Return a record's card with what may be meant by a deed before its name: that it was done, or is to do.

    Args: `sure`: writes down that it was done.
    """
    deed = deeds.of(text)
    if not deed:
        return card
    sure = sure or Invocation(deed, {"about": card.about, "text": text, "anyway": "yes"})
    offers = tuple(_offers(ctx, text, sure, card.about))
    instead = {action.invocation.command for action in offers}
    others = (action for action in card.actions if isinstance(action, Menu) or action.invocation.command not in instead)
    return replace(card, actions=(*offers, *others)) if offers else card


def _offers(ctx: Context, text: str, sure: Invocation, about: str = "") -> Iterator[Action]:
    if ctx.actor.can("note.create"):
        yield Action(f"Log a {deeds.LOGGED[deeds.of(text)]}", sure)
    if ctx.actor.can("task.create"):
        # By its code: a name may mean several, and it was said which.
        title = {"title": deeds.as_order(text)}
        yield Action("Make it a task", Invocation("task new", {**title, **({"about": about} if about else {})}))
