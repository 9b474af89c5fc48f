"""What companies and contacts have in common: keys, near duplicates, what hangs on them."""

from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz.distance import OSA
from sqlalchemy import ColumnElement, func, or_, select

from crmbot.core import lookup, records
from crmbot.core.context import Context
from crmbot.core.errors import Duplicate, Found, InvalidInput
from crmbot.core.permissions import visible
from crmbot.language.fold import name_key
from crmbot.language.phones import email_key, phone_key
from crmbot.store.models.activity import ActivityLink, Note, Task
from crmbot.store.models.deal import Deal
from crmbot.store.models.party import Contact, Party
from crmbot.store.models.pipeline import Stage, StageCategory
from crmbot.store.models.record import Record

SLIP_LENGTH = 4
"""Letters a company's name needs before one slip in it may be a typo."""


@dataclass(frozen=True, slots=True)
class Reach:
    """Ways to reach somebody, as typed; None leaves a way out, an empty text clears it."""

    phone: str | None = None
    mobile: str | None = None
    email: str | None = None
    website: str | None = None
    city: str | None = None


def reach_columns(ctx: Context, reach: Reach) -> dict[str, object]:
    """Return the columns for what was given, with the keys they are found by. Raises `InvalidInput`."""
    columns: dict[str, object] = {}
    for name in ("phone", "mobile"):
        given = getattr(reach, name)
        if given is not None:
            columns[name], columns[f"{name}_key"] = given or None, _phone(ctx, name, given)
    if reach.email is not None:
        columns["email"], columns["email_key"] = reach.email or None, _email(reach.email)
    if reach.website is not None:
        columns["website"] = reach.website or None
    if reach.city is not None:
        columns["city"] = reach.city or None
    return columns


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


def refuse_duplicates(ctx: Context, kind: str, name: str, columns: dict[str, object]) -> None:
    """Raise `Duplicate` when somebody the actor may see has the same name, phone or e-mail."""
    same = [Party.name_key == name_key(name)]
    phones = [columns[key] for key in ("phone_key", "mobile_key") if columns.get(key)]
    if phones:
        same += [Party.phone_key.in_(phones), Party.mobile_key.in_(phones)]
    if columns.get("email_key"):
        same.append(Party.email_key == columns["email_key"])
    near = ctx.session.scalars(
        select(Party).where(or_(*same), Record.kind == kind, visible(ctx, [kind])).limit(5)
    ).all()
    found = tuple(as_found(party) for party in near)
    if not found and kind == "company":
        found = _one_slip_away(ctx, name)
    if found:
        raise Duplicate(name, kind, found)


def _one_slip_away(ctx: Context, name: str) -> tuple[Found, ...]:
    """Return companies whose name is the given one but for a slip: Akme, Acme. People are too often namesakes."""
    key = name_key(name)
    if len(key) < SLIP_LENGTH:
        return ()
    hits = lookup.search(ctx, name, kinds=("company",)).hits
    return lookup.found(ctx, [hit for hit in hits if OSA.distance(key, name_key(hit.title), score_cutoff=1) <= 1])


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
    """Which companies or contacts to list: of an owner, of a role, of a company; one page of them."""

    kind: str
    owner_id: int | None = None
    role: str = ""
    company_id: int | None = None
    limit: int = 10
    offset: int = 0


def listed(ctx: Context, query: PartyQuery) -> tuple[Sequence[Party], int]:
    """Return a page of companies or contacts by name, and how many there are. `role` is one of a company's."""
    where: list[ColumnElement[bool]] = [visible(ctx, [query.kind])]
    if query.owner_id is not None:
        where.append(Record.owner_id == query.owner_id)
    if query.role:
        where.append(getattr(Party, f"is_{query.role}"))
    if query.company_id is not None:
        where.append(Party.company_id == query.company_id)
    total = ctx.session.scalar(select(func.count()).select_from(Party).where(*where)) or 0
    page = ctx.session.scalars(
        select(Party).where(*where).order_by(Party.name_key, Party.id).limit(query.limit).offset(query.offset)
    )
    return page.all(), total


def people(ctx: Context, company_id: int) -> Sequence[Contact]:
    """Return the contacts of a company the actor may see, by name."""
    return ctx.session.scalars(
        select(Contact).where(Contact.company_id == company_id, visible(ctx, ["contact"])).order_by(Contact.title)
    ).all()


def open_deals(ctx: Context, party_id: int) -> Sequence[tuple[Deal, Stage]]:
    """Return the open deals of a company or contact with their stages, the next to close first."""
    rows = ctx.session.execute(
        select(Deal, Stage)
        .join(Stage, Stage.id == Deal.stage_id)
        .where(
            or_(Deal.party_id == party_id, Deal.contact_id == party_id),
            Stage.category == StageCategory.OPEN,
            visible(ctx, ["deal"]),
        )
        .order_by(Deal.expected_close.is_(None), Deal.expected_close, Deal.id)
    )
    return [(row.Deal, row.Stage) for row in rows]


def next_task(ctx: Context, record_id: int) -> Task | None:
    """Return the open task on a record that is due first: its next step."""
    return ctx.session.scalar(
        select(Task)
        .join(ActivityLink, ActivityLink.activity_id == Task.id)
        .where(ActivityLink.record_id == record_id, Task.status.in_(Task.OPEN), visible(ctx, ["task"]))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.due_at, Task.id)
        .limit(1)
    )


def last_touch(ctx: Context, record_id: int) -> Note | None:
    """Return the latest note, call, mail, meeting or visit on a record."""
    return ctx.session.scalar(
        select(Note)
        .join(ActivityLink, ActivityLink.activity_id == Note.id)
        .where(ActivityLink.record_id == record_id, visible(ctx, ["note"]))
        .order_by(Note.happened_at.desc(), Note.id.desc())
        .limit(1)
    )
