"""Days that a message counts from one it has named before: "board meets on the 8th, call her the day after"."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import islice

from crmbot.language.when import Expression

_STEPS = {"after": 1, "following": 1, "next": 1, "later": 1, "before": -1, "same": 0, "that": 0}
_POINTS = re.compile(
    r"\b(?:the\s+day\s+(?P<side>after|before)|(?:on\s+)?the\s+(?P<order>next|following|same)\s+day|a\s+day\s+(?P<later>later))\b",
    re.IGNORECASE,
)
_MOST = 10
_NEAR = 2
"""Characters between such words and their hour."""


def counted_on(plain: str, times: Sequence[Expression]) -> tuple[Expression, ...]:
    """Return the times of a text with the days that hang on the one named before; without one there are none."""
    found = list(times)
    for match in islice(_POINTS.finditer(plain), _MOST):
        place = bisect_right(found, match.start(), key=lambda time: time.span[0])
        base = found[place - 1] if place else None
        if base is None or base.when is None or base.span[1] > match.start():
            continue  # nothing was named before, or the words are part of a time: "the day after tomorrow"
        word = (match["side"] or match["order"] or match["later"]).lower()
        day = replace(base.when, on=base.when.on + timedelta(days=_STEPS[word]), at=None, part=None)
        hour = _hour_behind(found[place : place + 1], match)
        end = hour.span[1] if hour is not None else match.end()
        at = hour.when.at if hour is not None and hour.when is not None else None
        found[place : place + (hour is not None)] = [
            Expression((match.start(), end), plain[match.start() : end], replace(day, at=at), None)
        ]
    return tuple(found)


def _hour_behind(following: Sequence[Expression], match: re.Match[str]) -> Expression | None:
    """Return the hour of "the day after at 10"."""
    for time in following:
        near = time.span[0] <= match.end() + _NEAR
        if near and time.when is not None and time.when.at is not None:
            return time
    return None
