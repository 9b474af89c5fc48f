"""A message with its names covered, letter for letter, so that no rule takes Mark Price for a price."""

import re
from collections.abc import Sequence

Span = tuple[int, int]

COMPANY, PERSON = "\ua792", "\ua750"
"""Capital letters that nobody types: they stand for each letter of a name, and count as letters of a word."""

NAME = rf"(?:{COMPANY}+|{PERSON}+)"
"""A covered name, for the patterns of others."""

_MARKED = re.compile(r"(?<![\w&/@.+-])[@#]\w(?:[\w.-]*\w)?")
_ADDRESS = re.compile(r"\b(?:https?://|www\.)\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}\.[\w.-]{1,190}")


def covered(text: str, masked: Sequence[Span], companies: Sequence[Span]) -> str:
    """Return the message with names, tags, mentions and addresses covered; every other letter keeps its place."""
    plain = _MARKED.sub(_blank, _ADDRESS.sub(_blank, text))
    for spans, letter in ((masked, PERSON), (companies, COMPANY)):
        for start, end in spans:
            plain = plain[:start] + letter * (min(end, len(text)) - start) + plain[end:]
    return plain[: len(text)]


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])
