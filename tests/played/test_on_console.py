"""Everything people can do, played in the console."""

from tests.talk.playing import OpenChat, OpenHouse, on, play
from tests.talk.script import Script


@on("console")
async def test_conversation_when_had_on_console(script: Script, sqlite_house: OpenHouse, chat_on: OpenChat) -> None:
    """What is written in the conversation is what happens."""
    await play(script, chat_on("console", sqlite_house(script.fixture)))
