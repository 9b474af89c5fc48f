"""Everything people can do, played in the console, on PostgreSQL: the other surfaces are played on SQLite.

So each conversation is had on every surface it is for, or on two of them where it is about what lies below all, and
nearly all are on both databases. It need not be every surface with each of them: what differs between databases is
below all surfaces, too, and tested on both in `tests/core`.
"""

from tests.talk.playing import OpenChat, OpenHouse, on, play
from tests.talk.script import Script


@on("console")
async def test_conversation_when_had_on_console(script: Script, postgresql_house: OpenHouse, chat_on: OpenChat) -> None:
    """What is written in the conversation is what happens."""
    await play(script, chat_on("console", postgresql_house(script.fixture)))
