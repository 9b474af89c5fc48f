"""Questions in plain words: whose card answers one, or which line does."""

import re
from dataclasses import dataclass

from crmbot.chat.command import Command, Registry
from crmbot.chat.reading import Reading
from crmbot.handlers.timing import is_time

LONGEST = 120
"""Letters; what is longer is told, not asked."""

_FACT = (
    r"(?:(?:(?:tele)?phone|mobile|cell|e-?mail|contact|postal|web) ?)?"
    r"(?:numbers?|phone|mobile|cell|e-?mail|address(?:es)?|web ?site|details|data)"
)
_ASKS = r"(?:what(?:['’]?s| is| are| was)|give me|show me|tell me|get me|i need|do we have)"
_WHO = r"(?P<who>\S.{0,60}?)"
_ABOUT = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_ASKS} )?{_WHO}(?:['’]s|['’])? {_FACT} ?\??",
        rf"(?:{_ASKS} )?(?:the )?{_FACT} (?:of|for) {_WHO} ?\??",
        rf"who(?:['’]?s| is) {_WHO} ?\??",
        rf"(?:who (?:owns|has|looks after)|whose is) {_WHO} ?\??",
    )
]
_ON = re.compile(
    r"(?:what(?:['’]?s| is)(?: on| up| planned| scheduled)?|what (?:do|have) i (?:have|got)(?: on| planned| to do)?"
    r"|what am i (?:doing|up to)|do i have (?:anything|something)(?: on| planned)?)(?: for| on)?"
    r" (?P<when>\S.{0,40}?) ?\??",
    re.IGNORECASE,
)
_OVERDUE = re.compile(r"what(?:['’]?s| is) (?:over ?due|late) ?\??", re.IGNORECASE)
_WHO_SEES = re.compile(r"who (?:can|may) (?:see|read|open|edit|change) (?P<which>\S.{0,60}?) ?\??", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"how many (?:open )?(?P<what>\S.{0,60}?)(?: (?:do|have) (?:we|i|you)(?: (?:have|got))?| are (?:there|open))? ?\??",
    re.IGNORECASE,
)

_WHAT_FOR = re.compile(
    r"(?:what (?:can|do) you do|what can i (?:type|say|do|ask)|how does (?:this|it) work"
    r"|how do i (?:use|start) (?:this|it)|what (?:is|are) (?:this|you)|who are you) ?\??",
    re.IGNORECASE,
)

_BEGINS = re.compile(rf"(?:{_ASKS}|who(?:['’]?s| is| owns| has| looks after)|whose is) ", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Question:
    """Whose card answers a question; it is `plain` that it is one where it begins like one."""

    name: str
    plain: bool


def about(text: str) -> Question | None:
    """Return whose card is wanted: `jane's phone`, `email of Acme`, `who is Ben?`."""
    said = _plain(text)
    found = next(filter(None, (each.fullmatch(said) for each in _ABOUT)), None)
    return Question(found["who"], bool(_BEGINS.match(said))) if found else None


def line(text: str, registry: Registry, reading: Reading) -> str | None:
    """Return the line that answers a question: `what do I have next week` is the agenda of then."""
    said = _plain(text)
    if _WHAT_FOR.fullmatch(said):
        return "help"
    on = _ON.fullmatch(said)
    if on is not None and is_time(on["when"], reading):
        return f"agenda {on['when']}"
    if _OVERDUE.fullmatch(said):
        return "tasks is:overdue"
    sees = _WHO_SEES.fullmatch(said)
    if sees is not None:
        return f"who {sees['which']}"
    many = _HOW_MANY.fullmatch(said)
    return many["what"] if many is not None and _is_list(many["what"], registry) else None


def _plain(text: str) -> str:
    """Return a line with single blanks; nothing for one that is too long for a question."""
    return " ".join(text.split()) if len(text) <= LONGEST else ""


def _is_list(words: str, registry: Registry) -> bool:
    match = registry.match(words)
    lists = {noun.list for noun in registry.nouns()}
    return match is not None and not match.rest and isinstance(match.found, Command) and match.found.name in lists
