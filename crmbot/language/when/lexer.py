"""Cuts text into the tokens of the time grammar; what can be no time is masked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from crmbot.language.catalogue import flatten
from crmbot.language.when.words import LEGAL_WORDS, Category, meaning

Kind = Literal["iso", "date", "pair", "clock", "ordinal", "decimal", "number", "ampm", "word", "punct", "end"]

_TOKEN = re.compile(
    r"""
      (?P<iso>(?:(?<![\w/.-])|(?<=\d/))\d{4}[-/.]\d{1,2}[-/.]\d{1,2}
          (?:(?:t|\ (?!\d{1,2}:\d{2}-\d))\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:z(?!\w)|[+-]\d{2}:?\d{2})?)?
          |(?<![\w/.-])\d{8}t\d{4}(?:\d{2})?(?:z(?!\w)|[+-]\d{2}:?\d{2})?)
          (?!\d|-[a-z])
    | (?P<date>(?:(?<![\w/.-])|(?<=[\d.]-)(?=\d{1,2}[./]))
          \d{1,2}(?P<sep>[./-])\d{1,2}(?P=sep)(?:\d{4}|\d{2}))(?![\d./]\d)(?!\d)
    | (?P<clock>(?<![^\W\d_])\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}h\d{2})(?![\d:])
    | (?P<pair>(?<!\d/)(?<!\bq)\d{1,2}/\d{1,2}|\d{1,2}\.\d{1,2}(?:\.(?!\w))?)(?![\d/]|[.,]\d(?!\d{3}(?!\d)))
    | (?P<ordinal>\d{1,2}(?:st|nd|rd|th|\ nd|\ th))(?!\w)
    | (?P<decimal>\d{1,6}(?:\.\d{1,4}|,\d{1,3}))(?!\d)
    | (?P<number>(?!2(?:mor+ow|moro|nite)(?![^\W_]))\d+)
    | (?P<ampm>[ap]\.\ ?m\b\.?|[ap]m|(?<=\d)p)(?![^\W\d_])
    | (?P<word>o['\u2019]?\ ?clock\b|f/u|[\u00bc-\u00be\u2150-\u215e]|2(?:mor+ow|moro|nite)(?![^\W_])|[^\W\d_]+)
    | (?P<punct>[^\w\s]|_)
    """,
    re.VERBOSE,
)

_MONEY_SIGN = r"(?:[€£¥₹₽₺₪₩$]|\b(?:eur|usd|gbp|aud|chf|cad|huf|pln|sek|nok|dkk|jpy|inr)\b)"
# Every repetition has a bound: text of any kind is read in time that grows with its length only.
_AMOUNT = r"\d(?:[\d.,']{0,20}\d)?(?:\s\d{3}\b){0,5}"
# "Invoice 1st dec" is to be done on a day, "invoice 12" is a number.
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\b"
_NAMED_DAY = rf"\d{{1,2}}(?:st|nd|rd|th)\b|\d{{1,2}}\ {_MONTH}"
_NO_TIME = re.compile(
    rf"""
      \b(?:https?://|www\.)\S+
    | (?<![\w.+-])[\w.+-]{{1,64}}@[\w-]{{1,63}}\.[\w.-]{{1,190}}
    | {_MONEY_SIGN}\s?{_AMOUNT}\s?(?:k|m|mn|bn)?\b
    | (?<![\w.,':]){_AMOUNT}\s?(?:k|mn|bn)?\s?{_MONEY_SIGN}
    | (?<![\w.,])\d{{1,9}}(?:[.,]\d{{1,9}})?\s?%
    | \+\d[\d\s()./-]{{6,18}}\d
    | \b\d{{3,5}}[\s-]\d{{3,4}}[\s-]\d{{3,4}}\b
    | (?<![\w.])(?:\d{{1,3}}\.){{3}}\d{{1,3}}\b
    | \bv(?:ersion:?)?\s?\d{{1,4}}(?:\.\d{{1,6}}){{1,5}}
    | (?<!\bto\ )(?<!\bon\ )(?<!\bby\ )\b24[/-]7\b(?![/-]\d)(?!\s+(?:at\s|@)\s?\d)
    | \b24[/-]7\b(?=\s+(?:support|service|care|cover|hotline|helpdesk|monitoring|access|line)\b)
    | \#\w+
    | \b(?:invoice|inv|order|po)\.?\ (?!{_NAMED_DAY})(?!\d{{1,2}}(?:/\d{{1,2}}|\.\d{{1,2}}\.)(?![\d/-]))
        \#?\d[\d./-]{{0,30}}
    | (?<![,?-]\ )\bno\.?\ \#?\d[\d./-]{{0,30}}
    | \b(?:room|suite|unit|flat|ref|nr|route|line|page|item|bay|gate|ticket
        |version|model|size|rated|score|scored|batch|lot)\.?\ \#?\d[\d./-]{{0,30}}
    | \bfloor\ \#?\d[\d./-]{{0,30}}(?![\d./-]|\s?(?:mins?|minutes?|hrs?|hours?)\b)
    | (?<!\d-)\b[a-z]-?\d{{1,9}}-\d{{1,9}}\b
    """,
    re.VERBOSE,
)

MOST_TOKENS = 2_500  # ten thousand characters of prose have fewer; what has more is no message anybody wrote
# "At 2ish" is at 2, "8ish" alone an hour all the same.
_ISH = re.compile(r"(?<=\d)(?P<half>[ap]m)?[ -]?ish\b")
_MINUTES = re.compile(r"(?:[.:h]|\d{2})\d{1,2}\Z")

SENTINELS = 10  # rules may look this far ahead without asking for the end
_GLUE = frozenset(" -")


@dataclass(frozen=True, slots=True)
class Token:
    """One word, number or sign of a text, with what the word means in a time."""

    kind: Kind
    text: str
    start: int
    end: int
    capital: bool = False
    category: Category | None = None
    value: int | str = ""


_END = Token("end", "", 0, 0)


def lex(text: str, *, masked: Sequence[tuple[int, int]] = ()) -> list[Token]:
    """Cut text into tokens, with end tokens behind them.

    Args: `masked`: places known to be something else, as the names of records.
    """
    flat = _mask(flatten(text), masked)
    found = [_token(match, text) for match in islice(_TOKEN.finditer(flat), MOST_TOKENS)]
    found.extend([_END] * SENTINELS)
    return _without_names(found, text)


def _mask(flat: str, masked: Sequence[tuple[int, int]]) -> str:
    plain = _NO_TIME.sub(_cover, _ISH.sub(_plainly, flat))
    for start, end in masked:
        plain = plain[:start] + "\x00" * (end - start) + plain[end:]
    return plain[: len(flat)]


def _plainly(match: re.Match[str]) -> str:
    minutes = ":00" if match["half"] is None and not _MINUTES.search(match.string, 0, match.start()) else ""
    return (match["half"] or minutes).ljust(len(match[0]))


def _cover(match: re.Match[str]) -> str:
    return "\x00" * len(match[0])


def _token(match: re.Match[str], text: str) -> Token:
    kind = match.lastgroup
    if kind == "sep":
        kind = "date"
    value = match[0]
    start, end = match.span()
    known = meaning(value) if kind in {"word", "ordinal", "number"} else None
    category, means = known or (None, "")
    capital = text[start].isupper()
    return Token(kind, value, start, end, capital, category, means)  # type: ignore[arg-type]  # lastgroup is one of Kind


def _without_names(tokens: list[Token], text: str) -> list[Token]:
    """Make plain words of the day and month words that are parts of names."""
    for place, token in enumerate(tokens[:-SENTINELS]):
        if _names_something(tokens, place, text):
            tokens[place] = Token("word", "\x00", token.start, token.end)
    return tokens


def _names_something(tokens: list[Token], place: int, text: str) -> bool:
    token, after = tokens[place], tokens[place + 1]
    dated = token.category in {"weekday", "month", "day", "part"} or token.text in {"noon", "midnight"}
    if not dated or after.kind != "word" or not _GLUE.issuperset(text[token.end : after.start]):
        return False
    if after.text in LEGAL_WORDS or (
        after.category is None and after.kind == "word" and tokens[place + 2].text in LEGAL_WORDS
    ):
        return True
    if not token.capital or not after.capital or after.category is not None:
        return False
    before = tokens[place - 1] if place else _END
    announced = before.text in {"on", "by", "next", "this", "last"} and token.category != "month"
    shouted = text[after.start : after.end].isupper() and text[token.start : token.end].isupper()
    return not announced and not shouted and after.text not in _AFTER_A_DAY


_AFTER_A_DAY = frozenset("at by the in on for from to and or with week wk noon midnight eod cob".split())


def is_end(t: Sequence[Token], i: int) -> bool:
    """Tell whether nothing but the signs that end a sentence stands from a place on."""
    while t[i].kind == "punct" and t[i].text in ".!?,;":
        i += 1
    return t[i].kind == "end"
