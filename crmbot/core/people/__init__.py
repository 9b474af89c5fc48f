"""Users, their chat identities, roles and teams."""

from collections.abc import Sequence
from zoneinfo import available_timezones

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from crmbot.core import permissions
from crmbot.core.choices import Listed, lists
from crmbot.core.context import Context, Level
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.people.actors import (
    ASLEEP,
    IS_THEIRS,
    USER_OF_IDENTITY,
    ChatUser,
    actor,
    identity,
    known,
    parts_of,
    put_together,
    speaking,
)
from crmbot.core.people.found import FORGOTTEN, by_name, colleagues, head_length, inactive, inactive_by_name
from crmbot.language import languages
from crmbot.language.fold import fold
from crmbot.language.phones import email_key
from crmbot.store.models.people import ChatIdentity, Role, RoleGrant, Team, TeamMember, User, UserRole
from crmbot.store.tracking import written

__all__ = [
    "ASLEEP",
    "FORGOTTEN",
    "IS_THEIRS",
    "USER_OF_IDENTITY",
    "ChatUser",
    "actor",
    "by_name",
    "colleagues",
    "head_length",
    "identity",
    "inactive",
    "inactive_by_name",
    "known",
    "parts_of",
    "put_together",
    "speaking",
]

_LEADING = (permissions.OWNER, permissions.MANAGER)
"""The roles that lead the organisation's first team."""

IN_ORDER = (ChatIdentity.place.is_(None), ChatIdentity.place, ChatIdentity.id.desc())
"""The order in which somebody's chats are tried."""


def rights_of_role(session: Session, name: str) -> dict[str, Level]:
    """Return what a role gives: the defaults of its name, and what the organisation made of them.

    Raises `InvalidInput` for no such role.
    """
    role = named_role(session, name)
    changed = session.scalars(select(RoleGrant).where(RoleGrant.role_id == role.id))
    return permissions.DEFAULT_GRANTS.get(role.name, {}) | {row.permission: Level(row.level) for row in changed}


def named_role(session: Session, name: str) -> Role:
    """Return a role by its name. Raises `InvalidInput` with those there are."""
    known = session.scalars(select(Role).order_by(Role.id)).all()
    for role in known:
        if fold(role.name) == fold(name):
            return role
    raise InvalidInput("role", name, "no such role", tuple(role.name for role in known))


def ensure_owner(session: Session, *, name: str, email: str, zone: str) -> tuple[User, bool]:
    """Return the first owner, making them, the four roles and one team on an empty database; True when made."""
    owner = session.scalar(
        select(User)
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(Role.name == permissions.OWNER, User.is_active)
        .order_by(User.id)
        .limit(1)
    )
    if owner is not None:
        return owner, False
    for role in permissions.DEFAULT_GRANTS:
        session.add(Role(name=role))
    session.add(Team(name="Everyone"))
    session.flush()
    return add(session, name=name, email=email, role=permissions.OWNER, zone=zone), True


def add(session: Session, *, name: str, email: str, role: str, zone: str) -> User:
    """Make a user with one role, in the organisation's first team.

    Raises `InvalidInput`, or `Conflict` for an e-mail address somebody has.
    """
    key = email_key(email)
    if key is None:
        raise InvalidInput("email", email, "not an e-mail address")
    taken = session.scalar(select(User).where(User.email == key))
    if taken is not None:
        raise Conflict(taken.name, "already has this e-mail address")
    user = User(name=name.strip() or key.partition("@")[0].title(), email=key, timezone=zone, locale="en")
    session.add(user)
    session.flush()
    enrol(session, user, role)
    return user


def enrol(session: Session, user: User, role: str) -> None:
    """Give somebody a role, and a place in the organisation's first team. Raises `InvalidInput` for no such role."""
    found = named_role(session, role)
    session.merge(UserRole(user_id=user.id, role_id=found.id))
    team_id = session.scalar(select(Team.id).order_by(Team.id).limit(1))
    if team_id is not None:
        session.merge(TeamMember(team_id=team_id, user_id=user.id, is_lead=found.name in _LEADING))
    session.flush()


def propose(session: Session, who: ChatUser) -> User | None:
    """Return the unambiguous user whose e-mail is the verified one of a chat identity, to be confirmed by them."""
    key = email_key(who.email) if who.email else None
    return session.scalar(select(User).where(User.email == key, User.is_active)) if key else None


def link_of(session: Session, who: ChatUser) -> ChatIdentity | None:
    """Return the link of a chat identity, asleep or not; None when nobody is linked to it."""
    return session.scalar(select(ChatIdentity).where(IS_THEIRS), identity(who))


def attach(session: Session, user: User, who: ChatUser) -> None:
    """Link a chat identity to a user; the zone and the language the platform knows are taken where they chose none."""
    row = link_of(session, who)
    if row is None:
        row = ChatIdentity(platform=who.platform, workspace_ext=who.workspace, user_ext=who.user)
        session.add(row)
    row.user_id, row.confirm_by = user.id, None
    row.name, row.zone = who.name or row.name, who.zone or row.zone
    if who.zone is not None and not user.timezone_confirmed and who.zone in available_timezones():
        user.timezone = who.zone
        user.timezone_confirmed = True
    if who.locale is not None and user.locale == languages.ENGLISH:
        user.locale = ",".join(languages.codes(who.locale)) or user.locale
    session.flush()


def note_direct(session: Session, who: ChatUser, chat: str) -> None:
    """Note the chat somebody has with us alone; that is bookkeeping, and no part of any history."""
    table = ChatIdentity.metadata.tables[ChatIdentity.__tablename__]
    theirs = (table.c.platform == who.platform, table.c.workspace_ext == who.workspace, table.c.user_ext == who.user)
    other = or_(table.c.dm_ext.is_(None), table.c.dm_ext != chat)
    written(session).execute(update(table).where(*theirs, other).values(dm_ext=chat))


def names(session: Session, platform: str, workspace: str, user_ids: Sequence[int]) -> dict[int, str]:
    """Return the platform's own ids of users who are linked there."""
    if not user_ids:
        return {}
    rows = session.execute(
        select(ChatIdentity.user_id, ChatIdentity.user_ext).where(
            ChatIdentity.platform == platform,
            ChatIdentity.workspace_ext == workspace,
            ChatIdentity.user_id.in_(user_ids),
        )
    )
    return {row.user_id: row.user_ext for row in rows}


def identities(session: Session, user_id: int) -> list[ChatIdentity]:
    """Return the chat identities of a user in their order: those they chose, then the last linked first."""
    return list(session.scalars(select(ChatIdentity).where(ChatIdentity.user_id == user_id).order_by(*IN_ORDER)))


@lists("roles")
def _role_list(ctx: Context) -> Sequence[Listed]:
    return [Listed(name, name) for name in ctx.session.scalars(select(Role.name).order_by(Role.id))]
