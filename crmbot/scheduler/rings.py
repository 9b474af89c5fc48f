"""Rings of those who wrote something that is due soon: all of one moment are one look."""

import asyncio
from collections.abc import Callable
from math import inf

MOMENT_S = 0.1
"""How often we look at most, however many ring; little beside the second that a reminder may take."""


class Rings:
    """Calls `look` at the first ring at once, and for those of the next moment once more at its end."""

    def __init__(self, look: Callable[[], None]) -> None:
        self._look = look
        self._looked_at = -inf
        self._looking: asyncio.TimerHandle | None = None

    def ring(self) -> None:
        """Look soon; in the loop's thread."""
        if self._looking is None:
            loop = asyncio.get_running_loop()
            self._looking = loop.call_at(max(loop.time(), self._looked_at + MOMENT_S), self._due)

    def stop(self) -> None:
        """Forget what was rung."""
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    def _due(self) -> None:
        self._looking = None
        self._looked_at = asyncio.get_running_loop().time()
        self._look()
