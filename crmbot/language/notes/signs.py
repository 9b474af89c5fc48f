"""The words by which a message tells of a visit, a meeting, a call or a mail that was."""

import re
from dataclasses import dataclass
from functools import cached_property

from crmbot.language.notes.covering import COMPANY, NAME
from crmbot.language.notes.values import Kind

_NEVER = r"(?!)"
_PLACE = (
    r"(?:hq|head\s*quarters|(?:head\s+)?offices?|site|plant|factory|warehouse|shop|store|premises|place|yard|farm|depot"
    r"|showroom|branch|campus|facility|works|workshop|clinic|surgery|garage|hotel|restaurant|school|lab|kitchen|building)"
)
_OF_A_FIRM = r"(?:hq|offices?|factory|warehouse|plant|depot|yard|premises)"
_THEIR = rf"(?:{COMPANY}+(?:'s)?|their|his|her|the\s+(?:customer|client)'?s?)"
_MEAL = r"(?:coffee|lunch|breakfast|brekk(?:ie|y)|brunch|dinner|supper)"
_GOODS = (
    r"machines?|makers?|beans?|orders?|bags?|cups?|suppl\w+|shops?|bar|carts?|tables?|contract|samples?|menus?|box(?:es)?"
    r"|service|catering|break|time|pods|kit|grinders?|filters?|roast\w*|clubs?|courses?|resort|balls?"
)
_SOON = r"that|next|tonight|soon|sometime|tomorrow"


