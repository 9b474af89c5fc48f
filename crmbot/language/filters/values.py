"""What terms of a filter are compared with: numbers, ages, spans of days."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation

_NUMBER = re.compile(r"(?P<sign>-?)(?P<digits>\d[\d.,' ]*)\s?(?P<scale>k|m|mn)?\s?%?", re.IGNORECASE)
_SCALES = {"": 1, "k": 1_000, "m": 1_000_000, "mn": 1_000_000}
_GROUPED = re.compile(r"\d{1,3}(?:[,' ]\d{3})+(?:\.\d+)?")
_AGE = re.compile(r"(?P<count>\d{1,5})\s?(?P<unit>h|hours?|d|days?|w|weeks?|m|mo|months?|y|years?)", re.IGNORECASE)
_MONTHS = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_NAMED_MONTH = re.compile(r"(?P<month>[a-z]{3,9})\.?(?:\s+(?P<year>(?:19|20)\d\d))?")
_RELATIVE = re.compile(r"(?P<which>this|current|last|past|previous|next)\s+(?:(?P<count>\d{1,4})\s+)?(?P<unit>\w+?)s?")
_QUARTER = re.compile(r"q(?P<quarter>[1-4])(?:\s+(?P<year>(?:19|20)\d\d))?")
_YEAR = re.compile(r"(?P<year>(?:19|20)\d\d)(?:-(?P<month>\d{1,2}))?")
_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}
_UNITS = {"day": 1, "week": 7}
_MONTHS_OF = {"month": 1, "quarter": 3, "year": 12}
_LAST_YEAR = date.max.year - 1


def number(text: str) -> Decimal | None:
    """Read a number with its thousands and k or m; None when it is none."""
    found = _NUMBER.fullmatch(text.strip())
    if found is None:
        return None
    digits = found["digits"].strip()
    plain = re.sub(r"[,' ]", "", digits) if _GROUPED.fullmatch(digits) else digits.replace(",", ".")
    try:
        value = Decimal(plain) * _SCALES[(found["scale"] or "").lower()]
    except InvalidOperation:
        return None
    return -value if found["sign"] else value


@dataclass(frozen=True, slots=True)
class Age:
    """A length of time as people say it: hours, days, or months of the calendar."""

    hours: int = 0
    days: int = 0
    months: int = 0

    def before(self, day: date) -> date:
        """Return the day so long before another."""
        return _moved(day, -self.months) - timedelta(days=self.days)

    def after(self, day: date) -> date:
        """Return the day so long after another."""
        return _moved(day, self.months) + timedelta(days=self.days)


def age(text: str) -> Age | None:
    """Read `14d`, `2 weeks`, `3m` (months), `1y`, `6h`; None when it is none."""
    found = _AGE.fullmatch(text.strip())
    if found is None:
        return None
    count, unit = int(found["count"]), found["unit"].lower()
    match unit[0]:
        case "h":
            return Age(hours=count)
        case "d":
            return Age(days=count)
        case "w":
            return Age(days=count * 7)
        case "m":
            return Age(months=count)
        case _:
            return Age(months=count * 12)


def span(text: str, today: date, week_start: int = 0) -> tuple[date, date] | None:
    """Read a span of days, both ends within it: `this month`, `last 30 days`, `march 2025`, `q2`, `2025`, `today`.

    Args: `week_start`: the number of the day weeks begin on, 0 for Monday.
    A month without a year is the one of this year.
    """
    words = " ".join(text.lower().split())
    if words in _DAYS:
        day = today + timedelta(days=_DAYS[words])
        return day, day
    return _relative(words, today, week_start) or _month(words, today) or _quarter(words, today) or _year(words)


def _relative(words: str, today: date, week_start: int) -> tuple[date, date] | None:
    found = _RELATIVE.fullmatch(words)
    if found is None or found["unit"] not in {*_UNITS, *_MONTHS_OF}:
        return None
    by = {"this": 0, "current": 0, "next": 1}.get(found["which"], -1)
    if found["count"] is not None:
        return _run(int(found["count"]) * by, found["unit"], today) if by else None
    if found["unit"] == "day":
        return None
    if found["unit"] == "week":
        first = today - timedelta(days=(today.weekday() - week_start) % 7) + timedelta(weeks=by)
        return first, first + timedelta(days=6)
    months = _MONTHS_OF[found["unit"]]
    first = today.replace(month=(today.month - 1) // months * months + 1, day=1)
    return _months(_moved(first, by * months), months)


def _run(count: int, unit: str, today: date) -> tuple[date, date]:
    """Return so many days, weeks or months up to today, or from today on."""
    if unit in _UNITS:
        far = today + timedelta(days=count * _UNITS[unit])
        inner = timedelta(days=1 if count < 0 else -1)
        far += inner
    else:
        far = _moved(today, count * _MONTHS_OF[unit])
    return (far, today) if count < 0 else (today, far)


def _month(words: str, today: date) -> tuple[date, date] | None:
    found = _NAMED_MONTH.fullmatch(words)
    month = _MONTHS.get(found["month"][:3]) if found is not None else None
    if found is None or month is None or not calendar.month_name[month].lower().startswith(found["month"]):
        return None
    return _months(date(int(found["year"] or today.year), month, 1), 1)


def _quarter(words: str, today: date) -> tuple[date, date] | None:
    found = _QUARTER.fullmatch(words)
    if found is None:
        return None
    return _months(date(int(found["year"] or today.year), int(found["quarter"]) * 3 - 2, 1), 3)


def _year(words: str) -> tuple[date, date] | None:
    found = _YEAR.fullmatch(words)
    if found is None:
        return None
    if found["month"] is None:
        return date(int(found["year"]), 1, 1), date(int(found["year"]), 12, 31)
    month = int(found["month"])
    return _months(date(int(found["year"]), month, 1), 1) if 1 <= month <= 12 else None  # noqa: PLR2004 - months of a year


def _months(first: date, count: int) -> tuple[date, date]:
    return first, _moved(first, count) - timedelta(days=1)


def _moved(day: date, months: int) -> date:
    """Return the same day of another month, or its last day when that month is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = min(max(day.year + years, date.min.year), _LAST_YEAR)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
