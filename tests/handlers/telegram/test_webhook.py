"""The adapter against Telegram by webhook, on a real port."""

import asyncio
import contextlib
import io
import json
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette

from crmbot.chat.card import Card, spans
from crmbot.chat.command import Registry
from crmbot.handlers.adapter import Answer
from crmbot.handlers.telegram import webhook
from crmbot.handlers.telegram.app import TelegramAdapter, TelegramSettings
from crmbot.handlers.telegram.webhook import address_of_webhook, own_secret
from tests.doubles.telegram import TelegramDouble, User
from tests.handlers.telegram.scripted import ScriptedDoor, drawn, holding

SECRET = "a-secret-of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
MESSAGE = {"message_id": 1, "date": 1, "chat": {"id": 55, "type": "private"}}
GOOD = {"update_id": 5, "message": MESSAGE}


class QuietServer(uvicorn.Server):
    """A web server that leaves signals to the test."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


@pytest.fixture
async def hooked(door: ScriptedDoor, settings: TelegramSettings, registry: Registry) -> AsyncIterator[TelegramAdapter]:
    """Give an adapter that Telegram posts to."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        adapter = TelegramAdapter(door, replace(settings, webhook_url=url, webhook_secret=SECRET), registry)
        server = QuietServer(uvicorn.Config(Starlette(routes=adapter.routes), log_config=None, lifespan="off"))
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        await adapter.start()
        yield adapter
        await adapter.stop()
        server.should_exit = True
        await serving


@pytest.fixture
def address(hooked: TelegramAdapter) -> str:
    """Give where the adapter wants updates posted."""
    assert hooked._settings.webhook_url is not None
    return address_of_webhook(hooked._settings.webhook_url)


async def post(address: str, body: bytes, secret: str | None = SECRET) -> int:
    """Post as Telegram does, or as somebody else."""
    headers = {HEADER: secret} if secret is not None else {}
    async with (
        aiohttp.ClientSession() as session,
        session.post(address, data=io.BytesIO(body), headers=headers) as response,
    ):
        return response.status


async def test_answer_is_shown_when_telegram_posts(
    hooked: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """What is posted is worked and answered, and then confirmed."""
    await telegram.say(ben, "met Jane")
    await telegram.settle()

    assert [message.text for message in telegram.replies(ben)] == ["heard said"]
    assert door.polled == []


async def test_update_comes_again_when_it_could_not_be_stored(
    hooked: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Without a database Telegram is told to come back."""
    door.away = 1

    sent = await telegram.say(ben, "met Jane")
    await telegram.settle()

    assert [getattr(event, "message", None) for event in door.events] == [str(sent.message_id)]


async def test_update_is_confirmed_when_work_is_slow(
    hooked: TelegramAdapter,
    door: ScriptedDoor,
    telegram: TelegramDouble,
    ben: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What is stored is confirmed in time; the answer follows."""
    monkeypatch.setattr(webhook, "_WORK_WITHIN_S", 0.05)
    free = asyncio.Event()
    door.script = holding(Answer(drawn(Card(spans("late")))), free)

    await telegram.say(ben, "a")
    await telegram.settle()
    before = telegram.replies(ben)
    free.set()
    await telegram.wait_for(lambda: bool(telegram.replies(ben)))

    assert before == []


async def test_update_is_worked_once_when_it_is_redelivered(
    hooked: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """A second delivery is confirmed and changes nothing."""
    await telegram.say(ben, "a")
    await telegram.settle()

    telegram.redeliver(times=2)
    await telegram.wait_for(lambda: len(door.stored) == 3)
    await telegram.settle()

    assert len(door.worked) == 1


@pytest.mark.parametrize("secret", [None, "", "wrong", "ä"])
async def test_post_is_refused_when_the_secret_is_not_ours(
    secret: str | None, address: str, door: ScriptedDoor
) -> None:
    """Nobody but Telegram puts words into people's mouths."""
    status = await post(address, json.dumps(GOOD).encode(), secret)

    assert (status, door.stored) == (401, [])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe{}",
        b"[]",
        b"{}",
        b'{"update_id": "x"}',
        b'{"update_id": true}',
        b"[" * 100_000,
        b'"\\ud800"',
    ],
)
async def test_post_is_refused_when_the_body_is_garbage(body: bytes, address: str, door: ScriptedDoor) -> None:
    """What is no update is a bad request, without a trace of ours."""
    assert (await post(address, body), door.stored) == (400, [])


async def test_post_is_refused_when_the_body_is_too_large(address: str, door: ScriptedDoor) -> None:
    """No update is a megabyte."""
    assert (await post(address, b"x" * 1_100_000), door.stored) == (413, [])


NOWHERE = {"update_id": 8, "message": {**MESSAGE, "migrate_from_chat_id": "\ud800"}}


@pytest.mark.parametrize("update", [GOOD, {"update_id": 6, "message": 7}, {"update_id": 7, "poll": {}}, NOWHERE])
async def test_update_is_skipped_when_there_is_nothing_in_it_for_us(
    update: object, address: str, door: ScriptedDoor
) -> None:
    """An update that cannot be read would come for ever, so it is confirmed and left."""
    assert (await post(address, json.dumps(update).encode()), door.stored) == (200, [])


async def test_surrogate_is_made_harmless_when_posted(
    hooked: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Half a character in a message does not stop it from being kept."""
    await telegram.say(ben, "met \ud83d Jane")
    await telegram.settle()

    assert "met" in door.stored[0].to_json()


async def test_post_is_put_off_when_we_are_stopping(hooked: TelegramAdapter, address: str, door: ScriptedDoor) -> None:
    """Telegram brings it to the next process."""
    await hooked.stop()

    assert (await post(address, json.dumps(GOOD).encode()), door.stored) == (503, [])


async def test_webhook_is_set_with_secret_and_kinds_when_starting(
    hooked: TelegramAdapter, address: str, telegram: TelegramDouble
) -> None:
    """Telegram is told where, with what secret, and what we listen to."""
    (call,) = telegram.calls("setWebhook")

    assert (call.args["url"], call.args["secret_token"]) == (address, SECRET)
    assert "drop_pending_updates" not in call.args
    assert await hooked.healthy() == ()


def test_secret_is_made_when_none_is_set() -> None:
    """A webhook always has a secret, the same after a restart, and not the token."""
    secret = own_secret("7100:token")

    assert (secret, "token" in secret) == (own_secret("7100:token"), False)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("https://crm.example.com", "https://crm.example.com/telegram/webhook"),
        ("https://crm.example.com/", "https://crm.example.com/telegram/webhook"),
        ("https://crm.example.com/behind/proxy", "https://crm.example.com/behind/proxy"),
    ],
)
def test_webhook_has_our_path_when_only_a_host_is_set(url: str, expected: str) -> None:
    """A bare host is enough; a path is taken as it is."""
    assert address_of_webhook(url) == expected
