"""Every day, hour, stretch, length and repetition a text speaks of, each with its place, value, grain and doubt."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from datetime import datetime

from crmbot.language import lengths, recurring, when
from crmbot.language.catalogue import in_english
from crmbot.language.lengths import Length
from crmbot.language.recurring import Repeated
from crmbot.language.when import Conventions, Expression, local
from crmbot.language.when.lexer import lex
from crmbot.language.when.pieces import Reference

Found = Expression | Length | Repeated
"""What a text can speak of; `kind` tells it: date, datetime, range, duration or recurrence."""

_USUAL = Conventions()


def find(
    text: str,
    *,
    now: datetime,
    zone: str,
    conventions: Conventions = _USUAL,
    masked: Sequence[tuple[int, int]] = (),
) -> tuple[Found, ...]:
    """Find every expression of time in free text, of any kind, in order; no two share a letter.

    What covers more has the words, and of equal ones a repetition, then a time, then a length: "every 2 weeks" is no
    length, and "in 30 minutes" is a time.

    Args: `now`: aware. `masked`: places that are known to be something else, as names of records.
    """
    said = in_english(text, conventions.languages, masked)
    tokens = lex(said.text, masked=said.masked)
    ref = Reference(now, local(now, zone), zone, conventions)
    repeated = said.as_typed(recurring.find_in(tokens, said.text, ref), text)
    lasting = said.as_typed(lengths.find_in(tokens, said.text), text)
    times = when.find_in(tokens, said, text, ref, masked=masked)
    single = [time for time in times if not _is_part(time, repeated)]
    return _apart((*repeated, *single, *lasting))


def _is_part(time: Expression, repeated: Sequence[Repeated]) -> bool:
    """Tell that a time with "every" in it is what a repetition has read better."""
    again = time.doubt is not None and time.doubt.reason == "repeats"
    place = bisect_left(repeated, time.span, key=_span) if again else 0
    return again and any(_share(time.span, each.span) for each in repeated[max(place - 1, 0) : place + 2])


def _apart(found: Iterable[Found]) -> tuple[Found, ...]:
    """Keep the longest of those that share a letter; the order they come in settles equal ones."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda each: each.span[0] - each.span[1]):
        place = bisect_left(kept, one.span, key=_span)
        if not any(_share(one.span, other.span) for other in kept[max(place - 1, 0) : place + 1]):
            kept.insert(place, one)
    return tuple(kept)


def _span(found: Found) -> tuple[int, int]:
    return found.span


def _share(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]
