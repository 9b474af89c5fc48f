"""Series go on: occurrences are made as time goes by, a task at its day, events a year ahead of it."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import islice, takewhile
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import due, history, reminders
from crmbot.core.context import Actor, Context, Organisation
from crmbot.core.due import DueWork
from crmbot.core.series import rows
from crmbot.core.series.pattern import pattern_of
from crmbot.core.series.rows import Occurrence
from crmbot.language import recurring
from crmbot.store.models.recurrence import Recurrence
from crmbot.store.search_index import bulk_index

MOST_AHEAD = 366
"""So many occurrences at most stand ahead of now, and none further than so many days but the next (R-72)."""

_AHEAD = timedelta(days=MOST_AHEAD - 1)
_REMINDED = timedelta(days=15)
"""Reminders of occurrences that are further away are not made yet, unless somebody wants to hear so early."""

_DAY = timedelta(days=1)
_AT_ONCE = 20
_MINUTES_OF_DAY = 1440


def days_of(recurrence: Recurrence, after: date | None = None) -> Iterator[date]:
    """Yield the days of a series, or those behind a day, without those that were taken out."""
    rule = recurring.parse_rule(recurrence.rule)
    if rule is None:
        return iter(())
    left_out = frozenset(date.fromisoformat(day) for day in recurrence.left_out)
    return recurring.days(rule, recurrence.first_on, after=after, left_out=left_out)


def extend(ctx: Context, recurrence: Recurrence, former: Occurrence | None = None) -> list[Occurrence]:
    """Make the occurrences whose time to be there has come, with their reminders; return those that are new."""
    today = ctx.now.astimezone(ZoneInfo(recurrence.zone)).date()
    made = rows.make(ctx.session, recurrence, _wanted(recurrence, today), former)
    if made:
        recurrence.made_until = made[-1].occurrence_on
    _remind(ctx, recurrence, today, made)
    _make_findable(ctx, recurrence, today, made)
    _set_alarm(recurrence, today)
    ctx.session.flush()
    return made


def make_next(ctx: Context, recurrence: Recurrence, former: Occurrence) -> list[Occurrence]:
    """Make the occurrence behind the last one; nothing when the series is over."""
    made = rows.make(ctx.session, recurrence, list(islice(days_of(recurrence, recurrence.made_until), 1)), former)
    for row in made:
        recurrence.made_until = row.occurrence_on
    reminders.sync(ctx, *made)
    bulk_index(ctx.session, [(row.id, rows.texts(row)) for row in made])
    _set_alarm(recurrence, ctx.now.astimezone(ZoneInfo(recurrence.zone)).date())
    ctx.session.flush()
    return made


def _wanted(recurrence: Recurrence, today: date) -> list[date]:
    known = recurrence.made_until
    last = today if recurrence.kind == "task" else today + _AHEAD
    found = list(islice(takewhile(lambda day: day <= last, days_of(recurrence, known)), MOST_AHEAD))
    if found or recurrence.kind == "task" or (known is not None and known > today):
        return found
    return list(islice(days_of(recurrence, known), 1))


def _remind(ctx: Context, recurrence: Recurrence, today: date, made: list[Occurrence]) -> None:
    """Make the reminders of what is near; of tasks all of them are."""
    if recurrence.kind == "task":
        reminders.sync(ctx, *made)
        return
    until = today + _early(recurrence)
    since = (recurrence.reminded_until or recurrence.first_on) + _DAY
    if since > until:
        return
    coming = rows.of_series(ctx.session, recurrence, since=since)
    reminders.sync(ctx, *(row for row in coming if row.occurrence_on is not None and row.occurrence_on <= until))
    recurrence.reminded_until = until


def _make_findable(ctx: Context, recurrence: Recurrence, today: date, made: list[Occurrence]) -> None:
    """Let the next one be found by its words; hundreds of the same name would be in each other's way."""
    if recurrence.kind == "task":
        bulk_index(ctx.session, [(row.id, rows.texts(row)) for row in made])
        return
    coming = rows.next_open(ctx.session, recurrence, today)
    if coming is not None:
        bulk_index(ctx.session, [(coming.id, rows.texts(coming))])


def _early(recurrence: Recurrence) -> timedelta:
    """Return how long before an occurrence its reminders have to be there."""
    earliest = max((wish["minutes"] for wish in pattern_of(recurrence)["wishes"]), default=0)
    return max(_REMINDED, timedelta(days=earliest // _MINUTES_OF_DAY + 2))


def _set_alarm(recurrence: Recurrence, today: date) -> None:
    """Set when there is something to make again."""
    coming = next(days_of(recurrence, recurrence.made_until), None) if recurrence.is_active else None
    if recurrence.kind == "task":
        recurrence.next_at = rows.midnight(coming, recurrence.zone) if coming is not None else None
        return
    known = recurrence.made_until or recurrence.first_on
    # The next is there in any case, though it be years away; others when they come within a year.
    wakes = [min(coming - _AHEAD, known)] if coming is not None else []
    silent = next(days_of(recurrence, recurrence.reminded_until), None) if recurrence.is_active else None
    if recurrence.reminded_until is not None and silent is not None and silent <= known:
        wakes.append(silent - _early(recurrence))
    upcoming = next(days_of(recurrence, today - _DAY), None) if recurrence.is_active else None
    if upcoming is not None and upcoming < known:
        wakes.append(upcoming + _DAY)  # the one behind it is the next then
    recurrence.next_at = rows.midnight(min(wakes), recurrence.zone) if wakes else None


def run(session: Session, now: datetime, org: Organisation) -> int:
    """Make what is to be there by now in some series; return how many series there were."""
    waiting = (
        select(Recurrence)
        .where(Recurrence.next_at <= now)
        .order_by(Recurrence.next_at, Recurrence.id)
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    found = session.scalars(waiting).all()
    if not found:
        return 0
    history.begin_system(session, "series", now)
    ctx = Context(session, Actor(0, "crmbot", org.zone), now, org=org)
    for recurrence in found:
        before = recurrence.next_at
        extend(ctx, recurrence, _former(session, recurrence))
        if recurrence.next_at is not None and before is not None and recurrence.next_at <= min(before, now):
            recurrence.next_at = now + _DAY  # a rule that stands still must not keep the others from theirs
    session.flush()
    return len(found)


def _former(session: Session, recurrence: Recurrence) -> Occurrence | None:
    """Return the last occurrence that is there."""
    if recurrence.made_until is None:
        return None
    return next(iter(rows.of_series(session, recurrence, since=recurrence.made_until)), None)


due.declare(
    DueWork(
        "series",
        run,
        select(Recurrence.next_at).where(Recurrence.next_at.is_not(None)).order_by(Recurrence.next_at).limit(1),
    )
)
