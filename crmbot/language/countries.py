"""Countries, by their two letters or their name."""

from collections.abc import Mapping
from functools import lru_cache

from crmbot.language.fold import fold
from crmbot.language.names import near_names

_CODE = len("GB")
_SHORT = {"uk": "GB", "usa": "US", "england": "GB", "great britain": "GB", "holland": "NL", "uae": "AE"}
"""What people say beside the names."""


@lru_cache(maxsize=1)
def names() -> Mapping[str, str]:
    """Return the English name of each country that numbers are dialled in, by its two letters."""
    from babel import Locale
    from phonenumbers import SUPPORTED_REGIONS

    known = Locale("en").territories
    return {code: known[code] for code in sorted(SUPPORTED_REGIONS) if len(code) == _CODE and code in known}


def named(text: str) -> str | None:
    """Return the two letters of a country that somebody named; None for another word."""
    code, wanted = text.strip().upper(), fold(text)
    if code in names():
        return code
    return _SHORT.get(wanted) or next((code for code, name in names().items() if fold(name) == wanted), None)


def near(text: str) -> tuple[str, ...]:
    """Return up to five names of countries that come close to what was typed, the likeliest first."""
    return near_names(text, names().values())
