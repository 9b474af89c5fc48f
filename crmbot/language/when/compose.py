"""Puts neighbouring pieces together: "in two weeks" and "on Friday" and "3pm" are one time."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from crmbot.language.when import bounds, clocks, parts, years
from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import Match
from crmbot.language.when.pieces import (
    DAY_PIECES,
    After,
    Bound,
    Clock,
    DayOfMonth,
    DayPiece,
    Every,
    Holiday,
    Missing,
    MonthDay,
    NamedMonth,
    NthWeek,
    Offset,
    Part,
    Period,
    Piece,
    Shift,
    Weekday,
    WeekOf,
)
from crmbot.language.when.rules import Rule, rules_for
from crmbot.language.when.values import Conventions

Matches = dict[int, tuple[Match, ...]]
"""What the rules read, by the place where it begins."""

_BESIDE_A_DAY: tuple[Rule, ...] = (clocks.bare, parts.bare_part)

_LEADS = frozenset("on at by before due until till til from after since for around between during @".split())
# What makes of a time the end of a stretch, or its beginning.
_BOUNDS: dict[str, Bound] = {
    **dict.fromkeys(("by", "before", "until", "till", "til", "latest"), "last"),
    **dict.fromkeys(("since", "after", "earliest", "from"), "first"),
}
_MOST_LEADS = 3
_JOINTS = frozenset(
    "at @ on the of in around about by before after , next - from for between latest earliest um".split()
)
_DASHES = frozenset({"-", "\u2013", "\u2014"})
_MOST_JOINTS = 3
_MOST_DAYS = 31
_MOST_SHORT = 5  # letters: "thurs"
_LAST_HOUR = 23
_MONTHS = 12

# Which kinds of day may stand together; each narrows or repeats the other.
_TOGETHER = (
    {Weekday, MonthDay},
    {Weekday, DayOfMonth},
    {Weekday, Shift},
    {Weekday, Period},
    {Shift, MonthDay},
    {Shift, DayOfMonth},
    {Period, DayOfMonth},
    {Weekday, NthWeek},
    {Weekday, WeekOf},
    {Weekday, After},
    {Holiday, Period},
    {NamedMonth, Period},
    {MonthDay, Period},
    {Holiday, Shift},
)


@dataclass(slots=True)
class Group:
    """The pieces of one time, while they are collected from left to right."""

    start: int
    end: int = 0
    lead: str = ""
    days: list[DayPiece] = field(default_factory=list)
    clock: Clock | None = None
    part: Part | None = None
    offset: Offset | None = None
    missing: Missing | None = None
    repeats: bool = False
    bound: Bound = ""
    matches: Matches = field(default_factory=dict, repr=False, compare=False)

    @property
    def empty(self) -> bool:
        """Tell that nothing was said yet."""
        return not (self.days or self.clock or self.part or self.offset or self.missing)

    @property
    def open(self) -> bool:
        """Tell whether a plain hour may follow: a day or a part of it has been said."""
        return bool(self.days or self.part) and self.clock is None and self.missing is None

    def takes(self, piece: Piece) -> bool:
        """Tell whether a piece says more about the same time."""
        if isinstance(piece, DAY_PIECES):
            return self.offset is None and self.missing is None and self._fits(piece)
        if isinstance(piece, Every):
            return self.empty and not self.repeats
        if isinstance(piece, Offset):
            return self.empty
        if isinstance(piece, Part):
            return self.part is None and self.offset is None
        if isinstance(piece, Missing):
            return self.empty or self.open
        # "this week 8pm" names two times: no one hour is that of a week.
        whole = len(self.days) == 1 and _is_whole(self.days[0])
        return self.clock is None and self.offset is None and self.missing is None and not whole

    def add(self, piece: Piece) -> None:
        """Take a piece in."""
        match piece:
            case Clock():
                self.clock = piece
            case Part():
                self.part = piece
            case Offset():
                self.offset = piece
            case Missing():
                self.missing = piece
            case Every():
                self.repeats = True
            case _:
                self.days.append(piece)

    def _fits(self, piece: DayPiece) -> bool:
        kinds = {type(day) for day in self.days}
        if type(piece) in kinds or len(kinds) > 1:
            return False
        return all({kind, type(piece)} in _TOGETHER for kind in kinds)


def _is_whole(day: DayPiece) -> bool:
    return (isinstance(day, Period) and day.vague) or (isinstance(day, NamedMonth) and day.grain != "day")


def group_at(t: Sequence[Token], i: int, conventions: Conventions, matches: Matches | None = None) -> Group | None:
    """Collect the time that begins here, its prepositions included; None when none does.

    Args: `matches`: what the rules have read in these tokens so far; it is added to.
    """
    group = Group(i, matches={} if matches is None else matches)
    place = i
    for _ in range(_MOST_LEADS):
        if not _waits(group, t, place, conventions) and _extend(group, t, place, conventions):
            group.bound = group.bound or _BOUNDS.get(t[place].text, "")
            break
        lead = bounds.lead_at(t, place) or _lead(t[place], place, group)
        if lead is None:
            break
        group.lead, group.bound, place = lead
    if not group.end:
        return None
    while _extend_past_joints(group, t, conventions):
        pass
    _take_year(group, t)
    _take_bound(group, t)
    _take_not(group, t)
    return None if group.empty and not group.repeats else group


def _lead(token: Token, place: int, group: Group) -> bounds.Lead | None:
    if token.text not in _LEADS:
        return None
    return bounds.Lead(token.text, _BOUNDS.get(token.text, group.bound), place + 1)


def _take_bound(group: Group, t: Sequence[Token]) -> None:
    """Take what stands behind a time and leaves one of its ends open: at the latest, onwards, "from Friday on"."""
    if group.offset is not None or group.missing is not None or not (group.days or group.clock):
        return
    found = bounds.bound_behind(t, group.end)
    on = bounds.on_behind(t, group.end) if group.lead == "from" and group.bound != "last" else None
    if found is not None:
        group.bound, group.end = found
    elif on is not None:
        group.bound, group.end = "first", on


def _take_not(group: Group, t: Sequence[Token]) -> None:
    """Take the "not" of "not before 10 tomorrow" in: it leaves the other end open."""
    i = group.start
    if i > 0 and t[i].text == "before" and t[i - 1].text == "not" and group.bound == "last":
        group.start, group.bound = i - 1, "first"


def _take_year(group: Group, t: Sequence[Token]) -> None:
    """Take the year behind an hour: Thu Oct 26 11:00:09 2023."""
    year = years.plain(t[group.end]) if group.clock is not None and _ends_in_date(group) else None
    day = group.days[-1] if group.days else None
    if year is not None and isinstance(day, MonthDay):
        group.days[-1] = replace(day, year=year)
        group.end += 1


def _waits(group: Group, t: Sequence[Token], i: int, conventions: Conventions) -> bool:
    """Tell that more is read without the word that leads: "from 13 to the 15 of July" is no one o'clock."""
    if t[i].text not in _LEADS or t[i + 1].kind not in {"number", "ordinal"}:
        return False
    with_it, without = _longest(group, t, i, conventions), _longest(group, t, i + 1, conventions)
    return without is not None and (with_it is None or without[1] > with_it[1])


