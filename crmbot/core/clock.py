"""The one place that reads the time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Protocol

TRIFLE = timedelta(milliseconds=250)
"""By so much two clocks may differ: setting one for less would only let time run back now and then."""


class Clock(Protocol):
    """Tells the time as an aware UTC instant."""

    def now(self) -> datetime:
        """Return the present instant."""
        ...


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present instant."""
        return datetime.now(UTC)


class AgreedClock:
    """The time that one clock tells all processes, counted on in between; nobody who sets the machine's is noticed.

    A lease then runs out when its time has passed, and for everybody at once. It begins with the machine's clock.
    """

    def __init__(self, counted_s: Callable[[], float] = monotonic) -> None:
        """Args: `counted_s`: tells how many seconds have gone by, from whenever, and never runs back."""
        self._counted_s = counted_s
        self._agreed = (SystemClock().now(), counted_s())  # in one piece: threads read it while it is set

    def now(self) -> datetime:
        """Return the present instant."""
        at, since_s = self._agreed
        return at + timedelta(seconds=self._counted_s() - since_s)

    def agree(self, ask: Callable[[], datetime]) -> timedelta:
        """Ask what time it is and go by the answer; return how far ahead that was of what this clock said.

        The answer is taken to be of the middle of the question: what lies within its length, or is a trifle, is none.
        """
        before, asked_s = self.now(), self._counted_s()
        told, answered_s = ask(), self._counted_s()
        half = timedelta(seconds=answered_s - asked_s) / 2
        ahead = told - half - before
        if abs(ahead) <= max(TRIFLE, half):
            return timedelta()
        self._agreed = (told + half, answered_s)
        return ahead


class StandingClock:
    """A clock that stands still until it is moved: for the console's `--at` and for tests."""

    def __init__(self, at: datetime) -> None:
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """Return the instant it stands at."""
        return self._at

    def move_to(self, at: datetime) -> None:
        """Set it to a later instant; `ValueError` for an earlier one."""
        if at < self._at:
            message = f"the clock stands at {self._at}, it cannot go back to {at}"
            raise ValueError(message)
        self._at = at.astimezone(UTC)
