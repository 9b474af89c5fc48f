"""Everything people can do, played on Telegram."""

from tests.talk.playing import OpenChat, OpenHouse, on, play
from tests.talk.script import Script


@on("telegram")
async def test_conversation_when_had_on_telegram(script: Script, sqlite_house: OpenHouse, chat_on: OpenChat) -> None:
    """What is written in the conversation is what happens."""
    await play(script, chat_on("telegram", sqlite_house(script.fixture)))
