"""The organisation that conversations take place in: four people, and a small sample of records."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core import history, people, setup
from crmbot.core.clock import StandingClock
from crmbot.core.context import Context, Organisation
from crmbot.core.people import ChatUser
from crmbot.settings import Settings
from crmbot.store.engine import Database, open_database
from crmbot.store.models.people import User
from crmbot.store.uow import unit_of_work

PUBLIC_URL = "https://crm.x.example"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody of ours."""

    email: str
    name: str
    role: str

    @property
    def handle(self) -> str:
        """What they are called on platforms."""
        return self.email.partition("@")[0]


ANA = Colleague("ana@x.example", "Ana Ruiz", "owner")
COLLEAGUES = (
    ANA,
    Colleague("ben@x.example", "Ben Toth", "rep"),
    Colleague("eva@x.example", "Eva Blum", "manager"),
    Colleague("ron@x.example", "Ron Katz", "read-only"),
)


@dataclass(frozen=True, slots=True)
class Fixture:
    """What there is when a conversation begins."""

    now: datetime
    zone: str = "Europe/London"
    sample: bool = True
    people: tuple[Colleague, ...] = COLLEAGUES
    unlinked: frozenset[str] = frozenset()
    suspended: frozenset[str] = frozenset()


@dataclass(slots=True)
class House:
    """One organisation in one database, and the clock on its wall."""

    url: str
    fixture: Fixture
    files: str | None = None
    clock: StandingClock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = StandingClock(self.fixture.now)

    @property
    def owner(self) -> Colleague:
        """Who speaks first."""
        return self.fixture.people[0]

    def settings(self, **more: object) -> Settings:
        """Return the settings of a process on this database."""
        place = {"database_url": self.url, "files": self.files, "public_url": PUBLIC_URL}
        given = {**place, "timezone": self.fixture.zone, **more}
        return Settings.model_validate(given)

    def link(self, database: Database, platform: str, workspace: str, ids: Mapping[str, str]) -> None:
        """Link the people of the organisation to a platform, by the ids they have there."""
        with unit_of_work(database) as session:
            history.begin_system(session, "link", self.clock.now())
            for email, user_id in ids.items():
                if email not in self.fixture.unlinked:
                    who = ChatUser(platform, workspace, user_id, email=email)
                    user = people.propose(session, who)
                    if user is not None:
                        people.attach(session, user, who)
            for user in session.scalars(select(User).where(User.email.in_(self.fixture.suspended))):
                user.is_active = False


def furnish(url: str, fixture: Fixture) -> None:
    """Put the people and the sample into a migrated, empty database."""
    database = open_database(url)
    try:
        with unit_of_work(database) as session:
            setup.prepare(session, fixture.now)
            if fixture.people:
                owner = _hire(session, fixture)
                if fixture.sample:
                    _load(session, owner.id, fixture)
    finally:
        database.close()


def _hire(session: Session, fixture: Fixture) -> User:
    first, *others = fixture.people
    owner, _ = setup.first_owner(session, name=first.name, email=first.email, zone=fixture.zone, now=fixture.now)
    owner.timezone_confirmed = True
    for each in others:
        user = people.add(session, name=each.name, email=each.email, role=each.role, zone=fixture.zone)
        user.timezone_confirmed = True
    return owner


def _load(session: Session, owner: int, fixture: Fixture) -> None:
    ctx = Context(session, people.actor(session, owner), fixture.now, org=Organisation(zone=fixture.zone))
    history.begin(ctx, "sample")
    setup.load_sample(ctx)


def emails(fixture: Fixture) -> Iterator[str]:
    """Yield the addresses of everybody who is linked when the conversation begins."""
    return (each.email for each in fixture.people if each.email not in fixture.unlinked)
