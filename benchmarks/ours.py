"""Our own stack on both platforms, built from its real parts; only the wire to the platform is not real."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from starlette.applications import Starlette

from benchmarks import slack, telegram
from benchmarks.office import BOT, ORG
from benchmarks.rounds import Command, Side
from crmbot.commands import build_registry
from crmbot.core.clock import SystemClock
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.handlers.dispatcher.working import Worker
from crmbot.handlers.slack.app import SlackAdapter
from crmbot.handlers.slack.settings import SlackSettings
from crmbot.handlers.telegram.answers import Answers
from crmbot.handlers.telegram.receiver import Receiver
from crmbot.handlers.telegram.running import Running
from crmbot.handlers.telegram.sender import TelegramSender
from crmbot.handlers.telegram.wire import TelegramBot
from crmbot.handlers.telegram.words import Me
from crmbot.store.engine import Database, open_database
from tests.doubles.slack import SlackDouble


@dataclass(frozen=True, slots=True)
class OurBot:
    """Our receiver, which takes updates whichever way they come."""

    receiver: Receiver
    wire: telegram.SilentWire

    def prepare(self, number: int) -> Command:
        """Write a message of one of our people."""
        raw = json.dumps(telegram.update(number))

        async def take() -> None:
            before = self.wire.sent
            task = await self.receiver.take(json.loads(raw))
            assert task is not None
            await task
            assert self.wire.sent > before

        return take


@asynccontextmanager
async def on_slack(url: str) -> AsyncIterator[Side]:
    """Serve a furnished database through the Slack adapter; Slack itself is asked once who we are."""
    database = open_database(url)
    async with SlackDouble() as double:
        settings = SlackSettings(double.bot_token, slack.SECRET, api_url=double.url)
        adapter = SlackAdapter(_dispatcher(database), settings, build_registry())
        await adapter.start()
        try:
            yield slack.SlackSide(Starlette(routes=list(adapter.routes)), " saved on ")
        finally:
            await adapter.stop()
            database.close()


@asynccontextmanager
async def on_telegram(url: str) -> AsyncIterator[Side]:
    """Serve a furnished database through the Telegram adapter's receiver."""
    database, wire, running = open_database(url), telegram.SilentWire(), Running()
    bot = TelegramBot(telegram.TOKEN, request=wire, get_updates_request=telegram.SilentWire())
    await bot.initialize()
    door = _dispatcher(database)
    answers = Answers(door, TelegramSender(bot), running)
    receiver = Receiver(door, bot, answers=answers, running=running, clock=SystemClock())
    receiver.me = Me(BOT, telegram.USERNAME)
    try:
        yield OurBot(receiver, wire)
    finally:
        await running.finish()
        await bot.shutdown()
        database.close()


def _dispatcher(database: Database) -> Dispatcher:
    return Dispatcher(Worker(database, build_registry(), SystemClock(), ORG))
