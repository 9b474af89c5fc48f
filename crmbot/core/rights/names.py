"""The rights there are: their names, and how far one can reach."""

import re

from sqlalchemy import inspect

from crmbot.core.context import Level
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.language.names import near_words
from crmbot.language.text import plural
from crmbot.store.models.record import Record

SPECIAL = {
    "task.see_all": "see everybody’s tasks",
    "task.assign": "give tasks to others",
    "task.be_assigned": "be given tasks",
    "task.reschedule": "move tasks",
    "task.reassign": "hand tasks on",
    "task.approve": "approve tasks",
    "lead.unconvert": "take conversions back",
    "record.assign": "give records to others",
    "record.import": "import",
    "record.export": "export",
    "record.erase": "erase records for good",
    "user.invite": "invite people",
    "user.suspend": "suspend people",
    "team.edit": "make teams, put people into them",
    "channel.edit": "say what channels are told",
    "role.grant": "give roles and rights",
    "settings.edit": "keep the settings",
    "workspace.install": "install this app in workspaces",
}
"""Rights that are more than doing something with one kind of record, in words."""

_ANY = "*"
_VERBS = {"see": "see", "create": "make", "edit": "change", "delete": "delete", "take": "take over"}
_LEVELS = {**{level.value: level for level in Level}, "mine": Level.OWN, "everything": Level.ALL, "no": Level.NONE}
_BY_ROLE = ("role", "default")
_NOT_LETTERS = re.compile(r"[^a-z*]+")
_NEAR = 4
_LIKE = 40.0


def known() -> tuple[str, ...]:
    """Return every right there is: those of each kind of record, those of any kind, and the special ones."""
    kinds = sorted(str(kind) for kind in inspect(Record).polymorphic_map if kind != Record.__tablename__)
    return (*SPECIAL, *(f"{kind}.{verb}" for kind in (_ANY, *kinds) for verb in _VERBS))


def words(right: str) -> str:
    """Return what a right lets somebody do: `see deals`, `make records of any kind`."""
    if right == _ANY:
        return "do everything"
    kind, _, verb = right.partition(".")
    return SPECIAL.get(right) or f"{_VERBS[verb]} {'records of any kind' if kind == _ANY else plural(kind)}"


def named(text: str) -> str:
    """Return the right a name or its words stand for, however written: `task see all`, `see deals`.

    Raises `InvalidInput` with near ones.
    """
    keys = {_key(said): right for right in known() for said in (right, words(right))}
    if _key(text) in keys:
        return keys[_key(text)]
    near = dict.fromkeys(keys[word] for word, _ in near_words(_key(text), list(keys), cutoff=_LIKE))
    raise InvalidInput("right", text, "no such right", tuple(near)[:_NEAR])


def read(text: str) -> tuple[str, str]:
    """Split `deal.see own` into the right and how far it is to reach; that is empty when it is not said."""
    *front, last = text.split() or [""]
    return (" ".join(front), last) if front and fold(last) in (*_LEVELS, *_BY_ROLE) else (text, "")


def level(text: str) -> Level | None:
    """Return how far a right is to reach; None for what it is without a word of ours. Raises `InvalidInput`."""
    if fold(text) in _BY_ROLE:
        return None
    if fold(text) not in _LEVELS:
        raise InvalidInput("level", text, "a right reaches so far", (*(each.value for each in Level), "role"))
    return _LEVELS[fold(text)]


def _key(text: str) -> str:
    return _NOT_LETTERS.sub("", fold(text))
