"""Typed text put in order before it is read, and the small marks in it: tags and mentions."""

import re

from crmbot.language.codes import parse_code

_QUOTES = dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02", '"')
_APOSTROPHES = dict.fromkeys("\u2018\u2019\u201a\u201b\u2039\u203a\u2032\uff07\u02bc", "'")
_DASHES = dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-")
_BLANKS = dict.fromkeys(
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " "
)
_DIGITS = {chr(0xFF10 + digit): str(digit) for digit in range(10)}
_NOTHING = dict.fromkeys(
    "\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff\u00ad\u180e",
    "",
)
# Joiners hold emoji and letters of some scripts together; only beside ASCII are they rubbish.
_STRAY_JOINER = re.compile(r"(?:(?<=[\x00-\x7f])|^)[\u200c\u200d]|[\u200c\u200d](?=[\x00-\x7f]|$)")
_CONTROLS = dict.fromkeys((chr(code) for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t\x85"), "")
_SURROGATES = dict.fromkeys(range(0xD800, 0xE000), "\ufffd")
_TABLE = {
    **str.maketrans({**_QUOTES, **_APOSTROPHES, **_DASHES, **_BLANKS, **_DIGITS, **_NOTHING, **_CONTROLS}),
    **_SURROGATES,
    ord("\x85"): "\n",
    ord("\u2028"): "\n",
    ord("\u2029"): "\n",
}
_LINE_ENDS = re.compile(r"\r\n?")

_TAG = re.compile(r"(?<![\w#&/-])#(\w[\w-]*)")
_MENTION = re.compile(r"(?<![\w@.+-])@(\w[\w.-]*\w|\w)")


def tidy(text: str) -> str:
    """Undo what keyboards and clip boards do to text, so that the rest need not know of it."""
    plain = _LINE_ENDS.sub("\n", text).translate(_TABLE)
    return plain if plain.isascii() else _STRAY_JOINER.sub("", plain)


def first_line(text: str, limit: int) -> str:
    """Give the first line that is not blank, with an ellipsis where it went over `limit`."""
    line = next((line.strip() for line in text.splitlines() if line.strip()), "")
    if len(line) <= limit:
        return line
    return line[: max(limit - 1, 0)].rstrip() + "\u2026"


def plural(noun: str) -> str:
    """Return a kind of record, or another noun, in the plural: also the command that lists it."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def tags_in(text: str) -> tuple[str, ...]:
    """Give the words after `#`, lower case, in order, each once; record codes are no tags."""
    found = (_tag(match) for match in _TAG.finditer(text))
    return tuple(dict.fromkeys(tag for tag in found if tag))


def mentions_in(text: str) -> tuple[str, ...]:
    """Give the names after `@`, lower case, in order, each once; `@ ` only means "at"."""
    return tuple(dict.fromkeys(match[1].lower() for match in _MENTION.finditer(text)))


def _tag(match: re.Match[str]) -> str:
    if parse_code(match[0]) or match[1].isdigit():
        return ""
    return match[1].lower().rstrip("-")
