"""The fields an organisation has added, as they are known while one message is worked."""

from dataclasses import dataclass

from sqlalchemy import select

from crmbot.core.context import Context
from crmbot.store.models.custom import CustomField, FieldType

KINDS = ("company", "contact", "deal", "lead")
"""The kinds of records that can have fields of their own."""

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
        found[row.entity] = (*found.get(row.entity, ()), definition_of(row))
    return found


def definition_of(row: CustomField) -> Definition:
    """Return a field as it stands now."""
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
