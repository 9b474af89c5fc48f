"""What people are told of tasks: reminders at their time, tasks given to them, cards brought up to date."""

from crmbot.chat.card import Card, spans
from crmbot.commands import phrases
from crmbot.commands.phrases import show_action
from crmbot.commands.tasks.tasks import task_card
from crmbot.commands.telling import Fact, tells
from crmbot.core.context import Context
from crmbot.core.tasks import ASSIGNED
from crmbot.store.models.activity import Task


@tells("reminder")
def reminder_card(ctx: Context, fact: Fact) -> Card | None:
    """Draw a reminder at its time: named person, what, about what, and what can be done."""
    task = fact.record
    if not isinstance(task, Task) or not task.is_open:
        return None
    card = task_card(ctx, task)
    title = spans("Due: " if fact.args.get("kind") != "snooze" else "Again: ", *card.title)
    actions = (*card.actions[:3], show_action("Open", task))
    return Card(title, card.blocks, actions, icon="⏰", about=card.about)


@tells(ASSIGNED)
def assigned_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that a task is theirs now."""
    task = fact.record
    if not isinstance(task, Task) or not task.is_open:
        return None
    card = task_card(ctx, task)
    return Card(spans(f"{fact.args['by']} gave you ", *card.title), card.blocks, card.actions, "📥", card.about)


@tells("card.refresh")
def refreshed_card(ctx: Context, fact: Fact) -> Card | None:
    """Bring a card that stands in a chat to the state of its record."""
    task = fact.record
    if not isinstance(task, Task):
        return None
    card = task_card(ctx, task)
    if task.is_open and task.snoozed_until is not None and task.snoozed_until > ctx.now:
        word = spans("Snoozed until ", phrases.moment(ctx, task.snoozed_until), ": ")
        return Card((*word, *card.title), card.blocks, card.actions, "💤", card.about)
    return card
