"""What can be done to a field of one's own, in words behind its name: `add north`, `rename territory`, `required`."""

from collections.abc import Callable

from crmbot.commands.fields.words import split_choices
from crmbot.core import custom_fields
from crmbot.core.context import Context
from crmbot.core.custom_fields import Definition
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.errors import InvalidInput
from crmbot.language import numbers, when
from crmbot.language.fold import fold
from crmbot.store.models.custom import CustomField, FieldType

Verb = Callable[[Context, CustomField, str], str]


def taken(kind: str) -> frozenset[str]:
    """Return the words that mean something else in a line about records of a kind: the names of built-in fields."""
    from crmbot.commands import build_registry

    forms = [found for found in build_registry() if found.form.own_fields_of == kind]
    return frozenset(key for found in forms for spec in found.fields for key in spec.keys)


def _add_choice(ctx: Context, row: CustomField, words: str) -> str:
    for label in split_choices(words) or ("",):
        custom_fields.add_choice(ctx, row, label)
    return "Choice added"


def _drop_choice(ctx: Context, row: CustomField, words: str) -> str:
    for label in split_choices(words) or ("",):
        custom_fields.drop_choice(ctx, row, label)
    return "Choice taken out"


def _rename(ctx: Context, row: CustomField, words: str) -> str:
    """`rename territory` gives the field another label, `rename east to orient` a choice."""
    old, to, new = words.partition(" to ")
    if to and any(fold(option["label"]) == fold(old) for option in row.options):
        custom_fields.rename_choice(ctx, row, old, new)
        return "Choice renamed"
    label = words.removeprefix("to ").strip('" ')
    custom_fields.rename(ctx, row, label, taken(row.entity))
    return "Renamed"


def _require(ctx: Context, row: CustomField, words: str) -> str:
    required = fold(words) not in ("no", "off")
    custom_fields.require(ctx, row, required=required)
    return "Now required" if required else "Now optional"


def _leave_open(ctx: Context, row: CustomField, _words: str) -> str:
    custom_fields.require(ctx, row, required=False)
    return "Now optional"


def _start_as(ctx: Context, row: CustomField, words: str) -> str:
    one = next(one for one in custom_fields.every(ctx, row.entity) if one.id == row.id)
    text = "" if words in ("", "-", "none") else _start_text(ctx, one, words)
    custom_fields.set_default(ctx, row, text)
    return f"Starts as {text}" if text else "Starts empty"


def _start_text(ctx: Context, one: Definition, words: str) -> str:
    """Return what a new record starts with, in the form that is kept. Raises `InvalidInput`."""
    text = words.strip('" ')
    if one.type is FieldType.NUMBER:
        number = numbers.read(text)
        text = custom_values.written(number) if number is not None else text
    elif one.type is FieldType.DATE:
        zone = ctx.actor.zone
        found = when.read(text, now=ctx.now, zone=zone, conventions=ctx.conventions)
        text = found.when.on.isoformat() if found is not None and found.when is not None else text
    return custom_values.written(custom_values.read(one, text))


def _move(step: int) -> Verb:
    def move(ctx: Context, row: CustomField, _words: str) -> str:
        last = len(custom_fields.of(ctx, row.entity))
        place = min(max(custom_fields.place_of(ctx, row) + step, 1), last)
        return _put(ctx, row, place)

    return move


def _to_place(ctx: Context, row: CustomField, words: str) -> str:
    number = numbers.read(words)
    if number is None or number != int(number):
        raise InvalidInput("place", words, "a place is a number: to 2")
    return _put(ctx, row, int(number))


def _put(ctx: Context, row: CustomField, place: int) -> str:
    custom_fields.move(ctx, row, place)
    return f"Now number {place}"


def _put_away(ctx: Context, row: CustomField, _words: str) -> str:
    custom_fields.deactivate(ctx, row)
    return "Put away; its values are kept"


def _take_back(ctx: Context, row: CustomField, _words: str) -> str:
    custom_fields.activate(ctx, row)
    return "In use again"


VERBS: dict[str, Verb] = {
    "add": _add_choice,
    "drop": _drop_choice,
    "remove": _drop_choice,
    "rename": _rename,
    "required": _require,
    "optional": _leave_open,
    "default": _start_as,
    "up": _move(-1),
    "down": _move(1),
    "to": _to_place,
    "deactivate": _put_away,
    "activate": _take_back,
}
"""By its word what is done to a field with the words behind it; what comes of it says what became of the field."""
