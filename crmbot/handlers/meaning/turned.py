"""Lines said the other way round: the same wish with the verb behind, in other words, or for all of a list at once."""

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from crmbot.chat.parse import HeadLength
from crmbot.chat.reading import Reading
from crmbot.chat.several import several
from crmbot.handlers.meaning import timing
from crmbot.language.plain_words import shifts

LONGEST = 160
"""Letters; what is longer tells of something, it asks for nothing."""

_DATED = ("task", "event")
_PUSH = re.compile(
    r"(?:push|shift|delay|bring|pull|put|slide|hold)\s+(?:(?:back|off|out|up|forward|on|over)\s+)?(?P<rest>\S.*)",
    re.IGNORECASE,
)
_OFF = re.compile(r"(?:back|off|out|forward|on|over|up)\s+(?=to\b|until\b|till\b|by\b)", re.IGNORECASE)
_BARE = re.compile(r"(?P<verb>snooze|move|postpone|reschedule)\s+(?:it\s+)?(?P<rest>\S.{0,40})", re.IGNORECASE)
_INVITE = re.compile(r"(?:invite|add|ask)\s+(?P<who>\S.{0,80}?)\s+(?:to|for)\s+(?P<what>\S.{0,80})", re.IGNORECASE)
_DONE = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:mark|set|check|tick)\s+(?:off\s+)?(?P<what>\S.{0,80}?)\s+(?:as\s+)?(?:done|finished|completed?|off)[.!]?",
        r"(?:(?:i(?:'m| am|'ve| have)?\s+)?(?:done|finished|completed)\s+(?:with\s+)?)(?P<what>\S.{0,80}?)[.!]?",
        r"(?P<what>\S.{0,80}?)\s+(?:is\s+|are\s+)?(?:done|finished|completed)(?:\s+now)?[.!]?",
    )
]
_NOT_DONE = re.compile(
    r"(?:no,?\s+)?(?:(?:it|that|this)(?:'s| is| was)\s+)?(?:not|un|isn't|wasn't)[\s-]*"
    r"(?:done|finished|complete)(?:\s+yet)?[.!]?"
    r"|(?:mark\s+(?:it\s+)?)?(?:as\s+)?not\s+done(?:\s+yet)?",
    re.IGNORECASE,
)
_ALL = re.compile(
    r"(?P<verb>done|finish|complete|move|reschedule|postpone|give)\s+(?:(?:with\s+)?all(?:\s+(?:of\s+)?(?:them|these|tasks))?"
    r"|everything|them\s+all)(?P<rest>\s.*)?",
    re.IGNORECASE,
)
_REACHED = re.compile(
    r"(?P<who>\S.{0,60}?)(?:['\u2019]s)?\s+(?:new\s+)?"
    r"(?:(?:tele)?phone|tel|ph|number|(?P<mobile>mobile|cell)|e-?mail|mail|address)"
    r"(?:\s+(?:number|address|no))?\s*(?:(?:is|are|now)\s+|:|=)*\s*"
    r"(?P<at>\+?\(?\d[\d ()./-]{5,22}\d|[\w.+-]+@[\w-]+(?:\.[\w-]+)+)[.!]?",
    re.IGNORECASE,
)
_QUESTIONS = [
    (re.compile(pattern, re.IGNORECASE), answer)
    for pattern, answer in (
        (r"(?:when\s+)?(?:am\s+i|i\s+am|i'm)\s+free(?:\s+(?:on\s+|at\s+)?(?P<rest>\S.{0,60}?))?\s?\?*", "free"),
        (r"(?:do\s+i\s+have|have\s+i(?:\s+got)?)\s+time\s+(?:on\s+)?(?P<rest>\S.{0,60}?)\s?\?*", "free"),
        (r"who(?:\s+is|'s|s)\s+(?:free|available)\s+(?:on\s+|at\s+)?(?P<rest>\S.{0,60}?)\s?\?*", "free team"),
        (r"what(?:\s+is|'s|s)?\s+(?:up\s+)?next\s?\?*|what\s+(?:now|do\s+i\s+do\s+next)\s?\?*", "week"),
        (
            r"(?:undo|revert)\s+(?:that|it|this|the\s+last(?:\s+(?:one|thing|step))?|last)[.!]?|take\s+(?:that|it)\s+back[.!]?",
            "undo",
        ),
        (
            r"what\s+(?:did|have)\s+i\s+(?:do|done|log|logged|write|written)(?:\s+down)?(?:\s+on)?\s+(?P<rest>\S.{0,40}?)\s?\?*",
            "notes me",
        ),
    )
]
_VERBS = {"finish": "done", "complete": "done"}
_DROP = re.compile(
    r"(?:drop|scrap|scratch|forget(?:\s+about)?|cancel|call\s+off)\s+(?P<what>\S.{0,80}?)[.!]?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Turning:
    """Turns lines round for one person: what names a record is asked, so that no note is mistaken for a wish.

    `head_length` takes words out of a task's title for its name, too; `held` gives the kind of what is in hand.
    """

    reading: Reading
    head_length: HeadLength
    held: Callable[[], Collection[str]] = tuple

    def line(self, text: str) -> str | None:
        """Return the line a command stands in front of that says the same; None for all else."""
        said = " ".join(text.split())
        if not said or len(said) > LONGEST:
            return None
        if _NOT_DONE.fullmatch(said):
            return "reopen task it"
        every = _ALL.fullmatch(said)
        if every is not None:
            verb = _VERBS.get(every["verb"].lower(), every["verb"])
            return f"{verb} tasks all{every['rest'] or ''}"
        asked = (_asked, self._put_off, self._pushed, self._invited, self._done, self._dropped, self._reached)
        return next(filter(None, (read(said) for read in asked)), None)

    def _pushed(self, said: str) -> str | None:
        """Read `push the demo 30 minutes`, `bring the call forward to monday`."""
        found = _PUSH.fullmatch(said)
        words = found["rest"].split() if found is not None else []
        count = self._length(words, _DATED) if words else 0
        behind = " ".join(words[count:])
        if not count or not behind:
            return None
        to = _OFF.sub("", behind, count=1)
        is_moved = shifts.read(behind) is not None or timing.moved_to(to, self.reading) is not None
        which = " ".join(words[:count])
        return f"move {which} {behind if shifts.read(behind) is not None else to}" if is_moved else None

    def _put_off(self, said: str) -> str | None:
        """Read `snooze 1h`, `move to friday`: it is the task or the event in hand that is meant."""
        found = _BARE.fullmatch(said)
        if found is None or found["rest"].split()[0].isdecimal() or several(found["rest"]) is not None:
            return None  # rows of a list: `move 1-3 monday`
        to = timing.moved_to(found["rest"], self.reading) or timing.put_off(found["rest"])
        kind = next((kind for kind in _DATED if kind in self.held()), None) if to else None
        if kind is None:
            return None
        return f"{found['verb']} {'event ' if kind == 'event' else ''}it {to}"

    def _invited(self, said: str) -> str | None:
        found = _INVITE.fullmatch(said)
        if found is None or not self._names(found["what"], ("event",)):
            return None
        return f"invite event {_quoted(found['what'])} {found['who']}"

    def _done(self, said: str) -> str | None:
        for pattern in _DONE:
            found = pattern.fullmatch(said)
            if found is not None and " " in found["what"] and self._names(found["what"], ("task",)):
                return f"done {found['what']}"
        return None

    def _dropped(self, said: str) -> str | None:
        found = _DROP.fullmatch(said)
        if found is None:
            return None
        kinds = [kind for kind in _DATED if self._names(found["what"], (kind,))]
        return f"cancel {kinds[0]} {found['what']}" if len(kinds) == 1 else None

    def _reached(self, said: str) -> str | None:
        """Read `jane's new mobile is +44 20 7946 0000`: how somebody is reached, and not a call."""
        found = _REACHED.fullmatch(said)
        if found is None or not self._names(found["who"], ("contact", "company", "lead")):
            return None
        field = "email" if "@" in found["at"] else "mobile" if found["mobile"] else "phone"
        return f'set {found["who"]} {field}:"{found["at"]}"'

    def _names(self, words: str, kinds: tuple[str, ...]) -> bool:
        """Tell whether words are nothing but the name of a record of some kinds, or what one is called in short."""
        said = words.split()
        return self._length(said, kinds) == len(said)

    def _length(self, words: Sequence[str], kinds: tuple[str, ...]) -> int:
        return self.head_length(words, kinds)


def _asked(said: str) -> str | None:
    """Return the line that answers a question about one's own time: `am I free thursday afternoon?`."""
    for pattern, answer in _QUESTIONS:
        found = pattern.fullmatch(said)
        if found is not None:
            return f"{answer} {found.groupdict().get('rest') or ''}".strip()
    return None


def _quoted(words: str) -> str:
    return f'"{words}"' if " " in words else words
