"""Currencies that people pay with today, by code or name."""

from collections.abc import Mapping
from functools import lru_cache

from crmbot.language.fold import fold

USUAL = ("EUR", "USD", "GBP", "CHF", "CAD", "AUD", "JPY", "CNY", "INR", "SEK", "PLN")
_NEAR = 5
_LIKE = 60


@lru_cache(maxsize=1)
def names() -> Mapping[str, str]:
    """Return the English name of each currency of ISO 4217 that is legal tender somewhere, by its code; usual first."""
    from babel import Locale
    from babel.core import get_global

    of_countries = get_global("territory_currencies").values()
    codes = {code for spans in of_countries for code, _since, until, tender in spans if tender and not until}
    known = Locale("en").currencies
    return {code: known[code] for code in (*USUAL, *sorted(codes.difference(USUAL))) if code in known}


def named(text: str) -> str | None:
    """Return the code of a currency that somebody named by it or in full; None for another word."""
    code = text.strip().upper()
    if code in names():
        return code
    wanted = fold(text)
    return next((code for code, name in names().items() if fold(name) == wanted), None)


def near(text: str) -> tuple[str, ...]:
    """Return up to five codes of currencies whose code or name comes close to what was typed, the likeliest first."""
    from rapidfuzz import fuzz, process

    called = {code: f"{fold(code)} {fold(name)}" for code, name in names().items()}
    found = process.extract(fold(text), called, scorer=fuzz.partial_ratio, limit=_NEAR, score_cutoff=_LIKE)
    return tuple(code for _, _, code in found)
