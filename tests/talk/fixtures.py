"""What tests ask for to talk: an organisation on either database, and a seat at a surface."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

# The house is imported where it is asked for: most tests do without it.
if TYPE_CHECKING:
    from tests.chat import Chat
    from tests.talk.house import Fixture, Furnished, House


@pytest.fixture(scope="session")
def furnished(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> "Furnished":
    """Keep a file of each organisation that was asked for."""
    from tests.talk.house import Furnished

    return Furnished(sqlite_template, tmp_path_factory.mktemp("furnished"))


@pytest.fixture
def sqlite_house(furnished: "Furnished", tmp_path: Path) -> "Callable[[Fixture], House]":
    """Give organisations in SQLite files."""
    from tests.talk.house import House

    return lambda fixture: House(furnished.copy(fixture, tmp_path / "house.db"), fixture)


@pytest.fixture
def postgresql_house(postgresql_url: str, tmp_path: Path) -> "Callable[[Fixture], House]":
    """Give an organisation on the PostgreSQL server."""
    from tests.talk.house import House, furnish

    def make(fixture: "Fixture") -> House:
        furnish(postgresql_url, fixture)
        return House(postgresql_url, fixture, str(tmp_path / "files"))

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
