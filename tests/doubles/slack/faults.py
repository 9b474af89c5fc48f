"""Trouble on demand: what the next call of a method meets instead of its answer."""

import asyncio
from collections import deque
from dataclasses import dataclass
from enum import StrEnum


class Fault(StrEnum):
    """The kinds of trouble that are not an error code of Slack's."""

    RATE_LIMIT = "rate_limit"
    SERVER_ERROR = "server_error"
    CUT = "cut"  # the connection breaks before the call takes effect
    CUT_AFTER = "cut_after"  # the call takes effect, its answer is lost
    HALF = "half"  # it takes effect, and half of its answer arrives
    GARBAGE = "garbage"  # it takes effect, and its answer is no JSON
    DELAY = "delay"


AFTERWARDS = frozenset({Fault.DELAY, Fault.CUT_AFTER, Fault.HALF, Fault.GARBAGE})
"""Trouble that a call meets only when it has taken effect, or late."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One fault to come; `kind` is a `Fault` or one of Slack's error codes."""

    kind: str
    retry_after_s: int
    delay_s: float

    @property
    def comes_first(self) -> bool:
        """Whether the call does not take effect."""
        return self.kind not in AFTERWARDS


class Faults:
    """The faults that tests have ordered, by method."""

    def __init__(self) -> None:
        """Start without any."""
        self._waiting: dict[str, deque[Trouble]] = {}

    def order(self, method: str, trouble: Trouble, times: int) -> None:
        """Let the next calls of the method (`*`: any) meet the trouble."""
        self._waiting.setdefault(method, deque()).extend([trouble] * times)

    def take(self, method: str) -> Trouble | None:
        """The trouble this call meets, if any."""
        for name in (method, "*"):
            waiting = self._waiting.get(name)
            if waiting:
                return waiting.popleft()
        return None

    def clear(self) -> None:
        """Forget what was ordered and has not happened."""
        self._waiting.clear()

    @property
    def left(self) -> dict[str, int]:
        """How many faults have not been met yet, by method."""
        return {method: len(waiting) for method, waiting in self._waiting.items() if waiting}


async def pause(trouble: Trouble | None) -> None:
    """Hold an answer back for as long as the trouble says."""
    if trouble is not None and trouble.kind == Fault.DELAY:
        await asyncio.sleep(trouble.delay_s)
