"""Questions about a record, answered by its card: `jane's phone`, `email of Acme`, `who is Ben?`; and what is one."""

from dataclasses import dataclass

from crmbot.language.plain_words.phrasing import ways

_LONGEST = 120
"""Letters; what is longer is told, not asked."""

_FACT = (
    r"(?:(?:(?:tele)?phone|mobile|cell|e-?mail|contact|postal|web) ?)?"
    r"(?:numbers?|phone|mobile|cell|e-?mail|add?ress(?:es)?|web ?site|details|data)"
)
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
_HOW_FAR = r"(?:what stage is|how much is|how big is|where is|when is|when does)"
_ABOUT = ways(
    rf"(?:{_ASKS} )?{_WHO}(?:['’]s|['’])? {_FACT} ?\??",
    rf"(?:{_ASKS} )?(?:the )?{_FACT} (?:of|for) {_WHO} ?\??",
    rf"(?:{_ASKS} )?{_WHO}['’]s? {_OTHER_FACT} ?\??",
    rf"(?:phone|mobile|e-?mail|number|address) {_WHO} ?\??",
    rf"{_FACT_ABROAD} (?:von|de|d['’]) ?{_WHO} ?\??",
    rf"who(?:['’]?s| is) {_WHO} ?\??",
    rf"(?:who (?:owns|has|looks after)|whose (?:\w+ )?is) {_WHO} ?\??",
    rf"{_NEWS} {_WHO}(?: doing| going| now)? ?\??",
    rf"{_HOW_FAR} {_WHO}(?: (?:in|at|worth|due|now|on|closing|close))? ?\??",
)
_BEGINS = ways(rf"(?:{_ASKS}|{_NEWS}|{_HOW_FAR}|who(?:['’]?s| is| owns| has| looks after)|whose (?:\w+ )?is) .*")
_WORDS = r"(?:what|who|whom|whose|when|where|why|how|which)"
_ASKED = ways(
    rf"(?:{_WORDS}\b|(?:is|are|was|were|do|does|did|has|have|can|could|will|would|should) ).*\?",
    r"(?:is|are) there (?:an?|any|some|no) .*",
    rf"{_WORDS}(?:['’]s| is| are| did| do| does| was| many| much| old| big) .*",
)


@dataclass(frozen=True, slots=True)
class Question:
    """Whose card answers a question; it is `plain` that it is one where it begins like one."""

    name: str
    plain: bool


def is_asked(text: str) -> bool:
    """Tell whether a line asks us something: it begins like a question, and ends like one or can be nothing else."""
    return _ASKED.match(_plain(text)) is not None


def about(text: str) -> Question | None:
    """Return whose card is wanted: `jane's phone`, `email of Acme`, `who is Ben?`."""
    said = _plain(text)
    found = _ABOUT.match(said)
    return Question(found["who"], _BEGINS.match(said) is not None) if found else None


def _plain(text: str) -> str:
    """Return a line with single blanks; nothing for one that is too long for a question."""
    return " ".join(text.split()) if len(text) <= _LONGEST else ""
