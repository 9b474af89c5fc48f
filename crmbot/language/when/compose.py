"""Puts neighbouring pieces together: "in two weeks" and "on Friday" and "3pm" are one time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from crmbot.language.when import clocks, days, numeric
from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import Match
from crmbot.language.when.pieces import (
    DAY_PIECES,
    Clock,
    DayOfMonth,
    DayPiece,
    Every,
    Missing,
    MonthDay,
    Offset,
    Part,
    Period,
    Piece,
    Shift,
    Weekday,
)
from crmbot.language.when.values import Conventions

Rule = Callable[[Sequence[Token], int, Conventions], Match | None]

# The longest match wins, and of equally long ones the first here.
_ANYWHERE: tuple[Rule, ...] = (
    numeric.iso,
    numeric.full,
    numeric.pair,
    numeric.day_month,
    numeric.month_day,
    days.nth_weekday,
    days.week_on_weekday,
    days.weekday,
    days.day_word,
    days.period,
    days.short_edge,
    days.end_of_day,
    days.offset,
    days.weekend,
    days.every,
    clocks.exact,
    clocks.spoken,
    clocks.at_hour,
    clocks.part,
    numeric.of_month,
    numeric.ordinal,
    numeric.month,
)
_BESIDE_A_DAY: tuple[Rule, ...] = (clocks.bare, clocks.bare_part)

_LEADS = frozenset("on at by before due until till til from after since for around between @".split())
_MOST_LEADS = 3
_JOINTS = frozenset("at @ on the of in around about by before after , next - from for between".split())
_MOST_JOINTS = 3
_MOST_DAYS = 31
_LAST_HOUR = 23

# Which kinds of day may stand together; each narrows or repeats the other.
_TOGETHER = (
    {Weekday, MonthDay},
    {Weekday, DayOfMonth},
    {Weekday, Shift},
    {Weekday, Period},
    {Shift, MonthDay},
    {Shift, DayOfMonth},
    {Period, DayOfMonth},
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
        return self.clock is None and self.offset is None and self.missing is None

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


def groups(t: Sequence[Token], conventions: Conventions) -> list[Group]:
    """Give the times of a text as groups of pieces, from left to right."""
    found: list[Group] = []
    place = 0
    while t[place].kind != "end":
        group = group_at(t, place, conventions)
        if group is not None:
            found.append(group)
        place = group.end if group is not None else place + 1
    return found


def group_at(t: Sequence[Token], i: int, conventions: Conventions) -> Group | None:
    """Collect the time that begins here, its prepositions included; None when none does."""
    group = Group(i)
    place = i
    for _ in range(_MOST_LEADS):
        if _extend(group, t, place, conventions) or t[place].text not in _LEADS:
            break
        # "from 2 to 3" belongs to the clock rules, which have had their turn.
        group.lead = t[place].text
        place += 1
    if not group.end:
        return None
    while _extend_past_joints(group, t, conventions):
        pass
    return None if group.empty and not group.repeats else group


def _extend_past_joints(group: Group, t: Sequence[Token], conventions: Conventions) -> bool:
    place = group.end
    for _ in range(_MOST_JOINTS + 1):
        if _extend(group, t, place, conventions):
            return True
        if t[place].text not in _JOINTS:
            return False
        place += 1
    return False


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
    for rule in _ANYWHERE:
        match = rule(t, i, conventions)
        if match and (best is None or match[1] > best[1]) and all(map(group.takes, match[0])):
            best = match
    if best is None and group.open and _near(group, t, i):
        return _plain_figure(group, t, i, conventions)
    return best


def _near(group: Group, t: Sequence[Token], i: int) -> bool:
    """Tell that only words like "at" stand between: figures behind a comma are something else."""
    between = t[group.end : i]
    return all(token.text not in {",", "-", "of", "the", "for"} for token in between)


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


def _as_day_or_hour(match: Match, group: Group, t: Sequence[Token], i: int) -> Match:
    """Mark a figure right behind a weekday: "fri 14" may be an hour and a day."""
    (piece, *_), end = match
    directly = i == group.end and end == i + 1
    if isinstance(piece, Clock) and directly and _is_figure(t[i]) and _ends_in_weekday(group):
        return (Clock(piece.hour, piece.minute, sure=piece.sure, end=piece.end, plain=True),), end
    return match


def _is_figure(token: Token) -> bool:
    return token.kind == "number" and len(token.text) <= 2  # noqa: PLR2004 - days and hours


def _ends_in_weekday(group: Group) -> bool:
    return len(group.days) == 1 and isinstance(group.days[0], Weekday)
