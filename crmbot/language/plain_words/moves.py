"""Where firms and people went, as people tell it: `acme moved to berlin`, `jane left acme`, `jane is now at delta`."""

from dataclasses import dataclass
from enum import Enum, auto

from crmbot.language.plain_words.phrasing import ways


class Move(Enum):
    """What happened to a firm or a person."""

    TOWN = auto()
    FIRM = auto()
    AWAY = auto()


@dataclass(frozen=True, slots=True)
class Moved:
    """Who moved, in which way, and where to, or from; what they are there, where that is told."""

    who: str
    move: Move
    where: str
    job: str = ""


_WHO = r"(?P<who>\S.{0,60}?)"
_WHERE = r"(?P<where>\S.{0,60}?)"
_TOWN = (
    rf"{_WHO}\s+(?:has\s+|have\s+|is\s+)?(?:moved|relocated|moving)(?:\s+(?:their|its)?\s*offices?)?\s+to\s+{_WHERE}"
)
_AWAY = (
    rf"{_WHO}\s+(?:(?:has\s+)?(?:just\s+)?(?:left|quit)|no\s+longer\s+works\s+(?:at|for)|is\s+no\s+longer\s+(?:at|with)"
    rf"|does(?:n['’]t|\s+not)\s+work\s+(?:at|for))\s+{_WHERE}(?:\s+(?:any\s?more|now))?"
)
_FIRM = (
    rf"{_WHO}\s+(?:(?:is|works)\s+now\s+(?:at|with|for)|now\s+works\s+(?:at|for)|(?:has\s+)?(?:just\s+)?joined"
    rf"|works\s+(?:at|for)|(?:has\s+)?(?:changed|switched|went\s+over)\s+to|started\s+(?:at|with))\s+{_WHERE}(?:\s+now)?"
)
_JOB_AT = rf"{_WHO}['’]?s\s+new\s+(?:job|employer|company|firm)\s+is(?:\s+(?:at|with))?\s+{_WHERE}"
_AS = rf"{_WHO}\s+is\s+now\s+(?:the\s+|an?\s+|their\s+)?(?P<job>[^\W\d_][\w &/-]{{1,40}}?)\s+at\s+{_WHERE}"
_TOLD = ((Move.TOWN, ways(_TOWN)), (Move.AWAY, ways(_AWAY)), (Move.FIRM, ways(_FIRM, _AS, _JOB_AT)))
_ADDED = ways(
    r"(?:add|put) (?P<who>[^\W\d_][\w.'-]*(?: [^\W\d_][\w.'-]*){0,3}) (?:to|at|into|on)"
    r" (?:the )?(?P<where>\S.{0,60}?)(?: deal)?"
)
_LONGEST = 160
_PLACE = ways(r"[^\W\d_][\w' -]{1,38}")


def read(text: str) -> Moved | None:
    """Return who went where; None for other words."""
    said = " ".join(text.split()).rstrip(".! ")
    if len(said) > _LONGEST:
        return None
    for move, way in _TOLD:
        found = way.match(said)
        if found is not None:
            return Moved(found["who"], move, found["where"], found.groupdict().get("job") or "")
    return None


def town(where: str) -> str:
    """Return the name of a town, as towns are written; nothing for what is no place."""
    if _PLACE.match(where) is None:
        return ""
    return as_name(where)


def as_name(words: str) -> str:
    """Return words as names are written: with capitals, where none was typed."""
    return words if any(letter.isupper() for letter in words) else words.title()


def added(text: str) -> tuple[str, str] | None:
    """Return who is to be added, and to what: `add tom hardy to acme`; None for other words."""
    found = _ADDED.match(" ".join(text.split()).rstrip(".! "))
    return (found["who"], found["where"]) if found is not None and len(text) <= _LONGEST else None
