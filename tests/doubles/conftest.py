"""The doubles, running, and the real client that is connected to each."""

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient
from telegram import Bot

from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import TelegramDouble, User
from tests.doubles.telegram.ptb import client as connecting


@pytest.fixture
async def slack() -> AsyncIterator[SlackDouble]:
    """Give a running double."""
    async with SlackDouble() as double:
        double.workspace.checkers = None  # these tests count the double's own findings
        yield double


@pytest.fixture
def client(slack: SlackDouble) -> AsyncWebClient:
    """Give the Slack bot's client."""
    return AsyncWebClient(token=slack.bot_token, base_url=slack.url)


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramDouble]:
    """Give a platform that listens."""
    async with TelegramDouble() as double:
        yield double


@pytest.fixture
async def bot(telegram: TelegramDouble) -> AsyncIterator[Bot]:
    """Give the real client, connected to the double."""
    async with connecting(telegram) as connected:
        yield connected


@pytest.fixture
def ben(telegram: TelegramDouble) -> User:
    """Give a person whose chat with the bot is open."""
    return telegram.add_user("Ben", "Toth", "bentoth", started=True)
