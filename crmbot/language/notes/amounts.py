"""What a deal is worth by the words of a message: the last total that is said, not a price for one."""

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from crmbot.language import money
from crmbot.language.notes.covering import Span
from crmbot.language.notes.values import Amount

_SIGN = r"(?:[a-z]{0,2}[$]|[\u20ac\u00a3\u00a5\u20b9\u20bd\u20ba\u20aa\u20a9\u20b4\u20a6\u20ab\u0e3f])"
_WORD = (
    r"(?:eur|usd|gbp|aud|cad|nzd|chf|sek|nok|dkk|pln|czk|huf|ron|jpy|cny|inr|sgd|hkd|zar|mxn|brl|ils|aed"
    r"|euros?|quid|pounds?|dollars?|bucks|forints?|yen|zloty|kr)"
)
_FIGURE = r"\d{1,3}(?:[ ,.'\u00a0\u202f\u2009]\d{3}){1,4}(?:[.,]\d{1,2})?(?!\d)|\d{1,12}(?:[.,]\d{1,3})?(?!\d)"
_SCALE = r"(?:k|tsd|thousand|grand|mn|mio|mil|millions?|m|bn|billion)"
_SUM = re.compile(
    rf"(?<![\w.,/:#-])(?:(?P<sign>{_SIGN}|\b{_WORD}(?=\s?\d))\s?)?"
    rf"(?:(?P<low>\d{{1,4}}(?:[.,]\d{{1,3}})?)\s?(?P<lowscale>k|m)?\s?(?:-|\u2013|to)\s?{_SIGN}?)?"
    rf"(?P<figure>{_FIGURE})"
    rf"(?:(?P<gap>\s?)(?P<scale>{_SCALE})(?![\w]))?"
    rf"(?:\s?(?P<code>{_SIGN}|{_WORD}\b))?(?![\w%])",
    re.IGNORECASE,
)

