"""Who comes to an event: asked, taken off it, and what they say."""

from dataclasses import replace
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Menu
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Key, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Reply
from crmbot.commands.events import naming
from crmbot.commands.events.card import answers, changed, with_undo
from crmbot.commands.events.clashes import clashes
from crmbot.commands.events.events import event_of, this_event
from crmbot.commands.events.fields import ThisEvent, Which, WhichOrIt
from crmbot.commands.events.naming import Asking
from crmbot.core import lookup, records
from crmbot.core.context import Context
from crmbot.core.errors import Conflict
from crmbot.core.events import guests
from crmbot.store.models.activity import Answer, Event


class Invite(Form):
    """An event and who is to come to it."""

    which: Which
    people: Annotated[
        str,
        Rest(),
        Key("with", "who"),
        Field(max_length=1000, description="Who shall come? @names, contacts, e-mail addresses"),
    ]


@command(
    "invite event",
    permission="event.create",
    aliases=["ask event", "event invite"],
    examples=["E-4 @ben, Jane", "E-4 guest@partner.example"],
    in_place=True,
)
def invite(ctx: Context, form: Invite) -> Reply:
    """Ask people to an event; our own are told and can answer by a tap."""
    event = event_of(ctx, form.which)
    asking = Asking(Invocation("invite event", naming.said(form)), "people")
    named = naming.people_in(ctx, form.people, asking)
    if isinstance(named, Card):
        return named
    before = len(guests.coming(ctx, event))
    new = guests.add_records(ctx, event, named.records)
    guests.add(ctx, event, named.users, named.guests)
    count = len(guests.coming(ctx, event)) - before + len(new)
    if not count:
        raise Conflict(event.title, "has them all already", record_id=event.id)
    records.remember(ctx, event)
    return changed(ctx, event, f"Invited {count}", *clashes(ctx, event))


@command("uninvite event", permission="event.create", aliases=["event uninvite"], examples=["E-4 @ben"], in_place=True)
def uninvite(ctx: Context, form: Invite) -> Reply:
    """Take people off an event."""
    event = event_of(ctx, form.which)
    asking = Asking(Invocation("uninvite event", naming.said(form)), "people")
    named = naming.people_in(ctx, form.people, asking)
    if isinstance(named, Card):
        return named
    gone = guests.drop(
        ctx, event, users=named.users, records=named.records, emails=[guest.email for guest in named.guests]
    )
    if not gone:
        raise Conflict(event.title, "has nobody of that name", record_id=event.id)
    return changed(ctx, event, "Taken off" if gone == 1 else f"Taken off {gone}")


class Said(StrEnum):
    """What one says to an invitation."""

    YES = "yes"
    NO = "no"
    MAYBE = "maybe"


class Attend(Form):
    """An event one is asked to, and what one says to it."""

    which: WhichOrIt = None
    answer: Annotated[Said, Rest(), Key("say"), Field(description="Do you come?")]
    who: Annotated[
        RecordRef | None, Key("for"), Ref("contact", "lead"), Aside(), Field(description="Whose answer is it?")
    ] = None


@command(
    "attend",
    permission="event.see",
    aliases=["rsvp"],
    examples=["E-4 yes", "E-4 maybe", "E-4 no for:Jane"],
    in_place=True,
)
def attend(ctx: Context, form: Attend) -> Card:
    """Answer an invitation, or write down what a contact answered."""
    event = this_event(ctx, form.which)
    said = Answer(form.answer.value)
    if form.who is not None:
        guests.answer_for(ctx, event, lookup.get(ctx, form.who.id), said)
        return changed(ctx, event, f"{form.who.title} says {said.value}")
    return _answered(ctx, event, said)


@command("accept", permission="event.see", examples=["E-4"], in_place=True)
def accept(ctx: Context, form: ThisEvent) -> Card:
    """Say that you come to an event."""
    return _answered(ctx, this_event(ctx, form.which), Answer.YES)


@command("decline", permission="event.see", examples=["E-4"], in_place=True)
def decline(ctx: Context, form: ThisEvent) -> Card:
    """Say that you do not come to an event."""
    return _answered(ctx, this_event(ctx, form.which), Answer.NO)


_WORDS = {Answer.YES: "You come", Answer.NO: "You do not come", Answer.MAYBE: "You may come"}


def _answered(ctx: Context, event: Event, said: Answer) -> Card:
    guests.answer(ctx, event, said)
    foot = clashes(ctx, event) if said is not Answer.NO else []
    card = changed(ctx, event, _WORDS[said], *foot)
    others = [action for action in answers(event) if action.invocation.args["answer"] != said.value]
    return replace(card, actions=with_undo(ctx, [*others, *(each for each in card.actions if isinstance(each, Menu))]))
