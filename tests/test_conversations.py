"""Everything people can do, played on every surface."""

from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path

import pytest
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from tests.chat import Chat
from tests.talk.house import House
from tests.talk.script import Player, Script, read

FOLDER = Path(__file__).parent / "conversations"
SCRIPTS = [read(file) for file in sorted(FOLDER.glob("*.chat"))]
PLAYED = [
    pytest.param(script, surface, id=f"{script.name}.chat[{surface}]")
    for script in SCRIPTS
    for surface in script.surfaces
]
TYPED = [pytest.param(script, id=f"{script.name}.chat") for script in SCRIPTS if "console" in script.surfaces]

OpenChat = Callable[[str, House], Chat]


def _errors(lines: Sequence[MutableMapping[str, object]]) -> list[MutableMapping[str, object]]:
    return [line for line in lines if line["log_level"] in ("error", "critical")]


async def play(script: Script, chat: Chat) -> None:
    """Play a conversation to its end, in which nothing may fail on our side."""
    with capture_logs(processors=[format_exc_info]) as lines:
        async with chat:
            try:
                await Player(script, chat).play()
            except AssertionError as error:
                raise AssertionError(f"{error}\n--- our errors\n{_errors(lines)}") from error
            assert list(chat.violations) == []
    assert _errors(lines) == []


@pytest.mark.parametrize(("script", "surface"), PLAYED)
async def test_conversation_when_had_on_a_surface(
    script: Script, surface: str, sqlite_house: Callable[..., House], chat_on: OpenChat
) -> None:
    """What is written in the conversation is what happens."""
    house = sqlite_house(script.fixture)

    await play(script, chat_on(surface, house))


@pytest.mark.parametrize("script", TYPED)
async def test_conversation_when_the_database_is_postgresql(
    script: Script, postgresql_house: Callable[..., House], chat_on: OpenChat
) -> None:
    """The other database makes no difference."""
    house = postgresql_house(script.fixture)

    await play(script, chat_on("console", house))
