"""What a person can cause or mend, as exceptions that carry data instead of sentences."""

from collections.abc import Mapping
from dataclasses import dataclass, field


class CrmError(Exception):
    """The root of all errors a person can cause or fix."""


@dataclass(frozen=True, slots=True)
class Found:
    """One record a look-up came upon: enough to show it and to pick it."""

    id: int
    kind: str
    title: str
    hint: str = ""
    rev: int = 0


@dataclass(slots=True, eq=False)
class NotFound(CrmError):
    """Nothing the person may see is called that. `near` are the closest ones."""

    asked: str
    kinds: tuple[str, ...] = ()
    near: tuple[Found, ...] = ()


@dataclass(slots=True, eq=False)
class OtherKind(NotFound):
    """There is a record of that code, and it is of a kind that is not wanted: `there` is the one."""

    there: Found | None = None


@dataclass(slots=True, eq=False)
class PutAway(NotFound):
    """The record was put away: which it was, what was done, by whom and when (ISO, UTC), who may bring it back."""

    gone: Found | None = None
    how: str = "deleted"
    by: str = ""
    at: str = ""
    may_restore: bool = False


@dataclass(slots=True, eq=False)
class Ambiguous(CrmError):
    """Several records are called that."""

    asked: str
    candidates: tuple[Found, ...]


@dataclass(slots=True, eq=False)
class InvalidInput(CrmError):
    """A value cannot stand in a field. `reason` is a short claim, `choices` what could stand there."""

    field: str
    given: str
    reason: str
    choices: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class NotAllowed(CrmError):
    """The person lacks a right. `who_can` names people or roles that have it, `role` what the person is.

    `can_grant` names people who can give it to them.
    """

    permission: str
    subject: str = ""
    who_can: tuple[str, ...] = ()
    role: str = ""
    can_grant: tuple[str, ...] = ()


@dataclass(slots=True, eq=False)
class Conflict(CrmError):
    """The record is not as the person saw it: who changed it, when (ISO, UTC), and what it is now."""

    subject: str
    reason: str
    by: str = ""
    at: str = ""
    record_id: int | None = None


@dataclass(slots=True, eq=False)
class NotUndone(CrmError):
    """A change stays that was to be taken back: what it was in words, `why`, and the batch before it with its words."""

    what: str
    why: CrmError
    before: str = ""
    before_what: str = ""


@dataclass(slots=True, eq=False)
class Suspended(CrmError):
    """The person's access is suspended."""

    name: str


@dataclass(slots=True, eq=False)
class Unavailable(CrmError):
    """Something we depend on does not answer."""

    what: str


@dataclass(slots=True, eq=False)
class Duplicate(CrmError):
    """A record very much like the one to be made is there already.

    `lacks`: what was given, and stands nowhere on the first of them yet, by the names of its fields.
    """

    name: str
    kind: str
    near: tuple[Found, ...] = field(default=())
    lacks: Mapping[str, str] = field(default_factory=dict)
