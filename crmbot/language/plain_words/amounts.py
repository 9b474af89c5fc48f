"""Amounts in what is said of deals: `is now 20k` behind a code, `acme renewal 14000`."""

from collections.abc import Sequence

from crmbot.language import money
from crmbot.language.money import Money
from crmbot.language.plain_words.phrasing import ways
from crmbot.language.spoken_sums import in_figures

_WORTH = ways(
    r"(?:(?:is|it['’]?s|are)\s+)?(?P<sure>now|worth|up\s+to|down\s+to|=)?(?:\s*(?:now|worth|at))*\s*"
    r"(?P<amount>[^\s\d]{0,3}\s?\d[\d.,' ]*\s?[km]?(?:\s?[^\s\d]{1,3})?)(?P<now>\s+now)?"
)
_AMOUNT = ways(
    r"(?:[^\W\d_]{3}\s|[€$£¥]\s?)?\d[\d.,'’]{0,20}(?:\s\d{3}){0,5}\s?(?:k|m|mn)?(?:\s?(?:[^\W\d_]{3}|[€$£¥]))?"
)
_FOR = ways(r"(?P<amount>\S.{0,40}?) (?:for|from) (?:the )?(?P<name>\S.{0,60}?)")
_TELLING = frozenset(
    "wants want wanted needs need needed offers offered pays paid asked ordered orders bought sold spent costs cost"
    " is was has had would could for about with per each".split()
)
"""Words of a sentence: what has one before its amount is no name of a deal."""
_WORDS, _FIGURES = 5, 2
"""So many words is a sum at most: in words, and in figures."""
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
    for count in range(min(_WORDS, len(words)), 0, -1):
        said = " ".join(words[-count:])
        is_sum = (count <= _FIGURES and _AMOUNT.match(said)) or in_figures(said)
        value = money.read(said, currency=currency, locale=locale) if is_sum else None
        if value is not None and (value.minor >= _SMALLEST_MINOR or not said[0].isdecimal()):
            return value, " ".join(words[:-count])
    return None, ""


def in_front(text: str, *, currency: str, locale: str) -> tuple[Money | None, str]:
    """Return the amount that is said to be for a name, and the name: `two grand for ben`."""
    found = _FOR.match(" ".join(text.split()).rstrip(".!"))
    value = _alone(found["amount"], currency, locale) if found is not None else None
    return (value, found["name"]) if found is not None and value is not None else (None, "")


def is_amount(words: str, currency: str) -> bool:
    """Tell whether words are an amount of a size that deals have, and nothing else: `15k`."""
    return _alone(words, currency, "en") is not None


def _alone(said: str, currency: str, locale: str) -> Money | None:
    is_sum = _AMOUNT.match(said) is not None or bool(in_figures(said))
    value = money.read(said, currency=currency, locale=locale) if is_sum else None
    return value if value is not None and value.minor >= _SMALLEST_MINOR else None
