"""Roles: who has which, what each gives, and roles the organisation makes for itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from crmbot.core import permissions, rights
from crmbot.core.context import Context, Level, reach
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.people import named_role
from crmbot.store.models.people import GrantLevel, Role, RoleGrant, User, UserRole
from crmbot.store.uow import one_at_a_time

_SEVERAL = re.compile(r"(?:(?<!\s)\s+)?(?:\+|,|&|\band\b)\s*")
_NAME = re.compile(r"[^\W\d_][\w-]{0,29}")


@dataclass(frozen=True, slots=True)
class Counted:
    """A role and how many people have it."""

    role: Role
    people: int


def everyone(ctx: Context) -> list[Counted]:
    """Return every role with how many active people have it."""
    counted = (
        select(UserRole.role_id, func.count().label("people"))
        .join(User, User.id == UserRole.user_id)
        .where(User.is_active)
        .group_by(UserRole.role_id)
        .subquery()
    )
    rows = ctx.session.execute(
        select(Role, counted.c.people).outerjoin(counted, counted.c.role_id == Role.id).order_by(Role.id)
    )
    return [Counted(row.Role, row.people or 0) for row in rows]


def named(ctx: Context, text: str) -> list[Role]:
    """Return the roles a text lists, `rep+approver`. Raises `InvalidInput` with those there are."""
    words = [word for word in _SEVERAL.split(text.strip()) if word]
    if not words:
        raise InvalidInput("role", text, "which role?", tuple(each.role.name for each in everyone(ctx)))
    return list(dict.fromkeys(named_role(ctx.session, word) for word in words))


def of(ctx: Context, user: User) -> list[str]:
    """Return the names of somebody's roles."""
    theirs = select(Role.name).join(UserRole, UserRole.role_id == Role.id).where(UserRole.user_id == user.id)
    return list(ctx.session.scalars(theirs.order_by(Role.id)))


def check(ctx: Context, user: User, wanted: Sequence[Role]) -> None:
    """Raise what keeps the actor from giving somebody these roles instead of those they have.

    `NotAllowed` for more than the actor has, or people who have more; `Conflict` for the last owner, or when
    they have just these already.
    """
    ctx.actor.require(rights.GRANT, user.name)
    rights.require_no_more(ctx, user)
    if any(permissions.exceeds(ctx.actor, given) for given in rights.given_by(ctx, wanted).values()):
        raise NotAllowed(rights.GRANT, user.name)
    names = {role.name for role in wanted}
    if names == set(of(ctx, user)):
        raise Conflict(user.name, f"is {_and(sorted(names))} already")
    if permissions.OWNER not in names:
        rights.require_other_owner(ctx, user)


def give(ctx: Context, user: User, wanted: Sequence[Role]) -> None:
    """Give somebody these roles instead of those they have. Raises as `check`."""
    check(ctx, user, wanted)
    ids = {role.id for role in wanted}
    held = {row.role_id: row for row in ctx.session.scalars(select(UserRole).where(UserRole.user_id == user.id))}
    for role_id, row in held.items():
        if role_id not in ids:
            ctx.session.delete(row)
    ctx.session.add_all(UserRole(user_id=user.id, role_id=role_id) for role_id in sorted(ids - set(held)))
    ctx.session.flush()


def grant(ctx: Context, role: Role, right: str, level: Level | None) -> Level:
    """Have a role give a right so far from now on; with no level as on the first day. Returns what it gives then.

    Raises `NotAllowed` for more than the actor has, `Conflict` for owners, who have everything.
    """
    ctx.actor.require(rights.GRANT, role.name)
    if role.name == permissions.OWNER:
        raise Conflict("Owner", "is the role that has every right")
    one_at_a_time(ctx.session, "rights")
    default = reach(permissions.DEFAULT_GRANTS.get(role.name, {}), right) or Level.NONE
    after = level or default
    if permissions.exceeds(ctx.actor, rights.given_by(ctx, [role])[role.name] | {right: after}):
        raise NotAllowed(rights.GRANT, role.name)
    row = ctx.session.get(RoleGrant, (role.id, right))
    if level is None and row is not None:
        ctx.session.delete(row)
    elif level is not None and row is None:
        ctx.session.add(RoleGrant(role_id=role.id, permission=right, level=GrantLevel(level)))
    elif level is not None and row is not None:
        row.level = GrantLevel(level)
    ctx.session.flush()
    return reach(rights.given_by(ctx, [role])[role.name], right) or Level.NONE


def make(ctx: Context, name: str, like: str | None = None) -> Role:
    """Make a role that gives nothing yet, or what another one gives.

    Raises `NotAllowed`, `InvalidInput` for a name of more than a word, `Conflict` for one that is taken.
    """
    ctx.actor.require(rights.GRANT)
    words = name.strip()
    if not _NAME.fullmatch(words):
        raise InvalidInput("name", name, "a role is called by one word of letters, digits and hyphens")
    if any(each.role.name.casefold() == words.casefold() for each in everyone(ctx)):
        raise Conflict(f"The role {words}", "is there already")
    model = named_role(ctx.session, like) if like else None
    given = rights.given_by(ctx, [model])[model.name] if model is not None else {}
    if permissions.exceeds(ctx.actor, given):
        raise NotAllowed(rights.GRANT, words)
    role = Role(name=words)
    ctx.session.add(role)
    ctx.session.flush()
    ctx.session.add_all(
        RoleGrant(role_id=role.id, permission=right, level=GrantLevel(level)) for right, level in sorted(given.items())
    )
    ctx.session.flush()
    return role


def drop(ctx: Context, role: Role) -> None:
    """Take out a role the organisation made, once nobody has it. Raises `NotAllowed`, `Conflict`."""
    ctx.actor.require(rights.GRANT, role.name)
    if role.name in permissions.DEFAULT_GRANTS:
        raise Conflict(f"The role {role.name}", "is always there")
    holders = ctx.session.scalars(
        select(User.name).join(UserRole, UserRole.user_id == User.id).where(UserRole.role_id == role.id)
    ).all()
    if holders:
        raise Conflict(f"The role {role.name}", f"is still that of {_and(holders)}")
    for row in ctx.session.scalars(select(RoleGrant).where(RoleGrant.role_id == role.id)):
        ctx.session.delete(row)
    ctx.session.flush()
    ctx.session.delete(role)
    ctx.session.flush()


def _and(names: Sequence[str]) -> str:
    return " and ".join(names)
