"""Fields an organisation adds to its records: which there are, and how they are laid out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.custom import CustomField, CustomLayout, CustomValue, FieldType, OptionRow

KINDS = ("company", "contact", "deal", "lead")
"""The kinds of records that can have fields of their own."""

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

_KNOWN = "fields of one's own"


@dataclass(frozen=True, slots=True)
class Choice:
    """One choice of a dropdown."""

    id: int
    label: str
    is_active: bool


@dataclass(frozen=True, slots=True)
class Definition:
    """A field as it stands now. `default` is text as `custom_values.read` reads it; empty when there is none."""

    id: int
    kind: str
    key: str
    label: str
    type: FieldType
    choices: tuple[Choice, ...]
    required: bool
    default: str
    is_active: bool

    @property
    def offered(self) -> tuple[str, ...]:
        """What a dropdown can be set to now."""
        return tuple(choice.label for choice in self.choices if choice.is_active)


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """What a field is made from."""

    kind: str
    label: str
    type: FieldType
    choices: tuple[str, ...] = ()
    required: bool = False


def of(ctx: Context, kind: str) -> tuple[Definition, ...]:
    """Return the fields of a kind that are in use, in their order; asked of the database once per unit of work."""
    return tuple(one for one in every(ctx, kind) if one.is_active)


def every(ctx: Context, kind: str) -> tuple[Definition, ...]:
    """Return the fields of a kind with those that were put away, in their order."""
    if kind not in KINDS:
        return ()
    known: dict[str, tuple[Definition, ...]] | None = ctx.session.info.get(_KNOWN)
    if known is None:
        known = ctx.session.info[_KNOWN] = _read(ctx)
    return known.get(kind, ())


def _read(ctx: Context) -> dict[str, tuple[Definition, ...]]:
    rows = ctx.session.scalars(select(CustomField).order_by(CustomField.entity, CustomField.position, CustomField.id))
    found: dict[str, tuple[Definition, ...]] = {}
    for row in rows:
        found[row.entity] = (*found.get(row.entity, ()), _definition(row))
    return found


def _definition(row: CustomField) -> Definition:
    return Definition(
        id=row.id,
        kind=row.entity,
        key=row.key,
        label=row.label,
        type=row.type,
        choices=tuple(Choice(option["id"], option["label"], option["active"]) for option in row.options),
        required=row.required,
        default=row.default or "",
        is_active=row.is_active,
    )


def forget(ctx: Context) -> None:
    """Read the fields anew when they are next asked for: some have just been changed."""
    ctx.session.flush()
    ctx.session.info.pop(_KNOWN, None)


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
        options=_options(draft.choices),
        position=len(every(ctx, draft.kind)),
        required=draft.required,
        is_active=True,
    )
    ctx.session.add(row)
    forget(ctx)
    return _definition(row)


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
    row.options = [*row.options, *_options(new, after=row.options)]
    row.required, row.is_active = draft.required, True
    forget(ctx)
    return _definition(row)


def _check_choices(draft: FieldDraft) -> None:
    if draft.type is FieldType.DROPDOWN and not draft.choices:
        raise InvalidInput("choices", draft.label, "a dropdown needs choices: choices east, west")
    if draft.type is not FieldType.DROPDOWN and draft.choices:
        raise InvalidInput("choices", ", ".join(draft.choices), f"only a dropdown has choices, not a {draft.type}")
    folded = [fold(label) for label in draft.choices]
    if len(set(folded)) < len(folded):
        raise InvalidInput("choices", ", ".join(draft.choices), "the same choice twice")


def _options(labels: Sequence[str], after: Sequence[OptionRow] = ()) -> list[OptionRow]:
    """Number choices on from those there are: a number is never given out twice."""
    first = max((option["id"] for option in after), default=0) + 1
    return [OptionRow(id=number, label=label, active=True) for number, label in enumerate(labels, first)]


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


def add_choice(ctx: Context, row: CustomField, label: str) -> None:
    """Add a choice to a dropdown; one that was taken out comes back. Raises `NotAllowed`, `InvalidInput`."""
    ctx.actor.require("settings.edit")
    _refuse_no_dropdown(row, label)
    label = " ".join(label.split())
    there = next((option for option in row.options if fold(option["label"]) == fold(label)), None)
    if there is not None and there["active"]:
        raise InvalidInput("choices", label, f"{row.label} has that choice already")
    if there is not None:
        _replace(row, OptionRow(id=there["id"], label=label, active=True))
    else:
        row.options = [*row.options, *_options([label], after=row.options)]
    forget(ctx)


def drop_choice(ctx: Context, row: CustomField, label: str) -> None:
    """Offer a choice no more; records that have it keep it. Raises `NotAllowed`, `InvalidInput`."""
    ctx.actor.require("settings.edit")
    option = _option(row, label)
    if sum(one["active"] for one in row.options) == 1:
        raise InvalidInput("choices", label, f"the last choice of {row.label}; put the field away instead")
    _replace(row, OptionRow(id=option["id"], label=option["label"], active=False))
    if row.default is not None and fold(row.default) == fold(label):
        row.default = None
    forget(ctx)


def rename_choice(ctx: Context, row: CustomField, label: str, new: str) -> None:
    """Call a choice something else, on every record that has it. Raises `NotAllowed`, `InvalidInput`."""
    ctx.actor.require("settings.edit")
    option, new = _option(row, label), " ".join(new.split())
    if not new or any(fold(one["label"]) == fold(new) and one["id"] != option["id"] for one in row.options):
        raise InvalidInput("choices", new, f"{row.label} has that choice already" if new else "a choice needs a name")
    if row.default is not None and fold(row.default) == fold(label):
        row.default = new
    _replace(row, OptionRow(id=option["id"], label=new, active=option["active"]))
    forget(ctx)


def _refuse_no_dropdown(row: CustomField, label: str) -> None:
    if row.type is not FieldType.DROPDOWN:
        raise InvalidInput("choices", label, f"{row.label} is a {row.type} field; only a dropdown has choices")
    if not label.strip():
        raise InvalidInput("choices", label, "a choice needs a name")


def _option(row: CustomField, label: str) -> OptionRow:
    _refuse_no_dropdown(row, label)
    for option in row.options:
        if option["active"] and fold(option["label"]) == fold(label):
            return option
    offered = tuple(option["label"] for option in row.options if option["active"])
    raise InvalidInput("choices", label, f"no choice of {row.label}", offered)


def _replace(row: CustomField, new: OptionRow) -> None:
    row.options = [new if option["id"] == new["id"] else option for option in row.options]


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
