"""A deal told in one line: its name, what it is worth, when it may close, of what type it is."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from crmbot.core.context import Context
from crmbot.language import money, when
from crmbot.language.money import Money
from crmbot.language.when import Expression
from crmbot.store.models.deal import DealType

_QUOTED = re.compile(r'"(?P<name>[^"]+)"')
_CLOSE = re.compile(r"\b(?:clos(?:e|es|ing)|expected)(?:\s+(?:on|by|date|in))?\s*:?\s*$", re.IGNORECASE)
_RECURRING = re.compile(r"(?:(?<![\s,])[\s,]+)?\brecurring\s*$", re.IGNORECASE)
_AMOUNT = re.compile(
    r"(?<![\w#.,/-])(?P<before>[A-Z]{3}\s?|[A-Z]{0,2}[$]\s?|[€£¥₹]\s?)?"
    r"(?P<number>\d(?:[\d.,']|\s(?=\d{3}\b))*)"
    r"(?P<after>\s?(?:k|m|mio|tsd|bn|thousand|million)\b\.?)?(?P<sign>\s?(?:[€$£¥]|[A-Za-z]{3}\b|euros?\b|dollars?\b))?"
    r"(?![\w%])"
)
_LINKING = re.compile(r"(?:(?<![\s,])[\s,]+)?\b(?:for|worth|at|of)\s*$", re.IGNORECASE)
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


@dataclass(frozen=True, slots=True)
class _Amount:
    """An amount and where it stands; `marked` by a currency or a scale, so that it can be nothing else."""

    amount: Money
    start: int
    end: int
    marked: bool
    digits: int


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


def without_amount(text: str) -> DealLine:
    """Read a deal's line whose amount was said apart: any number in it belongs to the name."""
    quoted = _QUOTED.search(text)
    if quoted is None:
        return DealLine(text.strip())
    name = f"{quoted['name']} {text[quoted.end() :].strip()}".strip()
    return DealLine("", name, text[: quoted.start()].strip(" ,;:"))


def leading_amount(text: str, currency: str) -> tuple[Money | None, str]:
    """Return the amount a text begins with, and what is behind it: `13k signed today`."""
    found = next(_amounts(text, currency), None)
    if found is None or found.start > 0:
        return None, text
    behind = text[found.end :].strip(" ,;")
    # "3 meetings in" begins with a number that is no amount.
    sure = found.marked or not behind or found.digits >= _FEWEST_DIGITS
    return (found.amount, behind) if sure else (None, text)


def _closing(ctx: Context, text: str) -> tuple[str, Expression | None]:
    """Take out a time that stands behind `close`; others belong to the name."""
    zone = ctx.actor.zone
    for found in when.find(text, now=ctx.now, zone=zone, conventions=ctx.conventions):
        start, end = found.span
        word = _CLOSE.search(text[:start])
        if word:
            return f"{text[: word.start()]} {text[end:]}", found
    return text, None


def _worth(text: str, currency: str, *, bare: bool) -> tuple[str, Money | None]:
    """Take out the last amount: one with a sign or a scale anywhere, a plain number at the end.

    `bare`: the name is known already, so that any number may be the amount.
    """
    for found in reversed(list(_amounts(text, currency))):
        if bare or found.marked or _closes_line(found, text):
            front = _LINKING.sub("", text[: found.start])
            return f"{front} {text[found.end :]}", found.amount
    return text, None


def _closes_line(found: _Amount, text: str) -> bool:
    """Tell whether a plain number at the end is an amount: no year, and not the 2 of `Phase 2`."""
    at_end = not text[found.end :].strip(" ,;.")
    return at_end and found.digits >= _FEWEST_DIGITS and not _YEAR.fullmatch(text[found.start : found.end].strip())


def _amounts(text: str, currency: str) -> Iterator[_Amount]:
    for found in _AMOUNT.finditer(text):
        digits = sum(char.isdigit() for char in found["number"])
        amount = money.read(found[0].strip(" .,'"), currency=currency)
        if amount is not None:
            marked = bool(found["before"] or found["after"] or found["sign"])
            yield _Amount(amount, *found.span(), marked, digits)
            continue
        # The words around it may be no currency: "FOR 5k", "5 min".
        start, end = found.start("number"), found.end("after" if found["after"] else "number")
        amount = money.read(text[start:end].rstrip(" .,'"), currency=currency)
        if amount is not None:
            yield _Amount(amount, start, end, bool(found["after"]), digits)
