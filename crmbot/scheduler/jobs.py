"""The ticker: it does nothing but set events, in time; APScheduler has what comes by the hour."""

import asyncio
from collections.abc import Sequence

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from crmbot.core.clock import SystemClock

SAFETY_NET_S = 5
"""We look at least this often: a row may have been written by another process."""

CLEAN_UP_H = 1

# A job that could not run in time runs late; several missed runs are one.
_DEFAULTS = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}


class Ticker:
    """Sets events in time; nothing is stored, so nothing is lost with it.

    It runs on the machine's clock: ours may stand still or be ahead, the time to wait is the same.
    """

    def __init__(self, rounds: Sequence[asyncio.Event], clean_up: asyncio.Event) -> None:
        self._rounds = rounds
        self._clean_up = clean_up
        self._beating: asyncio.TimerHandle | None = None
        self._ticking: asyncio.TimerHandle | None = None
        self._scheduler = AsyncIOScheduler(timezone="UTC", job_defaults=_DEFAULTS)

    def start(self) -> None:
        """Begin to tick, the first time at once."""
        self._beat()
        self._scheduler.add_job(self._clean, "interval", hours=CLEAN_UP_H, next_run_time=SystemClock().now())
        self._scheduler.start()

    def stop(self) -> None:
        """Stop ticking; no job of ours takes long enough to be cut off."""
        for timer in (self._beating, self._ticking):
            if timer is not None:
                timer.cancel()
        self._scheduler.shutdown(wait=False)

    def tick_in(self, seconds: float) -> None:
        """Tick once more after some seconds; that takes the place of an earlier wish.

        No job of APScheduler's: it leaves out a run, with a warning, whose predecessor has not come to its end.
        """
        if self._ticking is not None:
            self._ticking.cancel()
        self._ticking = asyncio.get_running_loop().call_later(seconds, self._tick)

    def _beat(self) -> None:
        """Tick, and again in a while: measured, not by the clock, which may be set back by an hour."""
        self._tick()
        self._beating = asyncio.get_running_loop().call_later(SAFETY_NET_S, self._beat)

    def _tick(self) -> None:
        """Have all rounds come; one that is under way is followed by another."""
        for each in self._rounds:
            each.set()

    async def _clean(self) -> None:  # a plain function would be run by APScheduler in a thread of its own
        self._clean_up.set()
