"""Who is free at a time that was named: yes or no first, then what is in the way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from crmbot.chat.card import Line, Spans, bold, spans
from crmbot.commands.events.card import clock_words
from crmbot.commands.events.clashes import what_then
from crmbot.core import agenda
from crmbot.core.agenda import Entry
from crmbot.core.context import Context
from crmbot.language import when
from crmbot.store.models.people import User

_SHOWN = 5
_MANY = 4


@dataclass(frozen=True, slots=True)
class Then:
    """A time somebody may be free at."""

    start: datetime
    end: datetime


def asked(ctx: Context, line: str, length: timedelta) -> Then | None:
    """Return the hours that words name: `friday 10am`, `thursday afternoon`; None for whole days and for none."""
    found = when.find(line, now=ctx.now, zone=ctx.actor.zone, conventions=ctx.conventions)
    time = found[-1] if found else None
    if time is None or time.when is None:
        return None
    if time.when.at is not None:
        start, end = time.when.instant(), time.until.instant() if time.until is not None else None
    elif time.grain == "part" and time.stretch is not None:
        last = time.stretch.last
        first = time.stretch.first
        start, end = first.instant() if first else None, last.instant() if last else None
    else:
        return None
    return Then(start, end or start + length) if start is not None else None


def told(ctx: Context, then: Then, users: Sequence[User]) -> tuple[Spans, tuple[Line, ...]]:
    """Return who is free then in a few words, and what those are at who are not."""
    there = agenda.busy(ctx, [user.id for user in users], then.start.astimezone(ctx.zone).date())
    at_once = [each for each in there if each.takes(then.start, then.end)]
    taken = {number for each in at_once for number in each.who}
    free = [user for user in users if user.id not in taken]
    time = clock_words(ctx, then.start, then.end)
    lines = tuple(Line(spans("⚠️ ", _clash(ctx, each, users if len(users) > 1 else ()))) for each in at_once[:_SHOWN])
    if len(users) == 1:
        who = "You are" if users[0].id == ctx.actor.id else f"{users[0].name} is"
        return spans(bold(f"{who} {'free' if free else 'not free'}"), f" {time}"), lines
    names = names_of(ctx, free) if free else "nobody"
    return spans(bold(f"Free {time}: "), f"{names}", f" · {len(taken)} busy" if taken else ""), lines


def _clash(ctx: Context, entry: Entry, users: Sequence[User]) -> str:
    those = [user for user in users if user.id in entry.who]
    who = f"{names_of(ctx, those)} " if those else ""
    return f"{who}{what_then(ctx, entry)}"


def names_of(ctx: Context, users: Sequence[User]) -> str:
    """Return people by their names as the actor would say them; of many, how many they are."""
    names = ["you" if user.id == ctx.actor.id else user.name for user in users]
    return ", ".join(names) if len(names) <= _MANY else f"{len(names)} people"
