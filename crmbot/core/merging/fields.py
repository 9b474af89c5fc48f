"""The values of records that are to become one: what belongs together, where they differ, which one stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sqlalchemy import Boolean, inspect, select

from crmbot.core.companies import ROLES
from crmbot.core.context import Context
from crmbot.core.custom_fields.values import Value
from crmbot.language.fold import fold
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Party
from crmbot.store.models.record import Record

ADDRESS = ("street", "city", "region", "postcode", "country")

_TOGETHER: dict[str, tuple[str, ...]] = {
    "name": ("title", "name_key", "first_name", "last_name", "company_name", "civility"),
    "email": ("email", "email_key"),
    "phone": ("phone", "phone_key"),
    "mobile": ("mobile", "mobile_key"),
    "address": ADDRESS,
    "budget": ("budget_minor", "currency"),
    "turnover": ("turnover_minor", "turnover_currency"),
    "owner": ("owner_id", "team_id"),
    "source": ("source_id", "source_note"),
    "referrer": ("referred_by_party_id", "referred_by"),
}
"""Columns that are one field to people: one of them without the others would be wrong."""

_LED = frozenset({"owner", "budget", "turnover"})
"""Fields that are blank when their first column is: a currency or a team alone says nothing."""

_OWN = frozenset(
    "kind created_at created_by_id updated_at updated_by_id deleted_at merged_into_id version search_text shown_at"
    " status lost_reason_id lost_note converted_party_id converted_contact_id converted_at".split()
)
"""Columns that say what becomes of a record; the one that stays keeps its own."""

OWN_FIELD = "own:"
"""Begins the name of a field the organisation added."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field as people see it, and the columns that hold it, the telling one first."""

    name: str
    columns: tuple[str, ...]

    def of(self, record: Record) -> tuple[object, ...]:
        """Return what stands in it."""
        return tuple(getattr(record, column) for column in self.columns)

    def is_blank(self, record: Record) -> bool:
        """Tell whether nothing stands in it."""
        values = self.of(record)
        return all(value in (None, "", False) for value in (values[:1] if self.name in _LED else values))

    def differs(self, one: Record, other: Record) -> bool:
        """Tell whether two records say different things in it; a blank says nothing."""
        if self.is_blank(one) or self.is_blank(other):
            return False
        return _said(self.of(one)) != _said(self.of(other))


@dataclass(frozen=True, slots=True)
class Difference:
    """A field in which records say different things, by their numbers; `field` is None for one of their own fields."""

    name: str
    said: Mapping[int, tuple[object, ...]]
    field: Field | None


@cache
def fields(model: type[Record]) -> tuple[Field, ...]:
    """Return the fields of a kind of record that can be filled from another one."""
    named = [prop.key for prop in inspect(model).column_attrs if prop.key != "id" and prop.key not in _OWN]
    grouped = {column: name for name, columns in _TOGETHER.items() for column in columns}
    found: dict[str, list[str]] = {}
    for column in named:
        found.setdefault(grouped.get(column, column), []).append(column)
    return tuple(Field(name, _in_order(name, columns)) for name, columns in found.items())


def _in_order(name: str, columns: Sequence[str]) -> tuple[str, ...]:
    order = _TOGETHER.get(name, ())
    return tuple(sorted(columns, key=lambda column: order.index(column) if column in order else 0))


def flags(model: type[Record]) -> frozenset[str]:
    """Return the yes-or-no columns of a kind: what was said of either record is true of both."""
    columns = inspect(model).column_attrs
    return frozenset(prop.key for prop in columns if isinstance(prop.columns[0].type, Boolean))


def differences(
    records: Sequence[Record], own: Mapping[int, Mapping[str, Value]] | None = None
) -> tuple[Difference, ...]:
    """Return where records say different things, in the order of their fields; `own` is what their own fields hold."""
    model = type(records[0])
    asked = [field for field in fields(model) if field.name not in flags(model)]
    found = [_difference(field, records) for field in asked if _is_open(field, records)]
    keys = dict.fromkeys(key for record in records for key in (own or {}).get(record.id, {}))
    for key in keys:
        said = {record.id: (values[key],) for record in records if key in (values := (own or {}).get(record.id, {}))}
        if len(set(said.values())) > 1:
            found.append(Difference(f"{OWN_FIELD}{key}", said, None))
    return tuple(found)


