"""Sorted rows written down: records, who they belong to, tags, own fields, log and word index, all at once."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, cast

from sqlalchemy import bindparam, select, update

from crmbot.core import companies, contacts, custom_fields, deals, filters, leads, parties
from crmbot.core.context import Context
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.deals import pipelines
from crmbot.core.imports.reading import Draft, split_name, whole_name
from crmbot.core.imports.sorting import Placed, Sorted
from crmbot.core.records import Texts
from crmbot.core.rights import assigning
from crmbot.core.settings import options, sources
from crmbot.language.fold import fold, name_key
from crmbot.store import bulk, rivals
from crmbot.store.models.change import Operation
from crmbot.store.models.custom import CustomValue
from crmbot.store.models.deal import DealType
from crmbot.store.models.imports import ExternalKey
from crmbot.store.models.lead import Grade, LeadStatus
from crmbot.store.models.party import Company, Contact, Party
from crmbot.store.models.pipeline import Source, Stage, StageCategory
from crmbot.store.models.record import Record
from crmbot.store.models.tag import RecordTag, Tag
from crmbot.store.tracking import Batch
from crmbot.store.upsert import upsert_all

Row = dict[str, object]

_PARTY: Any = Party.__table__  # a mapped class may stand on more than a table; this does not
_SET_FIRST = (
    update(_PARTY).where(_PARTY.c.record_id == bindparam("company")).values(primary_contact_id=bindparam("person"))
)
_NOON = time(12)
_WEIGHT = 2
"""How much a text in a field of one's own tells about a record, as `custom_values` has it."""


@dataclass(slots=True)
class _Desk:
    """What is being written: the rows by kind, what each record is found by, and who is the first of a company."""

    ctx: Context
    kind: str
    numbers: Iterator[int]
    companies: dict[str, Row] = field(default_factory=dict)
    persons: dict[tuple[str, object], Row] = field(default_factory=dict)
    employers: dict[object, Row] = field(default_factory=dict)
    records: list[Row] = field(default_factory=list)
    texts: list[tuple[int, Texts]] = field(default_factory=list)
    first_of: dict[int, int] = field(default_factory=dict)
    owners: dict[object, Mapping[str, object]] = field(default_factory=dict)
    copies_description: bool = False

    def number(self) -> int:
        """Take the next number."""
        return next(self.numbers)


def write(ctx: Context, kind: str, done: Sorted) -> int:
    """Write what is new of some rows, in the batch in hand; return how many others were made on the way.

    Raises `NotAllowed`.
    """
    if not done.new:
        return 0
    ctx.actor.require(f"{kind}.create")
    _hold(ctx, done.new)
    most = len(done.new) + sum(bool(one.company_name) + bool(one.person_name) for one in done.new)
    desk = _Desk(ctx, kind, iter(bulk.numbers(ctx.session, most)))
    desk.copies_description = kind == "deal" and bool(options.option(ctx, options.COPY_CUSTOMER_DESCRIPTION))
    made_sources = _new_sources(ctx, done.new)
    for placed in done.new:
        _lay_out(desk, placed, placed.source or made_sources.get(fold(placed.new_source)))
    if desk.companies:
        ctx.actor.require("company.create")
    if desk.persons:
        ctx.actor.require("contact.create")
    _store(desk)
    _hang_on(desk, done.new)
    return len(desk.companies) + len(desk.persons)


def _hold(ctx: Context, new: Sequence[Placed]) -> None:
    """What rows go to is still there, and stays: nobody merges it meanwhile."""
    rivals.hold(ctx.session, Record, {one.id for row in new for one in (row.company, row.person) if one is not None})
    stages = {row.stage.id: row.stage.pipeline_id for row in new if row.stage is not None}
    rivals.hold(ctx.session, Stage, stages)
    pipelines.keep_open(ctx.session, *stages.values())


def _batch(ctx: Context) -> Batch:
    batch: Batch = ctx.session.info["batch"]
    return batch


def _new_sources(ctx: Context, new: Sequence[Placed]) -> Mapping[str, Source]:
    """Put sources on the list that rows name for the first time; few rows do."""
    names = {fold(one.new_source): one.new_source for one in new if one.new_source}
    return {key: sources.add(ctx, name) for key, name in sorted(names.items())}


def _lay_out(desk: _Desk, placed: Placed, source: Source | None) -> None:
    row = {"id": desk.number(), **placed.owner, **placed.draft.columns}
    if source is not None:
        row["source_id"] = source.id
    texts = _LAID_OUT[desk.kind](desk, placed, row)
    desk.records.append(row)
    desk.texts.append((cast("int", row["id"]), [*texts, *_own_texts(placed.draft)]))


