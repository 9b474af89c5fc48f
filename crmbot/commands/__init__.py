"""What people can say: forms, commands and cards, one module per noun."""

import importlib
import pkgutil

from crmbot.chat.command import Command, Noun, Registry


def build_registry() -> Registry:
    """Import every module of this package in sorted order and register the commands and nouns it declares."""
    registry = Registry()
    for module in sorted(found.name for found in pkgutil.iter_modules(__path__)):
        declared = vars(importlib.import_module(f"{__name__}.{module}")).values()
        for value in declared:
            if isinstance(value, Command | Noun) and not _imported(value, module):
                registry.add(value)
    return registry


def _imported(value: Command | Noun, module: str) -> bool:
    """Tell whether a module merely uses a command that another one declares."""
    return isinstance(value, Command) and value.run.__module__.rpartition(".")[2] != module
