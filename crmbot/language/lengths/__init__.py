"""How long things take: `find` the lengths of time in a text, `read` a phrase that is one, count its `minutes`."""

from crmbot.language.lengths.finding import LONGEST, find, find_in, minutes, read
from crmbot.language.lengths.values import Length, LengthGrain

__all__ = ["LONGEST", "Length", "LengthGrain", "find", "find_in", "minutes", "read"]
