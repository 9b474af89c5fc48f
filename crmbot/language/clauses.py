"""The clauses of a message, told apart by whether they report, plan, or neither."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice, takewhile

from crmbot.language.catalogue import orders, tells_of_deed
from crmbot.language.when import Expression

_BREAK = re.compile(
    r"[.!?;,:](?=\s|$)|\n+|\s[-\u2013\u2014|/\u2022\u00b7]+\s|\u2192|->|[\u2600-\u27bf\U0001f300-\U0001faff]+"
    r"|\s(?=[\"\u201c\u2018]\w|'\w{2,12}\s)|\s(?=(?:and|then|so|but|&)\s+(?:will\s+|please\s+|pls\s+|need\s+to\s+|i'?ll\s+"
    r"|(?:i|we)\s+(?:need\s+to|have\s+to|want\s+to|must|should|ought\s+to|(?:'ve\s+)?got\s+to)\s+|i\s+gotta\s+)?"
    r"(?:follow|call|ring|phone|email|send|chase|check|remind|visit|f/?u\b|ping|text|drop|book|get)\b)",
    re.IGNORECASE,
)
# Words to oneself before what is to be done.
_LEAD_IN = re.compile(
    r"(?:\s|[-*()>'\"\u201c\u2018]|\b(?:and|then|so|but|also|pls|please|fyi|need(?:s|ed)?\s+to|have\s+to|got\s+to|must|should|will"
    r"|if\s+not|otherwise|i'?ll|we'?ll|i\s+will|we\s+will|let'?s|todo|to\s+do|going\s+to|gonna|promised\s+to"
    r"|said\s+i'?d|to|i|we"
    r"|next\s+(?:steps?|actions?)(?:\s+(?:is|are)(?:\s+(?:to|an?|the)\b)?)?|actions?|remember\s+to|don'?t\s+forget\s+to|asked\s+(?:me|us)\s+to|told\s+(?:me|us)\s+to"
    r"|wants?\s+(?:me|us)\s+to|i\s+need\s+to|(?:(?:can|could|will|would)\s+you\s+)?remind\s+me(?:\s+(?:to|about))?|reminder(?:\s+to)?)\b[\s:]*)*",
    re.IGNORECASE,
)
_ASKED = re.compile(r"\bremind(?:er|\s+me)\b", re.IGNORECASE)
_NO_ORDER = (
    r"(?!\s*(?:says?\b|with\b|w\b|w/|from\b|of\b|went\b|was\b|is\b|has\b|had\b|done\b|sent\b|booked\b|due\b|on\s+its\b|arriv\w+"
    r"|ships?\b|coming\b|placed\b|confirmed\b|ready\b|accepted\b|approved\b|paid\b|overdue\b|expires?\b|ends?\b|starts?\b"
    r"|in\s*(?:$|[:;,.-])|out\b|took\b|lasted\b|log\b|list\b|thread\b|chain\b|exchange\b|received\b|in\s+the\s+mail\b|cleared\b|bounced\b|details\b|reports?\b|address\b|number\b|\d+\s*(?:min|h)))"
)
# Behind a day a verb that tells of the thing before it.
_TELLS = re.compile(
    r"(?:(?:'s|(?<='s))\s+\w+)?\s+(?:went|was|were|is|are|has|had|fell|got|came|ran|took|turned|said|says?|failed|looks?|seems?"
    r"|starts?|ends?|didn'?t|won'?t|never)\b",
    re.IGNORECASE,
)
# "Follow up call", "catch up coffee": the name of a thing, which a day beside it makes a plan.
_NAMED = (
    r"(?!(?:follow[\s-]?up|f/?u|followup|catch[\s-]?up|check[\s-]?in)\s+"
    r"(?:call|phone|chat|coffee|lunch|breakfast|mtg|meeting|visit|zoom|teams|demo|tea|drinks|beer)\b)"
)
_ONLY_LENGTH = re.compile(
    r"\W*(?:took\s+|lasted\s+|about\s+|approx\s+|ca\.?\s+|~)?(?:\d{1,3}(?:[.,]\d{1,2})?\s?(?:m|mins?|minutes?|h|hrs?|hours?)\d{0,2}|half\s+an?\s+h(?:ou)?r"
    r"|an?\s+h(?:ou)?r(?:\s+and\s+a\s+half)?)(?:\s+(?:each|long|total|all\s+in|only|tops))?\W*",
    re.IGNORECASE,
)
_LENGTH = re.compile(r"\b\d{1,3}(?:[.,]\d)?\s?(?:mins?|minutes?|h|hrs?|hours?)\b|\bhalf\s+an\s+hour\b", re.IGNORECASE)
_BEFORE_NOW = re.compile(r"(?:this\s+(?:morning|am)|earlier(?:\s+today)?|just\s+now|today)", re.IGNORECASE)
_TODAY = re.compile(r"(?:today|this\s+(?:morning|afternoon|evening|arvo|am|pm)|earlier|just\s+now)", re.IGNORECASE)
# An order to oneself. Behind these words it is the name of a thing: "call with Jane", "visit of".
_ORDER = re.compile(
    _NAMED
    + r"(?:follow[\s-]?(?:ing\s+)?up|f/?u|f/up|followup|(?:call(?!\s+it\b)|e-?mail|mail|visit)(?!\s+to\b)|ring|phone"
    r"|text|ping|chase|check|send|meet|see|speak|talk|touch\s+base|get\s+back|come\s+back|catch\s+up|reach\s+out"
    r"|write|try\s+(?:(?:him|her|them)\s+)?again|deliver|quote|book|arrange|schedule|prepare|invoice|order|contact|message|nudge|retry)\b"
    + _NO_ORDER,
    re.IGNORECASE,
)
_ORDER_WITH = re.compile(
    r"(?:follow[\s-]?up|f/?u|speak|talk|meet|check(?:\s+in)?|touch\s+base|catch\s+up|get\s+back)\s+(?:with\b|w/?)",
    re.IGNORECASE,
)
# In the midst of a clause an order begins one of its own: "Doug at Vesta ring him friday".
_ORDER_WITHIN = re.compile(
    r"\s(?=(?:call|ring|phone|e-?mail|text|ping|chase|see|visit|send|remind)\s+(?:him|her|them|back)\b"
    r"|(?:(?:can|could|will|would)\s+you\s+(?:please\s+)?|please\s+|pls\s+)?remind\s+me\b"
    r"|follow[\s-]?up\b|f/u\b|touch\s+base\b|check\s+(?:back\s+)?in\b|try\s+(?:again|(?:him|her|them)\s+again)\b"
    r"|(?:he|she|they)\s+(?:wants?|needs?|asked\s+(?:for|us|me)|expects?)\b)",
    re.IGNORECASE,
)
# Behind these words it is no order, or they belong to it.
_BINDING = frozenset(
    "to will ll pls please must should can could would you and then so but also let's lets don't dont not never no me"
    " us i i'll we we'll he she they he'll she'll they'll a an the for of any our my his her their first second good"
    " quick need needs just did didn't who further before after until or in with if when says said do have had today"
    " tomorrow".split()
)
_REFUSED = re.compile(
    r"\b(?:no\s+(?:need|follow|f/?u|action|activity|next)|not?\s+to|do\s+not|don'?t(?!\s+forget)|never|nothing|cancel\w*"
    r"|(?:can'?t|cannot|won'?t|couldn'?t)\s+(?:do|make|decide|commit|meet|start|confirm))\b",
    re.IGNORECASE,
)
_REPORTS = re.compile(
    r"\b(?:met|called|rang|phoned|spoke|talked|saw|visited|emailed|e-mailed|mailed|texted|sent|was|were|had"
    r"|went|came|left|stopped|dropped|popped|drove|toured|walked|ran|got|took|discussed|reviewed|did|gave"
    r"|showed|presented|closed|signed|lost|won|bought|paid|ordered|yesterday|earlier|ago"
    r"|last\s+(?:week|night|month|year|time|mon|tue|wed|thu|fri|sat|sun)\w*)\b",
    re.IGNORECASE,
)
_CLOCK = (
    r"(?:(?:(?:half|(?:a\s+)?quarter|ten|five|twenty)\s+(?:(?:past|to)\s+)?)?\d{1,2}(?:[:.]\d{2})?|\d{4}|noon|midday)"
    r"\s*(?:[ap]\.?m\b\.?|[ap]\b|h\d{0,2}\b)?"
)
_ONLY_CLOCK = re.compile(
    rf"(?:at|@|around|by|from|between|after|before)?\s*{_CLOCK}(?:\s*(?:-|\u2013|to|til+|until|and)\s*{_CLOCK})?",
    re.IGNORECASE,
)
# What is to be done is no report, although its verb is the same: "contract to be signed on Friday".
_TO_COME = re.compile(
    r"\b(?:to|will|'ll|would|should|must|can|could|might|may|gets?|getting)\s+(?:(?:all|then|also|only)\s+)?(?:be\s+|have\s+)?(?:(?:re|fully)-?\s?)?$"
    r"|\b(?:to\s+get|being)\s+$",
    re.IGNORECASE,
)
_LONGEST_WORD = 24
_NEAR = 24
"""Characters before a verb that tell when it was."""


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a message, with the times in it that look ahead; in its text names are covered.

    `asks`: a question mark ends it. `lasted`: a length is all that is said behind it, "10 min". `told`: it has a verb
    of what was done.
    """

    start: int
    end: int
    text: str
    times: tuple[Expression, ...]
    asks: bool = False
    lasted: bool = False
    told: bool = False

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
        """Tell that the clause speaks of what was done; what took its time today was."""
        return self.told or (self.is_of_today and (self.lasted or self._took_time))

    @property
    def is_of_today(self) -> bool:
        """Tell that all its times are hours, or this day."""
        return all(is_clock(time) or _TODAY.fullmatch(time.text.strip()) for time in self.times)

    @property
    def _took_time(self) -> bool:
        return any(_BEFORE_NOW.fullmatch(time.text.strip()) for time in self.times) and bool(_LENGTH.search(self.text))

    @property
    def is_length(self) -> bool:
        """Tell that the clause says no more than how long something took."""
        return _ONLY_LENGTH.fullmatch(self.text) is not None

    @property
    def orders(self) -> bool:
        """Tell that the clause is an order to oneself: call him, send the offer, remind me."""
        if self.refuses:
            return False
        body = self._without_leading_time()
        ordered = _ORDER.match(body) or _ORDER_WITH.match(body)
        if ordered and any(_TELLS.match(self.text, time.span[1] - self.start) for time in self.times):
            ordered = None  # "visit Friday fell through": the name of a thing
        if ordered and not self.names_day and len(body.split()) == 1 and self.times:
            return False  # "07:45 visit": the name of what was, not an order
        return ordered is not None or _ASKED.search(self.text) is not None or self._orders_abroad(body)

    @property
    def plans(self) -> bool:
        """Tell that the clause speaks of what is still to come."""
        return self.orders or (self.names_day and not self.reports)

    @property
    def names_day(self) -> bool:
        """Tell that more than an hour is said: "07:45 visit" may well have been this morning."""
        return any(not is_clock(time) for time in self.times)

    def _orders_abroad(self, body: str) -> bool:
        """Tell of an order in another language; a time may stand behind what is to be done: `jane anrufen freitag`."""
        if self.told or not self.times:
            return False
        last = self.times[-1].span
        ends = self.text[: last[0] - self.start] if not self.text[last[1] - self.start :].strip(" .!") else self.text
        return orders(body) or orders(ends)

    def _without_leading_time(self) -> str:
        at = self.body_at
        for time in self.times:
            if time.span[0] - self.start <= at + 1:
                rest = self.text[max(time.span[1] - self.start, 0) :]
                lead = _LEAD_IN.match(rest)
                return rest[lead.end() :] if lead else rest
        return self.text[at:]


