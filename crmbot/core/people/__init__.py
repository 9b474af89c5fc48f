"""Users, their chat identities, roles and teams."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import available_timezones

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
    update,
)
from sqlalchemy.orm import Session

from crmbot.core import permissions
from crmbot.core.choices import Listed, lists
from crmbot.core.context import Actor, Context, Level
from crmbot.core.errors import Conflict, InvalidInput, NotFound, Suspended
from crmbot.language import languages
from crmbot.language.fold import fold
from crmbot.language.phones import email_key
from crmbot.store.models.people import (
    ChatIdentity,
    Role,
    RoleGrant,
    Team,
    TeamMember,
    User,
    UserGrant,
    UserRole,
)
from crmbot.store.models.subscription import Follow
from crmbot.store.tracking import written


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


FORGOTTEN = "@forgotten.invalid"
"""Ends the address of people who were forgotten."""

_NAME_WORDS = 4
_LEADING = (permissions.OWNER, permissions.MANAGER)
"""The roles that lead the organisation's first team."""

ASLEEP = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the day by which a link was to be confirmed that sleeps: it is nobody's until it is made anew."""

IS_THEIRS = (
    (ChatIdentity.platform == bindparam("platform"))
    & (ChatIdentity.workspace_ext == bindparam("workspace"))
    & (ChatIdentity.user_ext == bindparam("user"))
)
IN_ORDER = (ChatIdentity.place.is_(None), ChatIdentity.place, ChatIdentity.id.desc())
"""The order in which somebody's chats are tried."""

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


def attach(session: Session, user: User, who: ChatUser) -> None:
    """Link a chat identity to a user; the zone and the language the platform knows are taken where they chose none."""
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


def by_name(ctx: Context, text: str) -> list[User]:
    """Return the active users a name, first name, e-mail or platform id stands for; `me` is the actor."""
    wanted = fold(text.lstrip("@"))
    if wanted in ("me", "myself"):
        return [ctx.session.get_one(User, ctx.actor.id)]
    linked = ctx.session.scalar(
        select(User)
        .join(ChatIdentity, ChatIdentity.user_id == User.id)
        .where(
            ChatIdentity.platform == ctx.origin.via,
            ChatIdentity.workspace_ext == ctx.origin.workspace,
            ChatIdentity.user_ext == text.lstrip("@"),
            User.is_active,
        )
    )
    if linked is not None:
        return [linked]
    # Rows, not objects: of a thousand people one or two are meant.
    rows = ctx.session.execute(select(User.id, User.name, User.email).where(User.is_active)).all()
    exact = [row.id for row in rows if wanted in (fold(row.name), fold(row.email))]
    meant = exact or [row.id for row in rows if wanted and wanted in fold(row.name).split()]
    return list(ctx.session.scalars(select(User).where(User.id.in_(meant)).order_by(User.name))) if meant else []


def head_length(ctx: Context, words: Sequence[str]) -> int:
    """Return how many of the leading words name one of our people, `Ana Ruiz manager`; 0 when none do."""
    rows = ctx.session.execute(select(User.name, User.email).where(User.is_active)).all()
    whole = {fold(text) for row in rows for text in row} | {"me"}
    parts = {part for row in rows for part in fold(row.name).split()}
    for count in range(min(_NAME_WORDS, len(words)), 0, -1):
        said = fold(" ".join(words[:count]).lstrip("@").rstrip(",:;"))
        if said in whole or (count == 1 and said in parts):
            return count
    return 0


def colleagues(ctx: Context) -> list[User]:
    """Return the active users, the actor first."""
    users = ctx.session.scalars(select(User).where(User.is_active).order_by(User.name))
    return sorted(users, key=lambda user: user.id != ctx.actor.id)


def inactive(ctx: Context) -> Sequence[User]:
    """Return the people whose access is suspended, by name; those who were forgotten are nobody any more."""
    gone = User.email.endswith(FORGOTTEN, autoescape=True)
    return ctx.session.scalars(select(User).where(User.is_active.is_(False), ~gone).order_by(User.name)).all()


def inactive_by_name(ctx: Context, text: str) -> list[User]:
    """Return the suspended people a name, first name or e-mail stands for."""
    wanted = fold(text.strip().lstrip("@"))
    there = inactive(ctx)
    exact = [user for user in there if wanted in (fold(user.name), fold(user.email))]
    return exact or [user for user in there if wanted in fold(user.name).split()]


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
