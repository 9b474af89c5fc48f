"""The adapter over the wire: messages that were changed or deleted after they were said."""

from crmbot.chat.inbound import Said
from tests.handlers.slack.conftest import Wired


async def test_message_when_edited(wired: Wired) -> None:
    """An edit comes as one, a preview does not."""
    message = await wired.slack.say(wired.ben, wired.dm, "Acme: met")
    edited = await wired.slack.edit_message(wired.ben, message, "Acme: met Jane")

    await wired.slack.unfurl(edited)

    events = [inbound.event for inbound in wired.door.worked]
    assert events[1:] == [Said("Acme: met Jane", message=message.ts, edited=True)]


async def test_message_when_deleted(wired: Wired) -> None:
    """It comes as withdrawn, without its words; what others say among themselves is deleted without us."""
    talk = await wired.slack.say(wired.ben, wired.channel, "hello all")
    await wired.slack.delete_message(wired.ben, talk)
    message = await wired.slack.say(wired.ben, wired.dm, "Acme: met")

    await wired.slack.delete_message(wired.ben, message)

    events = [inbound.event for inbound in wired.door.worked]
    assert events[1:] == [Said("", message=message.ts, withdrawn=True)]
