"""What a note says: what happened, what is to follow, tags, mentions and who may be meant."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from crmbot.language.calls import Way, result_of, way_of
from crmbot.language.clauses import Clause, clauses
from crmbot.language.happened import Past, past_of
from crmbot.language.naming import candidates
from crmbot.language.text import mentions_in, tags_in
from crmbot.language.when import Conventions, Expression, find

__all__ = ["FollowUp", "Kind", "NoteReading", "candidates", "minutes", "read"]

Kind = Literal["note", "call", "email", "meeting", "visit"]

_USUAL = Conventions()
_LONGEST_MINUTES = 24 * 60
_DIGITS = 6

# What was done, in the order in which equal places are settled; the flag tells a sure sign.
_SIGNS: tuple[tuple[Kind, bool, str], ...] = (
    ("visit", True, r"visited|site\s+visit|drove\s+out|toured|walked\s+the\s+floor"),
    ("visit", True, r"(?:dropped|popped|stopped|called)\s+(?:in|by)\b"),
    ("visit", False, r"on[\s-]?site|visit"),
    ("meeting", True, r"met|ran\s+into|sat\s+down|had\s+(?:a\s+)?(?:coffee|lunch|breakfast|meeting)"),
    ("meeting", False, r"coffee|lunch|breakfast|golf|zoom|teams|video|meeting|mtg|workshop"),
    ("meeting", False, r"\d+\s?min(?:s|utes)?\s+demo|demo\s+(?:done|went)"),
    ("call", True, r"called|rang|phoned|spoke|talked|voicemail|vm"),
    ("call", True, r"no[\s-]answer(?!\s+(?:to|from|on|yet))|wrong\s+number|missed\s+(?:a\s+)?call|rang\s+out"),
    ("call", False, r"(?:ph|phone)\s+call|call|phone|tel"),
    ("email", True, r"e-?mailed|mailed"),
    ("email", False, r"e-?mail"),
)
_SIGN = [(kind, sure, re.compile(rf"\b(?:{words})\b", re.IGNORECASE)) for kind, sure, words in _SIGNS]
_NOT_DONE = re.compile(
    r"(?:\b(?:not|n't|no|never|don't|dont|prefers?|wants?|asked|asks|needs?|cancel\w*|missed|for\s+a"
    r"|planned|will|to)\s+(?:an?\s+|me\s+|a\s+)?(?:\w+\s+)?)$",
    re.IGNORECASE,
)
_CALLED_OFF = re.compile(r"\b(?:no[\s-]?show|cancel\w*|booked|moved\s+to|did\s?n[o']?t)\b", re.IGNORECASE)

_LENGTH = re.compile(
    r"(?<![\w.,:/])(?:"
    r"(?P<both>(?P<hours>\d{1,2})\s?h(?:rs?|ours?)?\s?(?P<minutes>\d{2})(?:\s?m(?:in)?s?)?)"
    r"|(?P<half>half\s+an?\s+hour)|(?P<an>an\s+hour|one\s+hour)"
    r"|(?P<count>\d{1,3}(?:[.,]\d{1,2})?)\s?-?(?P<unit>h|hrs?|hours?|mins?|minutes?)"
    r"|(?P<from>\d{1,2}:\d{2})\s?-\s?(?P<to>\d{1,2}:\d{2})"
    r")(?!\w)",
    re.IGNORECASE,
)

_UNDUE = ("until", "till", "til", "since", "from", "after")
_TITLE_RUBBISH = re.compile(r"(?<!\w)[@#]\w[\w.-]*|\bcc\b|\bw/\s*(?=@)|\b(?:wants|needs|asked\s+for)\b", re.IGNORECASE)
_EDGES = " \t\n.,;:!?-()>\u2013\u2014\u2192"
_BEFORE_DAY = re.compile(r"^(?:(?:by|on|before|due|for|until|the)\s+)+", re.IGNORECASE)
_MONTH = re.compile(r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b", re.IGNORECASE)
_DANGLING = re.compile(r"(?:^|\s+)(?:on|at|by|before|due|for|in|and|the|to|is|booked)$", re.IGNORECASE)
_LONG_FORMS = (
    (re.compile(r"\b(?:f/?up|f/u|followup|follow-up)\b", re.IGNORECASE), "follow up"),
    (re.compile(r"\bmtg\b", re.IGNORECASE), "meeting"),
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """What is to be done, and when; `certain` when it was asked for and its time has no doubt."""

    title: str
    expression: Expression
    certain: bool
    span: tuple[int, int]

    @property
    def no_such(self) -> str:
        """The words that should name a time and name none: `30 Feb`, `at 25`; empty where there is one."""
        doubt = self.expression.doubt
        if doubt is None or doubt.reason != "no_such_date":
            return ""
        words = self.expression.text
        return _MONTH.sub(lambda month: month[0].title(), _BEFORE_DAY.sub("", words)) if doubt.options else words


@dataclass(frozen=True, slots=True)
class NoteReading:
    """What one message says, as far as words alone tell."""

    kind: Kind
    kind_certain: bool
    follow_up: FollowUp | None
    tags: tuple[str, ...]
    mentions: tuple[str, ...]
    duration_minutes: int | None
    way: Way | None = None
    result: str = ""
    happened: Past | None = None


def read(
    text: str,
    *,
    now: datetime,
    zone: str,
    conventions: Conventions = _USUAL,
    reported: bool = False,
) -> NoteReading:
    """Read a message about what happened with a customer.

    Args: `now`: aware. `reported`: it is known already that something was done.
    """
    times = find(text, now=now, zone=zone, conventions=conventions)
    parts = clauses(text, [time for time in times if _looks_ahead(time)])
    kind, certain = _kind(parts)
    length = _duration(parts, times, reported=reported)
    return NoteReading(
        kind=kind,
        kind_certain=certain,
        follow_up=_follow_up(parts),
        tags=tags_in(text),
        mentions=mentions_in(text),
        duration_minutes=length,
        way=way_of(parts),
        result=result_of(parts, length),
        happened=past_of(parts, times, now=now, zone=zone, reported=reported or kind != "note"),
    )


def _looks_ahead(time: Expression) -> bool:
    """Tell whether a time can be when something falls due."""
    if time.text.lower().startswith(_UNDUE):
        return False
    meant_as_past = time.doubt is not None and time.doubt.reason == "past" and not time.doubt.options
    return not meant_as_past


def _follow_up(parts: Sequence[Clause]) -> FollowUp | None:
    """Choose the first thing to do that has a time; what we are to do goes first."""
    dated = [(place, part) for place, part in enumerate(parts) if part.times and not part.refuses]
    ordered = next((found for found in dated if found[1].orders), None)
    planned = next((found for found in dated if _is_plan(*found, parts)), None)
    chosen = ordered or planned
    if chosen is None:
        return None
    place, part = chosen
    time = part.times[0]
    title = _title(part)
    if not title and place and not parts[place - 1].reports:
        title = _title(parts[place - 1])
    certain = ordered is not None and time.doubt is None and time.when is not None
    return FollowUp(title, time, certain, (part.start, part.end))


def _is_plan(place: int, part: Clause, parts: Sequence[Clause]) -> bool:
    if not part.plans or not part.names_day:
        return False
    return bool(_title(part)) or (place > 0 and not parts[place - 1].reports)


def _title(part: Clause) -> str:
    words = part.text
    for time in reversed(part.times):
        start, end = (place - part.start for place in time.span)
        words = f"{words[:start]} {words[end:]}"
    words = _TITLE_RUBBISH.sub(" ", words)
    for short, long in _LONG_FORMS:
        words = short.sub(long, words)
    body = Clause(0, len(words), words, ())
    title = " ".join(words[body.body_at :].split()).strip(_EDGES)
    return _DANGLING.sub("", title).strip(_EDGES)


def _kind(parts: Sequence[Clause]) -> tuple[Kind, bool]:
    """Give the first thing that is reported as done, and whether its words leave no doubt."""
    for part in parts:
        if part.plans or _CALLED_OFF.search(part.text):
            continue
        found = [
            (match.start(), order, kind, sure)
            for order, (kind, sure, sign) in enumerate(_SIGN)
            if (match := sign.search(part.text)) and not _NOT_DONE.search(part.text[: match.start()])
        ]
        if found:
            return _settled(found)
    return "note", True


def _settled(found: list[tuple[int, int, Kind, bool]]) -> tuple[Kind, bool]:
    kinds = {kind for _, _, kind, _ in found}
    # "visited", and a video "call", say more than what else is named beside them.
    for stronger in ("visit", "meeting"):
        if stronger in kinds:
            return stronger, any(sure for _, _, kind, sure in found if kind == stronger)
    _, _, kind, sure = min(found)
    return kind, sure


def _duration(parts: Sequence[Clause], times: Sequence[Expression], *, reported: bool) -> int | None:
    """Give how long the reported meeting or call took; "call Jane 5 min" is a report where it is known to be one."""
    for place, part in enumerate(parts):
        if part.orders and not (reported and place == 0):
            continue
        for match in _LENGTH.finditer(part.text):
            at = part.start + match.start()
            planned = any(time.span[0] <= at < time.span[1] and not match["from"] for time in times)
            minutes = _minutes(match)
            if not planned and 0 < minutes <= _LONGEST_MINUTES:
                return minutes
    return None


def minutes(text: str) -> int | None:
    """Give a length of time in minutes: `5m`, `1h30`, `90`; None for what is none."""
    plain = text.strip()
    if plain.isascii() and plain.isdecimal():
        given = int(plain[:_DIGITS])
    else:
        match = _LENGTH.fullmatch(plain) or _LENGTH.fullmatch(f"{plain}in")
        given = _minutes(match) if match is not None else 0
    return given if 0 < given <= _LONGEST_MINUTES else None


def _minutes(match: re.Match[str]) -> int:
    if match["both"]:
        return int(match["hours"]) * 60 + int(match["minutes"])
    if match["half"] or match["an"]:
        return 30 if match["half"] else 60
    if match["from"]:
        return _of_day(match["to"]) - _of_day(match["from"])
    count = float(match["count"].replace(",", "."))
    return round(count * (60 if match["unit"].lower().startswith("h") else 1))


def _of_day(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
