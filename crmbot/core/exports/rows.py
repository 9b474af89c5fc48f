"""The rows of a list as a file has them: every column a file can be brought in with."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import Select, select

from crmbot.core import filters, lookup, parties, records
from crmbot.core.context import Context
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.exports.files import Cell, disarmed
from crmbot.core.filters import Wanted
from crmbot.core.imports import mapping
from crmbot.core.imports.columns import TARGETS, Target
from crmbot.core.imports.mapping import OWN
from crmbot.language.money import Money
from crmbot.store.models.activity import Task
from crmbot.store.models.deal import Deal
from crmbot.store.models.imports import ExternalKey
from crmbot.store.models.lead import Lead
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import Source, Stage
from crmbot.store.models.record import Record
from crmbot.store.models.tag import RecordTag, Tag

TURN = 250
"""Rows that are read at a time."""

_MORE: Mapping[str, tuple[Target, ...]] = {
    "deal": (Target("lead", "Lead"),),
    "lead": (Target("status", "Status"),),
    "event": (
        *(Target("name", "Title"), Target("event_kind", "Type"), Target("starts_on", "Start")),
        *(
            Target("starts_time", "At"),
            Target("ends_on", "Last day"),
            Target("location", "Place"),
            Target("event_status", "Status"),
        ),
        *(Target("outcome", "Outcome"), Target("owner", "Owner")),
    ),
    "task": (Target("name", "Title"), Target("due_on", "Due"), Target("status", "Status"), Target("owner", "Owner")),
}
_ANY = (Target("name", "Name"), Target("owner", "Owner"), Target("tags", "Tags"))


def _targets(ctx: Context, kind: str) -> tuple[Target, ...]:
    told = mapping.targets(ctx, kind) if kind in TARGETS else () if kind in _MORE else _ANY
    return (*told, *_MORE.get(kind, ()))


def headings(ctx: Context, kind: str) -> list[str]:
    """Return what the columns of a kind are called: as an import knows them again."""
    return ["Code", *(each.label for each in _targets(ctx, kind)), "Created"]


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around some records: looked up once for all of them."""

    titles: Mapping[int, str]
    kinds: Mapping[int, str]
    users: Mapping[int, str]
    sources: Mapping[int, str]
    stages: Mapping[int, str]
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
    around, targets = _around(ctx, found), _targets(ctx, wanted.kind)
    return [[*_row(ctx, record, targets, around)] for record in found], found[-1].id


def _around(ctx: Context, found: Sequence[Record]) -> _Around:
    ids = [record.id for record in found]
    others = {number for record in found for name in _POINTS for number in [getattr(record, name, None)] if number}
    seen = lookup.those(ctx, sorted(others)) if others else []
    return _Around(
        titles={record.id: record.title for record in seen},
        kinds={record.id: record.kind for record in seen},
        users=_pairs(ctx, select(User.id, User.name)),
        sources=_pairs(ctx, select(Source.id, Source.name)),
        stages=_pairs(ctx, select(Stage.id, Stage.name)),
        tags=_tags(ctx, ids),
        elsewhere=_elsewhere(ctx, ids),
        own=custom_values.loaded(ctx, found),
    )


def _pairs(ctx: Context, statement: Select[int, str]) -> dict[int, str]:
    return {row[0]: row[1] for row in ctx.session.execute(statement)}


_POINTS = ("company_id", "party_id", "contact_id", "lead_id")


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
            yield _plain(around.own.get(record.id, {}).get(each.key.removeprefix(OWN)))
        elif each.key in _TOLD:
            yield _TOLD[each.key](record, around)
        else:
            yield _plain(getattr(record, each.key, None))
    yield record.created_at.astimezone(ctx.zone).date()


def _plain(value: object) -> Cell:
    match value:
        case StrEnum():
            return value.value.replace("_", " ")
        case bool():
            return "yes" if value else "no"
        case datetime():
            return value.date()
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


def _lead(record: Record, around: _Around) -> Cell:
    return disarmed(around.titles.get(getattr(record, "lead_id", None) or 0, ""))


def _amount(record: Record, _around: _Around) -> Cell:
    minor, currency = getattr(record, "amount_minor", None), getattr(record, "currency", None)
    return Money(minor, currency).amount if minor is not None and currency is not None else None


def _budget(record: Record, _around: _Around) -> Cell:
    assert isinstance(record, Lead)
    if record.budget_minor is None or record.currency is None:
        return None
    return str(Money(record.budget_minor, record.currency))


def _roles(record: Record, _around: _Around) -> Cell:
    return ", ".join(role for role in parties.ROLES if getattr(record, f"is_{role}", False))


def _owner(record: Record, around: _Around) -> Cell:
    number = record.assignee_id if isinstance(record, Task) else record.owner_id
    return disarmed(around.users.get(number or 0, ""))


_TOLD: Mapping[str, Callable[[Record, _Around], Cell]] = {
    "name": _name,
    "company": _company,
    "contact": _contact,
    "lead": _lead,
    "amount": _amount,
    "budget": _budget,
    "kind": _roles,
    "owner": _owner,
    "source": lambda record, around: disarmed(around.sources.get(getattr(record, "source_id", None) or 0, "")),
    "stage": lambda record, around: disarmed(around.stages.get(getattr(record, "stage_id", 0), "")),
    "tags": lambda record, around: disarmed(around.tags.get(record.id, "")),
    "external_id": lambda record, around: disarmed(around.elsewhere.get(record.id, "")),
}
