"""Why a deal was lost, by the words of a message."""

import re
from collections.abc import Sequence

from crmbot.language.notes.values import Reason

# "Price was fine" is no reason.
_FINE = (
    r"(?!\s+(?:(?:is|was|are|were|looks?)\s+)?(?:fine|ok|okay|good|great|right|not|agreed|no\s+(?:issue|problem))\b)"
)
_WORDS: dict[Reason, str] = {
    "price": rf"""(?<!not\s)(?<!not\son\s)\b(?:pric(?:e|es|ed|ing|ey|y)|too\s+(?:expensive|dear|pric[e]?y|costly|high)
        |expensive|cheaper|cheapest|undercut|under-?bid|outbid|costs?(?:\s+too\s+much)?|lower\s+(?:bid|quote|offer)|discount
        |beaten\s+on\s+\w+)\b{_FINE}""",
    "competitor": r"""\b(?:competit(?:or|ors|ion|ive|or's)|rivals?|elsewhere|incumbent|someone\s+else
        |other\s+(?:vendor|supplier|firm|company|bidder|side)|another\s+(?:vendor|supplier|firm|company|provider|bidder)
        |(?:current|existing|present|old)\s+(?:vendor|supplier|provider)
        |(?:went|going|gone|go|sign(?:ed|ing)|stay(?:ed|ing|s)?|stick(?:ing)?|stuck)\s+with\s+(?!it\b|us\b|me\b|no\b)\w
        |(?:chose|chosen|picked|prefer(?:red|s)?|switched\s+to|moved\s+to|bought\s+from|ordered\s+from)\s+
            (?!not\b|us\b|me\b|to\b|no\b|nothing\b)\w
        |lost\s+(?:it\s+|out\s+|this\s+one\s+|deal\s+){0,2}to\s+
            (?!price|pricing|cost|budget|timing|no\b|lack|a\s+lack|the\s+price))""",
    "budget": r"""\b(?:budgets?|no\s+(?:money|funds|funding|cash|capex|spend)|funding|out\s+of\s+money|cuts|cut\s?backs?
        |(?:can'?t|cannot|couldn'?t|can\s+not)\s+afford|spending\s+(?:freeze|cut|stop)|cash[\s-]?flow|capex
        |(?:money|funds?)\s+(?:\w+\s+)?(?:gone|pulled|cut|frozen|tight))\b""",
    "no_decision": r"""\b(?:no[\s-]decisions?|indecision|undecided
        |(?:can'?t|cannot|couldn'?t|didn'?t|never|not|won'?t)\s+(?:make\s+(?:a|up\s+\w+)\s+)?(?:decide|decision|decided|mind)
        |(?:went|gone)\s+(?:quiet|dark|cold|silent)|ghosted(?:\s+us)?|no\s+(?:response|reply|answer)|status\s+quo|stalled
        |(?:do|doing|did)\s+nothing|stay(?:ing|ed)?\s+(?:as\s+they\s+are|put)|shelved|fizzled
        |never\s+(?:replied|came\s+back|answered|made|got\s+round))\b""",
    "feature": r"""\b(?:features?|functionality|missing|lack(?:s|ed|ing)?(?:\s+of)?|integrations?|specs?|requirements?
        |(?:doesn'?t|didn'?t|don'?t|does\s+not|can'?t|cannot|couldn'?t|not)\s+
            (?:support|integrate|do|offer|have|fit|meet|handle)
        |no\s+(?:\w+\s+)?(?:api|sso|integration|app|support|module|connector|version|option|certificat\w+|export|import
            |offline))\b""",
    "timing": r"""\b(?:tim(?:ing|e(?:line|frame|scale)s?)|too\s+(?:early|late|soon|slow|long)
        |(?:wrong|bad)\s+(?:time|moment)|not\s+(?:now|this\s+(?:year|quarter|season)|the\s+right\s+time|yet|ready)|(?:next|another)\s+(?:year|season)
        |delay(?:s|ed)?|pushed\s+(?:back|out|to)|put\s+off|postponed|lead\s+times?|deadline|(?:couldn'?t|can'?t)\s+wait
        |delivery\s+(?:time|date|too))\b""",
}
# Gone through in this order: where two are said, a price counts for more than a competitor.
_REASONS = {reason: re.compile(words, re.IGNORECASE | re.VERBOSE) for reason, words in _WORDS.items()}


def reason_of(texts: Sequence[str]) -> Reason | None:
    """Return why a deal was lost; None where the words do not tell.

    Args: `texts`: clauses with names covered.
    """
    for reason, words in _REASONS.items():
        if any(words.search(text) for text in texts):
            return reason
    return None
