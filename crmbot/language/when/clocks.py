"""Rules for the time of day: 3pm, 15:00, at 9, half past 3, noon, 2-3pm, in the morning."""

from collections.abc import Sequence
from dataclasses import replace

from crmbot.language.when import counting, numeric, parts, years, zones
from crmbot.language.when.hours import (
    HOUR_FIGURES,
    LAST_HOUR,
    LAST_MINUTE,
    NOON,
    bare_hour,
    exact_one,
    figures_of,
    half_of_day,
    is_free,
    tells_hour,
)
from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import MOST_MONTHS, Match
from crmbot.language.when.pieces import Clock, Missing, Offset
from crmbot.language.when.values import Conventions
from crmbot.language.when.words import MINUTE, TO_DO

_FEWEST_SPOKEN, _MOST_SPOKEN = 5, 30  # minutes; "one to one" is no time, and nobody says 40 past
_RANGE_SIGNS = frozenset({"-", "\u2013", "to", "till", "until", "til", "through", "thru"})
_DASHES = frozenset({"-", "\u2013"})
_NOW = frozenset({"right", "just", "until", "till", "and", "to", "between", "by"})
_PLAIN_AT = frozenset({"at", "@", "around", "from", "between"})
_WHOM = frozenset("him her them back up".split())
_ROUGHLY = frozenset("around about like say roughly approx approximately exactly maybe".split())
_COUNTING = frozenset({"by", "about"})  # alone they go with any number
AT = _PLAIN_AT | {"about", "before", "after", "by", "until", "till", "til"}
"""What makes an hour of a figure behind it."""
_BEHIND_NOW = frozenset({",", ".", "!", "?", ";", "and", "-", "to", "until", "till", "til"})
_NAMED = {"noon": 12, "midday": 12, "midnight": 0}
_DAY = 24 * 60  # minutes
_TIMES_SIGNS = frozenset({"x", "*", "\u00d7"})
_IT_IS = frozenset({"s", "is", "was", "be"})
_PRICE_VERBS = frozenset(
    "quoted priced sold bought stuck stays stayed valued trading capped still price offer offered"
    " deal budget pricing set sits look looking arrived got came".split()
)


