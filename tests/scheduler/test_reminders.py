"""Reminders leave at their time, once, and only for what still holds."""

from datetime import timedelta

from crmbot.chat.sender import Delivered, RetryLater
from crmbot.core import tasks
from tests.scheduler.firm import NOON, SALES, Firm, when

HOUR = timedelta(hours=1)


async def test_reminder_leaves_at_its_second(firm: Firm) -> None:
    """A reminder leaves at its due time, neither before nor after."""
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(hours=2)

    assert [(sent.to, sent.at) for sent in firm.alpha.sent] == [("alpha:w1:ben", NOON + HOUR)]


async def test_reminder_not_sent_before_its_time(firm: Firm) -> None:
    """A second before its time nothing has left."""
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(minutes=59, seconds=59)

    assert firm.alpha.sent == []


async def test_reminder_comes_late_but_once_after_downtime(firm: Firm) -> None:
    """What fell due while nobody was at work comes at the next start, one time."""
    firm.task("Call Delta", NOON + HOUR)
    await firm.skip(days=3)

    firm.restart()
    await firm.scheduler.run_due()
    await firm.advance(days=1)

    assert [sent.at for sent in firm.alpha.sent] == [NOON + timedelta(days=3)]


async def test_reminder_goes_to_the_channel_the_task_was_made_in(firm: Firm) -> None:
    """A task made in a channel is reminded of there, with its person named."""
    firm.task("Call Delta", NOON + HOUR, channel=SALES)

    await firm.advance(hours=2)

    sent = firm.alpha.sent[0]
    assert (sent.to, sent.drawn.names) == (SALES, {firm.ids["ben"]: "ben"})


async def test_nothing_sent_when_done_before_it_fires(firm: Firm) -> None:
    """A task that is done has no reminder."""
    task = firm.task("Call Delta", NOON + HOUR)
    with firm.at_task(task) as (ctx, row):
        tasks.done(ctx, row)

    await firm.advance(hours=2)

    assert firm.alpha.sent == []


async def test_nothing_sent_when_done_while_it_waits_to_be_sent(firm: Firm) -> None:
    """A reminder in the outbox is dropped when its task is done before it is sent."""
    task = firm.task("Call Delta", NOON + HOUR)
    firm.alpha.will("ben", RetryLater(60, "busy"))
    await firm.advance(hours=1)
    with firm.at_task(task) as (ctx, row):
        tasks.done(ctx, row)

    await firm.advance(hours=1)

    assert [(fact.status.value, len(firm.alpha.sent)) for fact in firm.facts()] == [("dropped", 0)]


async def test_reminder_moves_with_its_task(firm: Firm) -> None:
    """A task that was moved is reminded of at the new time only."""
    task = firm.task("Call Delta", NOON + HOUR)
    with firm.at_task(task) as (ctx, row):
        tasks.move(ctx, row, when(NOON + 3 * HOUR))

    await firm.advance(hours=5)

    assert [sent.at for sent in firm.alpha.sent] == [NOON + 3 * HOUR]


async def test_old_reminder_dropped_when_moved_while_it_waits_to_be_sent(firm: Firm) -> None:
    """A reminder that waits in the outbox is not sent for a time that no longer holds."""
    task = firm.task("Call Delta", NOON + HOUR)
    firm.alpha.will("ben", RetryLater(60, "busy"))
    await firm.advance(hours=1)
    with firm.at_task(task) as (ctx, row):
        tasks.move(ctx, row, when(NOON + 3 * HOUR))

    await firm.advance(hours=5)

    assert [sent.at for sent in firm.alpha.sent] == [NOON + 3 * HOUR]


async def test_reminder_comes_again_when_snoozed(firm: Firm) -> None:
    """A snoozed task is reminded of once more at the time asked for."""
    task = firm.task("Call Delta", NOON + HOUR)
    await firm.advance(hours=1)
    with firm.at_task(task) as (ctx, row):
        tasks.snooze(ctx, row, when(NOON + 2 * HOUR))

    await firm.advance(hours=3)

    assert [sent.at for sent in firm.alpha.sent] == [NOON + HOUR, NOON + 2 * HOUR]


async def test_sent_card_is_edited_when_its_task_is_done(firm: Firm) -> None:
    """A reminder that stands in a chat shows the new state after the act."""
    task = firm.task("Call Delta", NOON + HOUR)
    await firm.advance(hours=1)
    with firm.at_task(task) as (ctx, row):
        tasks.done(ctx, row)

    await firm.advance(minutes=1)

    assert [(sent.ref, sent.title) for sent in firm.alpha.edited] == [("alpha:w1:ben/1", f"☑️ Call Delta  T-{task}")]


async def test_card_is_remembered_anew_when_an_edit_had_to_post_it(firm: Firm) -> None:
    """A card whose message was gone is kept true in its new place."""
    task = firm.task("Call Delta", NOON + HOUR)
    await firm.advance(hours=1)
    firm.alpha.will("ben", Delivered("alpha:w1:ben/77"))
    with firm.at_task(task) as (ctx, row):
        tasks.rename(ctx, row, "Call Delta today")
    await firm.advance(minutes=1)

    with firm.at_task(task) as (ctx, row):
        tasks.done(ctx, row)
    await firm.advance(minutes=1)

    assert [sent.ref for sent in firm.alpha.edited] == ["alpha:w1:ben/77"]


async def test_assignee_is_told_when_given_a_task(firm: Firm) -> None:
    """Whoever gets a task hears of it at once, in their own chat."""
    task = firm.task("Call Delta", NOON + HOUR, by="ana")
    with firm.at_task(task, "ana") as (ctx, row):
        tasks.give(ctx, row, firm.ids["ben"])

    await firm.scheduler.run_due()

    assert [(sent.to, sent.title) for sent in firm.alpha.sent] == [
        ("alpha:w1:ben", f"📥 Ana gave you Call Delta  T-{task}")
    ]
