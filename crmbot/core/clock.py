"""The one place that reads the time."""

from datetime import UTC, datetime
from typing import Protocol


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
