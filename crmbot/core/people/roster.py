"""Who is in the CRM: everybody with their roles, teams and chats, and those of a role, in a fixed number of queries."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crmbot.core.context import Context
from crmbot.core.people import FORGOTTEN
from crmbot.store.models.people import ChatIdentity, Role, Team, TeamMember, User, UserRole


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of ours: `chats` are the platforms they are linked from."""

    user: User
    roles: tuple[str, ...]
    teams: tuple[str, ...]
    chats: tuple[str, ...]


def everybody(ctx: Context) -> list[Person]:
    """Return all users by name, the suspended ones behind the others, nobody who was forgotten. Raises `NotAllowed`."""
    ctx.actor.require("user.invite")
    there = ~User.email.endswith(FORGOTTEN, autoescape=True)
    users = ctx.session.scalars(select(User).where(there).order_by(User.is_active.desc(), User.name)).all()
    roles: dict[int, list[str]] = defaultdict(list)
    for row in ctx.session.execute(
        select(UserRole.user_id, Role.name).join(Role, Role.id == UserRole.role_id).order_by(Role.id)
    ):
        roles[row.user_id].append(row.name)
    teams: dict[int, list[str]] = defaultdict(list)
    for row in ctx.session.execute(
        select(TeamMember.user_id, Team.name).join(Team, Team.id == TeamMember.team_id).order_by(Team.name)
    ):
        teams[row.user_id].append(row.name)
    chats: dict[int, dict[str, None]] = defaultdict(dict)
    for row in ctx.session.execute(select(ChatIdentity.user_id, ChatIdentity.platform).order_by(ChatIdentity.id)):
        chats[row.user_id][row.platform] = None
    return [Person(user, tuple(roles[user.id]), tuple(teams[user.id]), tuple(chats[user.id])) for user in users]


def in_role(session: Session, *roles: str) -> Sequence[int]:
    """Return the ids of the active people who have one of these roles."""
    return session.scalars(
        select(User.id)
        .distinct()
        .join(UserRole, UserRole.user_id == User.id)
        .join(Role, Role.id == UserRole.role_id)
        .where(User.is_active, Role.name.in_(roles))
        .order_by(User.id)
    ).all()