# What is said just before or behind a sum that is not the whole deal.
_OF_ONE = re.compile(
    r"\s?(?:each\b|ea\b|apiece\b|a\s?piece\b|a\s+head\b|p\.?p\b|p/[pmuh]\b|/\s?(?:unit|seat|user|head|mo|month|m|hr|hour"
    r"|day|pc|piece|person|licen[cs]e|kg|ton|box|case|night|week|wk|ea)\b"
    r"|(?:per|a|an)\s+(?:unit|seat|user|head|month|hour|day|piece|person|licen[cs]e|kg|ton|tonne|box|case|night|week"
    r"|bottle|item|set|pallet|room|site|table|chair|desk|bike|van|car|metre|meter|sqm|pack|kit|cover|month)\b)",
    re.IGNORECASE,
)
_PRICE_OF_ONE = re.compile(
    r"(?:\d\s?(?:\w{1,30}\s)?(?:@|x|\u00d7|\*)|\bunit\s+price(?:\s+(?:is|of))?:?)\s*$", re.IGNORECASE
)
_OLD = re.compile(
    r"\b(?:down\s+from|up\s+from|reduced\s+from|from|was|instead\s+of|not|rather\s+than|against|vs|versus|originally"
    r"|previously|(?:competitor|rival|they)\s+(?:quoted|offered))\s+(?:an?\s+|the\s+|around\s+|about\s+)?$",
    re.IGNORECASE,
)
_TAKEN_OFF = re.compile(
    r"\b(?:knock(?:ed|ing)?|saved?|saving|discount(?:ed)?(?:\s+(?:of|by))?|less|minus|by|deposit(?:\s+of)?"
    r"|(?:shipping|delivery|freight|postage|install(?:ation)?|set-?up|fee|late\s+fee|vat|tax|overdue|owes?(?:\s+us)?"
    r"|credit(?:\s+(?:of|for))?|refund(?:ed)?(?:\s+of)?|invoice(?:\s+(?:of|for))?)(?:\s+(?:is|of|at))?)\s*:?\s*$",
    re.IGNORECASE,
)
# How far sums lie apart is none of them, even where no other is said.
_BETWEEN_SUMS_BEHIND = re.compile(
    r"\s*(?:off\b|cheaper|dearer|less\b|more\s+(?:than|expensive)\b|lower\b|higher\b|over\s+(?:budget|their)\b|under\b|discount)",
    re.IGNORECASE,
)
_BETWEEN_SUMS_BEFORE = re.compile(
    r"\b(?:knock(?:ed|ing)?|saved?|saving|cheaper\s+by|discount(?:ed)?(?:\s+(?:of|by))?|minus)\s*$", re.IGNORECASE
)
_PART = re.compile(
    r"\s*(?:deposit|rebate|(?:late\s+)?fee\b|shipping|delivery|freight"
    r"|postage|set-?up|vat\b|tax\b|credit|refund|overdue|upfront|up\s+front|now\s+and\b)",
    re.IGNORECASE,
)
_TOTAL_BEFORE = re.compile(
    r"\b(?:total(?:s|ling|ing)?|all\s+in|altogether|overall|comes\s+to|makes|now)\b[\s:=~]*(?:of\s+|is\s+|at\s+)?$|=\s*$",
    re.IGNORECASE,
)
_TOTAL_BEHIND = re.compile(r"\s*(?:in\s+)?(?:total\b|all[\s-]in\b|altogether\b|overall\b)", re.IGNORECASE)
_BUDGET_BEFORE = re.compile(
    r"\bbudget(?:s|ed)?\b(?:\s+(?:is|of|at|for|around|about|approx|approved|up\s+to|max|ca|circa|c|now|just|only|roughly"
    r"|set))*[\s:~=]*$",  # each word in one way only: with "set at" beside "set" and "at" it takes for ever
    re.IGNORECASE,
)
_BUDGET_BEHIND = re.compile(r"\s*budget", re.IGNORECASE)
_MONEY_NEAR = re.compile(
    r"\b(?:budget|deal|contract|order|worth|value|valued|total|quote|quoted|framework|project|tender|bid|opportunity"
    r"|opp|revenue|pipeline|spend|price|offer|proposal|invest\w*|po|won|closed|potential|paid?|pays)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    r"\s+(?!(?:plus|less|is|was|as|this|sales|savings|fees|costs|stands|holds|gets|seems|works|needs|signs|wins|across|yes|thus|perhaps|vs|plus|terms)\b)"
    r"(?:[a-z]{2,}s|sq\s?ft|sqm|people|staff|pax|ppl|miles?|km|metres?|run|feet|ft|heads?|cattle|sheep|followers)\b",
    re.IGNORECASE,
)
_YEAR = re.compile(r"20[2-4]\d")
# "20 at $75 = $1,500, no, make it 30, so $2,250": what was said before it stands no more.
_CORRECTS = re.compile(
    r"\b(?:no(?:pe)?[,.]?\s+(?:wait|sorry|make\s+(?:it|that)|it'?s)|nah|scratch\s+that|make\s+(?:it|that)|sorry|actually|i\s+mean|correction)\b"
    r"[^.;!?\n]{0,25}$",
    re.IGNORECASE,
)
_END = re.compile(r"[.;!?\n](?=\s|$)")
_WAITS = re.compile(
    r"\b(?:in|for|about|after|every)\s*$|\b(?:call|vm|chat|phone|zoom|demo|mtg|meeting)\s*$", re.IGNORECASE
)
# A sum that is told of somebody, not of a deal: it is offered, never written unasked.
_OF_OTHERS_BEFORE = re.compile(
    r"\b(?:turnover|revenues?|profits?|earn\w*|salary|wages?|rent|fines?|raised|invest\w*|spent|spends?|sav(?:e|es|ed|ing|ings)|competit\w+|rivals?"
    r"|last\s+(?:year|month|quarter)|(?:they|he|she|them|have)\s+(?:all\s+)?(?:paid|pays?|costs?|lost|won|owes?|make|makes|made)|costs?\s+them)\b",
    re.IGNORECASE,
)
_OF_OTHERS_BEHIND = re.compile(
    r"\s*(?:turnover|revenue|profit|rent|salary|a\s+year\s+company|last\s+(?:year|month|quarter)|(?:at|in|on)\s+(?:golf|bingo|cards|poker|bets?|the\s+(?:horses|lottery|raffle)))\b",
    re.IGNORECASE,
)
_MOST = 60
"""Figures that are looked at, the last ones of a message."""
_LOCALES = ("en", "de")
_SCALES_AS_WORDS = {"grand": "k"}


