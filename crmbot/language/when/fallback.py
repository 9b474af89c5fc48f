"""dateparser for what the grammar does not know: on short candidates, and never believed blindly."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, time, timedelta
from functools import lru_cache
from itertools import islice

from crmbot.language.when.pieces import Reference
from crmbot.language.when.resolve import Outcome
from crmbot.language.when.values import Conventions, Doubt, Expression, When

_LONGEST_CANDIDATE = 40
_MOST_CANDIDATES = 20  # each is asked of dateparser, which takes its time
_MOST_WORDS = 6
_FARTHEST = timedelta(days=2 * 366)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"[^\W\d_]{3,}")
_HALF_DAY = 12


def find(text: str, ref: Reference, *, taken: Sequence[tuple[int, int]]) -> list[Expression]:
    """Find days and months written in the person's other languages, outside the places taken."""
    months = _month_words(_foreign(ref.conventions))
    if not months:
        return []
    return [
        Expression(match.span(), match[0], outcome.when, outcome.doubt)
        for match in islice(_free_matches(months, text, taken), _MOST_CANDIDATES)
        if (outcome := read(match[0], ref)) is not None
    ]


def _free_matches(months: tuple[str, ...], text: str, taken: Sequence[tuple[int, int]]) -> Iterator[re.Match[str]]:
    for match in _day_and_month(months).finditer(text):
        span = match.span()
        if not any(start < span[1] and span[0] < end for start, end in taken):
            yield match


def read(phrase: str, ref: Reference) -> Outcome | None:
    """Read a whole short phrase, or give None; every figure in it must show in the answer."""
    if not _is_candidate(phrase, ref.conventions):
        return None
    parsed = _parse(phrase, ref)
    if parsed is None:
        return None
    moment, has_time = parsed
    if not _accounts_for(phrase, moment, has_time=has_time):
        return None
    if abs(moment.date() - ref.today) > _FARTHEST and str(moment.year) not in phrase:
        return None
    when = When(moment.date(), time(moment.hour, moment.minute) if has_time else None, ref.zone)
    past = when.on < ref.today or (has_time and moment < ref.wall)
    return Outcome(when, Doubt("past") if past else None)


def _is_candidate(phrase: str, conventions: Conventions) -> bool:
    """Tell whether a phrase is short, more than a figure, and in a language of the person."""
    words = phrase.split()
    if len(phrase) > _LONGEST_CANDIDATE or len(words) > _MOST_WORDS or not _WORD.search(phrase):
        return False
    return bool(_foreign(conventions))


def _foreign(conventions: Conventions) -> tuple[str, ...]:
    return tuple(language for language in conventions.languages if language != "en")


def _parse(phrase: str, ref: Reference) -> tuple[datetime, bool] | None:
    """Ask dateparser with everything set that it would else guess, in naive local time."""
    from dateparser.date import DateDataParser

    parser = DateDataParser(
        languages=list(_foreign(ref.conventions)),
        settings={
            "RELATIVE_BASE": ref.wall,
            "PREFER_DATES_FROM": "future",
            "DATE_ORDER": "DMY" if ref.conventions.day_first else "MDY",
            "RETURN_TIME_AS_PERIOD": True,
            "REQUIRE_PARTS": [],
        },
    )
    try:
        answer = parser.get_date_data(phrase)
    except (ValueError, OverflowError, TypeError, RecursionError):
        return None  # it raises these on odd figures, as "0000"
    if answer is None or answer.date_obj is None or answer.period not in {"day", "time"}:
        return None
    return answer.date_obj.replace(tzinfo=None), answer.period == "time"


def _accounts_for(phrase: str, moment: datetime, *, has_time: bool) -> bool:
    """Tell whether every figure of the phrase stands in the answer: a lost hour is a wrong one."""
    known = {moment.day, moment.month, moment.year, moment.year % 100}
    if has_time:
        known |= {moment.hour, moment.minute, (moment.hour - 1) % _HALF_DAY + 1}
    return all(int(figure[:6]) in known for figure in _NUMBER.findall(phrase))


@lru_cache(maxsize=32)
def _month_words(languages: tuple[str, ...]) -> tuple[str, ...]:
    if not languages:
        return ()
    from babel import Locale, UnknownLocaleError

    words: set[str] = set()
    for language in languages:
        try:
            months = Locale.parse(language.replace("-", "_")).months
        except (ValueError, UnknownLocaleError):
            continue
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                words.update(name.rstrip(".").lower() for name in months[context][width].values())
    return tuple(sorted((word for word in words if _WORD.fullmatch(word)), key=len, reverse=True))


@lru_cache(maxsize=32)
def _day_and_month(months: tuple[str, ...]) -> re.Pattern[str]:
    names = "|".join(map(re.escape, months))
    return re.compile(rf"(?<!\w)\d{{1,2}}\.?\s+(?:de\s+)?(?:{names})\.?(?:\s+(?:de\s+)?\d{{4}})?(?!\w)", re.IGNORECASE)
