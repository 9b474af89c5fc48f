"""What could not be delivered, told to those who can do something about it; and answers that come late."""

from dataclasses import replace
from datetime import datetime

from crmbot.chat.card import Action, Card, Footer, Line, RecordLink, Spans, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.chat.kept_card import read_card
from crmbot.commands import phrases
from crmbot.commands.channels.moving import where_instead
from crmbot.commands.telling import Fact, tells
from crmbot.core import records
from crmbot.core.context import Context
from crmbot.core.delivery import dead_letters
from crmbot.core.delivery.addresses import CHANNEL_LOST
from crmbot.core.delivery.dead_letters import Letter
from crmbot.core.outbox import CHAT_LOST, LATE, UNDELIVERED
from crmbot.core.people import chats
from crmbot.store.models.channel import Channel, ChannelState

_NAMED = 5
_ONCE = "You hear of this once a day, however much does not get through."


@tells(UNDELIVERED)
def undelivered_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell who was not reached and why; what it was about only by its code, since it may be private."""
    if "since" not in fact.args:  # one that an older release wrote
        return _one_card(fact.args.get("who", ""), spans(fact.args["reason"]))
    letters = dead_letters.since(ctx.session, datetime.fromisoformat(fact.args["since"]))
    by_recipient: dict[str, list[Letter]] = {}
    for letter in letters:
        by_recipient.setdefault(letter.who or "a channel", []).append(letter)
    if not by_recipient:
        return None
    if len(by_recipient) > 1:
        return _several_card(by_recipient, len(letters))
    ((who, theirs),) = by_recipient.items()
    return _one_card(who, _why(theirs), is_person=theirs[0].user_id is not None)


def _one_card(who: str, why: Spans, *, is_person: bool = True) -> Card:
    tasks = (Action("Their tasks", Invocation("tasks", {"who": who})),) if who and is_person else ()
    lines = (Line(spans("I had something to tell there and could not: ", *why)), Footer(spans(_ONCE)))
    title = who[:1].upper() + who[1:] or "A channel"
    return Card(spans(f"{title} cannot be reached"), lines, (*tasks, *_ways_out()), icon="⚠️")


def _several_card(by_recipient: dict[str, list[Letter]], count: int) -> Card:
    named = list(by_recipient.items())[:_NAMED]
    lines = tuple(Line(spans(f"{who}: ", *_why(theirs))) for who, theirs in named)
    more = len(by_recipient) - len(named)
    rest = (Line(spans(f"and {more} more, in ", code("outbox"))),) if more else ()
    title = spans(f"{count} messages to {len(by_recipient)} people and channels could not be delivered")
    return Card(title, (*lines, *rest, Footer(spans(_ONCE))), _ways_out(), icon="⚠️")


def _why(letters: list[Letter]) -> Spans:
    """Return the last reason, how often, and what it was about where that is one thing."""
    last = letters[0]
    often = f" · {len(letters)} messages" if len(letters) > 1 else ""
    about = (" · about ", RecordLink(records.code(last.record))) if last.record is not None and not often else ()
    return spans(last.reason or "unknown", often, *about)


def _ways_out() -> tuple[Action, ...]:
    return Action("Outbox", Invocation("outbox")), Action("Retry all", Invocation("outbox retry", {"number": "all"}))


@tells(CHANNEL_LOST)
def lost_channel(ctx: Context, fact: Fact) -> Card | None:
    """Tell who made rules for a channel that it is out of reach, what brings it back, and ask where to instead."""
    channel, count = fact.args["channel"], int(fact.args["rules"])
    row = ctx.session.get(Channel, int(fact.args.get("number", "0")))
    if row is not None and row.state is ChannelState.LIVE:
        return None  # it came back before this was told
    rules = f"Your {count} rules there wait." if count > 1 else "Your rule there waits."
    muted = row is not None and row.state is ChannelState.MUTED
    way = "Let me write there again" if muted else "Invite me into the channel again"
    lines = (
        Line(spans(rules, f" {way}, or write to me there, and all goes on by itself.")),
        Footer(spans("To have it told elsewhere, say ", code(f"sub move {channel}"), " there.")),
    )
    instead = where_instead(row) if row is not None else ()
    actions = (*instead, Action("Rules", Invocation("subs", {"channel": str(row.id) if row else channel})))
    return Card(spans(f"I can no longer write in {channel}"), lines, actions, icon="⚠️")


@tells(CHAT_LOST)
def lost_chat(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that a chat of theirs is out of reach, and that what was for them comes here now."""
    chat = chats.numbered(ctx, int(fact.args["chat"]))
    if chat is None or chat.user_id != ctx.actor.id:
        return None
    platform = phrases.platform(chat.platform)
    where = f"{platform} ({chat.name})" if chat.name else platform
    lines = (
        Line(spans("What is for you comes here now.")),
        Footer(spans("Let me write to you there again, or write to me, and it comes there as before.")),
    )
    return Card(
        spans(f"I can no longer write to you in {where}"), lines, (Action("My chats", Invocation("chats")),), "⚠️"
    )


@tells(LATE)
def late_answer(ctx: Context, fact: Fact) -> Card | None:
    """Show an answer as it was to be shown, and say that it is late."""
    card = read_card(fact.args.get("card", ""))
    if card is None:
        return None
    asked = phrases.moment(ctx, datetime.fromisoformat(fact.args["asked"]))
    return replace(card, blocks=(*card.blocks, Footer(spans("Sorry, this comes late: you asked at ", asked, "."))))