def _tells_of_deeds(text: str) -> bool:
    """Tell that a verb of a clause is in the past, and not one of what is yet to be done."""
    return any(
        not _TO_COME.search(text[max(verb.start() - _NEAR, 0) : verb.start()]) for verb in _REPORTS.finditer(text)
    ) or tells_of_deed(text)


def is_clock(time: Expression) -> bool:
    """Tell whether a time is an hour, or two, and no day: "at 10", "1pm-2pm"."""
    return _ONLY_CLOCK.fullmatch(time.text.strip()) is not None


def lead_in(text: str, at: int) -> int:
    """Give where words like "need to" and "please" end that begin at a place of a text."""
    lead = _LEAD_IN.match(text, at)
    return lead.end() if lead else at


def clauses(text: str, times: Sequence[Expression]) -> tuple[Clause, ...]:
    """Split a message where a thought ends, never inside a time.

    Args: `times`: those that look ahead, in order and without overlaps.
    """
    found = {place.span() for place in _BREAK.finditer(text)}
    found |= {place.span() for place in _ORDER_WITHIN.finditer(text) if _begins_anew(text, place.start())}
    ends_of_times = [time.span[1] for time in times]
    cuts = [cut for cut in sorted(found) if not _is_within(cut, times, bisect_right(ends_of_times, cut[0]))]
    starts = [0, *(end for _, end in cuts)]
    ends = [*(start for start, _ in cuts), len(text)]
    return _with_lengths(
        Clause(
            start,
            end,
            text[start:end],
            _inside(start, end, times, bisect_right(ends_of_times, start)),
            text[end : end + 1] == "?",
            told=_tells_of_deeds(text[start:end]),
        )
        for start, end in zip(starts, ends, strict=True)
        if text[start:end].strip()
    )


def _with_lengths(parts: Iterable[Clause]) -> tuple[Clause, ...]:
    """Mark the clauses behind which there is no more than a length."""
    told = list(parts)
    for place in range(len(told) - 1):
        if told[place + 1].is_length:
            told[place] = replace(told[place], lasted=True)
    return tuple(told)


def _is_within(cut: tuple[int, int], times: Sequence[Expression], at: int) -> bool:
    """Tell whether a place lies in a time; `at` is the first time that ends behind it."""
    return at < len(times) and times[at].span[0] < cut[1]


def _inside(start: int, end: int, times: Sequence[Expression], at: int) -> tuple[Expression, ...]:
    """Return the times of a stretch; `at` is the first that ends in it or later."""
    inside = takewhile(lambda time: time.span[1] <= end, islice(times, at, None))
    return tuple(time for time in inside if time.span[0] >= start)


def _begins_anew(text: str, at: int) -> bool:
    """Tell whether the word before a place is none that what follows hangs on."""
    before = text[max(at - _LONGEST_WORD, 0) : at].split()
    return bool(before) and before[-1].lower().strip("'(") not in _BINDING
