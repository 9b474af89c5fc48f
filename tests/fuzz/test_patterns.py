"""No pattern of ours takes more time than its text is long."""

import re
from time import perf_counter, process_time

import pytest

from crmbot.language.plain_words import phrasing
from tests.fuzz.patterns import PHRASE, Used, hostile_texts, used_patterns
from tests.fuzz.target import HangError, no_longer_than

SHORT, LONG = 1_000, 10_000
NOTABLE_S, CEILING_S, GIVEN_UP_S = 0.0015, 0.2, 0.5

SHORTER = {
    "crmbot.handlers.console.directives._FIELD": 200,  # what a tester types at our own terminal
    "crmbot.handlers.console.directives._PERSON": 200,  # likewise
    "crmbot.language.filters.terms._KEYS[0]": 30,  # matched at a place, never searched for
    "crmbot.language.filters.terms._KEYS[1]": 30,  # likewise
    "crmbot.language.filters.terms._KEYS[2]": 30,  # likewise
    "crmbot.language.money._AMOUNT": 60,  # longer texts are no amount, and are not asked
    **{
        f"crmbot.language.plain_words.moves._TOLD[{number}][1][0]": 160 for number in range(3)
    },  # longer ones are not asked
    "crmbot.language.notes.corrections._TAKEN_BACK": 40,  # what lies between two times, when it is that little
}
"""The longest text that reaches a pattern, where it is short."""


@pytest.mark.timeout(300)  # there are some hundreds of them, and the machine may have other work
def test_every_pattern_when_the_text_is_hostile() -> None:
    """Ten thousand letters that each pattern begins to match again and again are read at once."""
    slow = {used.name: taken for used in used_patterns() if (taken := _slowest(used)) > CEILING_S}

    assert slow == {}


@pytest.mark.timeout(300)  # likewise
def test_hostile_texts_when_a_pattern_is_slow() -> None:
    """The net catches what was caught before: blanks in a row, and two ways to read the same words."""
    patterns = (r"\s*,?\s*(?:until|to)", r"budget(?:\s+(?:set|at|set\s+at))*$", r"[\w.]+@\w+")

    found = [_slowest(Used(pattern, re.compile(pattern), ("search",))) > CEILING_S for pattern in patterns]

    assert found == [True, True, True]


def _slowest(used: Used) -> float:
    """Return the longest time for a long text; one that a short one shows nothing of is not tried."""
    longest = SHORTER.get(used.name, phrasing.LONGEST if PHRASE in used.name else LONG)
    slowest = 0.0
    for method in used.methods:
        for text in hostile_texts(used.pattern, min(SHORT, longest)):
            if not _is_notable(used, method, text):
                continue
            pumped = (text[:-1] * (longest // len(text) + 1))[: longest - 1] + text[-1]
            slowest = max(slowest, _best(used, method, pumped))
            if slowest > CEILING_S:
                return slowest
    return slowest


def _best(used: Used, method: str, text: str) -> float:
    """Return the time for a text, the better of two where one says that it is slow."""
    taken = _seconds(used, method, text)
    return min(taken, _seconds(used, method, text)) if CEILING_S < taken < GIVEN_UP_S else taken


def _is_notable(used: Used, method: str, text: str) -> bool:
    """Tell whether a short text takes so long that a long one may be slow; the clock of processors is too coarse."""
    started = perf_counter()
    _seconds(used, method, text)
    return perf_counter() - started > NOTABLE_S


def _seconds(used: Used, method: str, text: str) -> float:
    started = process_time()
    try:
        with no_longer_than(GIVEN_UP_S):
            _ask(used.pattern, method, text)
    except HangError:
        return GIVEN_UP_S
    return process_time() - started


def _ask(pattern: re.Pattern[str], method: str, text: str) -> None:
    match method:
        case "finditer":
            for _ in pattern.finditer(text):
                pass
        case "sub" | "subn":
            pattern.sub("", text)
        case _:
            getattr(pattern, method)(text)
