"""From when to when: a time with an end or a length, read from what people type (`fri 9-10:30`, `fri 10am for 1h`)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from crmbot.language import lengths, when
from crmbot.language.catalogue import in_english
from crmbot.language.when import Conventions, Doubt, Expression, When

_FOR = re.compile(r"(?:(?<![\s,])[\s,]+)?\bfor\s+$", re.IGNORECASE)
_NEAR = 12  # "for" stands right before its length
_UNTIL = re.compile(r"(?:(?<!\s)\s*+(?:,\s*+)?)?(?:until|till|til|to|-|\u2013)\s*", re.IGNORECASE)
_WHOLE_DAY = re.compile(r"(?:(?<!\s)\s*+(?:,\s*+)?)?\b(?:all[ -]day|whole day)\b\s*", re.IGNORECASE)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
# "14 mar - 16 mar": with a hyphen the 16 would be a year.
_BETWEEN_DAYS = re.compile(rf"(?<=[a-z])(?P<before>\s*)-(?=\s*\d{{1,2}}\s+{_MONTH}\b)", re.IGNORECASE)
_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)

# "9-5" is a working day; "10-9" is no eleven hours but a slip, unless somebody says which half of the day they mean.
_LIKELY = timedelta(hours=10, minutes=30)
_POSSIBLE = timedelta(hours=12)


@dataclass(frozen=True, slots=True)
class Period:
    """A start, and an end or a length where one was said; `said` are the words.

    `backwards`: the end that was said is before the start.
    """

    starts: When
    ends: When | None = None
    length: timedelta | None = None
    backwards: bool = False
    said: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Give the canonical text, which `read` in the same zone reads back."""
        if self.ends is not None:
            return f"{self.starts} until {self.ends}"
        if self.length is not None:
            return f"{self.starts} for {round(self.length / timedelta(minutes=1))} min"
        return str(self.starts)


@dataclass(frozen=True, slots=True)
class Unsure:
    """A period that cannot be read for certain: the doubt about its start."""

    doubt: Doubt
    period: Period | None = None

    def readings(self) -> tuple[Period, ...]:
        """Return the periods it may be, as long as the one that was read."""
        if self.period is None:
            return tuple(Period(option) for option in self.doubt.options)
        return tuple(_shifted(self.period, option) for option in self.doubt.options)


def _shifted(period: Period, to: When) -> Period:
    """Return a period that begins at another time and lasts as long."""
    start, end = period.starts.instant(), period.ends.instant() if period.ends is not None else None
    length = end - start if start is not None and end is not None else period.length
    return Period(to, None, length, period.backwards, period.said)


def read(text: str, *, now: datetime, zone: str, conventions: Conventions) -> Period | Unsure | None:
    """Read a whole phrase as a period; None when it is none."""
    typed = text.strip()
    text = _BETWEEN_DAYS.sub("\\g<before>\u2013", in_english(text, conventions.languages).text)
    words, length = _without_length(_WHOLE_DAY.sub(" ", text).strip())
    found = when.read(words, now=now, zone=zone, conventions=conventions)
    if found is None:
        found = _with_end(words, now=now, zone=zone, conventions=conventions)
    if found is None:
        return None
    if found.when is None:
        return Unsure(found.doubt) if found.doubt is not None else None
    starts = replace(found.when, at=None, part=None) if _WHOLE_DAY.search(text) else found.when
    period = Period(starts, found.until, length, _is_backwards(found), typed)
    return Unsure(found.doubt, period) if found.doubt is not None else period


def _without_length(text: str) -> tuple[str, timedelta | None]:
    found = next(iter(_lengths(text)), None)
    if found is None:
        return text, None
    (start, end), length = found
    return f"{text[:start]} {text[end:]}".strip(), length


def _lengths(text: str) -> list[tuple[tuple[int, int], timedelta]]:
    """Return the lengths that were announced by "for", each with the place of all its words."""
    announced: list[tuple[tuple[int, int], timedelta]] = []
    for each in lengths.find(text):
        near = max(each.span[0] - _NEAR, 0)
        lead = _FOR.search(text[near : each.span[0]])
        if lead is not None:
            announced.append(((near + lead.start(), each.span[1]), each.length))
    return announced


def _with_end(text: str, *, now: datetime, zone: str, conventions: Conventions) -> Expression | None:
    """Read two times with a word between them: `fri 3pm until 4pm`, `2025-03-14T10:00 until 2025-03-14T11:00`."""
    for between in _UNTIL.finditer(text):
        first = when.read(text[: between.start()], now=now, zone=zone, conventions=conventions)
        if first is None or first.when is None or not between.start():
            continue
        start = first.when.instant()
        # What is said of the end is said from the start on: "4pm" is that of the same day.
        since = start if start is not None else now
        last = when.read(text[between.end() :], now=since, zone=zone, conventions=conventions)
        if last is not None and last.when is not None:
            return replace(first, text=text, until=last.when)
    return None


def _is_backwards(found: Expression) -> bool:
    """Tell whether the end that was said comes before the start, though it may be moved to another half of the day."""
    if found.when is None or found.until is None or found.when.at is None or found.until.at is None:
        return False
    start, end = found.when.instant(), found.until.instant()
    if start is None or end is None or end <= start:
        return True
    said = list(_CLOCK.finditer(found.text))
    if not said or int(said[-1]["hour"]) >= found.when.at.hour:
        return False
    return end - start > (_POSSIBLE if said[-1]["half"] else _LIKELY)


def find(text: str, *, now: datetime, zone: str, conventions: Conventions) -> tuple[tuple[int, int], str] | None:
    """Find the last period in free text: where it stands with all that belongs to it, and its words."""
    said = in_english(text, conventions.languages)
    place = _find(said.text, now=now, zone=zone, conventions=conventions)
    if place is None:
        return None
    start, end = said.span(place)
    return (start, end), text[start:end].strip(" ,")


def _find(text: str, *, now: datetime, zone: str, conventions: Conventions) -> tuple[int, int] | None:
    marked = _BETWEEN_DAYS.sub("\\g<before>\u2013", text)
    found = when.find(marked, now=now, zone=zone, conventions=conventions)
    if not found:
        return None
    first = last = found[-1]
    if len(found) > 1 and _belongs(text, found[-2], last):
        first = found[-2]
    start, end = first.span[0], last.span[1]
    said = [place for place, _ in _lengths(text)]
    end = next((after for place, after in said if place == end), end)
    whole = _WHOLE_DAY.match(text, end)
    end = whole.end() if whole is not None else end
    before = _before(text[:start], said)
    return (before if before is not None else start), end


def _belongs(text: str, first: Expression, last: Expression) -> bool:
    """Tell whether a time is the end of the one before it."""
    between = text[first.span[1] : last.span[0]]
    leads = _UNTIL.match(last.text) is not None
    return first.until is None and ((leads and not between.strip(" ,")) or _UNTIL.fullmatch(between) is not None)


def _before(text: str, lasting: Sequence[tuple[int, int]]) -> int | None:
    """Return where a length or "all day" begins that stands right before a time; None where none does."""
    whole = [found.span() for found in _WHOLE_DAY.finditer(text)]
    ends = [start for start, end in (*lasting, *whole) if end <= len(text) and not text[end:].strip(" ,")]
    return ends[0] if ends else None
