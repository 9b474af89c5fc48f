"""Times that a message takes back in the same breath: "golf sat? no, sunday 7am"."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

from crmbot.language.when import Expression

_TAKEN_BACK = re.compile(
    r"\s*[?,.!;:(\u2013\u2014-]{0,3}\s*(?:(?:(?:is\s+|'s\s+|was\s+)?(?:too|a\s+bit)\s+(?:early|late|soon)|oh|no|nope|nah|wait|sorry|actually|hang\s+on|scratch\s+that|correction|i\s+mean|rather|or\s+rather"
    r"|make\s+(?:it|that)|better|oops|err?|i\s+meant|it'?s|meant)\b[\s,.:;!-]{0,3}){1,5}(?:on\s+|at\s+)?",
    re.IGNORECASE,
)
_HOUR = re.compile(
    r"(?P<hour>1?\d|2[0-3])(?:[:.](?P<minute>[0-5]\d))?(?![\w%/:]|[.,]\d|\s+(?!on\b|at\b|for\b|then\b|pls\b|please\b)[a-z])",
    re.IGNORECASE,
)
_FAREST = 40
"""Characters between what is said first and what is meant."""


Finder = Callable[[str], Sequence[Expression]]


def corrected(plain: str, times: Sequence[Expression], find: Finder) -> tuple[str, tuple[Expression, ...]]:
    """Return a text without the times that are taken back, letter for letter in their places, and those that stand.

    Args: `find`: returns the times of a text.
    """
    kept = [_with_other_hour(plain, time, find) for time in times]
    times = tuple(kept)
    for first, second in pairwise(times):
        start, end = first.span[1], second.span[0]
        if end - start <= _FAREST and _TAKEN_BACK.fullmatch(plain, start, end):
            kept.remove(first)
            plain = plain[: first.span[0]] + " " * (end - first.span[0]) + plain[end:]
    return plain, tuple(kept)


def _with_other_hour(plain: str, time: Expression, find: Finder) -> Expression:
    """Return a time with the hour that is said instead of its own: "friday at 3, no, 4", "9am is too early, 11"."""
    if time.when is None or time.when.at is None or time.until is not None:
        return time
    taken = _TAKEN_BACK.match(plain, time.span[1])
    hour = _HOUR.match(plain, taken.end()) if taken is not None else None
    if hour is None:
        return time
    read = find(f"at {hour['hour']}:{hour['minute'] or '00'}")
    at = read[0].when.at if read and read[0].when is not None else None
    span = time.span[0], hour.end()
    return replace(time, when=replace(time.when, at=at), span=span, text=plain[slice(*span)], doubt=None)
