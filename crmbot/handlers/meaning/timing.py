"""What lines say of times: that they are nothing else, that they begin with how often, until when something waits."""

from crmbot.chat.reading import Reading
from crmbot.language import expressions, recurring, when
from crmbot.language.plain_words import shifts

_MOST_OF_A_DAY = 4
"""A day or a week is said in at most so many words."""
_DAYS = frozenset({"day", "week"})


def is_time(words: str, here: Reading) -> bool:
    """Tell whether words are a time and nothing else."""
    return _whole(words, here) is not None


def is_date(words: str, here: Reading) -> bool:
    """Tell whether words are a time and nothing else, and one without an hour: `friday`, `next month`, `q2`."""
    whole = _whole(words, here)
    return isinstance(whole, when.Expression) and whole.when is not None and whole.when.at is None


def _whole(words: str, here: Reading) -> expressions.Found | None:
    """Return the one time that words are from their first letter to their last."""
    found = expressions.find(words, now=here.now, zone=here.zone, conventions=here.conventions)
    return found[0] if len(found) == 1 and found[0].span == (0, len(words)) else None


def tells_time(words: str, here: Reading) -> bool:
    """Tell whether there is a time in words: no name has one."""
    return bool(expressions.find(words, now=here.now, zone=here.zone, conventions=here.conventions))


def is_day(words: str, here: Reading) -> bool:
    """Tell whether words are a day or a week and nothing else; figures alone may be anything."""
    if len(words.split()) > _MOST_OF_A_DAY or not any(letter.isalpha() for letter in words):
        return False
    found = expressions.find(words, now=here.now, zone=here.zone, conventions=here.conventions)
    return len(found) == 1 and found[0].span == (0, len(words)) and found[0].grain in _DAYS


def moved_to(words: str, here: Reading) -> str | None:
    """Return the time that words put something off to: `monday`, `to monday 9am`; None where they say more."""
    time = shifts.without_to(words)
    return time if time and is_time(time, here) else None


def put_off(words: str) -> str | None:
    """Return how much later something is to be, where words say that for certain: `by 2 days`, `an hour later`."""
    bare = words.strip()
    return bare if shifts.is_sure(bare) else None


def begins_with_how_often(line: str, here: Reading) -> bool:
    """Tell whether a line begins with how often and at which hour, and goes on: `daily at 9 standup`."""
    found = recurring.find(line, now=here.now, zone=here.zone, conventions=here.conventions)
    first = found[0] if found and found[0].certain else None
    if first is None or first.span[0] or first.repeat is None or first.repeat.first.at is None:
        return False
    return bool(line[first.span[1] :].strip())
