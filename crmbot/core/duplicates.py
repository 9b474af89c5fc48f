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
    union,
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


def groups(
    ctx: Context, kind: str, fields: Sequence[str], *, limit: int = 5, offset: int = 0
) -> tuple[Sequence[Group], int]:
    """Return a page of groups of records that are alike in all of these fields, and how many groups there are.

    Case, accents and blanks make no difference, telephone numbers are compared by their digits, and what
    is blank is like nothing. Only what the actor may see is compared.
    """
    alike = _alike(ctx, kind, fields)
    total = func.count().over().label("total")
    page = select(alike, total).order_by(alike.c.size.desc(), alike.c.first).limit(limit).offset(offset)
    found = ctx.session.execute(page).all()
    if not found:
        return [], 0
    return _loaded(ctx, fields, found, _members(ctx, kind, fields, found)), found[0].total


def _alike(ctx: Context, kind: str, fields: Sequence[str]) -> Subquery:
    """Select the groups by their keys; one that is alike in two telephone numbers is one."""
    rows = _compared(ctx, kind, fields)
    keys = [rows.c[f"key_{place}"] for place in range(len(fields))]
    first, last = func.min(rows.c.id).label("first"), func.max(rows.c.id).label("last")
    count = func.count().label("size")
    same = select(first, last, count, *keys).group_by(*keys).having(func.count() > 1).subquery()
    once = (func.min(same.c[key.name]).label(key.name) for key in keys)
    grouped = select(same.c.first, same.c.last, same.c.size, *once)
    return grouped.group_by(same.c.first, same.c.last, same.c.size).subquery()


def _compared(ctx: Context, kind: str, fields: Sequence[str]) -> Subquery:
    """Select every record the actor may see with the keys it is compared by."""
    parts = [_keys(kind, field).subquery() for field in fields]
    keys = [part.c.key.label(f"key_{place}") for place, part in enumerate(parts)]
    joined: Any = reduce(lambda left, part: left.join(part, part.c.id == Record.id), parts, Record.__table__)
    where = [visible(ctx, [kind])]
    if kind == "lead":
        joined = joined.join(_LEAD, _LEAD.c.record_id == Record.id)
        where.append(_LEAD.c.status != LeadStatus.CONVERTED)
    return select(Record.id.label("id"), *keys).select_from(joined).where(and_(*where)).subquery()


def _keys(kind: str, field: str) -> Keys:
    """Select the number of each record with what is compared; a blank is left out, and what is there once only."""
    table = _LEAD if kind == "lead" else _PARTY
    match field:
        case "name":
            return _of(table, table.c.name_key)
        case "email":
            return _of(table, table.c.email_key)
        case "phone":
            return _phones(table)
        case "website":
            return _of(table, _bare(table.c.website))
        case "company":
            return _of(table, table.c.company_id)
        case _:
            return _of(table, func.lower(func.replace(func.replace(table.c.tax_no, " ", ""), "-", "")))


def _of(table: Table, key: ColumnElement[Any]) -> Select[int, Any]:
    """Select by one key. Which values are there twice is read from its index alone, whoever may see them."""
    twice = select(key).where(key.is_not(None)).group_by(key).having(func.count() > 1)
    blank = key.is_not(None) if key is table.c.get("company_id") else key != ""
    return select(table.c.record_id.label("id"), key.label("key")).where(key.in_(twice), blank)


def _phones(table: Table) -> Keys:
    """Select by telephone numbers: one is the same whichever field it stands in."""
    keys = (table.c.phone_key, table.c.mobile_key)
    all_of_them = union_all(*(select(key.label("key")).where(key.is_not(None)) for key in keys)).subquery()
    twice = select(all_of_them.c.key).group_by(all_of_them.c.key).having(func.count() > 1)
    return union(*(select(table.c.record_id.label("id"), key.label("key")).where(key.in_(twice)) for key in keys))


def _bare(website: ColumnElement[Any]) -> ColumnElement[str]:
    """Return a web address without what any may begin and end with."""
    bare = func.lower(func.trim(website))
    for part in ("https://", "http://", "www."):
        bare = func.replace(bare, part, "")
    return func.rtrim(bare, "/")


def _members(ctx: Context, kind: str, fields: Sequence[str], found: Sequence[Row[Any]]) -> Mapping[_Keyed, list[int]]:
    """Return the records of the groups of a page by what they are alike in, as many of each as can be merged."""
    rows = _compared(ctx, kind, fields)
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
