"""Who may be given companies and contacts: everybody, or the people of certain teams (spec: R-60)."""

from collections.abc import Mapping, Sequence

from sqlalchemy import exists, select

from crmbot.core import parties
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.store.models.people import Team, TeamMember, User
from crmbot.store.models.setting import Setting

ASSIGNABLE = "assignable"
_READ = "people companies and contacts go to"
_NAMED = 8


def owner_columns(ctx: Context, owner_id: int | None) -> dict[str, object]:
    """Return the columns that give a company or contact to somebody; none for None.

    Raises `NotAllowed`, and `InvalidInput` with those who may be assigned.
    """
    columns = parties.owner_columns(ctx, owner_id)
    if owner_id is not None:
        require(ctx, owner_id)
    return columns


def first_owner(ctx: Context, owner_id: int | None) -> dict[str, object]:
    """Return the columns of whose a new company or contact is: who was named, else the actor, else nobody.

    It is nobody's where none was named and the actor is in no team it may go to: that is no reason not
    to write it down. Raises as `owner_columns`.
    """
    if owner_id is not None:
        return owner_columns(ctx, owner_id)
    return within(ctx, parties.owner_columns(ctx, ctx.actor.id))


def within(ctx: Context, columns: Mapping[str, object]) -> dict[str, object]:
    """Return the columns of whose a company or contact is to be, of nobody where its owner may not be assigned.

    It stays in their team. This is for owners nobody named just now: who was named is refused, by `require`.
    """
    owner_id = columns.get("owner_id")
    return dict(columns) if not isinstance(owner_id, int) or may_own(ctx, owner_id) else {**columns, "owner_id": None}


def require(ctx: Context, user_id: int) -> None:
    """Raise `InvalidInput`, with those who may be assigned, unless somebody may be given companies and contacts."""
    if may_own(ctx, user_id):
        return
    name = ctx.session.get_one(User, user_id).name
    reason = f"is in none of the teams that companies and contacts go to: {', '.join(names(ctx))}"
    raise InvalidInput("owner", name, reason, people(ctx))


def may_own(ctx: Context, user_id: int) -> bool:
    """Tell whether somebody may be given companies and contacts."""
    members = _members(ctx)
    return members is None or user_id in members


def people(ctx: Context) -> tuple[str, ...]:
    """Return the names of people who may be assigned, at most eight."""
    member = exists().where(TeamMember.user_id == User.id, TeamMember.team_id.in_(_allowed(ctx) or ()))
    return tuple(ctx.session.scalars(select(User.name).where(User.is_active, member).order_by(User.name).limit(_NAMED)))


def names(ctx: Context) -> tuple[str, ...]:
    """Return the names of the teams companies and contacts go to; nothing when they go to everybody."""
    allowed = _allowed(ctx)
    if allowed is None:
        return ()
    return tuple(ctx.session.scalars(select(Team.name).where(Team.id.in_(allowed)).order_by(Team.name)))


def restrict(ctx: Context, teams: Sequence[Team]) -> None:
    """Have companies and contacts go to people of these teams from now on, to everybody when there are none.

    Who owns one stays its owner. Raises `NotAllowed`.
    """
    ctx.actor.require("settings.edit")
    row = ctx.session.get(Setting, ASSIGNABLE)
    value = sorted({team.id for team in teams})
    if row is None and value:
        ctx.session.add(Setting(key=ASSIGNABLE, value=value))
    elif row is not None:
        row.value = value
    ctx.session.flush()
    forget(ctx)


def forget(ctx: Context) -> None:
    """Read anew who may be assigned, after a change of it or of a team."""
    ctx.session.info.pop(_READ, None)


def _members(ctx: Context) -> frozenset[int] | None:
    """Return who may be assigned, by number, read once for each unit of work; None for everybody."""
    if _READ not in ctx.session.info:
        allowed = _allowed(ctx)
        theirs = select(TeamMember.user_id).where(TeamMember.team_id.in_(allowed or ()))
        ctx.session.info[_READ] = frozenset(ctx.session.scalars(theirs)) if allowed is not None else None
    members: frozenset[int] | None = ctx.session.info[_READ]
    return members


def _allowed(ctx: Context) -> list[int] | None:
    """Return the teams by number; None for everybody."""
    value = ctx.session.scalar(select(Setting.value).where(Setting.key == ASSIGNABLE))
    return value if isinstance(value, list) and value else None
