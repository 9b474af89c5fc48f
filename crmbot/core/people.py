"""Users, their chat identities, roles and teams."""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    String,
    bindparam,
    literal_column,
    null,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from crmbot.core import permissions
from crmbot.core.choices import Listed, lists
from crmbot.core.context import Actor, Context, Level
from crmbot.core.errors import Conflict, InvalidInput, NotFound, Suspended
from crmbot.language.fold import fold
from crmbot.language.phones import email_key
from crmbot.store.models.people import (
    ChatIdentity,
    LinkCode,
    Role,
    RoleGrant,
    Team,
    TeamMember,
    User,
    UserGrant,
    UserRole,
)

CODE_LIFE = timedelta(minutes=10)
_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LENGTH = 8


@dataclass(frozen=True, slots=True)
class ChatUser:
    """Somebody as a platform knows them; `email` only if the platform has verified it."""

    platform: str
    workspace: str
    user: str
    name: str = ""
    email: str | None = None
    zone: str | None = None


_IS_THEIRS = (
    (ChatIdentity.platform == bindparam("platform"))
    & (ChatIdentity.workspace_ext == bindparam("workspace"))
    & (ChatIdentity.user_ext == bindparam("user"))
)
_KNOWN = select(ChatIdentity.user_id).where(_IS_THEIRS)


def known(session: Session, who: ChatUser) -> int | None:
    """Return the id of the user a chat identity belongs to; None when nobody is linked to it."""
    return session.connection().execute(_KNOWN, _identity(who)).scalar()


def speaking(session: Session, who: ChatUser) -> Actor | None:
    """Return the user a chat identity belongs to, with their rights in force; None when nobody is linked to it.

    Raises `Suspended`.
    """
    return _actor(session.execute(_OF_IDENTITY, _identity(who)))


def actor(session: Session, user_id: int) -> Actor:
    """Return a user with their rights in force. Raises `Suspended`, or `NotFound` for no such user."""
    found = _actor(session.execute(_OF_USER, {"user_id": user_id}))
    if found is None:
        raise NotFound(str(user_id), ("user",))
    return found


def _identity(who: ChatUser) -> dict[str, str]:
    return {"platform": who.platform, "workspace": who.workspace, "user": who.user}


def _parts_of(user_id: ColumnElement[int]) -> CompoundSelect[Any]:
    """Select all that makes somebody an actor at once, a row for each thing: every message begins with it."""
    no_level, rest = null().label("level"), (null().label("zone"), null().label("locale"), null().label("active"))
    person = (User.timezone.label("zone"), User.locale.label("locale"), User.is_active.label("active"))
    roles = select(_what("role"), Role.id, Role.name, no_level, *rest).join(UserRole, UserRole.role_id == Role.id)
    granted = select(_what("role right"), RoleGrant.role_id, RoleGrant.permission, RoleGrant.level, *rest)
    granted = granted.join(UserRole, UserRole.role_id == RoleGrant.role_id)
    own = select(_what("right"), UserGrant.user_id, UserGrant.permission, UserGrant.level, *rest)
    teams = select(_what("team"), TeamMember.team_id, null().label("name"), no_level, *rest)
    return union_all(
        select(_what("user"), User.id, User.name, no_level, *person).where(User.id == user_id),
        roles.where(UserRole.user_id == user_id),
        granted.where(UserRole.user_id == user_id),
        own.where(UserGrant.user_id == user_id),
        teams.where(TeamMember.user_id == user_id),
    )


def _what(name: str) -> ColumnElement[str]:
    """Name the sort of a row; written out, since the database cannot tell the type of a parameter here."""
    return literal_column(f"'{name}'", String).label("what")


_OF_USER = _parts_of(bindparam("user_id", type_=Integer))
_OF_IDENTITY = _parts_of(select(_KNOWN.cte("who").c.user_id).scalar_subquery())


