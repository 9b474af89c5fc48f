"""Sending and editing cards: the right calls, and every failure as what it means."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Action, Card, Drawn, Item, Items, spans
from crmbot.chat.invocation import Invocation
from crmbot.chat.sender import Delivered, Gone, RetryLater, Sender
from crmbot.handlers.slack import failures
from crmbot.handlers.slack.api import SlackApi
from crmbot.handlers.slack.sender import SlackSender
from crmbot.handlers.slack.settings import SlackSettings
from tests.doubles.slack import Fault, SlackDouble

CARD = Drawn(
    Card(spans("Due: call Delta <!channel> #general @ben"), (), (Action("Done", Invocation("done")),)), ("done",)
)


@dataclass
class Desk:
    """A sender with the workspace it writes to."""

    slack: SlackDouble
    sender: Sender
    ben: str
    channel: str

    def at(self, chat: str, thread: str = "") -> Address:
        """An address in the workspace."""
        return Address("slack", self.slack.team_id, chat, thread)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    """A sender that was never started, as in a process that only sends."""
    async with SlackDouble() as slack:
        ben = slack.add_user("ben")
        api = SlackApi(SlackSettings(slack.bot_token, slack.signing_secret, None, slack.url))
        yield Desk(slack, SlackSender(api), ben, slack.add_channel("sales", [ben]))
        await api.close()
        assert slack.violations == []


async def test_card_when_sent_to_a_channel(desk: Desk) -> None:
    """It stands there, and its ref names it."""
    delivery = await desk.sender.send(desk.at(desk.channel), CARD)

    message = desk.slack.latest(desk.channel, desk.ben)
    assert delivery == Delivered(f"slack:{desk.slack.team_id}:{desk.channel}/{message.ts}")
    assert message.buttons == ["Done"]


async def test_card_when_sent(desk: Desk) -> None:
    """Nothing in it is made a link, a mention or a preview."""
    await desk.sender.send(desk.at(desk.channel), CARD)

    (call,) = desk.slack.calls("chat.postMessage")
    options = {name: call.args[name] for name in ("parse", "link_names", "unfurl_links", "unfurl_media")}
    assert options == {"parse": "none", "link_names": False, "unfurl_links": False, "unfurl_media": False}
    assert desk.slack.latest(desk.channel).pings == []


async def test_card_when_sent_to_a_person(desk: Desk) -> None:
    """The conversation is opened once, and the ref names it, not the person."""
    first = await desk.sender.send(desk.at(desk.ben), CARD)
    await desk.sender.send(desk.at(desk.ben), CARD)

    assert isinstance(first, Delivered)
    assert SentRef.parse(first.ref).address.chat == desk.slack.dm(desk.ben)
    assert len(desk.slack.calls("conversations.open")) == 1


async def test_card_when_sent_to_a_thread(desk: Desk) -> None:
    """It stands in the thread; its ref does not need to say so."""
    root = await desk.slack.say(desk.ben, desk.channel, "hello")

    delivery = await desk.sender.send(desk.at(desk.channel, root.ts), CARD)

    message = desk.slack.latest(desk.channel)
    assert message.thread_ts == root.ts
    assert delivery == Delivered(str(SentRef(desk.at(desk.channel), message.ts)))


async def test_card_when_sent_to_the_home_tab(desk: Desk) -> None:
    """It is published."""
    await desk.sender.send(desk.at(f"home:{desk.ben}"), CARD)

    home = desk.slack.home(desk.ben)
    assert home is not None
    assert home.buttons == ["Done"]


async def test_card_when_it_has_no_words(desk: Desk) -> None:
    """Even an empty card can be sent."""
    assert isinstance(await desk.sender.send(desk.at(desk.channel), Drawn(Card(()))), Delivered)


LONG = Drawn(
    Card(
        spans("List"), (Items(tuple(Item(spans(f"row {n}"), Action("Open", Invocation("open"))) for n in range(60))),)
    ),
    tuple(f"open C-{number}" for number in range(60)),
)


async def test_card_when_it_is_longer_than_a_message(desk: Desk) -> None:
    """The ref is that of the last message."""
    delivery = await desk.sender.send(desk.at(desk.channel), LONG)

    messages = desk.slack.messages(desk.channel)
    assert len(messages) == 2
    assert delivery == Delivered(str(SentRef(desk.at(desk.channel), messages[1].ts)))


async def test_part_when_slack_asks_to_wait(desk: Desk) -> None:
    """Once the first part is out the second waits, and nothing is shown twice."""
    desk.slack.strict_pacing = True

    await desk.sender.send(desk.at(desk.channel), LONG)

    assert len(desk.slack.messages(desk.channel)) == 2


async def test_card_when_edited(desk: Desk) -> None:
    """It changes in its place."""
    sent = await desk.sender.send(desk.at(desk.channel), CARD)
    assert isinstance(sent, Delivered)

    edited = await desk.sender.edit(sent.ref, Drawn(Card(spans("Done"))))

    assert edited == sent
    assert [(message.plain, message.buttons) for message in desk.slack.messages(desk.channel)] == [("Done", [])]


async def test_card_when_edited_into_a_longer_one(desk: Desk) -> None:
    """What does not fit into its place follows below."""
    sent = await desk.sender.send(desk.at(desk.channel), CARD)
    assert isinstance(sent, Delivered)

    await desk.sender.edit(sent.ref, LONG)

    rows = "\n".join(message.plain for message in desk.slack.messages(desk.channel))
    assert rows.count("row ") == 60


@pytest.mark.parametrize("code", ["message_not_found", "cant_update_message"])
async def test_card_when_it_cannot_be_edited(desk: Desk, code: str) -> None:
    """It is posted anew."""
    sent = await desk.sender.send(desk.at(desk.channel), CARD)
    assert isinstance(sent, Delivered)
    desk.slack.fail_next("chat.update", code)

    edited = await desk.sender.edit(sent.ref, Drawn(Card(spans("Done"))))

    assert isinstance(edited, Delivered)
    assert edited.ref != sent.ref


@pytest.mark.parametrize("code", sorted(failures._PLACE))
async def test_card_when_it_can_never_be_delivered(desk: Desk, code: str) -> None:
    """The delivery says so, with Slack's reason, and whether we were only told to be silent."""
    desk.slack.fail_next("chat.postMessage", code)

    delivery = await desk.sender.send(desk.at(desk.channel), CARD)

    assert delivery == Gone(code, muted=code.startswith("restricted_action"))


