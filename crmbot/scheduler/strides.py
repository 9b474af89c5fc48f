"""How much of a long piece of work is done in one turn, so that others get at the database between two of them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from time import perf_counter, thread_time
from typing import Self, TypeVar

from crmbot.store.engine import Database

T = TypeVar("T")

SHORT_S, LONG_S = 0.035, 0.2
"""How much work a turn may be: where others wait behind it; and where nobody does, or they have threads of their own.

It is measured as the thread's own time: on a busy machine smaller turns would only be more of them.
"""

FEWEST, FIRST, MOST = 50, 50, 1000
"""Rows of one turn: so many whatever it takes, to begin with, and at most."""


@dataclass(frozen=True, slots=True)
class Turn:
    """What one turn took, in seconds: of the clock, and of its thread; and whether somebody came and waits for it."""

    seconds: float
    own_s: float
    is_awaited: bool


def timed(database: Database, work: Callable[[], T]) -> tuple[T, Turn]:
    """Do something in a thread of the database, and see what it takes."""
    began, worked = perf_counter(), thread_time()
    result = work()
    return result, Turn(perf_counter() - began, thread_time() - worked, database.is_awaited())


@dataclass(slots=True)
class Stride:
    """How many rows a turn takes: as many as fit into its time on this machine."""

    short_s: float
    rows: int = field(default_factory=lambda: FIRST)

    @classmethod
    def on(cls, database: Database) -> Self:
        """Let turns be short only where there is one thread for all."""
        return cls(SHORT_S if database.is_sqlite else LONG_S)

    def took(self, turn: Turn, rows: int) -> None:
        """Learn from a turn: the next is short when somebody waits, else up to twice as long."""
        turn_s = self.short_s if turn.is_awaited else LONG_S
        if rows >= self.rows // 2:
            fitting = int(rows * turn_s / max(turn.own_s, 0.001))
            wanted = fitting if turn.is_awaited else (self.rows + fitting) // 2
            self.rows = max(FEWEST, min(MOST, wanted, self.rows * 2))
