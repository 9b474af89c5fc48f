"""Who has which right, and where from; rights given to one person, and taken away (spec: R-63)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from crmbot.core import permissions
from crmbot.core.context import Context, Level, reach
from crmbot.core.errors import Conflict, NotAllowed
from crmbot.core.people import roster
from crmbot.core.rights import names
from crmbot.store.models.people import GrantLevel, Role, RoleGrant, User, UserGrant, UserRole
from crmbot.store.uow import one_at_a_time

GRANT = "role.grant"


@dataclass(frozen=True, slots=True)
class Held:
    """One right in force: how far it reaches, and the roles it comes from; none where it is special to the person."""

    right: str
    level: Level
    roles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All that decides what somebody may do: their roles with what each gives, and what is special to them."""

    user: User
    roles: Mapping[str, Mapping[str, Level]]
    special: Mapping[str, Level]

    @property
    def effective(self) -> dict[str, Level]:
        """The rights in force."""
        return permissions.effective(list(self.roles.values()), self.special)

    def held(self) -> list[Held]:
        """Return the rights in force with their origin: what is special first, then those of roles."""
        special = [Held(right, level) for right, level in sorted(self.special.items())]
        given = sorted({right for role in self.roles.values() for right in role} - set(self.special))
        return [*special, *(self._by_role(right) for right in given if reach(self.special, right) is None)]

    def _by_role(self, right: str) -> Held:
        levels = {name: reach(role, right) for name, role in self.roles.items()}
        most = permissions.widest(levels.values())
        return Held(right, most, tuple(name for name, level in levels.items() if level is most))


def of(ctx: Context, user: User) -> Portfolio:
    """Return what decides about somebody's rights. Raises `NotAllowed` for others' unless the actor runs the place."""
    if user.id != ctx.actor.id and not ctx.actor.can(GRANT):
        ctx.actor.require("user.invite", user.name)
    return _portfolio(ctx, user)


def _portfolio(ctx: Context, user: User) -> Portfolio:
    theirs = select(Role).join(UserRole, UserRole.role_id == Role.id).where(UserRole.user_id == user.id)
    roles = ctx.session.scalars(theirs.order_by(Role.id)).all()
    special = ctx.session.scalars(select(UserGrant).where(UserGrant.user_id == user.id))
    return Portfolio(user, given_by(ctx, roles), {row.permission: Level(row.level) for row in special})


def given_by(ctx: Context, roles: Sequence[Role]) -> dict[str, dict[str, Level]]:
    """Return what some roles give, by their names."""
    given = {role.id: dict(permissions.DEFAULT_GRANTS.get(role.name, {})) for role in roles}
    for row in ctx.session.scalars(select(RoleGrant).where(RoleGrant.role_id.in_(given))):
        given[row.role_id][row.permission] = Level(row.level)
    return {role.name: given[role.id] for role in roles}


def grant(ctx: Context, user: User, right: str, level: Level | None) -> Held:
    """Give one person a right whatever their roles say; with no level it is as their roles say again.

    Returns what is in force then. Raises `NotAllowed`, and `Conflict` for oneself or when nothing would change.
    """
    before = require_above(ctx, user)
    row = ctx.session.get(UserGrant, (user.id, right))
    if (Level(row.level) if row is not None else None) is level:
        words = names.words(right)
        raise Conflict(user.name, f"has that right already: {words}" if level else f"has it by their roles: {words}")
    special = {key: had for key, had in before.special.items() if key != right} | ({right: level} if level else {})
    after = Portfolio(user, before.roles, special)
    _require_within(ctx, right, after)
    _set(ctx, user, right, level)
    return next((each for each in after.held() if each.right == right), held(after, right))


