"""Our own people: users, their chat identities, teams, roles and rights."""

from datetime import datetime, time
from enum import StrEnum

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from crmbot.store.base import Base
from crmbot.store.types import choice


class GrantLevel(StrEnum):
    """How far a granted right reaches."""

    NONE = "none"
    OWN = "own"
    TEAM = "team"
    ALL = "all"


class RemindedIn(StrEnum):
    """Where a person hears of what was made in a channel: there, by direct message, or both."""

    CHANNEL = "channel"
    DIRECT = "direct"
    BOTH = "both"


class User(Base):
    """A person of the organisation. `email` is in the form that is compared.

    `locale` is what they write in, `de,fr`: the first one's figures are theirs.

    `remind_tasks` and `remind_events` are the minutes before that they are reminded by, `snoozes` the times a
    reminder of theirs can be put off to; the usual ones where these are empty. `second_after` is how many minutes
    after a reminder that nobody acted on it comes in their next chat, too. Until `muted_until` all of them are held.
    """

    __tablename__ = "user"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    timezone: Mapped[str]
    timezone_confirmed: Mapped[bool] = mapped_column(default=False)
    locale: Mapped[str] = mapped_column(default="en")
    colour: Mapped[str | None]
    is_active: Mapped[bool] = mapped_column(default=True)
    quiet_from: Mapped[time | None]
    quiet_to: Mapped[time | None]
    # Days of the week as ISO numbers, Monday first.
    work_days: Mapped[str] = mapped_column(default="12345")
    remind_tasks: Mapped[str | None]
    remind_events: Mapped[str | None]
    snoozes: Mapped[str | None]
    reminded_in: Mapped[RemindedIn | None] = mapped_column(choice(RemindedIn))
    second_after: Mapped[int | None]
    muted_until: Mapped[datetime | None]


class ChatIdentity(Base):
    """Who a user is on one platform, in one workspace; ids are the platform's, kept as text.

    `name` is what they are called there, `zone` where the platform last said that they are. `place` says in which order
    their chats are tried, the smallest first; those without one come behind, the last linked first. By `confirm_by`
    somebody is to write from there, or the link sleeps.
    """

    __tablename__ = "chat_identity"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    platform: Mapped[str]
    workspace_ext: Mapped[str]
    user_ext: Mapped[str]
    dm_ext: Mapped[str | None]
    name: Mapped[str | None]
    zone: Mapped[str | None]
    place: Mapped[int | None]
    confirm_by: Mapped[datetime | None]

    __table_args__ = (UniqueConstraint("platform", "workspace_ext", "user_ext"),)


class LinkCode(Base):
    """A one-use code that links a chat identity to a user; only its first letters and its salted hash are kept.

    `tries` are the wrong codes that began as this one does.
    """

    __tablename__ = "link_code"

    id: Mapped[int] = mapped_column(primary_key=True)
    mark: Mapped[str] = mapped_column(index=True)
    hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class LinkTry(Base):
    """How many wrong codes were brought, and when the last one; `who` is the sign of a chat identity, or a group."""

    __tablename__ = "link_try"

    who: Mapped[str] = mapped_column(primary_key=True)
    tries: Mapped[int]
    last_at: Mapped[datetime]


class Team(Base):
    """People who share records."""

    __tablename__ = "team"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class TeamMember(Base):
    """A user in a team."""

    __tablename__ = "team_member"
    __tracked__ = True

    team_id: Mapped[int] = mapped_column(ForeignKey("team.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True, index=True)
    is_lead: Mapped[bool] = mapped_column(default=False)


class Role(Base):
    """A named bundle of rights."""

    __tablename__ = "role"
    __tracked__ = True

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(unique=True)


class RoleGrant(Base):
    """A right of a role that differs from what its name gives by default."""

    __tablename__ = "role_grant"
    __tracked__ = True

    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), primary_key=True)
    permission: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[GrantLevel] = mapped_column(choice(GrantLevel))


class UserRole(Base):
    """A role of a user."""

    __tablename__ = "user_role"
    __tracked__ = True

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    role_id: Mapped[int] = mapped_column(ForeignKey("role.id"), primary_key=True, index=True)


class UserGrant(Base):
    """A right given to one user; it beats every role."""

    __tablename__ = "user_grant"
    __tracked__ = True

    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    permission: Mapped[str] = mapped_column(primary_key=True)
    level: Mapped[GrantLevel] = mapped_column(choice(GrantLevel))
