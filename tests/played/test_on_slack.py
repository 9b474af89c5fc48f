"""Everything people can do, played on Slack."""

from tests.talk.playing import OpenChat, OpenHouse, on, play
from tests.talk.script import Script


@on("slack")
async def test_conversation_when_had_on_slack(script: Script, sqlite_house: OpenHouse, chat_on: OpenChat) -> None:
    """What is written in the conversation is what happens."""
    await play(script, chat_on("slack", sqlite_house(script.fixture)))
