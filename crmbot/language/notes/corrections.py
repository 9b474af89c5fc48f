"""Times that a message takes back in the same breath: "golf sat? no, sunday 7am"."""

import re
from collections.abc import Sequence
from itertools import pairwise

from crmbot.language.when import Expression

_TAKEN_BACK = re.compile(
    r"\s*[?,.!;:(\u2013\u2014-]{0,3}\s*(?:(?:oh|no|nope|nah|wait|sorry|actually|hang\s+on|scratch\s+that|correction|i\s+mean|rather|or\s+rather"
    r"|make\s+(?:it|that)|better|oops|err?|i\s+meant|it'?s|meant)\b[\s,.:;!-]{0,3}){1,5}(?:on\s+|at\s+)?",
    re.IGNORECASE,
)
_FAREST = 40
"""Characters between what is said first and what is meant."""


def corrected(plain: str, times: Sequence[Expression]) -> tuple[str, tuple[Expression, ...]]:
    """Return a text without the times that are taken back, letter for letter in their places, and those that stand."""
    kept = list(times)
    for first, second in pairwise(times):
        start, end = first.span[1], second.span[0]
        if end - start <= _FAREST and _TAKEN_BACK.fullmatch(plain, start, end):
            kept.remove(first)
            plain = plain[: first.span[0]] + " " * (end - first.span[0]) + plain[end:]
    return plain, tuple(kept)
