"""Rules for steps in time: in two weeks, 3 days ago, +15 minutes, the next 3 days, 2 weeks before Christmas."""

from collections.abc import Sequence
from dataclasses import replace

from crmbot.language.when import clocks, days, holidays, measures, months, numeric, periods
from crmbot.language.when.lexer import Token
from crmbot.language.when.measures import Length, measured
from crmbot.language.when.numeric import Match
from crmbot.language.when.pieces import DAY_PIECES, After, Clock, Coming, Offset, Shift, Weekday
from crmbot.language.when.values import Conventions
from crmbot.language.when.words import DAY, FORTNIGHT, FUNCTION_WORDS, HOUR, MINUTE, MONTH, SECOND, WEEK, YEAR

_COMING = frozenset({"next", "coming"})
_ABOUT = frozenset({"about", "around", "approximately", "approx", "roughly", "exactly", "another", "like", "say"})
_SINGLE: dict[str, Shift | Offset] = {
    SECOND: Offset(seconds=1),
    MINUTE: Offset(1),
    HOUR: Offset(60),
    DAY: Shift(days=1),
}
# Days and months that a unit is.
_OF_UNIT = {WEEK: (7, 0), MONTH: (0, 1), YEAR: (0, 12)}
_ONE_DAY = Length(days=1)
_MOST_WEEKS = 99
_BASES = (
    days.day_word,
    days.nth_weekday,
    days.weekday,
    numeric.iso,
    numeric.full,
    numeric.any_pair,
    months.day_month,
    months.month_day,
    holidays.holiday,
    periods.period,
    numeric.ordinal,
)


