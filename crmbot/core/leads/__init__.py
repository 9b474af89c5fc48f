"""Leads: people and companies that may become customers, and what is known of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time

from crmbot.core import history, outbox, ownership, parties, permissions, records, subjects
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.leads import grades
from crmbot.core.leads import twins as lead_twins
from crmbot.core.outbox import Target
from crmbot.core.parties import Reach
from crmbot.language import money
from crmbot.language.fold import name_key
from crmbot.language.money import Money
from crmbot.language.when import When
from crmbot.store.models.lead import Grade, Lead, LeadStatus
from crmbot.store.models.party import Party
from crmbot.store.models.people import User
from crmbot.store.models.pipeline import Source
from crmbot.store.models.record import Record

subjects.declare("lead", rank=3)  # what it has become is closer to the matter

_NAMES = ("first_name", "last_name", "company_name")
_PLAIN = (
    *("civility", "job_title", "department", "office", "fax", "street", "region", "postcode", "country", "language"),
    *("industry", "source_note", "referred_by", "status_note", "description", "message_author", "message_link"),
)
GIVEN, PARKED = "lead.given", "lead.parked"
DAY_STARTS = time(9)
"""When the owner is reminded of a lead that was set aside until a day."""

LONGEST_NAME = 200
"""Characters of a first, a last or a company's name."""

CLEARABLE = ("source_id", "referred_by_party_id", "contact_on", "budget_minor")
"""The columns of a lead, besides texts, that may be emptied."""


@dataclass(frozen=True, slots=True)
class LeadDraft:
    """What a lead is made from: a last name or a company is all it needs; or what is to change of one.

    None leaves a thing as it is, an empty text empties it. Without an owner it is the actor's, unless `unowned`.
    """

    first_name: str | None = None
    last_name: str | None = None
    company_name: str | None = None
    civility: str | None = None
    job_title: str | None = None
    department: str | None = None
    office: str | None = None
    reach: Reach = Reach()
    fax: str | None = None
    street: str | None = None
    region: str | None = None
    postcode: str | None = None
    country: str | None = None
    language: str | None = None
    industry: str | None = None
    source: Source | None = None
    source_note: str | None = None
    referred_by: str | None = None
    referrer: Party | None = None
    grade: Grade | None = None
    no_calls: bool | None = None
    no_emails: bool | None = None
    contact_on: date | None = None
    budget: Money | None = None
    status_note: str | None = None
    description: str | None = None
    message_author: str | None = None
    message_link: str | None = None
    owner_id: int | None = None
    team_id: int | None = None
    unowned: bool = False


def create(ctx: Context, draft: LeadDraft, *, anyway: bool = False) -> Lead:
    """Make a lead: a suspect to be contacted today, assigned if somebody owns it, new if nobody does (R-21).

    Raises `NotAllowed`, `InvalidInput`, and `Duplicate` unless it is wanted `anyway`.
    """
    lead = Lead(grade=Grade.SUSPECT, contact_on=ctx.today)
    for name, value in (_owner(ctx, draft) | _values(ctx, lead, draft)).items():
        setattr(lead, name, value)
    lead.status = LeadStatus.ASSIGNED if lead.owner_id is not None else LeadStatus.NEW
    if not anyway:
        lead_twins.refuse(ctx, lead)
    records.add(ctx, lead, texts(lead))
    tell_given(ctx, lead)
    remind(ctx, lead)
    return lead


def _owner(ctx: Context, draft: LeadDraft) -> dict[str, object]:
    own = {} if draft.unowned else {"owner_id": ctx.actor.id} | parties.owner_columns(ctx, draft.owner_id)
    return own | ({"team_id": draft.team_id} if draft.team_id is not None else {})


def change(ctx: Context, lead: Lead, wanted: LeadDraft, *, cleared: tuple[str, ...] = ()) -> None:
    """Change what is given of an open lead; `cleared` names columns of `CLEARABLE` to empty.

    Whose it is and how far it is change by the steps of `lead_steps` only.
    Raises `NotAllowed`, `Conflict` for a converted or lost one, `InvalidInput`.
    """
    permissions.require(ctx, lead, "edit")
    require_open(ctx, lead)
    grades.check(ctx, lead, wanted.grade)
    values: dict[str, object] = dict.fromkeys(name for name in CLEARABLE if name in cleared)
    records.change(ctx, lead, values | _values(ctx, lead, wanted))
    remind(ctx, lead)
    records.reindex(ctx, lead, texts(lead))


