"""Reminders leave at their time, once, and only for what still holds."""

import asyncio
from datetime import time, timedelta

import pytest
from sqlalchemy import select, update

from crmbot.chat.card import plain_card
from crmbot.chat.limits import Pace
from crmbot.chat.sender import Delivered, RetryLater
from crmbot.core import reminders, tasks
from crmbot.core.habits import setting
from crmbot.core.habits.setting import Wanted
from crmbot.core.people import chats
from crmbot.core.reminders.held import HELD
from crmbot.scheduler import settling
from crmbot.store.models.people import User
from crmbot.store.models.reminder import Reminder
from crmbot.store.uow import mine_alone, unit_of_work
from tests.scheduler.firm import NOON, ORG, SALES, Firm, when

HOUR = timedelta(hours=1)


async def test_reminder_leaves_at_its_second(firm: Firm) -> None:
    """A reminder leaves at its due time, neither before nor after."""
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(hours=2)

    assert [(sent.to, sent.at) for sent in firm.alpha.sent] == [("alpha:w1:ben", NOON + HOUR)]


async def test_reminder_says_so_when_it_is_late(firm: Firm) -> None:
    """One that leaves a minute or more after its time says for when it was; one in time says nothing of it."""
    firm.task("Call Delta", NOON + HOUR)
    firm.task("Call Acme", NOON + 2 * HOUR)
    await firm.skip(hours=1, minutes=5)
    await firm.advance(hours=1)

    late, in_time = (plain_card(sent.drawn.card) for sent in firm.alpha.sent)
    assert "Late: for" in late
    assert "Late" not in in_time


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


NIGHT = timedelta(hours=8)


def sleeps(firm: Firm) -> None:
    """Let Ben want quiet from eight in the evening to eight in the morning."""
    with firm.acting("ana") as ctx:
        ben = ctx.session.get_one(User, firm.ids["ben"])
        ben.quiet_from, ben.quiet_to = time(20), time(8)


async def test_reminders_of_a_night_leave_as_one_in_the_morning(firm: Firm) -> None:
    """While it is quiet nothing leaves; then all of it does, in one card."""
    sleeps(firm)
    for hours in (1, 2, 3):
        firm.task(f"Call {hours}", NOON + NIGHT + hours * HOUR)

    await firm.advance(hours=19)
    in_the_night = list(firm.alpha.sent)
    await firm.advance(hours=2)

    assert (in_the_night, firm.alpha.titles()) == ([], ["🌙 While it was quiet · 3"])
    assert firm.alpha.sent[0].at == NOON + 20 * HOUR


async def test_held_reminder_done_before_the_morning_is_not_told(firm: Firm) -> None:
    """What was settled in the night is no news."""
    sleeps(firm)
    numbers = [firm.task(f"Call {hours}", NOON + NIGHT + hours * HOUR) for hours in (1, 2)]
    await firm.advance(hours=12)
    for number in numbers:
        with firm.at_task(number) as (ctx, row):
            tasks.done(ctx, row)

    await firm.advance(hours=12)

    assert firm.alpha.sent == []


def fires_until_the_power_goes(firm: Firm) -> None:
    """Fire what is due, and come to an end before that is committed."""
    with unit_of_work(firm.database) as session:
        reminders.fire_due(session, firm.clock.now(), ORG)
        raise RuntimeError("power cut")


async def test_crash_while_firing_loses_nothing(firm: Firm) -> None:
    """A batch is one transaction: what was not committed is due still, and leaves once."""
    firm.task("Call Delta", NOON + HOUR)
    await firm.skip(hours=1)
    with pytest.raises(RuntimeError, match="power cut"):
        fires_until_the_power_goes(firm)

    firm.restart()
    await firm.advance(hours=1)

    assert len(firm.alpha.sent) == 1


async def test_two_schedulers_send_a_burst_once(firm_on_postgresql: Firm) -> None:
    """However many look at the clock, each reminder is told once."""
    firm = firm_on_postgresql
    for number in range(40):
        firm.task(f"Call {number}", NOON + HOUR)
    await firm.skip(hours=1)

    await asyncio.gather(*(firm.another().run_due() for _ in range(3)))

    assert sorted(firm.alpha.titles()) == sorted(set(firm.alpha.titles()))
    assert len(firm.alpha.sent) == 40


async def test_nag_ends_when_the_task_is_done(firm: Firm) -> None:
    """It comes in its steps until then."""
    number = firm.task("Call Delta", NOON + HOUR)
    with firm.at_task(number) as (ctx, row):
        reminders.nag(ctx, row, 15)
    await firm.advance(minutes=95)
    with firm.at_task(number) as (ctx, row):
        tasks.done(ctx, row)

    await firm.advance(hours=2)

    assert [sent.at - NOON - HOUR for sent in firm.alpha.sent] == [timedelta(minutes=each) for each in (0, 15, 30)]


async def test_pending_reminder_follows_new_rules_of_its_zone(firm: Firm) -> None:
    """At the start, and each hour, what leaves soon is computed anew from the hour that was said."""
    firm.task("Call Delta", NOON + HOUR)
    with unit_of_work(firm.database) as session:
        session.scalars(select(Reminder)).one().due_at = NOON + 3 * HOUR  # as older rules had it

    settling.clean_up(firm.means())
    await firm.advance(hours=2)

    assert [sent.at for sent in firm.alpha.sent] == [NOON + HOUR]