def _actor(rows: Iterable[Row[Any]]) -> Actor | None:
    """Put an actor together from the rows of `_parts_of`; None when there is no such user."""
    parts: dict[str, list[Row[Any]]] = defaultdict(list)
    for row in rows:
        parts[row.what].append(row)
    if not parts["user"]:
        return None
    (user,) = parts["user"]
    if not user.active:
        raise Suspended(user.name)
    rights = permissions.widest(_granted(parts["role"], parts["role right"]))
    rights.update({right.name: Level(right.level) for right in parts["right"]})
    return Actor(
        id=user.id,
        name=user.name,
        zone=user.zone,
        locale=user.locale,
        roles=frozenset(role.name for role in parts["role"]),
        rights=rights,
        teams=frozenset(team.id for team in parts["team"]),
    )


def _granted(roles: Sequence[Row[Any]], special: Sequence[Row[Any]]) -> list[dict[str, Level]]:
    """Return each role's grants: the defaults of its name, overridden by the rows of the organisation."""
    granted = {role.id: dict(permissions.DEFAULT_GRANTS.get(role.name, {})) for role in roles}
    for right in special:
        granted[right.id][right.name] = Level(right.level)
    return list(granted.values())


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
    _enrol(session, user, role)
    return user


def _enrol(session: Session, user: User, role: str) -> None:
    """Give somebody a role, and a place in the organisation's first team. Raises `InvalidInput` for no such role."""
    role_id = session.scalar(select(Role.id).where(Role.name == role))
    if role_id is None:
        names = tuple(session.scalars(select(Role.name).order_by(Role.id)))
        raise InvalidInput("role", role, "no such role", names)
    session.merge(UserRole(user_id=user.id, role_id=role_id))
    team_id = session.scalar(select(Team.id).order_by(Team.id).limit(1))
    if team_id is not None:
        session.merge(TeamMember(team_id=team_id, user_id=user.id, is_lead=role != permissions.REP))
    session.flush()


def invite(ctx: Context, *, name: str, email: str, role: str) -> tuple[User, str]:
    """Make a user, or take one who never came, and return a code of one use and ten minutes.

    Raises `NotAllowed`, `InvalidInput`, and `Conflict` when the person is linked already: a code
    for them would let whoever holds it in as them.
    """
    ctx.actor.require("user.invite")
    if role == permissions.OWNER:
        ctx.actor.require("role.grant")
    key = email_key(email)
    user = ctx.session.scalar(select(User).where(User.email == key)) if key else None
    if user is None:
        user = add(ctx.session, name=name, email=email, role=role, zone=ctx.org.zone)
    else:
        _invite_again(ctx, user, role)
    return user, new_code(ctx.session, user, ctx.now)


def _invite_again(ctx: Context, user: User, role: str) -> None:
    """Let somebody in who was invited before; whoever has more rights than the actor gives is left alone."""
    if identities(ctx.session, user.id):
        raise Conflict(user.name, "is linked already; for another chat of theirs they type `link`")
    held = set(
        ctx.session.scalars(
            select(Role.name).join(UserRole, UserRole.role_id == Role.id).where(UserRole.user_id == user.id)
        )
    )
    if permissions.OWNER in held:
        ctx.actor.require("role.grant")
    if not user.is_active or not held:
        user.is_active = True
        _enrol(ctx.session, user, role)


def new_code(session: Session, user: User, now: datetime) -> str:
    """Return a fresh linking code of a user; only its hash is kept."""
    code = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(_CODE_LENGTH))
    session.add(LinkCode(hash=_digest(code), user_id=user.id, expires_at=now + CODE_LIFE, tries=0))
    session.flush()
    return f"{code[:4]}-{code[4:]}"


def link(session: Session, who: ChatUser, code: str, now: datetime) -> User:
    """Link a chat identity to the user a code was made for, and use the code up.

    Raises `InvalidInput` with the reason `unknown`, `used` or `expired`.
    """
    row = session.scalar(select(LinkCode).where(LinkCode.hash == _digest(code)))
    if row is None:
        raise InvalidInput("code", code, "unknown")
    if row.used_at is not None:
        raise InvalidInput("code", code, "used")
    if row.expires_at <= now:
        raise InvalidInput("code", code, "expired")
    user = session.get_one(User, row.user_id)
    if not user.is_active:
        raise Suspended(user.name)
    row.used_at = now
    attach(session, user, who)
    return user


