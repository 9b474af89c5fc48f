"""Questions about a record, answered by its card: `jane's phone`, `email of Acme`, `who is Ben?`; and what is one."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA

from crmbot.language.fold import fold
from crmbot.language.plain_words.phrasing import ways, with_apostrophe

_LONGEST = 120
"""Letters; what is longer is told, not asked."""

_FACT = (
    r"(?:(?:(?:(?:tele)?phone|mobile|cell|mob|tel|e-?mail|contact|postal|web)\.? ?)?"
    r"(?:numbers?|phone|mobile|cell|e-?mail|add?ress(?:es)?|web ?site|details|data)"
    r"|(?:(?:tele)?phone|mobile|cell) n[or]\.?|(?:mob|tel|ph)\.?(?: n[or]\.?)?)"
)
_WRITTEN = ("number", "phone", "telephone", "mobile", "email", "address", "adress", "website", "details", "birthday")
"""The facts that are most asked for, long enough to be known with a slip of the finger in them."""
_SHORTEST, _MOST = 4, 8
_OTHER_FACT = r"(?:boss|superior|company|employer|role|job(?: title)?|city|town|owner|name|tags?|birthday)"
_ASKS = r"(?:what(?:['’]?s| is| are| was)|give me|show me|tell me|get me|i need|do we have)"
_FACT_ABROAD = (
    r"(?:(?:was ist|wie ist|quel est|quelle est|cuál es|cual es|die|der|le|la|l['’]|el) ?)*(?:telefon|handy)?"
    r"(?:nummer|telefon|e-?mail(?:-?adresse)?|adresse|num[ée]ro(?: de t[ée]l[ée]phone)?|t[ée]l[ée]phone|mail"
    r"|courriel|n[uú]mero(?: de tel[ée]fono)?|tel[ée]fono|correo)"
)
_WHO = r"(?P<who>\S.{0,60}?)"
_NEWS = (
    r"(?:what(?:['’]s| is) (?:new|up|going on|happening|next|the (?:status|latest|story|state|news))"
    r" (?:with|at|of|on|for|from)|what do (?:we|you|i) know (?:about|of)|(?:tell|remind) me about|how(?:['’]s| is)"
    r"|when did (?:we|i|anyone|somebody|you) last (?:talk|speak|call|visit|see|meet|hear|contact)(?: to| with| from)?"
    r"|(?:anything|what) new (?:at|with|from)|status of)"
)
_NEWS_ABROAD = (
    r"(?:was ist mit|(?:was )?gibt(?:['’]?s| es) (?:was )?neues (?:bei|von|zu)"
    r"|wie (?:steht|l(?:ä|ae)uft)(?:['’]?s| es) (?:mit|um|bei)"
    r"|quoi de neuf (?:chez|avec|pour)|o[uù] en est(?:-on avec)?|(?:qu[eé] hay|algo) de nuevo (?:con|en|de)|c[oó]mo va)"
)
_HOW_FAR = (
    r"(?:what stage is|how much is|how big is|what(?:['’]s| is)(?= .* worth)"
    r"|where(?:['’]s| is)|when(?:['’]s| is)|when does)"
)
_ABOUT = ways(
    rf"(?:{_ASKS} )?{_WHO}(?:['’]s|['’])? {_FACT} ?\??",
    rf"(?:{_ASKS} )?(?:the )?{_FACT} (?:of|for) {_WHO} ?\??",
    rf"(?:{_ASKS} )?{_WHO}['’]s? {_OTHER_FACT} ?\??",
    rf"(?:phone|mobile|e-?mail|number|address) {_WHO} ?\??",
    rf"{_FACT_ABROAD} (?:von|de|d['’]) ?{_WHO} ?\??",
    rf"who(?:['’]?s| is) {_WHO} ?\??",
    rf"(?:who (?:owns|has|looks after)|whose (?:\w+ )?is) {_WHO} ?\??",
    rf"{_NEWS_ABROAD} {_WHO} ?\??",
    rf"{_NEWS} {_WHO}(?: doing| going| now)? ?\??",
    rf"{_HOW_FAR} {_WHO}(?: (?:in|at|worth|due|now|on|closing|close))? ?\??",
)
_BEGINS = ways(
    rf"(?:{_ASKS}|{_NEWS}|{_NEWS_ABROAD}|{_HOW_FAR}|who(?:['’]?s| is| owns| has| looks after)|whose (?:\w+ )?is) .*"
)
_WORDS = r"(?:what|who|whom|whose|when|where|why|how|which)"
_ASKED = ways(
    rf"(?:{_WORDS}\b|(?:is|are|was|were|do|does|did|has|have|can|could|will|would|should) ).*\?",
    r"(?:is|are) there (?:an?|any|some|no) .*",
    rf"{_WORDS}(?:['’]s| is| are| did| do| does| was| many| much| old| big) .*",
)

_OF_SOMEBODY = re.compile(r"(?:did|does|has|is|are|will|can|could|should|would) (?P<who>\S)[^,;:.!\n]*", re.IGNORECASE)
_SOMEBODY = re.compile(r"(?:he|she|they|it|we|anyone|anybody|someone|somebody)\b", re.IGNORECASE)
_MOST_ASKED = 9


@dataclass(frozen=True, slots=True)
class Question:
    """Whose card answers a question; it is `plain` that it is one where it begins like one."""

    name: str
    plain: bool


def is_asked(text: str) -> bool:
    """Tell whether a line asks us something: it begins like a question, and ends like one or can be nothing else."""
    return _ASKED.match(_plain(text)) is not None


def is_asked_of(text: str, names: Sequence[tuple[int, int]]) -> bool:
    """Tell whether a short line asks of somebody what they did or are: `did ben call`, `is acme a customer`.

    Args: `names`: the places where names stand in the text.
    """
    found = _OF_SOMEBODY.fullmatch(text.strip().rstrip("?"))
    if found is None or len(text.split()) > _MOST_ASKED or text != text.strip():
        return False
    place = found.start("who")
    return any(first == place for first, _ in names) or _SOMEBODY.match(text, place) is not None


def about(text: str) -> Question | None:
    """Return whose card is wanted: `jane's phone`, `email of Acme`, `who is Ben?`."""
    return next(readings(text), None)


def readings(text: str) -> Iterator[Question]:
    """Yield whose card may be wanted: as it is written, then with what is asked for written as it should be."""
    said = _plain(text)
    for line in (said, *_without_slip(said)):
        found = _ABOUT.match(line)
        if found is not None:
            yield Question(found["who"], _BEGINS.match(line) is not None)


def _without_slip(said: str) -> Iterator[str]:
    """Yield a line with the fact it asks for written as it should be: `janes nmber`; `phoned` is a verb."""
    words = said.rstrip(" ?!.").split() if said.count(" ") < _MOST else []
    for place, word in enumerate(words):
        typed = fold(word)
        meant = (known for known in _WRITTEN if not typed.startswith(known) and OSA.distance(typed, known) == 1)
        for known in meant if len(typed) >= _SHORTEST else ():
            yield " ".join((*words[:place], known, *words[place + 1 :]))


def _plain(text: str) -> str:
    """Return a line with single blanks; nothing for one that is too long for a question."""
    return with_apostrophe(" ".join(text.split())) if len(text) <= _LONGEST else ""
