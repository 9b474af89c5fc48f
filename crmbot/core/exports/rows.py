"""The rows of a list as a file has them: every column a file can be brought in with."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import partial
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from crmbot.core import filters, lookup, parties, records
from crmbot.core.context import Context
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.exports import columns
from crmbot.core.exports.files import Cell, disarmed
from crmbot.core.filters import Wanted
from crmbot.core.imports.columns import Target
from crmbot.core.imports.mapping import OWN
from crmbot.language.money import Money
from crmbot.store.models.activity import Activity, ActivityLink, ActivityType, LinkRole, Note, Task
from crmbot.store.models.deal import Deal
from crmbot.store.models.imports import ExternalKey
from crmbot.store.models.lead import Lead
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import LostReason, Source, Stage
from crmbot.store.models.record import Record
from crmbot.store.models.tag import RecordTag, Tag

TURN = 250
"""Rows that are read at a time."""


def headings(ctx: Context, kind: str) -> list[str]:
    """Return what the columns of a kind are called: as an import knows them again."""
    return ["Code", *(each.label for each in columns.of(ctx, kind)), "Created"]


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around some records: looked up once for all of them."""

    zone: ZoneInfo
    titles: Mapping[int, str]
    kinds: Mapping[int, str]
    users: Mapping[int, str]
    sources: Mapping[int, str]
    stages: Mapping[int, str]
    reasons: Mapping[int, str]
    types: Mapping[int, str]
    about: Mapping[int, Sequence[int]]
    tags: Mapping[int, str]
    elsewhere: Mapping[int, str]
    own: Mapping[int, Mapping[str, custom_values.Value]]


def some(ctx: Context, wanted: Wanted, after: int, limit: int = 0) -> tuple[list[list[Cell]], int]:
    """Return some rows of what is wanted, those behind a number first, and the last number; no rows at the end.

    Args: `limit`: so many at the most; `TURN` where it is 0. Raises `NotAllowed`.
    """
    ctx.actor.require("record.export")
    model = filters.model_of(wanted.kind)
    # lint: unscoped the scope is the first condition of what is wanted
    statement = select(model).where(*wanted.where, model.id > after).order_by(model.id).limit(limit or TURN)
    found = ctx.session.scalars(statement).all()
    if not found:
        return [], after
    around, targets = _around(ctx, found), columns.of(ctx, wanted.kind)
    return [[*_row(ctx, record, targets, around)] for record in found], found[-1].id


def _around(ctx: Context, found: Sequence[Record]) -> _Around:
    ids = [record.id for record in found]
    about = _about(ctx, ids) if isinstance(found[0], Activity) else {}
    others = {number for record in found for name in _POINTS for number in [getattr(record, name, None)] if number}
    others |= {number for some in about.values() for number in some}
    seen = lookup.those(ctx, sorted(others)) if others else []
    return _Around(
        zone=ctx.zone,
        titles={record.id: record.title for record in seen},
        kinds={record.id: record.kind for record in seen},
        users=_pairs(ctx, select(User.id, User.name)),
        sources=_pairs(ctx, select(Source.id, Source.name)),
        stages=_pairs(ctx, select(Stage.id, Stage.name)),
        reasons=_pairs(ctx, select(LostReason.id, LostReason.name)),
        types=_pairs(ctx, select(ActivityType.id, ActivityType.name)),
        about=about,
        tags=_tags(ctx, ids),
        elsewhere=_elsewhere(ctx, ids),
        own=custom_values.loaded(ctx, found),
    )


