"""Words and small pieces that many cards share: codes, amounts, times as the reader would say them."""

from collections.abc import Iterable
from datetime import date, datetime

from crmbot.chat.card import Action, Moment, Phone, RecordLink, Span, Spans, Text, bold, code, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands.showing import icon_of
from crmbot.core import channels, deals, history, records
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, CrmError, Found, InvalidInput, NotAllowed
from crmbot.language import codes, money, phones, when
from crmbot.language.money import Money
from crmbot.language.text import plural
from crmbot.language.when import When
from crmbot.store.models.channel import Channel
from crmbot.store.models.deal import Deal
from crmbot.store.models.record import Record


def link(record: Record) -> RecordLink:
    """Return a record by its title and code."""
    return RecordLink(records.code(record), record.title)


def links(these: Iterable[Record]) -> Spans:
    """Return records one behind the other, with commas between them."""
    parts: list[Span] = []
    for record in these:
        parts += [Text(", ")] if parts else []
        parts.append(link(record))
    return tuple(parts)


def heading(record: Record) -> Spans:
    """Return the first line of a record's card: its title in bold, its code to type."""
    return spans(bold(record.title), "  ", code(records.code(record)))


def counted(count: int, noun: str) -> str:
    """Return so many of something: `1 deal`, `3 companies`."""
    return f"{count:,} {noun if count == 1 else plural(noun)}"


def hint(found: Found, today: date | None = None) -> str:
    """Return what tells a search hit from its namesakes; the day of a task or an event as people say it.

    Args: `today`: the reader's day; without it the year is left out.
    """
    if found.kind not in ("task", "event") or not found.hint:
        return found.hint
    return when.show(When(date.fromisoformat(found.hint), None, "UTC"), today=today)  # a day is one in every zone


def found_line(found: Found) -> Spans:
    """Return a search hit as one line: sign, title, what tells it from its namesakes, code."""
    hint = f" · {found.hint}" if found.hint else ""
    return spans(f"{icon_of(found.kind)} ", RecordLink(codes.show(found.kind, found.id), found.title), hint)


def amount(deal: Deal) -> str:
    """Return a deal's amount as people write it; a dash when it has none."""
    value = deals.amount_of(deal)
    return money.show(value) if value is not None else "–"


def money_words(minor: int, currency: str) -> str:
    """Return an amount of minor units as people write it."""
    return money.show(Money(minor, currency))


def due_words(ctx: Context, due: When | None) -> str:
    """Return a due time in words, e.g. `Tue 24 Nov 15:00`; empty when there is none."""
    return when.show(due, today=ctx.today) if due is not None else ""


def due_span(ctx: Context, due: When | None) -> Span:
    """Return a due time for readers in other zones too; a day stays a day everywhere."""
    if due is None:
        return Text("no date")
    instant = due.instant()
    words = due_words(ctx, due)
    return Moment(instant, words) if instant is not None else Text(words)


def read_as(ctx: Context, due: When) -> str:
    """Return a time as it was understood, with its zone: `Tue 24 Nov 15:00 (London)`."""
    shown = due_words(ctx, due)
    return f"{shown} ({when.zone_name(due.zone)})" if due.at is not None else shown


def moment(ctx: Context, at: datetime) -> Moment:
    """Return an instant, read in the actor's zone for those who cannot show it in the reader's."""
    return Moment(at, clock(ctx, at))


def clock(ctx: Context, at: datetime) -> str:
    """Return an instant in words in the actor's zone, e.g. `Tue 24 Nov 15:00`."""
    return when.show(when.at_instant(at, ctx.actor.zone), today=ctx.today)


def ago(ctx: Context, at: datetime) -> str:
    """Return how long ago something was, in days of the actor's calendar."""
    days = (ctx.today - at.astimezone(ctx.zone).date()).days
    if days <= 0:
        return "today"
    return "yesterday" if days == 1 else f"{days} days ago"


def on_day(ctx: Context, day: date | None) -> str:
    """Return a date in words; a dash when there is none."""
    if day is None:
        return "–"
    return when.show(When(day, None, ctx.actor.zone), today=ctx.today)


def phone(ctx: Context, text: str | None, key: str | None) -> Span | str:
    """Return a phone number to tap; nothing when there is none."""
    if not text or not key:
        return text or ""
    return Phone(f"+{key}", phones.show_phone(text, ctx.org.region))


def platform(name: str) -> str:
    """Return a platform as people write its name."""
    return name.capitalize()


def via(name: str) -> str:
    """Return by which platform something was done; nothing for what the house does by itself."""
    return f" via {platform(name)}" if name != "system" else ""


def topic(ctx: Context, channel: Channel, told: str | None) -> str:
    """Say which part of a channel is told; empty where that is the one the actor speaks in."""
    here = channels.topic_here(ctx, channel)
    if told == here:
        return ""
    return ("another topic" if here else "a topic") if told else "General"


def why_not(error: CrmError, otherwise: str = "not changed") -> str:
    """Say in a few words why one of several was left as it is; what nobody need know the reason of is `otherwise`."""
    if isinstance(error, NotAllowed):
        return f"no right ({error.permission})"
    return error.reason if isinstance(error, Conflict | InvalidInput) else otherwise


def undo_action(ctx: Context) -> Action:
    """Return the button that takes back what is being written now, for ten minutes."""
    return Action("Undo", Invocation("undo", {"batch": history.current(ctx)}))


def form_action(label: str, command: str, record: Record, field: str = "which", **args: str) -> Action:
    """Return a button that opens a command's form for a record."""
    return Action(label, Invocation(command, {field: records.code(record), **args}, form=True))


def act(label: str, command: str, record: Record, style: str = "", confirm: str = "", **args: str) -> Action:
    """Return a button that acts on a record as it is now; it is refused once the record has moved on."""
    invocation = Invocation(command, {"which": records.code(record), **args}, rev=record.version)
    return Action(label, invocation, style, confirm)


def show_action(label: str, record: Record) -> Action:
    """Return a button that opens a record."""
    return Action(label, Invocation("open", {"which": records.code(record)}))


def restore_action(record: Record) -> Action:
    """Return the button that brings a deleted record back."""
    return Action("Restore", Invocation("restore", {"number": records.code(record)}))


def pager(command: str, args: dict[str, str], page: int, pages: int) -> list[Action]:
    """Return the buttons to the pages before and behind this one."""
    turns = [("‹ Previous", page - 1)] if page > 1 else []
    turns += [("Next ›", page + 1)] if page < pages else []
    return [Action(label, Invocation(command, {**args, "page": str(to)})) for label, to in turns]