def _extend_past_joints(group: Group, t: Sequence[Token], conventions: Conventions) -> bool:
    end = place = _past_dot(group, t)
    for _ in range(_MOST_JOINTS + 1):
        if _extend(group, t, place, conventions):
            between = (_BOUNDS[token.text] for token in t[end : place + 1] if token.text in _BOUNDS)
            group.bound = group.bound or next(between, "")
            return True
        if t[place].text not in _JOINTS:
            return _extend_past_limit(group, t, place, conventions)
        place += 1
    return False


def _extend_past_limit(group: Group, t: Sequence[Token], i: int, conventions: Conventions) -> bool:
    """Take the hour of "the 16th, not before 17:00" in."""
    lead = bounds.lead_at(t, i) if t[i].text in {"no", "not"} else None
    if lead is None or not _extend(group, t, lead.end, conventions):
        return False
    group.bound = group.bound or lead.bound
    return True


def _past_dot(group: Group, t: Sequence[Token]) -> int:
    """Give the place behind a time, the dot of a shortened day or month stepped over: "Oct. on Friday"."""
    short, dot = t[group.end - 1], t[group.end]
    shortened = short.category in {"month", "weekday"} and len(short.text) <= _MOST_SHORT
    return group.end + 1 if shortened and dot.text == "." and dot.start == short.end else group.end


def _extend(group: Group, t: Sequence[Token], i: int, conventions: Conventions) -> bool:
    match = _longest(group, t, i, conventions)
    if match is None:
        return False
    for piece in match[0]:
        group.add(piece)
    group.end = match[1]
    return True


