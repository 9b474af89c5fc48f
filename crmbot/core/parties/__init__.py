"""What companies and contacts have in common: keys, near duplicates, what hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, Select, Table, func, or_, select, union_all

from crmbot.core import doings, lookup, permissions, records
from crmbot.core.context import Context
from crmbot.core.documents import lists as document_lists
from crmbot.core.errors import Duplicate, Found, InvalidInput
from crmbot.core.permissions import visible
from crmbot.language.fold import name_key
from crmbot.language.phones import email_key, phone_key
from crmbot.store.join_order import in_order
from crmbot.store.models.activity import Activity, ActivityLink, Event, Note, Task
from crmbot.store.models.deal import Deal
from crmbot.store.models.document import Document
from crmbot.store.models.party import Company, Contact, Party, PartyLink
from crmbot.store.models.pipeline import Stage, StageCategory
from crmbot.store.models.record import Record
from crmbot.store.uow import one_at_a_time

ROLES = ("prospect", "customer", "supplier", "partner")
"""What a company can be to us; several at once, but no prospect is a customer."""

SLIP_LENGTH = 4
"""Letters a company's name needs before one slip in it may be a typo."""

EVERYBODY = 10_000
"""More people than a company has with us."""

COLLEAGUES = 500
"""So many people of a company are compared with a new one; beyond that namesakes are no surprise."""


# Tables, not classes: a mapped class may stand on more than one; these do not.
_PARTY, _RECORD = cast("Table", Party.__table__), cast("Table", Record.__table__)
_STAFF = _PARTY.alias("staff")
_BY_PARTY = in_order(_PARTY, _RECORD, _PARTY.c.record_id == _RECORD.c.id)
"""Companies and people found by what stands in their own table: few, where SQLite would go through all records."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Ways to reach somebody, as typed; None leaves a way out, an empty text clears it."""

    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    website: str | None = None
    city: str | None = None
    fax: str | None = None
    street: str | None = None
    postcode: str | None = None
    region: str | None = None
    country: str | None = None


PLAIN = ("website", "city", "fax", "street", "postcode", "region", "country")
"""The ways that are kept as they were typed."""


def reach_columns(ctx: Context, reach: Reach) -> dict[str, object]:
    """Return the columns for what was given, with the keys they are found by. Raises `InvalidInput`."""
    columns: dict[str, object] = {}
    for name in ("phone", "mobile"):
        given = getattr(reach, name)
        if given is not None:
            columns[name], columns[f"{name}_key"] = given or None, _phone(ctx, name, given)
    if reach.email is not None:
        columns["email"], columns["email_key"] = reach.email or None, _email(reach.email)
    told = ((name, getattr(reach, name)) for name in PLAIN)
    return columns | {name: text.strip() or None for name, text in told if text is not None}


def _phone(ctx: Context, name: str, given: str) -> str | None:
    key = phone_key(given, ctx.org.region) if given else None
    if given and key is None:
        raise InvalidInput(name, given, "not a phone number")
    return key


def _email(given: str) -> str | None:
    key = email_key(given) if given else None
    if given and key is None:
        raise InvalidInput("email", given, "not an e-mail address")
    return key


def refuse_duplicates(
    ctx: Context, kind: str, name: str, columns: dict[str, object], *, company_id: int | None = None
) -> None:
    """Raise `Duplicate` when somebody the actor may see has the same name, phone or e-mail, or nearly the name.

    A slip in a company's name is enough; in a person's only at the same company: people are too often namesakes.
    """
    one_at_a_time(ctx.session, f"new {kind} {name_key(name)}")  # two who make the same at once would not see each other
    same = [Party.name_key == name_key(name)]
    phones = [columns[key] for key in ("phone_key", "mobile_key") if columns.get(key)]
    if phones:
        same += [Party.phone_key.in_(phones), Party.mobile_key.in_(phones)]
    if columns.get("email_key"):
        same.append(Party.email_key == columns["email_key"])
    near = ctx.session.scalars(
        select(Party.id).where(or_(*same), Record.kind == kind, visible(ctx, [kind])).order_by(Party.id).limit(5)
    ).all()
    found = lookup.shown(ctx, near)
    if not found and kind == "company":
        found = _one_slip_away(ctx, name)
    if not found and kind == "contact" and company_id is not None:
        found = _colleague_one_slip_away(ctx, name, company_id)
    if found:
        raise Duplicate(name, kind, found, _lacking(ctx, found[0].id, columns))


