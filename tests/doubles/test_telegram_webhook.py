"""The Telegram double, driven by python-telegram-bot: the webhook."""

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from aiohttp import web
from telegram import Bot, Update
from telegram.error import BadRequest

from tests.doubles.telegram import Rules, TelegramDouble, User
from tests.doubles.telegram.ptb import client
from tests.doubles.telegram.reception import SECRET_HEADER

Handler = Callable[[web.Request], Awaitable[web.Response]]


@pytest.fixture
async def serve() -> AsyncIterator[Callable[[Handler], Awaitable[str]]]:
    """Give a way to listen for a webhook on this machine."""
    runners: list[web.AppRunner] = []

    async def listen(handler: Handler) -> str:
        app = web.Application()
        app.router.add_post("/hook", handler)
        runner = web.AppRunner(app)
        runners.append(runner)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        host, port = runner.addresses[0][:2]
        return f"http://{host}:{port}/hook"

    yield listen
    for runner in runners:
        await runner.cleanup()


async def test_webhook_is_called_with_its_secret_until_it_accepts(
    telegram: TelegramDouble, bot: Bot, ben: User, serve: Callable[[Handler], Awaitable[str]]
) -> None:
    """A 500 is repeated; each chat's updates keep their order."""
    accepted: list[str] = []
    tries: Counter[int] = Counter()

    async def hook(request: web.Request) -> web.Response:
        assert request.headers[SECRET_HEADER] == "s3cret"
        update = Update.de_json(await request.json(), bot)
        tries[update.update_id] += 1
        if tries[update.update_id] == 1:
            return web.Response(status=500)
        accepted.append(str(update.message and update.message.text))
        return web.Response()

    await bot.set_webhook(await serve(hook), secret_token="s3cret")
    for text in ("one", "two"):
        await telegram.say(ben, text)
    await telegram.settle()

    assert (accepted, list(tries.values())) == (["one", "two"], [2, 2])


async def test_webhook_delivers_again_when_asked(
    telegram: TelegramDouble, bot: Bot, ben: User, serve: Callable[[Handler], Awaitable[str]]
) -> None:
    """A confirmed update comes once more; one never accepted is given up in the end."""
    ids: list[int] = []

    async def hook(request: web.Request) -> web.Response:
        ids.append((await request.json())["update_id"])
        return web.Response()

    await bot.set_webhook(await serve(hook))
    await telegram.say(ben, "one")
    await telegram.settle()
    telegram.redeliver()
    await telegram.settle()

    assert len(ids) == 2
    assert ids[0] == ids[1]


async def test_webhook_update_is_given_up_when_never_accepted(
    serve: Callable[[Handler], Awaitable[str]],
) -> None:
    """After a reasonable number of attempts the platform stops."""

    async def hook(request: web.Request) -> web.Response:
        return web.Response(status=403)

    rules = Rules(webhook_attempts=2, webhook_retry_s=0.01)
    async with TelegramDouble(rules) as telegram, client(telegram) as bot:
        await bot.set_webhook(await serve(hook))
        await telegram.say(telegram.add_user("Ben", started=True), "one")
        await telegram.settle()

        information = await bot.get_webhook_info()

    assert [update.deliveries for update in telegram.queue.undelivered] == [2]
    assert "403" in str(information.last_error_message)


async def test_webhook_is_refused_when_it_is_neither_https_nor_here(telegram: TelegramDouble, bot: Bot) -> None:
    """Telegram calls HTTPS addresses only."""
    with pytest.raises(BadRequest, match=r"(?i)https url must be provided"):
        await bot.set_webhook("http://crm.example.com/hook")
