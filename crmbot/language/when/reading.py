"""Finds the times in a text, and reads a phrase that is nothing but a time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from crmbot.language.catalogue import InEnglish, in_english
from crmbot.language.when import clocks, fallback, numeric, offsets
from crmbot.language.when.compose import Group
from crmbot.language.when.denied import is_denied
from crmbot.language.when.lexer import Token, is_end, lex
from crmbot.language.when.numeric import Match
from crmbot.language.when.pieces import MonthDay, NamedMonth, Part, Piece, Reference
from crmbot.language.when.ranges import Ends, Time, time_at, times
from crmbot.language.when.resolve import Outcome, resolve
from crmbot.language.when.settle import settle
from crmbot.language.when.values import Conventions, Doubt, Expression, When, local

_USUAL = Conventions()
_LONGEST_PHRASE = 80
_TOMORROW = "1"
_BEFORE_AN_ANSWER = frozenset({"to", "for", "with"})
"""The last is what "auf", "au" and "al" are put into English as."""


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
    said = in_english(text, conventions.languages, masked)
    return find_in(lex(said.text, masked=said.masked), said, text, ref, masked=masked)


def find_in(
    tokens: Sequence[Token], said: InEnglish, text: str, ref: Reference, *, masked: Sequence[tuple[int, int]] = ()
) -> tuple[Expression, ...]:
    """Find every date and time in a text that has been put into English and cut into tokens already."""
    found = said.as_typed(_find(tokens, said.text, ref), text)
    taken = [*masked, *(expression.span for expression in found)]
    foreign = fallback.find(text, ref, taken=taken)
    return tuple(sorted((*found, *foreign), key=lambda expression: expression.span))


def ruled_out(text: str, *, conventions: Conventions, masked: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the times that a text names only to say that they are not meant: the Friday of "any day but Friday"."""
    said = in_english(text, conventions.languages, masked)
    tokens = lex(said.text, masked=said.masked)
    denied = (each for each in times(tokens, conventions) if is_denied(tokens, each.start, said.text))
    return tuple(said.text[tokens[each.start].start : tokens[each.end - 1].end] for each in denied)


def read(text: str, *, now: datetime, zone: str, conventions: Conventions = _USUAL) -> Expression | None:
    """Read a whole phrase as one time, bare hours and lengths included; None when it is none.

    A phrase in the form of a time that does not exist ("31 feb") is an expression without `when`.
    """
    phrase = text.strip()
    if not phrase or len(phrase) > _LONGEST_PHRASE:
        return None
    ref = Reference(now, local(now, zone), zone, conventions)
    tokens = _phrase_tokens(in_english(text, conventions.languages).text)
    outcome = _whole(tokens, ref) or fallback.read(phrase, ref)
    if outcome is None:
        return None
    start = len(text) - len(text.lstrip())
    return _shown(outcome, (start, start + len(phrase)), phrase)


def _find(tokens: Sequence[Token], text: str, ref: Reference) -> list[Expression]:
    """Find what an English text says."""
    said = (each for each in times(tokens, ref.conventions) if not is_denied(tokens, each.start, text))
    return [found for each in said for found in _expressions(each, tokens, text, ref)]


def _expressions(said: Time, t: Sequence[Token], text: str, ref: Reference) -> list[Expression]:
    outcome = settle(said, ref)
    if outcome is None and isinstance(said, Ends):
        both = (said.first, resolve(said.first, ref)), (said.last, resolve(said.last, ref))
        return [_expression(group, one, t, text) for group, one in both]
    return [_expression(said, outcome, t, text)] if outcome is not None else []


def _expression(said: Time, outcome: Outcome, t: Sequence[Token], text: str) -> Expression:
    span = t[said.start].start, t[said.end - 1].end
    return _shown(outcome, span, text[span[0] : span[1]])


def _shown(outcome: Outcome, span: tuple[int, int], text: str) -> Expression:
    return Expression(span, text, outcome.when, outcome.doubt, outcome.until, outcome.grain, outcome.stretch)


def _phrase_tokens(text: str) -> list[Token]:
    """Cut a phrase; here "tom" is tomorrow, which in a text would mostly be a man.

    The "to" of "move it to Friday" says nothing where a time alone is read.
    """
    tokens = lex(text)
    if tokens[0].text in _BEFORE_AN_ANSWER and tokens[1].kind != "end":
        tokens = tokens[1:]
    if tokens[0].text == "tom":
        tokens[0] = replace(tokens[0], category="day", value=_TOMORROW)
    return tokens


def _whole(t: Sequence[Token], ref: Reference) -> Outcome | None:
    # "12.10" is a day and an hour: the rules of a text would take it for one of them.
    said = None if t[0].kind == "pair" and is_end(t, 1) else time_at(t, 0, ref.conventions)
    if said is not None and is_end(t, said.end) and (outcome := settle(said, ref)) is not None:
        return outcome
    for rule in (_length, _month, _day_or_clock, _hour, _part):
        match = rule(t, ref)
        if match is not None and is_end(t, match[1]):
            return _unannounced(match, t, ref)
    return None


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
    return offsets.length(t, 0)


def _month(t: Sequence[Token], _: Reference) -> Match | None:
    return ((NamedMonth(int(t[0].value)),), 1) if t[0].category == "month" else None


def _day_or_clock(t: Sequence[Token], ref: Reference) -> Match | None:
    return numeric.any_pair(t, 0, ref.conventions) or numeric.any_ordinal(t, 0)


def _hour(t: Sequence[Token], ref: Reference) -> Match | None:
    return clocks.bare(t, 0, ref.conventions)


def _part(t: Sequence[Token], _: Reference) -> Match | None:
    return ((Part(str(t[0].value), coming=True),), 1) if t[0].category == "part" else None
