"""The console: a chat in the terminal, or through a pipe."""

from crmbot.handlers.console.app import ConsoleAdapter

__all__ = ["ConsoleAdapter"]
