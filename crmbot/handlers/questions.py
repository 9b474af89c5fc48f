"""Questions in plain words: whose card answers one, or which line does."""

import re
from dataclasses import dataclass

from crmbot.chat.command import Command, Registry
from crmbot.chat.reading import Reading
from crmbot.handlers.timing import is_time

_FACT = (
    r"(?:(?:tele)?phone|mobile|cell|e-?mail|contact|postal|web)?\s*"
    r"(?:numbers?|phone|mobile|cell|e-?mail|address(?:es)?|web\s?site|details|data)"
)
_ASKS = r"(?:what(?:['’]?s|\s+is|\s+are|\s+was)|whats|give\s+me|show\s+me|tell\s+me|get\s+me|i\s+need|do\s+we\s+have)"
_ABOUT = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_ASKS}\s+)?(?P<who>\S.{{0,60}}?)(?:['’]s|['’])?\s+{_FACT}\s*\??",
        rf"(?:{_ASKS}\s+)?(?:the\s+)?{_FACT}\s+(?:of|for)\s+(?P<who>\S.{{0,60}}?)\s*\??",
        r"who(?:['’]?s|\s+is)\s+(?P<who>\S.{0,60}?)\s*\??",
    )
]
_ON = re.compile(
    r"(?:what(?:['’]?s|\s+is)(?:\s+on|\s+up|\s+planned|\s+scheduled)?|whats\s+on"
    r"|what\s+(?:do|have)\s+i\s+(?:have|got)(?:\s+on|\s+planned|\s+to\s+do)?|what\s+am\s+i\s+(?:doing|up\s+to)"
    r"|do\s+i\s+have\s+(?:anything|something)(?:\s+on|\s+planned)?)(?:\s+(?:for|on))?\s+(?P<when>\S.{0,40}?)\s*\??",
    re.IGNORECASE,
)
_OVERDUE = re.compile(r"what(?:['’]?s|\s+is)\s+(?:over\s?due|late)\s*\??", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"how\s+many\s+(?:open\s+)?(?P<what>\S.{0,60}?)"
    r"(?:\s+(?:do|have)\s+(?:we|i|you)(?:\s+(?:have|got))?|\s+are\s+(?:there|open))?\s*\??",
    re.IGNORECASE,
)


_BEGINS = re.compile(rf"(?:{_ASKS}|who(?:['’]?s|\s+is))\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """Whose card answers a question; it is `plain` that it is one where it begins like one."""

    name: str
    plain: bool


def about(text: str) -> Question | None:
    """Return whose card is wanted: `jane's phone`, `email of Acme`, `who is Ben?`."""
    found = next(filter(None, (each.fullmatch(text.strip()) for each in _ABOUT)), None)
    return Question(found["who"].strip(), bool(_BEGINS.match(text.strip()))) if found else None


def line(text: str, registry: Registry, reading: Reading) -> str | None:
    """Return the line that answers a question: `what do I have next week` is the agenda of then."""
    on = _ON.fullmatch(text.strip())
    if on is not None and is_time(on["when"], reading):
        return f"agenda {on['when']}"
    if _OVERDUE.fullmatch(text.strip()):
        return "tasks is:overdue"
    many = _HOW_MANY.fullmatch(text.strip())
    return many["what"] if many is not None and _is_list(many["what"], registry) else None


def _is_list(words: str, registry: Registry) -> bool:
    match = registry.match(words)
    lists = {noun.list for noun in registry.nouns()}
    return match is not None and not match.rest and isinstance(match.found, Command) and match.found.name in lists
