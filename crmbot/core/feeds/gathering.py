"""Reads a calendar: its reader sees what they may, and of the rest who is busy when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_

from crmbot.core.context import Context
from crmbot.core.feeds import composing, reading
from crmbot.core.feeds.composing import Composer, Whose
from crmbot.core.feeds.entries import Entry, Rhythm, Sheet, Window
from crmbot.core.feeds.reading import AnyRow, Found
from crmbot.store.models.activity import Event

BACK, AHEAD = timedelta(days=30), timedelta(days=367)
"""So far a calendar goes: the occurrences of a series are there for a year, whatever the zone."""


@dataclass(frozen=True, slots=True)
class Read:
    """What was read of a calendar: rows still, so that no database waits while they are made into entries."""

    name: str
    window: Window
    whose: Whose
    found: Found
    tasks: Sequence[AnyRow]
    rhythms: Mapping[int, Rhythm]

    def sheet(self) -> Sheet:
        """Make its entries."""
        events = Composer(self.whose, self.found).entries()
        tasks = [composing.task(row, self.whose) for row in self.tasks]
        return Sheet(self.name, self.window, (*events, *tasks), self.rhythms)


def calendar(ctx: Context, name: str, whose: Whose) -> Read:
    """Read the calendar of some people: their events of 30 days back to a year ahead, and open tasks with a day."""
    window = _window(ctx)
    found = reading.events(ctx, reading.of_people(whose.people, window))
    tasks = reading.tasks(ctx, whose.people, window)
    return Read(name, window, whose, found, tasks, _rhythms(ctx, found))


def one(ctx: Context, event: Event) -> Sheet:
    """Read one event, though it be of a series."""
    found = reading.events(ctx, Event.id == event.id)
    return Sheet(event.title, _window(ctx), tuple(_seen(ctx, found)))


def series(ctx: Context, event: Event) -> Sheet:
    """Read the series an event is of, as far as a calendar goes and the actor sees it."""
    window = _window(ctx)
    within = Event.starts_at.between(window.since, window.until)
    found = reading.events(ctx, and_(Event.recurrence_id == event.recurrence_id, within))
    return Sheet(event.title, window, tuple(_seen(ctx, found)), _rhythms(ctx, found))


def _window(ctx: Context) -> Window:
    return Window(ctx.now - BACK, ctx.now + AHEAD)


def _seen(ctx: Context, found: Found) -> list[Entry]:
    whose = Whose(ctx.actor.id, (ctx.actor.id,))
    return [entry for entry in Composer(whose, found).entries() if entry.code]


def _rhythms(ctx: Context, found: Found) -> dict[int, Rhythm]:
    return reading.rhythms(ctx, {row.recurrence_id for row in found.times if row.recurrence_id is not None})
