"""What a filter can ask of a record, and ready-made fields for numbers, money, days, ages, lists, people, records."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select, true

from crmbot.core import lookup, people
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.filters import grouping
from crmbot.core.filters.grouping import Grouping
from crmbot.core.filters.times import Column, age_condition, day_condition, instant_condition
from crmbot.language import money as amounts
from crmbot.language.filters.terms import Op, Term
from crmbot.language.filters.values import number as read_number
from crmbot.language.fold import fold
from crmbot.store.base import Base
from crmbot.store.models.people import User

EMPTY = grouping.NOTHING

WHOSE, STATE = "whose", "state"

Condition = Callable[[Context, Term], ColumnElement[bool]]


@dataclass(frozen=True, slots=True)
class Field:
    """One key of the filter language.

    `says` tells what a term of it makes plain, so that the usual restriction to mine (`WHOSE`) or
    to what is open (`STATE`) falls away. `order` is what `sort:key` sorts by. `apart` is the
    condition for records a term cannot be compared with, such as amounts in other currencies. `per` is how records are
    counted by it, if they are.
    """

    key: str
    condition: Condition
    aliases: tuple[str, ...] = ()
    help: str = ""
    order: Column | None = None
    says: str = ""
    apart: Condition | None = None
    per: Grouping | None = None

    @property
    def keys(self) -> tuple[str, ...]:
        """Everything it is called; its key first."""
        return (self.key, *self.aliases)


def wrong(term: Term, reason: str, choices: Iterable[str] = ()) -> InvalidInput:
    """Return the error for a term that cannot be read, in the words that were typed."""
    return InvalidInput(term.key, term.text or str(term), reason, tuple(choices))


def any_of(term: Term, conditions: Iterable[ColumnElement[bool]]) -> ColumnElement[bool]:
    """Join the conditions of a term's values: any of them, or none where the term says not."""
    joined = or_(*conditions)
    # What has no value is not that value either: NOT alone would leave it out.
    return joined.self_group().is_not(true()) if term.op is Op.NOT else joined


def only_named(term: Term) -> None:
    """Raise `InvalidInput` for a comparison of what has no order."""
    if term.op not in (Op.IS, Op.NOT):
        raise wrong(term, f"{term.key} has no order; write {term.key}:…")


def number(key: str, column: Column, *, scale: int = 1, aliases: tuple[str, ...] = (), help: str = "") -> Field:  # noqa: A002  # as the field calls it
    """Make a field of numbers; the column holds them times `scale`."""

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        del ctx
        return any_of(term, (_measured(column, term.op, _number(term, text), scale) for text in _grouped(term)))

    return Field(key, condition, aliases, help or "a number", column)


def _grouped(term: Term) -> tuple[str, ...]:
    """Return a term's values; the comma of 12,500 is none between two values."""
    first, *others = term.values
    if others and first[-1:].isdigit() and all(len(other) == _GROUP and other.isdecimal() for other in others):
        return (",".join(term.values),)
    return term.values


_GROUP = 3


def _number(term: Term, text: str) -> Decimal | None:
    if text == EMPTY:
        return None
    value = read_number(text)
    if value is None:
        raise wrong(term, f"{term.key} wants a number, such as {term.key}>20")
    return value


def _measured(column: Column, op: Op, value: Decimal | None, scale: int) -> ColumnElement[bool]:
    if value is None:
        return column.is_(None)
    scaled = value * scale
    return _sized(column, op, int(scaled) if scaled == scaled.to_integral_value() else float(scaled))


def _sized(column: Column, op: Op, value: object) -> ColumnElement[bool]:
    match op:
        case Op.LESS:
            return column < value
        case Op.MORE:
            return column > value
        case Op.AT_MOST:
            return column <= value
        case Op.AT_LEAST:
            return column >= value
        case _:
            return column == value


def money(key: str, minor: Column, currency: Column, *, aliases: tuple[str, ...] = ()) -> Field:
    """Make a field of amounts: compared within one currency, the organisation's unless another is said."""

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        return any_of(term, (_amount(ctx, term, text, minor, currency) for text in _grouped(term)))

    def apart(ctx: Context, term: Term) -> ColumnElement[bool]:
        units = {_money(ctx, term, text).currency for text in _grouped(term) if text != EMPTY}
        return and_(minor.is_not(None), currency.not_in(sorted(units))) if units else ~true()

    return Field(key, condition, aliases, "an amount, such as 10k", minor, apart=apart)