def _values(ctx: Context, lead: Lead, wanted: LeadDraft) -> dict[str, object]:
    """Return the columns a draft sets."""
    values: dict[str, object] = dict(parties.reach_columns(ctx, wanted.reach))
    values |= {name: text.strip() or None for name in _PLAIN if (text := getattr(wanted, name)) is not None}
    others = {name: getattr(wanted, name) for name in ("grade", "no_calls", "no_emails", "contact_on")}
    values |= {name: value for name, value in others.items() if value is not None}
    if wanted.source is not None:
        values["source_id"] = wanted.source.id
    if wanted.referred_by is not None:
        values["referred_by_party_id"] = None
    if wanted.referrer is not None:
        values |= {"referred_by_party_id": wanted.referrer.id, "referred_by": wanted.referrer.title}
    if wanted.budget is not None:
        if wanted.budget.minor < 0:
            raise InvalidInput("budget", money.show(wanted.budget), "an amount is not below zero")
        values |= {"budget_minor": wanted.budget.minor, "currency": wanted.budget.currency}
    return values | _name_columns(lead, wanted)


def _name_columns(lead: Lead, wanted: LeadDraft) -> dict[str, object]:
    """Return the names and what is made of them. Raises `InvalidInput` for too long a name, or none at all."""
    given = {name: " ".join(text.split()) for name in _NAMES if (text := getattr(wanted, name)) is not None}
    names = {name: given.get(name, getattr(lead, name)) or None for name in _NAMES}
    title = full_name(**names)
    if any(len(name or "") > LONGEST_NAME for name in names.values()):
        raise InvalidInput("name", title, f"a name has at most {LONGEST_NAME} characters; the rest belongs in note:")
    if not names["last_name"] and not names["company_name"]:
        raise InvalidInput("name", title, "a lead needs a last name or a company")
    return {**names, "title": title, "name_key": name_key(title)}


def full_name(*, first_name: str | None, last_name: str | None, company_name: str | None) -> str:
    """Return what a lead is called, `Umbrella, Paul Martin`; parts that are missing are left out."""
    person = " ".join(filter(None, (first_name, last_name)))
    return ", ".join(filter(None, (company_name, person)))


def person_name(lead: Lead) -> str:
    """Return the name of a lead's person; empty for a company alone."""
    return " ".join(filter(None, (lead.first_name, lead.last_name)))


def require_open(ctx: Context, lead: Lead) -> None:
    """Raise `Conflict` for a lead that is converted or lost: those are only read."""
    del ctx  # asked like that of every kind of record
    if lead.status is LeadStatus.CONVERTED:
        raise Conflict(lead.title, "is converted. Converted leads are read-only", record_id=lead.id)
    if lead.status is LeadStatus.LOST:
        raise Conflict(lead.title, "is lost. Lost leads are read-only until they are recycled", record_id=lead.id)


def tell_given(ctx: Context, lead: Lead) -> None:
    """Tell the owner of a lead that it is theirs now, unless that was their own doing."""
    if lead.owner_id is not None and lead.owner_id != ctx.actor.id:
        ownership.tell(ctx, lead, GIVEN, lead.owner_id)


def is_parked(ctx: Context, lead: Lead) -> bool:
    """Tell whether an open lead is set aside for a day to come."""
    return lead.is_open and lead.contact_on is not None and lead.contact_on > ctx.today


def remind(ctx: Context, lead: Lead) -> None:
    """Leave word for the owner of a lead that is set aside; it is told if the day is still that one when it comes."""
    owner = ctx.session.get(User, lead.owner_id) if lead.owner_id is not None and is_parked(ctx, lead) else None
    if owner is None or lead.contact_on is None:
        return
    outbox.tell(
        ctx.session,
        PARKED,
        Target(user_id=owner.id),
        at=When(lead.contact_on, DAY_STARTS, owner.timezone).instant_or(DAY_STARTS),
        record_id=lead.id,
        args={"day": lead.contact_on.isoformat()},
        dedupe_key=f"{PARKED}:{lead.id}:{lead.contact_on}:{owner.id}",
    )


def budget_of(lead: Lead) -> Money | None:
    """Return what a lead may spend."""
    if lead.budget_minor is None or lead.currency is None:
        return None
    return Money(lead.budget_minor, lead.currency)


def texts(lead: Lead) -> records.Texts:
    """Return what a lead is found by: company, person, mail, phone, place."""
    found: Mapping[str | None, int] = {
        lead.title: 5,
        lead.email: 2,
        lead.job_title: 1,
        lead.city: 1,
        lead.website: 1,
        lead.phone_key: 3,
        lead.mobile_key: 3,
    }
    return [(text, weight) for text, weight in found.items() if text]


@records.found_by("lead")
def _found_by(_ctx: Context, record: Record) -> records.Texts:
    assert isinstance(record, Lead)
    return texts(record)


@history.after_undo("lead")
def _undone(ctx: Context, record: Record) -> None:
    assert isinstance(record, Lead)
    records.reindex(ctx, record, texts(record))
    remind(ctx, record)
