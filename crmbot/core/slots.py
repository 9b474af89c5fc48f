"""What the actor has on, named by its time: `tomorrow's meeting`, `my 3pm`, `the call with jane on 8 dec`."""

from collections.abc import Collection, Sequence
from datetime import datetime, time

from sqlalchemy import select

from crmbot.core import agenda, lookup, subjects, tasks
from crmbot.core.agenda import Entry
from crmbot.core.context import Context
from crmbot.core.errors import Ambiguous, Found, NotFound
from crmbot.core.events import times
from crmbot.language import when
from crmbot.language.fold import tokens
from crmbot.language.plain_words import slots
from crmbot.language.plain_words.slots import Slot
from crmbot.language.when import When
from crmbot.store.models.activity import ActivityLink, Event, Task
from crmbot.store.models.record import Record

AHEAD = 14
"""So many days ahead is looked for what is named by its hour, or by who is there."""

_HALF_A_DAY = 12
_MEETING = "meeting"
"""What people say of whatever they have on with somebody."""


def resolve(ctx: Context, text: str, kinds: Sequence[str] = ()) -> Found:
    """Return the one record that words stand for, by code or name, else by the time it is on.

    Raises as `lookup.resolve`.
    """
    try:
        return lookup.resolve(ctx, text, kinds)
    except NotFound:
        there = named(ctx, text, kinds)
        if not there:
            raise
    if len(there) > 1:
        raise Ambiguous(text, there)
    return there[0]


def time_of(record: Record) -> When | None:
    """Return when a task is due, or an event begins; None for a task without a day and for all other records."""
    if isinstance(record, Event):
        return times.starts_of(record)
    return tasks.due_of(record) if isinstance(record, Task) else None


def named(ctx: Context, words: str, kinds: Collection[str] = ()) -> tuple[Found, ...]:
    """Return the events of the actor, and the tasks, that words name by their time; nothing for other words.

    Args: `kinds`: those that are meant; all where there are none.
    """
    slot = slots.read(words)
    wanted = {"event", "task"} & set(kinds) if kinds else {"event", "task"}
    if slot is None or not wanted or not ctx.actor.can("event.see"):
        return ()
    there = [entry for entry in _on(ctx, slot) if entry.kind in wanted and entry.number is not None]
    meant = _with(ctx, slot.who, _called(slot.noun, there)) if slot.who else _called(slot.noun, there)
    first = [entry for entry in meant if slot.day or entry.on == meant[0].on]
    numbers = [entry.number for entry in first[: 1 if slot.is_next else lookup.NEAR] if entry.number is not None]
    return lookup.shown(ctx, numbers)


def _on(ctx: Context, slot: Slot) -> list[Entry]:
    """Return what is on at the day and the hour that are said; without a day, what is at the hour or still to come."""
    day, hour = (_read(ctx, words) if words else None for words in (slot.day, slot.hour))
    if (slot.day and day is None) or (slot.hour and (hour is None or hour.at is None)):
        return []
    first, count = (day.on, 1) if day is not None else (ctx.today, AHEAD)
    found = [entry for each in agenda.agenda(ctx, [ctx.actor.id], first, count) for entry in each.entries]
    if hour is not None and hour.at is not None:
        return [entry for entry in found if _is_at(ctx, entry, hour.at, surely=not slot.hour.isdecimal())]
    return found if slot.day else [entry for entry in found if not _is_over(ctx.now, entry)]


def _read(ctx: Context, words: str) -> When | None:
    found = when.read(words, now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions)
    return found.when if found is not None else None


def _is_at(ctx: Context, entry: Entry, hour: time, *, surely: bool) -> bool:
    """Tell whether something begins at an hour; of figures alone, it may be in either half of a day."""
    if entry.at is None:
        return False
    begins = entry.at.astimezone(ctx.zone)
    same = begins.hour == hour.hour if surely else begins.hour % _HALF_A_DAY == hour.hour % _HALF_A_DAY
    return same and begins.minute == hour.minute


def _is_over(now: datetime, entry: Entry) -> bool:
    ends = entry.until or entry.at
    return ends is not None and ends <= now


def _called(noun: str, entries: Sequence[Entry]) -> list[Entry]:
    """Return what is called so, or is of that kind; any event is somebody's meeting."""
    if not noun:
        return list(entries)
    so = [entry for entry in entries if noun == entry.event_kind or noun in tokens(entry.title or "")]
    return so or [entry for entry in entries if noun == _MEETING and not entry.is_task]


def _with(ctx: Context, who: str, entries: Sequence[Entry]) -> list[Entry]:
    """Return what somebody is named in, or is a record of."""
    words = set(tokens(who))
    named_in = [entry for entry in entries if words <= set(tokens(entry.title or ""))]
    return named_in or _linked(ctx, who, entries)


def _linked(ctx: Context, who: str, entries: Sequence[Entry]) -> list[Entry]:
    try:
        record = lookup.resolve(ctx, who, subjects.kinds())
    except (Ambiguous, NotFound):
        return []
    numbers = [entry.number for entry in entries]
    linked = select(ActivityLink.activity_id).where(
        ActivityLink.record_id == record.id, ActivityLink.activity_id.in_(numbers)
    )
    there = set(ctx.session.scalars(linked))
    return [entry for entry in entries if entry.number in there]
