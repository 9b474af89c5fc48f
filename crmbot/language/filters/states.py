"""States and orders in plain words: `stuck`, `without a next step`, `with no phone`, `sort by amount`."""

import re

from crmbot.language.filters.terms import MEASURE, Known, Op, Piece, Term, folded_key
from crmbot.language.fold import fold

_LEAD = r"(?:(?:that|which|who|are|is|and|have|has|gone|going|been)\s+){0,4}"
_END = r"(?![\w-])"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


_STUCK = _pattern(
    rf"{_LEAD}(?:stuck|stalled|dormant|sleeping|neglected|nowhere|stale|rotting|gone\s+(?:quiet|cold)"
    rf"|not\s+moving|forgotten){_END}"
)
_UNPLANNED = _pattern(
    rf"{_LEAD}(?:without|with\s+no|with\s+nothing|no|nothing|missing)\s+(?:an?\s+|any\s+|the\s+)?"
    rf"(?:next\s+(?:steps?|actions?|tasks?)|follow[\s-]?ups?|plans?|planned|(?:open\s+)?tasks?){_END}"
)
_UNTOUCHED = _pattern(
    rf"{_LEAD}(?:not\s+(?:touched|contacted|called|visited|seen|updated|spoken\s+(?:to|with)|heard\s+(?:of|from))"
    rf"|untouched|no\s+(?:activity|contact|touch|news)|nothing\s+(?:happened|done))"
    rf"\s+(?:for|in|since)\s+(?:the\s+last\s+|over\s+|more\s+than\s+)?(?P<value>{MEASURE})"
)
_LACKING = _pattern(
    rf"{_LEAD}(?P<how>without|with\s+no|no|missing|lacking|with)\s+(?:an?\s+|any\s+|the\s+|their\s+)?"
    r"(?P<key>[^\W\d][\w-]*(?:\s+[^\W\d][\w-]*){0,1})"
)
_LATE = _pattern(rf"{_LEAD}(?:past\s+(?:their\s+)?close(?:\s+date)?|late){_END}")
_FRESH = _pattern(rf"{_LEAD}(?P<word>new|recent){_END}(?!\s*[:<>=])")
_HOT = _pattern(rf"{_LEAD}(?P<word>hot|warm|promising|cold){_END}")
_ORDERED = _pattern(
    r"(?:the\s+|by\s+)?(?P<word>biggest|largest|highest|smallest|lowest|newest|latest|oldest|likeliest|hottest"
    rf"|most\s+(?:likely|recent)|top(?=\s+\d|\s+first|\s*$)){_END}(?:\s+\d{{1,3}})?(?:\s+(?:one\s+)?(?:first|ones?))?{_END}"
)
_SORTED = _pattern(
    r"(?:(?:sort(?:ed)?|order(?:ed)?|rank(?:ed)?)\s+(?:them\s+)?(?:by|on)\s+|by\s+(?=(?:amount|value|size|worth|chance"
    r"|probability|(?:clos(?:e|ing)\s+|due\s+)?date|age)\b"
    r"|(?:name|created)\s*$))(?P<key>[^\W\d][\w-]*(?:\s+date)?)"
    rf"(?:\s+(?P<way>asc\w*|desc\w*|up|down)(?:\s+first)?)?{_END}"
)
_PER = _pattern(
    r"(?:(?:(?:counted|count|grouped|group|split|summed|sum|broken\s+down|breakdown)\s+)?(?:by|per)|for\s+each)\s+"
    r"(?:the\s+)?(?P<key>city|town|country|state|industry|source|company|owner|rep|colleague|person|team|stage|status"
    rf"|grade|kind|type|reason|pipeline|role|department|currency){_END}(?!\s*[:<>=])"
)
_SIZE = ("amount", "budget", "turnover", "employees")
_ORDERS = {
    **dict.fromkeys(("biggest", "largest", "highest", "top"), (_SIZE, "-")),
    **dict.fromkeys(("smallest", "lowest"), (_SIZE, "")),
    **dict.fromkeys(("newest", "latest", "most recent"), (("created",), "-")),
    "oldest": (("created",), ""),
    **dict.fromkeys(("likeliest", "hottest", "most likely"), (("prob",), "-")),
}
"""By what is sorted, the first that a list knows, and whether from the largest on."""
_SORT_KEYS = {
    "value": ("amount", "turnover", "budget"),
    "size": ("amount", "employees"),
    "worth": ("amount",),
    "money": ("amount",),
    "date": ("close", "due", "start", "when", "created"),
    "closing date": ("close",),
    "close date": ("close",),
    "due date": ("due",),
    "age": ("created",),
    "chance": ("prob",),
    "probability": ("prob",),
}
_PER_KEYS = dict.fromkeys(("rep", "colleague", "person"), ("owner",))
_FALLING = frozenset({"amount", "prob", "created", "changed", "turnover", "budget", "employees", "best", "worst"})
"""What is sorted by these is read from the largest on."""
_CALLED = {
    "phone number": "phone",
    "number": "phone",
    "telephone": "phone",
    "mobile number": "mobile",
    "email address": "email",
    "e mail": "email",
    "mail": "email",
    "address": "city",
    "closing date": "close",
    "close date": "close",
    "due date": "due",
    "date": "close",
    "value": "amount",
    "price": "amount",
    "tags": "tag",
}
_LACKABLE = frozenset(
    "phone mobile email website city country industry source close amount due owner tag company role budget street"
    " postcode employees turnover".split()
)


