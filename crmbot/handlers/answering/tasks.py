"""Work that goes on after its message was acknowledged: every task of it is known, and waited for."""

import asyncio
from collections.abc import Coroutine
from traceback import extract_tb
from typing import Any, TypeVar

import structlog

Result = TypeVar("Result")

_log = structlog.get_logger(__name__)


class Tasks:
    """The tasks in hand: a reference to each is kept until it ends."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, Result], name: str) -> asyncio.Task[Result]:
        """Begin a piece of work; `name` is the id it is logged by should it fail."""
        task = asyncio.create_task(work, name=name)
        self._running.add(task)
        task.add_done_callback(self._ended)
        return task

    async def below(self, count: int) -> None:
        """Wait until fewer tasks than this are in hand."""
        while len(self._running) >= count:
            await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self) -> None:
        """Wait until everything that was started has ended."""
        while self._running:
            await asyncio.wait(self._running)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("adapter.work_failed", action="dropped", work=task.get_name(), **trace_of(error))


async def failure_of(task: asyncio.Future[Any]) -> BaseException | None:
    """Wait for a task, and return what it raised instead of raising it."""
    await asyncio.wait({task})
    return None if task.cancelled() else task.exception()


def trace_of(error: BaseException) -> dict[str, str]:
    """Describe an error for the log by its kind and place; its sentence may quote a person."""
    frames = extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "at": place}
