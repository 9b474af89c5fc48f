"""Who speaks: a chat identity becomes a user of ours with their rights, in one statement."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Row,
    Select,
    String,
    bindparam,
    literal_column,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from crmbot.core import permissions
from crmbot.core.context import Actor, Level
from crmbot.core.errors import NotFound, Suspended
from crmbot.language import languages
from crmbot.store.models.people import ChatIdentity, Role, RoleGrant, TeamMember, User, UserGrant, UserRole
from crmbot.store.models.subscription import Follow


@dataclass(frozen=True, slots=True)
class ChatUser:
    """Somebody as a platform knows them; `email` only if the platform has verified it."""

    platform: str
    workspace: str
    user: str
    name: str = ""
    email: str | None = None
    zone: str | None = None
    locale: str | None = None


ASLEEP = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the day by which a link was to be confirmed that sleeps: it is nobody's until it is made anew."""

IS_THEIRS = (
    (ChatIdentity.platform == bindparam("platform"))
    & (ChatIdentity.workspace_ext == bindparam("workspace"))
    & (ChatIdentity.user_ext == bindparam("user"))
)
_AT = bindparam("awake_at", ASLEEP, type_=ChatIdentity.confirm_by.type)  # what comes in has been looked at before
_IS_AWAKE = or_(ChatIdentity.confirm_by.is_(None), ChatIdentity.confirm_by > _AT)
_KNOWN = select(ChatIdentity.user_id).where(IS_THEIRS, _IS_AWAKE)
USER_OF_IDENTITY = select(_KNOWN.cte("who").c.user_id).scalar_subquery()
"""The id of the user a chat identity belongs to, as a part of statements; nothing when nobody is linked to it."""


def known(session: Session, who: ChatUser) -> int | None:
    """Return the id of the user a chat identity belongs to; None when nobody is linked to it."""
    return session.connection().execute(_KNOWN, identity(who)).scalar()


def speaking(session: Session, who: ChatUser, at: datetime = ASLEEP) -> Actor | None:
    """Return the user a chat identity belongs to, with their rights in force; None when nobody is linked to it.

    Raises `Suspended`.

    Args: `at`: where it was not looked yet whether the link still holds, the instant it is to hold at.
    """
    return put_together(session.connection().execute(_OF_IDENTITY, {**identity(who), "awake_at": at}))


def actor(session: Session, user_id: int) -> Actor:
    """Return a user with their rights in force. Raises `Suspended`, or `NotFound` for no such user."""
    session.flush()  # a statement on the connection does not do so by itself
    found = put_together(session.connection().execute(_OF_USER, {"user_id": user_id}))
    if found is None:
        raise NotFound(str(user_id), ("user",))
    return found


def identity(who: ChatUser) -> dict[str, str]:
    """Return what a chat identity is found by, as the parameters of `USER_OF_IDENTITY`."""
    return {"platform": who.platform, "workspace": who.workspace, "user": who.user}


def parts_of(user_id: ColumnElement[int]) -> tuple[Select[*tuple[Any, ...]], ...]:
    """Return what selects all that makes somebody an actor, a row for each thing: put together, it is one statement."""
    no_level, rest = null().label("level"), (null().label("zone"), null().label("locale"), null().label("active"))
    person = (User.timezone.label("zone"), User.locale.label("locale"), User.is_active.label("active"))
    roles = select(_what("role"), Role.id, Role.name, no_level, *rest).join(UserRole, UserRole.role_id == Role.id)
    granted = select(_what("role right"), RoleGrant.role_id, RoleGrant.permission, RoleGrant.level, *rest)
    granted = granted.join(UserRole, UserRole.role_id == RoleGrant.role_id)
    own = select(_what("right"), UserGrant.user_id, UserGrant.permission, UserGrant.level, *rest)
    # Few follow any task; who does goes on seeing it whoever has it, and every query has to know.
    followed = select(_what("follow"), Follow.record_id, null().label("name"), no_level, *rest)
    teams = select(_what("team"), TeamMember.team_id, null().label("name"), no_level, *rest)
    return (
        select(_what("user"), User.id, User.name, no_level, *person).where(User.id == user_id),
        roles.where(UserRole.user_id == user_id),
        granted.where(UserRole.user_id == user_id),
        own.where(UserGrant.user_id == user_id),
        teams.where(TeamMember.user_id == user_id),
        followed.where(Follow.user_id == user_id, Follow.kind == "task"),
    )


def _what(name: str) -> ColumnElement[str]:
    """Name the sort of a row; written out, since the database cannot tell the type of a parameter here."""
    return literal_column(f"'{name}'", String).label("what")


_OF_USER = union_all(*parts_of(bindparam("user_id", type_=Integer)))
_OF_IDENTITY = union_all(*parts_of(USER_OF_IDENTITY))


def put_together(rows: Iterable[Row[Any]]) -> Actor | None:
    """Put an actor together from the rows of `parts_of`; None when there is no such user. Raises `Suspended`."""
    parts: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        parts[row.what].append(row)
    if not parts["user"]:
        return None
    (user,) = parts["user"]
    if not user.active:
        raise Suspended(user.name)
    special = {right.name: Level(right.level) for right in parts["right"]}
    rights = permissions.effective(_granted(parts["role"], parts["role right"]), special)
    return Actor(
        id=user.id,
        name=user.name,
        zone=user.zone,
        locale=languages.habits(user.locale),
        languages=languages.codes(user.locale),
        roles=frozenset(role.name for role in parts["role"]),
        rights=rights,
        teams=frozenset(team.id for team in parts["team"]),
        follows=frozenset(task.id for task in parts["follow"]),
    )


def _granted(roles: Sequence[Row[Any]], special: Sequence[Row[Any]]) -> list[dict[str, Level]]:
    """Return each role's grants: the defaults of its name, overridden by the rows of the organisation."""
    granted = {role.id: dict(permissions.DEFAULT_GRANTS.get(role.name, {})) for role in roles}
    for right in special:
        granted[right.id][right.name] = Level(right.level)
    return list(granted.values())
