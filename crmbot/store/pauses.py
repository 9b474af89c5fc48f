"""How long whoever tries again waits before each try."""

from collections.abc import Iterator


def doubling(first_s: float, longest_s: float) -> Iterator[float]:
    """Yield pauses without end, in seconds: each twice as long as the one before, and none longer than `longest_s`."""
    pause_s = first_s
    while True:
        yield min(pause_s, longest_s)
        pause_s = min(2 * pause_s, longest_s)
