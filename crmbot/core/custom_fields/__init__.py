"""Fields an organisation adds to its records: made, changed, put in order and laid out."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, select

from crmbot.core.context import Context
from crmbot.core.custom_fields.choices import add_choice, drop_choice, numbered, rename_choice
from crmbot.core.custom_fields.known import KINDS, Choice, Definition, definition_of, every, forget, of
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.custom import CustomField, CustomLayout, CustomValue, FieldType

__all__ = [
    "KINDS",
    "Choice",
    "Definition",
    "add_choice",
    "drop_choice",
    "every",
    "forget",
    "of",
    "rename_choice",
]

MOST = 40
"""So many fields in use a form can ask for on every surface."""

LONGEST = 40
"""Letters of a label: it stands beside its value on a phone."""

LAYOUTS = (1, 2, 3)
_DEFAULT_LAYOUT = 2

_COMMON = frozenset(
    "is on tag tags owner team text new changed created quiet kind page save which who name note notes it all mine"
    " none me find to and or".split()
)
"""Words that mean something in every line or filter: no field may be called so."""


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """What a field is made from."""

    kind: str
    label: str
    type: FieldType
    choices: tuple[str, ...] = ()
    required: bool = False


def key_of(label: str) -> str:
    """Return the key a label makes: `Fleet size` is `fleet_size`; empty when there is no letter in it."""
    key = fold(label).replace(" ", "_")
    if not key or not any(letter.isalpha() for letter in key):
        return ""
    return key if key[0].isalpha() else f"x{key}"


def find(ctx: Context, kind: str, words: str) -> CustomField:
    """Return the field of a label or key, in use or not. Raises `InvalidInput` with those there are."""
    wanted = fold(words)
    for one in every(ctx, kind):
        if wanted in (fold(one.label), fold(one.key)):
            return ctx.session.get_one(CustomField, one.id)
    labels = tuple(one.label for one in every(ctx, kind))
    raise InvalidInput("field", words, f"no field of this kind is called that: {kind}", labels)


def add(ctx: Context, draft: FieldDraft, reserved: Collection[str] = ()) -> Definition:
    """Add a field to a kind, at the end. `reserved` are words that mean something else in its lines.

    One that was put away comes back, with what stands in it. Raises `NotAllowed`, `InvalidInput`, `Conflict`.
    """
    ctx.actor.require("settings.edit")
    label = _label(ctx, draft.kind, draft.label, reserved)
    _check_choices(draft)
    gone = next((one for one in every(ctx, draft.kind) if fold(one.label) == fold(label)), None)
    if gone is not None:
        return _back(ctx, ctx.session.get_one(CustomField, gone.id), draft)
    if len(of(ctx, draft.kind)) >= MOST:
        raise InvalidInput("label", draft.label, f"{MOST} fields are all a form can ask for; put one away first")
    row = CustomField(
        entity=draft.kind,
        key=_free_key(ctx, draft.kind, key_of(label)),
        label=label,
        label_key=fold(label),
        type=draft.type,
        options=numbered(draft.choices),
        position=len(every(ctx, draft.kind)),
        required=draft.required,
        is_active=True,
    )
    ctx.session.add(row)
    forget(ctx)
    return definition_of(row)


def _label(ctx: Context, kind: str, text: str, reserved: Collection[str], *, but: int = 0) -> str:
    """Return a label in its final form. Raises `InvalidInput` for one that cannot be, or is taken."""
    words = " ".join(text.split())
    label = words[:1].upper() + words[1:]
    if kind not in KINDS:
        raise InvalidInput("kind", kind, "no kind of record with fields of its own", KINDS)
    if not key_of(label) or ":" in label:
        raise InvalidInput("label", text, "not a name for a field: it needs letters, and no colon")
    if len(label) > LONGEST:
        raise InvalidInput("label", text, f"too long: {LONGEST} letters fit on a phone")
    if fold(label) in {fold(word) for word in (*reserved, *_COMMON)}:
        raise InvalidInput("label", text, f"a word with a meaning of its own for a {kind}; call it something else")
    taken = next((one for one in of(ctx, kind) if fold(one.label) == fold(label) and one.id != but), None)
    if taken is not None:
        raise InvalidInput("label", text, f"there is a field of that name already, a {taken.type} one")
    return label


def _free_key(ctx: Context, kind: str, key: str) -> str:
    """Return the key, numbered if a field that was renamed since still has it."""
    taken = {one.key for one in every(ctx, kind)}
    return next(found for found in (key, *(f"{key}_{number}" for number in range(2, 1000))) if found not in taken)


def _back(ctx: Context, row: CustomField, draft: FieldDraft) -> Definition:
    """Take a field that was put away into use again; another type only where nothing stands in it."""
    _retype(ctx, row, draft.type)
    known = {fold(option["label"]) for option in row.options}
    new = [label for label in draft.choices if fold(label) not in known]
    row.options = [*row.options, *numbered(new, after=row.options)]
    row.required, row.is_active = draft.required, True
    forget(ctx)
    return definition_of(row)


def _check_choices(draft: FieldDraft) -> None:
    if draft.type is FieldType.DROPDOWN and not draft.choices:
        raise InvalidInput("choices", draft.label, "a dropdown needs choices: choices east, west")
    if draft.type is not FieldType.DROPDOWN and draft.choices:
        raise InvalidInput("choices", ", ".join(draft.choices), f"only a dropdown has choices, not a {draft.type}")
    folded = [fold(label) for label in draft.choices]
    if len(set(folded)) < len(folded):
        raise InvalidInput("choices", ", ".join(draft.choices), "the same choice twice")


def retype(ctx: Context, row: CustomField, type_: FieldType) -> None:
    """Change the type of a field nothing stands in. Raises `NotAllowed`, or `Conflict` once values exist (R-82)."""
    ctx.actor.require("settings.edit")
    _retype(ctx, row, type_)
    forget(ctx)


def _retype(ctx: Context, row: CustomField, type_: FieldType) -> None:
    if row.type is type_:
        return
    used = values_in(ctx, row)
    if used:
        raise Conflict(row.label, f"stays a {row.type} field: it has {used} {'value' if used == 1 else 'values'}")
    row.type, row.default = type_, None


def values_in(ctx: Context, row: CustomField) -> int:
    """Return how many records have something in a field."""
    return ctx.session.scalar(select(func.count()).where(CustomValue.field_id == row.id)) or 0


def rename(ctx: Context, row: CustomField, label: str, reserved: Collection[str] = ()) -> None:
    """Give a field another label; its key stays, so that lines and filters people keep go on working.

    Raises `NotAllowed`, `InvalidInput`.
    """
    ctx.actor.require("settings.edit")
    label = _label(ctx, row.entity, label, reserved, but=row.id)
    other = next((one for one in every(ctx, row.entity) if fold(one.label) == fold(label) and one.id != row.id), None)
    if other is not None:
        raise InvalidInput("label", label, "a field of that name was put away; take it back instead")
    row.label, row.label_key = label, fold(label)
    forget(ctx)


def require(ctx: Context, row: CustomField, *, required: bool) -> None:
    """Say whether a new record must have something in a field. Raises `NotAllowed`."""
    ctx.actor.require("settings.edit")
    row.required = required
    forget(ctx)


def set_default(ctx: Context, row: CustomField, text: str) -> None:
    """Say what a new record has in a field when nothing is said, as `custom_values.read` reads it. `NotAllowed`."""
    ctx.actor.require("settings.edit")
    row.default = text or None
    forget(ctx)


def move(ctx: Context, row: CustomField, place: int) -> None:
    """Put a field at a place among those in use, counted from 1. Raises `NotAllowed`, `InvalidInput`."""
    ctx.actor.require("settings.edit")
    rows = _in_use(ctx, row.entity)
    if not 1 <= place <= len(rows):
        raise InvalidInput("place", str(place), f"there are places 1 to {len(rows)}")
    order = [one for one in rows if one.id != row.id]
    order.insert(place - 1, row)
    for position, one in enumerate(order):
        one.position = position
    forget(ctx)


def place_of(ctx: Context, row: CustomField) -> int:
    """Return a field's place among those in use, counted from 1."""
    return next((place for place, one in enumerate(of(ctx, row.entity), 1) if one.id == row.id), 1)


