"""A firm of two teams in which everybody has one record of each kind, each with words that stand nowhere else."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import (
    companies,
    contacts,
    deals,
    documents,
    events,
    history,
    leads,
    notes,
    parties,
    people,
    reminders,
    setup,
    tags,
    tasks,
)
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.deals import DealDraft
from crmbot.core.documents import Attached, Filing
from crmbot.core.events import EventDraft
from crmbot.core.leads import LeadDraft
from crmbot.core.notes import NoteDraft
from crmbot.core.people import ChatUser
from crmbot.core.tasks import TaskDraft
from crmbot.language.money import Money
from crmbot.language.when import When
from crmbot.store.engine import open_database
from crmbot.store.models.activity import Activity, Visibility
from crmbot.store.models.people import Team, TeamMember, User
from crmbot.store.models.record import Record
from crmbot.store.uow import unit_of_work

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
ZONE = "Europe/London"
ORG = Organisation(zone=ZONE)

KINDS = ("company", "contact", "lead", "deal", "task", "note", "document", "event")
ROLES = {"ana": "owner", "mia": "manager", "ben": "rep", "rita": "read-only", "eva": "rep", "sam": "rep", "sue": "rep"}
"""Everybody by their first name; Sam is in the team of the South, all others in that of the North."""

SUSPENDED, STRANGER = "sue", "zoe"
"""Sue had access once, Zoe never."""

ACTORS = ("ana", "mia", "ben", "rita", SUSPENDED, STRANGER)
COLLEAGUE, FOREIGNER = "eva", "sam"
UNOWNED = "nobody"
"""Who has what nobody has: records without an owner and without a team, made by the owner of the organisation."""

HOLDERS = (*ROLES, UNOWNED)
RELATIONS = ("own", "team", "foreign", "nobody's")


@dataclass(frozen=True, slots=True)
class Held:
    """A record, and two words that are in nothing else: one it is called by, one that is only read on its card."""

    id: int
    code: str
    kind: str
    holder: str
    name: str
    secret: str


@dataclass(slots=True)
class Firm:
    """Who has which record: by holder and kind; `private` are the appointments nobody else is to know of."""

    held: dict[tuple[str, str], Held] = field(default_factory=dict)
    private: dict[str, Held] = field(default_factory=dict)

    def every(self) -> Iterator[Held]:
        """Yield every record there is."""
        yield from self.held.values()
        yield from self.private.values()


def holder_of(actor: str, relation: str) -> str:
    """Return whose record stands in this relation to somebody."""
    return {"own": actor, "team": COLLEAGUE, "foreign": FOREIGNER, "nobody's": UNOWNED}[relation]


def furnish(url: str) -> None:
    """Put people, teams and records into a migrated, empty database."""
    database = open_database(url)
    with unit_of_work(database) as session:
        setup.prepare(session, NOW)
        setup.first_owner(session, name="Ana Arp", email="ana@firm.example", zone=ZONE, now=NOW)
        for name, role in ROLES.items():
            user = session.scalar(select(User).where(User.email == f"{name}@firm.example"))
            user = user or people.add(
                session, name=f"{name.title()} {name[0].upper()}rp", email=f"{name}@firm.example", role=role, zone=ZONE
            )
            user.timezone_confirmed = True
            people.attach(session, user, ChatUser("p", "w", name))
        _found_south(session)
    with unit_of_work(database) as session:
        for name in HOLDERS:
            _give_records(session, name)
    with unit_of_work(database) as session:
        history.begin_system(session, "suspend", NOW)
        session.scalars(select(User).where(User.email == f"{SUSPENDED}@firm.example")).one().is_active = False
    database.close()


def _found_south(session: Session) -> None:
    sam = session.scalars(select(User.id).where(User.email == f"{FOREIGNER}@firm.example")).one()
    south = Team(name="South")
    for row in session.scalars(select(TeamMember).where(TeamMember.user_id == sam)):
        session.delete(row)
    session.add(south)
    session.flush()
    session.add(TeamMember(team_id=south.id, user_id=sam, is_lead=True))
    session.flush()


@contextmanager
def acting(session: Session, name: str) -> Iterator[Context]:
    """Give a context of somebody, as they are now."""
    user_id = session.scalars(select(User.id).where(User.email == f"{name}@firm.example")).one()
    ctx = Context(session, people.actor(session, user_id), NOW, Origin(f"p:w:{name}", via="p"), ORG)
    history.begin(ctx, "furnish")
    yield ctx


def _give_records(session: Session, holder: str) -> None:
    """Make one record of each kind for somebody; those who make none of their own get them from the owner."""
    maker = holder if ROLES.get(holder, "read-only") != "read-only" else "ana"
    with acting(session, maker) as ctx:
        made = [*_made(ctx, holder), _private(ctx, holder)]
        if maker != holder:
            user = session.scalar(select(User).where(User.email == f"{holder}@firm.example"))
            for record in made:
                record.owner_id = user.id if user is not None else None
                record.team_id = min(people.actor(session, user.id).teams) if user is not None else None
            # As any change of an owner does: a reminder left over would be put right by whoever comes first.
            reminders.sync(ctx, *(record for record in made if isinstance(record, Activity)))
        session.flush()


def words_of(holder: str, kind: str) -> tuple[str, str]:
    """Return what somebody's record of a kind is called, and what only its readers read."""
    return f"Nom{holder}{kind}x".capitalize(), f"Hush{holder}{kind}q".capitalize()


def _made(ctx: Context, holder: str) -> list[Record]:
    name, hush = ({kind: words_of(holder, kind)[which] for kind in KINDS} for which in (0, 1))
    company = companies.create(ctx, CompanyDraft(name["company"], parties.Reach(city=hush["company"])))
    contact = contacts.create(
        ctx, ContactDraft(name["contact"], reach=parties.Reach(city=hush["contact"]), company=company)
    )
    lead = leads.create(ctx, LeadDraft(last_name=name["lead"], description=hush["lead"]))
    deal = deals.create(ctx, DealDraft(name["deal"], company, amount=Money(700_00, "EUR"), contact_id=contact.id))
    deal.next_step = hush["deal"]
    task = tasks.create(ctx, TaskDraft(name["task"], about=[company], details=hush["task"]))
    note = notes.log(ctx, NoteDraft(f"{name['note']} {hush['note']}", [company]))
    file = Attached("ref", f"{name['document']}.pdf", "application/pdf", 12, "file")
    (document,) = documents.keep(ctx, [file], Filing(company, description=hush["document"]))
    event = events.create(ctx, EventDraft(name["event"], _when(11), about=[company], description=hush["event"]))
    tags.apply(ctx, deal, [f"tag{holder}"])
    return [company, contact, lead, deal, task, note, document, event]


def _private(ctx: Context, holder: str) -> Record:
    name, hush = words_of(holder, "private")
    draft = EventDraft(name, _when(15), description=hush, visibility=Visibility.PRIVATE)
    return events.create(ctx, draft)


def _when(hour: int) -> When:
    return When(date(2026, 11, 20), time(hour), ZONE)


def read(session: Session) -> Firm:
    """Find the records again by their words."""
    firm = Firm()
    # lint: unscoped everything there is
    records = session.scalars(select(Record).order_by(Record.id)).all()
    for holder in HOLDERS:
        for kind in (*KINDS, "private"):
            name, secret = words_of(holder, kind)
            found = next(record for record in records if name.lower() in record.title.lower())
            held = Held(found.id, "", found.kind, holder, name, secret)
            if kind == "private":
                firm.private[holder] = held
            else:
                firm.held[holder, kind] = held
    return firm
