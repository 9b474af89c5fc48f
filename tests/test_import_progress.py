"""How far an import is, as people see it: one message in their chat that is edited until it is over."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from crmbot.scheduler import progress, strides
from tests.chat import Chat, Thing
from tests.talk.house import Fixture, House
from tests.talk.slack import SlackChat
from tests.talk.telegram import TelegramChat

MORNING = datetime(2025, 3, 12, 9, tzinfo=UTC)
SURFACES = ("console", "slack", "telegram")
Furnished = Callable[[Fixture], House]
OpenChat = Callable[[str, House], Chat]


@pytest.fixture
def short_turns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let an import take many turns, and show itself after each."""
    monkeypatch.setattr(progress, "EVERY_S", 0.0)
    for name in ("FIRST", "FEWEST", "MOST"):
        monkeypatch.setattr(strides, name, 10)


def edits(chat: Chat) -> list[str]:
    """Return what messages were edited to, as the platform was asked; a terminal has none."""
    match chat:
        case SlackChat():
            return [str(call.args) for call in chat.double.calls("chat.update")]
        case TelegramChat():
            return [str(call.args) for call in chat.double.calls("editMessageText")]
        case _:
            return []


@pytest.mark.usefixtures("short_turns")
@pytest.mark.parametrize("surface", ["slack", "telegram"])
async def test_progress_when_an_import_runs(surface: str, sqlite_house: Furnished, chat_on: OpenChat) -> None:
    """The card whose button began it is edited as it goes on, and says at the end that it is done."""
    async with chat_on(surface, sqlite_house(Fixture(MORNING))) as chat:
        await chat.attach(Thing("file", "guests.csv", "import"))
        await chat.press("Import 93")

        assert chat.shown.count("guests.csv: 100 rows done") == 1
        assert chat.shown.count("Imported 93 contacts from guests.csv") == 1
        assert "Stop" not in chat.buttons
        assert [text for text in edits(chat) if "0 of 100 rows" in text]


@pytest.mark.parametrize("surface", SURFACES)
async def test_progress_when_an_import_is_soon_over(surface: str, sqlite_house: Furnished, chat_on: OpenChat) -> None:
    """The card whose button began it does not stand there as if it still ran."""
    async with chat_on(surface, sqlite_house(Fixture(MORNING))) as chat:
        await chat.attach(Thing("file", "early.csv", "import"))
        await chat.press("Import 12")

        assert chat.shown.count("early.csv: 12 rows done") == 1
        assert chat.shown.count("Imported 12 contacts from early.csv") == 1


@pytest.mark.usefixtures("short_turns")
@pytest.mark.parametrize("surface", ["slack", "telegram"])
async def test_progress_when_an_import_is_begun_by_words(
    surface: str, sqlite_house: Furnished, chat_on: OpenChat
) -> None:
    """One message is sent for it and edited: there is no card whose place it could take."""
    async with chat_on(surface, sqlite_house(Fixture(MORNING))) as chat:
        await chat.attach(Thing("file", "guests.csv", "import"))
        await chat.say("import run")

        assert chat.shown.count("guests.csv: 100 rows done") == 1
