"""Dates and times in what people type: `find` them in a text, `read` a phrase, `show` one."""

from crmbot.language.when.reading import find, read
from crmbot.language.when.showing import duration, show, zone_name
from crmbot.language.when.values import (
    SOFT_HOURS,
    Conventions,
    Doubt,
    Expression,
    Reason,
    When,
    at_instant,
    conventions_for,
    local,
)

__all__ = [
    "SOFT_HOURS",
    "Conventions",
    "Doubt",
    "Expression",
    "Reason",
    "When",
    "at_instant",
    "conventions_for",
    "duration",
    "find",
    "local",
    "read",
    "show",
    "zone_name",
]
