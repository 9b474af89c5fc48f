"""Digests leave at their hour, once, and say what is so at that moment."""

import asyncio
from datetime import time, timedelta

from crmbot.chat.limits import Pace
from crmbot.core import channels, digests, tasks
from crmbot.core.digests import Wish
from tests.scheduler.firm import NOON, SALES, Firm

EIGHT = timedelta(hours=20)
"""From noon to eight in the morning."""


def wanted(firm: Firm, who: str = "ben") -> None:
    """Have somebody's digest set: at eight, every day."""
    with firm.acting(who) as ctx:
        digests.set_own(ctx, Wish(at=time(8), days="1234567"))


async def test_digest_leaves_at_its_hour(firm: Firm) -> None:
    """It comes at eight, and once that day."""
    wanted(firm)
    firm.task("Call Delta", NOON + timedelta(hours=22))

    await firm.advance(hours=21)

    assert [(sent.to, sent.at) for sent in firm.alpha.sent] == [("alpha:w1:ben", NOON + EIGHT)]
    assert "Your day" in firm.alpha.titles()[0]


async def test_digest_says_what_is_so_when_it_is_drawn(firm: Firm) -> None:
    """What was done before it left is not in it; with nothing else there, none leaves."""
    wanted(firm)
    task = firm.task("Call Delta", NOON + timedelta(hours=22))
    with firm.at_task(task) as (ctx, row):
        tasks.done(ctx, row)

    await firm.advance(hours=21)

    assert firm.alpha.sent == []


async def test_digest_comes_late_but_once_after_downtime(firm: Firm) -> None:
    """Two hours late it still comes, and after days the one of that day alone."""
    wanted(firm)
    firm.task("Call Delta", NOON + timedelta(days=30))
    firm.task("Write to Acme", NOON + timedelta(hours=1))
    await firm.skip(hours=22)
    firm.restart()
    await firm.scheduler.run_due()
    late = [title for title in firm.alpha.titles() if "Your day" in title]

    await firm.skip(days=3)
    firm.restart()
    await firm.scheduler.run_due()

    assert len(late) == 1
    assert len([title for title in firm.alpha.titles() if "Your day" in title]) == 1


async def test_digest_of_a_channel_leaves_at_its_hour(firm: Firm) -> None:
    """The channel is told of its team's day by the rights of who set it."""
    with firm.acting("ana", SALES, private=False) as ctx:
        digests.set_for_channel(ctx, channels.here(ctx), Wish(at=time(8), days="1234567"))
    firm.task("Call Delta", NOON + timedelta(hours=22))

    await firm.advance(hours=21)

    assert [(sent.to, sent.at) for sent in firm.alpha.sent] == [(SALES, NOON + EIGHT)]


async def test_digest_leaves_once_when_two_schedulers_run(firm_on_postgresql: Firm) -> None:
    """Two processes that wake at the same moment send one."""
    firm = firm_on_postgresql
    wanted(firm)
    firm.task("Call Delta", NOON + timedelta(hours=22))
    await firm.skip(hours=20)

    await asyncio.gather(firm.scheduler.run_due(), firm.another().run_due())

    assert len(firm.alpha.sent) == 1


async def test_digest_leaves_before_the_reminders_of_its_hour(firm: Firm) -> None:
    """Whoever is told of many things at once sees the whole first, and then each in the order of its time."""
    firm.restart(Pace(per_chat_s=1))
    wanted(firm)
    for minutes, title in ((0, "Third"), (-2, "First"), (-1, "Second")):
        firm.task(title, NOON + EIGHT + timedelta(minutes=minutes))
    await firm.skip(hours=20)

    await firm.advance(minutes=1)

    titles = firm.alpha.titles()
    assert "Your day" in titles[0]
    assert [title.rpartition("Due: ")[2].split()[0] for title in titles[1:]] == ["First", "Second", "Third"]
