"""The words times are made of, with the spellings of chats and the slips of thumbs."""

from functools import lru_cache
from typing import Literal

from rapidfuzz.distance import OSA

Category = Literal["weekday", "month", "unit", "number", "ordinal", "part", "day", "mark"]
Meaning = tuple[Category, int | str]

MINUTE, HOUR, DAY, WEEK, FORTNIGHT, MONTH, QUARTER, YEAR = (
    "minute",
    "hour",
    "day",
    "week",
    "fortnight",
    "month",
    "quarter",
    "year",
)
COUPLE, FEW = "couple", "few"

_WEEKDAYS = (
    "monday mon",
    "tuesday tue tues",
    "wednesday wed weds",
    "thursday thu thur thurs",
    "friday fri",
    "saturday sat",
    "sunday sun",
)
_MONTHS = (
    "january jan",
    "february feb",
    "march mar",
    "april apr",
    "may",
    "june jun",
    "july jul",
    "august aug",
    "september sep sept",
    "october oct",
    "november nov",
    "december dec",
)
_UNITS = {
    MINUTE: "minute minutes min mins",
    HOUR: "hour hours hr hrs",
    DAY: "day days",
    WEEK: "week weeks wk wks",
    FORTNIGHT: "fortnight fortnights",
    MONTH: "month months mth mths",
    QUARTER: "quarter quarters qtr",
    YEAR: "year years yr yrs",
}
_NUMBERS = {
    1: "a an one",
    2: "two",
    3: "three",
    4: "four",
    5: "five",
    6: "six",
    7: "seven",
    8: "eight",
    9: "nine",
    10: "ten",
    11: "eleven",
    12: "twelve",
    15: "fifteen",
    20: "twenty",
    30: "thirty",
    40: "forty",
    45: "fortyfive",
    60: "sixty",
    90: "ninety",
}
_ORDINALS = {
    1: "first 1st",
    2: "second 2nd",
    3: "third 3rd",
    4: "fourth 4th",
    5: "fifth 5th",
    6: "sixth",
    7: "seventh",
    8: "eighth",
    9: "ninth",
    10: "tenth",
    11: "eleventh",
    12: "twelfth",
    13: "thirteenth",
    14: "fourteenth",
    15: "fifteenth",
    16: "sixteenth",
    17: "seventeenth",
    18: "eighteenth",
    19: "nineteenth",
    20: "twentieth",
    30: "thirtieth",
}
_PARTS = {
    "morning": "morning mornings",
    "afternoon": "afternoon arvo",
    "evening": "evening eve",
    "night": "night nite",
}
_DAYS = {
    "0": "today tdy 2day",
    "1": "tomorrow tommorow tommorrow tomorow tmrw tmr tmw tmrow tomo tomoz 2moro 2morrow",
    "-1": "yesterday",
    "tonight": "tonight tonite 2nite",
}
_MARKS = {"this": "this", "next": "next nxt", "last": "last previous", "coming": "coming"}

# Abbreviations that are verbs and things as well: they need company to be a day.
DOUBTFUL_WEEKDAYS = frozenset({"sat", "sun"})
PLURAL_WEEKDAYS = {f"{names.split()[0]}s": number for number, names in enumerate(_WEEKDAYS)}

# Zones people name behind a clock time. Only those with one plain meaning are here.
ZONES = {
    "UTC": "UTC",
    "GMT": "UTC",
    "CET": "Europe/Berlin",
    "CEST": "Europe/Berlin",
    "EST": "America/New_York",
    "EDT": "America/New_York",
    "ET": "America/New_York",
    "CDT": "America/Chicago",
    "MDT": "America/Denver",
    "PST": "America/Los_Angeles",
    "PDT": "America/Los_Angeles",
    "PT": "America/Los_Angeles",
    "AEST": "Australia/Sydney",
    "AEDT": "Australia/Sydney",
    "JST": "Asia/Tokyo",
}

# What may follow an hour or a day without making it the count of something ("at 3 sites").
FUNCTION_WORDS = frozenset(
    "a about after and any approx as asap at because before but by cc during for from he her him his i"
    " if in is it its latest local me my of off on onwards or our ours over pls please re regarding"
    " sharp she so that the their them then there they thanks this through thru thx till til to unless until"
    " us via w we when where which who will with you your today tomorrow".split()
)
LEGAL_WORDS = frozenset(
    "co ltd limited inc gmbh llc llp plc kg ag corp company systems architects homewares bakery"
    " holdings partners".split()
)

_SLIP_FROM = 6  # letters: "wendesday" can only be one word, "mach" could be several
_SLIPPED_FIRST = frozenset("mtwfsjondy")
_NO_SLIPS = frozenset("sundry sundae sundays midday toady someday".split())


def _spread(table: dict[int, str] | dict[str, str], category: Category) -> dict[str, Meaning]:
    return {word: (category, value) for value, words in table.items() for word in words.split()}


_WORDS: dict[str, Meaning] = {
    **_spread(dict(enumerate(_WEEKDAYS)), "weekday"),
    **_spread(dict(enumerate(_MONTHS, 1)), "month"),
    **_spread(_UNITS, "unit"),
    **_spread(_NUMBERS, "number"),
    **_spread(_ORDINALS, "ordinal"),
    **_spread(_PARTS, "part"),
    **_spread(_DAYS, "day"),
    **_spread(_MARKS, "mark"),
    "couple": ("number", COUPLE),
    "few": ("number", FEW),
}
_LONG_NAMES = tuple(
    word
    for word, (category, _) in _WORDS.items()
    if category in {"weekday", "month", "day"} and len(word) >= _SLIP_FROM and word.isalpha()
)


@lru_cache(maxsize=8192)
def meaning(word: str) -> Meaning | None:
    """Give what a lower-case word means in a time, one slip in a long day or month name forgiven."""
    known = _WORDS.get(word)
    if known or len(word) < _SLIP_FROM or word[0] not in _SLIPPED_FIRST:
        return known
    if word in _NO_SLIPS or word in PLURAL_WEEKDAYS or len(word) > len("wednesday") + 1:
        return None
    near = [name for name in _LONG_NAMES if name[0] == word[0] and OSA.distance(word, name, score_cutoff=1) <= 1]
    return _WORDS[near[0]] if len(near) == 1 else None
