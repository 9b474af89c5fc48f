"""Who acts, when, and from where: made once per unit of work."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from crmbot.core.errors import NotAllowed
from crmbot.language.when.values import Conventions, When, conventions_for


class Level(StrEnum):
    """How far a right reaches."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    ALL = "all"


ADMINISTRATION = frozenset({"record", "role", "settings", "team", "user"})
"""What is no kind of record: `*.edit` is about records, and gives nobody the settings."""


def reach(rights: Mapping[str, Level], permission: str) -> Level | None:
    """Return what rights say of one: the right itself, else its verb for any kind of record, else everything."""
    kind, _, verb = permission.rpartition(".")
    for key in (permission, "*" if kind in ADMINISTRATION else f"*.{verb}", "*"):
        if key in rights:
            return rights[key]
    return None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person of ours, with the rights in force for them, the teams they are in, and the tasks they follow.

    `locale` is how they write figures, `languages` what they write in, the likeliest first.
    """

    id: int
    name: str
    zone: str
    locale: str = "en"
    languages: tuple[str, ...] = ()
    roles: frozenset[str] = frozenset()
    rights: dict[str, Level] = field(default_factory=dict)
    teams: frozenset[int] = frozenset()
    follows: frozenset[int] = frozenset()

    def level(self, permission: str) -> Level:
        """Return how far a right reaches for them; those of everything and of any kind are part of it."""
        return reach(self.rights, permission) or Level.NONE

    def can(self, permission: str) -> bool:
        """Tell whether they have a right at all."""
        return self.level(permission) is not Level.NONE

    def require(self, permission: str, subject: str = "") -> None:
        """Raise `NotAllowed` unless they have the right."""
        if not self.can(permission):
            raise NotAllowed(permission, subject, role=" and ".join(sorted(self.roles)))


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a unit of work came from: the address as its one string, the surface, the message.

    `chat_name` is what a group is called, where the platform says so; `has_outsiders` that people of other
    organisations read along there; `topic` is the room within the group, where it has such.
    """

    address: str = ""
    private: bool = True
    via: str = "system"
    message: str | None = None
    reply_to: str | None = None
    chat_name: str = ""
    has_outsiders: bool = False
    topic: str = ""

    @property
    def workspace(self) -> str:
        """The workspace that the address is in: ids of people and chats mean something only there."""
        return unquote(f"{self.address}:".split(":")[1])


@dataclass(frozen=True, slots=True)
class Organisation:
    """The organisation's own habits: `week_start` is 0 for Monday.

    `join_link` is an address that takes a linking code behind it, `install_link` one that takes the secret of a link
    to install by, `feed_link` one that takes the secret of a calendar and `.ics`; empty where there is none.
    """

    name: str = ""
    currency: str = "EUR"
    zone: str = "UTC"
    region: str = "GB"
    week_start: int = 0
    locale: str = "en"
    languages: tuple[str, ...] = ()
    join_link: str = ""
    install_link: str = ""
    feed_link: str = ""


@dataclass(slots=True)
class Context:
    """What a core function works with: the session, the actor, the instant, the origin."""

    session: Session
    actor: Actor
    now: datetime
    origin: Origin = field(default_factory=Origin)
    org: Organisation = field(default_factory=Organisation)

    @property
    def zone(self) -> ZoneInfo:
        """The actor's zone."""
        return ZoneInfo(self.actor.zone)

    @property
    def conventions(self) -> Conventions:
        """How the actor means what they leave unsaid of a time."""
        return conventions_for(self.actor.zone, week_start=self.org.week_start, languages=self.languages)

    @property
    def languages(self) -> tuple[str, ...]:
        """What is understood here: the actor's languages before the organisation's, and English always."""
        return tuple(dict.fromkeys((*self.actor.languages, *self.org.languages, "en")))

    @property
    def today(self) -> date:
        """The date it is for the actor."""
        return self.now.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        """Return the instant a day begins for the actor."""
        return When(day, None, self.actor.zone).instant_or(time())