def _money(ctx: Context, term: Term, text: str) -> amounts.Money:
    value = amounts.read(text, currency=ctx.org.currency, locale=ctx.actor.locale)
    if value is None:
        raise wrong(term, f"not an amount; try {term.key}>10k")
    return value


def _amount(ctx: Context, term: Term, text: str, minor: Column, currency: Column) -> ColumnElement[bool]:
    if text == EMPTY:
        return minor.is_(None)
    value = _money(ctx, term, text)
    return and_(currency == value.currency, _sized(minor, term.op, value.minor))


def day(key: str, column: Column, *, aliases: tuple[str, ...] = (), says: str = "") -> Field:
    """Make a field of dates: `due<fri`, `close:"this month"`, `close:-`, `due<7d` for the days to come."""

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        return any_of(
            term,
            (column.is_(None) if text == EMPTY else day_condition(ctx, term, text, column) for text in term.values),
        )

    return Field(key, condition, aliases, "a day, such as fri or 1 may", column, says)


def instant(key: str, column: Column, *, aliases: tuple[str, ...] = (), says: str = "") -> Field:
    """Make a field of instants, asked for by days in the actor's zone, or by how long ago: `created<7d`."""

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        return any_of(
            term,
            (column.is_(None) if text == EMPTY else instant_condition(ctx, term, text, column) for text in term.values),
        )

    return Field(key, condition, aliases, "a day or an age, such as this week or 7d", column, says)


def age(key: str, column: Column, *, aliases: tuple[str, ...] = ()) -> Field:
    """Make a field of how long ago an instant is: `quiet>14d`, `new<7d`."""

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        return and_(*(age_condition(ctx, term, text, column) for text in term.values))

    return Field(key, condition, aliases, "an age, such as 14d, 2w or 3m", column)


def choice(key: str, column: Column, words: type[StrEnum], *, aliases: tuple[str, ...] = (), says: str = "") -> Field:
    """Make a field of a closed set of words; the start of one will do."""
    known = {fold(word.value): word for word in words}

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        del ctx
        only_named(term)
        named = {fold(word.value.replace("_", " ")): word for word in words}
        return any_of(term, (_is(column, _meant(term, text, named | known)) for text in term.values))

    return Field(
        key,
        condition,
        aliases,
        ", ".join(word.value.replace("_", " ") for word in words),
        column,
        says,
        per=grouping.by_choice(column),
    )


def _is(column: Column, value: object) -> ColumnElement[bool]:
    return column.is_(None) if value is None else column == value


def _meant(term: Term, text: str, known: Mapping[str, StrEnum]) -> StrEnum | None:
    """Return what a word means by its name, or by the start of one name only; None for nothing at all."""
    if text == EMPTY:
        return None
    wanted = fold(text)
    if wanted in known:
        return known[wanted]
    near = {name: value for name, value in known.items() if wanted and name.startswith(wanted)}
    if len(set(near.values())) != 1:
        raise wrong(term, f"no such {term.key}" if not near else "that may be several", near or known)
    return next(iter(near.values()))


def named(  # noqa: PLR0913  # each but the first three has a default
    key: str,
    column: Column,
    model: type[Base],
    *,
    synonyms: Mapping[str, str] | None = None,
    aliases: tuple[str, ...] = (),
    says: str = "",
) -> Field:
    """Make a field of the rows of a small table with `id` and `name`: stages, sources, teams.

    Several rows of one name (a stage in each pipeline) are all meant.
    """
    table = model.__table__

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        only_named(term)
        ids: dict[str, tuple[int, ...]] = {}
        shown: dict[str, str] = {}
        # lint: unscoped a list of settings, seen by everybody
        for row in ctx.session.execute(select(table.c.id, table.c.name).order_by(table.c.id)):
            ids[fold(row.name)] = (*ids.get(fold(row.name), ()), row.id)
            shown[fold(row.name)] = row.name
        return any_of(term, _among(column, [_row_ids(term, text, ids, shown, synonyms or {}) for text in term.values]))

    return Field(key, condition, aliases, f"a {key} by its name", column, says, per=grouping.by_row(column, model))


