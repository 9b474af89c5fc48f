"""Whose records a snapshot is of: one's own, somebody's, a team's, everybody's; and whether one may look at them."""

from dataclasses import dataclass
from enum import StrEnum
from typing import cast

from sqlalchemy import ColumnElement, Table, exists, false, select, true

from crmbot.core import people, permissions
from crmbot.core.context import Context, Level
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.people import teams
from crmbot.language.fold import fold
from crmbot.store.models.people import TeamMember, User
from crmbot.store.models.record import Record

_RECORD = cast("Table", Record.__table__)  # a mapped class may stand on more than a table; this one does not


class Whose(StrEnum):
    """Whose records are meant."""

    ME = "me"
    PERSON = "person"
    TEAM = "team"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Scope:
    """Some of our people and what is theirs.

    `people` are their numbers. `teams` are the teams meant, `name` what the person or the team
    is called, `words` how the filter language says it.
    """

    whose: Whose
    words: str
    people: tuple[int, ...] = ()
    teams: tuple[int, ...] = ()
    name: str = ""

    @property
    def is_mine(self) -> bool:
        """Whether it is of nobody but the one who asks."""
        return self.whose is Whose.ME


_MINE = frozenset({"", "me", "mine", "my", "myself"})
_EVERYBODY = frozenset({"all", "everybody", "everyone"})
_TEAM = "team"
_LINKS = ("for ", "of ", "@")


def read(ctx: Context, text: str) -> Scope:
    """Return whose records a text means: `me`, `team`, `team North`, `all`, `for Ben`.

    Raises `InvalidInput` for nobody of that name, `NotAllowed` for whom the actor may not look at.
    """
    said = _bare(text)
    first, _, rest = said.replace(":", " ", 1).partition(" ")
    if fold(said) in _MINE:
        return mine(ctx)
    if fold(said) in _EVERYBODY:
        return everybody(ctx)
    return team(ctx, rest.strip()) if fold(first) == _TEAM else person(ctx, said)


def _bare(text: str) -> str:
    """Return a name without the words that lead to it: `for Ben`, `@ben`."""
    said = text.strip()
    for link in _LINKS:
        said = said[len(link) :].strip() if said.lower().startswith(link) else said
    return said


def mine(ctx: Context) -> Scope:
    """Return what is the actor's own."""
    return Scope(Whose.ME, "mine", (ctx.actor.id,), name=ctx.actor.name)


def person(ctx: Context, name: str) -> Scope:
    """Return what is somebody's. Raises `InvalidInput` for nobody of that name, `NotAllowed`."""
    found = people.by_name(ctx, name)
    if len(found) != 1:
        reason = "several are called that" if found else "nobody here is called that"
        raise InvalidInput("whose", name, reason, tuple(user.name for user in found or people.colleagues(ctx)))
    if found[0].id == ctx.actor.id:
        return mine(ctx)
    user = found[0]
    shared = _share_a_team(ctx, user)
    if permissions.see_level(ctx.actor, "deal") not in ((Level.ALL, Level.TEAM) if shared else (Level.ALL,)):
        raise NotAllowed("deal.see", user.name, permissions.who_can(ctx))
    clear = len(people.by_name(ctx, user.name)) == 1
    return Scope(Whose.PERSON, f'owner:"{user.name if clear else user.email}"', (user.id,), name=user.name)


def _share_a_team(ctx: Context, user: User) -> bool:
    theirs = select(TeamMember.team_id).where(TeamMember.user_id == user.id)
    return bool(ctx.actor.teams.intersection(ctx.session.scalars(theirs)))


def team(ctx: Context, name: str = "") -> Scope:
    """Return what is of the actor's teams, or of one team. Raises `InvalidInput`, `NotAllowed`."""
    chosen = [teams.named(ctx, name)] if name else []
    ids = tuple(each.id for each in chosen) or tuple(sorted(ctx.actor.teams))
    if not ids:
        raise InvalidInput("whose", _TEAM, "you are in no team", ("me",))
    theirs = not ctx.actor.teams.issuperset(ids)
    if permissions.see_level(ctx.actor, "deal") not in ((Level.ALL,) if theirs else (Level.ALL, Level.TEAM)):
        raise NotAllowed("deal.see", f"the team {name}" if name else "your team", permissions.who_can(ctx))
    words = f'team:"{chosen[0].name}"' if chosen else "team"
    return Scope(Whose.TEAM, words, _members(ctx, ids), ids, chosen[0].name if chosen else "")


def of_teams(ctx: Context, ids: tuple[int, ...]) -> Scope:
    """Return what is of some teams, whoever asks; what they see of it is for `visible` to say."""
    return Scope(Whose.TEAM, "team", _members(ctx, ids), ids)


def _members(ctx: Context, ids: tuple[int, ...]) -> tuple[int, ...]:
    statement = (
        select(User.id)
        .where(User.is_active, User.id.in_(select(TeamMember.user_id).where(TeamMember.team_id.in_(ids))))
        .order_by(User.id)
    )
    return tuple(ctx.session.scalars(statement))


def everybody(ctx: Context) -> Scope:
    """Return what is everybody's. Raises `NotAllowed`."""
    if permissions.see_level(ctx.actor, "deal") is not Level.ALL:
        raise NotAllowed("deal.see", "everybody", permissions.who_can(ctx))
    every = tuple(ctx.session.scalars(select(User.id).where(User.is_active).order_by(User.id)))
    return Scope(Whose.ALL, "everybody", every)


def sees(ctx: Context, scope: Scope, kind: str) -> bool:
    """Tell whether the actor sees the records of a kind that a scope is about, and not only their own of them."""
    level = permissions.see_level(ctx.actor, kind)
    match scope.whose:
        case Whose.ME:
            return level is not Level.NONE
        case Whose.ALL:
            return level is Level.ALL
        case Whose.PERSON | Whose.TEAM:
            return level in (Level.TEAM, Level.ALL)


def condition(scope: Scope) -> ColumnElement[bool]:
    """Return the condition on `Record` for what is theirs; what of it may be seen is for `visible` to say."""
    match scope.whose:
        case Whose.ALL:
            return true()
        case Whose.TEAM:
            return Record.team_id.in_(scope.teams) if scope.teams else false()
        case Whose.ME | Whose.PERSON:
            return Record.owner_id == scope.people[0]


def holders(ctx: Context, scope: Scope, kind: str) -> tuple[int, ...]:
    """Return whose the records of a kind are that a scope is about: of a team also those who have left it.

    For everybody they are not looked up: nobody is left out.
    """
    if scope.whose is not Whose.TEAM:
        return scope.people
    own = (_RECORD.c.team_id.in_(scope.teams), _RECORD.c.kind == kind, _RECORD.c.owner_id == User.id)
    # lint: unscoped names of colleagues, seen by everybody
    statement = select(User.id).where(exists().where(*own)).order_by(User.id)
    return tuple(ctx.session.scalars(statement))
