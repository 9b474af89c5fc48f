"""The menu of commands beside Telegram's text field, made from the registry."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import structlog
from telegram import (
    Bot,
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
)
from telegram.constants import BotCommandLimit

from crmbot.chat.command import Command, Registry
from crmbot.handlers.telegram.cutting import shortened

log = structlog.get_logger(__name__)
_FIRST = (
    "note",
    "task",
    "find",
    "today",
    "snap",
    "deal",
    "lead",
    "event",
    "done",
    "undo",
    "settings",
    "help",
)
"""What people do most: a menu of everything is read by nobody, and every word works without standing in it."""
_IN_GROUPS = ("note", "find", "deal", "pipe", "sub", "help")
_NAME = re.compile(r"[a-z0-9_]{1,32}")

Entry = tuple[str, str]
"""A word and its help."""


@dataclass(frozen=True, slots=True)
class Menu:
    """What the menus show, in order."""

    private: tuple[Entry, ...]
    group: tuple[Entry, ...]


def menu_of(registry: Registry) -> Menu:
    """Choose what the menus show, in private chats and in groups."""
    return Menu(private=tuple(_entries(registry, _FIRST)), group=tuple(_entries(registry, _IN_GROUPS)))


async def publish(bot: Bot, menu: Menu) -> None:
    """Give Telegram the menus that differ from those it has; setting them is rationed."""
    await _set(bot, menu.private, BotCommandScopeAllPrivateChats())
    await _set(bot, menu.group, BotCommandScopeAllGroupChats())


async def _set(bot: Bot, entries: tuple[Entry, ...], scope: BotCommandScope) -> None:
    present = await bot.get_my_commands(scope=scope)
    if tuple((each.command, each.description) for each in present) == entries:
        return
    await bot.set_my_commands([BotCommand(name, text) for name, text in entries], scope=scope)
    log.info("telegram.menu_set", action="set", scope=scope.type, commands=len(entries))


def _entries(registry: Registry, words: Iterable[str]) -> Iterator[Entry]:
    """Yield each command once, under the first of the words that names it."""
    shown: set[str] = set()
    for word in words:
        command = _named(registry, word)
        if command is not None and _NAME.fullmatch(word) and command.name not in shown:
            shown.add(command.name)
            yield word, shortened(command.help, int(BotCommandLimit.MAX_DESCRIPTION)) or word


def _named(registry: Registry, word: str) -> Command | None:
    """Return the command a word stands for; a noun is described by making one."""
    match = registry.match(word)
    if match is None or match.rest:
        return None
    found = match.found
    command = found if isinstance(found, Command) else registry[found.new]
    return command if command.visible else None
