"""Free time that several people share: inside the work hours of each of them, in their own zone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from crmbot.core import agenda, habits
from crmbot.core.context import Context
from crmbot.core.habits import Habits
from crmbot.language.when import When

WORK_STARTS, WORK_ENDS = time(9), time(18)
"""Between these hours people can be met, by their own clock."""

STEP = timedelta(minutes=30)
"""Meetings begin on the hour and the half hour."""

_DAY = timedelta(days=1)

_Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of time in which everybody is free; a meeting can begin anywhere in it that it fits."""

    starts_at: datetime
    ends_at: datetime

    def starts(self, length: timedelta) -> Iterator[datetime]:
        """Yield the times a meeting of that length can begin at."""
        at = _next_step(self.starts_at)
        while at + length <= self.ends_at:
            yield at
            at += STEP


def find(ctx: Context, people: Sequence[int], first: date, days: int, length: timedelta) -> list[Slot]:
    """Return when all of some people are free for so long, from now on, over days of the actor's calendar.

    Work days, holidays and work hours are each person's own; what they are at counts though the actor may not see
    more of it. Raises `NotAllowed` without the right to see events.
    """
    ctx.actor.require("event.see")
    theirs = habits.of_people(ctx.session, people, ctx.now)
    if len(theirs) < len(set(people)):
        return []
    taken = sorted(_taken(ctx, people, first, days, theirs))
    shared = _at_work(theirs[people[0]], first, days)
    for number in people[1:]:
        shared = _both(shared, _at_work(theirs[number], first, days))
    starts, ends = ctx.midnight(first), ctx.midnight(first + timedelta(days=days))
    free = _without(_both(shared, [(max(starts, ctx.now), ends)]), taken)
    return [slot for slot in (Slot(*span) for span in free) if any(slot.starts(length))]


def _at_work(of: Habits, first: date, days: int) -> list[_Span]:
    """Return the work hours of somebody; a day of theirs may begin before ours and end behind it."""
    every = (first + timedelta(days=number) for number in range(-1, days + 1))
    return [
        (When(day, WORK_STARTS, of.zone).instant_or(WORK_STARTS), When(day, WORK_ENDS, of.zone).instant_or(WORK_ENDS))
        for day in every
        if of.works_on(day)
    ]


def _taken(ctx: Context, people: Sequence[int], first: date, days: int, theirs: dict[int, Habits]) -> Iterator[_Span]:
    """Yield when somebody is busy; whole days are days of whoever they are of."""
    for entry in agenda.busy(ctx, people, first - _DAY, days + 2):
        if not entry.is_busy:
            continue
        if entry.at is not None and entry.until is not None:
            yield entry.at, entry.until
            continue
        for number in entry.who:
            zone = theirs[number].zone
            yield _start_of(entry.on, zone), _start_of(entry.last + _DAY, zone)


def _start_of(day: date, zone: str) -> datetime:
    return When(day, None, zone).instant_or(time())


def _both(one: Sequence[_Span], other: Sequence[_Span]) -> list[_Span]:
    """Return what two lists of stretches have in common."""
    common = ((max(a[0], b[0]), min(a[1], b[1])) for a in one for b in other if a[0] < b[1] and b[0] < a[1])
    return sorted(common)


def _without(free: Sequence[_Span], taken: Sequence[_Span]) -> list[_Span]:
    """Return what is left of stretches; what is taken comes in order."""
    left: list[_Span] = []
    for start, end in free:
        at = start
        for begins, stops in taken:
            if begins >= end:
                break
            if begins > at:
                left.append((at, begins))
            at = max(at, stops)
        if at < end:
            left.append((at, end))
    return [(start, end) for start, end in left if start < end]


def _next_step(at: datetime) -> datetime:
    """Return the next full or half hour."""
    over = timedelta(minutes=at.minute % 30, seconds=at.second, microseconds=at.microsecond)
    return at + (STEP - over) if over else at
