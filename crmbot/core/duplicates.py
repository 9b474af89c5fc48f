"""Records that may be the same: grouped by the fields somebody chose (spec: R-85)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any, cast

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    Subquery,
    Table,
    and_,
    func,
    or_,
    select,
    union_all,
)

from crmbot.core import lookup
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.permissions import visible
from crmbot.language.fold import fold
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Party
from crmbot.store.models.record import Record

SHOWN = 5
"""So many records of a group are named: no more can be merged at once."""

_PARTY = cast("Table", Party.__table__)
_LEAD = cast("Table", Lead.__table__)

FIELDS = {
    "company": ("name", "email", "phone", "website", "tax number"),
    "contact": ("name", "email", "phone", "company"),
    "lead": ("name", "email", "phone", "website"),
}
"""What records of a kind can be compared by."""

Keys = Select[int, Any] | CompoundSelect[int, Any]

_ALSO = {
    "mail": "email",
    "e-mail": "email",
    "e mail": "email",
    "mobile": "phone",
    "telephone": "phone",
    "tel": "phone",
    "number": "phone",
    "web": "website",
    "site": "website",
    "tax": "tax number",
    "tax no": "tax number",
    "names": "name",
    "employer": "company",
}


_Keyed = tuple[Any, ...]
"""What the records of a group are alike in, field by field."""


@dataclass(frozen=True, slots=True)
class Group:
    """Records that are alike in all that was chosen, the oldest first; `count` may be more than are named."""

    records: tuple[Record, ...]
    count: int


def is_field(kind: str, word: str) -> bool:
    """Tell whether records of a kind can be compared by what a word stands for."""
    return kind in FIELDS and _ALSO.get(fold(word), fold(word)) in FIELDS[kind]


def named(kind: str, words: Sequence[str]) -> tuple[str, ...]:
    """Return the fields that words stand for. Raises `InvalidInput` with those there are."""
    fields: list[str] = []
    for word in words:
        field = _ALSO.get(fold(word), fold(word))
        if field not in FIELDS[kind]:
            raise InvalidInput("by", word, f"a {kind} cannot be compared by that", FIELDS[kind])
        fields.append(field)
    return tuple(dict.fromkeys(fields))


@dataclass(frozen=True, slots=True)
class Stretch:
    """So much of very many records as is compared at once: by one field, behind one key, up to another.

    `until` is None for the last stretch.
    """

    field: str
    after: str
    until: str | None


MOST_AT_ONCE = 20_000
"""Of a table with more rows a stretch is compared at a time."""

_LENGTHS = {"email": 30_000, "phone": 30_000, "name": 5_000}
"""How many keys of an index are compared at a time: of names many are there more than once, of the others few."""


def stretch(ctx: Context, kind: str, fields: Sequence[str], after: str = "") -> Stretch | None:
    """Return what is compared at once behind a key; None where all are: they are few, or no index tells them apart."""
    field = next((each for each in _LENGTHS if each in fields), None)
    table = _table(kind)
    some = select(table.c.record_id).limit(MOST_AT_ONCE + 1).subquery()
    if field is None or (ctx.session.scalar(select(func.count()).select_from(some)) or 0) <= MOST_AT_ONCE:
        return None
    ends = (_end(ctx, key, after, _LENGTHS[field]) for key in _columns(table, field))
    return Stretch(field, after, min((end for end in ends if end is not None), default=None))


def _end(ctx: Context, key: ColumnElement[Any], after: str, length: int) -> str | None:
    """Return the key so many further along its index; None where there are fewer."""
    end: str | None = ctx.session.scalar(select(key).where(key > after).order_by(key).offset(length).limit(1))
    return end


def _columns(table: Table, field: str) -> tuple[ColumnElement[Any], ...]:
    return (table.c.phone_key, table.c.mobile_key) if field == "phone" else (table.c[f"{field}_key"],)


def _table(kind: str) -> Table:
    return _LEAD if kind == "lead" else _PARTY


def groups(  # noqa: PLR0913  # each but the first three has a default
    ctx: Context,
    kind: str,
    fields: Sequence[str],
    *,
    limit: int = 5,
    offset: int = 0,
    within: Stretch | None = None,
    role: str = "",
) -> tuple[Sequence[Group], int]:
    """Return a page of groups of records that are alike in all of these fields, and how many groups there are.

    Case, accents and blanks make no difference, telephone numbers are compared by their digits, and what
    is blank is like nothing. Only what the actor may see is compared.

    Args: `within`: what `stretch` gave for these fields. `role`: of companies, only `customer`s, say.
    """
    rows = _compared(ctx, kind, fields, within, role)
    alike = _alike(rows, fields)
    total = func.count().over().label("total")
    page = select(alike, total).order_by(alike.c.size.desc(), alike.c.first).limit(limit).offset(offset)
    found = ctx.session.execute(page).all()
    if not found:
        return [], 0
    return _loaded(ctx, fields, found, _members(ctx, rows, fields, found)), found[0].total


def of(ctx: Context, record: Lead | Party) -> Sequence[Record]:
    """Return who may be a record once more: of the same kind, with its name, its mail or a number of its."""
    table = _table(record.kind)
    keys = {"name_key": record.name_key, "email_key": record.email_key}
    same = [table.c[column] == key for column, key in keys.items() if key]
    numbers = [key for key in (record.phone_key, record.mobile_key) if key]
    same += [table.c[column].in_(numbers) for column in ("phone_key", "mobile_key") if numbers]
    joined = Record.__table__.join(table, table.c.record_id == Record.id)
    where = (or_(*same), Record.id != record.id, visible(ctx, [record.kind]))
    ids = ctx.session.scalars(select(Record.id).select_from(joined).where(*where).order_by(Record.id).limit(SHOWN))
    return lookup.those(ctx, ids.all())


def _alike(rows: Subquery, fields: Sequence[str]) -> Subquery:
    """Select the groups by their keys; one that is alike in two telephone numbers is one."""
    keys = [rows.c[f"key_{place}"] for place in range(len(fields))]
    first, last = func.min(rows.c.id).label("first"), func.max(rows.c.id).label("last")
    count = func.count().label("size")
    same = select(first, last, count, *keys).group_by(*keys).having(func.count() > 1).subquery()
    once = (func.min(same.c[key.name]).label(key.name) for key in keys)
    grouped = select(same.c.first, same.c.last, same.c.size, *once)
    return grouped.group_by(same.c.first, same.c.last, same.c.size).subquery()


def _compared(ctx: Context, kind: str, fields: Sequence[str], within: Stretch | None, role: str) -> Subquery:
    """Select every record the actor may see with the keys it is compared by."""
    parts = [_keys(_table(kind), field, within).subquery() for field in fields]
    keys = [part.c.key.label(f"key_{place}") for place, part in enumerate(parts)]
    joined: Any = reduce(lambda left, part: left.join(part, part.c.id == Record.id), parts, Record.__table__)
    where = [visible(ctx, [kind])]
    if kind == "lead":
        joined = joined.join(_LEAD, _LEAD.c.record_id == Record.id)
        where.append(_LEAD.c.status != LeadStatus.CONVERTED)
    if role:
        joined = joined.join(_PARTY, _PARTY.c.record_id == Record.id)
        where.append(_PARTY.c[f"is_{role}"])
    return select(Record.id.label("id"), *keys).select_from(joined).where(and_(*where)).subquery()


def _keys(table: Table, field: str, within: Stretch | None) -> Keys:
    """Select the number of each record with what is compared; a blank is left out, and what is there once only.

    Within a stretch that is so of the field it is by; the others are looked up for what that leaves.
    """
    match field:
        case "name" | "email":
            return _of(table, table.c[f"{field}_key"], _Which.of(field, within))
        case "phone":
            return _phones(table, _Which.of(field, within))
        case "website":
            return _of(table, _bare(table.c.website), _Which.of(field, within))
        case "company":
            return _of(table, table.c.company_id, _Which.of(field, within))
        case _:
            tax = func.lower(func.replace(func.replace(table.c.tax_no, " ", ""), "-", ""))
            return _of(table, tax, _Which.of(field, within))


@dataclass(frozen=True, slots=True)
class _Which:
    """Which keys of a field are compared: those of a stretch, or all; `only_twice` leaves out what is there once."""

    within: Stretch | None
    only_twice: bool

    @classmethod
    def of(cls, field: str, within: Stretch | None) -> "_Which":
        """Return what is compared of a field."""
        is_its_own = within is not None and within.field == field
        return cls(within if is_its_own else None, within is None or is_its_own)

    def where(self, key: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """Return the conditions for a key."""
        if self.within is None:
            return [key.is_not(None)]
        behind = [key > self.within.after]
        return behind if self.within.until is None else [*behind, key <= self.within.until]


def _of(table: Table, key: ColumnElement[Any], which: _Which) -> Select[int, Any]:
    """Select by one key. Which values are there twice is read from its index alone, whoever may see them."""
    blank = key.is_not(None) if key is table.c.get("company_id") else key != ""
    rows = select(table.c.record_id.label("id"), key.label("key")).where(*which.where(key), blank)
    if not which.only_twice:
        return rows
    twice = select(key).where(*which.where(key)).group_by(key).having(func.count() > 1)
    return rows.where(key.in_(twice))


def _phones(table: Table, which: _Which) -> Keys:
    """Select by telephone numbers: one is the same whichever field it stands in."""
    keys = (table.c.phone_key, table.c.mobile_key)
    phones, mobiles = (select(table.c.record_id.label("id"), key.label("key")).where(*which.where(key)) for key in keys)
    rows = (phones, mobiles.where(table.c.mobile_key.is_distinct_from(table.c.phone_key)))
    if not which.only_twice:
        return union_all(*rows)
    all_of_them = union_all(*(select(key.label("key")).where(*which.where(key)) for key in keys)).subquery()
    twice = select(all_of_them.c.key).group_by(all_of_them.c.key).having(func.count() > 1)
    return union_all(*(each.where(key.in_(twice)) for each, key in zip(rows, keys, strict=True)))


def _bare(website: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a web address without what any may begin and end with."""
    bare = func.lower(func.trim(website))
    for part in ("https://", "http://", "www."):
        bare = func.replace(bare, part, "")
    return func.rtrim(bare, "/")


