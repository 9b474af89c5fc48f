"""The occurrences of a series as rows: put at their times, made for days, found again."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core.series import pattern
from crmbot.core.series.pattern import DAYS, MINUTES
from crmbot.language.when import When
from crmbot.store.models.activity import Event, EventStatus, Task
from crmbot.store.models.recurrence import Recurrence

Occurrence = Task | Event

_DAY = timedelta(days=1)
_MIDNIGHT = time()


def midnight(day: date, zone: str) -> datetime:
    """Return the instant a day begins in a zone."""
    return When(day, None, zone).instant_or(_MIDNIGHT)


def time_of(activity: Occurrence) -> When | None:
    """Return the time of an occurrence as it was said: a day, or a wall time in its zone; None for no date."""
    if isinstance(activity, Task):
        on, at, zone = activity.due_on, activity.due_time, activity.due_zone
    else:
        on, at, zone = activity.starts_on, activity.starts_time, activity.zone
    return When(on, at, zone or "UTC") if on is not None else None


def put(activity: Occurrence, when: When, length: dict[str, int]) -> None:
    """Set the time of an occurrence, at the first valid minute of a gap, at the first of two hours.

    Args: `length`: of an event, as its pattern has it.
    """
    if isinstance(activity, Task):
        activity.due_on, activity.due_time, activity.due_zone = when.on, when.at, when.zone
        activity.due_at = when.instant()
        return
    starts_at = when.instant()
    activity.starts_on, activity.zone = when.on, when.zone
    if starts_at is None:
        last = when.on + length.get(DAYS, 0) * _DAY
        activity.all_day, activity.starts_time, activity.ends_on = True, None, last
        activity.starts_at, activity.ends_at = midnight(when.on, when.zone), midnight(last + _DAY, when.zone)
        return
    activity.all_day, activity.starts_time, activity.ends_on = False, when.at, None
    activity.starts_at, activity.ends_at = starts_at, starts_at + timedelta(minutes=length.get(MINUTES, 60))


def slot(recurrence: Recurrence, day: date) -> When:
    """Return when the occurrence of a day is, by the rule."""
    return When(day, recurrence.at, recurrence.zone)


def is_open(activity: Occurrence) -> bool:
    """Tell whether an occurrence is still to come or to be done."""
    if activity.deleted_at is not None:
        return False
    return activity.is_open if isinstance(activity, Task) else activity.event_status is EventStatus.PLANNED


def model_of(recurrence: Recurrence) -> type[Occurrence]:
    """Return the class of the occurrences of a series."""
    return Task if recurrence.kind == "task" else Event


def of_series(session: Session, recurrence: Recurrence, *, since: date | None = None) -> list[Occurrence]:
    """Return all occurrences that are there as rows, put away or not, from a day on, in order."""
    model = model_of(recurrence)
    # lint: unscoped a series is changed as one by whoever may change the occurrence they named
    statement = select(model).where(model.recurrence_id == recurrence.id).order_by(model.occurrence_on)
    if since is not None:
        statement = statement.where(model.occurrence_on >= since)
    return list(session.scalars(statement))


def next_open(session: Session, recurrence: Recurrence, day: date) -> Occurrence | None:
    """Return the first event of a series, from a day on, that is planned; None when there is none."""
    # lint: unscoped the house makes it findable, whoever sees it then
    return session.scalars(
        select(Event)
        .where(
            Event.recurrence_id == recurrence.id,
            Event.occurrence_on >= day,
            Event.event_status == EventStatus.PLANNED,
            Event.deleted_at.is_(None),
        )
        .order_by(Event.occurrence_on)
        .limit(1)
    ).first()


def texts(row: Occurrence) -> list[tuple[str, int]]:
    """Return what an occurrence is found by."""
    told = ((row.title, 5), (row.location, 1), (row.body, 1))
    return [(text, weight) for text, weight in told if text]


def make(
    session: Session, recurrence: Recurrence, days: Sequence[date], former: Occurrence | None = None
) -> list[Occurrence]:
    """Make the occurrences of days; those that were taken back by an undo are given back."""
    if not days:
        return []
    kept = pattern.pattern_of(recurrence)
    there = _taken_back(session, recurrence, days)
    rows = [there.get(day) or pattern.blank(recurrence) for day in days]
    for day, row in zip(days, rows, strict=True):
        row.occurrence_on, row.deleted_at = day, None
        put(row, slot(recurrence, day), kept["length"])
        pattern.renew(row, kept)
    pattern.acting(session, rows, former)
    session.add_all(rows)
    session.flush()
    pattern.dress(session, rows, kept)
    return rows


def _taken_back(session: Session, recurrence: Recurrence, days: Collection[date]) -> dict[date, Occurrence]:
    """Return rows of days that are made anew: undo puts records away, it does not delete them."""
    return {
        row.occurrence_on: row
        for row in of_series(session, recurrence, since=min(days))
        if row.occurrence_on is not None and row.occurrence_on in days
    }
