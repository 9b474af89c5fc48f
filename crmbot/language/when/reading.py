"""Finds the times in a text, and reads a phrase that is nothing but a time."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from crmbot.language.when import clocks, days, fallback, numeric
from crmbot.language.when.compose import Group, group_at, groups
from crmbot.language.when.lexer import Token, lex
from crmbot.language.when.numeric import Match
from crmbot.language.when.pieces import MonthDay, NamedMonth, Offset, Part, Piece, Reference
from crmbot.language.when.resolve import Outcome, resolve
from crmbot.language.when.values import Conventions, Doubt, Expression, When, local

_USUAL = Conventions()
_LONGEST_PHRASE = 80
_TOMORROW = "1"
_WEEK = timedelta(days=7)
_TO = re.compile(r"\s*(?:-|\u2013|to|through|thru|until|till|til)\s*", re.IGNORECASE)
_UNTIL = re.compile(r"(?:until|till|til)\s", re.IGNORECASE)


def find(
    text: str,
    *,
    now: datetime,
    zone: str,
    conventions: Conventions = _USUAL,
    masked: Sequence[tuple[int, int]] = (),
) -> tuple[Expression, ...]:
    """Find every date and time in free text, in order; what only looks like one is left alone.

    Args: `now`: aware. `masked`: places that are known to be something else, as names of records.
    """
    ref = Reference(now, local(now, zone), zone, conventions)
    tokens = lex(text, masked=masked)
    found = _joined([_expression(group, tokens, text, ref) for group in groups(tokens, conventions)], text)
    taken = [*masked, *(expression.span for expression in found)]
    foreign = fallback.find(text, ref, taken=taken)
    return tuple(sorted((*found, *foreign), key=lambda expression: expression.span))


def read(text: str, *, now: datetime, zone: str, conventions: Conventions = _USUAL) -> Expression | None:
    """Read a whole phrase as one time, bare hours and lengths included; None when it is none.

    A phrase in the form of a time that does not exist ("31 feb") is an expression without `when`.
    """
    phrase = text.strip()
    if not phrase or len(phrase) > _LONGEST_PHRASE:
        return None
    ref = Reference(now, local(now, zone), zone, conventions)
    tokens = _phrase_tokens(text)
    outcome = _whole(tokens, ref) or fallback.read(phrase, ref)
    if outcome is None:
        return None
    start = len(text) - len(text.lstrip())
    return Expression((start, start + len(phrase)), phrase, outcome.when, outcome.doubt, outcome.until)


def _expression(group: Group, t: Sequence[Token], text: str, ref: Reference) -> Expression:
    span = t[group.start].start, t[group.end - 1].end
    outcome = resolve(group, ref)
    return Expression(span, text[span[0] : span[1]], outcome.when, outcome.doubt, outcome.until)


def _joined(found: Sequence[Expression], text: str) -> list[Expression]:
    """Make one range of two days with "to" or a dash between them."""
    joined: list[Expression] = []
    for expression in found:
        range_ = _range(joined[-1], expression, text) if joined else None
        if range_ is None:
            joined.append(expression)
        else:
            joined[-1] = range_
    return joined


def _range(first: Expression, last: Expression, text: str) -> Expression | None:
    between = text[first.span[1] : last.span[0]]
    lead = _UNTIL.match(last.text)
    if first.when is None or last.when is None or first.until or first.when.at:
        return None
    if last.when.at or last.until or not (_TO.fullmatch(between) or (lead and not between.strip())):
        return None
    end = last.when
    if end.on < first.when.on <= end.on + _WEEK and not any(map(str.isdigit, last.text)):
        end = replace(end, on=end.on + _WEEK)  # "Friday to Monday": the Monday behind it
    if end.on <= first.when.on:
        return None
    span = first.span[0], last.span[1]
    return replace(first, span=span, text=text[span[0] : span[1]], until=end)


def _phrase_tokens(text: str) -> list[Token]:
    """Cut a phrase; here "tom" is tomorrow, which in a text would mostly be a man."""
    tokens = lex(text)
    if tokens[0].text == "tom":
        tokens[0] = replace(tokens[0], category="day", value=_TOMORROW)
    return tokens


def _whole(t: Sequence[Token], ref: Reference) -> Outcome | None:
    group = group_at(t, 0, ref.conventions)
    if group is not None and _is_end(t, group.end):
        return resolve(group, ref)
    if t[0].text == "now" and _is_end(t, 1):
        return resolve(_alone(Offset(0)), ref)
    for rule in (_length, _month, _day_or_clock, _hour, _part):
        match = rule(t, ref)
        if match is not None and _is_end(t, match[1]):
            return _unannounced(match, t, ref)
    return None


def _is_end(t: Sequence[Token], i: int) -> bool:
    while t[i].kind == "punct" and t[i].text in ".!?,;":
        i += 1
    return t[i].kind == "end"


def _alone(*pieces: Piece) -> Group:
    group = Group(0)
    for piece in pieces:
        group.add(piece)
    return group


def _unannounced(match: Match, t: Sequence[Token], ref: Reference) -> Outcome:
    """Say what pieces mean that stand for themselves, with the doubt their shortness leaves."""
    outcome = resolve(_alone(*match[0]), ref)
    piece = match[0][0]
    hour = clocks.bare(t, 0, ref.conventions)
    if outcome.when is None or outcome.doubt is not None:
        return outcome
    if isinstance(piece, NamedMonth):
        return replace(outcome, doubt=Doubt("vague", (outcome.when,)))
    if isinstance(piece, MonthDay) and hour is not None:
        other: When | None = resolve(_alone(*hour[0]), ref).when
        options = (outcome.when, other) if other else (outcome.when,)
        return replace(outcome, doubt=Doubt("day_or_hour", options))
    return outcome


def _length(t: Sequence[Token], _: Reference) -> Match | None:
    return days.length(t, 0)


def _month(t: Sequence[Token], _: Reference) -> Match | None:
    return ((NamedMonth(int(t[0].value)),), 1) if t[0].category == "month" else None


def _day_or_clock(t: Sequence[Token], ref: Reference) -> Match | None:
    return numeric.any_pair(t, 0, ref.conventions) or numeric.any_ordinal(t, 0)


def _hour(t: Sequence[Token], ref: Reference) -> Match | None:
    return clocks.bare(t, 0, ref.conventions)


def _part(t: Sequence[Token], _: Reference) -> Match | None:
    return ((Part(str(t[0].value), coming=True),), 1) if t[0].category == "part" else None
