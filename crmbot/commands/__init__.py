"""What people can say: forms, commands and cards, one module per noun."""

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

from crmbot.chat.command import Command, Noun, Registry


def build_registry() -> Registry:
    """Import every module of this package in sorted order and register the commands and nouns it declares."""
    registry = Registry()
    for name in sorted(_modules(__path__, f"{__name__}.")):
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, Command | Noun) and not _imported(value, name):
                registry.add(value)
    return registry


def _modules(path: Iterable[str], prefix: str) -> Iterator[str]:
    """Yield the full names of all modules, those in packages included."""
    for found in pkgutil.iter_modules(path, prefix):
        yield found.name
        if found.ispkg:
            package = importlib.import_module(found.name)
            yield from _modules(package.__path__, f"{found.name}.")


def _imported(value: Command | Noun, module: str) -> bool:
    """Tell whether a module merely uses a command that another one declares."""
    return isinstance(value, Command) and value.run.__module__ != module
