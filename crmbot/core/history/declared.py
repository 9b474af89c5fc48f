"""What other rooms have to say to an undo: what follows from it, what stands in its way, how it is done."""

from collections.abc import Callable, Sequence

from crmbot.core.context import Context
from crmbot.store.models.change import Change
from crmbot.store.models.record import Record

Restored = Callable[[Context, Record], None]

Check = Callable[[Context, Sequence[Change]], None]
"""Looks at the changes of a batch, the newest first; before they are undone, it raises what stands in the way."""

Way = Callable[[Context, Sequence[Change]], list[Record]]
"""Undoes the changes of a batch, the newest first, and returns the records concerned."""

AFTERWARDS: dict[str, Restored] = {}
AFTER_ROWS: list[tuple[str, Check]] = []
BEFORE: list[Check] = []
BEFORE_READING: list[Callable[[Context, Change], None]] = []
OWN_WAYS: list[tuple[Callable[[Change], bool], Way]] = []


def after_undo(kind: str) -> Callable[[Restored], Restored]:
    """Declare what follows when a record of a kind was brought back to an earlier state."""

    def declare(function: Restored) -> Restored:
        AFTERWARDS[kind] = function
        return function

    return declare


def after_undo_of_rows(table: str) -> Callable[[Check], Check]:
    """Declare what follows when rows of a table that are no records were brought back; it gets their changes."""

    def declare(function: Check) -> Check:
        AFTER_ROWS.append((table, function))
        return function

    return declare


def before_undo(check: Check) -> Check:
    """Declare a check that every batch passes before it is undone."""
    BEFORE.append(check)
    return check


def before_reading(check: Callable[[Context, Change], None]) -> Callable[[Context, Change], None]:
    """Declare a check of a batch's newest change alone, before the rest is read: a batch may be very large."""
    BEFORE_READING.append(check)
    return check


def own_way(applies: Callable[[Change], bool]) -> Callable[[Way], Way]:
    """Declare how a batch is undone in which a change is of some sort, where row by row would not do."""

    def declare(function: Way) -> Way:
        OWN_WAYS.append((applies, function))
        return function

    return declare
