"""The organisation's own fields in the filter language: `fleet size > 20`, `region:east`, `renewal<"1 may"`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from sqlalchemy import ColumnElement, Select, and_, false, not_, or_, select

from crmbot.core import custom_fields, filters
from crmbot.core.context import Context
from crmbot.core.custom_fields import Definition
from crmbot.core.custom_fields.values import PLACES, text_key
from crmbot.core.filters import Condition, Field, Op, Term, only_named, wrong
from crmbot.core.filters.conditions import EMPTY
from crmbot.language.fold import fold
from crmbot.store.models.custom import CustomValue, FieldType
from crmbot.store.models.record import Record

_COLUMNS = {
    FieldType.TEXT: CustomValue.text_key,
    FieldType.NUMBER: CustomValue.number_value,
    FieldType.DATE: CustomValue.date_value,
    FieldType.CHECKBOX: CustomValue.bool_value,
    FieldType.DROPDOWN: CustomValue.option_id,
}
_SORTED = frozenset({FieldType.TEXT, FieldType.NUMBER, FieldType.DATE})
_YES = frozenset({"yes", "y", "true", "on", "1"})
_NO = frozenset({"no", "n", "false", "off", "0"})


def provide(kind: str, ctx: Context) -> Sequence[Field]:
    """Return what can be asked of the own fields of a kind, as they stand now."""
    found: list[Field] = []
    for definition in custom_fields.of(ctx, kind):
        held = _of_records(definition, _of_values(definition))
        found.append(Field(definition.key, held, (definition.label,), _help(definition), _sorted_by(definition)))
        if definition.type is FieldType.CHECKBOX:
            found.append(_state(definition))
    return found


for _kind in custom_fields.KINDS:
    filters.providers(_kind, partial(provide, _kind))


def _help(definition: Definition) -> str:
    return ", ".join(definition.offered) or f"a {definition.type}"


def _rows(definition: Definition, *holds: ColumnElement[bool]) -> Select[int]:
    """Return the records that have something in a field that meets the conditions; by the index of the field's type."""
    filled = _COLUMNS[definition.type].is_not(None)
    return select(CustomValue.record_id).where(CustomValue.field_id == definition.id, filled, *holds)


def _of_records(definition: Definition, of_values: Condition) -> Condition:
    """Return the condition on records that a condition on values makes; `-` asks for those that have none."""

    def condition(ctx: Context, term: Term) -> ColumnElement[bool]:
        values = tuple(value for value in term.values if value != EMPTY)
        meant: list[ColumnElement[bool]] = []
        if values:
            asked = replace(term, op=Op.IS if term.op is Op.NOT else term.op, values=values)
            meant.append(Record.id.in_(_rows(definition, of_values(ctx, asked))))
        if EMPTY in term.values:
            only_named(term)
            meant.append(Record.id.not_in(_rows(definition)))
        return not_(or_(*meant)) if term.op is Op.NOT else or_(*meant)

    return condition


def _of_values(definition: Definition) -> Condition:
    """Return the condition on the values of a field, by its type."""
    match definition.type:
        case FieldType.NUMBER:
            return filters.number(definition.key, CustomValue.number_value, scale=10**PLACES).condition
        case FieldType.DATE:
            return filters.day(definition.key, CustomValue.date_value).condition
        case FieldType.TEXT:
            return _any(_begins)
        case FieldType.CHECKBOX:
            return _any(_ticked)
        case FieldType.DROPDOWN:
            return _any(partial(_chosen, definition))


def _any(meets: Callable[[Term, str], ColumnElement[bool]]) -> Condition:
    """Join what each value of a term asks for; such fields have no order."""

    def condition(_ctx: Context, term: Term) -> ColumnElement[bool]:
        only_named(term)
        return or_(false(), *(meets(term, value) for value in term.values))

    return condition


def _begins(_term: Term, value: str) -> ColumnElement[bool]:
    """The text is these words, or begins with them: in the order of the index, all that do stand together."""
    key, column = text_key(value), CustomValue.text_key
    # Behind a word of a folded text stands a blank, and no sign comes between that and the one after it.
    return or_(column == key, and_(column >= f"{key} ", column < f"{key}!"))


def _ticked(term: Term, value: str) -> ColumnElement[bool]:
    word = fold(value)
    if word not in _YES | _NO:
        raise wrong(term, f"{term.key} wants yes or no", ("yes", "no"))
    return CustomValue.bool_value.is_(word in _YES)


def _chosen(definition: Definition, term: Term, value: str) -> ColumnElement[bool]:
    """The choice of that name, or those of that name that were offered once; the start of one name will do."""
    known = {fold(choice.label): choice.id for choice in definition.choices}
    wanted = fold(value)
    near = [wanted] if wanted in known else [name for name in known if wanted and name.startswith(wanted)]
    if len(near) != 1:
        reason = "that may be several" if near else f"no choice of {definition.label}"
        raise wrong(term, reason, definition.offered)
    return CustomValue.option_id == known[near[0]]


def _state(definition: Definition) -> Field:
    """Return a checkbox as a state: `is:newsletter`, or the bare word."""

    def ticked(_ctx: Context) -> ColumnElement[bool]:
        return Record.id.in_(_rows(definition, CustomValue.bool_value.is_(other=True)))

    return filters.flag(definition.key, ticked, help=f"{definition.label}: yes")


def _sorted_by(definition: Definition) -> ColumnElement[object] | None:
    if definition.type not in _SORTED:
        return None
    value = select(_COLUMNS[definition.type]).where(
        CustomValue.record_id == Record.id, CustomValue.field_id == definition.id
    )
    return value.correlate(Record).scalar_subquery()