def revoke(ctx: Context, user: User, right: str) -> Held:
    """Take a right away: what was given specially goes; what comes from a role is barred for this person.

    Returns what is in force then. Raises `NotAllowed`, and `Conflict` for oneself or a right they do not have.
    """
    before = require_above(ctx, user)
    if reach(before.effective, right) in (None, Level.NONE):
        raise Conflict(user.name, f"may not {names.words(right)}")
    given = before.special.get(right) is not None
    after = {key: level for key, level in before.special.items() if key != right}
    left = Portfolio(user, before.roles, after)
    if given and _reaches_less(left, before, right):
        _set(ctx, user, right, None)
        return held(left, right)
    _set(ctx, user, right, Level.NONE)
    return Held(right, Level.NONE)


def _reaches_less(after: Portfolio, before: Portfolio, right: str) -> bool:
    levels = [reach(each.effective, right) or Level.NONE for each in (after, before)]
    return levels[0] is not levels[1] and permissions.widest(levels) is levels[1]


def held(portfolio: Portfolio, right: str) -> Held:
    """Return what is in force of a right that may be part of a wider one."""
    own = reach(portfolio.special, right)
    if own is not None:
        return Held(right, own)
    levels = {name: reach(role, right) or Level.NONE for name, role in portfolio.roles.items()}
    most = permissions.widest(levels.values())
    roles = tuple(name for name, level in levels.items() if level is most) if most is not Level.NONE else ()
    return Held(right, most, roles)


def _set(ctx: Context, user: User, right: str, level: Level | None) -> None:
    row = ctx.session.get(UserGrant, (user.id, right))
    if level is None:
        if row is not None:
            ctx.session.delete(row)
    elif row is None:
        ctx.session.add(UserGrant(user_id=user.id, permission=right, level=GrantLevel(level)))
    else:
        row.level = GrantLevel(level)
    ctx.session.flush()


def _require_within(ctx: Context, right: str, after: Portfolio) -> None:
    """Raise `NotAllowed` when somebody would reach further than whoever gives it."""
    if permissions.exceeds(ctx.actor, {right: reach(after.effective, right) or Level.NONE}):
        raise NotAllowed(right, after.user.name)


def require_above(ctx: Context, user: User) -> Portfolio:
    """Return what somebody has, for the actor to change it.

    Nobody changes their own rights, or those of people who may do more. Raises `NotAllowed`, `Conflict`.
    """
    ctx.actor.require(GRANT, user.name)
    if user.id == ctx.actor.id:
        raise Conflict("You", "cannot change your own rights; another owner can")
    return require_no_more(ctx, user)


def require_no_more(ctx: Context, user: User) -> Portfolio:
    """Return what somebody has. Raises `NotAllowed` when it is more than the actor has."""
    one_at_a_time(ctx.session, "rights")  # two owners at once might each take the other's place away
    theirs = _portfolio(ctx, user)
    if permissions.exceeds(ctx.actor, theirs.effective):
        raise NotAllowed(GRANT, user.name)
    return theirs


def owners(ctx: Context) -> set[int]:
    """Return the active owners by number."""
    return set(roster.in_role(ctx.session, permissions.OWNER))


def require_other_owner(ctx: Context, user: User) -> None:
    """Raise `Conflict` when somebody is the last owner: nobody could give rights any more."""
    if owners(ctx) == {user.id}:
        raise Conflict(user.name, "is the last owner: make somebody else one first")


def suspend(ctx: Context, user: User) -> None:
    """Take somebody's access away; their records stay (R-64). Raises `NotAllowed`, `Conflict`."""
    ctx.actor.require("user.suspend", user.name)
    if user.id == ctx.actor.id:
        raise Conflict("You", "cannot suspend yourself")
    require_no_more(ctx, user)
    if not user.is_active:
        raise Conflict(user.name, "is suspended already")
    require_other_owner(ctx, user)
    user.is_active = False
    ctx.session.flush()


def reactivate(ctx: Context, user: User) -> None:
    """Give somebody their access back. Raises `NotAllowed`, `Conflict`."""
    ctx.actor.require("user.suspend", user.name)
    require_no_more(ctx, user)
    if user.is_active:
        raise Conflict(user.name, "is not suspended")
    user.is_active = True
    ctx.session.flush()
