"""The Telegram adapter against the double of Telegram."""

from collections.abc import AsyncIterator

import pytest

from crmbot.chat.card import Card
from crmbot.chat.command import Noun, Registry, command
from crmbot.chat.form import Form
from crmbot.chat.reply import Reply
from crmbot.handlers.telegram.app import TelegramAdapter, TelegramSettings
from tests.doubles.telegram import TelegramDouble, User
from tests.handlers.telegram.scripted import ScriptedDoor


class Nothing(Form):
    """A form without questions."""


def _run(ctx: object, form: Nothing) -> Reply:
    """Write down what happened."""
    return Card(())


@pytest.fixture
def registry() -> Registry:
    """Give a registry of a few commands, one of which Telegram could not name."""
    registry = Registry()
    for name in ("help", "note", "new deal", "zebra"):
        registry.add(command(name)(_run))
    registry.add(command("hidden", visible=False)(_run))
    registry.add(command("me", aliases=["settings"])(_run))
    registry.add(Noun("deal", "deal", new="new deal", change="me", list="me"))
    return registry


@pytest.fixture
def door() -> ScriptedDoor:
    """Give a dispatcher that echoes."""
    return ScriptedDoor()


@pytest.fixture
async def telegram() -> AsyncIterator[TelegramDouble]:
    """Give Telegram, and see in the end that nothing was done that a correct bot would not do."""
    async with TelegramDouble() as double:
        yield double
        assert double.violations == []


@pytest.fixture
def settings(telegram: TelegramDouble) -> TelegramSettings:
    """Point the adapter at the double."""
    return TelegramSettings(telegram.token, api_url=telegram.url)


@pytest.fixture
async def adapter(door: ScriptedDoor, settings: TelegramSettings, registry: Registry) -> AsyncIterator[TelegramAdapter]:
    """Give a listening adapter that polls."""
    adapter = TelegramAdapter(door, settings, registry)
    await adapter.start()
    yield adapter
    await adapter.stop()


@pytest.fixture
def ben(telegram: TelegramDouble) -> User:
    """Give a person who has opened a private chat with the bot."""
    return telegram.add_user("Ben", "Toth", "bentoth", started=True)
