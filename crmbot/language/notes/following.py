"""What a message asks to be done, and when."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import islice

from crmbot.language.clauses import Clause, is_clock
from crmbot.language.notes.doubting import is_meant
from crmbot.language.notes.titles import is_empty, is_theirs, points_back, title_of
from crmbot.language.notes.values import FollowUp
from crmbot.language.when import Expression

_UNTIL = ("until", "till", "til")
_UNDUE = (*_UNTIL, "up to", "up until", "up till", "since", "last", "yesterday")
# "Send him the contract until Wednesday" says when it is due, "out until Wednesday" how long something is so.
_WANTED_UNTIL = re.compile(
    r"\b(?:send|deliver|submit|reply|answer|respond|finish|prepare|return|needs?|wants?|expects?|confirm|feedback)\b[^.;:!?]*$",
    re.IGNORECASE,
)
# An action of ours though no order to oneself: it goes before what others do.
_OURS = re.compile(
    r"(?:ship|fix|draft|confirm|return|collect|pick\s+up|drop|bring|submit|update|revise|introduce|invite|forward|share|process"
    r"|raise|issue|re-?send|reply|respond|answer|discuss|go(?:ing)?\s+(?:over|back|through|see)|ask|revisit|re-?book|re-?schedule|remind|pop|swing"
    r"|start|begin|launch|set\s+up|organi[sz]e|stop|try|review|bump|re-?try|finali[sz]e|get|give|take|make|put|find|look|let|tell|show|ask|come|bring|sort|order|post|snd|cb|callback)\b",
    re.IGNORECASE,
)
# Nobody says so of what was: with an hour alone it is still to be done, "cb 12:45".
_NEVER_HELD = re.compile(
    r"(?:cb|callback|call\s?back|re-?try|try\s+again|re-?book|re-?schedule|chase|reply|respond|submit|send|snd|confirm|return"
    r"|collect|ping|nudge)\b(?!\s+(?:from|was|came))",
    re.IGNORECASE,
)
# What is so for a time, and nothing anybody does: "away", "contract ends", "no budget".
_STATE = re.compile(
    r"^(?:(?:is|are|he's|she's|they're|gone|will|be|not|still|all|only|very|the|shop|site|office|back|currently|again|now|really|in)\s+)*"
    r"(?:no\b(?!\s*-?show).*|not\b.*|away|out(?:\s+of\s+(?:the\s+)?office)?|ooo|off(?:\s+(?:sick|work|on\s+\w+))?|back(?:\s+(?:in|at|from)\b.*)?|busy.*|free|available"
    r"|closed|shut|in(?:\s+(?:town|the\s+office|the\s+area|later))?|travell?ing|on\s+(?:holiday|vacation|leave|annual\s+leave|pto|hols?|a?\s*maternity|paternity).*|sick|tied\s+up|booked\s+(?:up|solid)|full|quiet|leaving.*|retiring.*|moving\s+(?:house|offices?|premises|in|out|jobs?)"
    r"|changing\s+jobs?|getting\s+married|closing\s+down|(?:the\s+)?(?:budgets?|funding|funds|capex|spend))$",
    re.IGNORECASE,
)
_FACT = re.compile(
    r"\w\s+(?:starts?|begins?|ends?|expires?|opens?|closes?|finish(?:es)?|runs?\s+(?:out|until|to)|lapses?|is\s+up|resets?|renews?|over|kicks?\s+in"
    r"|retires?|starting|ending|expiring|slip(?:s|ping|ped)?)$",
    re.IGNORECASE,
)
# Nobody promised it: "may sign in June".
_UNSURE = re.compile(r"(?:may|might|could)\b(?!\s+(?:you|we|i)\b)", re.IGNORECASE)
_CALLBACK = re.compile(
    r"\b(?:call|callback|meeting|mtg|demo|zoom|teams|visit|appointment|ring|catch\s*up)\b", re.IGNORECASE
)
# Behind what is told as done a day may still be one to come, where the words leave no doubt of it.
_SETTLED = re.compile(r"\b(?:signed|won|closed|paid|ordered|lost)\b", re.IGNORECASE)
_DONE = re.compile(
    r"\b(?:met|called|rang|phoned|spoke|talked|saw|visited|e-?mailed|texted|was|were|had|went|came|stopped|dropped|popped|drove|toured"
    r"|walked|ran|did|gave|showed|presented|yesterday|earlier|ago)\b",
    re.IGNORECASE,
)
_SURELY = re.compile(
    r"\b(?:next|tom\w*|tmr\w*|tmw|2mor\w*|in(?!\s+\d+\s*m)|by|due|before|eod|eow|eom|end\s+of)\b", re.IGNORECASE
)
_EVENT = re.compile(
    r"\b(?:demo|meeting|mtg|call|visit|lunch|coffee|zoom|review|workshop|training|install\w*|delivery)\b", re.IGNORECASE
)
_FOR_EVENT = re.compile(
    r"\b(?:for|ok\s+with|on\s+for|to)\s+(?:an?\s+|the\s+|our\s+)?(?P<event>demo|meeting|mtg|call|visit|lunch|coffee|zoom|review|workshop|training|install\w*|delivery|kick-?off)\s*$",
    re.IGNORECASE,
)
_REMINDER = "reminder"
"""What is called so that has no other words."""
_ARRANGED = re.compile(r"\b(?:booked|scheduled|set|arranged|agreed|pencilled|confirmed)\b", re.IGNORECASE)
_AFTER_DAY = re.compile(r"after\b", re.IGNORECASE)
_CONDITION = re.compile(r"\W*(?:if|unless)\b", re.IGNORECASE)
_CALLED_OFF = re.compile(r"\W*(?:cancel\w*|called\s+off|scrapped|(?:is\s+)?off|no\s+longer)\W*", re.IGNORECASE)
# What somebody else does under a condition is no promise: "they order in march if at all".
_PERHAPS = re.compile(r"\b(?:if|unless|assuming|provided|depending|subject\s+to|in\s+case)\b", re.IGNORECASE)
_MOVED_ONLY = re.compile(
    r"(?:moved|pushed|rescheduled|postponed|rebooked|rearranged|shifted|now)(?:\s+back)?|(?:the\s+)?new\s+(?:date|time|slot|day)(?:\s+is)?",
    re.IGNORECASE,
)

_THING = re.compile(
    r"'s\b|\s+(?!(?:at|on|to|re|about|abt|for|with|w|and|or|if|when|by|from|as|is|he|she|they|i|we|it|the|a|an|then|pls|please|of|in|before|after|around|unless"
    r"|but|so|call|ring|send|follow|ask|am|pm|morning|afternoon|evening)\b)[a-z]{2,}",
    re.IGNORECASE,
)
_MOVED = re.compile(
    r"\b(?:mov\w+|push\w*|re-?schedul\w+|postpon\w+|shift\w*|switch\w*|chang\w+|put\s+back|brought\s+forward|bumped|delayed)\b.{0,60}?\s+to\b",
    re.IGNORECASE | re.DOTALL,
)
_FEAST = re.compile(
    r"(?:the\s+)?(?:xmas|x-mas|christmas|easter|halloween|thanksgiving|valentine'?s?|new\s+year'?s?|black\s+friday|cyber\s+monday|boxing)(?:\s+(?:day|eve))?",
    re.IGNORECASE,
)
_MOST = 60
"""Clauses with a time that are looked at: behind so many nothing is asked for."""
_WISH = re.compile(r"\b(?:happy|merry)\s+$", re.IGNORECASE)
# "Meeting re q2" tells what it was about.
_WIDE = frozenset({"month", "quarter", "season", "year", "decade"})
_TOPIC = re.compile(r"\b(?:re|about|abt|regarding|covering|on)\s+(?:the\s+)?$", re.IGNORECASE)
_TODAY = re.compile(r"(?:earlier\s+)?today|this\s+(?:morning|afternoon)", re.IGNORECASE)
_NOW = re.compile(r"(?:for\s+|right\s+|just\s+)?now|(?:this|next)\s+time", re.IGNORECASE)


def looks_ahead(time: Expression, text: str, today: date) -> bool:
    """Tell whether a time of a text can be when something falls due; "now" and "xmas hours" are no such times."""
    said = time.text.lower()
    if said.startswith(_UNTIL) and _WANTED_UNTIL.search(text[max(time.span[0] - 60, 0) : time.span[0]]):
        return True
    since = said.startswith("from") and time.until is None  # "from 9 to 11" is when it is due
    if said.startswith(_UNDUE) or since or _NOW.fullmatch(time.text):
        return False
    if _FEAST.fullmatch(time.text) and (_THING.match(text, time.span[1]) or _WISH.search(text[: time.span[0]][-20:])):
        return False
    if time.grain in _WIDE and _TOPIC.search(text[max(time.span[0] - 20, 0) : time.span[0]]):
        return False
    meant_as_past = time.doubt is not None and time.doubt.reason == "past" and not time.doubt.options
    return not (meant_as_past or _is_over(time, today))


def _is_over(time: Expression, today: date) -> bool:
    """Tell that all of a stretch lies behind: "the Q4 2000 sheets" are due at no time."""
    last = time.stretch.last if time.stretch is not None else None
    return time.grain in _WIDE and last is not None and last.on < today


def follow_up_of(parts: Sequence[Clause], said: str, times: Sequence[Expression]) -> FollowUp | None:
    """Return the first thing to do that has a time; what we are to do goes first, None where there is nothing.

    Args: `said`: the message as typed, `times`: every time in it.
    """
    dated = [place for place, part in enumerate(parts) if part.times and not part.refuses]
    first: FollowUp | None = None
    weak = False  # "can we do Friday?" stands back behind what is said to be, "visit today" behind a later day
    for place in islice(dated, _MOST):
        if place and _CALLED_OFF.fullmatch(parts[place - 1].text):
            continue
        part = _with_nearer(place, parts)
        title = _title(place, parts, said, times)
        planned = _is_plan(part, title)
        if part.orders or (planned and _OURS.match(title) and not is_theirs(part)):
            return _follow_up(part, title, sure=is_meant(place, parts))
        if planned and (first is None or (weak and not _is_weak(part))):
            first, weak = _follow_up(part, title, sure=False), _is_weak(part)
    return first


def _is_weak(part: Clause) -> bool:
    """Tell whether a plan is one perhaps: it is asked for, or what is on today, of which the rest of the note tells."""
    return part.asks or all(_TODAY.fullmatch(time.text) for time in part.times)


def _with_nearer(place: int, parts: Sequence[Clause]) -> Clause:
    """Return a clause with what the next one says alone: the hour of its day, or the day behind "after the 4th"."""
    part = parts[place]
    behind = parts[place + 1] if place + 1 < len(parts) else None
    if behind is None or len(behind.times) != 1 or not _is_all(behind.times[0], behind):
        return part
    if is_clock(behind.times[0]):
        return replace(part, times=(*part.times, *behind.times)) if not any(map(is_clock, part.times)) else part
    return replace(part, times=behind.times) if all(_AFTER_DAY.match(time.text) for time in part.times) else part


def _is_all(time: Expression, part: Clause) -> bool:
    """Tell that a clause says nothing but a time."""
    return not (part.text[: time.span[0] - part.start] + part.text[time.span[1] - part.start :]).strip(" ().-")


def _follow_up(part: Clause, title: str, *, sure: bool) -> FollowUp:
    time = _due(part)
    certain = sure and part.orders and time.doubt is None and time.when is not None
    return FollowUp(title, time, certain, (part.start, part.end))


def _is_plan(part: Clause, title: str) -> bool:
    if _AFTER_DAY.match(part.times[0].text) and not is_clock(part.times[0]):
        return part.orders or _OURS.match(title) is not None  # "closed after easter" tells of no deed
    if _PERHAPS.search(part.text) and not part.orders and (is_theirs(part) or not _OURS.match(title)):
        return False
    if is_empty(title) or _STATE.match(title) or _FACT.search(title) or _UNSURE.match(title):
        return False
    if not part.names_day:
        if part.reports:
            return False
        if _NEVER_HELD.match(title) or (part.times[0].text[:1].isalpha() and _CALLBACK.search(title)):
            return True
        return part.times[0].text[:1].isalpha() and _OURS.match(title) is not None
    if not part.reports or _FOR_EVENT.search(part.text[: part.times[0].span[0] - part.start]):
        return True
    return bool(_SETTLED.search(part.text) and not _DONE.search(part.text) and _SURELY.search(part.times[0].text))


def _title(place: int, parts: Sequence[Clause], said: str, times: Sequence[Expression]) -> str:
    """Return what is to be done; where a clause says no more than when, the one before or behind it says what."""
    part = parts[place]
    event = _FOR_EVENT.search(part.text[: part.times[0].span[0] - part.start])
    if event and (part.reports or _ARRANGED.search(part.text)):
        return event["event"]
    if _CONDITION.match(part.text) and _orders_behind(place, parts):
        return title_of(parts[place + 1], said, times)
    title = title_of(part, said, times)
    if _MOVED_ONLY.fullmatch(title):
        return next((event[0] for part in reversed(parts[:place]) if (event := _EVENT.search(part.text))), title)
    if title and not points_back(title) and not (is_empty(title) and part.orders):
        return title
    beside = _beside(place, parts)
    return title_of(beside, said, times) if beside is not None else _REMINDER if part.orders else ""


def _orders_behind(place: int, parts: Sequence[Clause]) -> bool:
    """Tell that the next clause is an order without a time of its own."""
    return place + 1 < len(parts) and parts[place + 1].orders and not parts[place + 1].times


def _beside(place: int, parts: Sequence[Clause]) -> Clause | None:
    """Return the clause that says what is to be done at the time of another: "contract next. 9 june"."""
    before = parts[place - 1] if place else None
    if before is not None and not before.reports and not before.times and not before.refuses:
        return before
    if _orders_behind(place, parts):
        return parts[place + 1]
    opens = place == 0 and len(parts) > 1
    plain = opens and not (parts[1].times or parts[1].reports or parts[1].refuses)
    return parts[1] if plain else None


def _due(part: Clause) -> Expression:
    """Return when a clause falls due, its day and its hour put together; the day of another thing is passed over."""
    moved = _MOVED.search(part.text)
    start = part.start + moved.end() if moved else part.start
    behind = [time for time in part.times if time.span[0] >= start] or list(part.times)
    times = [time for time in behind if not _is_of_a_thing(time, part)] or behind
    times = [time for time in times if is_clock(time) or not _AFTER_DAY.match(time.text)] or times
    first = times[0]
    for other in times[1:]:
        if is_clock(other) != is_clock(first):
            return _together(first, other)
    return _moved_to(first) if moved else first


def _moved_to(time: Expression) -> Expression:
    """Return the second time of "from 10am to 1pm", where something was moved from one to the other."""
    if time.until is None or not time.text.lower().startswith("from"):
        return time
    until = time.until if time.until.at or time.when is None else replace(time.until, at=time.when.at)
    return replace(time, when=until, until=None, stretch=None)


def _is_of_a_thing(time: Expression, part: Clause) -> bool:
    """Tell whether a day says which thing: "send monday's figures", "confirm the friday demo"."""
    return not is_clock(time) and _THING.match(part.text, time.span[1] - part.start) is not None


def _together(first: Expression, other: Expression) -> Expression:
    day, clock = (other, first) if is_clock(first) else (first, other)
    if day.when is None or clock.when is None or day.when.at is not None or clock.when.at is None:
        return first
    return replace(day, when=replace(day.when, at=clock.when.at, part=None), until=None, doubt=day.doubt)
