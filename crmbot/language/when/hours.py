"""Hours as they are written or said: 3pm, 15:30, 15h20, noon, nine thirty, 5 o'clock, 5 P."""

from collections.abc import Sequence
from dataclasses import replace

from crmbot.language.when import counting
from crmbot.language.when.lexer import Token
from crmbot.language.when.pieces import Clock, Missing
from crmbot.language.when.words import FUNCTION_WORDS, TO_DO

LAST_HOUR, LAST_MINUTE = 23, 59
NOON = 12
HOUR_FIGURES = 2
_CLOCK_FIGURES = 4
_DAY_ENDS = 24
_TENS = 10
_BEFORE_HALF = frozenset({"at", "@", "by", "from", "to", "until", "till", "after", "before", "-"})
_DASHES = frozenset({"-", "\u2013"})
_MILITARY = frozenset({"hours", "hrs"})
_HOUR_WORDS = frozenset({"o'clock", "o' clock", "o\u2019 clock", "o\u2019clock", "o clock", "oclock", "h", "uhr"})


def exact_one(t: Sequence[Token], i: int) -> tuple[Clock | Missing, int] | None:
    """Read an hour that needs nothing around it; Missing for the form of one that no clock shows."""
    named = _named_hour(t, i) or _military(t, i) or _with_h(t, i)
    if named is not None:
        return named
    if t[i].kind == "clock":
        return _shown(t, i)
    figures, place = _hour_and_minute(t, i)
    if figures is None:
        return None
    end = place + 1 if t[place].text in _HOUR_WORDS else place
    known = half_of_day(t, end, *figures)
    if known is None and end > place and t[place].text != "h" and place == i + 1:
        return _clock(t[i].text, *figures), end
    return known


def bare_hour(t: Sequence[Token], i: int) -> tuple[Clock, int] | None:
    """Read an hour in plain figures or words, its half of the day perhaps unsaid."""
    figures, place = _hour_and_minute(t, i)
    if t[i].kind == "clock" and "h" in t[i].text:
        hour, minute = map(int, t[i].text.split("h"))
        figures = hour, minute
    if figures is None:
        return None
    end = place + 1 if t[place].text in _HOUR_WORDS else place
    known = half_of_day(t, end, *figures)
    if known is not None and isinstance(known[0], Clock):
        return known[0], known[1]
    piece = _clock(t[i].text, *figures)
    return (piece, end) if isinstance(piece, Clock) else None


def half_of_day(t: Sequence[Token], i: int, hour: int, minute: int) -> tuple[Clock | Missing, int] | None:
    """Read am, pm or what stands for them behind an hour; None where nothing tells the half of the day."""
    end = _past_half(t, i)
    if end is None:
        return None
    if hour > LAST_HOUR or minute > LAST_MINUTE:
        return Missing(), end
    if hour == 0:
        return None
    if hour <= NOON:
        evening = t[i].text.startswith("p") or t[i].text == "noon"
        hour = hour % NOON + (NOON if evening else 0)
    return Clock(hour, minute, sure=True), end


def figures_of(token: Token) -> tuple[int, int] | None:
    """Read 9, 930, 0930, 9.30 as hour and minute, whether or not a clock shows them."""
    if token.kind == "pair" and "." in token.text:
        hour, minute = token.text.rstrip(".").split(".")
        return (int(hour), int(minute)) if len(minute) == HOUR_FIGURES else None
    if token.kind != "number" or len(token.text) > _CLOCK_FIGURES:
        return (int(token.value), 0) if _is_hour_word(token) else None
    if len(token.text) <= HOUR_FIGURES:
        return int(token.text), 0
    return int(token.text[:-2]), int(token.text[-2:])


def tells_hour(token: Token) -> bool:
    """Tell that a token is the end of an hour that was said."""
    return token.kind in {"number", "clock", "ampm"} or token.text in _HOUR_WORDS or _is_hour_word(token)


def is_free(t: Sequence[Token], i: int) -> bool:
    """Tell that no noun follows which the figure before would count."""
    token = t[i]
    if token.kind == "punct":
        return token.text not in "%/x*\u00d7&+#\x00"
    if token.kind == "end":
        return True
    if token.kind != "word" or token.text == "of":
        return False
    return token.text in FUNCTION_WORDS or token.text in TO_DO or _dated(token)


def _named_hour(t: Sequence[Token], i: int) -> tuple[Clock, int] | None:
    """Read noon, midday, midnight, mid-day, 12 noon."""
    start = i + 1 if t[i].text in {"12", "twelve"} and t[i + 1].text in {"noon", "midnight", "midday"} else i
    if t[start].text in {"noon", "midday"}:
        return Clock(NOON, sure=True), start + 1
    if t[start].text == "midnight":
        return Clock(0, sure=True), start + 1
    place = i + 2 if t[i + 1].text == "-" else i + 1
    if t[i].text == "mid" and t[place].text in {"day", "night"}:
        return Clock(NOON if t[place].text == "day" else 0, sure=True), place + 1
    return None