def _longest(group: Group, t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    best: Match | None = None
    dashed = group.end > 0 and any(token.text in _DASHES for token in t[group.end : i])
    for match in _read(group.matches, t, i, conventions):
        # Two days with a dash between them are the ends of a range.
        if dashed and isinstance(match[0][0], DAY_PIECES):
            continue
        if (best is None or match[1] > best[1]) and all(map(group.takes, match[0])):
            best = match
    if best is None and group.open and _near(group, t, i):
        return _plain_figure(group, t, i, conventions)
    return best or _figure_as_day(group, t, i) or _part_of_day(group, t, i, conventions)


def _read(matches: Matches, t: Sequence[Token], i: int, conventions: Conventions) -> tuple[Match, ...]:
    """Give what the rules read from a place on; they are asked once, however many groups look there."""
    found = matches.get(i)
    if found is None:
        found = tuple(match for rule in rules_for(t[i]) if (match := rule(t, i, conventions)) is not None)
        matches[i] = found
    return found


def _part_of_day(group: Group, t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    """Read the afternoon of "7:00 on Sunday afternoon", and the evening that ends "half past seven evening"."""
    if i != group.end or group.clock is None or group.part is not None:
        return None
    alone = not group.clock.sure and t[i].category == "part" and t[i + 1].kind in {"end", "punct"}
    return parts.bare_part(t, i, conventions) if group.days or alone else None


def _near(group: Group, t: Sequence[Token], i: int) -> bool:
    """Tell that only words like "at" stand between: figures behind a comma are something else."""
    between = t[group.end : i]
    if [token.text for token in between] == [","] and _is_dotted_hour(t, i):
        return True
    return all(token.text not in {",", "-", "of", "the", "for"} for token in between)


def _is_dotted_hour(t: Sequence[Token], i: int) -> bool:
    """Tell the 11.30 of "fri, 11.30" from a date and from a price: behind the dot no month is greater than twelve."""
    figures = t[i].text.rstrip(".").partition(".")[2]
    ends = t[i + 1].kind in {"end", "punct"}
    return t[i].kind == "pair" and len(figures) == 2 and int(figures) > _MONTHS and ends  # noqa: PLR2004 - minutes


def _plain_figure(group: Group, t: Sequence[Token], i: int, conventions: Conventions) -> Match | None:
    for rule in _BESIDE_A_DAY:
        match = rule(t, i, conventions)
        if match and all(map(group.takes, match[0])):
            return _as_day_or_hour(match, group, t, i)
    figure = t[i]
    if i == group.end and _is_figure(figure) and _ends_in_weekday(group):
        day = int(figure.text)
        free = t[i + 1].kind in {"end", "punct"}
        return ((DayOfMonth(day),), i + 1) if free and _LAST_HOUR < day <= _MOST_DAYS else None
    return None


def _figure_as_day(group: Group, t: Sequence[Token], i: int) -> Match | None:
    """Read the 15 of "8pm on 15" and "8pm on Sunday 15": the hour has been said."""
    of_weekday = i == group.end and _ends_in_weekday(group) and t[i - 1].category == "weekday"
    on = not group.days and t[i - 1].text == "on"
    if group.clock is None or not (on or of_weekday) or not _is_figure(t[i]):
        return None
    day, ends = int(t[i].text), t[i + 1].kind in {"end", "punct"}
    return ((DayOfMonth(day),), i + 1) if ends and 1 <= day <= _MOST_DAYS else None


def _as_day_or_hour(match: Match, group: Group, t: Sequence[Token], i: int) -> Match:
    """Mark a figure right behind a weekday: "fri 14" may be an hour and a day."""
    (piece, *_), end = match
    directly = i == group.end and end == i + 1
    if isinstance(piece, Clock) and directly and _is_figure(t[i]) and (_ends_in_weekday(group) or _ends_in_date(group)):
        return (replace(piece, plain=True),), end
    return match


def _is_figure(token: Token) -> bool:
    return token.kind == "number" and len(token.text) <= 2  # noqa: PLR2004 - days and hours


def _ends_in_date(group: Group) -> bool:
    return len(group.days) > 0 and isinstance(group.days[-1], MonthDay) and group.days[-1].year is None


def _ends_in_weekday(group: Group) -> bool:
    return len(group.days) == 1 and isinstance(group.days[0], Weekday)
