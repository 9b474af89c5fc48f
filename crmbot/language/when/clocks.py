"""Rules for the time of day: 3pm, 15:00, at 9, half past 3, noon, 2-3pm, in the morning."""

from collections.abc import Sequence

from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import Match
from crmbot.language.when.pieces import Clock, Missing, Part
from crmbot.language.when.values import Conventions
from crmbot.language.when.words import FUNCTION_WORDS, MINUTE, ZONES

_LAST_HOUR, _LAST_MINUTE = 23, 59
_NOON = 12
_HOUR_FIGURES = 2
_CLOCK_FIGURES = 4
_FEWEST_SPOKEN = 5  # minutes; "one to one" is no time
_RANGE_SIGNS = frozenset({"-", "\u2013", "to", "till", "until", "til"})
_HOUR_WORDS = frozenset({"o'clock", "oclock", "h", "uhr"})
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
    return ((_zoned(piece, t, end) if isinstance(piece, Clock) else piece),), _past_zone(t, end)


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
    # "10 to 12" in figures is a range; "ten to twelve" and "quarter to 5" are not.
    if t[place].text == "to" and t[place - 1].kind != "number":
        return _spoken_hour(t, place + 1, -count)
    return None


def bare(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read an hour in plain figures, where what stands before it has made clear it is one."""
    first = _bare(t, i)
    if first is None:
        return None
    piece, end = first
    if _joins(t, i, end):
        exact = _exact_one(t, end + 1)
        last = exact or _bare(t, end + 1)
        if last is not None:
            piece, end = _with_end(piece, last[0]), last[1]
        if exact is not None:  # no noun is counted by minutes
            return (piece,), end
    return ((piece,), end) if _free(t, end) else None


def at_hour(t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read at 9, at 1500, around 3, from 2 to 3; "at 25" is the form of an hour, but none."""
    if t[i].text not in {"at", "@", "around", "from", "between"}:
        return None
    start = i + 1
    if t[start].text in {"around", "about"}:
        start += 1
    if _is_price(t, i):
        return None
    found = spoken(t, start, conventions) or bare(t, start, conventions)
    if found is not None:
        return found
    return _no_hour(t, i) if t[i].text == "at" else None


def part(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read in the morning, this afternoon, first thing."""
    words = [token.text for token in t[i : i + 2]]
    if words == ["first", "thing"]:
        return (Part("morning", coming=True),), i + 2
    if words in (["in", "the"], ["the", "next"]) and t[i + 2].category == "part":
        return (Part(str(t[i + 2].value), coming=True),), i + 3
    if t[i].value in {"this", "that"} and t[i + 1].category == "part":
        return (Part(str(t[i + 1].value)),), i + 2
    return None


def bare_part(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read morning or evening beside a day that has been said."""
    start = i + 1 if t[i].text in {"late", "early", "mid"} else i
    if t[start].category == "part":
        return (Part(str(t[start].value)),), start + 1
    return None


def _exact(t: Sequence[Token], i: int) -> tuple[Clock | Missing, int] | None:
    first = _exact_one(t, i) or _until_exact(t, i)
    if first is None:
        return None
    piece, end = first
    if _joins(t, i, end) and isinstance(piece, Clock):
        last = _exact_one(t, end + 1)
        if last is not None and isinstance(last[0], Clock):
            return _with_end(piece, last[0]), last[1]
    return piece, end


def _until_exact(t: Sequence[Token], i: int) -> tuple[Clock | Missing, int] | None:
    """Read the start of a range whose end alone is said in full: 2-3pm, 11-1pm."""
    first = _bare(t, i)
    if first is None or not _joins(t, i, first[1]):
        return None
    last = _exact_one(t, first[1] + 1)
    if last is None or not isinstance(last[0], Clock) or not isinstance(first[0], Clock):
        return None
    if t[last[1] - 1].kind != "ampm":
        return None
    return _with_end(_same_half(first[0], last[0]), last[0]), last[1]


def _same_half(start: Clock, end: Clock) -> Clock:
    """Give a start the half of day of its end, unless it would come after it: 11-1pm."""
    hour = start.hour % _NOON + (_NOON if end.hour >= _NOON else 0)
    if (hour, start.minute) >= (end.hour, end.minute):
        hour = start.hour
    return Clock(hour, start.minute, sure=True)


def _exact_one(t: Sequence[Token], i: int) -> tuple[Clock | Missing, int] | None:
    if t[i].text in {"noon", "midday"}:
        return Clock(_NOON, sure=True), i + 1
    if t[i].text == "midnight":
        return Clock(0, sure=True), i + 1
    if t[i].kind == "clock" and ":" in t[i].text:
        hour, minute = map(int, t[i].text.split(":")[:2])
        end = i + 2 if t[i + 1].text in _HOUR_WORDS else i + 1
        return _half_of_day(t, end, hour, minute) or (_clock(t[i].text, hour, minute), end)
    figures = _figures(t[i])
    if figures is None:
        return None
    end = i + 2 if t[i + 1].text in _HOUR_WORDS else i + 1
    known = _half_of_day(t, end, *figures)
    if known is None and end > i + 1 and t[i + 1].text != "h":
        return _clock(t[i].text, *figures), end
    return known


def _half_of_day(t: Sequence[Token], i: int, hour: int, minute: int) -> tuple[Clock | Missing, int] | None:
    if t[i].kind != "ampm":
        return None
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return Missing(), i + 1
    if hour == 0:
        return None
    if hour <= _NOON:
        hour = hour % _NOON + (_NOON if t[i].text.startswith("p") else 0)
    return Clock(hour, minute, sure=True), i + 1


def _figures(token: Token) -> tuple[int, int] | None:
    """Read 9, 930, 0930, 9.30 as hour and minute, whether or not a clock shows them."""
    if token.kind == "pair" and "." in token.text:
        hour, minute = token.text.rstrip(".").split(".")
        return (int(hour), int(minute)) if len(minute) == _HOUR_FIGURES else None
    if token.kind != "number" or len(token.text) > _CLOCK_FIGURES:
        return (int(token.value), 0) if _is_hour_word(token) else None
    if len(token.text) <= _HOUR_FIGURES:
        return int(token.text), 0
    return int(token.text[:-2]), int(token.text[-2:])


def _is_hour_word(token: Token) -> bool:
    return (
        token.category == "number"
        and isinstance(token.value, int)
        and token.text not in {"a", "an"}
        and token.value <= _NOON
    )


def _clock(text: str, hour: int, minute: int) -> Clock | Missing:
    if hour > _LAST_HOUR or minute > _LAST_MINUTE:
        return Missing()
    return Clock(hour, minute, sure=hour > _NOON or hour == 0 or text.startswith("0"))


def _bare(t: Sequence[Token], i: int) -> tuple[Clock, int] | None:
    figures = _figures(t[i])
    if t[i].kind == "clock" and "h" in t[i].text:
        hour, minute = map(int, t[i].text.split("h"))
        figures = hour, minute
    if figures is None:
        return None
    piece = _clock(t[i].text, *figures)
    end = i + 2 if t[i + 1].text in _HOUR_WORDS else i + 1
    return (piece, end) if isinstance(piece, Clock) else None


def _with_end(start: Clock | Missing, end: Clock | Missing) -> Clock:
    assert isinstance(start, Clock)  # callers looked
    if not isinstance(end, Clock):
        return start
    return Clock(start.hour, start.minute, sure=start.sure, end=end)


def _spoken_minutes(t: Sequence[Token], i: int) -> tuple[int, int] | None:
    start = i + 1 if t[i].text == "a" and t[i + 1].text == "quarter" else i
    if t[start].text == "half":
        return 30, start + 1
    if t[start].text == "quarter":
        return 15, start + 1
    value = t[i].value
    count = int(t[i].text) if t[i].kind == "number" and len(t[i].text) <= _HOUR_FIGURES else None
    if t[i].category == "number" and isinstance(value, int):
        count = value
    if count is None or not _FEWEST_SPOKEN <= count <= 30:  # noqa: PLR2004 - nobody says 40 past
        return None
    return count, i + 2 if t[i + 1].value == MINUTE else i + 1


def _spoken_hour(t: Sequence[Token], i: int, minutes: int) -> Match | None:
    figures = _figures(t[i])
    if figures is None or not 1 <= figures[0] <= _NOON or figures[1]:
        return None
    hour, end = figures[0], i + 1
    if not _free(t, end) and t[end].kind != "ampm":
        return None
    half = _half_of_day(t, end, hour, 0)
    sure = half is not None
    if half is not None:
        assert isinstance(half[0], Clock)  # the hour is at most 12
        hour, end = half[0].hour, half[1]
    if minutes < 0:
        hour, minutes = (hour - 1) % 24 or (0 if sure else _NOON), minutes + 60
    return (Clock(hour, minutes, sure=sure),), end


def _is_price(t: Sequence[Token], i: int) -> bool:
    """Tell "quoted at 25" and "20 units at 12.50" from hours."""
    if i > 0 and t[i - 1].text in _PRICE_VERBS:
        return True
    return i > 1 and t[i - 2].kind == "number" and t[i - 1].kind == "word" and t[i - 1].category is None


def _is_figure(token: Token) -> bool:
    return token.kind == "number" and len(token.text) <= _HOUR_FIGURES


def _no_hour(t: Sequence[Token], i: int) -> Match | None:
    token = t[i + 1]
    figures = _figures(token)
    if figures is None or not _is_figure(token) or not _free(t, i + 2):
        return None
    impossible = figures[0] > _LAST_HOUR or figures[1] > _LAST_MINUTE
    return ((Missing(),), i + 2) if impossible else None


def _free(t: Sequence[Token], i: int) -> bool:
    """Tell that no noun follows which the figure before would count."""
    token = t[i]
    if token.kind == "punct":
        return token.text not in "%/x*\u00d7&+#\x00"
    if token.kind == "end":
        return True
    if token.kind != "word" or token.text == "of":
        return False
    return token.text in FUNCTION_WORDS or _dated(token)


def _joins(t: Sequence[Token], start: int, i: int) -> bool:
    """Tell that the sign or word between two hours makes them a range."""
    between = start > 0 and t[start - 1].text == "between"
    return t[i].text in _RANGE_SIGNS or (between and t[i].text == "and")


def _dated(token: Token) -> bool:
    # A month is missing here: the figure before one is its day.
    return token.category in {"weekday", "day", "mark", "part"}


def _zoned(piece: Clock, t: Sequence[Token], end: int) -> Clock:
    name = ZONES.get(t[end].text.upper()) if t[end].capital else None
    return Clock(piece.hour, piece.minute, sure=piece.sure, end=piece.end, zone=name) if name else piece


def _past_zone(t: Sequence[Token], end: int) -> int:
    return end + 1 if t[end].capital and t[end].text.upper() in ZONES else end