def _lacking(ctx: Context, party_id: int, columns: dict[str, object]) -> dict[str, str]:
    """Return the ways to reach somebody that were given and that the one who is there has none of yet."""
    party = ctx.session.get(Party, party_id)
    if party is None or not permissions.may(ctx, party, "edit"):
        return {}
    told = ("phone", "mobile", "email", *(name for name in PLAIN if name != "region"))
    new = {name: str(columns[name]) for name in told if columns.get(name) and not getattr(party, name)}
    known = (party.phone_key, party.mobile_key)
    return {name: text for name, text in new.items() if columns.get(f"{name}_key", name) not in known}


def _one_slip_away(ctx: Context, name: str) -> tuple[Found, ...]:
    """Return companies whose name is the given one but for a slip: Akme, Acme."""
    if len(name_key(name)) < SLIP_LENGTH:
        return ()
    hits = lookup.search(ctx, name, kinds=("company",)).hits
    return lookup.found(ctx, [hit for hit in hits if _is_slip(name, hit.title)])


def _colleague_one_slip_away(ctx: Context, name: str, company_id: int) -> tuple[Found, ...]:
    """Return people of a company whose name is the given one but for a slip: Jane Deo, Jane Doe."""
    colleagues, _ = listed(ctx, PartyQuery("contact", company_id=company_id, limit=COLLEAGUES))
    return lookup.shown(ctx, [person.id for person in colleagues if _is_slip(name, person.title)])


def _is_slip(one: str, other: str) -> bool:
    return OSA.distance(name_key(one), name_key(other), score_cutoff=1) <= 1


def owner_columns(ctx: Context, owner_id: int | None) -> dict[str, object]:
    """Return the columns that give a record to somebody; none for None. Raises `NotAllowed`."""
    if owner_id is None:
        return {}
    if owner_id != ctx.actor.id:
        ctx.actor.require("record.assign")
    return {"owner_id": owner_id, "team_id": records.team_of(ctx, owner_id)}


def as_found(record: Record) -> Found:
    """Return a record as what can be shown and picked."""
    return Found(record.id, record.kind, record.title, record.hint, record.version)


def seen(ctx: Context, party_id: int | None) -> Party | None:
    """Return a company or contact if the actor may see it."""
    if party_id is None:
        return None
    return ctx.session.scalar(select(Party).where(Party.id == party_id, visible(ctx, ["company", "contact"])))


@dataclass(frozen=True, slots=True)
class PartyQuery:
    """Which companies or contacts to list, of a company if one is named; one page of them."""

    kind: str
    company_id: int | None = None
    limit: int = 10
    offset: int = 0


def listed(ctx: Context, query: PartyQuery) -> tuple[Sequence[Party], int]:
    """Return a page of companies or contacts by name, and how many there are."""
    where: list[ColumnElement[bool]] = [visible(ctx, [query.kind])]
    if query.company_id is not None:
        where.append(at(query.company_id))
    source = _BY_PARTY if query.company_id is not None else _PARTY.join(_RECORD)
    total = ctx.session.scalar(select(func.count()).select_from(source).where(*where)) or 0
    # lint: unscoped the scope is the first of the conditions
    numbers = select(_RECORD.c.id).select_from(source).where(*where).order_by(_PARTY.c.name_key, _RECORD.c.id)
    page = _loaded(ctx, numbers.limit(query.limit).offset(query.offset)) if total else ()
    return page, total


def _loaded(ctx: Context, numbers: Select[tuple[int]]) -> Sequence[Party]:
    """Return the companies or people of some numbers, by name."""
    ids = ctx.session.scalars(numbers).all()
    # lint: unscoped the numbers were found within the scope
    statement = select(Party).where(Party.id.in_(ids)).order_by(Party.name_key, Party.id)
    return ctx.session.scalars(statement).all() if ids else ()