def _about(ctx: Context, ids: Sequence[int]) -> dict[int, list[int]]:
    """Return what some notes, tasks and events are about."""
    rows = ctx.session.execute(
        select(ActivityLink.activity_id, ActivityLink.record_id)
        .where(ActivityLink.activity_id.in_(ids), ActivityLink.role == LinkRole.ABOUT)
        .order_by(ActivityLink.record_id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        found[row.activity_id].append(row.record_id)
    return found


def _pairs(ctx: Context, statement: Select[int, str]) -> dict[int, str]:
    return {row[0]: row[1] for row in ctx.session.execute(statement)}


_POINTS = (
    *("company_id", "party_id", "contact_id", "lead_id"),
    *("parent_id", "primary_contact_id", "reports_to_id"),
)


def _tags(ctx: Context, ids: Sequence[int]) -> dict[int, str]:
    rows = ctx.session.execute(
        select(RecordTag.record_id, Tag.name)
        .join(Tag, Tag.id == RecordTag.tag_id)
        .where(RecordTag.record_id.in_(ids))
        .order_by(Tag.name_key)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        found[row.record_id].append(row.name)
    return {number: ", ".join(names) for number, names in found.items()}


def _elsewhere(ctx: Context, ids: Sequence[int]) -> dict[int, str]:
    return _pairs(ctx, select(ExternalKey.record_id, ExternalKey.key).where(ExternalKey.record_id.in_(ids)))


def _row(ctx: Context, record: Record, targets: Sequence[Target], around: _Around) -> Iterable[Cell]:
    yield records.code(record)
    for each in targets:
        if each.key.startswith(OWN):
            yield _plain(around.own.get(record.id, {}).get(each.key.removeprefix(OWN)), around.zone)
        elif each.key in _TOLD:
            yield _TOLD[each.key](record, around)
        else:
            yield _plain(getattr(record, each.key, None), around.zone)
    yield record.created_at.astimezone(ctx.zone).date()


def _plain(value: object, zone: ZoneInfo) -> Cell:
    match value:
        case StrEnum():
            return value.value.replace("_", " ")
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.astimezone(zone).date()
        case time():
            return value.strftime("%H:%M")
        case int() | Decimal() | date() | None:
            return value
        case _:
            return disarmed(str(value))


def _name(record: Record, _around: _Around) -> Cell:
    person = isinstance(record, Lead)
    words = [record.first_name, record.last_name] if isinstance(record, Lead) else [record.title]
    return disarmed(" ".join(filter(None, words))) if not person or any(words) else None


def _company(record: Record, around: _Around) -> Cell:
    match record:
        case Lead():
            return disarmed(record.company_name or "")
        case Deal():
            number = record.party_id if around.kinds.get(record.party_id or 0) == "company" else None
        case _:
            number = getattr(record, "company_id", None)
    return disarmed(around.titles.get(number or 0, ""))


def _contact(record: Record, around: _Around) -> Cell:
    assert isinstance(record, Deal)
    buyer = record.party_id if around.kinds.get(record.party_id or 0) == "contact" else None
    return disarmed(around.titles.get(record.contact_id or buyer or 0, ""))


def _title_of(column: str, record: Record, around: _Around) -> Cell:
    """Return what the record another points at is called, where its reader may see it."""
    return disarmed(around.titles.get(getattr(record, column, None) or 0, ""))


def _named(names: str, column: str, record: Record, around: _Around) -> Cell:
    """Return the name of an entry of one of our lists."""
    found: Mapping[int, str] = getattr(around, names)
    return disarmed(found.get(getattr(record, column, None) or 0, ""))


def _sum(column: str, record: Record, _around: _Around) -> Cell:
    """Return an amount that has a column for its currency beside it."""
    minor, currency = getattr(record, f"{column}_minor", None), getattr(record, "currency", None)
    return Money(minor, currency).amount if minor is not None and currency is not None else None


def _money(column: str, currency: str, record: Record, _around: _Around) -> Cell:
    """Return an amount with its currency."""
    minor, code = getattr(record, f"{column}_minor", None), getattr(record, currency, None)
    return str(Money(minor, code)) if minor is not None and code is not None else None


def _about_what(record: Record, around: _Around) -> Cell:
    return disarmed(", ".join(filter(None, map(around.titles.get, around.about.get(record.id, ())))))


def _text(record: Record, _around: _Around) -> Cell:
    return disarmed((record.body if isinstance(record, Note) else None) or record.title)


def _type(record: Record, around: _Around) -> Cell:
    if isinstance(record, Task):
        return _named("types", "type_id", record, around)
    return _plain(getattr(record, "type", None), around.zone)


def _roles(record: Record, _around: _Around) -> Cell:
    return ", ".join(role for role in parties.ROLES if getattr(record, f"is_{role}", False))


def _owner(record: Record, around: _Around) -> Cell:
    number = record.assignee_id if isinstance(record, Task) else record.owner_id
    return disarmed(around.users.get(number or 0, ""))


_TOLD: Mapping[str, Callable[[Record, _Around], Cell]] = {
    "name": _name,
    "company": _company,
    "contact": _contact,
    "lead": partial(_title_of, "lead_id"),
    "parent": partial(_title_of, "parent_id"),
    "primary_contact": partial(_title_of, "primary_contact_id"),
    "reports_to": partial(_title_of, "reports_to_id"),
    "amount": partial(_sum, "amount"),
    "best": partial(_sum, "best"),
    "worst": partial(_sum, "worst"),
    "budget": partial(_money, "budget", "currency"),
    "turnover": partial(_money, "turnover", "turnover_currency"),
    "kind": _roles,
    "type": _type,
    "about": _about_what,
    "text": _text,
    "owner": _owner,
    "author": partial(_named, "users", "created_by_id"),
    "source": partial(_named, "sources", "source_id"),
    "stage": partial(_named, "stages", "stage_id"),
    "lost_reason": partial(_named, "reasons", "lost_reason_id"),
    "tags": lambda record, around: disarmed(around.tags.get(record.id, "")),
    "external_id": lambda record, around: disarmed(around.elsewhere.get(record.id, "")),
}
