"""What comes again and again: `find` it in a text, `read` a phrase, `words` show it, `days` are its days."""

from crmbot.language.recurring.moving import moved, starting
from crmbot.language.recurring.occurring import days, first_day, times
from crmbot.language.recurring.reading import find, find_in, read
from crmbot.language.recurring.rules import Rule, parse_rule
from crmbot.language.recurring.showing import words
from crmbot.language.recurring.values import Repeat, Repeated, Trouble

__all__ = [
    "Repeat",
    "Repeated",
    "Rule",
    "Trouble",
    "days",
    "find",
    "find_in",
    "first_day",
    "moved",
    "parse_rule",
    "read",
    "starting",
    "times",
    "words",
]