def _is_open(field: Field, records: Sequence[Record]) -> bool:
    filled = [record for record in records if not field.is_blank(record)]
    return any(field.differs(filled[0], other) for other in filled[1:]) if filled else False


def _difference(field: Field, records: Sequence[Record]) -> Difference:
    return Difference(field.name, {one.id: field.of(one) for one in records if not field.is_blank(one)}, field)


def _said(values: tuple[object, ...]) -> tuple[object, ...]:
    """Return values as they are compared: case, accents and blanks make no difference."""
    return tuple(fold(value) if isinstance(value, str) else value for value in values)


def united(into: Record, others: Sequence[Record], picks: Mapping[str, int]) -> dict[str, object]:
    """Return the columns that change: what was picked, blanks filled from the first that has something, flags joined.

    `picks` says by the name of a field whose value stands.
    """
    by_number = {other.id: other for other in others}
    model = type(into)
    values: dict[str, object] = {}
    for field in fields(model):
        if field.name in flags(model):
            values[field.name] = any(getattr(one, field.name) for one in (into, *others))
        elif field.name in picks and picks[field.name] in by_number:
            values |= dict(zip(field.columns, field.of(by_number[picks[field.name]]), strict=True))
        else:
            values |= _filled(field, into, others)
    values |= _roles(values) | _status(into, values)
    return {name: value for name, value in values.items() if value != getattr(into, name)}


def _filled(field: Field, into: Record, others: Sequence[Record]) -> dict[str, object]:
    """Fill a blank field; an address is filled up only by one that does not contradict it."""
    source = next((other for other in others if not field.is_blank(other)), None)
    if source is None:
        return {}
    there = dict(zip(field.columns, field.of(into), strict=True))
    given = dict(zip(field.columns, field.of(source), strict=True))
    if field.is_blank(into):
        return given
    if field.name != "address" or any(_said((there[name],)) != _said((given[name],)) for name in _both(there, given)):
        return {}
    return {name: value for name, value in given.items() if value and not there[name]}


def _both(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return [name for name in one if one[name] and other[name]]


def _roles(values: Mapping[str, object]) -> dict[str, object]:
    """A customer is no prospect any more (spec: 1.2)."""
    if not values.keys() >= {f"is_{role}" for role in ROLES}:
        return {}
    return {"is_prospect": False} if values["is_customer"] else {}


def _status(into: Record, values: Mapping[str, object]) -> dict[str, object]:
    """A new lead that somebody owns is assigned (R-21)."""
    if isinstance(into, Lead) and into.status is LeadStatus.NEW and values.get("owner_id", into.owner_id) is not None:
        return {"status": LeadStatus.ASSIGNED}
    return {}


_UPWARDS = ("parent_id", "reports_to_id")
"""The columns by which a party stands under another one."""


def without_cycles(ctx: Context, party: Party) -> None:
    """Take a party out from under itself, where merging has put it there."""
    for name in _UPWARDS:
        if getattr(party, name, None) is not None and _is_above_itself(ctx, party, name):
            setattr(party, name, None)
    for name in ("company_id", "primary_contact_id", "accounting_contact_id"):
        if getattr(party, name) == party.id:
            setattr(party, name, None)
    ctx.session.flush()


def _is_above_itself(ctx: Context, party: Party, name: str) -> bool:
    column = getattr(Party, name)
    # lint: unscoped a circle is one whoever may see its parts
    chain = select(column.label("above")).where(Party.id == party.id, column.is_not(None)).cte(recursive=True)
    # lint: unscoped likewise
    chain = chain.union(select(column).join(chain, Party.id == chain.c.above).where(column.is_not(None)))
    return ctx.session.scalar(select(chain.c.above).where(chain.c.above == party.id).limit(1)) is not None
