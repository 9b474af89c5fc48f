"""The words that make something a repetition: every, weekly, Mondays, the last day of each month."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from crmbot.language.recurring import lists
from crmbot.language.recurring.rules import Frequency
from crmbot.language.recurring.said import Said
from crmbot.language.when import holidays
from crmbot.language.when.lexer import Token
from crmbot.language.when.words import COUPLE, DAY, FORTNIGHT, HOUR, MINUTE, MONTH, PLURAL_WEEKDAYS, QUARTER, WEEK, YEAR

_EVERY = frozenset({"every", "each"})
_UNITS: dict[str, tuple[Frequency, int]] = {
    MINUTE: ("MINUTELY", 1),
    HOUR: ("HOURLY", 1),
    DAY: ("DAILY", 1),
    WEEK: ("WEEKLY", 1),
    FORTNIGHT: ("WEEKLY", 2),
    MONTH: ("MONTHLY", 1),
    QUARTER: ("MONTHLY", 3),
    YEAR: ("YEARLY", 1),
}
_SHORT_UNITS = {"d": DAY, "w": WEEK, "wk": WEEK, "m": MONTH, "mo": MONTH, "y": YEAR, "h": HOUR}
_ADVERBS: dict[str, tuple[Frequency, int]] = {
    "hourly": ("HOURLY", 1),
    "daily": ("DAILY", 1),
    "everyday": ("DAILY", 1),
    "weekly": ("WEEKLY", 1),
    "biweekly": ("WEEKLY", 2),
    "fortnightly": ("WEEKLY", 2),
    "monthly": ("MONTHLY", 1),
    "bimonthly": ("MONTHLY", 2),
    "quarterly": ("MONTHLY", 3),
    "yearly": ("YEARLY", 1),
    "annually": ("YEARLY", 1),
    "biannually": ("MONTHLY", 6),
    "biyearly": ("YEARLY", 2),
    "biennially": ("YEARLY", 2),
    "nightly": ("DAILY", 1),
}
_TWICE_A_YEAR = {"half", "semi"}
_HALF_A_YEAR = 6
_HALVED: dict[str, tuple[Frequency, int]] = {HOUR: ("MINUTELY", 30), YEAR: ("MONTHLY", _HALF_A_YEAR)}
_TWICE_A = {
    WEEK: Said("WEEKLY", 1, ((0, 0), (0, 3))),
    MONTH: Said("MONTHLY", 1, month_days=(1, 15)),
    YEAR: Said("MONTHLY", _HALF_A_YEAR),
}
# "Twice weekly" and "semi-monthly" are no rule of ours; what is worse than nothing is half of what was said.
_SEVERAL_TIMES = frozenset("twice thrice times time x semi half tri non".split())
_PARTS = {f"{part}s": part for part in ("morning", "afternoon", "evening", "night")}
_ARTICLES = frozenset("the a an our my your this that their his her".split())
_OTHER = frozenset({"other", "second", "2nd", "alternate"})
_OF_EVERY = frozenset({"of", "in"})
_EDGES = {"start": 1, "beginning": 1, "end": -1}
_FIGURES = 4


@dataclass(frozen=True, slots=True)
class Head:
    """What makes it a repetition, the place behind it, and whether it can be nothing else."""

    said: Said
    end: int
    certain: bool = True


def head_at(t: Sequence[Token], i: int) -> Head | None:
    """Read the words of a repetition that begin here."""
    for rule in (_every, _of_every, _adverb, _once_a, _twice_a, _alternate, _on_parts, _on_weekdays):
        found = rule(t, i)
        if found is not None:
            return found
    return None


def _every(t: Sequence[Token], i: int) -> Head | None:
    if t[i].text not in _EVERY:
        return None
    place = i + 2 if t[i + 1].text == "single" else i + 1
    found = _dated(t, place) or _counted(t, place) or _halved(t, place) or _named(t, place, 1) or _part(t, place)
    if found is None:
        return None
    # "the first Sunday after Easter of every year": what it is of was not understood.
    of_something = i > 0 and t[i - 1].text == "of"
    return replace(found, certain=not (of_something or _is_name(t, i)))


def _is_name(t: Sequence[Token], i: int) -> bool:
    """Tell the firm of Every Day Ltd from what comes every day."""
    within = i > 0 and t[i - 1].kind != "punct"
    return within and t[i].capital and t[i + 1].capital


def _dated(t: Sequence[Token], i: int) -> Head | None:
    """Read what stands behind every: july 4th, 20th and 30th of aug, first Friday of the month, 2nd of the month."""
    found = lists.of_year(t, i) or _feast(t, i)
    if found is not None:
        return Head(replace(found[0], frequency="YEARLY"), found[1])
    months = lists.months(t, i)
    if months is not None:
        return Head(Said("YEARLY", months=months[0], month_days=(1,)), months[1])
    edge = _edge_of_month(t, i)
    if edge is not None:
        return edge
    # "every day 9am" comes daily; the day of a month is "day 9 of every month".
    numbered = lists.numbered(t, i) if t[i].text != "day" else None
    if numbered is None or _is_step(t, i, numbered[1]) or (t[i].text == "second" and numbered[1] == i + 1):
        return None  # "every second counts"
    said, end = numbered
    return Head(replace(said, frequency="YEARLY" if said.months else "MONTHLY"), end)


def _feast(t: Sequence[Token], i: int) -> tuple[Said, int] | None:
    """Read what stands behind every: Christmas, Halloween; Easter has no day of its own."""
    found = holidays.named(t, i)
    fixed = holidays.fixed_day(found[0]) if found is not None else None
    return (Said(months=(fixed[0],), month_days=(fixed[1],)), found[1]) if found is not None and fixed else None


def _edge_of_month(t: Sequence[Token], i: int) -> Head | None:
    """Read what stands behind every: end of the month, month end, month's end."""
    if t[i].value == MONTH and t[i].category == "unit":
        place = i + 3 if [token.text for token in t[i + 1 : i + 3]] == ["'", "s"] else i + 1
        place += t[place].text == "-"
        day = _EDGES.get(t[place].text)
        return Head(Said("MONTHLY", month_days=(day,)), place + 1) if day is not None else None
    found = _edge(t, i)
    if found is None or t[found[1]].text != "of":
        return None
    said, place = found
    place += 2 if t[place + 1].text in {"the", "a"} else 1
    return Head(replace(said, frequency="MONTHLY"), place + 1) if t[place].value == MONTH else None


