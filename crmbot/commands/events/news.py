"""What people are told of events: invitations, and what has become of them since."""

from collections.abc import Sequence
from dataclasses import replace

from crmbot.chat.card import Action, Card, Line, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, repeating
from crmbot.commands.events.card import answers, event_card, read_as
from crmbot.commands.phrases import show_action
from crmbot.commands.telling import Fact, tells
from crmbot.core import permissions, records
from crmbot.core.context import Context
from crmbot.core.events import ANSWERED, NEWS, guests
from crmbot.store.models.activity import Event, EventStatus

_WORDS = {"yes": "comes to", "no": "does not come to", "maybe": "may come to"}


@tells(NEWS)
def news_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell one of ours of an event they are asked to, or that is theirs, as it is now."""
    event = fact.record
    if not isinstance(event, Event):
        return None
    by, what = fact.args.get("by", ""), fact.args.get("what", "")
    asked = guests.own_answer(ctx, event) is not None
    if not asked and event.owner_id != ctx.actor.id and what != "uninvited":
        return None
    if event.is_deleted or event.event_status is EventStatus.CANCELLED:
        return _called_off(ctx, event, by)
    if what == "uninvited":
        off = spans(f"{by} took you off ", bold(event.title), f", {read_as(ctx, event)}.")
        return None if asked else Card(off, icon="📅")
    if not permissions.sees(ctx, event) or not event.is_planned:
        return None
    card = _as_it_is(ctx, event, f"{by} {_told(ctx, event, what)}", answers(event) if asked else ())
    return replace(card, icon="📨") if what == "invited" else card


def _called_off(ctx: Context, event: Event, by: str) -> Card:
    title = spans(f"{by} called off ", bold(event.title), f", {read_as(ctx, event)}.")
    actions = () if event.is_deleted else (show_action("Open", event),)
    return Card(title, repeating.lines(ctx, event), actions, icon="🔴")


def _as_it_is(ctx: Context, event: Event, words: str, ways: Sequence[Action]) -> Card:
    """Return the card of an event under what happened to it, with the ways to answer."""
    card = event_card(ctx, event)
    file = Action("Calendar file", Invocation("ics", {"which": records.code(event)}))
    return replace(card, title=spans(words, *card.title), actions=(*ways, show_action("Open", event), file))


def _told(ctx: Context, event: Event, what: str) -> str:
    match what:
        case "invited":
            return "asks you to "
        case "moved":
            return f"moved to {read_as(ctx, event)}: "
        case "planned again":
            return "planned again: "
        case "given":
            return "gave you "
        case _:
            return "changed "


@tells(ANSWERED)
def answered_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell whoever holds an event what somebody answered; nothing once they have said something else."""
    event = fact.record
    if not isinstance(event, Event) or event.is_deleted or event.owner_id != ctx.actor.id:
        return None
    said = fact.args["answer"]
    if said not in {one.answer.value for one in guests.coming(ctx, event) if one.name == fact.args["by"]}:
        return None
    title = spans(f"{fact.args['by']} {_WORDS[said]} ", phrases.link(event), ".")
    line = Line(spans(read_as(ctx, event)))
    return Card(title, (line,), (show_action("Open", event),), icon={"yes": "✅", "no": "❌"}.get(said, "❔"))