@dataclass(frozen=True, slots=True)
class _Sum:
    """A sum of money in a message, and how far it may be the whole of a deal."""

    amount: money.Money
    span: Span
    named: bool
    total: bool
    of_one: bool
    part: bool
    old: bool
    corrects: bool = False


@dataclass(frozen=True, slots=True)
class _Usual:
    """How people of a zone write a sum that says no more than a figure."""

    currency: str
    locale: str


def amount_of(text: str, *, zone: str, now: datetime, own: str | None, taken: Sequence[Span]) -> Amount | None:
    """Return the deal's value that a message tells: the total, else the last sum that is neither a part nor old.

    Args: `text`: with names covered. `own`: the organisation's currency, which tells the currencies
    of one sign apart. `taken`: places of times, where no amount is.
    """
    said = deque(_SUM.finditer(text), maxlen=_MOST)
    if not said:
        return None
    usual = _usual(zone, now.year, own)
    sums: list[_Sum] = []
    for match in said:
        one = _sum(match, text, usual, taken) or _bare_total(match, text, usual, sums)
        sums += [one] if one is not None else []
    if not sums:
        return None
    left = _narrowed(sums)
    chosen = left[-1]
    only = len({one.amount for one in left}) == 1
    ours = not (chosen.of_one or chosen.part or _is_of_others(text, chosen.span))
    return Amount(chosen.amount, chosen.named and only and ours, chosen.span)


def _is_of_others(text: str, span: Span) -> bool:
    """Tell that a sum is what somebody earns, spends or pays elsewhere: their turnover, the cost of what they have."""
    before, behind = _END.split(text[: span[0]])[-1], _END.split(text[span[1] :])[0]
    return bool(_OF_OTHERS_BEFORE.search(before) or _OF_OTHERS_BEHIND.match(behind))


def _narrowed(sums: list[_Sum]) -> list[_Sum]:
    """Leave out, one after the other, what is less likely the deal's value, as long as something is left."""
    corrected = max(
        (place for place, one in enumerate(sums) if one.corrects and not (one.of_one or one.old)), default=0
    )
    sums = sums[corrected:]
    for keep in (
        [one for one in sums if one.total],
        [one for one in sums if not (one.part or one.of_one or one.old)],
        [one for one in sums if not (one.part or one.of_one)],
        [one for one in sums if not one.part],
    ):
        if keep:
            return keep
    return sums


def _sum(match: re.Match[str], text: str, usual: _Usual, taken: Sequence[Span]) -> _Sum | None:
    before, behind = text[max(match.start() - 40, 0) : match.start()], text[match.end() : match.end() + 40]
    named = bool(match["sign"] or match["code"])
    if not named and _YEAR.fullmatch(match[0]):
        return None
    if not named and (_is_taken(match, taken) or not _is_money(match, before, behind)):
        return None
    amount = None if _lies_between(before, behind) else _money(match, usual)
    if amount is None or amount.minor <= 0:
        return None
    return _Sum(
        amount,
        match.span(),
        named,
        total=bool(_TOTAL_BEFORE.search(before) or _TOTAL_BEHIND.match(behind)),
        of_one=bool(_OF_ONE.match(behind) or _PRICE_OF_ONE.search(before)),
        part=bool(_TAKEN_OFF.search(before) or _PART.match(behind)),
        old=bool(_OLD.search(before)),
        corrects=_CORRECTS.search(before) is not None,
    )


