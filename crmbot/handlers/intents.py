"""What a message can want: a command to be run, words nobody knows, a note or a name, a change nobody can make."""

from collections.abc import Mapping
from dataclasses import dataclass

from crmbot.chat.command import Command, Registry
from crmbot.chat.invocation import Invocation
from crmbot.core.errors import CrmError

ONLY = "only:"
"""Begins a reference that a noun in front has narrowed: `only:deal:acme` is the deal called acme."""


@dataclass(frozen=True, slots=True)
class Invoke:
    """Run a command with these texts. `typed` is the line it was read from, `unknown` what was kept as text."""

    command: Command
    values: Mapping[str, str]
    typed: str = ""
    rev: int | None = None
    form: bool = False
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unknown:
    """A first word that is no command; `near` are the ones it may be a slip of."""

    word: str
    text: str
    near: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FreeText:
    """Words without a command: a note, or the name of a record."""

    text: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A line that asks for a change nobody can make: the error says why."""

    error: CrmError


Intent = Invoke | Unknown | FreeText | Refused


def pressed(registry: Registry, invocation: Invocation) -> Invoke | None:
    """Return what a button does; None when its command is no more."""
    if invocation.command not in registry:
        return None
    command = registry[invocation.command]
    return Invoke(command, invocation.args, rev=invocation.rev, form=invocation.form)


def only_shows(command: Command) -> bool:
    """Tell whether a command needs no more than the right to see, so that it does no harm at any time."""
    return not command.changes and (not command.permission or command.permission.endswith(".see"))