def exact(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read a clock that needs nothing around it: 3pm, 15:00, 9.30am, 2-3pm, noon."""
    found = _exact(t, i)
    if found is None:
        return None
    piece, end = found
    zone = zones.zone_at(t, end)
    if zone is None or not isinstance(piece, Clock):
        return (piece,), end
    return (replace(piece, zone=zone[0]),), zone[1]


def elsewhere(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read an hour in plain figures that its zone makes clear: 9 Singapore time, 17.30 Beijing time."""
    if t[i + 1].kind == "number" or t[i + 1].text == "h":
        return None  # spares the most common figures the work
    found = exact_one(t, i) or bare_hour(t, i)
    if found is None or not isinstance(found[0], Clock):
        return None
    piece, end = found
    if _joins(t, i, end):
        last = exact_one(t, end + 1) or bare_hour(t, end + 1)
        if last is not None:
            piece, end = _with_end(piece, last[0]), last[1]
    zone = zones.zone_at(t, end)
    assert isinstance(piece, Clock)  # it is one from the first
    return ((replace(piece, zone=zone[0]),), zone[1]) if zone is not None else None


def spoken(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read half past 3, half 3, quarter to five, ten past 8, 9 o'clock."""
    if t[i].text == "half" and t[i + 1].text not in {"past", "a", "an"}:
        return _spoken_hour(t, i + 1, 30)
    minutes = _spoken_minutes(t, i)
    if minutes is None:
        return None
    count, place = minutes
    if t[place].text == "past":
        return _spoken_hour(t, place + 1, count)
    # "10 to 12" in figures is a range; "ten to twelve" and "quarter till 5" are not.
    named = t[place + 1].text in _NAMED
    if t[place].text in {"to", "till", "til"} and (t[place - 1].kind != "number" or named):
        return _spoken_hour(t, place + 1, -count)
    return _after_hour(t, place, count) if t[place].text == "after" else None


def _after_hour(t: Sequence[Token], i: int, minutes: int) -> Match | None:
    """Read twenty after 3pm; without am or pm it may be anything."""
    found = _spoken_hour(t, i + 1, minutes)
    sure = found is not None and isinstance(found[0][0], Clock) and found[0][0].sure
    return found if sure else None


def bare(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read an hour in plain figures, where what stands before it has made clear it is one."""
    first = bare_hour(t, i)
    if first is None:
        return None
    piece, end = first
    if _joins(t, i, end):
        exact = exact_one(t, end + 1)
        last = exact or bare_hour(t, end + 1)
        if last is not None:
            piece, end = _with_end(piece, last[0]), last[1]
        elif _counts(t, end + 1):
            return None  # "grew from 20 to 30 units"
        if exact is not None:  # no noun is counted by minutes
            return (piece,), end
    return ((piece,), end) if is_free(t, end) else None


def at_hour(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read at 9, at 1500, around 3, from 2 to 3; "at 25" is the form of an hour, but none."""
    if t[i].text not in AT or (t[i].text in _COUNTING and not _is_beside_day(t, i)):
        return None
    start = i + 1
    if t[start].text in _ROUGHLY:
        start += 1
    if _is_price(t, i) or numeric.are_days(t, start):
        return None
    if t[i].text not in _PLAIN_AT and numeric.is_day(t, start, conventions):
        return None
    if t[i].text not in _PLAIN_AT and years.plain(t[start]) is not None:
        return None  # "after 2018" is a year, "at 2018" an hour
    if t[i].text in {"from", "between"} and _are_years(t, start):
        return None
    # "from five to seven" is a range, although "five to seven" is an hour.
    ranged = t[i].text == "from" and t[start + 1].text == "to"
    said = None if ranged else spoken(t, start, conventions)
    found = said or _to_exact(t, start) or bare(t, start, conventions)
    if found is not None:
        return found
    return _no_hour(t, i) if t[i].text == "at" else None


def _are_years(t: Sequence[Token], i: int) -> bool:
    """Tell "from 2001 to 2018" from "from 2000 to 2130": hours that are planned end in 0 or 5."""
    both = years.plain(t[i]), years.plain(t[i + 2])
    if all(both) and any(year is not None and year % 100 > LAST_MINUTE for year in both):
        return True
    return all(both) and any(year is not None and year % 5 for year in both)


def _is_beside_day(t: Sequence[Token], i: int) -> bool:
    """Tell that a day stands before or behind "by 5": alone it may count anything ("down by 5")."""
    behind = t[i + 3] if t[i + 2].text == "on" else t[i + 2]
    return any(token.category in {"day", "weekday"} for token in (t[max(i - 1, 0)], behind))


def leading(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read the hour that begins a text, right before its day: 9 tomorrow, eight tonight, 3 in the morning."""
    if i > 0 and t[i - 1].text not in _IT_IS:
        return None
    if (ranged := _leading_range(t, i, conventions)) is not None:
        return ranged
    found = bare_hour(t, i)
    if found is None:
        return None
    place = found[1]
    of_a_part = parts.part(t, place, conventions) is not None and t[place].text in {"in", "this", "at"}
    # "one today" is a title; "one tonight" and "9 today" are hours.
    of_a_day = t[place].category == "day" and (t[i].kind != "word" or t[place].value == "tonight")
    return ((found[0],), place) if of_a_part or of_a_day else None


def called_at(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the hour of "ring her 5 today": somebody is called, and nothing is counted."""
    whom = i > 1 and t[i - 1].text in _WHOM and any(token.text in TO_DO for token in t[max(i - 3, 0) : i - 1])
    found = bare_hour(t, i) if whom else None
    if found is None or not (t[found[1]].category in {"day", "weekday", "mark"} or t[found[1]].text in {"on", "this"}):
        return None
    return (found[0],), found[1]


def _leading_range(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read 9-5 tomorrow, 6-8 next Monday, 1200-1300."""
    found = bare(t, i, conventions) if i == 0 else None
    if found is None or not isinstance(found[0][0], Clock) or found[0][0].end is None:
        return None
    token = t[found[1]]
    on_a_day = token.category in {"day", "weekday"} or (
        token.category == "mark" and t[found[1] + 1].category == "weekday"
    )
    military = token.kind == "end" and _is_planned(t[i]) and _is_planned(t[i + 2])
    return found if on_a_day or military else None


def _is_planned(token: Token) -> bool:
    """Tell that four figures are an hour: 1400 and 1425, but not 2019."""
    return token.kind == "number" and len(token.text) == 2 * HOUR_FIGURES and int(token.text) % 5 == 0


def now(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read now, at the end of a clause or behind right; "he said now is not the time" names none."""
    start = i + 1 if t[i].text in {"right", "just"} else i
    if t[start].text != "now":
        return None
    if i > 0 and t[i - 1].text == "from" and t[start + 1].text not in {"to", "until", "till", "-"}:
        return None
    if [token.text for token in t[start + 1 : start + 3]] == ["and", "then"]:
        return None
    ends = t[start + 1].kind == "end" or t[start + 1].text in _BEHIND_NOW
    announced = start > i or (i > 0 and t[i - 1].text in _NOW)
    return ((Offset(),), start + 1) if ends or announced else None


def _exact(t: Sequence[Token], i: int) -> tuple[Clock | Missing, int] | None:
    first = exact_one(t, i) or _until_exact(t, i)
    if first is None:
        return None
    piece, end = first
    if _joins(t, i, end) and isinstance(piece, Clock):
        last = exact_one(t, end + 1) or _bare_end(t, end + 1)
        if last is not None and isinstance(last[0], Clock):
            return _with_end(piece, last[0]), last[1]
    return piece, end


def _bare_end(t: Sequence[Token], i: int) -> tuple[Clock, int] | None:
    """Read the end of a range whose start is plain: 8pm - 11, 10:30am to 23; a date is none."""
    found = bare_hour(t, i)
    if found is None or not is_free(t, found[1]) or t[found[1]].text in {"/", ".", "-", "of"}:
        return None
    # "8:10 - 12.32" are hours, "8:10 - 12.11" are an hour and a day.
    return found if t[i].kind != "pair" or found[0].minute > MOST_MONTHS else None


def _to_exact(t: Sequence[Token], i: int) -> Match | None:
    """Read "between 3 and 8am", where the end tells the half of the day."""
    found = _until_exact(t, i)
    return ((found[0],), found[1]) if found is not None else None


def _until_exact(t: Sequence[Token], i: int) -> tuple[Clock | Missing, int] | None:
    """Read the start of a range whose end alone is said in full: 2-3pm, 11-1pm."""
    first = bare_hour(t, i)
    if first is None or not _joins(t, i, first[1]):
        return None
    last = exact_one(t, first[1] + 1)
    if last is None or not isinstance(last[0], Clock) or not isinstance(first[0], Clock):
        return None
    named = t[last[1] - 1].text in _NAMED
    if named and t[i].kind == "word" and t[first[1]].text == "to" and first[0].hour % _FEWEST_SPOKEN == 0:
        return None  # "ten to noon"
    if t[last[1] - 1].kind != "ampm" and not named:
        return None
    start = first[0] if t[first[1] - 1].kind == "ampm" else _same_half(first[0], last[0])
    return _with_end(start, last[0]), last[1]


def _same_half(start: Clock, end: Clock) -> Clock:
    """Give a start the half of day of its end, unless it would come after it: 11-1pm."""
    hour = start.hour % NOON + (NOON if end.hour >= NOON else 0)
    if (hour, start.minute) >= (end.hour, end.minute):
        hour = start.hour
    return Clock(hour, start.minute, sure=True)


def _with_end(start: Clock | Missing, end: Clock | Missing) -> Clock:
    assert isinstance(start, Clock)  # callers looked
    if not isinstance(end, Clock):
        return start
    return replace(start, end=end)


def _spoken_minutes(t: Sequence[Token], i: int) -> tuple[int, int] | None:
    start = i + 1 if t[i].text == "a" and t[i + 1].text == "quarter" else i
    if t[start].text == "half":
        return 30, start + 1
    if t[start].text == "quarter":
        return 15, start + 1
    value = t[i].value
    count = int(t[i].text) if t[i].kind == "number" and len(t[i].text) <= HOUR_FIGURES else None
    place = i + 1
    if t[i].category == "number" and isinstance(value, int):
        count, place = counting.number(t, i) or (value, place)
    said = t[place].value == MINUTE
    if count is None or not (1 if said else _FEWEST_SPOKEN) <= count <= (LAST_MINUTE if said else _MOST_SPOKEN):
        return None
    return count, place + 1 if said else place


def _spoken_hour(t: Sequence[Token], i: int, minutes: int) -> Match | None:
    if (named := _NAMED.get(t[i].text)) is not None:
        hour, minute = divmod((named * 60 + minutes) % _DAY, 60)
        return (Clock(hour, minute, sure=True),), i + 1
    figures = figures_of(t[i])
    if figures is None or not 1 <= figures[0] <= NOON or figures[1]:
        return None
    hour, end = figures[0], i + 2 if tells_hour(t[i + 1]) and t[i + 1].kind == "word" else i + 1
    if not is_free(t, end) and t[end].kind != "ampm":
        return None
    half = half_of_day(t, end, hour, 0)
    sure = half is not None
    if half is not None:
        assert isinstance(half[0], Clock)  # the hour is at most 12
        hour, end = half[0].hour, half[1]
    if minutes < 0:
        hour, minutes = (hour - 1) % 24 or (0 if sure else NOON), minutes + 60
    return (Clock(hour, minutes, sure=sure),), end


def _is_price(t: Sequence[Token], i: int) -> bool:
    """Tell "quoted at 25" and "20 units at 12.50" from hours."""
    if i > 0 and t[i - 1].text in _PRICE_VERBS:
        return True
    if t[i + 2].text == "=" or (i > 1 and t[i - 1].kind == "number" and t[i - 2].text in _TIMES_SIGNS):
        return True  # "beds x 10 at 640 = 6.4k"
    return i > 1 and t[i - 2].kind == "number" and t[i - 1].kind == "word" and t[i - 1].category is None


def _is_figure(token: Token) -> bool:
    return token.kind == "number" and len(token.text) <= HOUR_FIGURES


def _no_hour(t: Sequence[Token], i: int) -> Match | None:
    token = t[i + 1]
    figures = figures_of(token)
    if figures is None or not _is_figure(token) or not is_free(t, i + 2):
        return None
    impossible = figures[0] > LAST_HOUR or figures[1] > LAST_MINUTE
    return ((Missing(),), i + 2) if impossible else None


def _counts(t: Sequence[Token], i: int) -> bool:
    """Tell that a figure which is no hour ends a range of plain ones; a day may follow an hour: 9 - 24 Nov."""
    dashed = t[i - 1].text in _DASHES and t[i + 1].kind in {"end", "punct"}
    return t[i].kind in {"number", "decimal"} and t[i + 1].category != "month" and not dashed


def _joins(t: Sequence[Token], start: int, i: int) -> bool:
    """Tell that the sign or word between two hours makes them a range."""
    between = start > 0 and t[start - 1].text == "between"
    return t[i].text in _RANGE_SIGNS or (between and t[i].text == "and")
