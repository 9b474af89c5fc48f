"""Free time: when several people can meet, and the event made from it by a tap."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Hidden, Key, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.events import free_then, naming
from crmbot.commands.events.agendas import read
from crmbot.commands.events.card import clock_words
from crmbot.commands.events.free_then import Then
from crmbot.commands.events.naming import Asking, Named
from crmbot.core import free_slots, people, records
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.free_slots import Slot
from crmbot.language import when
from crmbot.store.models.people import User

SHOWN = 8
PER_DAY = 3
_USUAL = timedelta(hours=1)
_FOR = re.compile(r"\bfor\s+(?P<length>\d[\w.,]*\s*(?:min\w*|h\w*|hours?)?|an? hour|half an hour)\b", re.IGNORECASE)


class Free(Form):
    """Who is to meet, when, and for how long."""

    line: Annotated[
        str, Rest(), Aside(), Field(max_length=200, description="Who, and when? As in @eva, @ben next week")
    ] = ""
    people: Annotated[
        str | None, Key("with"), Aside(), Field(max_length=1000, description="With whom? @names, contacts, leads")
    ] = None
    length: Annotated[str | None, Key("for"), Aside(), Field(max_length=40, description="For how long?")] = None
    first: Annotated[date | None, Hidden()] = None


@command(
    "free",
    permission="event.see",
    aliases=["free slots", "slots", "free time"],
    examples=["@eva, @ben for:1h next week", "slots thursday", "team tomorrow for:30min", "next week with:Jane"],
    in_place=True,
)
def show_free(ctx: Context, form: Free) -> Card:
    """Show when people are all free in their work hours; a tap makes the event."""
    line, length = _length(form)
    along = naming.people_in(ctx, form.people or "", Asking(Invocation("free", naming.said(form)), "people"))
    if isinstance(along, Card):
        return along
    said = re.sub(r"^(?:slots|time)\b\s*", "", line, flags=re.IGNORECASE)
    wanted = read(ctx, said or ("this week" if form.people else ""))
    first = form.first or max(wanted.first, ctx.today)
    us = wanted.people if ctx.actor.id in wanted.people else (ctx.actor.id, *wanted.people)
    users = tuple(dict.fromkeys((*us, *along.users)))
    found = free_slots.find(ctx, users, first, wanted.days, length)
    starts = [at for slot in found for at in _offered(slot, length)][:SHOWN]
    those = [user for user in people.colleagues(ctx) if user.id in users]
    invited = _invited(ctx, those, along)
    then = free_then.asked(ctx, line, length) if form.first is None else None
    if then is not None:
        return _at_that_time(ctx, then, those, invited, starts)
    named = f" · {free_then.names_of(ctx, those)} · {_days(ctx, first, wanted.days)}"
    later = {"line": line, "length": _words(length), "first": (first + timedelta(days=wanted.days)).isoformat()}
    later |= {"people": form.people} if form.people else {}
    further = (Action("Later ›", Invocation("free", later)),)
    blocks = (*_starting(ctx, starts, length, invited), *_unknown(along))
    return Card(spans(bold(f"Free for {_words(length)}"), named), blocks, further, icon="🕳️", whisper=True)


def _invited(ctx: Context, users: Sequence[User], along: Named) -> str:
    """Return who is asked to what is made of a slot, as the field of an event reads it."""
    ours = [user.email for user in users if user.id != ctx.actor.id]
    mails = [guest.email for guest in along.guests]
    return ", ".join((*ours, *map(records.code, along.records), *mails))


def _unknown(along: Named) -> tuple[Block, ...]:
    """Say whose time is not known here: that of people outside."""
    outside = [*(record.title for record in along.records), *(guest.email for guest in along.guests)]
    return (Footer(spans(f"When {' and '.join(outside)} can is not known here.")),) if outside else ()


def _starting(ctx: Context, starts: Sequence[datetime], length: timedelta, invited: str) -> tuple[Block, ...]:
    """Return the times at which something can begin, each with the button that makes it; or that there is none."""
    if not starts:
        return (Line(spans("No time that all have free within their work hours.")),)
    rows = tuple(Item(spans(clock_words(ctx, at, at + length)), _make(ctx, at, length, invited)) for at in starts)
    foot = Footer(spans("Work hours and days are each person’s own. ", code("agenda team"), " shows who is at what."))
    return (Items(rows), foot)


def _at_that_time(ctx: Context, then: Then, users: Sequence[User], invited: str, others: Sequence[datetime]) -> Card:
    """Say who is free at a time that was named; where somebody is not, offer other times of the day."""
    title, taken = free_then.told(ctx, then, users)
    starts = others if taken else [then.start]
    length = min(then.end - then.start, _USUAL)
    rows = tuple(Item(spans(clock_words(ctx, at, at + length)), _make(ctx, at, length, invited)) for at in starts)
    head = (Line(spans("Free that day:")),) if taken and rows else ()
    return Card(title, (*taken, *head, Items(rows)), icon="✋" if taken else "🕳️", whisper=True)


def _length(form: Free) -> tuple[str, timedelta]:
    """Return the line without the length in it, and the length."""
    said = _FOR.search(form.line)
    text = form.length or (said["length"] if said is not None else "")
    line = (
        f"{form.line[: said.start()]} {form.line[said.end() :]}" if said is not None and not form.length else form.line
    )
    length = when.duration(text) if text else _USUAL
    if length is None or length > timedelta(days=1):
        raise InvalidInput("length", text, "no length of time for a meeting; try 1h or 45 min")
    return " ".join(line.split()), length


def _offered(slot: Slot, length: timedelta) -> list[datetime]:
    """Return a few of the times a meeting can begin at, one behind the other."""
    times, last = [], None
    for at in slot.starts(length):
        if last is None or at >= last + length:
            times.append(at)
            last = at
    return times[:PER_DAY]


def _make(ctx: Context, at: datetime, length: timedelta, invited: str) -> Action:
    """Return the button that makes a meeting in a slot with those who are free, and with whom it is for."""
    args = {"when": when.at_instant(at, ctx.actor.zone).iso(), "length": _words(length)}
    args |= {"people": invited} if invited else {}
    return Action("Meet", Invocation("event new", {**args, "type": "meeting"}, form=True))


def _words(length: timedelta) -> str:
    minutes = round(length / timedelta(minutes=1))
    hours, rest = divmod(minutes, 60)
    return f"{minutes} min" if rest or not hours else f"{hours} h"


def _days(ctx: Context, first: date, days: int) -> str:
    start = phrases.on_day(ctx, first)
    return start if days == 1 else f"{start} – {phrases.on_day(ctx, first + timedelta(days=days - 1))}"
