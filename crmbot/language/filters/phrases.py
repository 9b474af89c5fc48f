"""Comparisons in plain words: `over 50k`, `closing this month`, `quiet for 14 days`, `tagged pumps and key account`."""

import re
from collections.abc import Callable

from crmbot.language.filters import states
from crmbot.language.filters.terms import DAY, MEASURE, Known, Op, Piece, Term, addressed, compared, folded_key

Rule = Callable[[str, int, Known], Piece | None]

_SIZES = {
    "no more than": Op.AT_MOST,
    "not more than": Op.AT_MOST,
    "not over": Op.AT_MOST,
    "at most": Op.AT_MOST,
    "up to": Op.AT_MOST,
    "no less than": Op.AT_LEAST,
    "not less than": Op.AT_LEAST,
    "not under": Op.AT_LEAST,
    "at least": Op.AT_LEAST,
    "more than": Op.MORE,
    "greater than": Op.MORE,
    "bigger than": Op.MORE,
    "larger than": Op.MORE,
    "higher than": Op.MORE,
    "longer than": Op.MORE,
    "over": Op.MORE,
    "above": Op.MORE,
    "exceeding": Op.MORE,
    "less than": Op.LESS,
    "fewer than": Op.LESS,
    "smaller than": Op.LESS,
    "lower than": Op.LESS,
    "shorter than": Op.LESS,
    "under": Op.LESS,
    "below": Op.LESS,
}
_AGES = {"older than": Op.MORE, "newer than": Op.LESS, "younger than": Op.LESS}
_ENDS = {
    "before": Op.LESS,
    "until": Op.AT_MOST,
    "by": Op.AT_MOST,
    "after": Op.MORE,
    "since": Op.AT_LEAST,
    "from": Op.AT_LEAST,
    "in": Op.IS,
    "on": Op.IS,
}
_VERBS = {
    "closing": ("close",),
    "closes": ("close",),
    "close": ("close",),
    "due": ("due",),
    "created": ("created",),
    "made": ("created",),
    "added": ("created",),
    "new": ("created",),
    "changed": ("changed",),
    "updated": ("changed",),
    "happened": ("when",),
    "won": ("closed", "close"),
    "lost": ("closed", "close"),
    "closed": ("closed", "close"),
}
_STATES = ("won", "lost")
_BARE_DAY = ("close", "due", "when", "created")
"""What a span of time by itself is about: the day that matters most of the kinds that have one."""

_LEAD = r"(?:(?:with|worth|and|that|which|who|are|is|an?|of|for|has|have)\s+){0,6}"
_KEY_WORDS = 3


