"""What wakes the scheduler: its own ticks, and rings of those who wrote something."""

import asyncio
import logging

import pytest
from sqlalchemy import event

from crmbot.scheduler import rings
from crmbot.scheduler.jobs import Ticker
from crmbot.scheduler.rings import Rings
from tests.scheduler.firm import Firm


async def test_ticks_when_the_one_before_is_not_over(caplog: pytest.LogCaptureFixture) -> None:
    """A tick that is wished for while another one comes takes its place, without a word of warning."""
    caplog.set_level(logging.WARNING)
    ticked = asyncio.Event()
    ticker = Ticker([ticked], asyncio.Event())
    ticker.start()

    for _ in range(50):
        ticker.tick_in(0)
        await asyncio.sleep(0)
    ticked.clear()
    ticker.tick_in(0)
    async with asyncio.timeout(30):
        await ticked.wait()

    ticker.stop()
    assert caplog.messages == []


async def test_rings_when_many_come_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All rings of one moment are one look; none is forgotten."""
    monkeypatch.setattr(rings, "MOMENT_S", 0.01)
    looks: list[int] = []
    looked = asyncio.Event()

    def look() -> None:
        looks.append(len(looks))
        looked.set()

    bell = Rings(look)
    for expected in (1, 2, 3):
        for _ in range(100):
            bell.ring()
        async with asyncio.timeout(30):
            await looked.wait()
        looked.clear()
        assert len(looks) == expected


async def test_rings_when_nobody_rang_for_a_while() -> None:
    """The first one is heard in the same turn of the loop; the next ones wait for the end of the moment."""
    looks: list[str] = []
    bell = Rings(lambda: looks.append("looked"))

    bell.ring()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    for _ in range(100):
        bell.ring()

    assert looks == ["looked"]
    bell.stop()


async def test_round_when_nothing_is_due(firm: Firm) -> None:
    """It costs one question about all that waits for its time, and one about what is to be told."""
    asked: list[str] = []
    event.listen(firm.database.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))

    had_any = (await firm.scheduler._fire_due(), await firm.scheduler._deliveries.deliver_due())

    assert had_any == (False, False)
    assert len([statement for statement in asked if statement.startswith("SELECT")]) == 2
