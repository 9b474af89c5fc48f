"""The organisation's own fields as people meet them: in forms, on cards, in the history."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from crmbot.chat.card import Block, Item, Line, Spans, bold, spans
from crmbot.chat.command import Command
from crmbot.chat.form import Ask, Form, Own, RecordRef
from crmbot.chat.own_fields import OwnField, with_own_fields
from crmbot.chat.reply import Option
from crmbot.commands import phrases
from crmbot.core import custom_fields, lookup
from crmbot.core.context import Context
from crmbot.core.custom_fields import Definition
from crmbot.core.custom_fields import filters as _declared  # noqa: F401  # what can be asked of own fields
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.custom_fields.values import Value
from crmbot.core.history import Entry
from crmbot.language import numbers
from crmbot.store.models.custom import FieldType
from crmbot.store.models.record import Record

_ASKS = {
    FieldType.TEXT: Ask.TEXT,
    FieldType.NUMBER: Ask.DECIMAL,
    FieldType.DATE: Ask.DATE,
    FieldType.CHECKBOX: Ask.YES_NO,
    FieldType.DROPDOWN: Ask.CHOICE,
}


def extend(ctx: Context, command: Command) -> Command:
    """Return the command with the own fields of its kind in its form, as they stand at this moment."""
    kind = command.form.own_fields_of
    definitions = custom_fields.of(ctx, kind) if kind else ()
    if not definitions:
        return command
    extended = with_own_fields(command, tuple(map(as_field, definitions)))
    if command.form.model_fields.get("which") is None:
        return extended
    marked = ((spec.name, spec.marker(Own)) for spec in extended.fields)
    names = {own.key: name for name, own in marked if own is not None}

    def present(at: Context, which: RecordRef) -> Mapping[str, str]:
        told = command.present(at, which) if command.present is not None else {}
        held = custom_values.by_key(at, lookup.get(at, which.id))
        return {**told, **{names[key]: custom_values.written(value) for key, value in held.items()}}

    return replace(extended, present=present)


def as_field(definition: Definition) -> OwnField:
    """Return a field as forms ask for it."""
    return OwnField(
        key=definition.key,
        label=definition.label,
        ask=_ASKS[definition.type],
        options=tuple(Option(label, label) for label in definition.offered),
        required=definition.required,
        start=definition.default,
        max_length=custom_values.LONGEST if definition.type is FieldType.TEXT else None,
    )


def start(ctx: Context, record: Record, form: Form) -> None:
    """Fill the own fields of a record just made from its form."""
    custom_values.start(ctx, record, form.own_values())


def change(ctx: Context, record: Record, form: Form) -> None:
    """Change the own fields of a record as its form says."""
    custom_values.put(ctx, record, form.own_values())


def details(ctx: Context, record: Record) -> tuple[Block, ...]:
    """Draw what stands in a record's own fields, as many on a line as the layout says; nothing where nothing does."""
    held = custom_values.by_key(ctx, record)
    if not held:
        return ()
    known = {one.key: one for one in custom_fields.of(ctx, record.kind)}
    pairs = [spans(f"{known[key].label}: ", bold(shown(ctx, value))) for key, value in held.items()]
    per_line = custom_fields.layout(ctx, record.kind)
    rows = [pairs[first : first + per_line] for first in range(0, len(pairs), per_line)]
    return (Line(spans(bold("Details"))), *(Line(_joined(row)) for row in rows))


def beside(ctx: Context, keys: Sequence[str], found: Sequence[Record], items: Sequence[Item]) -> list[Item]:
    """Say in the rows of a list what stands in the own fields it was asked for by: `Acme · Fleet size: 25`."""
    asked = [one for one in custom_fields.of(ctx, found[0].kind) if one.key in keys] if found else []
    if not asked:
        return list(items)
    held = custom_values.loaded(ctx, found)
    rows: list[Item] = []
    for record, item in zip(found, items, strict=True):
        own = held.get(record.id, {})
        words = "".join(f" · {one.label}: {shown(ctx, own[one.key])}" for one in asked if one.key in own)
        rows.append(replace(item, spans=(*item.spans, *spans(words))))
    return rows


def _joined(pairs: Sequence[Spans]) -> Spans:
    """Put labelled values one behind the other; where the line is too short for them they wrap."""
    between = spans(" · ")
    return tuple(span for number, pair in enumerate(pairs) for span in (*(between if number else ()), *pair))


def shown(ctx: Context, value: Value | None) -> str:
    """Return a value as people read it; a dash for none."""
    match value:
        case None:
            return "–"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return numbers.show(value)
        case date():
            return phrases.on_day(ctx, value)
        case str():
            return value


def told(ctx: Context, record: Record, entry: Entry) -> str:
    """Return a change of a value in the words of its field: `Fleet size: 20 → 25`."""
    found = custom_values.told(ctx, record, entry.row_key, entry.diff)
    if found is None:
        return "a field that is no more"
    return f"{found.definition.label}: {shown(ctx, found.before)} → {shown(ctx, found.after)}"