def _in_use(ctx: Context, kind: str) -> list[CustomField]:
    statement = select(CustomField).where(CustomField.entity == kind, CustomField.is_active)
    return list(ctx.session.scalars(statement.order_by(CustomField.position, CustomField.id)))


def deactivate(ctx: Context, row: CustomField) -> None:
    """Put a field away: it is asked and shown no more, what stands in it is kept. Raises `NotAllowed`."""
    ctx.actor.require("settings.edit")
    row.is_active = False
    forget(ctx)


def activate(ctx: Context, row: CustomField) -> None:
    """Take a field into use again, with what stands in it. Raises `NotAllowed`."""
    ctx.actor.require("settings.edit")
    row.is_active = True
    forget(ctx)


def layout(ctx: Context, kind: str) -> int:
    """Return how many fields of a kind stand on one line of its card."""
    row = ctx.session.get(CustomLayout, kind)
    return row.columns if row is not None else _DEFAULT_LAYOUT


def lay_out(ctx: Context, kind: str, per_line: int) -> None:
    """Say how many fields stand on one line of a card. Raises `NotAllowed`, `InvalidInput` but for 1, 2, 3 (R-83)."""
    ctx.actor.require("settings.edit")
    if kind not in KINDS:
        raise InvalidInput("kind", kind, "no kind of record with fields of its own", KINDS)
    if per_line not in LAYOUTS:
        raise InvalidInput("columns", str(per_line), "1, 2 or 3 only", tuple(map(str, LAYOUTS)))
    row = ctx.session.get(CustomLayout, kind)
    if row is None:
        ctx.session.add(CustomLayout(entity=kind, columns=per_line))
    else:
        row.columns = per_line
    ctx.session.flush()