def _military(t: Sequence[Token], i: int) -> tuple[Clock | Missing, int] | None:
    """Read 0730 hours; without the nought it needs a word like "at" before it, or it is a length of time.

    "Fourteen hundred hours" is always an hour.
    """
    figures = t[i].text
    if t[i + 1].text == "hundred" and t[i + 2].text in _MILITARY:
        hour = int(figures) if figures.isdigit() and len(figures) <= HOUR_FIGURES else t[i].value
        counts = t[i].kind == "number" or t[i].category == "number"
        return (_clock("0", hour, 0), i + 3) if counts and isinstance(hour, int) and hour <= LAST_HOUR else None
    if t[i].kind != "number" or len(figures) != _CLOCK_FIGURES or t[i + 1].text not in _MILITARY:
        return None
    alone = i == 0 and t[i + 2].kind == "end"
    announced = (
        alone or figures[0] == "0" or (i > 0 and (t[i - 1].text in _BEFORE_HALF or t[i - 1].category == "weekday"))
    ) or t[i + 2].category in {"weekday", "day"}
    return (_clock("0", int(figures[:2]), int(figures[2:])), i + 2) if announced else None


def _with_h(t: Sequence[Token], i: int) -> tuple[Clock | Missing, int] | None:
    """Read 14h where a dash and another such hour stand beside it: 14h-16h; 14h alone are as many hours."""
    if t[i].kind != "number" or t[i + 1].text != "h" or len(t[i].text) > HOUR_FIGURES:
        return None
    behind = t[i + 2].text in _DASHES and t[i + 3].kind == "number" and t[i + 4].text == "h"
    before = i > 2 and t[i - 1].text in _DASHES and t[i - 2].text == "h" and t[i - 3].kind == "number"  # noqa: PLR2004
    return (_clock("0", int(t[i].text), 0), i + 2) if behind or before else None


def _shown(t: Sequence[Token], i: int) -> tuple[Clock | Missing, int] | None:
    """Read 15:30, 15:30:10, 9:15 pm, 15h20, 3h30pm; 1h30 is a length of time."""
    if "h" in t[i].text:
        hour, minute = map(int, t[i].text.split("h"))
        if t[i + 1].kind == "ampm":
            return half_of_day(t, i + 1, hour, minute)
        return (_clock(t[i].text, hour, minute), i + 1) if t[i].text.index("h") == HOUR_FIGURES else None
    hour, minute, *second = map(int, t[i].text.split(":"))
    end = i + 2 if t[i + 1].text in _HOUR_WORDS else i + 1
    found = half_of_day(t, end, hour, minute) or (_clock(t[i].text, hour, minute), end)
    if not second or not isinstance(found[0], Clock):
        return found
    return (replace(found[0], second=second[0]) if second[0] <= LAST_MINUTE else Missing()), found[1]


def _past_half(t: Sequence[Token], i: int) -> int | None:
    """Give the place behind am, pm, a or p, midnight; None where they do not tell the half of the day."""
    if t[i].kind == "ampm" or (t[i].text == "midnight" and t[i - 1].text in _HOUR_WORDS):
        return i + 1
    if t[i].text not in {"a", "p"} or i == 0:
        return None
    if t[i + 1].text == "m" and t[i + 1].start == t[i].end + 1:
        return i + 2
    dotted = t[i + 1].text == "." and t[i + 1].start == t[i].end
    tied = t[i].start == t[i - 1].end
    if tied and t[i + 1].text in _DASHES and (t[i + 3].kind == "ampm" or t[i + 3].text == "a"):
        return i + 1  # "9a-5p", "9a-11a"
    ends_range = i > 2 and t[i - 2].text in _DASHES and t[i - 3].text in {"a", "p"}  # noqa: PLR2004 - "9a-" before it
    if tied and ends_range:
        return i + 1
    announced = i > 1 and (t[i - 2].text in _BEFORE_HALF or t[i - 2].category == "weekday")
    if tied and (t[i - 1].kind == "clock" or announced):
        return i + 1
    ends = dotted and t[i + 2].kind == "end" and t[i].start <= t[i - 1].end + 1
    return i + 2 if ends and (announced or (i == 1 and t[i].capital)) else None


def _hour_and_minute(t: Sequence[Token], i: int) -> tuple[tuple[int, int] | None, int]:
    """Read 9, 0930 and nine thirty, with the place behind."""
    figures = figures_of(t[i])
    if figures is None or not _is_hour_word(t[i]):
        return figures, i + 1
    tied = t[i + 1].text == "-" and t[i + 1].start == t[i].end and t[i + 2].start == t[i + 1].end
    if t[i + 1].text in {"oh", "o"} and _is_hour_word(t[i + 2]) and int(t[i + 2].value) < _TENS:
        return (figures[0], int(t[i + 2].value)), i + 3  # "three oh five"
    minutes = counting.number(t, i + 2 if tied else i + 1)
    if minutes is None or not _TENS <= minutes[0] <= LAST_MINUTE:
        return figures, i + 1
    return (figures[0], minutes[0]), minutes[1]


def _is_hour_word(token: Token) -> bool:
    return (
        token.category == "number"
        and isinstance(token.value, int)
        and token.text not in {"a", "an"}
        and token.value <= NOON
    )


def _clock(text: str, hour: int, minute: int) -> Clock | Missing:
    if (hour, minute) == (_DAY_ENDS, 0) and ":" in text:
        return Clock(0, sure=True, shift_s=_DAY_ENDS * 3600)  # "24:00" is the midnight that ends a day
    if hour > LAST_HOUR or minute > LAST_MINUTE:
        return Missing()
    return Clock(hour, minute, sure=hour > NOON or hour == 0 or text.startswith("0"))


def _dated(token: Token) -> bool:
    # A month is missing here: the figure before one is its day.
    return token.category in {"weekday", "day", "mark", "part"}
