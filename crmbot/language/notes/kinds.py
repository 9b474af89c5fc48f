"""What kind of thing a message reports: a call, a mail, a meeting, a visit, or none of these."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from crmbot.language.catalogue import deeds_in
from crmbot.language.clauses import Clause
from crmbot.language.notes.signs import KINDS_ABROAD, SIGNS, Sign
from crmbot.language.notes.values import Kind

# Directly before a sign: it is wished for, refused or still to come.
_NOT_DONE = re.compile(
    r"""(?:\b(?:not|n't|no(?!\s+(?:i|we)\b)|never|don'?t|prefers?|wants?|wanted|asked|asks?|asking|needs?|needed|required|cancel\w*|missed|for\s+a|planned|plan
    |will|to|says|pls|please|must|should|can|could|would|may|might|if|when|next|another|before|until|till|book|set\s+up
    |schedul\w+|arrang\w+|propos\w+|request\w*|suggest\w*|due|'ll|let'?s|expect\w*|awaiting|pending|via|than|by|likes?|hates?
    |declin\w+|refus\w+|forgot)\s+(?:an?\s+|me\s+|the\s+|our\s+|us\s+)?(?:\w+\s+)?)$""",
    re.IGNORECASE | re.VERBOSE,
)
_BY_WAY_OF = re.compile(r"\b(?:via|by)\s+(?:\w+\s+)?$", re.IGNORECASE)
_CALLED_OFF = re.compile(
    r"""\bno[\s-]?shows?\b|\bcancel\w*|\bstood\s+(?:me|us)\s+up\b
    |\b(?:booked|scheduled|arranged|planned|pencilled|postponed|rescheduled|rebooked|tbc|tbd|requested|required|called\s+off
        |fell\s+through)\b
    |\b(?:meeting|mtg|call|demo|visit|lunch|coffee|zoom|teams)\s+(?:is\s+|was\s+|now\s+)?off\b
    |\b(?:moved|pushed|shifted)\s+(?:from|back|out|forward|on)\b|\bbrought\s+forward\b
    |\bmoved\s+to\b(?!\s+(?:the\s+)?(?:lead|qualified|demo|proposal|negotiation|on\s+hold|won|lost|closed))
    |\bdid\s?n[o']?t\s+(?:happen|show|turn|attend|make\s+it|take\s+place|go\s+ahead|meet|speak|call|visit|e-?mail|get\s+to
        |manage|come|join|dial)\b""",
    re.IGNORECASE | re.VERBOSE,
)
_TALKED = re.compile(r"(?:spoke|talked)\b", re.IGNORECASE)
_IN_A_PLACE = re.compile(
    r"""\b(?:at|in)\s+(?:(?:the|their|a|our)\s+)?(?:\w+\s+)?(?:expo|fair|booth|stand|trade\s?show|show|conference|event|summit
    |airport|party|reception|exhibition|pub|bar|office|hq|showroom)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# "Liked the demo, 50 mins": the length tells that it was.
_ONLY_LENGTH = re.compile(
    r"\s*(?:about\s+|~)?\d{1,3}(?:[.,]\d{1,2})?\s?(?:m|mins?|minutes?|h|hrs?|hours?)\d{0,2}\s*", re.IGNORECASE
)
_ONLY_PLACE = re.compile(r"\s*(?:at|in)\s+(?:his|her|their)\s+(?:\w+\s*){1,2}", re.IGNORECASE)
_HELD = re.compile(
    r"\b(?:demo|review|session|training|presentation|sync|catch[\s-]?up|kick[\s-]?off|walk[\s-]?through|tea|brew|drinks)\b",
    re.IGNORECASE,
)
_SIGNS_ABROAD = {kind: Sign(kind, "", sure=True) for kind in KINDS_ABROAD}
_LONGEST = 1_000
"""Characters of a clause that are looked at: what was done is said at the beginning."""


class _Found(NamedTuple):
    """A sign in a clause; the least of several tells what was done."""

    is_minor: bool
    at: int
    order: int
    sign: Sign


def kind_of(parts: Sequence[Clause], length: int | None = None) -> tuple[Kind, bool]:
    """Give the first thing that is reported as done, and whether its words leave no doubt.

    Args: `length`: the minutes something took; what took time was held.
    """
    for place, part in enumerate(parts):
        text = part.text[:_LONGEST]
        if part.plans or _CALLED_OFF.search(text):
            continue
        behind = parts[place + 1].text if place + 1 < len(parts) else ""
        if _ONLY_LENGTH.fullmatch(behind) or _ONLY_PLACE.fullmatch(behind):
            text = f"{text}, {behind.strip()}"
        first = min((*_signs(text), *_abroad(text)), key=lambda found: found[:3], default=None)
        if first is not None:
            return _kind(first, text), first.sign.sure
    held = length and any(_HELD.search(part.text[:_LONGEST]) and not part.plans for part in parts)
    return ("meeting", False) if held else ("note", True)


def _signs(text: str) -> Iterator[_Found]:
    for order, sign in enumerate(SIGNS):
        for match in sign.pattern.finditer(text):
            if _is_done(sign, text[: match.start()]):
                yield _Found(not sign.wins, match.start(), order, sign)
                break


def _abroad(text: str) -> Iterator[_Found]:
    """Yield the signs of other languages: "getroffen", "appelé"."""
    found = deeds_in(text)
    for order, kind in enumerate(KINDS_ABROAD):
        at = found.get(kind)
        if at is not None and not _NOT_DONE.search(text[:at]):
            yield _Found(is_minor=True, at=at, order=order, sign=_SIGNS_ABROAD[kind])


def _is_done(sign: Sign, before: str) -> bool:
    if sign.excluding.search(before):
        return False
    return not _NOT_DONE.search(before) or (sign.kind == "email" and _BY_WAY_OF.search(before) is not None)


def _kind(first: _Found, text: str) -> Kind:
    """Give what was done by its first sign; a talk in a place was a meeting."""
    if first.sign.kind == "call" and _TALKED.match(text, first.at) and _IN_A_PLACE.search(text):
        return "meeting"
    return first.sign.kind
