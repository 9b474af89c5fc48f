"""The shortcut "Make lead" on a message, over the wire."""

from crmbot.chat.card import Card, Drawn, spans
from crmbot.chat.inbound import Pressed
from crmbot.chat.invocation import Invocation, read_token
from crmbot.handlers.adapter import Answer
from tests.handlers.slack.conftest import Wired


async def test_make_lead_when_used_on_a_message(wired: Wired) -> None:
    """The words come with their author and address, and only the asker reads the answer."""
    eva = wired.slack.add_user("eva")
    wired.slack.channel(wired.channel).members.add(eva)
    message = await wired.slack.say(eva, wired.channel, 'Umbrella wants "12" pumps\nby May & soon')
    wired.door.script = lambda _: Answer(Drawn(Card(spans("Lead created"))))

    await wired.slack.shortcut(wired.ben, message, "make_lead")

    event = wired.door.worked[0].event
    assert isinstance(event, Pressed)
    link = f"https://{wired.slack.workspace.domain}.slack.com/archives/{wired.channel}/p{message.ts.replace('.', '')}"
    said = {"text": 'Umbrella wants "12" pumps\nby May & soon', "author": "eva", "link": link}
    assert read_token(event.token) == Invocation("keep as lead", said)
    assert [one.plain for one in wired.slack.messages(wired.dm, wired.ben)] == ["Lead created"]
    assert "Lead created" not in [one.plain for one in wired.slack.messages(wired.channel, eva)]
