"""Forms that are not known before somebody asks for them: fields of people's own, the columns of a file in hand."""

from collections.abc import Callable

from crmbot.chat.command import Command
from crmbot.commands.fields import own_fields
from crmbot.core.context import Context

Extension = Callable[[Context, Command], Command]
"""Returns a command with the form it has for this person at this moment; it raises nothing."""

_EXTENSIONS: dict[str, Extension] = {}


def extends(name: str) -> Callable[[Extension], Extension]:
    """Declare the decorated function as the one that says what the form of a command asks now."""

    def declare(function: Extension) -> Extension:
        _EXTENSIONS[name] = function
        return function

    return declare


def extend(ctx: Context, command: Command) -> Command:
    """Return a command with all its form asks now."""
    extended = own_fields.extend(ctx, command)
    found = _EXTENSIONS.get(command.name)
    return found(ctx, extended) if found is not None else extended