@pytest.mark.parametrize("code", ["token_revoked", "account_inactive", "invalid_auth"])
async def test_card_when_the_token_is_dead(desk: Desk, code: str) -> None:
    """The chat is as it was: the card waits until the installation is mended, however long that takes."""
    desk.slack.fail_next("chat.postMessage", code)

    assert await desk.sender.send(desk.at(desk.channel), CARD) == RetryLater(300.0, code)


async def test_card_when_slack_refuses_what_is_in_it(desk: Desk) -> None:
    """It is given up after some tries, and the chat stays alive."""
    desk.slack.fail_next("chat.postMessage", "msg_too_long")

    assert await desk.sender.send(desk.at(desk.channel), CARD) == RetryLater(30.0, "msg_too_long", counts=True)


@pytest.mark.parametrize("code", ["user_disabled", "user_not_found", "user_not_visible"])
async def test_card_when_its_reader_is_gone(desk: Desk, code: str) -> None:
    """A person who cannot be written to is gone."""
    desk.slack.fail_next("conversations.open", code)

    assert await desk.sender.send(desk.at(desk.ben), CARD) == Gone(code)


async def test_card_when_there_were_too_many(desk: Desk) -> None:
    """It is to be tried again when Slack says."""
    desk.slack.fail_next("chat.postMessage", Fault.RATE_LIMIT, retry_after_s=17)

    assert await desk.sender.send(desk.at(desk.channel), CARD) == RetryLater(17, "ratelimited")


@pytest.mark.parametrize("kind", [Fault.SERVER_ERROR, "internal_error", "fatal_error", "something_new"])
async def test_card_when_slack_is_in_trouble(desk: Desk, kind: str) -> None:
    """It is to be tried again later."""
    desk.slack.fail_next("chat.postMessage", kind)

    assert isinstance(await desk.sender.send(desk.at(desk.channel), CARD), RetryLater)


async def test_card_when_the_connection_breaks(desk: Desk) -> None:
    """It is to be tried again soon."""
    desk.slack.fail_next("chat.postMessage", Fault.CUT, times=5)

    assert isinstance(await desk.sender.send(desk.at(desk.channel), CARD), RetryLater)


async def test_token_when_killed_and_revived(desk: Desk) -> None:
    """Nothing gets out with a dead token; with a living one everything does again."""
    desk.slack.kill_token()
    dead = await desk.sender.send(desk.at(desk.channel), CARD)
    desk.slack.revive_token()

    alive = await desk.sender.send(desk.at(desk.channel), CARD)

    assert (type(dead), type(alive)) == (RetryLater, Delivered)