def _bare_total(match: re.Match[str], text: str, usual: _Usual, before: Sequence[_Sum]) -> _Sum | None:
    """Return a total without a currency behind a price that has one: "EUR 27.900 apiece = 83.700"."""
    led = _TOTAL_BEFORE.search(text[max(match.start() - 40, 0) : match.start()])
    told = led or _TOTAL_BEHIND.match(text[match.end() : match.end() + 40])
    priced = [one for one in before if one.named]
    if not priced or not told or _COUNTED.match(text, match.end()) or match["sign"] or match["code"]:
        return None
    price = priced[-1].amount
    amount = _money(match, _Usual(price.currency, usual.locale))
    if amount is None or amount.minor <= price.minor:
        return None
    return _Sum(amount, match.span(), named=True, total=True, of_one=False, part=False, old=False)


def _lies_between(before: str, behind: str) -> bool:
    return bool(_BETWEEN_SUMS_BEHIND.match(behind) or _BETWEEN_SUMS_BEFORE.search(before))


def _is_taken(match: re.Match[str], taken: Sequence[Span]) -> bool:
    return any(start < match.end() and match.start() < end for start, end in taken)


def _is_money(match: re.Match[str], before: str, behind: str) -> bool:
    """Tell whether a figure without a currency is one of money: with thousands or millions said, or a budget."""
    scale = (match["scale"] or "").lower()
    if _BUDGET_BEFORE.search(before) or _BUDGET_BEHIND.match(behind):
        return True
    if not scale or _COUNTED.match(behind):
        return False
    if scale != "m":
        return not (scale == "k" and match["gap"])
    if match["gap"] or _WAITS.search(before):
        return False
    near = _END.split(before)[-1] + "|" + _END.split(behind)[0]
    return "." in match["figure"] or "," in match["figure"] or bool(_MONEY_NEAR.search(near))


def _money(match: re.Match[str], usual: _Usual) -> money.Money | None:
    unit = match["code"] if match["sign"] and _is_bare(match["sign"]) and match["code"] else match["sign"]
    unit = unit or match["code"] or ""
    scale = (match["scale"] or "").lower()
    figure = match["figure"].strip()
    words = f"{unit} {figure}{_SCALES_AS_WORDS.get(scale, scale)}"
    # No sum has three digits behind its mark: where the locale's mark makes a fraction of them, they are thousands.
    in_order = (usual.locale, *_LOCALES)
    read = (money.read(words, currency=usual.currency, locale=locale) for locale in in_order)
    return next((amount for amount in read if amount is not None), None)


def _is_bare(sign: str) -> bool:
    """Tell a sign that several currencies share: "$500 AUD" is in Australian dollars."""
    return sign in {"$", "\u00a5"}


@lru_cache(maxsize=256)
def _usual(zone: str, year: int, own: str | None) -> _Usual:
    """Return the currency people of a zone pay with, and a locale that writes figures as they do."""
    country = _country(zone)
    currency = _currency_of(zone, country, year) or (own or "USD").upper()
    if own and money.read("$1", currency=own.upper()) == money.Money(100, own.upper()) and currency == "USD":
        currency = own.upper()
    return _Usual(currency, _locale_of(zone, country))


def _country(zone: str) -> str:
    from babel.core import get_global

    return str(get_global("zone_territories").get(zone, ""))


def _currency_of(zone: str, country: str, year: int) -> str | None:
    """Return a zone's currency: by convention the dollar in all of America (bench/notes/GUIDELINES.md)."""
    from babel.numbers import get_territory_currencies

    if zone.startswith("America/"):
        return "USD"
    if not country or country == "001":
        return None
    found = get_territory_currencies(country, date(year, 1, 1), date(year, 1, 1))
    return str(found[0]) if found else None


def _locale_of(zone: str, country: str) -> str:
    """Return a locale with the marks of a zone's continent: a decimal comma on the European one."""
    from babel import Locale, UnknownLocaleError

    if not zone.startswith("Europe/"):
        return "en"
    try:
        return str(Locale.parse(f"und_{country}"))
    except (UnknownLocaleError, ValueError):
        return "en"
