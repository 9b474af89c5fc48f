"""Everything people can do, played on PostgreSQL."""

from tests.talk.playing import OpenChat, OpenHouse, on, play
from tests.talk.script import Script


@on("console")
async def test_conversation_when_the_database_is_postgresql(
    script: Script, postgresql_house: OpenHouse, chat_on: OpenChat
) -> None:
    """The other database makes no difference."""
    await play(script, chat_on("console", postgresql_house(script.fixture)))
