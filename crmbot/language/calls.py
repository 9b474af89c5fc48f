"""What the words of a note tell of a call or a mail: who rang or wrote to whom, and whether somebody answered."""

import re
from collections.abc import Sequence
from typing import Literal

from crmbot.language.clauses import Clause

Way = Literal["in", "out"]
"""Who made a call or wrote: they did, or we."""

REACHED, NO_ANSWER, VOICEMAIL, BUSY, WRONG_NUMBER = RESULTS = (
    "reached",
    "no answer",
    "voicemail",
    "busy",
    "wrong number",
)
"""What may come of a call."""

_RANG = r"(?:called|rang|phoned|e-?mailed|mailed|wrote|texted)"
_OURS = (
    r"(?:i|we|i've|we've|have|had|has|just|then|and|also|again|finally|quickly|re|today|yesterday|earlier"
    r"|now|this|morning|afternoon|evening|night|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*|\d+)"
)

_NOT_REACHED = (
    (
        NO_ANSWER,
        (
            r"\bno[\s-]answer\b(?!\s+(?:to|from|on|yet))|\b(?:did\s?n[o']?t|does\s?n[o']?t|not|never)\s+"
            r"(?:pick(?:ing|ed)?\s+up|answer(?:ing|ed)?(?!\s+\w+\s+(?:mail|e-?mail|offer)))"
            r"|\bno\s+pick[\s-]?up\b|\brang\s+out\b|\bunanswered\b|\b(?:could\s?n[o']?t|not)\s+(?:be\s+)?reach(?:ed)?\b"
            r"|\bmissed\s+(?:a\s+|his\s+|her\s+|their\s+)?call\b"
        ),
    ),
    (
        VOICEMAIL,
        r"\bvoice\s?mail\b|\b(?:left\s+(?:a\s+)?)vm\b|^\s*vm\b|\bleft\s+(?:a\s+|him\s+a\s+|her\s+a\s+)?message\b",
    ),
    (BUSY, r"^(?:\W|\b(?:line|number|it|was|is|were|still|phone)\b)*(?:busy|engaged)(?:\s+(?:tone|signal|line))?\W*$"),
    (WRONG_NUMBER, r"\bwrong\s+number\b"),
)
_MISSED = [(result, re.compile(words, re.IGNORECASE)) for result, words in _NOT_REACHED]
_SPOKE = re.compile(
    r"\b(?:spoke|talked|reached|got\s+hold|chatted|said|says|told|asked|asks|wants?|needs?|confirmed|agreed|promised)\b",
    re.IGNORECASE,
)
_FROM_THEM = re.compile(
    r"\b(?:call|ring|e?-?mail|message)\s+from\b|\b(?:incoming|inbound)\b|\b(?:he|she|they|who|customer|client)\s+(?:just\s+)?"
    + _RANG
    + r"\b|\b"
    + _RANG
    + r"\s+(?:me|us)\b|\bmissed\s+(?:a\s+)?call\b",
    re.IGNORECASE,
)
_FROM_US = re.compile(
    rf"\b(?:calls?|e?-?mails?)\s+to\b|\b(?:outgoing|outbound)\b|\b(?:i|we)\s+(?:\w+\s+)?{_RANG}\b"
    rf"|^\W*(?:{_OURS}\W+)*{_RANG}\b|\b(?:tried|left\s+(?:a\s+|him\s+a\s+|her\s+a\s+)?(?:message|voice\s?mail|vm))\b"
    r"|\b(?:no[\s-]answer|did\s?n[o']?t\s+pick\s+up|rang\s+out|wrong\s+number|voice\s?mail)\b",
    re.IGNORECASE,
)
# "Jane called", "Jane called about the quote": whoever stands before the verb rang, unless a name follows it.
_SOMEBODY_RANG = re.compile(rf"(?<![\w'-])(?P<who>[^\W\d_][\w'-]{{0,60}})\s+{_RANG}\b(?!\s+(?-i:[A-Z]))", re.IGNORECASE)


def way_of(parts: Sequence[Clause]) -> Way | None:
    """Return who made the call that clauses report, or wrote; None where the words do not tell."""
    for part in parts:
        if part.orders:
            continue
        if _FROM_THEM.search(part.text):
            return "in"
        somebody = _SOMEBODY_RANG.search(part.text)
        if somebody and not re.fullmatch(_OURS, somebody["who"], re.IGNORECASE):
            return "in"
        if _FROM_US.search(part.text):
            return "out"
    return None


def result_of(parts: Sequence[Clause], minutes: int | None) -> str:
    """Return what came of the call that clauses report, one of `RESULTS`; empty where the words do not tell."""
    told = [part for part in parts if not part.orders]
    for part in told:
        for result, words in _MISSED:
            if words.search(part.text):
                return result
    return REACHED if minutes or any(_SPOKE.search(part.text) for part in told) else ""
