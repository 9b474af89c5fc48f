"""Which hosts are asked, with our token in hand: the platform's own and no others, wherever an address leads."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from aiohttp import web
from telegram.error import TelegramError

from crmbot.chat.fetching import FileGone
from crmbot.handlers.slack import files
from crmbot.handlers.slack.api import SlackApi
from crmbot.handlers.slack.settings import SlackSettings
from crmbot.handlers.telegram.wire import make_bot
from tests.e2e.process import free_port

ROOT = "https://slack.com/api/"

SLACKS = ("https://files.slack.com/files-pri/T1/a.pdf", "https://slack.com/x", "https://FILES.SLACK.COM/x")
OTHERS = (
    "http://files.slack.com/in-the-clear",
    "https://slack.com.evil.example/x",
    "https://notslack.com/x",
    "https://evil.example/slack.com",
    "https://evil.example/?x=files.slack.com",
    "https://files.slack.com@evil.example/x",
    "https://files.slack.com:x@evil.example/x",
    "https://evil.example#.slack.com",
    "https://127.0.0.1/.slack.com",
    "https://169.254.169.254/latest/meta-data/",
    "https://[::1]/x",
    "https://10.0.0.1/x",
    "https://localhost/x",
    "file:///etc/passwd",
    "ftp://files.slack.com/x",
    "//evil.example/x",
    "/relative",
    "",
)


@pytest.mark.parametrize("address", SLACKS)
def test_address_when_it_is_slacks(address: str) -> None:
    """It may be asked."""
    assert files._is_slack(address, ROOT)


@pytest.mark.parametrize("address", OTHERS)
def test_address_when_it_only_looks_so(address: str) -> None:
    """It is never asked: no name that somebody else could own, no address within our own walls."""
    assert not files._is_slack(address, ROOT)


@dataclass(slots=True)
class Host:
    """A machine that takes down what it was asked; `leads_to` is where it sends who asks."""

    port: int = field(default_factory=free_port)
    asked: list[str] = field(default_factory=list)
    leads_to: str = ""

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}"

    async def answer(self, request: web.Request) -> web.Response:
        """Send on, or hand out."""
        self.asked.append(request.headers.get("Authorization", ""))
        if self.leads_to:
            raise web.HTTPFound(self.leads_to)
        return web.Response(body=b"bytes", headers={"Content-Disposition": "attachment"})


@asynccontextmanager
async def up(host: Host) -> AsyncIterator[Host]:
    """Run a host."""
    app = web.Application()
    app.router.add_get("/{path:.*}", host.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", host.port).start()
    try:
        yield host
    finally:
        await runner.cleanup()


async def test_download_when_it_is_sent_elsewhere() -> None:
    """The other host is not asked, so it never sees the token."""
    async with up(Host()) as slack, up(Host()) as other:
        slack.leads_to = f"{other.url}/meta-data"
        api = SlackApi(SlackSettings("xoxb-1-test", api_url=f"{slack.url}/api/"))
        try:
            with pytest.raises(FileGone, match="not on a host"):
                await files._asked(api, f"{slack.url}/a.pdf")
        finally:
            await api.close()

    assert (len(slack.asked), other.asked) == (1, [])


async def test_call_when_it_is_sent_elsewhere() -> None:
    """No call to the Bot API goes on to another host: its address has the token in it."""
    async with up(Host()) as telegram, up(Host()) as other:
        telegram.leads_to = f"{other.url}/meta-data"
        bot = make_bot("1:token", telegram.url)
        try:
            with pytest.raises(TelegramError):
                await bot.content(f"{telegram.url}/file/bot1:token/a.pdf", 5.0)
        finally:
            await bot.hang_up()

    assert (len(telegram.asked), other.asked) == (1, [])


async def test_download_when_it_is_sent_in_circles() -> None:
    """It ends after a few steps."""
    async with up(Host()) as slack:
        slack.leads_to = f"{slack.url}/again"
        api = SlackApi(SlackSettings("xoxb-1-test", api_url=f"{slack.url}/api/"))
        try:
            with pytest.raises(FileGone, match="without end"):
                await files._asked(api, f"{slack.url}/a.pdf")
        finally:
            await api.close()

    assert len(slack.asked) == files.REDIRECTS
