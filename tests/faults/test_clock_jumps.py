"""A clock that is set while we run."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from crmbot.scheduler import jobs
from crmbot.scheduler.jobs import Ticker

NOON = datetime(2026, 11, 19, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("by", [timedelta(hours=-1), timedelta(hours=1)], ids=["back", "on"])
async def test_ticker_when_the_clock_is_set(by: timedelta, monkeypatch: pytest.MonkeyPatch) -> None:
    """We go on to look as often as before: an hour that comes twice does not silence us for an hour."""
    monkeypatch.setattr(jobs, "SAFETY_NET_S", 0.05)
    ticked = asyncio.Event()
    with time_machine.travel(NOON, tick=True) as clock:
        ticker = Ticker([ticked], asyncio.Event())
        ticker.start()
        clock.shift(by)
        for _ in range(3):
            ticked.clear()
            async with asyncio.timeout(10):
                await ticked.wait()
        ticker.stop()
