"""What is to come again and again, said without a command: `gym each tuesday 7pm`, `call Jane every 2 weeks`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crmbot.language import recurring, when
from crmbot.language.recurring import Repeat, Repeated
from crmbot.language.when import Conventions

LONGEST = 120
"""Letters; what is longer tells of something, too."""
_AROUND = " \t\n.,;:!-–—"
_LEAD = re.compile(
    r"(?:(?:please|pls|we have|we['’]ve|i have|i['’]ve|there is|there['’]s|set up|schedule|plan|book|make|put in)\s+)+"
    r"(?:an?\s+|the\s+|our\s+)?",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"\s+(?:(?:at|um|à|a\s+las?)\s+)?\d{1,2}(?:[:.h]\d\d)?(?:\s?(?:[ap]m|h|uhr)\b)?(?=\s+[^\W\d_])", re.IGNORECASE
)
"""An hour right behind how often something comes, and in front of what it is: `daily at 9 standup`."""
_TOLD = re.compile(
    r"\b(?:they|he|she|who|wants?|needs?|asked|asks|said|says|was|were|had|has|have|is|are|called|met|sent|uses?|pays?|paid|gets?|comes?|will"
    r"|would|likes?|prefers?|orders\s|buys?|used|told|talked|spoke|visited|meets)\b|\?",
    re.IGNORECASE,
)
_ORDER = re.compile(
    r"(?:call|ring|phone|mail|e-?mail|text|write|send|check|chase|visit|meet|ask|remind|prepare|update|review|pay|order"
    r"|follow\s+up|report|invoice|water|clean|back\s+up|file|submit)\b(?!\s+(?:with\s|at\s))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Again:
    """What is to come again, in which words and how; `orders`: it is something to be done, and no appointment."""

    title: str
    rhythm: str
    repeat: Repeat
    orders: bool

    @property
    def has_hour(self) -> bool:
        """Whether an hour of the day was said."""
        return self.repeat.first.at is not None


def planned(
    text: str, *, now: datetime, zone: str, conventions: Conventions, masked: Sequence[tuple[int, int]] = ()
) -> Again | None:
    """Return what words want to come again; None for those that tell of something, or leave the rhythm in doubt.

    Args: `masked`: places of names.
    """
    lead = _LEAD.match(text)
    begins = lead.end() if lead is not None else 0
    if len(text) > LONGEST or _TOLD.search(text, begins):
        return None
    found = recurring.find(text, now=now, zone=zone, conventions=conventions, masked=masked)
    sure = next((each for each in found if each.certain and each.trouble is None), None)
    here = _Here(now, zone, conventions)
    if sure is not None and sure.repeat is not None:
        hour = _HOUR.match(text, sure.span[1])
        read = here.read(f"{sure.text}{hour[0]}") if hour is not None and sure.repeat.first.at is None else None
        ends, repeat = (hour.end(), read) if hour is not None and read is not None else (sure.span[1], sure.repeat)
        return _again(f"{text[begins : sure.span[0]]} {text[ends:]}", text[sure.span[0] : ends], repeat)
    if not found or found[0].span[0] != begins:
        return None
    return here.with_its_time(text, found[0]) or (_undated(text, found[0]) if lead is not None else None)


def _undated(text: str, head: Repeated) -> Again | None:
    """Read `we have a weekly call with Jane`: it is told that it comes again, and not when first."""
    if head.repeat is None or head.trouble is not None:
        return None
    again = _again(text[head.span[1] :], head.text, head.repeat)
    return again if again is not None and not again.orders else None


@dataclass(frozen=True, slots=True)
class _Here:
    """When, where and by whose habits words are read."""

    now: datetime
    zone: str
    conventions: Conventions

    def read(self, rhythm: str) -> Repeat | None:
        read = recurring.read(rhythm, now=self.now, zone=self.zone, conventions=self.conventions)
        return read.repeat if read is not None and read.trouble is None else None

    def with_its_time(self, text: str, head: Repeated) -> Again | None:
        """Read `daily standup 9:15`: how often stands in front of a name, and at which hour behind it."""
        behind = text[head.span[1] :]
        hour = _HOUR.match(behind)
        if hour is not None and (repeat := self.read(f"{head.text}{hour[0]}")) is not None:
            return _again(behind[hour.end() :], f"{head.text}{hour[0]}", repeat)
        times = when.find(behind, now=self.now, zone=self.zone, conventions=self.conventions)
        rhythm = f"{head.text} {times[0].text}" if len(times) == 1 else ""
        repeat = self.read(rhythm) if rhythm else None
        if repeat is None:
            return None
        first, last = times[0].span
        return _again(f"{behind[:first]} {behind[last:]}", rhythm, repeat)


def _again(words: str, rhythm: str, repeat: Repeat) -> Again | None:
    title = " ".join(words.split()).strip(_AROUND)
    if not any(letter.isalpha() for letter in title):
        return None
    return Again(title, rhythm, repeat, _ORDER.match(title) is not None)
