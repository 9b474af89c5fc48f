"""Processes on one PostgreSQL go by its clock, however the clocks of their machines are set."""

import asyncio
from datetime import datetime, timedelta
from itertools import count

import pytest
import time_machine
from structlog.testing import capture_logs

from crmbot.app import App
from crmbot.core.clock import SystemClock
from crmbot.serving import timekeeper
from crmbot.settings import Settings
from crmbot.store import told_time
from crmbot.store.away import DatabaseAwayError
from crmbot.store.engine import Database

HOUR = timedelta(hours=1)
BUSY = timedelta(seconds=30)
PATIENCE_S = 30.0


@pytest.mark.parametrize("wrong", [HOUR, -HOUR])
async def test_house_when_the_clock_of_its_machine_is_wrong(postgresql_url: str, wrong: timedelta) -> None:
    """It goes by the database's from the beginning, says so, and does not notice when the machine's is put right."""
    right = SystemClock().now()
    with time_machine.travel(right + wrong, tick=True) as machine, capture_logs() as logs:
        async with App(Settings(database_url=postgresql_url)) as app:
            before = app.clock.now()
            machine.shift(-wrong)
            after = app.clock.now()

    assert right - BUSY < before <= after < right + BUSY
    assert [each["action"] for each in logs if each["event"] == "clock.set"] == ["by the database's"]


async def test_house_when_the_database_goes_away_and_comes_back_with_another_time(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Time is counted on, and then it is as late as it is said to be."""
    went_by_it = asyncio.Event()
    loop, told, questions = asyncio.get_running_loop(), told_time.now, count(1)

    def now(database: Database) -> datetime:
        question = next(questions)
        if question == 1:
            raise DatabaseAwayError("gone")
        if question > 2:  # the answer before was taken
            loop.call_soon_threadsafe(went_by_it.set)
        return told(database) + 2 * HOUR

    async with App(Settings(database_url=postgresql_url)) as app:
        right = SystemClock().now()
        monkeypatch.setattr(told_time, "now", now)
        monkeypatch.setattr(timekeeper, "ASKED_EVERY_S", 0.01)
        app._timekeeper.start()  # type: ignore[union-attr]  # the one that began with the house asks much later
        async with asyncio.timeout(PATIENCE_S):
            await went_by_it.wait()
        late = app.clock.now() - right

    assert 2 * HOUR - BUSY < late < 2 * HOUR + BUSY


async def test_house_on_a_file_goes_by_the_clock_of_its_machine(sqlite_url: str) -> None:
    """Nobody shares it, and there is no other clock."""
    async with App(Settings(database_url=sqlite_url)) as app:
        assert isinstance(app.clock, SystemClock)
