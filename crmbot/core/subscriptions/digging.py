"""What happened to records, dug out of the log of changes."""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crmbot.core.subscriptions import happenings
from crmbot.core.subscriptions.happenings import Happening
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.pipeline import Stage, StageCategory
from crmbot.store.models.record import Record

LINKS = "activity_link"
RECORDS = "record"

Key = tuple[int, str]
"""A record and the batch of a command that did something to it."""


@dataclass(slots=True)
class Found:
    """What one command did to one record: columns before and after, notes and tasks put on it, whose doing it was."""

    record_id: int
    at: datetime
    by: int | None
    is_new: bool = False
    diff: dict[str, list[object]] = field(default_factory=dict)
    put_on: list[int] = field(default_factory=list)


def found(session: Session, keys: Collection[Key]) -> dict[Key, Found]:
    """Return what commands did to records, in one query; nothing for what left no trace in the log."""
    wanted = set(keys)
    changes = session.scalars(
        select(Change)
        .where(
            Change.batch_id.in_({batch for _, batch in wanted}),
            or_(Change.record_id.in_({number for number, _ in wanted}), Change.table_name == LINKS),
        )
        .order_by(Change.id)
    )
    told: dict[Key, Found] = {}
    for change in changes:
        number = subject_of(change)
        if number is not None and (number, change.batch_id) in wanted:
            take_in(told.setdefault((number, change.batch_id), Found(number, change.at, change.user_id)), change)
    return told


def subject_of(change: Change) -> int | None:
    """Return the record a change is told of: for a link, what something was put on."""
    if change.table_name != LINKS:
        return change.record_id
    return int(json.loads(change.row_key)[1]) if change.operation is Operation.INSERT else None


def take_in(told: Found, change: Change) -> None:
    """Add one change to what is known of a record."""
    if change.table_name == LINKS and change.record_id is not None:
        told.put_on.append(change.record_id)
    elif change.table_name == RECORDS and change.operation is Operation.INSERT:
        told.is_new = True
    elif change.table_name == RECORDS:
        merge(told.diff, change.diff)


def merge(before: dict[str, list[object]], after: dict[str, list[object]]) -> None:
    """Bring what changed later to what changed first: each column as it was at the beginning, and as it is now."""
    for column, (old, new) in after.items():
        first = before[column][0] if column in before else old
        before[column] = [first, new]


def kinds_of(session: Session, told: Collection[Found]) -> dict[int, str]:
    """Return the kinds of what was put on records, by number."""
    numbers = {number for each in told for number in each.put_on}
    if not numbers:
        return {}
    # lint: unscoped what is told of them is decided when it is told
    return dict(session.execute(select(Record.id, Record.kind).where(Record.id.in_(numbers))).all())


def categories(session: Session) -> dict[int, StageCategory]:
    """Return what sort of stage each is, by number."""
    # lint: unscoped stages are no records
    return dict(session.execute(select(Stage.id, Stage.category)).all())


@dataclass(frozen=True, slots=True)
class Reading:
    """What is known beside the log when it is read: sorts of stages, kinds of what was put on records."""

    stages: dict[int, StageCategory]
    kinds: dict[int, str]

    def happened(self, kind: str, told: Found) -> frozenset[Happening]:
        """Return what a command did to a record of a kind."""
        events = set(happenings.happened(kind, told.diff, self.stages))
        if told.is_new:
            events = {Happening.NEW}  # what it was given as it was made is part of that
        put_on = {self.kinds.get(number, "") for number in told.put_on}
        events |= {each for each in (Happening.NOTE, Happening.TASK) if each.value in put_on}
        return frozenset(events)


def reading(session: Session, told: Sequence[Found]) -> Reading:
    """Return what is needed to read some of the log, in two queries."""
    return Reading(categories(session), kinds_of(session, told))


def by_record(told: Collection[Found]) -> dict[int, list[Found]]:
    """Return what happened, by record, in its order."""
    grouped: dict[int, list[Found]] = defaultdict(list)
    for each in told:
        grouped[each.record_id].append(each)
    return grouped
