"""Approval by another: who is asked, who may, and what a yes is."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, and_, exists, or_, select

from crmbot.core import outbox, permissions
from crmbot.core.context import Context, Level, reach
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.outbox import Target
from crmbot.core.tasks import rights
from crmbot.store.models.activity import Task, TaskStatus
from crmbot.store.models.people import GrantLevel, Role, RoleGrant, TeamMember, User, UserGrant, UserRole

ASKED, APPROVED, SENT_BACK = "task.approval", "task.approved", "task.sent_back"
NEWS = (ASKED, APPROVED, SENT_BACK)
"""What people are told of approvals: the kinds of facts."""

_RIGHT = "task.approve"
_MOST_ASKED = 5


def may(ctx: Context, task: Task) -> bool:
    """Tell whether the actor may approve a task: with the right, and never one of their own."""
    return task.assignee_id != ctx.actor.id and permissions.may(ctx, task, "approve")


def require(ctx: Context, task: Task) -> None:
    """Raise `NotAllowed` or `Conflict` unless a task waits for an approval the actor may give."""
    rights.require_on(ctx, task, "approve")
    if task.status is not TaskStatus.AWAITING_APPROVAL:
        raise Conflict(task.title, "does not wait for approval", record_id=task.id)
    if task.assignee_id == ctx.actor.id:
        raise Conflict(task.title, "is yours, so somebody else has to approve it", record_id=task.id)


def accept(ctx: Context, task: Task) -> None:
    """Set a task done; where it wanted approval, this is it."""
    task.status, task.completed_at, task.sent_back = TaskStatus.DONE, ctx.now, None
    if task.requires_approval:
        task.approved_at = ctx.now


def reason(why: str) -> str:
    """Return why something is sent back. Raises `InvalidInput` where nothing is said."""
    said = why.strip().strip('"').strip()
    if not said:
        raise InvalidInput("note", why, "say what is missing, so that they know what to do")
    return said


def want(ctx: Context, task: Task, *, approver_id: int | None) -> None:
    """Have a task approved by another when it is done, by anybody with the right where nobody is named.

    Raises `NotAllowed`, and `InvalidInput` for somebody who cannot approve it.
    """
    rights.require_on(ctx, task, "edit")
    if task.requires_approval and task.approver_id not in (None, approver_id):
        rights.require_on(ctx, task, "approve")  # else who is to be approved would choose who approves
    if approver_id is not None:
        rights.require_approver(ctx, approver_id, task.assignee_id)
    task.requires_approval, task.approver_id = True, approver_id
    ctx.session.flush()


def waive(ctx: Context, task: Task) -> None:
    """Have a task need no approval any more. Raises `NotAllowed` for whoever could not give it."""
    rights.require_on(ctx, task, "approve")
    if task.status is TaskStatus.AWAITING_APPROVAL:
        raise Conflict(task.title, "waits for approval: approve it or send it back", record_id=task.id)
    task.requires_approval, task.approver_id = False, None
    ctx.session.flush()


def ask(ctx: Context, waiting: Sequence[Task]) -> None:
    """Tell those who can approve that tasks wait for it: who was named, else the managers of the team, of any, owners.

    One query for all of them.
    """
    unnamed = _approvers(ctx) if any(task.approver_id is None for task in waiting) else []
    for task in waiting:
        named = [task.approver_id] if task.approver_id is not None else _for(unnamed, task)
        for user_id in named:
            key = f"{ASKED}:{task.id}:{task.version}:{user_id}"
            whom, told = Target(user_id=user_id), {"by": ctx.actor.name}
            outbox.tell(ctx.session, ASKED, whom, at=ctx.now, record_id=task.id, args=told, dedupe_key=key)


_Approver = tuple[int, bool, frozenset[int]]
"""Somebody by number, whether only as an owner, and the teams they are in."""


def _for(approvers: Sequence[_Approver], task: Task) -> list[int]:
    others = [each for each in approvers if each[0] != task.assignee_id]
    managers = [each for each in others if not each[1]]
    near = [each for each in managers if task.team_id in each[2]]
    return [each[0] for each in (near or managers or others)[:_MOST_ASKED]]


def _approvers(ctx: Context) -> list[_Approver]:
    """Return the active people who have the right, with their teams."""
    roles: dict[int, set[str]] = {}
    with_right = select(User.id, Role.name).outerjoin(UserRole, UserRole.user_id == User.id)
    with_right = with_right.outerjoin(Role, Role.id == UserRole.role_id).where(User.is_active, _has_right())
    for row in ctx.session.execute(with_right.order_by(User.id)):
        roles.setdefault(row.id, set()).add(row.name)
    teams: dict[int, set[int]] = {number: set() for number in roles}
    for member in ctx.session.scalars(select(TeamMember).where(TeamMember.user_id.in_(roles))):
        teams[member.user_id].add(member.team_id)
    return [(number, names == {permissions.OWNER}, frozenset(teams[number])) for number, names in roles.items()]


def _has_right() -> ColumnElement[bool]:
    """Return the condition for people who can approve: what is special to them beats their roles (R-63)."""
    special = select(UserGrant.level).where(UserGrant.user_id == User.id, UserGrant.permission == _RIGHT)
    own = special.correlate(User).scalar_subquery()
    changed = and_(RoleGrant.role_id == Role.id, RoleGrant.permission == _RIGHT)
    usual = and_(RoleGrant.level.is_(None), Role.name.in_(_USUALLY))
    by_role = exists(
        select(UserRole.user_id)
        .join(Role, Role.id == UserRole.role_id)
        .outerjoin(RoleGrant, changed)
        .where(UserRole.user_id == User.id, or_(usual, RoleGrant.level != GrantLevel.NONE))
        .correlate(User)
    )
    return or_(own != GrantLevel.NONE, and_(own.is_(None), by_role))


_USUALLY = [
    name for name, rights_of in permissions.DEFAULT_GRANTS.items() if reach(rights_of, _RIGHT) not in (None, Level.NONE)
]
