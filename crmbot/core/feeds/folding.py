"""Finds the series among the entries of a calendar: one entry with a rule, what is left out, and what is otherwise."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from zoneinfo import ZoneInfo

from crmbot.core.feeds.composing import hidden_uid, uid
from crmbot.core.feeds.entries import DAY, Entry, Face, Rhythm, Sheet, Span, Window
from crmbot.language import recurring
from crmbot.language.recurring import Rule

_FEWEST = 2

Look = tuple[Face, timedelta]
"""What the entries of a series have in common: how they look, and how long they last."""

Slot = datetime | date
"""When the rule has an occurrence: a wall time in its zone, or a day."""


@dataclass(frozen=True, slots=True)
class Series:
    """A series from its first time within a calendar on: `usual` is what stands there and comes again by `rule`.

    `left_out` are the times by the rule at which there is nothing, `changed` those at which it is otherwise.
    """

    first: Slot
    rule: str
    usual: Entry
    left_out: tuple[Slot, ...]
    changed: tuple[tuple[Slot, Entry], ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """The entries of a calendar that stand alone, and its series."""

    alone: tuple[Entry, ...]
    series: tuple[Series, ...]


def fold(sheet: Sheet) -> Folded:
    """Find the series of a calendar; where it has the lesser part of one, these are entries like others."""
    alone: list[Entry] = []
    found: list[Series] = []
    for number, entries in _by_series(sheet.entries).items():
        rhythm = sheet.rhythms.get(number)
        rule = recurring.parse_rule(rhythm.rule) if rhythm is not None else None
        folding = _Folding(rhythm, rule, entries, sheet.window) if rhythm is not None and rule is not None else None
        if folding is None or not folding.is_worth_it:
            alone += entries
        else:
            found.append(folding.series())
            alone += folding.outside()
    return Folded(tuple(alone), tuple(found))


def _by_series(entries: Sequence[Entry]) -> Mapping[int, list[Entry]]:
    """Return entries by their series; those of none under 0."""
    found: dict[int, list[Entry]] = defaultdict(list)
    for entry in entries:
        found[entry.recurrence_id or 0].append(entry)
    return found


class _Folding:
    """The occurrences of one series within a calendar, held against its rule."""

    def __init__(self, rhythm: Rhythm, rule: Rule, entries: Sequence[Entry], window: Window) -> None:
        self._rhythm = rhythm
        self._rule = rule
        self._entries = entries
        self._days = _days_within(rhythm, rule, window)
        by_day = {entry.occurrence_on: entry for entry in entries}
        self._there = {day: by_day[day] for day in self._days if day in by_day}

    @property
    def is_worth_it(self) -> bool:
        """Whether most of the series is in this calendar: of one that somebody joins twice a year it is not."""
        return len(self._there) >= _FEWEST and len(self._there) * _FEWEST >= len(self._days)

    def outside(self) -> list[Entry]:
        """Return what the rule does not reach: it began before the calendar does, or was moved into it."""
        return [entry for entry in self._entries if entry.occurrence_on not in self._there]

    def series(self) -> Series:
        """Make the series: what most of its occurrences are is usual, the others are otherwise."""
        look = Counter(map(_look, self._there.values())).most_common(1)[0][0]
        start = min(self._there)
        missing = {day for day in self._days if day >= start and day not in self._there}
        later = {day for day in self._rhythm.left_out if day >= start}
        return Series(
            first=self._slot(start),
            rule=self._text(start),
            usual=self._usual(start, look),
            left_out=tuple(map(self._slot, sorted(missing | later))),
            changed=tuple(
                (self._slot(day), entry) for day, entry in self._there.items() if not self._is_usual(day, entry, look)
            ),
        )

    def _slot(self, day: date) -> Slot:
        if self._rhythm.at is None:
            return day
        return datetime.combine(day, self._rhythm.at, ZoneInfo(self._rhythm.zone))

    def _is_usual(self, day: date, entry: Entry, look: Look) -> bool:
        """Tell whether an occurrence is as calendars work it out: a time that a gap swallows is another there."""
        if _look(entry) != look:
            return False
        slot = self._slot(day)
        if isinstance(slot, datetime):
            return entry.span.first is None and entry.span.starts_at == slot.astimezone(UTC)
        return entry.span.first == day

    def _usual(self, start: date, look: Look) -> Entry:
        """Make the entry of the first day, as the rule has it."""
        usual = [entry for entry in self._there.values() if _look(entry) == look]
        known = uid("series", self._rhythm.id, self._rhythm.begun_at)
        first = self._there[start]
        return replace(
            first,
            uid=known if first.code else hidden_uid(known),
            span=self._span(start, look[1]),
            face=look[0],
            made_at=self._rhythm.begun_at,
            changed_at=max(entry.changed_at for entry in usual),
            version=max(entry.version for entry in usual),
        )

    def _span(self, day: date, length: timedelta) -> Span:
        slot, zone = self._slot(day), self._rhythm.zone
        if isinstance(slot, datetime):
            starts_at = slot.astimezone(UTC)
            return Span(starts_at, starts_at + length, zone)
        midnight = datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        return Span(midnight, midnight + length, zone, day, day + length - DAY)

    def _text(self, start: date) -> str:
        """Write the rule from a later first day on: its end is an instant where it has a time, as calendars want it."""
        rule = self._rule
        if rule.count is not None:
            past = sum(1 for _ in takewhile(lambda day: day < start, recurring.days(rule, self._rhythm.first_on)))
            return replace(rule, count=rule.count - past).text()
        if rule.until is None:
            return rule.text()
        last = self._slot(rule.until)
        end = f"{last.astimezone(UTC):%Y%m%dT%H%M%SZ}" if isinstance(last, datetime) else f"{last:%Y%m%d}"
        return f"{replace(rule, until=None).text()};UNTIL={end}"


def _look(entry: Entry) -> Look:
    return entry.face, entry.span.length


def _days_within(rhythm: Rhythm, rule: Rule, window: Window) -> list[date]:
    """Return the days within a calendar on which the rule has an occurrence that was made."""
    since = max(rhythm.first_on, window.first_on)
    last = min(rhythm.made_until or since, window.last_on)
    days = recurring.days(rule, rhythm.first_on, after=since - DAY, left_out=rhythm.left_out)
    return list(takewhile(lambda day: day <= last, days))
