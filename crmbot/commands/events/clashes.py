"""Who of those who come to an event is busy at its time."""

from collections.abc import Mapping

from crmbot.chat.card import Block, Line, spans
from crmbot.commands.events.card import clock_words
from crmbot.core import agenda, records
from crmbot.core.agenda import Entry
from crmbot.core.context import Context
from crmbot.core.events import guests, times
from crmbot.store.models.activity import Event


def clashes(ctx: Context, event: Event) -> list[Block]:
    """Say who of those who come is busy at the time of an event; of what is hidden, only that."""
    if not event.is_planned or event.starts_at is None or event.ends_at is None or event.all_day:
        return []
    coming = {one.user_id: one.name for one in guests.coming(ctx, event) if one.user_id is not None}
    if event.owner_id is not None:
        coming[event.owner_id] = records.owner_name(ctx, event)
    coming |= {ctx.actor.id: "You"} if ctx.actor.id in coming else {}
    first, last = times.local_days(event, ctx.zone)
    there = agenda.busy(ctx, list(coming), first, (last - first).days + 1)
    same = [each for each in there if each.number != event.id and each.takes(event.starts_at, event.ends_at)]
    return [Line(spans("⚠️ ", _clash(ctx, each, coming))) for each in same[:_CLASHES]]


_CLASHES = 3


def _clash(ctx: Context, entry: Entry, names: Mapping[int, str]) -> str:
    who = " and ".join(names[number] for number in entry.who)
    be = "is" if len(entry.who) == 1 and who != "You" else "are"
    return f"{who} {be} busy {what_then(ctx, entry)}"


def what_then(ctx: Context, entry: Entry) -> str:
    """Return when somebody is at something, and at what, where it may be seen."""
    assert entry.at is not None
    assert entry.until is not None
    what = f": {entry.title}" if entry.title else ""
    return f"{clock_words(ctx, entry.at, entry.until)}{what}"
