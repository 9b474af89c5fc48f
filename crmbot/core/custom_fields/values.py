"""What stands in the fields of one's own: put there, read, carried over, and found again."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import Select, select
from sqlalchemy.orm.attributes import flag_modified

from crmbot.core import custom_fields, deals, leads, permissions, records
from crmbot.core.context import Context
from crmbot.core.custom_fields import Definition
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.custom import CustomValue, FieldType
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.record import Record

Value = str | Decimal | date | bool
"""Text or the label of a choice, a number, a day, yes or no."""

PLACES = 4
"""Decimal places a number keeps."""

LONGEST = 1000
"""Letters a text may have."""

KEY_LENGTH = 100
"""So much of a text, folded, is compared and sorted by."""

_LARGEST = Decimal(10) ** 14
_YES, _NO = "yes", "no"
_WEIGHT = 2
_COLUMNS = ("text_value", "text_key", "number_value", "date_value", "bool_value", "option_id")


@dataclass(frozen=True, slots=True)
class Told:
    """One change of a value as the history has it."""

    definition: Definition
    before: Value | None
    after: Value | None


def put(ctx: Context, record: Record, said: Mapping[str, Value | None]) -> None:
    """Put values into a record's own fields, by key; None empties one. The record is another revision then.

    Raises `NotAllowed`, `Conflict` for a deal or lead that is over, and `InvalidInput` for a value the
    field cannot hold or one that must stay filled.
    """
    if not said:
        return
    permissions.require(ctx, record, "edit")
    _require_open(ctx, record)
    known = {one.key: one for one in custom_fields.of(ctx, record.kind)}
    wanted = {known[key].id: (known[key], value) for key, value in said.items() if key in known}
    for definition, value in wanted.values():
        if value is None and definition.required:
            raise InvalidInput(definition.key, "-", f"{definition.label} must not be empty")
    _write(ctx, record, wanted)


def _require_open(ctx: Context, record: Record) -> None:
    """Refuse to fill fields of a deal or lead that is over. Raises `Conflict`."""
    match record:
        case Deal():
            deals.require_open(ctx, record)
        case Lead():
            leads.require_open(ctx, record)


def start(ctx: Context, record: Record, said: Mapping[str, Value | None]) -> None:
    """Fill the own fields of a record just made: what was said, else what each field starts with."""
    definitions = custom_fields.of(ctx, record.kind)
    begun = {one.key: read(one, one.default) for one in definitions if one.default}
    known = {one.key: one for one in definitions}
    wanted = begun | {key: value for key, value in said.items() if key in known}
    _write(ctx, record, {known[key].id: (known[key], value) for key, value in wanted.items()})


def carry(ctx: Context, source: Record, target: Record) -> None:
    """Copy values to another record, of the same kind or not, where fields of equal key and type are empty there."""
    permissions.require(ctx, target, "edit")
    there = by_key(ctx, target)
    known = {one.key: one for one in custom_fields.of(ctx, target.kind)}
    own = {one.key: one for one in custom_fields.of(ctx, source.kind)}
    wanted: dict[int, tuple[Definition, Value | None]] = {}
    for key, value in by_key(ctx, source).items():
        into = known.get(key)
        if into is None or key in there or into.type is not own[key].type:
            continue
        if into.type is not FieldType.DROPDOWN or fold(str(value)) in map(fold, into.offered):
            wanted[into.id] = (into, value)
    _write(ctx, target, wanted)


def _write(ctx: Context, record: Record, wanted: Mapping[int, tuple[Definition, Value | None]]) -> None:
    """Write values; whoever may not is stopped before."""
    if not wanted:
        return
    rows = {row.field_id: row for row in ctx.session.scalars(_rows([record.id], wanted))}
    changed = [_set(ctx, record, rows.get(number), *value) for number, value in wanted.items()]
    if not any(changed):
        return
    record.updated_at, record.updated_by_id = ctx.now, ctx.actor.id
    flag_modified(record, "updated_at")  # the revision goes up though no column of the record changed
    ctx.session.flush()
    if any(definition.type is FieldType.TEXT for definition, _ in wanted.values()):
        records.reindex_own(ctx, record)


def _set(ctx: Context, record: Record, row: CustomValue | None, definition: Definition, value: Value | None) -> bool:
    """Write one value; False when it says what is there already."""
    if value is None:
        if row is not None:
            ctx.session.delete(row)
        return row is not None
    stored = columns(definition, value)
    if row is None:
        ctx.session.add(CustomValue(record_id=record.id, field_id=definition.id, **stored))
        return True
    for name, part in stored.items():
        setattr(row, name, part)
    return ctx.session.is_modified(row)


def columns(definition: Definition, value: Value) -> dict[str, object]:
    """Return what a value is in the table. Raises `InvalidInput` where the field cannot hold it."""
    stored: dict[str, object] = dict.fromkeys(_COLUMNS)
    match definition.type, value:
        case FieldType.TEXT, str() if len(value) <= LONGEST:
            return stored | {"text_value": value, "text_key": text_key(value)}
        case FieldType.NUMBER, Decimal():
            return stored | {"number_value": scaled(definition, value)}
        case FieldType.DATE, date():
            return stored | {"date_value": value}
        case FieldType.CHECKBOX, bool():
            return stored | {"bool_value": value}
        case FieldType.DROPDOWN, str():
            return stored | {"option_id": _option(definition, value)}
    raise InvalidInput(definition.key, str(value), f"{definition.label} wants {WANTED[definition.type]}")


WANTED = {
    FieldType.TEXT: f"words, {LONGEST} letters at most",
    FieldType.NUMBER: "a number",
    FieldType.DATE: "a day",
    FieldType.CHECKBOX: "yes or no",
    FieldType.DROPDOWN: "one of its choices",
}
"""What each type can hold, in words."""


def text_key(text: str) -> str:
    """Return the part of a text that is compared."""
    return fold(text)[:KEY_LENGTH]


def scaled(definition: Definition, value: Decimal) -> int:
    """Return a number in the whole units it is kept in. Raises `InvalidInput` where it does not fit."""
    if not value.is_finite() or abs(value) >= _LARGEST:
        raise InvalidInput(definition.key, str(value), f"too large a number for {definition.label}")
    whole = value.scaleb(PLACES)
    if whole != whole.to_integral_value():
        raise InvalidInput(definition.key, str(value), f"{definition.label} keeps {PLACES} decimal places")
    return int(whole)


def _option(definition: Definition, label: str) -> int:
    for choice in definition.choices:
        if choice.is_active and fold(choice.label) == fold(label):
            return choice.id
    raise InvalidInput(definition.key, label, f"no choice of {definition.label}", definition.offered)


def _value(definition: Definition, row: CustomValue | Mapping[str, object]) -> Value | None:
    """Return what a row holds, or one side of a change of it."""
    part = row.get if isinstance(row, Mapping) else lambda name: getattr(row, name)
    match definition.type:
        case FieldType.TEXT:
            return _text(part("text_value"))
        case FieldType.NUMBER:
            number = part("number_value")
            return Decimal(number).scaleb(-PLACES).normalize() if isinstance(number, int) else None
        case FieldType.DATE:
            day = part("date_value")
            return date.fromisoformat(day) if isinstance(day, str) else day if isinstance(day, date) else None
        case FieldType.CHECKBOX:
            yes = part("bool_value")
            return bool(yes) if yes is not None else None
        case FieldType.DROPDOWN:
            return next((one.label for one in definition.choices if one.id == part("option_id")), None)


def _text(text: object) -> str | None:
    return text if isinstance(text, str) else None


def _rows(record_ids: Sequence[int], field_ids: Iterable[int]) -> Select[CustomValue]:
    # The records are at hand: whoever asks has looked them up.
    return select(CustomValue).where(CustomValue.record_id.in_(record_ids), CustomValue.field_id.in_(list(field_ids)))


def by_key(ctx: Context, record: Record) -> dict[str, Value]:
    """Return what stands in the own fields of a record, by key, in the order of the fields."""
    return loaded(ctx, [record]).get(record.id, {})


def loaded(ctx: Context, rows: Sequence[Record]) -> dict[int, dict[str, Value]]:
    """Return what stands in the own fields of many records of one kind, in one query; by number and key."""
    definitions = custom_fields.of(ctx, rows[0].kind) if rows else ()
    if not definitions:
        return {}
    held: dict[tuple[int, int], CustomValue] = {}
    for row in ctx.session.scalars(_rows([record.id for record in rows], [one.id for one in definitions])):
        held[row.record_id, row.field_id] = row
    found: dict[int, dict[str, Value]] = {}
    for record in rows:
        for definition in definitions:
            row_held = held.get((record.id, definition.id))
            value = _value(definition, row_held) if row_held is not None else None
            if value is not None:
                found.setdefault(record.id, {})[definition.key] = value
    return found


def read(definition: Definition, text: str) -> Value:
    """Read a text in the form `written` gives. Raises `InvalidInput` for one the field cannot hold."""
    try:
        value = _read(definition.type, text)
    except (ArithmeticError, ValueError):
        value = None
    if value is None:
        raise InvalidInput(definition.key, text, f"{definition.label} wants {WANTED[definition.type]}")
    columns(definition, value)
    return value


def _read(type_: FieldType, text: str) -> Value | None:
    match type_:
        case FieldType.NUMBER:
            return Decimal(text)
        case FieldType.DATE:
            return date.fromisoformat(text)
        case FieldType.CHECKBOX:
            return {_YES: True, _NO: False}.get(fold(text))
        case FieldType.TEXT | FieldType.DROPDOWN:
            return text


def written(value: Value) -> str:
    """Write a value as forms, exports and `read` have it: plain digits, an ISO day, yes or no."""
    match value:
        case bool():
            return _YES if value else _NO
        case Decimal():
            return f"{value:f}"
        case date():
            return value.isoformat()
        case str():
            return value


def told(ctx: Context, record: Record, row_key: str, diff: Mapping[str, Sequence[object]]) -> Told | None:
    """Return a change of a value, as the history keeps it, in the words of its field; None when that is gone."""
    field_id = _field_id(row_key)
    definition = next((one for one in custom_fields.every(ctx, record.kind) if one.id == field_id), None)
    if definition is None:
        return None
    before, after = ({name: sides[side] for name, sides in diff.items()} for side in (0, 1))
    return Told(definition, _value(definition, before), _value(definition, after))


def _field_id(row_key: str) -> int:
    """Return the field in the key of a value's row, which the history writes as `[record, field]`."""
    return int(row_key.strip("[]").split(",")[1])


@records.also_found_by
def texts(ctx: Context, record: Record) -> records.Texts:
    """Return the words of a record's own text fields."""
    if not any(one.type is FieldType.TEXT for one in custom_fields.of(ctx, record.kind)):
        return []
    kept = by_key(ctx, record)
    types = {one.key: one.type for one in custom_fields.of(ctx, record.kind)}
    return [(str(value), _WEIGHT) for key, value in kept.items() if types[key] is FieldType.TEXT]