def _any(words: dict[str, Op]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_SIZE = _pattern(rf"{_LEAD}(?P<words>{_any(_SIZES)})\s+(?P<value>{MEASURE})")
_BETWEEN = _pattern(rf"{_LEAD}between\s+(?P<least>{MEASURE})\s+and\s+(?P<most>{MEASURE})")
_AGE = _pattern(rf"{_LEAD}(?P<words>{_any(_AGES)})\s+(?P<value>{MEASURE})")
_FOR = _pattern(rf"{_LEAD}(?P<key>quiet|idle)\s+for\s+(?P<value>{MEASURE})")
_SPAN = _pattern(rf"{_LEAD}(?:(?P<verb>{'|'.join(_VERBS)})\s+)?(?:(?P<end>{'|'.join(_ENDS)})\s+)?(?P<day>{DAY})")
_TAGGED = _pattern(rf"{_LEAD}(?:tagged|tags?)\s+(?:(?:with|as)\s+)?(?=[^\s:<>!=])")
_OWNED = _pattern(rf"{_LEAD}(?:owned|held)\s+by\s+@?(?P<name>\"[^\"]+\"|[^\W\d_][\w.@-]*)")
_BETWEEN_TAGS = re.compile(r"\s*(?:,|\band\b|&)\s*(?:and\s+)?", re.IGNORECASE)
_TAG_WORD = re.compile(r"\s*[^\s,\"]+")
_QUOTED_TAG = re.compile(r'"([^"]+)"')


def sized(line: str, at: int, known: Known) -> Piece | None:
    """Read `over 50k`, `amount at least 10k`, `fleet size between 10 and 20`; without a key it is the amount."""
    key, behind = _key(line, at, known)
    key = key or known.first("amount", "budget")
    found = _SIZE.match(line, behind)
    if found is not None and key:
        op = _SIZES[" ".join(found["words"].lower().split())]
        return _said(line, at, found.end(), Term(key, op, (found["value"],), ""))
    both = _BETWEEN.match(line, behind)
    if both is None or not key:
        return None
    least, most = Term(key, Op.AT_LEAST, (both["least"],), ""), Term(key, Op.AT_MOST, (both["most"],), "")
    return _said(line, at, both.end(), least, most)


def aged(line: str, at: int, known: Known) -> Piece | None:
    """Read `older than 14 days` and `quiet for 2 weeks`."""
    found = _AGE.match(line, at)
    if found is not None and "new" in known:
        op = _AGES[" ".join(found["words"].lower().split())]
        return _said(line, at, found.end(), Term("new", op, (found["value"],), ""))
    quiet = _FOR.match(line, at)
    if quiet is not None and "quiet" in known:
        return _said(line, at, quiet.end(), Term("quiet", Op.AT_LEAST, (quiet["value"],), ""))
    return None


def dated(line: str, at: int, known: Known) -> Piece | None:
    """Read `closing this month`, `due before friday`, `won last week`, `this quarter`."""
    found = _SPAN.match(line, at)
    if found is None:
        return None
    verb, end, day = (found["verb"] or "").lower(), (found["end"] or "").lower(), found["day"]
    key = known.first(*_VERBS.get(verb, _BARE_DAY))
    is_state = f"is:{folded_key(found[0])}" in known
    if not key or is_state or not (verb or end or _is_span(day)):
        return None
    state = (Term("is", Op.IS, (verb,), ""),) if verb in _STATES and f"is:{verb}" in known else ()
    return _said(line, at, found.end(), *state, Term(key, _ENDS.get(end, Op.IS), (day,), ""))


def _is_span(day: str) -> bool:
    """Tell whether a day stands for itself: `may`, `sun` and `q1` are words, too."""
    return bool(re.match(r"(?:this|last|next|past|current|previous|today|tomorrow|yesterday)\b", day, re.IGNORECASE))


def labelled(line: str, at: int, known: Known) -> Piece | None:
    """Read `tagged pumps and key account`: tags of several words, up to whatever else is a term."""
    found = _TAGGED.match(line, at)
    if found is None or "tag" not in known:
        return None
    names, end = _tags(line, found.end(), known)
    return _said(line, at, end, *(Term("tag", Op.IS, (name.lstrip("#"),), "") for name in names)) if names else None


def _tags(line: str, at: int, known: Known) -> tuple[list[str], int]:
    names: list[str] = []
    is_open = False  # whether the last name may go on
    while at < len(line):
        between = _BETWEEN_TAGS.match(line, at)
        start = between.end() if between is not None and names else at + len(line[at:]) - len(line[at:].lstrip())
        is_open = is_open and between is None
        if any(rule(line, start, known) for rule in _OTHERS):
            break
        quoted, word = _QUOTED_TAG.match(line, start), _TAG_WORD.match(line, start)
        if quoted is not None:
            names.append(quoted[1])
            at, is_open = quoted.end(), False
        elif word is not None:
            names[-1:] = [f"{names[-1]} {word[0].strip()}"] if is_open else [*names[-1:], word[0].strip()]
            at, is_open = word.end(), True
        else:
            break
    return names, at


def owned(line: str, at: int, known: Known) -> Piece | None:
    """Read `owned by ben`."""
    found = _OWNED.match(line, at)
    if found is None or "owner" not in known:
        return None
    return _said(line, at, found.end(), Term("owner", Op.IS, (found["name"].strip('"'),), ""))


def _key(line: str, at: int, known: Known) -> tuple[str, int]:
    """Return the longest known key that stands here, and where it ends."""
    for count in range(_KEY_WORDS, 0, -1):
        words = re.compile(rf"{_LEAD}(?P<key>[^\W\d][\w'-]*(?:[ ]+[\w'-]+){{{count - 1}}})\s+", re.IGNORECASE)
        found = words.match(line, at)
        if found is not None and folded_key(found["key"]) in known:
            return folded_key(found["key"]), found.end()
    return "", at


def _said(line: str, at: int, end: int, *terms: Term) -> Piece:
    """Give the terms the words they were said in."""
    text = line[at:end].strip()
    return Piece(tuple(Term(term.key, term.op, term.values, text) for term in terms), end)


RULES: tuple[Rule, ...] = (sized, aged, dated, labelled, owned, *states.RULES)
_OTHERS: tuple[Rule, ...] = (compared, addressed, sized, aged, dated, owned, *states.RULES)
