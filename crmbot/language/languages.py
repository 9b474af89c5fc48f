"""Languages, by their code or by their name in any language we have words of."""

import re
from collections.abc import Mapping
from functools import lru_cache

from crmbot.language.catalogue import LANGUAGES
from crmbot.language.fold import fold
from crmbot.language.names import near_names

ENGLISH = "en"
_DATES_ONLY = (
    "bg ca cs da el et fi hr hu is lt lv nb pl ro ru sk sl sr sv tr uk".split()  # dateparser reads their dates
)
_BETWEEN = re.compile(r"\s*[,;+&/]\s*|\s+(?:and|und|et|y|e|en)\s+|\s+")


@lru_cache(maxsize=1)
def names() -> Mapping[str, str]:
    """Return the English name of each language that is understood at least in dates, by its code."""
    from babel import Locale

    known = Locale("en").languages
    return {code: known[code] for code in sorted({*LANGUAGES, *_DATES_ONLY})}


def codes(kept: str) -> tuple[str, ...]:
    """Return the languages of what is kept or what a platform says: `de,fr` or `pt-BR`, unknown ones left out."""
    plain = (re.split(r"[-_]", each.strip())[0].lower() for each in kept.split(","))
    return tuple(dict.fromkeys(code for code in plain if code in names()))


def habits(kept: str) -> str:
    """Return the locale whose figures are meant by what is kept: the first one."""
    return kept.partition(",")[0].strip()


def named(text: str) -> tuple[str, ...]:
    """Return the codes of the languages that somebody named, "German and French"; empty where one of them is none."""
    words = [word for word in _BETWEEN.split(text.strip()) if word]
    found = [_code(word) for word in words]
    return tuple(dict.fromkeys(code for code in found if code)) if all(found) else ()


def near(text: str) -> tuple[str, ...]:
    """Return up to five names of languages that come close to what was typed, the likeliest first."""
    return near_names(text, names().values())


def listed(found: tuple[str, ...]) -> str:
    """Write languages as people say them: `German, French`."""
    return ", ".join(names().get(code, code) for code in found)


def _code(word: str) -> str | None:
    wanted = fold(word)
    return wanted if wanted in names() else _by_name().get(wanted)


@lru_cache(maxsize=1)
def _by_name() -> Mapping[str, str]:
    from babel import Locale

    own = {fold(Locale(code).get_display_name(code) or ""): code for code in names()}
    among = {fold(Locale(speaker).languages[code]): code for speaker in LANGUAGES for code in names()}
    return {**among, **own}
