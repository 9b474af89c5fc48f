"""A deal told in one line: its name, what it is worth, when it may close, of what type it is."""

import re
from dataclasses import dataclass

from crmbot.core.context import Context
from crmbot.language import money, when
from crmbot.language.money import Money
from crmbot.language.when import Expression, conventions_for
from crmbot.store.models.deal import DealType

_QUOTED = re.compile(r'"(?P<name>[^"]+)"')
_CLOSE = re.compile(r"\b(?:clos(?:e|es|ing)|expected)(?:\s+(?:on|by|date|in))?\s*:?\s*$", re.IGNORECASE)
_RECURRING = re.compile(r"[\s,]*\brecurring\s*$", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?<![\w#.,/-])(?P<before>[A-Z]{3}\s?|[A-Z]{0,2}[$]\s?|[€£¥₹]\s?)?"
    r"(?P<number>\d(?:[\d.,']|\s(?=\d{3}\b))*)"
    r"(?P<after>\s?(?:k|m|mio|tsd|bn|thousand|million)\b\.?)?(?P<sign>\s?(?:[€$£¥]|[A-Za-z]{3}\b|euros?\b|dollars?\b))?"
    r"(?![\w%])"
)
_LINKING = re.compile(r"[\s,]*\b(?:for|worth|at|of)\s*$", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_FEWEST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class DealLine:
    """What a line says. `name` was in quotation marks and `before` stands in front of it, else all is `words`."""

    words: str
    name: str = ""
    before: str = ""
    amount: Money | None = None
    closes: Expression | None = None
    type: DealType | None = None


def read(ctx: Context, text: str) -> DealLine:
    """Read a deal's line: `Acme "Service contract" 8,400 close 18 apr recurring`; the rest is left as words."""
    quoted = _QUOTED.search(text)
    before, said = (text[: quoted.start()], text[quoted.end() :]) if quoted else ("", text)
    said, closes = _closing(ctx, said)
    said, recurring = _RECURRING.sub("", said), _RECURRING.search(said)
    said, amount = _worth(said, ctx.org.currency, bare=quoted is not None)
    words = " ".join(said.split()).strip(" ,;")
    name = f"{quoted['name'].strip()} {words}".strip() if quoted else ""
    return DealLine(
        words="" if quoted else words,
        name=name,
        before=before.strip(" ,;:"),
        amount=amount,
        closes=closes,
        type=DealType.RECURRING if recurring else None,
    )


def leading_amount(text: str, currency: str) -> tuple[Money | None, str]:
    """Return the amount a text begins with, and what is behind it: `13k signed today`."""
    found = _AMOUNT.match(text)
    amount = _amount(found, currency) if found else None
    if found is None or amount is None:
        return None, text
    behind = text[found.end() :].strip(" ,;")
    # "3 meetings in" begins with a number that is no amount.
    return (amount, behind) if _marked(found) or not behind or _digits(found) >= _FEWEST_DIGITS else (None, text)


def _closing(ctx: Context, text: str) -> tuple[str, Expression | None]:
    """Take out a time that stands behind `close`; others belong to the name."""
    zone = ctx.actor.zone
    for found in when.find(text, now=ctx.now, zone=zone, conventions=conventions_for(zone)):
        start, end = found.span
        word = _CLOSE.search(text[:start])
        if word:
            return f"{text[: word.start()]} {text[end:]}", found
    return text, None


def _worth(text: str, currency: str, *, bare: bool) -> tuple[str, Money | None]:
    """Take out the last amount: one with a sign or a scale anywhere, a plain number at the end.

    `bare`: the name is known already, so that any number may be the amount.
    """
    for found in reversed(list(_AMOUNT.finditer(text))):
        amount = _amount(found, currency)
        if amount is None or not (_marked(found) or _stands_as_amount(found, text, bare=bare)):
            continue
        front = _LINKING.sub("", text[: found.start()])
        return f"{front} {text[found.end() :]}", amount
    return text, None


def _amount(found: re.Match[str], currency: str) -> Money | None:
    """Read a match as money, without the word in front where that is no currency: `Q4 FOR 5k`."""
    whole = found[0].strip(" .,'")
    bare = f"{found['number'].rstrip('.,')}{found['after'] or ''}"
    return money.read(whole, currency=currency) or money.read(bare, currency=currency)


def _marked(found: re.Match[str]) -> bool:
    return bool(found["before"] or found["after"] or found["sign"])


def _digits(found: re.Match[str]) -> int:
    return sum(char.isdigit() for char in found["number"])


def _stands_as_amount(found: re.Match[str], text: str, *, bare: bool) -> bool:
    if bare:
        return True
    at_end = not text[found.end() :].strip(" ,;.")
    return at_end and _digits(found) >= _FEWEST_DIGITS and not _YEAR.fullmatch(found["number"])