def _among(column: Column, named: Sequence[tuple[int, ...]]) -> list[ColumnElement[bool]]:
    """Compare with all numbers at once, which an index can be asked for; with none at all, the column is empty."""
    every = tuple(dict.fromkeys(number for ids in named for number in ids))
    conditions = [_in(column, every)] if every else []
    return conditions if all(named) else [*conditions, column.is_(None)]


def _row_ids(
    term: Term,
    text: str,
    ids: Mapping[str, tuple[int, ...]],
    shown: Mapping[str, str],
    synonyms: Mapping[str, str],
) -> tuple[int, ...]:
    if text == EMPTY:
        return ()
    wanted = synonyms.get(fold(text), fold(text))
    near = [name for name in ids if name == wanted] or [name for name in ids if wanted and name.startswith(wanted)]
    if len(near) != 1:
        reason = "that may be several" if near else f"no such {term.key}"
        raise wrong(term, reason, (shown[name] for name in near or shown))
    return ids[near[0]]


def _in(column: Column, ids: Sequence[int]) -> ColumnElement[bool]:
    """Compare with one number or several; with none at all, the column must be empty."""
    if not ids:
        return column.is_(None)
    return column == ids[0] if len(ids) == 1 else column.in_(ids)


def person(key: str, column: Column, *, aliases: tuple[str, ...] = (), says: str = "") -> Field:
    """Make a field of people of ours: a name, an address, `me`, or nobody."""

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        only_named(term)
        return any_of(term, (_in(column, person_ids(ctx, term, text)) for text in term.values))

    return Field(key, condition, aliases, "a name, or me", None, says, per=grouping.by_person(column))


_NOBODY = frozenset({EMPTY, "nobody", "none", "unassigned"})


def person_ids(ctx: Context, term: Term, text: str) -> tuple[int, ...]:
    """Return the number of the one person a text names; none for nobody. Raises `InvalidInput`."""
    if fold(text) in _NOBODY or text == EMPTY:
        return ()
    if fold(text) in ("me", "mine"):
        return (ctx.actor.id,)
    users = people.by_name(ctx, text) or _suspended(ctx, text)
    if len(users) != 1:
        reason = "several are called that" if users else "nobody here is called that"
        raise wrong(term, reason, (user.name for user in users or people.colleagues(ctx)[:_OFFERED]))
    return (users[0].id,)


def _suspended(ctx: Context, text: str) -> list[User]:
    """Return the people of a full name or an address whose access is suspended: their records are still theirs."""
    return [user for user in people.inactive(ctx) if fold(text) in (fold(user.name), fold(user.email))]


_OFFERED = 8


def record(
    key: str,
    column: Column | tuple[Column, ...],
    kinds: Sequence[str] = (),
    *,
    aliases: tuple[str, ...] = (),
    says: str = "",
) -> Field:
    """Make a field of records by code or name: `on:C-7`; any of several columns may hold it."""
    columns = column if isinstance(column, tuple) else (column,)
    per = grouping.by_record(columns[0])

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        return among_records(ctx, term, kinds, lambda number: or_(*(_in(each, number) for each in columns)))

    return Field(key, condition, aliases, "a code or a name", None, says, per=per)


def among_records(
    ctx: Context, term: Term, kinds: Sequence[str], holds: Callable[[tuple[int, ...]], ColumnElement[bool]]
) -> ColumnElement[bool]:
    """Return the condition for the records a term names, each given to `holds` by its number; none for `-`.

    Raises `InvalidInput`, `NotFound`, `Ambiguous`.
    """
    only_named(term)
    found = [() if text == EMPTY else (lookup.resolve(ctx, text, kinds).id,) for text in term.values]
    return any_of(term, map(holds, found))


def flag(
    key: str,
    condition: Callable[[Context], ColumnElement[bool]],
    *,
    aliases: tuple[str, ...] = (),
    says: str = "",
    help: str = "",  # noqa: A002  # as the field calls it
) -> Field:
    """Make a state: `is:overdue`, or the bare word `overdue`. With `says=STATE` it takes the place of the usual one."""

    def holds(ctx: Context, term: Term) -> ColumnElement[bool]:
        only_named(term)
        return any_of(term, (condition(ctx),))

    return Field(f"is:{key}", holds, tuple(f"is:{alias}" for alias in aliases), help, None, says)