def idle(line: str, at: int, known: Known) -> Piece | None:
    """Read `stuck`, `gone quiet`, `without a next step`, `late`, `not contacted for 30 days`."""
    untouched = _UNTOUCHED.match(line, at)
    if untouched is not None and "quiet" in known:
        return _piece(line, at, untouched.end(), Term("quiet", Op.AT_LEAST, (untouched["value"],), ""))
    for pattern, state in ((_STUCK, "idle"), (_UNPLANNED, "unplanned"), (_LATE, "overdue")):
        found = pattern.match(line, at)
        # A state of one word is told from other words by whoever knows it; one of several words only here.
        is_state = found is not None and " " not in found[0] and f"is:{fold(found[0])}" in known
        if found is not None and f"is:{state}" in known and not is_state:
            return _piece(line, at, found.end(), Term("is", Op.IS, (state,), ""))
    stuck = _STUCK.match(line, at)
    if stuck is not None and "quiet" in known:
        return _piece(line, at, stuck.end(), Term("quiet", Op.MORE, ("30d",), ""))
    fresh = _FRESH.match(line, at)
    if fresh is None or "new" not in known or f"is:{fold(fresh['word'])}" in known:
        return None
    return _piece(line, at, fresh.end(), Term("new", Op.LESS, ("14d",), ""))


def promising(line: str, at: int, known: Known) -> Piece | None:
    """Read `hot` and `cold`: of leads the prospects and the suspects, of deals the likeliest and the least likely."""
    found = _HOT.match(line, at)
    if found is None:
        return None
    is_hot = found["word"].lower() != "cold"
    if "is:suspect" in known:
        return _piece(line, at, found.end(), Term("is", Op.IS, ("prospect" if is_hot else "suspect",), ""))
    return (
        _piece(line, at, found.end(), Term("sort", Op.IS, ("-prob" if is_hot else "prob",), ""))
        if "prob" in known
        else None
    )


def lacking(line: str, at: int, known: Known) -> Piece | None:
    """Read `without a phone`, `with no close date` and `with an email`."""
    found = _LACKING.match(line, at)
    if found is None:
        return None
    words = found["key"].split()
    for count in range(len(words), 0, -1):
        said = folded_key(" ".join(words[:count]))
        key = _CALLED.get(said, said)
        if key in _LACKABLE and key in known:
            end = found.start("key") + len(re.match(rf"\S+(?:\s+\S+){{{count - 1}}}", found["key"])[0])  # type: ignore[index]  # it has so many words
            op = Op.NOT if found["how"].lower() == "with" else Op.IS
            return _piece(line, at, end, Term(key, op, ("-",), ""))
    return None


def ordered(line: str, at: int, known: Known) -> Piece | None:
    """Read `biggest`, `oldest first`, `sort by amount`."""
    if "sort" not in known:
        return None
    found = _SORTED.match(line, at)
    if found is not None:
        return _piece(line, at, found.end(), Term("sort", Op.IS, (_by(found, known),), ""))
    first = _ORDERED.match(line, at)
    keys, way = _ORDERS[" ".join(first["word"].lower().split())] if first is not None else ((), "")
    key = known.first(*keys)
    if first is None or not key:
        return None
    return _piece(line, at, first.end(), Term("sort", Op.IS, (f"{way}{key}",), ""))


def counted(line: str, at: int, known: Known) -> Piece | None:
    """Read `by city`, `per source`, `grouped by owner`: how many stand where is asked."""
    found = _PER.match(line, at) if "per" in known else None
    if found is None:
        return None
    said = found["key"].lower()
    key = known.first(said, *_PER_KEYS.get(said, ()))
    return _piece(line, at, found.end(), Term("per", Op.IS, (key,), "")) if key else None


def _by(found: re.Match[str], known: Known) -> str:
    said = folded_key(found["key"])
    key = known.first(*_SORT_KEYS.get(said, ()), said) or said
    way = (found["way"] or "").lower()
    falls = way[:1] == "d" if way else key in _FALLING
    return f"-{key}" if falls else key


def _piece(line: str, at: int, end: int, term: Term) -> Piece:
    """Give a term the words it was said in."""
    return Piece((Term(term.key, term.op, term.values, line[at:end].strip()),), end)


RULES = (idle, promising, lacking, ordered, counted)
