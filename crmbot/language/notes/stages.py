"""How far a deal has come by the words of a message; wishes and plans are no change."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crmbot.language.clauses import Clause
from crmbot.language.notes.covering import COMPANY, NAME, PERSON
from crmbot.language.notes.doubting import is_come_to
from crmbot.language.notes.reasons import reason_of
from crmbot.language.notes.values import Stage, StageChange

_STAGES: dict[str, Stage] = {
    "lead": "lead",
    "qualified": "qualified",
    "qualification": "qualified",
    "demo": "demo",
    "proposal": "proposal",
    "negotiation": "negotiation",
    "negotiations": "negotiation",
    "negotiating": "negotiation",
    "on hold": "on_hold",
    "hold": "on_hold",
    "won": "won",
    "closed won": "won",
    "close won": "won",
    "lost": "lost",
    "closed lost": "lost",
    "close lost": "lost",
    "dead": "lost",
}
_STAGE = (
    r"(?:closed?[\s-](?:won|lost)|on[\s-]hold|negotiat(?:ions?|ing)|qualifi(?:ed|cation)|lead|demo|proposal|won|lost)"
)
_ENDS = (
    r"(?=\s*(?:$|[^\w\s]|\d|(?:stage|phase|at|on|after|today|now|and|but|so|with|w|since|as|because|this|yesterday|last|once"
    r"|following|until|til|till|from|worth|again|then|for|pls|please)\b))"
)
_MOVE = (
    r"(?:mov(?:ed?|es|ing)|went|goes|gone|progress(?:ed|es|ing)?|advanc(?:ed?|es|ing)|push(?:ed)?|bump(?:ed)?|slid|slipped"
    r"|dropped|set|mark(?:ed)?|upgraded?|downgraded?|promoted?|put|back|reset|changed?|switch(?:ed)?|updated?)"
)
_OUTRIGHT = tuple(
    re.compile(words, re.IGNORECASE | re.VERBOSE)
    for words in (
        rf"""\b{_MOVE}(?:\s+from\s+{_STAGE}(?:\s+stage)?)?
            (?:\s+(?:it|them|this|deal|opp|the|back|straight|up|down|on|over|now|status|stage|{_STAGE}|{NAME})){{0,4}}
            \s+(?:to|into|as|in)\s+(?:the\s+|a\s+)?(?P<to>{_STAGE}){_ENDS}""",
        rf"\bmark(?:ed|ing)?(?:\s+(?:it|them|this|deal|the\s+deal|{NAME}))?\s+(?P<to>{_STAGE}){_ENDS}",
        rf"\b(?P<to>{_STAGE})\s+(?:stage|phase)\b",
        rf"\b(?:stage|status)\s*+(?:(?:[:=]|is|now|to|-)\s*+)?(?P<to>{_STAGE}){_ENDS}",
        rf"(?:->|=>|\u2192|>)\s*(?P<to>{_STAGE}){_ENDS}",
        r"\bclosed[\s-](?:as\s+)?(?P<to>won|lost)\b",
        rf"\b(?:still|now|currently|back|stays|remains)\s+(?:at|in)\s+(?P<to>{_STAGE}){_ENDS}",
        r"\b(?:in|into)\s+(?:(?:the|final|active|full)\s+)?(?P<to>negotiations?)\b",
    )
)
_HELD = re.compile(
    r"\b(?P<to>on[\s-]hold)\b(?!\s+(?:for\s+)?(?:\d+|a\s+while|ages|an?)\s*(?:min|hour|hr|h\b|sec))", re.IGNORECASE
)
_NOT_THE_DEAL = re.compile(
    r"\b(?:order|shipment|shipping|delivery|payment|account|invoice|install\w*|credit|call|phone|me|us|kept|left)"
    r"\s+(?:is\s+|was\s+|still\s+|put\s+|now\s+)?$",
    re.IGNORECASE,
)
_SENT = re.compile(
    rf"""\bproposal\s+(?:(?:was|is|has|been|already|now|just|all)\s+){{0,3}}
        (?:sent|out|submitted|delivered|e-?mailed|gone\s+out|went\s+out|re-?sent)\b
    |\bproposal(?:\s+(?!(?:not|be|never|will|when|if|is|was|needs|he|she|they)\b)\S{{1,30}}){{1,5}}?
        \s+(?:re-?)?(?:sent|submitted|e-?mailed)\b
    |\b(?:re-?)?(?:sent|e-?mailed|submitted)\s+(?:(?:over|off|out|in|him|her|them|across|the|a|our|my|updated|revised|new
        |final|full|formal|written|first|second|to|{NAME})\s+){{0,4}}proposal\b""",
    re.IGNORECASE | re.VERBOSE,
)
_OVER = re.compile(
    r"""\b(?:deal|opp|opportunity|project|it|this|one|lead)(?:'?s|\s+is|\s+was|\s+looks|\s+has\s+gone)?\s+
        (?:(?:all|now|completely|pretty\s+much)\s+)?(?:off(?=\s*(?:$|[^\w\s]))|dead\b(?!\s*-?line))
    |\bdead\s+(?:deal|opp|lead)\b|\bdeal'?s\s+off\b""",
    re.IGNORECASE | re.VERBOSE,
)
_WON = re.compile(
    r"\b(?:we|we've|i|i've|officially)\s+(?:just\s+|finally\s+)?won\b(?!\s+(?:an?\s+)?(?:award|prize|raffle))"
    r"|\bwon\s+(?:it|them|this|(?:this|the|that|their)\s+(?:\S+\s+){0,2}?(?:deal|order|contract|business|job|opp|opportunity|pitch|tender(?!\s+to)"
    r"|bid(?!\s+to)|account|project|framework|work|sale|lot|customer|client)(?:s|'s)?)\b(?!\s+(?:over|round))"
    r"|\b(?:deal|order|tender|bid|contract|business|opp|opportunity)\s+(?:(?:is|was|has|been|now|finally)\s+)*won\b",
    re.IGNORECASE,
)
_SUM_WON = re.compile(
    r"\d[\d.,]{0,12}\s?(?:k|m)?\s?(?:[\u20ac\u00a3$]|eur|usd|gbp|euros?)?\s+(?:(?:order|deal)\s+)?(?P<to>won|lost)\s*$",
    re.IGNORECASE,
)
_LOST = re.compile(
    r"\blost\s+(?:it|them|this|out|(?:the|this|that)\s+(?:deal|bid|tender|order|contract|business|job|opp\w*|sale))\b"
    r"|\blost\s+(?:to|on(?!\s+(?:the\s+way|me\b|him\b|them\b|us\b))|due\s+to|because|over|as)\b"
    r"|\b(?:deal|order|tender|bid|contract|business|opp|opportunity)\s+(?:(?:is|was|has|been|now)\s+)*lost\b",
    re.IGNORECASE,
)
# Before a stage: it is denied, hoped for, or that of others.
_UNREAL = re.compile(
    r"""\b(?:not|\w{2,6}n'?t|cannot|never|no\s+longer|nearly|almost|if|unless|until|till|til|once|when|could|would|may|might
        |should|wish(?:es|ed)?|had|hop(?:es?|ing|ed|efully)|expect\w*|likely|probably|want\w*|will|(?:he|she|they|we|i)'ll|ready|needs?
        |going\s+to|about\s+to|plan\w*|try\w*|to\s+be|close\s+to|asked|how|who|lov\w+|lik\w+|read\w*|competitors?|they|he
        |she)\b(?:\s+[\w']+){0,2}\s*$""",
    re.IGNORECASE | re.VERBOSE,
)
# Behind a stage: it is hoped for.
_HOPED_FOR = re.compile(
    r"\s+(?:would|could|might|may|should|hopefully|is\s+(?:possible|likely|near|close|next))\b", re.IGNORECASE
)
_MONEY = re.compile(
    r"[a-z]{0,2}[$\u20ac\u00a3]?\s?\d[\d.,'\u00a0\u202f]{0,20}(?:\s\d{3}\b)*\s?(?:k|m|mn|bn|grand)?\b|[$\u20ac\u00a3]"
    r"|\b(?:eur|usd|gbp|aud|euros?|quid|vat)\b",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\bfor\s+(?:now|the\s+moment|the\s+time\s+being)\b|\([^()]{0,60}\)", re.IGNORECASE)
_TOKEN = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
# What may stand beside a stage that is said alone: "now qualified", "lead only", "qualified at 71k".
_FILLERS = frozenset(
    "still now so and it's its it is are was just only a new back in into at we officially finally ok okay yes yay"
    " great looks stays remains as deal status definitely fully the today yesterday again then phase stage far all this"
    " opp opportunity worth approx around about total verbal woohoo hurray yeah yep boom point moment sadly damn"
    " unfortunately".split()
)
_DEAD = re.compile(r"\bdead\b", re.IGNORECASE)
# "Won £50 at bingo": behind these words only a name, a sum or a day leaves no doubt that it is the deal.
_ELSEWHERE = re.compile(
    r"\b(?:won|lost)\b.{0,30}?\b(?:at|on|in)\s+(?!\d|(?:price|pricing|budget|timing|cost|features?|time|mon|tue|wed|thu|fri|sat|sun)\w*\b)[a-z]",
    re.IGNORECASE,
)
# "won -> lost the keys" tells of two things, and which of them is the deal's is not said.
_ONWARD = re.compile(r"\s*(?:[-=]>|\u2192)")
_TAILED = frozenset({"won", "lost", "on_hold", "qualified"})
_TAIL = frozenset(
    "after on at with from due because thanks over to til till until pending as while though despite since".split()
)


def stage_of(parts: Sequence[Clause], text: str) -> StageChange | None:
    """Return the last stage that a message says a deal has come to; None where it says none.

    Args: `text`: the message the clauses are of.
    """
    found = [(place, change) for place, part in enumerate(parts) if not part.asks for change in _changes(part)]
    if not found:
        return None
    place, chosen = max(found, key=lambda each: (each[0], each[1].span[0]))
    only = len({change.to for _, change in found}) == 1
    certain = chosen.certain and only and not _goes_on(parts[place], chosen, text)
    certain = certain and is_come_to(chosen.to, place, parts)
    if chosen.to != "lost":
        return replace(chosen, certain=certain)
    near = [parts[place], *parts[place + 1 :], *parts[:place]]
    reason = reason_of([part.text for part in near if not part.orders])
    return replace(chosen, reason=reason, certain=certain)


def _goes_on(part: Clause, change: StageChange, text: str) -> bool:
    """Tell that a stage by itself is what something else came of: an arrow leads on from it."""
    leads_on = _ONWARD.match(text, part.start + len(part.text)) is not None
    return leads_on and not text[part.start : change.span[0]].strip()


def _changes(part: Clause) -> Iterator[StageChange]:
    text = part.text
    for pattern in _OUTRIGHT:
        for match in pattern.finditer(text):
            if not _UNREAL.search(text[: match.start()]) and not _HOPED_FOR.match(text, match.end()):
                yield _change(part, match.span("to"), _named(match["to"]), certain=True)
    held = _HELD.search(text)
    if held and not _NOT_THE_DEAL.search(text[: held.start()]) and not _UNREAL.search(text[: held.start()]):
        yield _change(part, held.span(), "on_hold", certain=True)
    yield from _told(part)
    alone = _alone(part)
    if alone is not None:
        yield alone


def _told(part: Clause) -> Iterator[StageChange]:
    """Yield stages that are told of rather than named; words like these may mean something else."""
    told: tuple[tuple[Stage, re.Pattern[str]], ...] = (
        ("proposal", _SENT),
        ("lost", _OVER),
        ("won", _WON),
        *((_named(each["to"]), _SUM_WON) for each in _SUM_WON.finditer(part.text)),
        ("lost", _LOST),
    )
    for stage, pattern in told:
        match = pattern.search(part.text)
        if match and not _UNREAL.search(part.text[: match.start()]) and not (stage == "proposal" and _is_planned(part)):
            yield _change(part, match.span(), stage, certain=False)


def _is_planned(part: Clause) -> bool:
    return bool(part.times) and not part.reports


def _alone(part: Clause) -> StageChange | None:
    """Return a stage that is all a clause says, but for names, sums and words like "now" and "only"."""
    if part.times and _named_alone(part.text) not in _TAILED:
        return None
    stage = _named_alone(part.text)
    if stage is None:
        return None
    named = (stage in _TAILED or stage == "negotiation") and _DEAD.search(part.text) is None
    certain = named and not _ELSEWHERE.search(part.text)
    return _change(part, (0, len(part.text.rstrip())), stage, certain=certain)


def _named_alone(text: str) -> Stage | None:
    plain = _MONEY.sub(" ", _ASIDE.sub(" ", text))
    words = [word.lower() for word in _TOKEN.findall(plain) if word[0] not in (COMPANY, PERSON)]
    said = [word for word in words if word not in _FILLERS or word in _TAIL]
    while said and said[-1] in _TAIL and said[-1] in _FILLERS:
        said.pop()
    for length in (2, 1):
        stage = _STAGES.get(" ".join(words_of(said[:length])))
        if stage is not None:
            met = stage == "lead" and "new" in words  # "new lead" is somebody met, no step of a deal
            return stage if _may_follow(stage, said[length:]) and not met else None
    return None


def words_of(said: Sequence[str]) -> Iterator[str]:
    """Yield words with the hyphen of "on-hold" taken out."""
    for word in said:
        yield from word.split("-")


def _may_follow(stage: Stage, rest: Sequence[str]) -> bool:
    if not rest or (stage == "qualified" and list(rest) == ["lead"]):
        return True
    return stage in _TAILED and rest[0] in _TAIL


def _change(part: Clause, span: tuple[int, int], stage: Stage, *, certain: bool) -> StageChange:
    return StageChange(stage, None, certain, (part.start + span[0], part.start + span[1]))


def _named(words: str) -> Stage:
    return _STAGES[" ".join(words.lower().replace("-", " ").split())]