def offset(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read in two weeks, within 3 days, 2 hours from now, 3 days ago, +15 minutes."""
    limit = _past_limit(t, i)
    if limit > i:
        return _up_to(t, limit, conventions, within=t[i].text == "within")
    announced = t[i].text == "in" or (t[i].text == "+" and t[max(i - 1, 0)].kind != "number")
    found = measured(t, _past_about(t, i + 1) if announced else i)
    if found is None:
        return _one_or_more(t, i + 1) if announced else None
    length_, end = found[0], _in_a_weeks_time(t, found[1])
    if t[end].text == "ago" or (t[end].text == "earlier" and t[end + 1].kind in {"end", "punct"}):
        # "A year ago today" says no more than "a year ago".
        today = end + 2 if t[end + 1].value == "0" and t[end + 1].category == "day" and not length_.exact else end + 1
        return (length_.negative().piece(),), today
    after = _from_now(t, end)
    if after is not None:
        return (length_.piece(),), after
    if _is_weeks_on(length_, t, i, end):
        return (After(length_.shift(), Shift(days=int(t[end].value))),), end + 1
    if t[end].text in {"from", "after", "before"} and (based := _based(length_, t, end, conventions)):
        return based
    return _or_more(length_, t, end) if announced else None


def signed(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read after 5 days at the end of a clause, and -2hr5min that is a whole text."""
    back = t[i].text == "-"
    found = measured(t, _past_about(t, i + 1)) if t[i].text == "after" or (back and i == 0) else None
    if found is None or t[found[1]].kind not in ({"end"} if back else {"end", "punct"}):
        return None
    return ((found[0].negative() if back else found[0]).piece(),), found[1]


def _past_limit(t: Sequence[Token], i: int) -> int:
    """Give the place behind within, less than, fewer than: what follows is the most."""
    if t[i].text == "within":
        return _past_about(t, i + 1)
    return i + 2 if t[i].text in {"less", "fewer"} and t[i + 1].text == "than" else i


def _up_to(t: Sequence[Token], i: int, conventions: Conventions, *, within: bool) -> Match | None:
    """Read within 2 weeks, less than 5 hours from now, less than 3 days after tomorrow: all that lies until then."""
    found = measured(t, i)
    if found is None:
        return _one_or_more(t, i) if within else None
    length_, end = found[0], _in_a_weeks_time(t, found[1])
    place = _from_now(t, end)
    based = _based(length_, t, end, conventions) if place is None and t[end].text in {"from", "after"} else None
    if based is not None:
        after = based[0][0]
        most = replace(after, shift=replace(after.shift, within=True)) if isinstance(after, After) else after
        return (most, *based[0][1:]), based[1]
    if t[end].text == "ago":
        length_, place = length_.negative(), end + 1
    if place is None and not within:
        return None  # "less than 3 days" is a length
    piece = length_.piece()
    until = replace(piece, ahead=True) if isinstance(piece, Offset) else replace(piece, within=True)
    return (until,), place or end


def _or_more(length_: Length, t: Sequence[Token], end: int) -> Match:
    """Read the "or two" of "in a week or two"."""
    piece = length_.piece()
    most = measures.count(t, end + 1) if t[end].text == "or" else None
    if most is None or measures.unit(t[most[2]]) is not None or not _ends(t, most[2]):
        return (piece,), end
    if isinstance(piece, Shift) and piece.days and not piece.months:
        piece = replace(piece, last=replace(piece, days=round(piece.days * most[0])))
    return (piece,), most[2]


def _is_weeks_on(length_: Length, t: Sequence[Token], i: int, end: int) -> bool:
    """Tell that weeks or months are counted from a day: a week today; "open for 2 weeks today" is none."""
    weeks = bool(length_.days) and not length_.days % 7 and not length_.months and not length_.exact
    weeks = weeks or (bool(length_.months) and not length_.days and not length_.exact)
    return (
        weeks
        and t[end].category == "day"
        and t[end].value in {"0", "1"}
        and t[max(i - 1, 0)].text not in {"for", "the"}
    )


def beside(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read the day after Thanksgiving, the day before yesterday."""
    start = i + 1 if t[i].text == "the" else i
    if t[start].text != "day" or t[start + 1].text not in {"after", "before"}:
        return None
    return _based(_ONE_DAY, t, start + 1, conventions)


def _one_or_more(t: Sequence[Token], i: int) -> Match | None:
    """Read the lengths of "in 2-3 weeks", "in two to three days": from the one to the other."""
    least = measures.count(t, i)
    if least is None or t[least[2]].text not in {"-", "\u2013", "to", "or"}:
        return None
    most = measured(t, least[2] + 1)
    counted = measures.count(t, least[2] + 1)
    first = measures.with_unit((least[0], least[1], counted[2]), t) if counted else None
    if most is None or first is None or most[1] != first[1]:
        return None
    piece = first[0].piece()
    if isinstance(piece, Shift):
        piece = replace(piece, last=most[0].shift())
    return (piece,), most[1]


def length(t: Sequence[Token], i: int) -> Match | None:
    """Read a length of time as a step from now: 2 h, 1h30, half an hour, a couple of days."""
    found = measured(t, i)
    return ((found[0].piece(),), found[1]) if found else None


def coming(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read the next 3 days, the 2 coming weeks, next 2 weeks 3 days, next day, this minute."""
    start = i + 1 if t[i].text == "the" else i
    if _is_coming(t[start]) and t[start + 1].value == FORTNIGHT and t[start + 1].category == "unit":
        return (Coming(14),), start + 2
    if _is_coming(t[start]):
        found = measured(t, start + 1) if t[start + 1].text not in {"a", "an"} else None
        return _stretch(found[0], t, found[1]) if found else _single(t, start)
    if t[start].text == "this" and measures.unit(t[start + 1]) in {SECOND, MINUTE} and _ends(t, start + 2):
        return (Offset(),), start + 2
    counted = measures.count(t, start)
    if counted is None or not _is_coming(t[counted[2]]):
        return None
    found = measures.with_unit((counted[0], counted[1], counted[2] + 1), t)
    # "d5 next week" and "visit 5 next week" count nothing.
    plural = found is not None and t[found[1] - 1].text.endswith("s") and not _is_glued(t, start)
    return _stretch(found[0], t, found[1]) if found is not None and plural else None


def same_hour(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read this time tomorrow, this time next week, this time last year: another day at the hour it is now."""
    if [token.text for token in t[i : i + 2]] != ["this", "time"]:
        return None
    day = t[i + 2]
    if day.category == "day" and day.value in {"-1", "1"} and _ends(t, i + 3):
        return (Offset(days=int(day.value)),), i + 3
    step = {"next": 1, "last": -1}.get(str(day.value)) if day.category == "mark" else None
    days_and_months = _OF_UNIT.get(measures.unit(t[i + 3]) or "")
    if step is None or days_and_months is None:
        return None
    return (Offset(days=step * days_and_months[0], months=step * days_and_months[1]),), i + 4


def weekdays_from_now(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read three Fridays from now, 2 weekends from now, two Sundays ago: the second one, counted from today."""
    counted = measures.count(t, i)
    if counted is None or counted[0] not in range(1, _MOST_WEEKS):
        return None
    place = counted[2]
    day = days.counted_weekday(t[place])
    if day is None:
        return None
    if t[place + 1].text in {"ago", "back"} and _ends(t, place + 2):
        return (After(Shift(days=-7 * (int(counted[0]) - 1)), Weekday(day, "last")),), place + 2
    if [token.text for token in t[place + 1 : place + 3]] != ["from", "now"]:
        return None
    return (After(Shift(days=7 * (int(counted[0]) - 1)), Weekday(day)),), place + 3


def _is_glued(t: Sequence[Token], i: int) -> bool:
    return i > 0 and t[i - 1].end == t[i].start


def _is_coming(token: Token) -> bool:
    return token.value in _COMING or token.text == "following"


def _single(t: Sequence[Token], i: int) -> Match | None:
    """Read next day, next minute, where no noun follows them ("next day delivery")."""
    if t[i + 1].text in {"business", "working"} and t[i + 2].text == "day":
        return ((Shift(working_days=1),), i + 3) if _ends(t, i + 3) else None
    if t[i + 1].text in {"weekday", "workday"}:
        return ((Shift(working_days=1),), i + 2) if _ends(t, i + 2) else None
    piece = _SINGLE.get(measures.unit(t[i + 1]) or "") if len(t[i + 1].text) > 1 else None
    narrated = i > 0 and t[i - 1].text == "the"
    if piece is None or narrated or not _ends(t, i + 2):
        return None
    return (piece,), i + 2


def _ends(t: Sequence[Token], i: int) -> bool:
    return t[i].kind in {"end", "punct"} or t[i].text in FUNCTION_WORDS


def _stretch(length_: Length, t: Sequence[Token], end: int) -> Match | None:
    if not (length_.days or length_.months or length_.working_days or length_.seconds):
        return None
    if length_.exact:
        piece = length_.piece()
        assert isinstance(piece, Offset)  # it has hours, minutes or seconds
        return (replace(piece, ahead=True),), end
    if length_.days and (length_.months or _is_compound(t, end)):
        return (length_.shift(),), end
    return (Coming(length_.days, length_.months, length_.working_days),), end


def _is_compound(t: Sequence[Token], end: int) -> bool:
    """Tell "2 weeks 3 days" from "2 weeks": a number and a unit stand before the last two words as well."""
    return t[end - 3].category == "unit" or t[end - 4].category == "unit"


def _based(length_: Length, t: Sequence[Token], end: int, conventions: Conventions) -> Match | None:
    """Read from, after or before a day or an hour behind a length."""
    if t[end].text == "before":
        length_ = length_.negative()
    start = end + 1
    if length_.exact:
        clock = clocks.exact(t, start, conventions) or clocks.at_hour(t, end, conventions)
        return _from_clock(length_, clock)
    found = max((match for rule in _BASES if (match := rule(t, start, conventions))), key=_reach, default=None)
    if found is None or not isinstance(found[0][0], DAY_PIECES):
        return None
    return (After(length_.shift(), found[0][0]), *found[0][1:]), found[1]


def _reach(match: Match) -> int:
    return match[1]


def _from_clock(length_: Length, clock: Match | None) -> Match | None:
    if clock is None or not isinstance(clock[0][0], Clock) or length_.days or length_.months:
        return None
    return (replace(clock[0][0], shift_s=length_.seconds),), clock[1]


def _from_now(t: Sequence[Token], end: int) -> int | None:
    """Give the place behind from now, from today, hence, and later or out at the end of a clause."""
    words = [token.text for token in t[end : end + 3]]
    if words[:2] in (["from", "now"], ["from", "today"]):
        return end + 2
    if words == ["in", "the", "future"]:
        return end + 3
    if words[0] == "hence":
        return end + 1
    return end + 1 if words[0] in {"later", "out"} and t[end + 1].kind in {"end", "punct"} else None


def _past_about(t: Sequence[Token], i: int) -> int:
    if [token.text for token in t[i : i + 2]] == ["less", "than"]:
        return i + 2
    return i + 1 if t[i].text in _ABOUT else i


def _in_a_weeks_time(t: Sequence[Token], i: int) -> int:
    start = i
    if t[start].text == "'":
        start += 2 if t[start + 1].text == "s" else 1
    return start + 1 if t[start].text == "time" else i
