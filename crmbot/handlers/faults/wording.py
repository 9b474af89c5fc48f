"""What answers to faults are made of: a warning, the text that is kept, when something was."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from crmbot.chat.card import Card, Footer, Line, Quote, Spans, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.handlers.intents import Invoke
from crmbot.language import codes

CHOICES = 5
SHOWN = 300


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the person was after when it went wrong, and whose clock they read; `said`: the words they typed."""

    invoke: Invoke | None
    zone: str
    now: datetime
    said: str = ""


def warning(title: str, more: str = "", wanted: Wanted | None = None) -> Card:
    """Return a card that says what is wrong, and that nothing was done."""
    lines = (Line(spans(more)),) if more else ()
    return Card(spans(title), blocks=(*lines, *kept(wanted)), icon="✋", whisper=True)


def kept(wanted: Wanted | None) -> tuple[Quote | Footer, ...]:
    """Return the text somebody typed, if any, and that it is kept."""
    return text_kept(wanted.invoke) if wanted is not None and wanted.invoke is not None else ()


def text_kept(wanted: Invoke) -> tuple[Quote | Footer, ...]:
    """Return the text of what is wanted, if any, and that it is kept."""
    text = wanted.values.get("text", "")
    return (quoted(text), Footer(spans("Your text is kept."))) if text else ()


def quoted(text: str) -> Quote:
    """Return somebody's words, as many as fit."""
    return Quote(text if len(text) <= SHOWN else text[:SHOWN] + "…")


def again(wanted: Invoke, field: str, value: str) -> Invocation:
    """Return the same command with one field filled in anew."""
    return Invocation(wanted.command.name, dict(wanted.values) | {field: value}, wanted.rev)


def at(instant: str, wanted: Wanted) -> str:
    """Return when something was, behind what it was: ` at 10:07`, with the day where that was another one."""
    if not instant:
        return ""
    zone = ZoneInfo(wanted.zone)
    then = datetime.fromisoformat(instant).astimezone(zone)
    day = "" if then.date() == wanted.now.astimezone(zone).date() else f" on {then:%a} {then.day} {then:%b}"
    return f"{day} at {then:%H:%M}"


def nothing_called(asked: str) -> Spans:
    """Say that nothing here has a name, or a code; a code is written as it is shown."""
    code = codes.parse_code(asked)
    if code is None:
        return spans("I find nothing called ", bold(asked), ".")
    shown = codes.show(code.kind, code.number) if code.kind else f"#{code.number}"
    return spans("There is no ", bold(shown), " here that you can see.")  # whether there is one is not told
