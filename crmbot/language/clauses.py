"""The clauses of a message, told apart by whether they report, plan, or neither."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crmbot.language.when import Expression

_BREAK = re.compile(
    r"[.!?;,:](?=\s|$)|\n+|\s[-\u2013\u2014|]+\s|\u2192|->|[\u2600-\u27bf\U0001f300-\U0001faff]+"
    r"|\s(?=(?:and|then|so|but)\s+(?:will\s+|please\s+|need\s+to\s+)?"
    r"(?:follow|call|ring|phone|email|send|chase|check|remind|visit)\b)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"(?:\s|[-*(>]|\b(?:and|then|so|but|also|pls|please|need(?:s|ed)?\s+to|have\s+to|must|should|will"
    r"|i'?ll|we'?ll|i\s+will|we\s+will|let'?s|todo|to\s+do|going\s+to|gonna|promised\s+to|said\s+i'?d|to"
    r"|next\s+steps?|action|remember\s+to|don'?t\s+forget\s+to|asked\s+(?:me|us)\s+to"
    r"|wants\s+(?:me|us)\s+to|remind\s+me(?:\s+(?:to|about))?|reminder(?:\s+to)?)\b[\s:]*)*",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\bremind(?:er|\s+me)\b", re.IGNORECASE)
# An order to oneself. Behind these words it is the name of a thing: "call with Jane", "visit of".
_ORDER = re.compile(
    r"(?:follow[\s-]?(?:ing\s+)?up|f/?u|f/up|followup|call|ring|phone|tel|e-?mail|mail|text|ping|chase"
    r"|visit|check|send|meet|see|speak|talk|touch\s+base|get\s+back|come\s+back|catch\s+up|reach\s+out"
    r"|write|deliver|quote|book|arrange|schedule|prepare|invoice|order|contact|message|nudge|retry)\b"
    r"(?!\s*(?:with\b|w\b|w/|from\b|of\b|went\b|was\b|is\b|has\b|had\b|done\b|sent\b|booked\b|\d+\s*(?:min|h)))",
    re.IGNORECASE,
)
_ORDER_WITH = re.compile(
    r"(?:follow[\s-]?up|f/?u|speak|talk|meet|check(?:\s+in)?|touch\s+base|catch\s+up|get\s+back)\s+(?:with\b|w/?)",
    re.IGNORECASE,
)
_REFUSED = re.compile(
    r"\b(?:no\s+(?:need|follow|f/?u|action|activity|next)|not?\s+to|do\s+not|don'?t|never|nothing|cancel\w*)\b",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:met|called|rang|phoned|spoke|talked|saw|visited|emailed|e-mailed|mailed|texted|sent|was|were|had"
    r"|went|came|left|stopped|dropped|popped|drove|toured|walked|ran|got|took|discussed|reviewed|did|gave"
    r"|showed|presented|closed|signed|lost|won|bought|paid|ordered|yesterday|earlier|ago|last)\b",
    re.IGNORECASE,
)


_ONLY_CLOCK = re.compile(r"(?:at|@|around|by|from)?\s*[\d:.\s-]+(?:[ap]\.?m\.?)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a message, with the times in it that look ahead."""

    start: int
    end: int
    text: str
    times: tuple[Expression, ...]

    @property
    def body_at(self) -> int:
        """Give where the clause begins once words like "need to" are passed."""
        lead = _LEAD_IN.match(self.text)
        return lead.end() if lead else 0

    @property
    def refuses(self) -> bool:
        """Tell that the clause says something is not to be done."""
        return _REFUSED.search(self.text) is not None

    @property
    def reports(self) -> bool:
        """Tell that the clause speaks of what was done."""
        return _REPORTS.search(self.text) is not None

    @property
    def orders(self) -> bool:
        """Tell that the clause is an order to oneself: call him, send the offer, remind me."""
        if self.refuses:
            return False
        body = self._without_leading_time()
        ordered = _ORDER.match(body) or _ORDER_WITH.match(body)
        if ordered and not self.names_day and len(body.split()) == 1 and self.times:
            return False  # "07:45 visit": the name of what was, not an order
        return ordered is not None or _ASKED.search(self.text) is not None

    @property
    def plans(self) -> bool:
        """Tell that the clause speaks of what is still to come."""
        return self.orders or (self.names_day and not self.reports)

    @property
    def names_day(self) -> bool:
        """Tell that more than an hour is said: "07:45 visit" may well have been this morning."""
        return any(_ONLY_CLOCK.fullmatch(time.text) is None for time in self.times)

    def _without_leading_time(self) -> str:
        at = self.body_at
        for time in self.times:
            if time.span[0] - self.start <= at + 1:
                rest = self.text[max(time.span[1] - self.start, 0) :]
                lead = _LEAD_IN.match(rest)
                return rest[lead.end() :] if lead else rest
        return self.text[at:]


def clauses(text: str, times: Sequence[Expression]) -> tuple[Clause, ...]:
    """Split a message where a thought ends, never inside a time."""
    cuts = [
        (found.start(), found.end())
        for found in _BREAK.finditer(text)
        if not any(time.span[0] < found.end() and found.start() < time.span[1] for time in times)
    ]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return tuple(
        _clause(text, start, end, times) for start, end in zip(starts, ends, strict=True) if text[start:end].strip()
    )


def _clause(text: str, start: int, end: int, times: Sequence[Expression]) -> Clause:
    inside = tuple(time for time in times if start <= time.span[0] and time.span[1] <= end)
    return Clause(start, end, text[start:end], inside)
