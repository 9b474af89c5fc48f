"""What people are told of tasks: those given to them, what waits for approval, what came of it; cards kept true."""

from dataclasses import replace

from crmbot.chat.card import Card, Footer, Mention, spans
from crmbot.commands import many_at_once, phrases
from crmbot.commands.phrases import show_action
from crmbot.commands.showing import stands
from crmbot.commands.tasks.card import row_words, task_card
from crmbot.commands.telling import Fact, tells
from crmbot.core import lookup
from crmbot.core.context import Context
from crmbot.core.tasks import ASSIGNED, approving, batch
from crmbot.core.tasks.lists import know_people
from crmbot.store.models.activity import Task, TaskStatus
from crmbot.store.models.people import User


@tells(ASSIGNED)
def assigned_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that a task is theirs now."""
    task = fact.record
    if not isinstance(task, Task) or not task.is_open:
        return None
    card = task_card(ctx, task)
    return Card(spans(f"{fact.args['by']} gave you ", *card.title), card.blocks, card.actions, "📥", card.about)


@tells(batch.ASSIGNED)
def several_assigned_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell somebody that several tasks are theirs now; those that have gone on since are left out."""
    numbers = [int(number) for number in fact.args["tasks"].split(",")]
    there = [task for task in lookup.those(ctx, numbers) if isinstance(task, Task) and task.is_open]
    theirs = [task for task in there if task.assignee_id == ctx.actor.id]
    if not theirs:
        return None
    know_people(ctx, theirs)
    words = {task.id: row_words(ctx, task) for task in theirs}
    return many_at_once.given(fact.args["by"], theirs, lambda task: words[task.id])


@tells(approving.ASKED)
def approval_card(ctx: Context, fact: Fact) -> Card | None:
    """Ask somebody to approve what was done; nothing once somebody has."""
    task = fact.record
    if not isinstance(task, Task) or task.status is not TaskStatus.AWAITING_APPROVAL or not approving.may(ctx, task):
        return None
    card = task_card(ctx, task)
    title = spans(f"{fact.args['by']} has done ", *card.title, ". Approve it?")
    return replace(card, title=title, actions=(*card.actions[:2], show_action("Open", task)), icon="🖋️")


@tells(approving.APPROVED)
def approved_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell who did a task that it was approved."""
    task = fact.record
    if not isinstance(task, Task) or task.status is not TaskStatus.DONE:
        return None
    card = task_card(ctx, task)
    title = spans(f"{fact.args['by']} approved ", *card.title)
    return replace(card, title=title, actions=(show_action("Open", task),), icon="👍")


@tells(approving.SENT_BACK)
def sent_back_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell who did a task what is missing; nothing once it is done again."""
    task = fact.record
    if not isinstance(task, Task) or task.status is not TaskStatus.IN_PROGRESS:
        return None
    card = task_card(ctx, task)
    return replace(card, title=spans(f"{fact.args['by']} sent back ", *card.title), icon="↩️")


@stands("task")
def standing_card(ctx: Context, task: Task) -> Card:
    """Return the card of a task that stands in a chat: whether it rests, first of all."""
    card = task_card(ctx, task)
    if task.is_open and task.snoozed_until is not None and task.snoozed_until > ctx.now:
        word = spans("Snoozed until ", phrases.moment(ctx, task.snoozed_until), ": ")
        return Card((*word, *card.title), card.blocks, card.actions, "💤", card.about)
    who = ctx.session.get(User, task.updated_by_id) if not task.is_open and task.updated_by_id is not None else None
    return replace(card, blocks=(*card.blocks, Footer(spans("By ", Mention(who.id, who.name))))) if who else card