def _is_step(t: Sequence[Token], i: int, end: int) -> bool:
    """Tell "every 4th week" and "every second Tuesday" from days by their number."""
    of_month = t[end - 1].value == MONTH and t[end - 2].text in {"the", "a", "of", "in"}
    if of_month or t[end - 1].category == "month":
        return False
    single = lists.ordinal(t[i])
    if single is None or t[i].text == "the":
        return False
    return t[i + 1].category == "unit" or (t[i].text in _OTHER and end == i + 2)


def _counted(t: Sequence[Token], i: int) -> Head | None:
    """Read what stands behind every: 2 weeks, other Friday, 3rd year, two days."""
    step = _step(t, i)
    if step is None:
        return None
    return _named(t, i + 2 if t[i].value == COUPLE and t[i + 1].text == "of" else i + 1, step)


def _halved(t: Sequence[Token], i: int) -> Head | None:
    """Read what stands behind every: half hour, half an hour, half-year."""
    if t[i].text != "half":
        return None
    unit = i + 2 if t[i + 1].text in {"a", "an", "-"} else i + 1
    found = _HALVED.get(str(t[unit].value)) if t[unit].category == "unit" else None
    return Head(Said(*found), unit + 1) if found is not None else None


def _step(t: Sequence[Token], i: int) -> int | None:
    if t[i].text in _OTHER:
        return 2
    if t[i].kind == "number" and len(t[i].text) <= _FIGURES:
        return int(t[i].text)
    value = t[i].value
    if t[i].category == "number" and (isinstance(value, int) or value == COUPLE):
        return value if isinstance(value, int) else 2
    return lists.ordinal(t[i])


def _named(t: Sequence[Token], i: int, step: int) -> Head | None:
    """Read a unit or days of the week: week, month; Tue and Thu, weekday."""
    days = lists.weekdays(t, i)
    if days is not None:
        return Head(Said("WEEKLY", step, days[0]), days[1])
    counted = i > 0 and t[i - 1].kind == "number"
    unit = str(t[i].value) if t[i].category == "unit" else _SHORT_UNITS.get(t[i].text if counted else "", "")
    if unit not in _UNITS:
        return None
    frequency, each = _UNITS[unit]
    return Head(Said(frequency, each * step), i + 1)


