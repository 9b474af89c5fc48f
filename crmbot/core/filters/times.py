"""Days, instants and ages as conditions: what is said in the actor's days is asked of the database in theirs."""

import re
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_
from sqlalchemy.orm import InstrumentedAttribute

from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.language import when
from crmbot.language.filters.terms import Op, Term
from crmbot.language.filters.values import Age, age, span

_SURE_ENOUGH = frozenset({"past", "same_day"})
_DAY = timedelta(days=1)
_WEEK = timedelta(weeks=1)
_YEAR = re.compile(r"\d{4}")
_DIGIT = re.compile(r"\d")

Column = ColumnElement[Any] | InstrumentedAttribute[Any]
_FARTHEST = 366 * 200
"""Days; a longer age is a slip of the finger."""


def day_condition(ctx: Context, term: Term, text: str, column: Column) -> ColumnElement[bool]:
    """Return the condition for a column of dates; a length of time counts from today on. Raises `InvalidInput`."""
    length = age(text)
    first, last = (_ahead(ctx, term, length),) * 2 if length is not None else _span(ctx, term, text)
    match term.op:
        case Op.LESS:
            return column < first
        case Op.AT_MOST:
            return column <= last
        case Op.MORE:
            return column > last
        case Op.AT_LEAST:
            return column >= first
        case _:
            return column == first if first == last else column.between(first, last)


def instant_condition(ctx: Context, term: Term, text: str, column: Column) -> ColumnElement[bool]:
    """Return the condition for a column of instants, by days of the actor or by an age. Raises `InvalidInput`."""
    if age(text) is not None:
        return age_condition(ctx, term, text, column)
    first, last = (_not_to_come(ctx, text, day) for day in _span(ctx, term, text))
    begins, ends = ctx.midnight(first), ctx.midnight(last + _DAY)
    match term.op:
        case Op.LESS:
            return column < begins
        case Op.AT_MOST:
            return column < ends
        case Op.MORE:
            return column >= ends
        case Op.AT_LEAST:
            return column >= begins
        case _:
            return and_(column >= begins, column < ends)


def age_condition(ctx: Context, term: Term, text: str, column: Column) -> ColumnElement[bool]:
    """Return the condition for how long ago a column's instant is. Raises `InvalidInput`."""
    since = long_ago(ctx, term, text)
    match term.op:
        case Op.MORE:
            return column < since
        case Op.AT_LEAST:
            return column <= since
        case Op.LESS:
            return column > since
        case Op.AT_MOST:
            return column >= since
        case _:
            raise _wrong(term, f"say {term.key}>{text} for longer ago, {term.key}<{text} for since then")


def long_ago(ctx: Context, term: Term, text: str) -> datetime:
    """Return the instant so long ago as a text says. Raises `InvalidInput`."""
    length = age(text)
    if length is None:
        raise _wrong(term, f"{term.key} wants an age, such as {term.key}>14d, 2w or 3m")
    if length.hours:
        return ctx.now - timedelta(hours=length.hours)
    _refuse_far(term, length)
    there = ctx.now.astimezone(ctx.zone)
    return ctx.now - (there.date() - length.before(there.date()))


def _ahead(ctx: Context, term: Term, length: Age) -> date:
    _refuse_far(term, length)
    return length.after(ctx.today)


def _refuse_far(term: Term, length: Age) -> None:
    if length.days + length.months * 31 > _FARTHEST:
        raise _wrong(term, "that is too long a time")


def _span(ctx: Context, term: Term, text: str) -> tuple[date, date]:
    """Return the first and the last day a text says: a span, or one day as the date layer reads it."""
    found = span(text, ctx.today, ctx.org.week_start)
    if found is not None:
        return found
    zone = ctx.actor.zone
    read = when.read(text, now=ctx.now, zone=zone, conventions=ctx.conventions)
    doubt = read.doubt if read is not None else None
    if read is None or read.when is None or (doubt is not None and doubt.reason not in _SURE_ENOUGH):
        options = tuple(option.on.isoformat() for option in doubt.options) if doubt is not None else ()
        raise _wrong(term, "which day is that?" if options else f"not a day; try {term.key}:fri or 1 may", options)
    return read.when.on, read.when.on


def _not_to_come(ctx: Context, text: str, day: date) -> date:
    """Return the latest day that words mean for what has happened: `monday` is the last one, `20 dec` last year's."""
    if day <= ctx.today or span(text, ctx.today) is not None or _YEAR.search(text):
        return day
    return day - _WEEK if not _DIGIT.search(text) else Age(months=12).before(day)


def _wrong(term: Term, reason: str, choices: tuple[str, ...] = ()) -> InvalidInput:
    return InvalidInput(term.key, term.text or str(term), reason, choices)
