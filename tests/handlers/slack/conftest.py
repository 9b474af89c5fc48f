"""The adapter, served on loopback, with the double of Slack in front of it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass

import pytest
import uvicorn
from starlette.applications import Starlette

from crmbot.chat.card import Card, spans
from crmbot.chat.command import Command, Registry
from crmbot.chat.form import Form
from crmbot.handlers.slack.app import SlackAdapter
from crmbot.handlers.slack.manifest import manifest
from crmbot.handlers.slack.settings import SlackSettings
from tests.doubles.slack import SlackDouble
from tests.handlers.slack.scripted import ScriptedDoor


class Nothing(Form):
    """A form without questions."""


def command(name: str, example: str = "") -> Command:
    """A command that the registry knows; what it does is the door's business."""
    return Command(
        name, Nothing, lambda _ctx, _form: Card(spans(name)), f"Help of {name}.", examples=(example,) if example else ()
    )


@pytest.fixture
def registry() -> Registry:
    """The words of the direct commands, and one more."""
    found = Registry()
    for name in ("note", "find", "task", "today", "done"):
        found.add(command(name, f"{name} Acme: met Jane" if name == "note" else ""))
    return found


@dataclass
class Wired:
    """Slack, the adapter and the door, connected."""

    slack: SlackDouble
    adapter: SlackAdapter
    door: ScriptedDoor
    ben: str
    channel: str

    @property
    def dm(self) -> str:
        """Ben's direct messages with the bot."""
        return self.slack.dm(self.ben)


class QuietServer(uvicorn.Server):
    """A server that leaves the process's signals alone."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


@asynccontextmanager
async def served(adapter: SlackAdapter) -> AsyncIterator[str]:
    """Serve the adapter's routes on loopback."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    server = QuietServer(uvicorn.Config(Starlette(routes=list(adapter.routes)), log_config=None, lifespan="off"))
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        async with asyncio.timeout(5):
            while not server.started:  # noqa: ASYNC110 - uvicorn has no event to wait for
                await asyncio.sleep(0.001)
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        serving.cancel()  # its own way out looks at a flag ten times a second
        await asyncio.gather(serving, return_exceptions=True)
        await server.shutdown(sockets=[listening])


@asynccontextmanager
async def wired_up(registry: Registry, *, socket_mode: bool) -> AsyncIterator[Wired]:
    """Connect everything, over HTTP or by Socket Mode."""
    async with SlackDouble() as slack:
        slack.install(manifest(registry))
        ben = slack.add_user("ben", "ben@acme.example", "Europe/London")
        channel = slack.add_channel("sales", [ben])
        door = ScriptedDoor()
        settings = SlackSettings(
            slack.bot_token, slack.signing_secret, slack.app_token if socket_mode else None, slack.url
        )
        adapter = SlackAdapter(door, settings, registry)
        wired = Wired(slack, adapter, door, ben, channel)
        await adapter.start()
        try:
            if socket_mode:
                await slack.connected()
                yield wired
            else:
                async with served(adapter) as url:
                    slack.app_url = url
                    yield wired
            await slack.settle()
        finally:
            await adapter.stop()
        assert slack.violations == []


@pytest.fixture
async def wired(registry: Registry) -> AsyncIterator[Wired]:
    """Everything connected over HTTP; nothing that Slack would not allow may have happened at the end."""
    async with wired_up(registry, socket_mode=False) as found:
        yield found


@pytest.fixture
async def socketed(registry: Registry) -> AsyncIterator[Wired]:
    """Everything connected by Socket Mode."""
    async with wired_up(registry, socket_mode=True) as found:
        yield found
