"""A double with a person in it, and a real Bolt app in front of it."""

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from tests.doubles.slack import Message, SlackDouble
from tests.doubles.slack.bolt_app import App
from tests.doubles.slack.samples import CARD, TASK


@pytest_asyncio.fixture
async def app(slack: SlackDouble) -> AsyncIterator[App]:
    """A Bolt app that the double delivers to."""
    served = App(slack)
    site = web.Application()
    site.router.add_post("/slack/events", served.handle)
    runner = web.AppRunner(site)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    slack.app_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield served
    await runner.cleanup()


@pytest.fixture
def ana(slack: SlackDouble) -> str:
    """A person."""
    return slack.add_user("ana", "ana@x.example", "Europe/Paris")


@pytest_asyncio.fixture
async def card(slack: SlackDouble, app: App, ana: str, client: AsyncWebClient) -> Message:
    """A card in the person's direct conversation."""
    await client.chat_postMessage(channel=slack.dm(ana), text="Send quote", blocks=CARD)
    await slack.settle()
    return slack.messages(slack.dm(ana))[-1]


@pytest_asyncio.fixture
async def form(slack: SlackDouble, app: App, ana: str) -> None:
    """An open modal."""
    app.opens = TASK
    await slack.slash(ana, slack.dm(ana), "/task")
    app.opens = None