def _members(
    ctx: Context, rows: Subquery, fields: Sequence[str], found: Sequence[Row[Any]]
) -> Mapping[_Keyed, list[int]]:
    """Return the records of the groups of a page by what they are alike in, as many of each as can be merged."""
    keys = [rows.c[f"key_{place}"] for place in range(len(fields))]
    wanted = [and_(*(key == value for key, value in zip(keys, _keyed(row, fields), strict=True))) for row in found]
    place = func.row_number().over(partition_by=keys, order_by=rows.c.id).label("place")
    numbered = select(rows.c.id, *keys, place).where(or_(*wanted)).subquery()
    members: dict[_Keyed, list[int]] = {}
    for row in ctx.session.execute(select(numbered).where(numbered.c.place <= SHOWN).order_by(numbered.c.id)):
        members.setdefault(_keyed(row, fields), []).append(row.id)
    return members


def _keyed(row: Row[Any], fields: Sequence[str]) -> _Keyed:
    return tuple(getattr(row, f"key_{place}") for place in range(len(fields)))


def _loaded(
    ctx: Context, fields: Sequence[str], found: Sequence[Row[Any]], members: Mapping[_Keyed, list[int]]
) -> list[Group]:
    ids = dict.fromkeys(number for numbers in members.values() for number in numbers)
    held = {record.id: record for record in lookup.those(ctx, list(ids))}
    groups: list[Group] = []
    for row in found:
        numbers = members.get(_keyed(row, fields), [])
        groups.append(Group(tuple(held[number] for number in numbers if number in held), row.size))
    return groups
