"""The rights of tasks: a refusal names the one that is missing, who may, and who can grant it (R-62)."""

from sqlalchemy import or_, select

from crmbot.core import people, permissions
from crmbot.core.context import Actor, Context, Level
from crmbot.core.errors import InvalidInput, NotAllowed, Suspended
from crmbot.core.rights import GRANT
from crmbot.store import rivals
from crmbot.store.models.activity import Task
from crmbot.store.models.people import GrantLevel, Role, User, UserGrant, UserRole

_GRANTERS = "who can grant rights"
_NAMED = 3


def require(ctx: Context, permission: str, subject: str = "") -> None:
    """Raise `NotAllowed`, naming who can grant it, unless the actor has a right at all."""
    if not ctx.actor.can(permission):
        raise NotAllowed(permission, subject, role=_role(ctx), can_grant=granters(ctx))


def require_on(ctx: Context, task: Task, verb: str) -> None:
    """Raise `NotAllowed`, naming who may and who can grant it, unless the actor may do this to a task."""
    if not permissions.may(ctx, task, verb):
        who = permissions.who_can(ctx, task)
        raise NotAllowed(f"task.{verb}", task.title, who, _role(ctx), granters(ctx))


def check(ctx: Context, task: Task, verb: str) -> None:
    """Raise `NotAllowed` without a name in it: for one task of many, where names would cost a query each."""
    if not permissions.may(ctx, task, verb):
        raise NotAllowed(f"task.{verb}", task.title)


def require_assignable(ctx: Context, user_id: int) -> None:
    """Raise unless the actor may give a task to somebody: to oneself always, to others by both sides' rights.

    Raises `NotAllowed`, and `InvalidInput` for somebody who has no access.
    """
    if user_id == ctx.actor.id:
        return
    require(ctx, "task.assign")
    other = acting(ctx, user_id, "who")
    if not other.can("task.be_assigned"):
        raise NotAllowed("task.be_assigned", other.name, can_grant=granters(ctx))


def require_approver(ctx: Context, user_id: int, assignee_id: int | None) -> None:
    """Raise `InvalidInput` unless somebody can approve a task of this person: with the right, the sight, another."""
    other = acting(ctx, user_id, "approver")
    if user_id == assignee_id:
        raise InvalidInput("approver", other.name, "nobody approves a task of their own")
    if not other.can("task.approve"):
        raise InvalidInput("approver", other.name, "has no right to approve tasks (task.approve)")
    if permissions.see_level(other, "task") is not Level.ALL:
        raise InvalidInput("approver", other.name, "would not see the task (task.see_all)")


def acting(ctx: Context, user_id: int, field: str) -> Actor:
    """Return somebody with their rights, who keeps their access as long as this goes on.

    Raises `InvalidInput` for a person whose access is suspended.
    """
    try:
        other = people.actor(ctx.session, user_id)
    except Suspended as theirs:  # not the access of whoever asks
        raise InvalidInput(field, theirs.name, "has no access at present") from theirs
    rivals.hold(ctx.session, User, [user_id])  # rights are read past the person
    return other


def granters(ctx: Context) -> tuple[str, ...]:
    """Return the names of a few people who can grant rights, read once for each unit of work."""
    if _GRANTERS not in ctx.session.info:
        special = select(UserGrant.user_id).where(UserGrant.permission == GRANT, UserGrant.level != GrantLevel.NONE)
        owners = select(UserRole.user_id).join(Role, Role.id == UserRole.role_id).where(Role.name == permissions.OWNER)
        they = or_(User.id.in_(special), User.id.in_(owners))
        statement = select(User.name).where(User.is_active, they).order_by(User.id).limit(_NAMED)
        ctx.session.info[_GRANTERS] = tuple(ctx.session.scalars(statement))
    names: tuple[str, ...] = ctx.session.info[_GRANTERS]
    return names


def _role(ctx: Context) -> str:
    return " and ".join(sorted(ctx.actor.roles))
