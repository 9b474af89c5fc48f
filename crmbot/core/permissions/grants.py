"""Which rights a role gives on the first day, which are in force for somebody, and how far each reaches.

A right is `<kind>.<verb>`; a role may grant `*.<verb>` for every kind, or `*`. The defaults are
those of the organisation's first day; grants in the database override them, and a grant to a
person beats every role (spec: R-63).
"""

from collections.abc import Iterable, Mapping, Sequence

from crmbot.core.context import Actor, Level, reach
from crmbot.store.models.activity import Visibility

DOCUMENT, EVENT, TASK = "document", "event", "task"
"""Kinds that are seen each in a way of its own."""

SEE_PRIVATE = "event.see_private"
"""The right to see private events of others; without it they are nothing but busy times (spec: R-74)."""

PRIVATE = (Visibility.PRIVATE, Visibility.CONFIDENTIAL)

OWNER, MANAGER, REP, READ_ONLY = "owner", "manager", "rep", "read-only"

DEFAULT_GRANTS: dict[str, dict[str, Level]] = {
    OWNER: {"*": Level.ALL},
    MANAGER: {
        "*.see": Level.ALL,
        "*.create": Level.ALL,
        "*.edit": Level.TEAM,
        "*.delete": Level.TEAM,
        "*.take": Level.ALL,
        "lead.unconvert": Level.ALL,
        "task.see_all": Level.ALL,
        "task.assign": Level.ALL,
        "task.be_assigned": Level.ALL,
        "task.reschedule": Level.TEAM,
        "task.reassign": Level.TEAM,
        "task.approve": Level.ALL,
        "record.assign": Level.ALL,
        "record.import": Level.ALL,
        "record.export": Level.ALL,
        "user.invite": Level.ALL,
        "team.edit": Level.TEAM,
        "settings.edit": Level.ALL,
    },
    REP: {
        "*.see": Level.TEAM,
        "*.create": Level.ALL,
        "*.edit": Level.OWN,
        "*.delete": Level.OWN,
        "*.take": Level.TEAM,
        "task.see": Level.OWN,
        "task.be_assigned": Level.ALL,
        "task.reschedule": Level.OWN,
    },
    READ_ONLY: {"*.see": Level.TEAM, "task.see": Level.OWN},
}

_ORDER = (Level.NONE, Level.OWN, Level.TEAM, Level.ALL)


def effective(roles: Sequence[Mapping[str, Level]], special: Mapping[str, Level]) -> dict[str, Level]:
    """Return the rights in force for somebody: what is special to them, else the most any role gives (spec: R-63).

    What is special about `*.see` is stronger than what a role says of `deal.see`, and of two roles the one
    that gives the whole of `*.see` is not held back by the other's `task.see`.
    """
    if not special and len(roles) == 1:
        return dict(roles[0])
    rights: dict[str, Level] = {}
    for permission in {*special, *(key for role in roles for key in role)}:
        own = reach(special, permission)
        rights[permission] = own if own is not None else widest(reach(role, permission) for role in roles)
    return rights


def widest(levels: Iterable[Level | None]) -> Level:
    """Return the level that reaches furthest."""
    return max((level for level in levels if level is not None), key=_ORDER.index, default=Level.NONE)


def managers_have(permission: str) -> bool:
    """Tell whether managers have a right on the organisation's first day; owners have every one."""
    return reach(DEFAULT_GRANTS[MANAGER], permission) not in (None, Level.NONE)


def exceeds(actor: Actor, rights: Mapping[str, Level]) -> bool:
    """Tell whether rights go further than the actor's own in anything."""
    return any(
        _ORDER.index(reach(rights, permission) or Level.NONE) > _ORDER.index(actor.level(permission))
        for permission in {*rights, *actor.rights}
    )


def see_level(actor: Actor, kind: str) -> Level:
    """Return how far the actor sees records of a kind; tasks of others only with `task.see_all`."""
    if kind == "task" and actor.can("task.see_all"):
        return Level.ALL
    return actor.level(f"{kind}.see")