def propose(session: Session, who: ChatUser) -> User | None:
    """Return the unambiguous user whose e-mail is the verified one of a chat identity, to be confirmed by them."""
    key = email_key(who.email) if who.email else None
    return session.scalar(select(User).where(User.email == key, User.is_active)) if key else None


def attach(session: Session, user: User, who: ChatUser) -> None:
    """Link a chat identity to a user; the zone the platform knows is taken while the user has none of their own."""
    row = session.scalar(
        select(ChatIdentity).where(
            ChatIdentity.platform == who.platform,
            ChatIdentity.workspace_ext == who.workspace,
            ChatIdentity.user_ext == who.user,
        )
    )
    if row is None:
        row = ChatIdentity(platform=who.platform, workspace_ext=who.workspace, user_ext=who.user)
        session.add(row)
    row.user_id = user.id
    if who.zone is not None and not user.timezone_confirmed and who.zone in available_timezones():
        user.timezone = who.zone
        user.timezone_confirmed = True
    session.flush()


def set_zone(ctx: Context, text: str) -> ZoneInfo:
    """Set the actor's zone from a name or a city. Raises `InvalidInput` with near names as choices."""
    zone = find_zone(text)
    if zone is None:
        raise InvalidInput("timezone", text, "no such time zone", near_zones(text))
    user = ctx.session.get_one(User, ctx.actor.id)
    user.timezone, user.timezone_confirmed = zone, True
    ctx.session.flush()
    return ZoneInfo(zone)


def find_zone(text: str) -> str | None:
    """Return the IANA name for a name or a city, case and blanks aside."""
    wanted = fold(text).replace(" ", "_")
    for name in sorted(available_timezones()):
        if wanted in (fold(name).replace(" ", "_"), fold(name.rpartition("/")[2]).replace(" ", "_")):
            return name
    return None


def near_zones(text: str) -> tuple[str, ...]:
    """Return up to five zone names close to what was typed."""
    from rapidfuzz import process

    names = [name for name in available_timezones() if "/" in name and not name.startswith(("Etc/", "posix/"))]
    cities = {name: fold(name.rpartition("/")[2]) for name in names}
    return tuple(match[2] for match in process.extract(fold(text), cities, limit=5))


def by_name(ctx: Context, text: str) -> list[User]:
    """Return the active users a name, first name, e-mail or platform id stands for; `me` is the actor."""
    wanted = fold(text.lstrip("@"))
    if wanted in ("me", "myself"):
        return [ctx.session.get_one(User, ctx.actor.id)]
    linked = ctx.session.scalar(
        select(User)
        .join(ChatIdentity, ChatIdentity.user_id == User.id)
        .where(ChatIdentity.user_ext == text.lstrip("@"), ChatIdentity.platform == ctx.origin.via, User.is_active)
    )
    if linked is not None:
        return [linked]
    users = list(ctx.session.scalars(select(User).where(User.is_active).order_by(User.name)))
    exact = [user for user in users if wanted in (fold(user.name), fold(user.email))]
    return exact or [user for user in users if wanted and wanted in fold(user.name).split()]


def colleagues(ctx: Context) -> list[User]:
    """Return the active users, the actor first."""
    users = ctx.session.scalars(select(User).where(User.is_active).order_by(User.name))
    return sorted(users, key=lambda user: user.id != ctx.actor.id)


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
    """Return the chat identities of a user, the last linked first."""
    return list(
        session.scalars(select(ChatIdentity).where(ChatIdentity.user_id == user_id).order_by(ChatIdentity.id.desc()))
    )


def _digest(code: str) -> str:
    letters = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(letters.encode()).hexdigest()


@lists("roles")
def _role_list(ctx: Context) -> Sequence[Listed]:
    return [Listed(name, name) for name in ctx.session.scalars(select(Role.name).order_by(Role.id))]
