"""What falls due by the clock: each room of the core that has such work declares it here, once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from crmbot.core.context import Organisation


@dataclass(frozen=True, slots=True)
class DueWork:
    """Work that waits for its time.

    `run` does a batch of what is due at an instant, in the transaction it is called in, and returns how many there
    were: 0 when nothing is left. `next_due` returns the instant there is something to do again; None for never. Both
    ask the database alone, so that several processes can do the same work and none is lost with a process.
    """

    name: str
    run: Callable[[Session, datetime, Organisation], int]
    next_due: Callable[[Session], datetime | None]


_WORKS: dict[str, DueWork] = {}


def declare(work: DueWork) -> None:
    """Have work done at its time. Raises `ValueError` for a second one of the same name."""
    if work.name in _WORKS:
        message = f"two kinds of due work are called {work.name!r}"
        raise ValueError(message)
    _WORKS[work.name] = work


def works() -> tuple[DueWork, ...]:
    """Return all that was declared, by name."""
    return tuple(_WORKS[name] for name in sorted(_WORKS))
