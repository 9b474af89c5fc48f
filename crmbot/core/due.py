"""What falls due by the clock: each room of the core that has such work declares it here, once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from crmbot.core.context import Organisation

NextDue = Select[datetime] | Select[datetime | None]
"""Selects the one instant something is to be done at."""


@dataclass(frozen=True, slots=True)
class DueWork:
    """Work that waits for its time.

    `run` does a batch of what is due at an instant, in the transaction it is called in, and returns how many there
    were: 0 when nothing is left. `next_due` selects the instant there is something to do again; nothing for never.
    Both ask the database alone, so that several processes can do the same work and none is lost with a process.
    """

    name: str
    run: Callable[[Session, datetime, Organisation], int]
    next_due: NextDue


_WORKS: dict[str, DueWork] = {}


def declare(work: DueWork) -> None:
    """Have work done at its time. Raises `ValueError` for a second one of the same name."""
    if work.name in _WORKS:
        message = f"two kinds of due work are called {work.name!r}"
        raise ValueError(message)
    _WORKS[work.name] = work


def next_dues(session: Session, others: Mapping[str, NextDue]) -> dict[str, datetime]:
    """Return when each kind of work is due next, and what else is asked for, by name; nothing for what never is.

    However much there is, it is one statement: the clock is looked at all the time.
    """
    questions = {work.name: work.next_due for work in works()} | dict(others)
    found = session.connection().execute(_all_of(tuple(questions.values()))).one()
    return {name: at for name, at in zip(questions, found, strict=True) if at is not None}


@lru_cache(maxsize=16)  # it costs more to build than to run
def _all_of(questions: tuple[NextDue, ...]) -> Select[*tuple[Any, ...]]:
    return select(*(question.scalar_subquery() for question in questions))


def works() -> tuple[DueWork, ...]:
    """Return all that was declared, by name."""
    return tuple(_WORKS[name] for name in sorted(_WORKS))
