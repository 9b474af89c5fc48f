"""What is counted and timed while the house runs, for whoever collects it; no person and no text is in it."""

from typing import Protocol


class Figures(Protocol):
    """Takes figures, from any thread."""

    def came(self, platform: str, *, fresh: bool) -> None:
        """Count a message that reached us, for the first time or again."""
        ...

    def worked(self, command: str, outcome: str, seconds: float) -> None:
        """Count a piece of work that a person asked for, by what became of it, and how long it took."""
        ...

    def delivered(self, platform: str, outcome: str) -> None:
        """Count a try to deliver something, by what became of it."""
        ...

    def arrived(self, kind: str, late_s: float) -> None:
        """Count a fact that arrived, by its kind and how long after its time that was."""
        ...


class NoFigures:
    """Where nobody collects them."""

    def came(self, platform: str, *, fresh: bool) -> None:
        """Count nothing."""

    def worked(self, command: str, outcome: str, seconds: float) -> None:
        """Count nothing."""

    def delivered(self, platform: str, outcome: str) -> None:
        """Count nothing."""

    def arrived(self, kind: str, late_s: float) -> None:
        """Count nothing."""