def _part(t: Sequence[Token], i: int) -> Head | None:
    """Read what stands behind every: morning, night."""
    if t[i].category != "part":
        return None
    return Head(Said("DAILY", 1, part=str(t[i].value)), i + 1)


def _of_every(t: Sequence[Token], i: int) -> Head | None:
    """Read the 22nd of every month, the first Friday of each month, the last day of every quarter."""
    found = lists.numbered(t, i) or _edge(t, i)
    if found is None:
        return None
    said, place = found
    if t[place].text not in _OF_EVERY or t[place + 1].text not in _EVERY:
        return None
    if said.months:
        return None
    step = _step(t, place + 2)
    unit = place + 2 if step is None else place + 3
    frequency, each = _UNITS.get(str(t[unit].value) if t[unit].category == "unit" else "", (None, 0))
    if frequency not in {"MONTHLY", "YEARLY"}:
        return None
    return Head(replace(said, frequency=frequency, interval=each * (1 if step is None else step)), unit + 1)


def _edge(t: Sequence[Token], i: int) -> tuple[Said, int] | None:
    start = i + 1 if t[i].text == "the" else i
    day = _EDGES.get(t[start].text)
    return (Said(month_days=(day,)), start + 1) if day is not None else None


def _adverb(t: Sequence[Token], i: int) -> Head | None:
    """Read weekly, bi-weekly, quarterly, half-yearly."""
    hyphened = t[i + 1].text == "-"
    if t[i].text in _TWICE_A_YEAR and hyphened and t[i + 2].text in {"yearly", "annually", "annual"}:
        return Head(Said("MONTHLY", _HALF_A_YEAR), i + 3, certain=False)
    adverb = i if t[i].text != "bi" else i + 2 if hyphened else i + 1
    word = f"bi{t[adverb].text}" if adverb > i else t[i].text
    if word not in _ADVERBS or _is_several_times(t, i):
        return None
    frequency, step = _ADVERBS[word]
    after_article = i > 0 and t[i - 1].text in _ARTICLES
    said = Said(frequency, step, part="night" if word == "nightly" else None)
    return Head(said, adverb + 1, certain=not after_article)


def _is_several_times(t: Sequence[Token], i: int) -> bool:
    before = i - 2 if i > 1 and t[i - 1].text == "-" else i - 1
    return before >= 0 and t[before].text in _SEVERAL_TIMES


def _once_a(t: Sequence[Token], i: int) -> Head | None:
    """Read once a week, one a day, 1 per month."""
    if t[i].text not in {"once", "one", "1"} or t[i + 1].text not in {"a", "an", "per", "every", "each"}:
        return None
    if t[i + 2].category != "unit":
        return None
    return _named(t, i + 2, 1)


def _twice_a(t: Sequence[Token], i: int) -> Head | None:
    """Read twice a week, twice a month, twice per year: on days as far apart as may be; which ones was not said."""
    if t[i].text != "twice" or t[i + 1].text not in {"a", "an", "per", "every", "each"} or t[i + 2].category != "unit":
        return None
    said = _TWICE_A.get(str(t[i + 2].value))
    return Head(said, i + 3) if said is not None else None


def _alternate(t: Sequence[Token], i: int) -> Head | None:
    """Read alternate Mondays, alternate weeks."""
    if t[i].text != "alternate" or (i > 0 and t[i - 1].text in _EVERY):
        return None
    return _named(t, i + 1, 2)


def _on_parts(t: Sequence[Token], i: int) -> Head | None:
    """Read Monday mornings, weekday evenings, Saturday and Sunday afternoons."""
    found = lists.weekdays(t, i)
    if found is None or t[found[1]].text not in _PARTS:
        return None
    return Head(Said("WEEKLY", 1, found[0], part=_PARTS[t[found[1]].text]), found[1] + 1)


def _on_weekdays(t: Sequence[Token], i: int) -> Head | None:
    """Read Mondays, Tuesdays and Thursdays, on weekdays: several of a day."""
    plural = t[i].text in PLURAL_WEEKDAYS or t[i].text in {"weekdays", "workdays", "weekends"}
    if i > 0 and (t[i - 1].kind == "number" or t[i - 1].category == "number"):
        return None  # "3 Fridays from now" is one day
    days = lists.weekdays(t, i) if plural else None
    if days is None:
        return None
    announced = i == 0 or t[i - 1].text in {"on", ","} or t[i - 1].kind == "punct"
    return Head(Said("WEEKLY", 1, days[0]), days[1], certain=announced or not t[i].capital)