def at(company_id: int) -> ColumnElement[bool]:
    """Return the condition for people who work at a company, or have to do with it beside their own."""
    return at_any([company_id])


def at_any(company_ids: Sequence[int]) -> ColumnElement[bool]:
    """Return the condition for people who work at any of some companies, or have to do with one."""
    # One list of numbers from two indexes: with an OR of both, PostgreSQL would read the whole table.
    # lint: unscoped numbers only; which people are shown is for `visible` to say
    employed = select(_STAFF.c.record_id).where(_STAFF.c.company_id.in_(company_ids))
    # lint: unscoped likewise
    linked = select(PartyLink.contact_id).where(PartyLink.company_id.in_(company_ids), PartyLink.ended_on.is_(None))
    return _PARTY.c.record_id.in_(union_all(employed, linked))


def people(ctx: Context, company_id: int) -> Sequence[Contact]:
    """Return the people of a company the actor may see, by name."""
    page, _ = listed(ctx, PartyQuery("contact", company_id=company_id, limit=EVERYBODY))
    return [person for person in page if isinstance(person, Contact)]


def under(ctx: Context, company_id: int, limit: int) -> tuple[Sequence[Company], int]:
    """Return the first companies under a parent by name, and how many there are.

    Args: `limit`: rows, at least 1.
    """
    where = (_PARTY.c.parent_id == company_id, visible(ctx, ["company"]))
    # lint: unscoped the scope is among the conditions
    numbers = select(_RECORD.c.id).select_from(_BY_PARTY).where(*where).order_by(_PARTY.c.name_key, _RECORD.c.id)
    first = [firm for firm in _loaded(ctx, numbers.limit(limit)) if isinstance(firm, Company)]
    if len(first) < limit:
        return first, len(first)
    return first, ctx.session.scalar(select(func.count()).select_from(_BY_PARTY).where(*where)) or 0


def documents_of(ctx: Context, record: Record) -> int:
    """Count the documents filed with a record and with all that belongs to it, as far as the actor may see them."""
    where = (document_lists.filed_with(record), visible(ctx, ["document"]))
    return ctx.session.scalar(select(func.count()).select_from(Document).where(*where)) or 0


def open_deals(ctx: Context, party_id: int) -> Sequence[tuple[Deal, Stage]]:
    """Return the open deals of a company, contact or lead with their stages, the next to close first."""
    rows = ctx.session.execute(
        select(Deal, Stage)
        .join(Stage, Stage.id == Deal.stage_id)
        .where(
            or_(Deal.party_id == party_id, Deal.contact_id == party_id, Deal.lead_id == party_id),
            Stage.category == StageCategory.OPEN,
            visible(ctx, ["deal"]),
        )
        .order_by(Deal.expected_close.is_(None), Deal.expected_close, Deal.id)
    )
    return [(row.Deal, row.Stage) for row in rows]


def next_step(ctx: Context, record_id: int) -> Task | Event | None:
    """Return what comes next on a record: the task that is due first, or the event that takes place before it."""
    found = ctx.session.scalar(
        select(Activity)
        .join(ActivityLink, ActivityLink.activity_id == Activity.id)
        .where(ActivityLink.record_id == record_id, doings.is_to_come(ctx.now), visible(ctx, ("task", "event")))
        .order_by(*doings.IN_TURN)
        .limit(1)
    )
    return found if isinstance(found, Task | Event) else None


def last_touch(ctx: Context, record_id: int) -> Note | Event | None:
    """Return the latest note, call, mail, meeting or visit on a record, or the event that took place behind it."""
    at = func.coalesce(Activity.happened_at, Activity.starts_at)
    found = ctx.session.scalar(
        select(Activity)
        .join(ActivityLink, ActivityLink.activity_id == Activity.id)
        .where(ActivityLink.record_id == record_id, or_(Activity.kind == "note", doings.took_place(ctx.now)))
        .where(visible(ctx, ("note", "event")))
        .order_by(at.desc(), Activity.id.desc())
        .limit(1)
    )
    return found if isinstance(found, Note | Event) else None
