"""Days of common knowledge: Christmas, New Year's Eve, Easter and what hangs on it, Thanksgiving, Mother's Day."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from crmbot.language.when import years
from crmbot.language.when.lexer import Token
from crmbot.language.when.numeric import Match, is_free
from crmbot.language.when.pieces import Holiday, next_weekday
from crmbot.language.when.values import Conventions

_DAY = timedelta(days=1)
_WEEK = 7
_LAST = -1
_MO, _TH, _SU = 0, 3, 6
_MOST_WORDS = 5
_ANY_YEAR = 2025  # Easter and the nth Mondays differ from it to the next
_WISHES = frozenset({"happy", "merry", "wonderful", "great"})
_OTHER_CALENDARS = frozenset("chinese lunar jewish islamic persian orthodox tamil thai korean vietnamese".split())
_APOSTROPHES = frozenset({"'", "\u2019"})
_STEPS = {"this": 0, "next": 0, "coming": 0, "last": -1}

Rule = Callable[[int], date]


def _on(month: int, day: int) -> Rule:
    return lambda year: date(year, month, day)


def _nth(nth: int, weekday: int, month: int, plus: int = 0) -> Rule:
    """Give the rule for the nth weekday of a month, the last with -1, and so many days after it."""

    def day(year: int) -> date:
        first = date(year, month, 1) - _DAY
        if nth == _LAST:
            first = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=_WEEK + 1)
        return next_weekday(first, weekday) + timedelta(days=_WEEK * (max(nth, 1) - 1) + plus)

    return day


def _easter(plus: int = 0) -> Rule:
    def day(year: int) -> date:
        from dateutil.easter import easter

        return easter(year) + timedelta(days=plus)

    return day


def _before(weekday: int, month: int, day: int) -> Rule:
    """Give the rule for the last such weekday before a date (Victoria Day)."""
    return lambda year: next_weekday(date(year, month, day) - timedelta(days=_WEEK + 1), weekday)


_RULES: dict[str, Rule] = {
    "christmas|christmas day|xmas|xmas day": _on(12, 25),
    "christmas eve|xmas eve": _on(12, 24),
    "boxing day|st stephens day": _on(12, 26),
    "new year|new years day": _on(1, 1),
    "new years eve|nye": _on(12, 31),
    "epiphany|three kings day": _on(1, 6),
    "martin luther king day|martin luther king jr day|mlk day|mlk jr day": _nth(3, _MO, 1),
    "australia day": _on(1, 26),
    "groundhog day": _on(2, 2),
    "national freedom day": _on(2, 1),
    "valentines day|st valentines day|saint valentines day": _on(2, 14),
    "presidents day|washingtons birthday": _nth(3, _MO, 2),
    "st patricks day|saint patricks day|st paddys day": _on(3, 17),
    "womens day|international womens day": _on(3, 8),
    "april fools|april fools day": _on(4, 1),
    "pi day": _on(3, 14),
    "tax day": _on(4, 15),
    "earth day": _on(4, 22),
    "st georges day": _on(4, 23),
    "anzac day": _on(4, 25),
    "labour day|may day": _on(5, 1),
    "cinco de mayo": _on(5, 5),
    "mothers day": _nth(2, _SU, 5),
    "harvey milk day": _on(5, 22),
    "victoria day": _before(_MO, 5, 25),
    "memorial day": _nth(_LAST, _MO, 5),
    "fathers day": _nth(3, _SU, 6),
    "flag day": _on(6, 14),
    "juneteenth": _on(6, 19),
    "canada day": _on(7, 1),
    "independence day": _on(7, 4),
    "bastille day": _on(7, 14),
    "assumption day": _on(8, 15),
    "womens equality day": _on(8, 26),
    "labor day": _nth(1, _MO, 9),
    "columbus day|indigenous peoples day|canadian thanksgiving": _nth(2, _MO, 10),
    "halloween|all hallows eve": _on(10, 31),
    "all saints day": _on(11, 1),
    "all souls day": _on(11, 2),
    "guy fawke night|bonfire night": _on(11, 5),
    "veterans day|armistice day|remembrance day": _on(11, 11),
    "election day": _nth(1, _MO, 11, 1),
    "st andrews day": _on(11, 30),
    "thanksgiving|thanksgiving day|thanks giving day": _nth(4, _TH, 11),
    "black friday": _nth(4, _TH, 11, 1),
    "cyber monday": _nth(4, _TH, 11, 4),
    "easter|easter sunday|easter day|easter sun": _easter(),
    "easter monday|easter mon": _easter(1),
    "easter saturday|holy saturday": _easter(-1),
    "good friday": _easter(-2),
    "maundy thursday|holy thursday": _easter(-3),
    "palm sunday": _easter(-7),
    "ash wednesday": _easter(-46),
    "shrove tuesday|pancake day|pancake tuesday|mardi gras": _easter(-47),
    "ascension day|ascension thursday": _easter(39),
    "pentecost|whit sunday|whitsun": _easter(49),
    "whit monday|pentecost monday": _easter(50),
    "corpus christi": _easter(60),
}


def _singular(word: str) -> str:
    """Drop the s of a plural or a possessive: "mothers day" and "mother's day" are one."""
    return word.removesuffix("s")


_DAYS = {" ".join(map(_singular, name.split())): rule for names, rule in _RULES.items() for name in names.split("|")}
_FIRST = frozenset(name.split()[0] for name in _DAYS)
FIRST_WORDS = frozenset(spelling for word in _FIRST for spelling in (word, f"{word}s"))
"""What the name of a holiday can begin with."""


def holiday(t: Sequence[Token], i: int, _: Conventions) -> Match | None:
    """Read a holiday with the year that may stand behind it; "Black Friday deals" are none."""
    mark = t[i].category == "mark" and t[i].value in _STEPS
    start = i + 1 if mark or t[i].text == "the" else i
    found = named(t, start) if t[max(start - 1, 0)].text not in _OTHER_CALENDARS else None
    if found is None or (i > 0 and (_is_date(t[i - 1]) or t[i - 1].text in _WISHES)):
        return None
    name, place = found
    year, end = years.year(t, place)
    if year is None and not is_free(t, place):
        return None
    return (Holiday(name, year, _STEPS[str(t[i].value)] if mark else 0),), end


def day_of(piece: Holiday, today: date) -> date:
    """Give the day of a holiday: the coming one, where no year was said."""
    rule = _DAYS[piece.name]
    if piece.year is not None:
        return rule(piece.year)
    coming = next(day for day in map(rule, (today.year, today.year + 1)) if day >= today)
    return coming if piece.step >= 0 else rule(coming.year - 1)


def fixed_day(name: str) -> tuple[int, int] | None:
    """Give the month and the day of a holiday that has the same ones every year."""
    one, other = _DAYS[name](_ANY_YEAR), _DAYS[name](_ANY_YEAR + 1)
    return (one.month, one.day) if (one.month, one.day) == (other.month, other.day) else None


def named(t: Sequence[Token], i: int) -> tuple[str, int] | None:
    """Read the longest name of a holiday that begins here."""
    if t[i].text not in FIRST_WORDS:
        return None
    best, words, place = None, "", i
    for _ in range(_MOST_WORDS):
        if t[place].kind not in {"word", "ordinal"}:
            break
        words = f"{words} {_singular(t[place].text)}".lstrip()
        place = _past_possessive(t, place)
        if words in _DAYS:
            best = words, place
    return best


def _past_possessive(t: Sequence[Token], i: int) -> int:
    """Give the place behind a word and its apostrophe: mother's, mothers', valentine's."""
    place = i + 1
    if t[place].text == "." and t[place].start == t[i].end and t[place + 1].kind == "word":
        return place + 1  # "St. Patrick"
    if t[place].text in _APOSTROPHES and t[place].start == t[i].end:
        if t[place + 1].text == "s":
            return place + 2
        return place + 1 if t[i].text.endswith("s") else place
    return place


def _is_date(token: Token) -> bool:
    """Tell that a date stands before a name, which then is a title: 24 dec Christmas."""
    return token.category == "month" or token.kind in {"number", "ordinal", "date", "pair", "iso"}
