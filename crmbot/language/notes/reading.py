"""Reads a message about what happened with a customer."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from crmbot.language import lengths
from crmbot.language.calls import result_of, way_of
from crmbot.language.catalogue import in_english
from crmbot.language.clauses import Clause, clauses
from crmbot.language.happened import past_of
from crmbot.language.lengths import Length
from crmbot.language.notes.amounts import amount_of
from crmbot.language.notes.bare_times import bare_days, bare_hours, dotted_hours, with_bare
from crmbot.language.notes.corrections import corrected
from crmbot.language.notes.covering import Span, covered
from crmbot.language.notes.durations import duration_of
from crmbot.language.notes.following import follow_up_of, looks_ahead
from crmbot.language.notes.kinds import kind_of
from crmbot.language.notes.pointing import counted_on
from crmbot.language.notes.stages import stage_of
from crmbot.language.notes.values import NoteReading
from crmbot.language.text import mentions_in, tags_in
from crmbot.language.when import Conventions, Expression, find, find_in, local
from crmbot.language.when.lexer import lex
from crmbot.language.when.pieces import Reference

_USUAL = Conventions()
_READ = 2_500
"""Characters that are read: a longer message is a transcript or a mail that was pasted. Of the rest, tags and mentions
count."""


def read(  # noqa: PLR0913 - each is a fact about the message, and most have a default
    text: str,
    *,
    now: datetime,
    zone: str,
    conventions: Conventions = _USUAL,
    masked: Sequence[Span] = (),
    companies: Sequence[Span] = (),
    currency: str | None = None,
    reported: bool = False,
) -> NoteReading:
    """Read a message about what happened with a customer.

    Args: `now`: aware. `masked`: places of names of any kind; `companies`: those that name a
    company. `currency`: the organisation's own, which settles whose dollar "$" is; a figure
    without a currency is in that of the zone. `reported`: it is known already that something was done.
    """
    tags, mentions = tags_in(text), mentions_in(text)
    text, masked, companies = text[:_READ], _within(masked), _within(companies)
    plain = covered(text, masked, companies)
    times, lasting = _times_and_lengths(
        text, Reference(now, local(now, zone), zone, conventions), (*masked, *companies)
    )
    plain, times = corrected(plain, times, partial(find, now=now, zone=zone, conventions=conventions))
    times = counted_on(plain, times)
    today = local(now, zone).date()
    parts = clauses(plain, [time for time in times if looks_ahead(time, plain, today)])
    more = _bare(parts, now, zone, conventions)
    if more:
        times = with_bare(times, more)
        parts = clauses(plain, [time for time in times if looks_ahead(time, plain, today)])
    length = duration_of(plain, parts, times, lasting, reported=reported)
    kind, certain = kind_of(parts, length)
    return NoteReading(
        kind=kind,
        kind_certain=certain,
        follow_up=follow_up_of(parts, text, times),
        tags=tags,
        mentions=mentions,
        duration_minutes=length,
        way=way_of(parts),
        result=result_of(parts, length),
        happened=past_of(parts, times, now=now, zone=zone, reported=reported or kind != "note"),
        amount=amount_of(plain, zone=zone, now=now, own=currency, taken=[time.span for time in times]),
        stage=stage_of(parts, plain),
    )


def _times_and_lengths(
    text: str, ref: Reference, masked: Sequence[Span]
) -> tuple[tuple[Expression, ...], tuple[Length, ...]]:
    """Return the times of a text and, of the same words, how long something took; they are cut only once."""
    said = in_english(text, ref.conventions.languages, masked)
    tokens = lex(said.text, masked=said.masked)
    lasting = said.as_typed(lengths.find_in(tokens, said.text), text)
    return find_in(tokens, said, text, ref, masked=masked), lasting


def _within(spans: Sequence[Span]) -> list[Span]:
    """Return the places that lie in what is read."""
    return [span for span in spans if span[1] <= _READ]


def _bare(parts: Sequence[Clause], now: datetime, zone: str, conventions: Conventions) -> list[Expression]:
    """Return times that only the rest of their clauses tells to be some."""

    def there(words: str) -> Sequence[Expression]:
        return find(words, now=now, zone=zone, conventions=conventions)

    return [*bare_days(parts, there), *bare_hours(parts, there), *dotted_hours(parts, there)]