def _own_texts(draft: Draft) -> Texts:
    return [(value, _WEIGHT) for value in draft.own.values() if isinstance(value, str)]


class _AsObject:
    """A row asked like the object it will be: nothing where nothing is."""

    def __init__(self, row: Mapping[str, object]) -> None:
        self._row = row

    def __getattr__(self, name: str) -> object:
        return self._row.get(name)


def _as(row: Mapping[str, object]) -> Any:  # noqa: ANN401 - whatever object the row will be
    return _AsObject(row)


def _company(_desk: _Desk, _placed: Placed, row: Row) -> Texts:
    return companies.texts(_as(row))


def _contact(desk: _Desk, placed: Placed, row: Row) -> Texts:
    title = ""
    if placed.company is not None:
        row["company_id"], title = placed.company.id, placed.company.title
    elif placed.company_name:
        company = _made_company(desk, placed.company_name, placed.owner)
        row["company_id"], title = company["id"], str(company["title"])
        desk.first_of.setdefault(cast("int", company["id"]), cast("int", row["id"]))
    return contacts.texts(_as(row), _as({"title": title}) if title else None)


def _lead(desk: _Desk, placed: Placed, row: Row) -> Texts:
    waits = LeadStatus.ASSIGNED if row["owner_id"] is not None else LeadStatus.NEW
    row["status"] = LeadStatus.IN_PROGRESS if placed.is_started else waits
    if placed.status_note:
        row.setdefault("status_note", placed.status_note)
    row.setdefault("grade", Grade.SUSPECT)
    row.setdefault("contact_on", desk.ctx.today)
    return leads.texts(_as(row))


def _deal(desk: _Desk, placed: Placed, row: Row) -> Texts:
    company = _company_of(desk, placed)
    person = _person_of(desk, placed, company)
    buyer = company or person
    assert buyer is not None, "rows without either were refused"
    assert placed.stage is not None, "every deal was given a stage"
    row |= {"party_id": buyer["id"], "contact_id": person["id"] if person is not None else None}
    row |= {"stage_id": placed.stage.id, "stage_entered_at": desk.ctx.now}
    row.setdefault("probability", placed.stage.probability)
    row.setdefault("source_id", buyer.get("source_id"))
    row.setdefault("currency", buyer.get("currency") or desk.ctx.org.currency)
    known = DealType.EXISTING_CUSTOMER if buyer.get("is_customer") else DealType.NEW_CUSTOMER
    row.setdefault("type", known)
    if placed.stage.category is StageCategory.WON:
        row |= {"closed_at": _closed_at(desk.ctx, row), "probability": placed.stage.probability}
    if desk.copies_description:
        row["customer_description"] = buyer.get("description")
    return deals.texts(_as(row), _as(buyer))


def _closed_at(ctx: Context, row: Row) -> datetime:
    """Return when a deal that comes in as won was won: the day it was to close on, if that is over."""
    day = row.get("expected_close")
    return (
        datetime.combine(day, _NOON, ctx.zone).astimezone(UTC) if isinstance(day, date) and day < ctx.today else ctx.now
    )


_LAID_OUT: Mapping[str, Callable[[_Desk, Placed, Row], Texts]] = {
    "company": _company,
    "contact": _contact,
    "lead": _lead,
    "deal": _deal,
}


def _company_of(desk: _Desk, placed: Placed) -> Row | None:
    if placed.company is not None:
        return {name: getattr(placed.company, name) for name in _OF_BUYER}
    return _made_company(desk, placed.company_name, placed.owner) if placed.company_name else None


def _person_of(desk: _Desk, placed: Placed, company: Row | None) -> Row | None:
    if placed.person is not None:
        return {name: getattr(placed.person, name) for name in _OF_BUYER}
    return _made_person(desk, placed, company) if placed.person_name else None


_OF_BUYER = ("id", "title", "is_customer", "source_id", "currency", "description")


def _made_company(desk: _Desk, name: str, owner: Mapping[str, object]) -> Row:
    """Return the company of a name that is made on the way, once for all rows that name it."""
    key = name_key(name)
    if key not in desk.companies:
        desk.companies[key] = {
            "id": desk.number(),
            "title": name,
            "name_key": key,
            **companies.flags(("prospect",)),
            **_owned(desk, owner),
        }
    return desk.companies[key]


