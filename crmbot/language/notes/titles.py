"""What a follow-up is called: the action as typed, without its time, the company, and words like "remind me to"."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice, takewhile

from crmbot.language.clauses import Clause, is_clock, lead_in
from crmbot.language.notes.covering import COMPANY, NAME
from crmbot.language.when import Expression

_EDGES = ' \t\n.,;:!?-()>/&+\u2013\u2014\u2192"\u201c\u201d'
_COMPANY = re.compile(rf"(?:\b(?:at|@|for|with|w/|from|of)\s+)?(?:the\s+)?{COMPANY}+(?:'s)?")
_NOT_THEN = re.compile(
    r"\b(?:but\s+)?not\s+(?:on\s+)?(?:(?:this|next)\s+)?(?:mon|tue|wed|thu|fri|sat|sun|today|tomorrow)\w*(?:\s+but\b)?",
    re.IGNORECASE,
)
_COPIED = re.compile(r"(?<!\w)cc\b|(?<!\S)-?ish\b|\bw/\s*(?=$|[.,;])|(?<=\s\s)[ap]m\b", re.IGNORECASE)
# Who it is about, and that they want, need or promise something, before the thing itself.
_SUBJECT = re.compile(
    rf"[\s,;:()&+-]*(?:(?:dr|mr|mrs|ms)\.?\s+)?(?:{NAME}|\b(?:he|she|they|it|we|i|customer|client|his\s+team|her\s+team|their\s+team)\b)(?:'s|'d)?"
    r"(?:\s+(?:at|@|from|of|and|with|w/|for)(?=\s|$))?",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"""\s*\b(?:says?|said|asks?|asked|wants?|wanted|needs?|needed|would\s+like|d\s+like|requests?|requested|expects?|promised
        |agreed|will|'?ll|is\s+going|going(?!\s+back)|confirm(?:ed|s)|keen|hop(?:es?|ing)|plans?|prefers?|suggests?|suggested|mentioned
        |looking|booked|scheduled|arranged|pencilled\s+in|can|to|for|that|us|me|if)\b(?:\s+(?:to|for|us|me|that|a|an|the)\b){0,4}""",
    re.IGNORECASE | re.VERBOSE,
)
_WILL = re.compile(r"\s*(?:'ll|\b(?:he|she|they|it|we|i)'?ll\b|\bwill\b)", re.IGNORECASE)
_THEIRS = re.compile(
    rf"""[\s(]*(?:{NAME}(?:\s+(?:at|of|from|@)\s+{NAME})?|he|she|they|it|customer|client|(?:his|her|their)\s+\w+)\s*\)?
        (?:'ll\b|'d\b|\s+(?:will|would|says?|said|to|wants?|promised|needs?|can|asked|confirmed|agreed|hopes|plans)\b)
        (?!\s+(?:me|us)\b)
        |[\s(]*(?:he|she|they)\s+(?!me\b|us\b|(?:asked|told|wants?|needs?|says?|said)\b)\w""",
    re.IGNORECASE | re.VERBOSE,
)
_MOVES = re.compile(
    r"""(?:mov|push|reschedul|postpon|shift|switch|chang|put\s+back|br(?:ing|ought)\s+forward|bump|re-?book|delay)(?:ed?|ing|es?)?
        \s+(?:(?:the|our|his|her|their)\s+)?(?P<what>\w.{0,60}?)\s*(?:\b(?:to|until|back|out|for|from|forward)\b.*)?$""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_BROUGHT = re.compile(
    r"(?:bring|brought|put|pull(?:ed)?)\s+(?:(?:the|our|his|her|their)\s+)?(?P<what>\w.{0,60}?)\s+(?:forward|back|off)\b.*$",
    re.IGNORECASE | re.DOTALL,
)
_MOVED = re.compile(
    r"""(?P<what>\w.{0,80}?)\s+(?:(?:has|have|been|was|is|got|now)\s+){0,3}(?:moved|pushed|rescheduled|postponed|shifted
        |switched|changed|rebooked|brought\s+forward|put\s+back|bumped|delayed)\b.*$""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)
_DANGLING = re.compile(
    r"""(?:^|(?<!\s)\s+)(?:on|at|by|before|due|for|in|and|or|the|to|is|are|be|booked|set|scheduled|planned|from|of|a|an|w/|with|until
        |til|till|around|about|sometime|then|next|confirmed|now|@)$""",
    re.IGNORECASE | re.VERBOSE,
)
_LONG_FORMS = (
    (re.compile(r"\b(?:f/?up|f/u|followup|follow-up)\b", re.IGNORECASE), "follow up"),
    (re.compile(r"\bmtg\b", re.IGNORECASE), "meeting"),
    (re.compile(r"\bcb\b", re.IGNORECASE), "callback"),
    (re.compile(r"\bsnd\b", re.IGNORECASE), "send"),
)
_EMPTY = frozenset(
    "maybe perhaps possibly probably likely hopefully not until then earliest latest sometime around about asap too"
    " also ok only just still yes either or and is it will be by due now soon next later early late prob".split()
)
_POINTERS = frozenset("it that this them these those one ones ideally preferably".split())
_FIGURE = re.compile(r"[^\w\s]*\d[\d.,]*(?:k|m|mn)?[^\w\s]*", re.IGNORECASE)
_NO_EVENTS = frozenset("to from by on until back for it this that him her them things us me".split())
_MOST_STEPS = 12
_ALSO = re.compile(r"\s*(?:[,&+]|(?:and|then|plus)\b)\s*(?:(?:and|then)\s+)?[a-z]", re.IGNORECASE)
_HOLLOW = re.compile(r"[(\[]\s*[)\]]")


def title_of(part: Clause, said: str, times: Sequence[Expression]) -> str:
    """Return what is to be done by a clause, in its own words; empty where it says no more than a time.

    Args: `said`: the whole message as typed. `times`: every time in it, for none belongs in a title.
    """
    plain = _without_times(part, times)
    plain = _COPIED.sub(_blank, _NOT_THEN.sub(_blank, plain))
    plain = _COPIED.sub(_blank, _COMPANY.sub(_blank, _first_of_two(plain, part)))
    first, last = _event(plain, _body_at(plain))
    words = _typed(plain, said[part.start : part.end], first, last)
    for short, long in _LONG_FORMS:
        words = short.sub(long, words)
    return _trimmed(words)


def is_theirs(part: Clause) -> bool:
    """Tell that a clause says what somebody else will do, wants or promises."""
    return _THEIRS.match(part.text) is not None


def is_empty(title: str) -> bool:
    """Tell that a title names nothing to do: "maybe", "not until"."""
    return all(word in _EMPTY or _FIGURE.fullmatch(word) for word in title.lower().split())


def points_back(title: str) -> bool:
    """Tell that a title only points at what was said before: "needs it by Friday", "ideally on Thursday"."""
    return title.lower() in _POINTERS


def _without_times(part: Clause, times: Sequence[Expression]) -> str:
    plain = part.text
    behind = islice(times, bisect_right(times, part.start, key=lambda time: time.span[1]), None)
    for time in takewhile(lambda time: time.span[0] < part.end, behind):
        start, end = max(time.span[0] - part.start, 0), min(time.span[1], part.end) - part.start
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return plain


def _first_of_two(plain: str, part: Clause) -> str:
    """Blank what is to be done at a second time: "training 1/11 and go live 1/18"."""
    if len(part.times) < 2:  # noqa: PLR2004 - two times
        return plain
    end = part.times[0].span[1] - part.start
    also = None if any(is_clock(time) for time in part.times[:2]) else _ALSO.match(plain, end)
    return plain[:end] + " " * (len(plain) - end) if also else plain


def _body_at(plain: str) -> int:
    """Give where the action begins: behind who it is about, and behind words that announce it."""
    at = 0
    for _ in range(_MOST_STEPS):
        after = _step(plain, at)
        if after == at:
            return at
        at = after
    return at


def _step(plain: str, at: int) -> int:
    at = _lead(plain, at)
    subject = _SUBJECT.match(plain, at)
    if subject and plain[subject.end() :].strip(_EDGES):
        at = subject.end()
    will = _WILL.match(plain, at)
    at = will.end() if will else at
    telling = _TELLING.match(plain, at)
    if telling and plain[telling.end() :].strip(_EDGES):
        at = telling.end()
    return _lead(plain, at)


def _lead(plain: str, at: int) -> int:
    after = lead_in(plain, at)
    return after if plain[after:].strip(_EDGES) else at


def _event(plain: str, start: int) -> tuple[int, int]:
    """Give where the name of an event stands that is moved to another time, or else all of it."""
    moved = _MOVES.match(plain, start) or _BROUGHT.match(plain, start) or _MOVED.match(plain, start)
    if moved and moved["what"].strip().lower() not in _NO_EVENTS:
        return moved.span("what")
    return start, len(plain)


def _typed(plain: str, said: str, first: int, last: int) -> str:
    """Return the words as they were typed, less what was blanked."""
    return "".join(
        " " if shown == " " else typed for shown, typed in zip(plain[first:last], said[first:last], strict=True)
    )


def _trimmed(words: str) -> str:
    title = " ".join(_HOLLOW.sub(" ", words).split()).strip(_EDGES)
    for _ in range(3):
        title = _DANGLING.sub("", title).strip(_EDGES)
    return f"{title})" if title.count("(") > title.count(")") else title


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
