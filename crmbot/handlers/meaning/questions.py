"""Questions in plain words: whose card answers one, or which line does."""

import re
from dataclasses import dataclass

from crmbot.chat.command import Command, Registry
from crmbot.chat.reading import Reading
from crmbot.handlers.meaning.timing import is_time
from crmbot.language.fold import fold
from crmbot.language.plain_words import list_questions, list_questions_abroad

LONGEST = 120
"""Letters; what is longer is told, not asked."""

_FACT = (
    r"(?:(?:(?:tele)?phone|mobile|cell|e-?mail|contact|postal|web) ?)?"
    r"(?:numbers?|phone|mobile|cell|e-?mail|address(?:es)?|web ?site|details|data)"
)
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
_ABOUT = [
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:{_ASKS} )?{_WHO}(?:['’]s|['’])? {_FACT} ?\??",
        rf"(?:{_ASKS} )?(?:the )?{_FACT} (?:of|for) {_WHO} ?\??",
        rf"(?:phone|mobile|e-?mail|number|address) {_WHO} ?\??",
        rf"{_FACT_ABROAD} (?:von|de|d['’]) ?{_WHO} ?\??",
        rf"who(?:['’]?s| is) {_WHO} ?\??",
        rf"(?:who (?:owns|has|looks after)|whose is) {_WHO} ?\??",
        rf"{_NEWS} {_WHO}(?: doing| going| now)? ?\??",
        rf"{_HOW_FAR} {_WHO}(?: (?:in|at|worth|due|now|on|closing|close))? ?\??",
    )
]
_ON = re.compile(
    r"(?:what(?:['’]?s| is)(?: on| up| planned| scheduled)?|what (?:do|have) i (?:have|got)(?: on| planned| to do)?"
    r"|what am i (?:doing|up to)|do i have (?:anything|something)(?: on| planned)?)(?: for| on)?"
    r" (?P<when>\S.{0,40}?) ?\??",
    re.IGNORECASE,
)
_OVERDUE = re.compile(r"what(?:['’]?s| is) (?:over ?due|late) ?\??", re.IGNORECASE)
_WHO_SEES = re.compile(r"who (?:can|may) (?:see|read|open|edit|change) (?P<which>\S.{0,60}?) ?\??", re.IGNORECASE)
_HOW_MANY = re.compile(
    r"how many (?:open )?(?P<what>\S.{0,60}?)(?: (?:do|have) (?:we|i|you)(?: (?:have|got))?| are (?:there|open))? ?\??",
    re.IGNORECASE,
)

_KNOWN_AT = re.compile(
    r"(?:who(?:['’]s| is) (?:our|my|the) contacts?|(?:who|whom) (?:(?:do|have) (?:we|i|you) (?:know|have|got)"
    r"|works|sits|is|do i call|can i call|should i (?:call|ask|talk to)))"
    rf" (?:there |over )?(?:at|in|from|with|for) {_WHO} ?\??",
    re.IGNORECASE,
)
_PIPELINE = re.compile(
    r"(?:(?:how much|what)(?:['’]s| is| do we have| have we got| have i got| do i have)?(?: (?:in|on))?"
    r"|what does) ?(?P<whose>the|our|my|all|us)? ?"
    r"(?:(?:sales )?(?:pipeline|pipe|funnel|forecast)(?: worth| value| total| look like)?) ?\??"
    r"|(?P<my>my |our |the )?(?:sales )?(?:pipeline|pipe|funnel) (?:value|total|worth|sum) ?\??"
    r"|(?:sales )?forecast ?\??",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"(?:what|how much|how many(?: deals)?|which deals|what deals) (?:did|have|has) (?P<who>we|i|\w+)"
    r" (?P<how>win|won|lose|lost|close|closed)(?P<when> .{1,40}?)? ?\??",
    re.IGNORECASE,
)
_TEAM = re.compile(
    r"who(?:['’]s| is| are)?(?: all)? (?:(?:in|on) (?:my|our|the|this) (?:team|crm|company)|my colleagues|here"
    r"|on the team) ?\??|(?:show me |list )?my (?:team|colleagues) ?\??",
    re.IGNORECASE,
)
_SHOW = re.compile(
    rf"(?:show|give|get|find|pull up|bring up|open)(?: me| us)(?: (?:the |an? )?(?:short |quick )?"
    rf"(?:card|record|details|summary|overview|status|update|deal|company|contact) (?:of|for|on|about))?"
    rf"(?: up)? {_WHO} ?[?!.]?",
    re.IGNORECASE,
)
_HAPPENED = re.compile(
    rf"what(?:['’]s| has| have)? happen(?:ed|ing)? (?:with|at) {_WHO}(?: lately)? ?\??", re.IGNORECASE
)
_OUTCOMES = {"win": "won", "lose": "lost", "close": "closed"}
_WHOSE = {"i": "mine", "we": "everybody"}

