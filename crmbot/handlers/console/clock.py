"""A clock that runs, and can be put forward."""

from datetime import datetime, timedelta

from crmbot.core.clock import Clock, SystemClock


class RunningClock:
    """The machine's clock, ahead by as much as `:wait` has let go by."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._ahead = timedelta()

    def now(self) -> datetime:
        """Return the present instant."""
        return self._clock.now() + self._ahead

    def move_to(self, at: datetime) -> None:
        """Put it forward to a later instant; one that is past already changes nothing."""
        self._ahead += max(at - self.now(), timedelta())
