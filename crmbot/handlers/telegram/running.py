"""The work that was acknowledged and is not answered yet: every task of it is known and waited for."""

import asyncio
from collections.abc import Awaitable, Coroutine
from traceback import extract_tb
from typing import Any

import structlog

log = structlog.get_logger(__name__)


class Running:
    """The tasks in hand, and the wish to stop."""

    def __init__(self) -> None:
        self.stopping = asyncio.Event()
        self._tasks: set[asyncio.Task[object]] = set()

    def start(self, work: Coroutine[Any, Any, object], name: str) -> asyncio.Task[object]:
        """Begin a piece of work; `name` is the id it is logged by should it fail."""
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[object]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("telegram.work_failed", action="dropped", work=task.get_name(), **trace_of(error))

    async def below(self, count: int) -> None:
        """Wait until fewer tasks than this are in hand."""
        while len(self._tasks) >= count:
            await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)

    async def drain(self) -> None:
        """Wait for everything in hand."""
        while self._tasks:
            await asyncio.wait(self._tasks)

    async def pause(self, seconds: float) -> None:
        """Wait so long, or until it is time to stop."""
        await finished(self.stopping.wait(), seconds)


async def finished(work: Awaitable[object], seconds: float) -> bool:
    """Wait for something we may give up at any time; tell whether it came to its end."""
    try:
        async with asyncio.timeout(seconds):
            await work
    except TimeoutError:
        return False
    return True


async def failure_of(task: asyncio.Future[Any]) -> BaseException | None:
    """Wait for a task, and return what it raised instead of raising it."""
    await asyncio.wait({task})
    return None if task.cancelled() else task.exception()


def trace_of(error: BaseException) -> dict[str, str]:
    """Describe an error for the log by its kind and place; its sentence may quote a person."""
    frames = extract_tb(error.__traceback__)
    place = f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return {"error": type(error).__name__, "at": place}
