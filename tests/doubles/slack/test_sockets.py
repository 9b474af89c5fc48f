"""Socket Mode on the Slack double, with the real client."""

import asyncio
import logging
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import SlackDouble

Json = dict[str, Any]


class Listener:
    """An app that acknowledges everything and keeps what it got."""

    def __init__(self, slack: SlackDouble) -> None:
        """Build the client; it connects with `connect`."""
        self.requests: list[SocketModeRequest] = []
        self.answer: Json | None = None
        self.client = SocketModeClient(
            app_token=slack.app_token,
            web_client=AsyncWebClient(base_url=slack.url),
            logger=logging.getLogger("socket-test"),
            ping_interval=0.2,
        )
        self.client.socket_mode_request_listeners.append(self.hear)

    async def hear(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        """Keep a request and acknowledge it."""
        self.requests.append(request)
        await client.send_socket_mode_response(SocketModeResponse(request.envelope_id, self.answer))


@pytest_asyncio.fixture
async def listener(slack: SlackDouble) -> AsyncIterator[Listener]:
    """A connected Socket Mode app."""
    app = Listener(slack)
    await app.client.connect()  # type: ignore[no-untyped-call] # the SDK's own
    await slack.connected()
    yield app
    await app.client.close()  # type: ignore[no-untyped-call] # the SDK's own


async def test_event_arrives_over_the_socket(slack: SlackDouble, listener: Listener) -> None:
    """A direct message comes as an event and is acknowledged."""
    ana = slack.add_user("ana")

    await slack.say(ana, slack.dm(ana), "met Jane & Co")

    (request,) = listener.requests
    assert (request.type, request.payload["event"]["text"]) == ("events_api", "met Jane &amp; Co")
    assert (slack.unacknowledged, slack.violations) == ([], [])


async def test_slash_command_shows_the_acknowledged_words(slack: SlackDouble, listener: Listener) -> None:
    """What the acknowledgement carries is shown to the person alone."""
    ana = slack.add_user("ana")
    sales = slack.add_channel("sales", [ana])
    listener.answer = {"text": "Saved"}

    response = await slack.slash(ana, sales, "/crm", "note Acme")

    assert response.message is not None
    assert (response.message.text, slack.messages(sales)) == ("Saved", [])


async def test_refreshed_socket_is_replaced(slack: SlackDouble, listener: Listener) -> None:
    """After a disconnect message the client is back and gets its events."""
    ana = slack.add_user("ana")

    await slack.refresh_sockets()
    await slack.until(lambda: slack.courier.sockets.served == 2)
    await slack.say(ana, slack.dm(ana), "hello")

    assert len(listener.requests) == 1


async def test_dropped_socket_is_replaced(slack: SlackDouble, listener: Listener) -> None:
    """After a broken connection the client comes back, and what was lost is sent again."""
    ana = slack.add_user("ana")
    slack.drop_sockets()
    await slack.say(ana, slack.dm(ana), "hello")
    lost = len(slack.unacknowledged)

    await slack.connected()
    await slack.retry_lost()

    assert (lost, len(slack.unacknowledged)) == (1, 0)
    assert listener.requests[0].retry_attempt == 1


async def test_redelivery_is_marked_in_the_envelope(slack: SlackDouble, listener: Listener) -> None:
    """A retry has the same event_id and says which attempt it is."""
    ana = slack.add_user("ana")
    await slack.say(ana, slack.dm(ana), "hello")

    await slack.redeliver(times=3)

    assert len({request.payload["event_id"] for request in listener.requests}) == 1
    assert [request.retry_attempt for request in listener.requests] == [0, 1, 2, 3]


async def test_own_messages_come_back_as_events(slack: SlackDouble, client: AsyncWebClient, listener: Listener) -> None:
    """Slack sends a bot its own messages, marked with its bot_id."""
    ana = slack.add_user("ana")

    await client.chat_postMessage(channel=slack.dm(ana), text="Hello")
    await slack.settle()

    assert listener.requests[0].payload["event"]["bot_id"] == slack.workspace.bot_id


async def test_silent_app_times_out(slack: SlackDouble) -> None:
    """An event nobody acknowledges waits for its retry."""
    slack.courier.ack_within_s = 0.05
    mute = Listener(slack)
    mute.client.socket_mode_request_listeners.clear()
    await mute.client.connect()  # type: ignore[no-untyped-call] # the SDK's own
    await slack.connected()
    ana = slack.add_user("ana")

    await slack.say(ana, slack.dm(ana), "hello")
    await mute.client.close()  # type: ignore[no-untyped-call] # the SDK's own

    assert [one.response.error for one in slack.unacknowledged] == ["operation_timeout"]


async def test_used_ticket_is_refused(slack: SlackDouble) -> None:
    """A Socket Mode address is good for one connection."""
    answer = await AsyncWebClient(base_url=slack.url).apps_connections_open(app_token=slack.app_token)
    async with aiohttp.ClientSession() as session:
        first = await session.ws_connect(answer["url"])
        hello = await asyncio.wait_for(first.receive_json(), 5)

        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(answer["url"])
        await first.close()

    assert hello["type"] == "hello"