def hold_all(firm: Firm) -> None:
    """Have everything that waits be something that was held until now."""
    with unit_of_work(firm.database) as session:
        session.execute(update(Reminder).values(held_from=NOON - HOUR, due_at=NOON))


def test_bundle_when_another_process_has_begun_with_it(firm_on_postgresql: Firm) -> None:
    """What was held for a person leaves in one piece: the process that begins takes all of it, others none."""
    firm = firm_on_postgresql
    for number in range(3):
        firm.task(f"Task {number}", NOON + HOUR)
    firm.task("Another's", NOON + HOUR, by="ana")
    hold_all(firm)

    with unit_of_work(firm.database) as first:
        begun = mine_alone(first, [f"held {firm.ids['ben']}"])
        with unit_of_work(firm.database) as second:
            beside = reminders.fire_due(second, NOON, ORG)
        after = reminders.fire_due(first, NOON, ORG)

    bundles = [fact for fact in firm.facts() if fact.kind == HELD]
    assert (len(begun), beside, after) == (1, 1, 3)
    assert [len(fact.args["reminders"].split(",")) for fact in bundles] == [3]


async def test_reminder_comes_in_the_next_chat_when_nobody_acts(firm: Firm) -> None:
    """Who wants that is told once more where they may look, so many minutes later, and not a third time."""
    choose(firm, "15m")
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(hours=6)

    assert [(sent.to, sent.at) for sent in firm.alpha.sent] == [("alpha:w1:ben", NOON + HOUR)]
    assert [(sent.to, sent.at) for sent in firm.beta.sent] == [("beta:w2:ben2", NOON + HOUR + timedelta(minutes=15))]
    assert "another chat of yours" in plain_card(firm.beta.sent[0].drawn.card)


@pytest.mark.parametrize("act", ["done", "moved", "snoozed", "changed"])
async def test_reminder_comes_in_no_second_chat_when_somebody_has_acted(firm: Firm, act: str) -> None:
    """Done, moved, put off or changed meanwhile: there is nothing to be told again."""
    choose(firm, "15m")
    number = firm.task("Call Delta", NOON + HOUR)
    await firm.advance(hours=1, minutes=5)
    with firm.at_task(number) as (ctx, task):
        match act:
            case "done":
                tasks.done(ctx, task)
            case "moved":
                tasks.move(ctx, task, when(NOON + 4 * HOUR))
            case "snoozed":
                reminders.snooze(ctx, task, NOON + 3 * HOUR)
            case _:
                task.title = "Call Delta at noon"

    await firm.advance(minutes=30)

    assert firm.beta.sent == []


async def test_reminder_comes_in_no_second_chat_when_that_is_not_wished(firm: Firm) -> None:
    """It is one reminder: without a wish it comes in one chat."""
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(hours=6)

    assert (len(firm.alpha.sent), firm.beta.sent) == (1, [])


async def test_reminder_comes_in_no_second_chat_when_it_is_quiet(firm: Firm) -> None:
    """Nobody is woken by a second copy."""
    choose(firm, "15m", quiet="13:10-20")
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(hours=12)

    assert (len(firm.alpha.sent), firm.beta.sent) == (1, [])


async def test_reminder_comes_in_the_chat_that_was_put_first(firm: Firm) -> None:
    """The order is the person's own; what was linked last comes first only where they said nothing."""
    with firm.acting("ben") as ctx:
        (chat,) = chats.named(ctx, ctx.session.get_one(User, ctx.actor.id), "beta")
        chats.put_first(ctx, chat)
    firm.task("Call Delta", NOON + HOUR)

    await firm.advance(hours=1)

    assert (firm.alpha.sent, firm.beta.chats()) == ([], ["beta:w2:ben2"])


def choose(firm: Firm, second: str, quiet: str = "off") -> None:
    """Have Ben say when a second copy is to come."""
    with firm.acting("ben") as ctx:
        setting.set_own(ctx, Wanted(second=second, quiet=quiet))


async def test_card_is_edited_once_when_two_changes_come_before_it(firm: Firm) -> None:
    """What is drawn has both; a second edit would change nothing."""
    firm.restart(Pace(per_chat_s=1))
    number = firm.task("Call Delta", NOON + HOUR)
    await firm.advance(hours=1)
    for title in ("Call Delta at noon", "Call Delta at one"):
        with firm.at_task(number) as (_, task):
            task.title = title

    await firm.advance(minutes=1)

    assert [sent.title for sent in firm.alpha.edited] == [firm.alpha.edited[0].title]
    assert "Call Delta at one" in firm.alpha.edited[0].title
    assert [fact.status.value for fact in firm.facts() if fact.kind == "card.refresh"] == ["sent", "dropped"]


async def test_card_is_edited_again_when_it_changes_again(firm: Firm) -> None:
    """Each new state is shown, that of before as well."""
    number = firm.task("Call Delta", NOON + HOUR)
    await firm.advance(hours=1)
    for title in ("Call Delta at noon", "Call Delta at one"):
        with firm.at_task(number) as (_, task):
            task.title = title
        await firm.advance(minutes=1)

    assert len(firm.alpha.edited) == 2
