"""Lists asked for in plain words: `show me all open deals over 10k`, `which deals are stuck`, `biggest deals`."""

import re
from collections.abc import Callable

from crmbot.language.filters import whose
from crmbot.language.fold import fold

IsList = Callable[[str], bool]
"""Tells whether a word lists records."""

_ASKS = re.compile(
    r"(?:(?:can|could|would) you |please |pls |i(?:['’]d like| want| need)(?: to see)? |let me see )?"
    r"(?:(?:show|give|get|bring|find|tell|send|list)(?: me| us)|show|list|see|display|pull up"
    r"|which(?: of)?|what(?:['’]s| is| are| were)?|where are|who (?:are|is)|how many"
    r"|(?:do|have) (?:we|i|you)(?: (?:have|got))?(?: any)?|are there(?: any)?|is there any|any|only) "
    r"(?:(?:a|the) list of |all of )?",
    re.IGNORECASE,
)
_FILLERS = re.compile(
    r"\b(?:(?:do|have|did|can) (?:we|i|you)(?: (?:have|got|know|see))?|(?:we|i)(?:['’]ve| have)(?: got)?"
    r"|(?:are|is) there|there (?:are|is)|right now|at the moment|currently|in total|please|pls|altogether)\b",
    re.IGNORECASE,
)
_VERB = re.compile(r"^(?:(?:that|which|who) )?(?:are|is|were|have|has)\b(?! (?:no|not|never))", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:(?:of|at|in|for|from|with|without|over|under|above|below|between|more|less|worth|closing|closes|close|due|won"
    r"|lost|this|last|next|today|tomorrow|that|which|not|no|older|newer|sorted|by|quiet|idle|tagged|owned|created|added"
    r"|since|until|before|after|on|stuck|open|overdue|unassigned|missing|near|as|and|via)\b|[#@]|\w+[:<>=])",
    re.IGNORECASE,
)
_KEPT = {
    "my": "mine",
    "mine": "mine",
    "our": "everybody",
    "everyones": "everybody",
    "everybodys": "everybody",
    "all": "all",
    "every": "all",
}
_STATES = frozenset(
    "open closed won lost new idle stuck stalled overdue late unassigned unowned snoozed biggest largest highest top"
    " smallest lowest newest latest oldest recent hottest likeliest hot warm promising cold"
    " stale dormant neglected forgotten urgent today tomorrow suspect prospect".split()
)
_SAME = {"best": "biggest", "quiet": "stuck"}
_SUPERLATIVE = "est"
"""How a word ends before which one record is said and the list meant: `biggest deal`."""
_LEFT_OUT = frozenset({"the", "of", "those", "these", "current", "me", "us", "any", "a", "list", "some", "active"})
_WORDS = {
    "customers": "companies customer",
    "clients": "companies customer",
    "suppliers": "companies supplier",
    "vendors": "companies supplier",
    "partners": "companies partner",
    "prospects": "companies prospect",
    "accounts": "companies",
    "firms": "companies",
    "organisations": "companies",
    "organizations": "companies",
    "people": "contacts",
    "enquiries": "leads",
    "inquiries": "leads",
    "reminders": "tasks",
    "to-dos": "tasks",
    "todos": "tasks",
    "meetings": "events",
}
_PERSONAL = frozenset({"people", "meetings", "reminders", "partners"})
"""These list nothing by themselves: nobody asks for all people by the word alone."""
_BEFORE = 5
_OF = "of "
_SPAN = re.compile(r"this|last|next|(?:week|month|quarter|year)(?:['’]?s)?", re.IGNORECASE)
_POSSESSIVE = re.compile(r"(?<=[hkr])['’]?s$")


def line(said: str, is_list: IsList) -> str | None:
    """Return the line that lists what is asked for; None where no list is.

    Args: `said`: with single blanks. `is_list`: tells the words that list records.
    """
    text = said.rstrip(" ?!.")
    asks = _ASKS.match(text)
    behind = text[asks.end() :] if asks is not None else text
    parts = _parts(behind, is_list)
    if parts is None:
        return None
    before, noun, rest = parts
    if asks is None and not _is_plain(before, noun, rest):
        return None
    if asks is None and not before and _listed(noun) == noun:
        return None  # it is the command itself
    owners = [word for word in before if word.startswith(_OF)]
    plain = [word for word in before if word not in owners]
    return " ".join(filter(None, [_listed(noun), *plain, _tidied(rest), *owners]))


def _parts(text: str, is_list: IsList) -> tuple[list[str], str, str] | None:
    """Return what stands before a word that lists records, in the words of filters, the word, and what is behind."""
    before: list[str] = []
    words = text.split()
    for place, typed in enumerate(words[:_BEFORE]):
        word = _SAME.get(fold(typed), typed)
        said = fold(word)
        if any(one.endswith(_SUPERLATIVE) for one in before) and is_list(f"{said}s"):
            said = f"{said}s"
        if said in _WORDS or is_list(said):
            return before, said, " ".join(words[place + 1 :])
        if said in _KEPT:
            before.append(_KEPT[said])
        elif said in _STATES or word.isdecimal() or _SPAN.fullmatch(word):
            before += [_POSSESSIVE.sub("", word)] if not word.isdecimal() else []
        elif whose.owner_of(word):
            before.append(f"{_OF}{whose.owner_of(word)}")
        elif said not in _LEFT_OUT:
            return None
    return None


def _is_plain(before: list[str], noun: str, rest: str) -> bool:
    """Tell whether words that begin with no question are a list, and no story: `new leads came in, called them all`."""
    if noun in _PERSONAL and not (before or rest):
        return False
    return not rest or _GOES_ON.match(rest) is not None


def _listed(noun: str) -> str:
    return _WORDS.get(noun, noun)


def _tidied(rest: str) -> str:
    bare = " ".join(_FILLERS.sub(" ", rest).split())
    return _VERB.sub("", bare).strip()
