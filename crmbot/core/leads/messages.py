"""A message somebody wrote, read as a lead: who it is where that is certain, and how to reach them."""

import re
from dataclasses import dataclass
from itertools import pairwise

from crmbot.core import introductions
from crmbot.core.parties import Reach
from crmbot.language.fold import fold, tokens
from crmbot.language.phones import email_key

_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*")
_SENTENCE = re.compile(r"[.!?](?:\s|$)")
_PART = re.compile(r"[,;\n]")
_WORDS_OF_A_NAME = (2, 3, 4)
_WORDS_OF_A_PART = 6


@dataclass(frozen=True, slots=True)
class Told:
    """What a message tells of a lead. `line` is what `lead` would be told; empty where nobody is certain."""

    line: str
    reach: Reach


def read(text: str, region: str) -> Told:
    """Read a message: one that only introduces somebody is taken whole, else whoever signs with their address."""
    reach = introductions.of_person(text, region).reach
    if (reach.phone or reach.email) and _introduces(text, region):
        return Told(" ".join(_PART.sub(", ", text).split()), reach)
    return Told(_addressed(text, reach.email or ""), reach)


def _introduces(text: str, region: str) -> bool:
    """Tell whether a text is a name and short parts behind it, and no sentence."""
    told = introductions.of_person(text, region)
    words = _WORD.findall(told.name)
    named = len(words) in _WORDS_OF_A_NAME and all(word[0].isupper() for word in words)
    bare = told.name.split() == words
    short = all(len(part.split()) <= _WORDS_OF_A_PART for part in told.more)
    return named and bare and short and not any(_SENTENCE.search(part) for part in (told.name, *told.more))


def _addressed(text: str, email: str) -> str:
    """Return the one name in a text that its e-mail address is made of: Paul Martin, of p.martin@ or paul@."""
    key = email_key(email) or ""
    local = tokens(key.partition("@")[0].replace("_", " "))
    words = [(found[0], found.end(), found.start()) for found in _WORD.finditer(text)]
    names = {
        f"{first[0]} {last[0]}"
        for first, last in pairwise(words)
        if text[first[1] : last[2]] == " " and _is_of(first[0], last[0], local)
    }
    return names.pop() if len(names) == 1 else ""


def _is_of(first: str, last: str, local: tuple[str, ...]) -> bool:
    """Tell whether two words are a name that the local part of an address is made of."""
    if not (local and first[0].isupper() and last[0].isupper()):
        return False
    given, family, whole = fold(first), fold(last), "".join(local)
    return whole in {given, given + family, family + given, given[0] + family, family + given[0]}
