"""Work that goes on after its request was acknowledged, none of it ever lost sight of."""

import asyncio
from collections.abc import Coroutine
from typing import TypeVar

import structlog

Result = TypeVar("Result")

_log = structlog.get_logger(__name__)


class Tasks:
    """Keeps a reference to every task until it ends, and waits for all of them."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[object]] = set()

    def __len__(self) -> int:
        return len(self._running)

    def start(self, work: Coroutine[object, object, Result]) -> asyncio.Task[Result]:
        """Start the work."""
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def finish(self) -> None:
        """Wait until everything that was started has ended."""
        while self._running:
            await asyncio.wait(self._running)

    def _ended(self, task: asyncio.Task[Result]) -> None:
        self._running.discard(task)
        if not task.cancelled() and task.exception() is not None:
            _log.error("slack.task_failed", exc_info=task.exception())
