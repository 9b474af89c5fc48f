"""The rules of the grammar in their order, and the tokens that each can begin with."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from crmbot.language.when import clocks, days, holidays, months, neighbours, numeric, offsets, parts, periods, spans
from crmbot.language.when.lexer import Kind, Token
from crmbot.language.when.numeric import Match
from crmbot.language.when.values import Conventions
from crmbot.language.when.words import PLURAL_WEEKDAYS, Category

Rule = Callable[[Sequence[Token], int, Conventions], Match | None]


@dataclass(frozen=True, slots=True)
class Opening:
    """What the first token of a rule can be: most words of a text begin none, and no rule is asked about them."""

    kinds: frozenset[Kind] = frozenset()
    categories: frozenset[Category] = frozenset()
    words: frozenset[str] = frozenset()

    def __or__(self, other: "Opening") -> "Opening":
        """Give what either can begin with."""
        return Opening(self.kinds | other.kinds, self.categories | other.categories, self.words | other.words)

    def admits(self, kind: Kind, category: Category | None, text: str) -> bool:
        """Tell whether a token can be the first."""
        return kind in self.kinds or category in self.categories or text in self.words


def _kinds(*kinds: Kind) -> Opening:
    return Opening(kinds=frozenset(kinds))


def _of(*categories: Category) -> Opening:
    return Opening(categories=frozenset(categories))


def _words(*words: str) -> Opening:
    return Opening(words=frozenset(words))


_THE = _words("the")
_IN = _words("in", "during")
_NTH = _kinds("ordinal") | _of("ordinal") | _THE
_DAY = _kinds("number", "ordinal") | _of("ordinal", "number") | _THE
_COUNT = _kinds("number", "decimal", "pair", "clock") | _of("number") | _words("half", "\u00bd", "\u00bc", "\u00be")
_EDGE = _words(*periods.EDGES, "first", "1st", "last") | _THE
_STEP = _of("mark") | _words("following") | _THE
_HOUR = _kinds("number", "pair", "clock") | _of("number")

# The longest match wins, and of equally long ones the first here.
_ANYWHERE: tuple[tuple[Rule, Opening], ...] = (
    (numeric.iso, _kinds("iso")),
    (numeric.compact, _kinds("number")),
    (numeric.full, _kinds("date")),
    (numeric.pair, _kinds("pair")),
    (numeric.pair_and_year, _kinds("pair")),
    (numeric.dashed, _kinds("number")),
    (numeric.numbered, _words("on")),
    (numeric.full_range, _kinds("number")),
    (months.day_month, _DAY | _kinds("pair")),
    (months.month_day, _of("month")),
    (months.year_first, _kinds("number")),
    (holidays.holiday, _of("mark") | _words(*holidays.FIRST_WORDS) | _THE),
    (days.nth_weekday, _DAY | _words(*days.LAST)),
    (days.day_from_the_end, _NTH | _words(*days.LAST)),
    (days.working_day, _NTH | _words("last", "final")),
    (neighbours.weekday_beside, _NTH | _of("weekday") | _words("last", *neighbours.CLOSEST, *days.WEEKENDS)),
    (days.week_on_weekday, _COUNT | _of("unit")),
    (days.weekday, _of("mark", "weekday") | _words("past", *PLURAL_WEEKDAYS)),
    (days.day_word, _of("day", "unit") | _THE),
    (periods.period, _EDGE | _STEP | _of("unit")),
    (periods.midweek, _words(periods.MIDWEEK)),
    (periods.short_edge, _words(*periods.SHORT_EDGES) | _of("unit") | _THE),
    (periods.quarter, _EDGE | _DAY | _words("q", "h")),
    (periods.week_of, _of("unit") | _words("w", *days.WEEKENDS) | _THE),
    (periods.holiday_weekend, _words(*holidays.FIRST_WORDS) | _THE),
    (periods.nth_week, _of("unit") | _DAY | _words("last", "calendar", *periods.CALENDAR_WEEKS)),
    (periods.season, _of("mark") | _IN | _words(*periods.SEASONS)),
    (days.end_of_day, _words("close", "end", *days.END_OF_DAY)),
    (offsets.offset, _COUNT | _words("in", "within", "less", "fewer", "+")),
    (offsets.signed, _words("after", "-")),
    (offsets.beside, _of("unit") | _THE),
    (offsets.same_hour, _words("this")),
    (offsets.coming, _COUNT | _STEP),
    (offsets.weekdays_from_now, _COUNT),
    (spans.gone, _words(*spans.GONE, "these", "this") | _THE),
    (spans.ahead, _THE),
    (spans.rest, _words(*spans.REST, "later") | _THE),
    (spans.half, _words(*spans.HALVES) | _THE),
    (spans.decade, _kinds("number") | _words(*spans.DECADE_WORDS, "'", "\u2019") | _THE),
    (days.weekend, _of("mark") | _words(*days.WEEKENDS) | _THE),
    (days.every, _words("every", "each")),
    (clocks.exact, _HOUR | _words("noon", "midday", "midnight", "mid")),
    (clocks.elsewhere, _HOUR),
    (clocks.spoken, _HOUR | _of("unit") | _words("half", "a")),
    (clocks.at_hour, _words(*clocks.AT)),
    (clocks.leading, _HOUR),
    (clocks.called_at, _HOUR),
    (parts.part, _of("mark") | _words(*parts.FIRST_WORDS)),
    (parts.part_of_day, _of("part") | _THE | _words(*parts.EDGES)),
    (clocks.now, _words("right", "just", "now")),
    (months.of_month, _DAY),
    (numeric.ordinal, _DAY),
    (months.month, _of("mark", "month") | _words("in", "past")),
    (periods.year, _EDGE | _IN | _kinds("number")),
    (periods.business_year, _EDGE | _IN | _words("fy")),
)


def all_rules() -> tuple[Rule, ...]:
    """Give every rule, in their order."""
    return tuple(rule for rule, _ in _ANYWHERE)


def rules_for(token: Token) -> tuple[Rule, ...]:
    """Give the rules that can begin with a token, in their order."""
    return _rules_for(token.kind, token.category, token.text)


@lru_cache(maxsize=8192)
def _rules_for(kind: Kind, category: Category | None, text: str) -> tuple[Rule, ...]:
    return tuple(rule for rule, opening in _ANYWHERE if opening.admits(kind, category, text))
