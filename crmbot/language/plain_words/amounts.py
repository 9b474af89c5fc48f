"""Amounts in what is said of deals: `is now 20k` behind a code, `acme renewal 14000`."""

from collections.abc import Sequence

from crmbot.language import money
from crmbot.language.money import Money
from crmbot.language.plain_words.phrasing import ways

_WORTH = ways(
    r"(?:(?:is|it['’]?s|are)\s+)?(?P<sure>now|worth|up\s+to|down\s+to|=)?(?:\s*(?:now|worth|at))*\s*"
    r"(?P<amount>[^\s\d]{0,3}\s?\d[\d.,' ]*\s?[km]?(?:\s?[^\s\d]{1,3})?)(?P<now>\s+now)?"
)
_AMOUNT = ways(
    r"(?:[^\W\d_]{3}\s|[€$£¥]\s?)?\d[\d.,'’]{0,20}(?:\s\d{3}){0,5}\s?(?:k|m|mn)?(?:\s?(?:[^\W\d_]{3}|[€$£¥]))?"
)
_TELLING = frozenset(
    "wants want wanted needs need needed offers offered pays paid asked ordered orders bought sold spent costs cost"
    " is was has had would could for about with per each".split()
)
"""Words of a sentence: what has one before its amount is no name of a deal."""
_SMALLEST_MINOR = 100_00
"""Less than that, without a currency, is no deal: `acme 12`."""


def worth(behind: str) -> str:
    """Return the amount that words behind a deal's code say it is worth now; nothing where they say something else."""
    found = _WORTH.match(behind.strip().rstrip(".!"))
    return found["amount"].strip() if found is not None and (found["sure"] or found["now"]) else ""


def at_the_end(words: Sequence[str], *, currency: str, locale: str) -> tuple[Money | None, str]:
    """Return the amount at the end of words, and what stands before it; none of words that tell of something."""
    if not _TELLING.isdisjoint(map(str.lower, words)):
        return None, ""
    for count in range(min(2, len(words)), 0, -1):
        said = " ".join(words[-count:])
        value = money.read(said, currency=currency, locale=locale) if _AMOUNT.match(said) else None
        if value is not None and (value.minor >= _SMALLEST_MINOR or not said[0].isdecimal()):
            return value, " ".join(words[:-count])
    return None, ""
