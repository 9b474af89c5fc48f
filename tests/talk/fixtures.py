"""What tests ask for to talk: an organisation on either database, and a seat at a surface."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# The house is imported where it is asked for: most tests do without it.
if TYPE_CHECKING:
    from tests.chat import Chat
    from tests.copies import Databases, Files
    from tests.talk.house import Fixture, House


@pytest.fixture
def sqlite_house(sqlite_copies: "Files", tmp_path: Path) -> "Callable[[Fixture], House]":
    """Give organisations in SQLite files."""
    from tests.talk.house import House, furnish

    def make(fixture: "Fixture") -> House:
        url = sqlite_copies.copy(fixture, partial(furnish, fixture=fixture), tmp_path / "house.db")
        return House(url, fixture)

    return make


@pytest.fixture
def postgresql_house(postgresql_copies: "Databases", tmp_path: Path) -> "Callable[[Fixture], House]":
    """Give an organisation on the PostgreSQL server."""
    from tests.talk.house import House, furnish

    def make(fixture: "Fixture") -> House:
        url = postgresql_copies.copy(fixture, partial(furnish, fixture=fixture))
        return House(url, fixture, str(tmp_path / "files"))

    return make


@pytest.fixture
def chat_on(tmp_path: Path) -> "Callable[[str, House], Chat]":
    """Give a seat at the surface of that name; it is opened with `async with`."""

    def sit_down(surface: str, house: "House") -> "Chat":
        match surface:
            case "console":
                from tests.talk.console import ConsoleChat

                return ConsoleChat(house, tmp_path)
            case "slack":
                from tests.talk.slack import SlackChat

                return SlackChat(house)
            case _:
                from tests.talk.telegram import TelegramChat

                return TelegramChat(house)

    return sit_down
