"""The lines a person types: words for the CRM, and lines with a colon for the console itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from crmbot.language.phones import email_key
from crmbot.language.when import duration


@dataclass(frozen=True, slots=True)
class Say:
    """Words. `as_command` when a slash or a bang in front asks for a command."""

    text: str
    as_command: bool = False


@dataclass(frozen=True, slots=True)
class Wait:
    """Let time go by."""

    length: timedelta


@dataclass(frozen=True, slots=True)
class Press:
    """Press a button, by its label or its number."""

    wanted: str


@dataclass(frozen=True, slots=True)
class As:
    """Speak as somebody else from now on."""

    email: str


@dataclass(frozen=True, slots=True)
class In:
    """Speak in a channel from now on; an empty one is the direct chat."""

    channel: str


@dataclass(frozen=True, slots=True)
class Attach:
    """Send a file."""

    path: str
    caption: str


@dataclass(frozen=True, slots=True)
class Fill:
    """Answer the open form, by field name."""

    values: dict[str, str]


@dataclass(frozen=True, slots=True)
class Locate:
    """Send a place, in degrees."""

    latitude: float
    longitude: float
    title: str


@dataclass(frozen=True, slots=True)
class Introduce:
    """Send a contact card."""

    name: str
    phone: str


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """Answer the latest card with words."""

    text: str


@dataclass(frozen=True, slots=True)
class Edit:
    """Change one's own last message."""

    text: str


@dataclass(frozen=True, slots=True)
class Tell:
    """Something the console itself has to say: help, or what is wrong with a line."""

    text: str


Directive = Say | Wait | Press | As | In | Attach | Fill | Locate | Introduce | ReplyTo | Edit | Tell

HELP = {
    "wait": ":wait 2h                        let time go by; what falls due is delivered",
    "press": ":press Done                     press a button of the latest card, by label or number",
    "as": ":as ben@x.example               speak as somebody else",
    "in": ":in #sales                      speak in a channel; :in alone goes back to the direct chat",
    "attach": ":attach FILE caption            send a file (quote a name with blanks)",
    "fill": ':fill field=value field="…"     answer the open form',
    "location": ":location LAT,LON [name]        send a place",
    "contact": ":contact NAME PHONE             send a contact card",
    "reply": ":reply text                     answer the latest card",
    "edit": ":edit text                      change your last message",
    "help": ":help                           this list",
}

_PREFIX = re.compile(r"(?:/crm\b|@crm\b|!crm\b)\s*|[/!]\s*", re.IGNORECASE)
_FILE = re.compile(r"""(?:"(?P<double>[^"]+)"|'(?P<single>[^']+)'|(?P<bare>\S+))\s*(?P<caption>.*)""")
_FIELD = re.compile(
    r"""(?P<name>\w+)=(?:"(?P<quoted>(?:[^"\\]|\\.)*)"|(?P<bare>[^"].*?|))(?=\s+\w+=|\s*$)""", re.DOTALL
)
_PLACE = re.compile(r"(?P<lat>[+-]?\d+(?:\.\d+)?)\s*[,;\s]\s*(?P<lon>[+-]?\d+(?:\.\d+)?)(?:\s+(?P<title>\S.*))?")
_PERSON = re.compile(r"(?P<name>.*?\S)\s++(?P<phone>[+(]?\d[\d\s()./-]*)")
_SECONDS = re.compile(r"(?P<count>\d{1,6})\s?s(?:ec(?:ond)?s?)?")  # nobody else speaks of seconds in a CRM
_NORTH, _EAST = 90, 180


def read(line: str) -> Directive:
    """Return what a line asks for."""
    if not line.startswith(":"):
        prefix = _PREFIX.match(line)
        return Say(line[prefix.end() :] if prefix else line, as_command=prefix is not None)
    word, _, rest = line[1:].partition(" ")
    reader = _READERS.get(word.lower())
    if reader is None:
        known = ", ".join(f":{name}" for name in HELP)
        return Tell(f"The console has no :{word}. It has {known}.")
    return reader(rest.strip()) or Tell(f"That is written so: {' '.join(HELP[word.lower()].split('  ')[0].split())}")


def _wait(rest: str) -> Wait | None:
    seconds = _SECONDS.fullmatch(rest)
    length = timedelta(seconds=int(seconds["count"])) if seconds else duration(rest)
    return Wait(length) if length else None


def _press(rest: str) -> Press | None:
    return Press(rest) if rest else None


def _as(rest: str) -> As | None:
    email = email_key(rest)
    return As(email) if email else None


def _in(rest: str) -> In | None:
    if not rest:
        return In("")
    return In("#" + rest.lstrip("#")) if " " not in rest and rest.lstrip("#") else None


def _attach(rest: str) -> Attach | None:
    found = _FILE.fullmatch(rest)
    return Attach(found["double"] or found["single"] or found["bare"], found["caption"]) if found else None


def _fill(rest: str) -> Fill | None:
    """Read `field=value` pairs; a value without quotes goes on to the next field."""
    found = list(_FIELD.finditer(rest))
    if not found or _FIELD.sub("", rest).strip():
        return None
    return Fill({pair["name"]: _value(pair) for pair in found})


def _value(pair: re.Match[str]) -> str:
    if pair["quoted"] is None:
        return str(pair["bare"])
    return re.sub(r"\\(.)", r"\1", pair["quoted"])


def _location(rest: str) -> Locate | None:
    found = _PLACE.fullmatch(rest)
    if found is None or abs(float(found["lat"])) > _NORTH or abs(float(found["lon"])) > _EAST:
        return None
    return Locate(float(found["lat"]), float(found["lon"]), found["title"] or "")


def _contact(rest: str) -> Introduce | None:
    found = _PERSON.fullmatch(rest)
    return Introduce(found["name"], found["phone"]) if found else None


def _reply(rest: str) -> ReplyTo | None:
    return ReplyTo(rest) if rest else None


def _edit(rest: str) -> Edit | None:
    return Edit(rest) if rest else None


def _help(_rest: str) -> Tell:
    return Tell("\n".join(["Lines that begin with a colon are for the console itself:", *HELP.values()]))


_READERS: dict[str, Callable[[str], Directive | None]] = {
    "wait": _wait,
    "press": _press,
    "as": _as,
    "in": _in,
    "attach": _attach,
    "fill": _fill,
    "location": _location,
    "contact": _contact,
    "reply": _reply,
    "edit": _edit,
    "help": _help,
}
