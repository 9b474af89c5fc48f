"""From when to when an event is to be, as it was said."""

from datetime import timedelta

from crmbot.core.errors import InvalidInput
from crmbot.core.events import times
from crmbot.language import when
from crmbot.language.periods import Period


def period_said(period: Period) -> Period:
    """Return a period as it is. Raises `InvalidInput` when its end was said to be before its start (R-73)."""
    if period.backwards:
        raise InvalidInput("when", period.said, times.BEFORE_START)
    return period


def length_said(text: str | None) -> timedelta | None:
    """Return a length of time; None for no words. Raises `InvalidInput` for what is none."""
    if not text:
        return None
    length = when.duration(text)
    if length is None:
        raise InvalidInput("length", text, "no length of time; try 1h, 45 min or 2 days")
    return length
