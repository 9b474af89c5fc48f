"""Dates, ranges, lengths and repetitions read by the product, and by dateparser, in the form the bench scores."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from crmbot.language import expressions
from crmbot.language.expressions import Found
from crmbot.language.lengths import Length
from crmbot.language.recurring import Repeated
from crmbot.language.when import Conventions, Expression, When, conventions_for

Label = Mapping[str, object]
"""What the scripts score: kind, start, end, span, rrule or seconds."""

_MONTH_FIRST = "UTC"  # the bench has it so; in the product only America writes the month first


def dates(text: str, ref: datetime, tz: str) -> list[Label]:
    """Return every expression of a text. Args: `ref`: the wall clock in `tz`."""
    now = ref.replace(tzinfo=ZoneInfo(tz))
    found = expressions.find(text, now=now, zone=tz, conventions=_conventions(tz))
    return [label for each in found if (label := _label(each)) is not None]


def search_dates(text: str, ref: datetime, tz: str) -> list[Label]:
    """Return what dateparser's search finds; what falls on the clock of `ref` or on midnight counts as a day."""
    from dateparser.search import search_dates as search

    order = "DMY" if _conventions(tz).day_first else "MDY"
    settings = {"RELATIVE_BASE": ref, "PREFER_DATES_FROM": "future", "DATE_ORDER": order}
    labels: list[Label] = []
    place = 0
    for words, at in search(text, languages=["en"], settings=settings) or ():
        place = max(text.find(words, place), 0)
        clock = at.time() not in {time(), ref.time()}
        start = at.replace(tzinfo=None) if clock else at.date()
        labels.append({"kind": "datetime" if clock else "date", "start": start, "span": (place, place + len(words))})
    return labels


def _conventions(tz: str) -> Conventions:
    usual = conventions_for(tz)
    return replace(usual, day_first=False) if tz == _MONTH_FIRST else usual


def _label(found: Found) -> Label | None:
    match found:
        case Length():
            return {"kind": found.kind, "seconds": found.seconds, "span": found.span}
        case Repeated(repeat=None):
            return None
        case Repeated():
            assert found.repeat is not None  # the case before had those
            start = _wall(found.repeat.first)
            return {"kind": found.kind, "rrule": found.repeat.timed_rule, "start": start, "span": found.span}
        case Expression():
            return _time(found)


def _time(found: Expression) -> Label | None:
    """Return a time as a day or an hour, or from its first to its last; None where the words name none."""
    if found.when is None:
        return None
    if found.stretch is None:
        return {"kind": found.kind, "start": _wall(found.when), "span": found.span}
    first, last = found.stretch.first, found.stretch.last
    return {"kind": found.kind, "start": first and _wall(first), "end": last and _wall(last), "span": found.span}


def _wall(when: When) -> str:
    if when.at is None:
        return when.on.isoformat()
    return datetime.combine(when.on, when.at.replace(fold=0)).isoformat(timespec="seconds")
