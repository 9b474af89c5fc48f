"""Tells the times that a text only names to rule them out: not Friday, any day but Monday, it can't be Wednesday."""

import re
from collections.abc import Sequence

from crmbot.language.when.lexer import Token

_FAREST = 32
"""Characters before a time in which a word may deny it."""
_DENIED = re.compile(
    r"""(?:(?<!\bwhy\s)(?<!\bif\s)(?<!\bor\s)(?<!\bwhether\s)\bnot\s+(?:on\s+|for\s+|this\s+)?
        |\b(?:can|won|could|isn|wasn|does|do|wo|ca)n?['\u2019]?t\s+(?:be|do|make|work|mean)\s+(?:it\s+)?(?:on\s+)?
        |\bcannot\s+(?:be|do|make)\s+(?:it\s+)?(?:on\s+)?
        |\b(?:any|every|each)(?:\s?(?:day|time|thing|one))?\s+(?:but|except|bar)\s+(?:for\s+)?(?:on\s+)?
        |\b(?:except|excluding|other\s+than|apart\s+from|rather\s+than|instead\s+of)\s+(?:for\s+)?(?:on\s+)?)$""",
    re.VERBOSE,
)
# "Not until Friday" names the day from which on it may be.
_BOUNDS = frozenset("until till til before after later earlier by since from latest".split())


def is_denied(t: Sequence[Token], start: int, text: str) -> bool:
    """Tell that the words before a time rule it out.

    Args: `start`: its first token. `text`: all of it, in small letters or not.
    """
    if start == 0 or t[start].text in _BOUNDS:
        return False
    at = t[start].start
    before = text[max(at - _FAREST, 0) : at].lower()
    return ("t" in before or "ex" in before) and _DENIED.search(before) is not None