@dataclass(frozen=True)
class Sign:
    """Words that tell of something done, where no others beside them say that they mean something else.

    `sure`: they tell of a deed by themselves, "met" unlike "coffee". `wins`: wherever they stand, they say what the
    rest was: a call by video is a meeting. `unless_before` and `unless_behind`: patterns of the words beside them.
    """

    kind: Kind
    words: str
    unless_before: str = _NEVER
    unless_behind: str = _NEVER
    sure: bool = False
    wins: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Give the words with what may not follow them."""
        return re.compile(rf"\b(?:{self.words})\b(?!\s*(?:{self.unless_behind}))", re.IGNORECASE)

    @cached_property
    def excluding(self) -> re.Pattern[str]:
        """Give what may not stand before the words, up to them."""
        return re.compile(rf"\b(?:{self.unless_before})\s*$", re.IGNORECASE)


SIGNS = (
    Sign(
        "visit",
        rf"(?:(?:at|in|to|round)\s+|(?<=@\s)|(?<=@)){_THEIR}\s+(?:\w+\s+)?{_PLACE}"
        rf"|at\s+(?!our\b|my\b|the\s+(?:office|airport))(?:[\w'\u2019&.-]{{1,20}}\s+){{1,3}}{_OF_A_FIRM}|at\s+theirs"
        r"|on\s+(?:their|the\s+customer'?s)\s+(?:premises|site)|(?:plant|site|factory|floor|shop|warehouse|ward|farm|yard|works|depot|mill|school|facility|building|gym|clinic|hotel|kitchen|lab|estate|campus|brewery|winery|house|garden|store)\s+(?:tour|walk)"
        r"|walked\s+(?:the\s+|their\s+)?(?:shop\s+)?(?:floor|site|line|plant|warehouse|shop|factory|yard)|toured"
        r"|walked\s+(?:the|their|his|her)\s+(?!dog\b|(?:\w+\s+){0,3}through\b)\w+",
        sure=True,
        wins=True,
    ),
    Sign("visit", r"on[\s-]?site", unless_behind=r"(?:parking|support|contact|team|manager|engineer)\b", wins=True),
    Sign(
        "visit",
        r"visited",
        unless_behind=r"(?:us|our|me|the\s+(?:web|stand|booth|showroom))\b",
        sure=True,
    ),
    Sign(
        "visit",
        r"(?:popped|nipped|swung|dropped|stopped)\s+(?:in|into|by|over|round|around|off|down|up|out|at|to\s+see)",
        unless_behind=r"\d|(?:(?:at|to|in|into)\s+)?(?:ours?|my|mine|us|me)\b|(?:price|value|sales|the\s+radar|about\s+\d|nearly|almost)\b",
        sure=True,
    ),
    Sign(
        "visit",
        r"site\s+visit|(?:drove|travelled|traveled|flew|headed)\s+(?:out|over|up|down|to|across)|called\s+by\s+(?:the|their)"
        rf"|called\s+(?:in|round|into)(?!\s+(?:sick|an?\b|about|with|re\b|for\b|to\s+(?:say|ask|cancel|complain|report)))|(?:went|been)\s+(?:(?:over|out|down|round|up|in)\s+)?to\s+(?:see|visit|their|{NAME})",
        sure=True,
    ),
    Sign(
        "visit",
        r"(?:dropped|delivered|left)\s+(?:off\s+)?(?!(?:(?:the|our|an?|two)\s+)?(?:prices?|quote|it\s+to|messages?|voice\s?mails?|vms?|word)\b)"
        rf"(?:\w+\s+){{1,3}}(?:at|with)\s+{COMPANY}+",
        sure=True,
    ),
    Sign("visit", rf"just\s+left\s+(?:{COMPANY}+|their\b|his\b|her\b|the\s+(?:customer|client))", sure=True),
    Sign("visit", rf"site\s+(?:survey|inspection)|tour\s+of\s+{_THEIR[:-1]}|the)\s+(?:\w+\s+)?{_PLACE}", sure=True),
    Sign("visit", r"visit", unless_behind=r"(?:us|our|him|her|them)\b"),
    Sign(
        "meeting",
        r"teams",
        unless_before=r"sales|their|our|both|all|other|the|his|her|two|three|across|for|\d",
        unless_behind=r"(?:of|are|were|is|licen\w+|roll\w*|need|want|use|have|chat|messages?|msg|channel)\b",
        wins=True,
    ),
    Sign(
        "meeting",
        r"zoom(?:ed)?|google\s+meet|g-?meet|facetimed?|skyped?|webex|hangouts?",
        unless_behind=r"(?:licen\w+|in|rooms?|phone)\b",
        wins=True,
    ),
    Sign(
        "meeting",
        r"video|vc|vid(?=\s+(?:call|chat|mtg|meeting|conf))",
        unless_behind=r"(?:walls?|cameras?|doorbells?|edit\w+|produc\w+|brochure|content|system|kit|link|ads?|file"
        r"|conferenc\w+\s+(?:kit|system|unit))\b",
        wins=True,
    ),
    Sign("meeting", r"in[\s-]person|face[\s-]to[\s-]face|f2f", wins=True),
    Sign(
        "meeting",
        r"met",
        unless_behind=r"(?:(?:the|their|our|all|his|her)\s+)?(?:targets?|deadlines?|quota|requirements?|criteria|specs?|needs"
        r"|budget|goals?|kpis?)\b",
        sure=True,
    ),
    Sign(
        "meeting",
        rf"ran\s+into|bumped\s+into|sat\s+(?:down|with)|had\s+(?:an?\s+)?(?:\w+\s+)?(?:{_MEAL}|meeting|mtg|demo|drinks)"
        rf"|saw\s+(?:{NAME}|him|her|them|both)|demo(?:ed|'?d)",
        sure=True,
    ),
    Sign(
        "meeting",
        rf"{_MEAL}|golf",
        unless_before=r"of|before|after|until|till|by|-",
        unless_behind=rf"(?:{_GOODS}|{_SOON})\b",
    ),
    Sign(
        "meeting",
        rf"(?:after|over)\s+{_MEAL}\s+(?:with\b|w\b)|(?:drinks|pints?|beers?|brew|tea|cuppa)\s+(?:with\b|w\b)",
    ),
    Sign(
        "meeting", r"meeting|mtg|workshop", unless_behind=r"(?:rooms?|table|chairs?|notes\s+to|space|pods?|minutes)\b"
    ),
    Sign(
        "meeting",
        r"\d+[\s-]?(?:min|h(?:ou)?r)?(?:s|utes?)?[\s-]demo|hour\s+(?:long\s+)?demo|demo(?:'s)?[\s,:-]{1,3}\d+\s?(?:m|h|hr|min)\w{0,5}"
        r"|demo(?!\s+stage)(?:\W{1,3}\w+){0,5}?\W{1,3}(?:done|went|ran|finished|completed?|given|over|held|delivered)"
        r"|(?:gave|did|ran|great|good|nice|solid|finished|completed|held|delivered)\s+(?:(?:an?|the|our|full|quick|first)\s+){0,3}"
        r"(?:demo|presentation)|(?:presented|pitched)\s+to",
    ),
    Sign(
        "call",
        r"called",
        unless_before=r"(?:some|any)one|guy|lady|woman|man|chap|bloke|girl|firm|company|person|contact|is|was|system|product|place",
        unless_behind=r"(?:off|out|it|upon|in\s+sick|for\s+tender|a\s+halt)\b",
        sure=True,
    ),
    Sign("call", r"rang|phoned|spoke|talked|voice\s?mails?|vms?|wrong\s+number|missed\s+(?:a\s+)?call", sure=True),
    Sign("call", r"picked\s+up(?=\s*(?:$|[.,;]))|got\s+(?:hold\s+of|through\s+to)", sure=True),
    Sign("call", r"no[\s-]answer", unless_behind=r"(?:to|from|on|yet)\b", sure=True),
    Sign("call", r"(?:on|over)\s+the\s+(?:phone|blower)|by\s+phone", sure=True),
    Sign(
        "call",
        r"call",
        unless_before=r"service|they|he|she|who|i|we|you|to|clients?|customers?",
        unless_behind=r"-|(?:outs?|off|sheet|lists?|logs?|cent(?:er|re)s?|him|her|them|me|us|back|again|asap|later|first|it|before"
        r"|when|if|once|after|on\s+hold|to\s+action)\b",
    ),
    Sign("call", r"(?:\d{1,2}|two|three|four|five|six|several|(?:a\s+)?few|couple\s+of)\s+calls"),
    Sign(
        "call",
        r"phone|ph",
        unless_behind=r"(?::|\+?\d{3}|(?:is|numbers?|systems?|lines?|bills?|cases?|orders?|shops?|no|him|her|them|back)\b)",
    ),
    Sign("call", r"tel", unless_behind=r"(?:no\b|number|:|\+?\d{3})"),
    Sign("email", r"e-?mailed", sure=True),
    Sign(
        "email",
        r"mailed",
        unless_before=r"checks?|cheques?|letters?|brochures?|payments?|contracts?|samples?",
        sure=True,
    ),
    Sign(
        "email",
        r"mail(?=\s+(?:received|came|arrived|sent|answered|in\b|from\b))",
        unless_before=r"e|voice|direct|junk|the|by",
    ),
    Sign(
        "email",
        r"e-?mail",
        unless_behind=r":|(?:address\w*|is|was|signature|campaigns?|lists?|marketing|system|later|him|her|them|me|us|asap|instead"
        r"|only|server|if|when|security|backup|hosting|accounts?)\b",
    ),
)
"""In the order in which those at the same place are settled."""

KINDS_ABROAD: tuple[Kind, ...] = ("visit", "meeting", "call", "email")
"""The kinds that the catalogues of other languages have words for."""