_WHAT_FOR = re.compile(
    r"(?:what (?:can|do) you do|what can i (?:type|say|do|ask)|how does (?:this|it) work"
    r"|how do i (?:use|start) (?:this|it)|what (?:is|are) (?:this|you)|who are you) ?\??",
    re.IGNORECASE,
)

_BEGINS = re.compile(
    rf"(?:{_ASKS}|{_NEWS}|{_HOW_FAR}|who(?:['’]?s| is| owns| has| looks after)|whose is) ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Question:
    """Whose card answers a question; it is `plain` that it is one where it begins like one."""

    name: str
    plain: bool


_WORDS = r"(?:what|who|whom|whose|when|where|why|how|which)"
_ASKED = re.compile(
    rf"(?:{_WORDS}\b|(?:is|are|was|were|do|does|did|has|have|can|could|will|would|should) ).*\?"
    rf"|{_WORDS}(?:['’]s| is| are| did| do| does| was| many| much| old| big) .*",
    re.IGNORECASE,
)


def is_asked(text: str) -> bool:
    """Tell whether a line asks us something: it begins like a question, and ends like one or can be nothing else."""
    return bool(_ASKED.fullmatch(_plain(text)))


def about(text: str) -> Question | None:
    """Return whose card is wanted: `jane's phone`, `email of Acme`, `who is Ben?`."""
    said = _plain(text)
    found = next(filter(None, (each.fullmatch(said) for each in _ABOUT)), None)
    return Question(found["who"], bool(_BEGINS.match(said))) if found else None


def line(text: str, registry: Registry, reading: Reading) -> str | None:
    """Return the line that answers a question: `what do I have next week` is the agenda of then."""
    said = _plain(text)
    if _WHAT_FOR.fullmatch(said):
        return "help"
    on = _ON.fullmatch(said)
    if on is not None and is_time(on["when"], reading):
        return f"agenda {on['when']}"
    if _OVERDUE.fullmatch(said):
        return "tasks is:overdue"
    sees = _WHO_SEES.fullmatch(said)
    if sees is not None:
        return f"who {sees['which']}"
    many = _HOW_MANY.fullmatch(said)
    if many is not None and _is_list(many["what"], registry):
        return many["what"]
    return _told_by_list(said, registry) or _abroad(said, registry, reading)


def _abroad(said: str, registry: Registry, reading: Reading) -> str | None:
    """Return the line for a question in another language the person writes."""
    english = list_questions_abroad.in_english(said, reading.conventions.languages)
    if english == said:
        return None
    return _told_by_list(english, registry) or (english if _is_list(english.split(maxsplit=1)[0], registry) else None)


def _told_by_list(said: str, registry: Registry) -> str | None:
    """Return the line of the list or the board that answers a question."""
    if _TEAM.fullmatch(said):
        return "users"
    happened = _HAPPENED.fullmatch(said)
    if happened is not None:
        return f"notes {happened['who']}"
    at = _KNOWN_AT.fullmatch(said)
    if at is not None:
        return f"contacts at {at['who']}"
    pipeline = _PIPELINE.fullmatch(said)
    if pipeline is not None:
        return "board me" if "my" in (fold(pipeline["whose"] or ""), fold(pipeline["my"] or "")) else "board"
    closed = _CLOSED.fullmatch(said)
    if closed is not None:
        whose = _WHOSE.get(fold(closed["who"]), f"of {closed['who']}")
        how = fold(closed["how"])
        return f"deals {whose} {_OUTCOMES.get(how, how)}{closed['when'] or ''}"
    listed = list_questions.line(said, lambda word: _is_list(word, registry))
    shown = _SHOW.fullmatch(said) if listed is None else None
    return f"open {shown['who']}" if shown is not None else listed


def _plain(text: str) -> str:
    """Return a line with single blanks; nothing for one that is too long for a question."""
    return " ".join(text.split()) if len(text) <= LONGEST else ""


def _is_list(words: str, registry: Registry) -> bool:
    match = registry.match(words)
    lists = {noun.list for noun in registry.nouns()}
    return match is not None and not match.rest and isinstance(match.found, Command) and match.found.name in lists
