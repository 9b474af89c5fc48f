"""Words beside an order, a stage or a sum that leave in doubt whether it was meant: nothing is written then unasked."""

import re
from collections.abc import Sequence

from crmbot.language.clauses import Clause
from crmbot.language.notes.covering import NAME

_SAYS = (
    r"(?:always\s+|just\s+|only\s+)?"
    r"(?:says?|said|jok\w+|claims?|claimed|reckons?|insist\w*|wrote|writes|texted|thinks?|laugh\w*)"
)
# Said aloud rather than meant, left open, or somebody else's.
_HEDGED = re.compile(
    rf"\b(?:maybe|perhaps|possibly|might|could|should\s+(?:we|i)|shall\s+(?:we|i)|whether|unless|if|or\s+not|wish\w*|supposed"
    rf"|(?:would|should)\s+have|were\s+to|used\s+to|instead\s+of|rather\s+than|yeah\s+right|as\s+if|lol|haha+|joking|kidding|forgot"
    rf"|(?:he|she|they|{NAME}|somebody|someone)\s+{_SAYS}"
    r"|(?:does|handles|is\s+doing)\s+(?:it|this|that)|someone\s+else|somebody\s+else)\b"
    rf"|;-?\)|(?<!\S)/s\b",
    re.IGNORECASE,
)
_OR = re.compile(r"\s*(?:or\b(?!\s+(?:so|sooner|earlier|before)\b)|/(?=\s?[a-z]))", re.IGNORECASE)
_SPEECH = re.compile(rf"\W*(?:he|she|they|{NAME})\s+{_SAYS}\b", re.IGNORECASE)
_CONDITION = re.compile(r"\W*(?:if|unless|in\s+case|should\s+(?:he|she|they|it))\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:yesterday|ago|earlier|last\s+(?:week|night|month|year|time|quarter|mon|tue|wed|thu|fri|sat|sun)\w*|back\s+then"
    r"|was|were|had|used\s+to)\b",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(
    r"\b(?:last\s+(?:year|quarter|month|summer|winter|spring|autumn|time)|(?:years?|months?)\s+ago|in\s+20\d\d|used\s+to)\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:their|his|her)\s+own\b|\b(?:somebody|someone)\s+else\b|\bby\s+(?:the\s+|a\s+|our\s+)?(?:competit\w+|rivals?)\b",
    re.IGNORECASE,
)
_ON_A_LINE = re.compile(
    r"\b(?:hold\s+music|music|queue\w*|waited|waiting|hung\s+up|switchboard|reception(?:ist)?)\b", re.IGNORECASE
)


def _names_another(part: Clause) -> bool:
    """Tell that a clause leaves the choice between two days: "Monday or Tuesday", "next week or the week after"."""
    return any(_OR.match(part.text, time.span[1] - part.start) for time in part.times)


def is_meant(place: int, parts: Sequence[Clause]) -> bool:
    """Tell that an order leaves no doubt: no question, no condition, nobody's words, nothing of the past."""
    part = parts[place]
    if part.asks or _HEDGED.search(part.text) or _PAST.search(part.text) or _names_another(part):
        return False
    before = parts[place - 1] if place else None
    behind = parts[place + 1] if place + 1 < len(parts) else None
    if before is not None and not before.times and _CONDITION.match(before.text):
        return False
    return behind is None or _SPEECH.match(behind.text) is None


def is_come_to(stage: str, place: int, parts: Sequence[Clause]) -> bool:
    """Tell that a stage is that of our deal by now, and not long ago, elsewhere, or of a phone line."""
    text = parts[place].text
    if _OF_OTHERS.search(text) or _LONG_AGO.search(text) or _HEDGED.search(text):
        return False
    return stage != "on_hold" or not any(_ON_A_LINE.search(part.text) for part in parts)
