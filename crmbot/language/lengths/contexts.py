"""What the words around a length make of it: a time, a rate, a sum of money, or indeed a length."""

from collections.abc import Sequence

from crmbot.language.lengths.terms import Term
from crmbot.language.when.lexer import Token

_SOON = frozenset(
    "in within next last past coming following previous upcoming every each after per inside since ago".split()
)
_LOOSE = frozenset(
    "about around approx approximately roughly maybe the only just exactly at least most less than under over up to"
    " another first ~".split()
)
_MOST_LOOSE = 4
_FROM_THERE = frozenset("ago from before after earlier hence prior away old past into time".split())
_LATER = "later"
_LATER_IN_A_PERIOD = frozenset("this today in on tomorrow next that".split())
_CLOCK_BEFORE = frozenset("at @ by until till til before after from since between to".split())
_MORNING = 6 * 3600  # meetings end within six hours, and days begin after them
_DATED = frozenset({"weekday", "day", "month"})

_ANNOUNCING = frozenset(
    "for of took take takes taking last lasts lasted lasting spent spend about around approx roughly than another"
    " wait waited needs need length duration allow block blocked ~".split()
)
_RATED = frozenset("times time once twice thrice rate x per \x00".split())
_RATE_REACH = 3
_MONEY = frozenset("budget deal worth revenue turnover pipeline raised value valued price quote quoted order".split())
_MONEY_REACH = 3
_ROUND_MINUTES = 5 * 60
_ALONE_NO_LENGTH = frozenset({"day", "minute", "second"})
_IDIOMS = frozenset({"one", "some"})


def is_length(t: Sequence[Token], term: Term) -> bool:
    """Tell whether a number and a unit say how long something takes, and not when or how often."""
    # "for 2 hours from 9am" says how long, whatever follows.
    moved = not _is_for(t, term.start) and _is_before_time_word(t, term.end)
    return not (moved or _is_after_time_word(t, term) or _is_clock(t, term)) and _is_told(t, term)


def _is_after_time_word(t: Sequence[Token], term: Term) -> bool:
    """Tell "in about 30 minutes" and "the next 3 days"."""
    place = term.start - 1
    if place >= 0 and t[place].text == "+":
        return True
    for _ in range(_MOST_LOOSE):
        if place < 0 or t[place].text in _SOON:
            break
        if t[place].text not in _LOOSE:
            return False
        place -= 1
    return place >= 0 and t[place].text in _SOON


def _is_before_time_word(t: Sequence[Token], end: int) -> bool:
    """Tell "2 days ago", "a week's time" and "2 weeks later"; "30 minutes later this week" is a length."""
    place = end
    if [token.text for token in t[place : place + 2]] in (["or", "so"], ["or", "more"]):
        place += 2
    if t[place].text == "'":
        place += 2 if t[place + 1].text == "s" else 1
    if t[place].text == _LATER:
        return t[place + 1].text not in _LATER_IN_A_PERIOD
    if [token.text for token in t[place : place + 3]] == ["in", "the", "future"]:
        return True
    return t[place].text in _FROM_THERE


def _is_clock(t: Sequence[Token], term: Term) -> bool:
    """Tell the "2h30" of "friday 2h30" and of "at 2h30"; "14h30" alone is no length either."""
    if t[term.start].kind != "clock":
        return False
    if term.end == term.start + 1 and term.seconds >= _MORNING and not _is_announced(t, term.start):
        return True
    before = t[term.start - 1] if term.start else t[term.end]
    return before.text in _CLOCK_BEFORE or before.category in _DATED or before.kind in {"iso", "date", "ordinal"}


def _is_told(t: Sequence[Token], term: Term) -> bool:
    """Tell that enough was said: "a day" and "3d" need a word that announces a length."""
    if term.lettered:
        return _is_lettered_length(t, term)
    if term.bare:
        return _is_announced(t, term.start) or _is_alone(t, term) or (term.grain == "hour" and not _is_rate(t, term))
    if t[term.start].text in _IDIOMS and term.end == term.start + 2 and term.grain == "day":
        alone = term.start == 0 and t[term.end].kind == "end"
        return _is_announced(t, term.start) or (alone and t[term.start].text != "some")
    return t[term.start].text != "some" or _is_announced(t, term.start)


def _is_alone(t: Sequence[Token], term: Term) -> bool:
    return term.start == 0 and t[term.end].kind == "end" and term.grain not in _ALONE_NO_LENGTH


def _is_lettered_length(t: Sequence[Token], term: Term) -> bool:
    if term.grain == "hour" or _is_announced(t, term.start):
        return True
    if term.grain != "minute":
        return False
    alone = term.start == 0 and t[term.end].kind == "end"
    return alone or (term.seconds % _ROUND_MINUTES == 0 and not _is_money(t, term))


def _is_announced(t: Sequence[Token], i: int) -> bool:
    return i > 0 and t[i - 1].text in _ANNOUNCING


def _is_for(t: Sequence[Token], i: int) -> bool:
    return i > 0 and t[i - 1].text == "for"


def _is_rate(t: Sequence[Token], term: Term) -> bool:
    """Tell "40 calls an hour" and "€80 an hour"."""
    before = t[max(term.start - _RATE_REACH, 0) : term.start]
    return any(token.text in _RATED or token.kind in {"number", "decimal"} for token in before)


def _is_money(t: Sequence[Token], term: Term) -> bool:
    """Tell a budget of 2m, two million, from two minutes."""
    around = t[max(term.start - _MONEY_REACH, 0) : term.end + 1]
    return any(token.text in _MONEY for token in around)
