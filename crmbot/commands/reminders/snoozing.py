"""Putting a reminder off: the menu on its card, and the word for events."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Menu, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Quick, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.phrases import act
from crmbot.commands.showing import card_of
from crmbot.core import records, reminders
from crmbot.core.context import Context
from crmbot.language.when import When
from crmbot.store.models.activity import Event
from crmbot.store.models.people import User
from crmbot.store.models.record import Record


def snooze_menu(ctx: Context, record: Record) -> Menu:
    """Return the times somebody puts reminders off to, their own ones; the last one takes any words."""
    user = ctx.session.get(User, ctx.actor.id)
    is_event = isinstance(record, Event)
    usual = reminders.EVENT_SNOOZES if is_event else reminders.SNOOZES
    times = reminders.presets(user.snoozes if user is not None else None, usual)
    word = "snooze event" if is_event else "snooze"
    options = [act(_label(phrase), word, record, until=phrase) for phrase in times]
    other = Action("Other time…", Invocation(word, {"which": records.code(record)}, record.version, form=True))
    return Menu("Snooze", (*options, other))


def _label(phrase: str) -> str:
    """Return what a button for a time says: `15 min`, `Tomorrow 9:00`."""
    return phrase[:1].upper() + phrase[1:]


class EventLater(Form):
    """An event and when to be reminded of it again."""

    which: Annotated[RecordRef, Head(), Ref("event"), Field(description="Which event?")]
    until: Annotated[When, Rest(), Quick("5 min", "15 min", "1 h"), Field(description="Until when?")]


@command("snooze event", permission="event.see", examples=["E-4 5 min"], changes=True, in_place=True)
def snooze_event(ctx: Context, form: EventLater) -> Card:
    """Be reminded of an event again later; the event stays where it is."""
    event = record_lines.named(ctx, form.which, Event)
    reminders.snooze(ctx, event, form.until.instant_or(reminders.DAY_STARTS))
    card = card_of(ctx, event)
    title = spans(bold(f"Snoozed until {phrases.read_as(ctx, form.until)}"), ": ", *card.title)
    return Card(title, card.blocks, (phrases.undo_action(ctx), phrases.show_action("Open", event)), "💤", card.about)