def _made_person(desk: _Desk, placed: Placed, company: Row | None) -> Row:
    key = name_key(whole_name(placed.person_name)), company["id"] if company is not None else None
    if key not in desk.persons:
        first, last = split_name(placed.person_name)
        title = whole_name(placed.person_name)
        desk.persons[key] = {
            "id": desk.number(),
            "title": title,
            "name_key": key[0],
            "first_name": first or None,
            "last_name": last,
            "company_id": key[1],
            **_owned(desk, placed.owner),
        }
        if company is not None:
            desk.employers[desk.persons[key]["id"]] = company
        if placed.company_name and company is not None:
            desk.first_of.setdefault(cast("int", company["id"]), cast("int", desk.persons[key]["id"]))
    return desk.persons[key]


def _owned(desk: _Desk, owner: Mapping[str, object]) -> Mapping[str, object]:
    """Return the owner of who is made on the way: that of the row, the importer where it has none."""
    number = owner.get("owner_id")
    if number not in desk.owners:
        own = owner if number is not None else parties.owner_columns(desk.ctx, desk.ctx.actor.id)
        desk.owners[number] = assigning.within(desk.ctx, own)
    return desk.owners[number]


def _store(desk: _Desk) -> None:
    session, batch = desk.ctx.session, _batch(desk.ctx)
    firms, persons = list(desk.companies.values()), list(desk.persons.values())
    session.flush()
    bulk.add_records(session, batch, Company, firms)
    bulk.add_records(session, batch, Contact, persons)
    bulk.add_records(session, batch, filters.model_of(desk.kind), desk.records)
    more: list[tuple[int, Texts]] = [(cast("int", firm["id"]), companies.texts(_as(firm))) for firm in firms]
    for person in persons:
        firm = desk.employers.get(person["id"])
        more.append((cast("int", person["id"]), contacts.texts(_as(person), _as(firm) if firm else None)))
    bulk.index_new(session, [*more, *desk.texts])
    _set_first(desk, batch)


def _set_first(desk: _Desk, batch: Batch) -> None:
    """The first contact of a company that was made on the way is its primary one."""
    if not desk.first_of:
        return
    desk.ctx.session.connection().execute(_SET_FIRST, [{"company": firm, "person": one} for firm, one in _pairs(desk)])
    entries = [
        bulk.Entry(
            firm, Record.__tablename__, f"[{firm}]", "update", Operation.UPDATE, {"primary_contact_id": [None, one]}
        )
        for firm, one in _pairs(desk)
    ]
    bulk.log(desk.ctx.session, batch, entries)


def _pairs(desk: _Desk) -> list[tuple[int, int]]:
    return sorted(desk.first_of.items())


def _hang_on(desk: _Desk, new: Sequence[Placed]) -> None:
    """Write what belongs to the records: tags, own fields, their numbers in the other program."""
    session, batch = desk.ctx.session, _batch(desk.ctx)
    pairs = [(cast("int", row["id"]), placed.draft) for row, placed in zip(desk.records, new, strict=True)]
    tags = _tags(desk.ctx, {word for _, draft in pairs for word in draft.tags})
    tagged = {(number, tags[fold(word)]) for number, draft in pairs for word in draft.tags}
    bulk.add_parts(session, batch, RecordTag, [{"record_id": one, "tag_id": tag} for one, tag in sorted(tagged)])
    if any(draft.own for _, draft in pairs):
        bulk.add_parts(session, batch, CustomValue, list(_own_values(desk, pairs)))
    keys = {key: number for number, draft in pairs if (key := draft.said.get("external_id", ""))}
    if keys:
        rows = [{"kind": desk.kind, "key": key, "record_id": number} for key, number in sorted(keys.items())]
        upsert_all(session, ExternalKey, ("kind", "key"), rows)


def _own_values(desk: _Desk, pairs: Sequence[tuple[int, Draft]]) -> Iterable[Row]:
    known = {one.key: one for one in custom_fields.of(desk.ctx, desk.kind)}
    for number, draft in pairs:
        for key, value in sorted(draft.own.items()):
            if key in known:
                one = known[key]
                yield {"record_id": number, "field_id": one.id, **custom_values.columns(one, value)}


def _tags(ctx: Context, words: set[str]) -> dict[str, int]:
    """Return the tags of some words, making those that are new; one that was put away is in use again."""
    by_key = {fold(word): " ".join(word.split()).strip("#").strip() for word in sorted(words)}
    if not by_key:
        return {}
    there = ctx.session.scalars(select(Tag).where(Tag.name_key.in_(by_key))).all()
    for tag in there:
        tag.is_active = True
    known = {tag.name_key for tag in there}
    made = [Tag(name=name, name_key=key, is_active=True) for key, name in by_key.items() if key not in known]
    ctx.session.add_all(made)
    ctx.session.flush()
    return {tag.name_key: tag.id for tag in (*there, *made)}
