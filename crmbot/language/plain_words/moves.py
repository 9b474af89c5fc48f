"""Where firms and people went, as people tell it: `acme moved to berlin`, `jane left acme`, `jane is now at delta`."""

import re
from dataclasses import dataclass
from enum import Enum, auto


class Move(Enum):
    """What happened to a firm or a person."""

    TOWN = auto()
    FIRM = auto()
    AWAY = auto()


@dataclass(frozen=True, slots=True)
class Moved:
    """Who moved, in which way, and where to, or from."""

    who: str
    move: Move
    where: str


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
_TOLD = ((Move.TOWN, _TOWN), (Move.AWAY, _AWAY), (Move.FIRM, _FIRM))
_PATTERNS = tuple((move, re.compile(pattern, re.IGNORECASE)) for move, pattern in _TOLD)
_LONGEST = 160


def read(text: str) -> Moved | None:
    """Return who went where; None for other words."""
    said = " ".join(text.split()).rstrip(".! ")
    if len(said) > _LONGEST:
        return None
    for move, pattern in _PATTERNS:
        found = pattern.fullmatch(said)
        if found is not None:
            return Moved(found["who"], move, found["where"])
    return None
