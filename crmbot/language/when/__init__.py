"""Dates and times in what people type: `find` them in a text, `read` a phrase, `show` one."""

from crmbot.language.when.reading import find, find_in, read, ruled_out
from crmbot.language.when.showing import duration, show, zone_name
from crmbot.language.when.values import (
    SOFT_HOURS,
    Conventions,
    Doubt,
    Expression,
    Grain,
    Kind,
    Reason,
    Stretch,
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
    "Grain",
    "Kind",
    "Reason",
    "Stretch",
    "When",
    "at_instant",
    "conventions_for",
    "duration",
    "find",
    "find_in",
    "local",
    "read",
    "ruled_out",
    "show",
    "zone_name",
]
