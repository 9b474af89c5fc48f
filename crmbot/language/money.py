"""Amounts of money: integer minor units and a currency, read from what people type."""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from crmbot.language.spoken_sums import in_figures

_MOST_MINOR = 10**17  # beyond any deal, and still within a database's 64 bits
_SCALES = {
    "k": 1_000,
    "tsd": 1_000,
    "thousand": 1_000,
    "m": 1_000_000,
    "mn": 1_000_000,
    "mio": 1_000_000,
    "mil": 1_000_000,
    "million": 1_000_000,
    "millions": 1_000_000,
    "bn": 1_000_000_000,
    "billion": 1_000_000_000,
}
_SIGNS = {
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₽": "RUB",
    "₺": "TRY",
    "₪": "ILS",
    "₩": "KRW",
    "₴": "UAH",
    "₦": "NGN",
    "₫": "VND",
    "฿": "THB",
    "us$": "USD",
    "a$": "AUD",
    "au$": "AUD",
    "c$": "CAD",
    "ca$": "CAD",
    "nz$": "NZD",
    "hk$": "HKD",
    "s$": "SGD",
    "r$": "BRL",
    "zł": "PLN",
    "kč": "CZK",
    "ft": "HUF",
}
_WORDS = {
    "euro": "EUR",
    "euros": "EUR",
    "quid": "GBP",
    "pound": "GBP",
    "pounds": "GBP",
    "forint": "HUF",
    "yen": "JPY",
    "zloty": "PLN",
}
# What one sign means depends on where one is: the organisation's currency, if it goes by that
# sign, and else the first of the list; no first where no country has the better claim.
_SHARED: dict[str, tuple[str | None, frozenset[str]]] = {
    "$": ("USD", frozenset("USD AUD CAD NZD SGD HKD MXN ARS CLP COP".split())),
    "dollar": ("USD", frozenset("USD AUD CAD NZD SGD HKD".split())),
    "dollars": ("USD", frozenset("USD AUD CAD NZD SGD HKD".split())),
    "bucks": ("USD", frozenset("USD AUD CAD NZD".split())),
    "¥": ("JPY", frozenset({"JPY", "CNY"})),
    "kr": (None, frozenset({"SEK", "NOK", "DKK", "ISK"})),
    "fr": ("CHF", frozenset({"CHF"})),
}
# Codes people type in lower case. Others must be capitals: "all", "try" and "top" are codes too.
_EVERYDAY = frozenset(
    "eur usd gbp aud cad nzd chf sek nok dkk pln czk huf ron bgn jpy cny inr sgd hkd zar mxn brl ils aed".split()
)
_NUMBER = re.compile(r"\d{1,3}(?:(?P<group>[ ,.'])\d{3})(?:(?P=group)\d{3})*(?:[.,]\d+)?|\d+(?:[.,]\d+)?")
_INDIAN = re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?")
_AMOUNT = re.compile(
    r"(?P<before>[^\W\d_]{1,8}\.?|[^\W\d_]{0,2}[$]|[€£¥₹₽₺₪₩₴₦₫฿])??\s*(?P<minus>-?)\s*"
    r"(?P<number>\d[\d ,.']{0,30}?)"
    r"(?:\s*(?P<scale>k|tsd|thousand|mn|mio|mil|millions?|m|bn|billion)\.?(?![^\W\d_]))?"
    r"\s*(?P<after>[^\W\d_]{1,8}\.?|[^\W\d_]{0,2}[$]|[€£¥₹₽₺₪₩₴₦₫฿])?",
    re.IGNORECASE,
)
_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u2007\u2009\u202f", " ") | {"\u2019": "'", "\u2212": "-"})
_LONGEST = 60
_USUAL_PLACES = 2


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in the smallest unit of its currency."""

    minor: int
    currency: str

    @property
    def amount(self) -> Decimal:
        """Give the amount in whole units, exactly."""
        return Decimal(self.minor).scaleb(-exponent(self.currency))

    def __str__(self) -> str:
        """Give the canonical text, which `read` reads back."""
        return f"{self.amount:,.{exponent(self.currency)}f} {self.currency}"


@lru_cache(maxsize=256)
def exponent(currency: str) -> int:
    """Give how many decimal places a currency has, 2 for one that is not known."""
    from babel.numbers import get_currency_precision

    return int(get_currency_precision(currency))


def read(text: str, *, currency: str, locale: str = "en") -> Money | None:
    """Read a whole text as one amount; None when it is none or could be two.

    Args: `currency`: what an amount without a sign is in, and which of the dollars "$" is.
    `locale`: decides whether "12.500" is twelve thousand; "12.50" and "12,50" never need it.
    """
    plain = text.translate(_BLANKS).strip()
    unsigned = plain.removeprefix("-").lstrip()
    unsigned = (in_figures(unsigned) if len(plain) <= _LONGEST else "") or unsigned
    parts = _AMOUNT.fullmatch(unsigned) if len(plain) <= _LONGEST else None
    if parts is None:
        return None
    unit = _one_currency(parts["before"], parts["after"], currency)
    if unit is None:
        return None
    scale = _SCALES[parts["scale"].lower()] if parts["scale"] else 1
    value = _value(parts["number"].strip(), _marks(locale), places=exponent(unit), scaled=scale > 1)
    negative = plain.startswith("-") != bool(parts["minus"])
    return None if value is None else _money(-value if negative else value, scale, unit)


def show(money: Money, locale: str = "en") -> str:
    """Write an amount as people of a locale do, without decimals that are all zero."""
    from babel import Locale
    from babel.numbers import format_currency

    pattern = Locale.parse(locale.replace("-", "_")).currency_formats["standard"].pattern
    if money.amount == money.amount.to_integral_value():
        pattern = re.sub(r"\.0+", "", pattern)
        return format_currency(money.amount, money.currency, pattern, locale.replace("-", "_"), currency_digits=False)
    return format_currency(money.amount, money.currency, pattern, locale.replace("-", "_"))


def _money(value: Decimal, scale: int, currency: str) -> Money | None:
    exact = (value * scale).scaleb(exponent(currency))
    minor = exact.to_integral_value(ROUND_HALF_UP)
    # "12.345 EUR" is not ours to round: what was typed would silently become another amount.
    if (scale == 1 and exact != minor) or abs(minor) > _MOST_MINOR:
        return None
    return Money(int(minor), currency)


def _one_currency(before: str | None, after: str | None, default: str) -> str | None:
    said = [word for word in (before, after) if word]
    named = {_currency(word, default) for word in said}
    if not named:
        return default.upper()
    return named.pop() if len(named) == 1 else None


def _currency(word: str, default: str) -> str | None:
    key = word.lower().rstrip(".")
    if found := _SIGNS.get(key) or _WORDS.get(key):
        return found
    if key in _SHARED:
        first, shared = _SHARED[key]
        return default.upper() if default.upper() in shared else first
    if key in _EVERYDAY or key.upper() == default.upper():
        return key.upper()
    return word if word.isupper() and word in _codes() else None


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    from babel.numbers import list_currencies

    return frozenset(list_currencies())


@lru_cache(maxsize=64)
def _marks(locale: str) -> tuple[str, str]:
    """Give the decimal and the grouping mark of a locale."""
    from babel.numbers import get_decimal_symbol, get_group_symbol

    name = locale.replace("-", "_")
    return get_decimal_symbol(name), get_group_symbol(name).translate(_BLANKS)


def _value(digits: str, marks: tuple[str, str], *, places: int, scaled: bool) -> Decimal | None:
    if _INDIAN.fullmatch(digits):
        return Decimal(digits.replace(",", ""))
    shape = _NUMBER.fullmatch(digits)
    if shape is None:
        return None
    group = shape["group"]
    if not scaled and not group and len(re.split("[.,]", digits)[-1]) > max(places, _USUAL_PLACES):
        return None if re.search("[.,]", digits) else Decimal(digits)
    if group is None or group in " '":
        return Decimal(digits.replace(group or " ", "").replace(",", "."))
    rest = digits.replace(group, "")
    if digits.count(group) > 1 or not rest.isdigit():
        return Decimal(rest.replace(",", "."))
    return _one_mark(digits, group, marks, places=places, scaled=scaled)


def _one_mark(digits: str, mark: str, marks: tuple[str, str], *, places: int, scaled: bool) -> Decimal | None:
    """Read digits with one mark and three digits behind it: thousands, or a fraction?"""
    decimal, group = marks
    thousands = Decimal(digits.replace(mark, ""))
    fraction = Decimal(digits.replace(mark, "."))
    if digits.startswith("0") or (scaled and mark == decimal):
        return fraction
    if places == 0:
        return thousands
    # Currencies with three decimals are written with a point even where commas are usual.
    if places > 2:  # noqa: PLR2004 - three digits are then a fraction of the right length
        return fraction if mark in {decimal, "."} else thousands
    return thousands if mark == group else None
