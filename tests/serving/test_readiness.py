"""Whether a process lives and is ready, as a balancer or an operator asks for it."""

import asyncio
import socket
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from sqlalchemy import event, insert

from crmbot.app import App
from crmbot.core.clock import SystemClock
from crmbot.serving import readiness
from crmbot.settings import Settings
from crmbot.store.engine import open_database
from crmbot.store.models.messaging import Inbox, InboxState
from crmbot.store.uow import unit_of_work
from tests.doubles.telegram import TelegramDouble
from tests.e2e.process import forked, free_port, started
from tests.serving.asking import TOKEN, asked, until_ready


@asynccontextmanager
async def watched(url: str, *, listens: bool = False, ticks: bool = False) -> AsyncIterator[tuple[App, str]]:
    """Open a house with its own port for those who run it."""
    port = free_port()
    async with App(Settings(database_url=url, metrics_port=port)) as app:
        app.readiness.listens, app.readiness.ticks = listens, ticks
        await app.watch.start()
        yield app, f"http://127.0.0.1:{port}"


async def test_process_when_all_is_well(database_url: str) -> None:
    """It lives, is ready, and says what that means."""
    async with watched(database_url) as (_, url):
        alive, ready = await asked(f"{url}/healthz"), await asked(f"{url}/readyz")

    assert alive == (200, "ok")
    assert ready == (200, "process: ok\ndatabase: ok\ntables: ok\n")


async def test_database_when_very_many_ask(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is asked once for all who want to know within a second, which nobody needs a secret for."""
    assert readiness.KEPT_S == 1
    monkeypatch.setattr(readiness, "KEPT_S", 3600.0)  # on a busy machine a second is soon over
    asked_of_it: list[str] = []
    async with watched(sqlite_url) as (app, url):
        event.listen(app.database.engine, "before_cursor_execute", lambda *told: asked_of_it.append(told[2]))
        await asyncio.gather(*(asked(f"{url}/readyz") for _ in range(20)))
        once = len(asked_of_it)
        await asked(f"{url}/readyz")

    assert 0 < len(asked_of_it) == once < 20


async def test_process_when_the_database_is_away() -> None:
    """It lives and is not ready; where the database is, is not told."""
    port = free_port()
    app = App(Settings(database_url="postgresql://crm:hunter2@127.0.0.1:1/crm", metrics_port=port))
    await app.watch.start()

    alive, ready = await asked(f"http://127.0.0.1:{port}/healthz"), await asked(f"http://127.0.0.1:{port}/readyz")

    await app.watch.stop()
    app.database.close()
    assert (alive[0], ready[0]) == (200, 503)
    assert "database: cannot be used: OperationalError" in ready[1]
    assert "127.0.0.1" not in ready[1]


async def test_process_when_the_tables_are_of_an_earlier_release(database_url: str) -> None:
    """It is not ready, and says what to do."""
    async with watched(database_url) as (app, url):
        with app.database.engine.begin() as connection:
            connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        status, said = await asked(f"{url}/readyz")

    assert status == 503
    assert "tables: are of an earlier release: run `python -m crmbot migrate`" in said


@pytest.mark.parametrize(("waited_s", "status"), [(30, 200), (300, 503)])
async def test_process_when_a_message_waits(waited_s: int, status: int, sqlite_url: str) -> None:
    """A moment is nothing; one that nobody works for minutes means that the process is stuck."""
    async with TelegramDouble() as telegram:
        settings = Settings(
            database_url=sqlite_url,
            telegram_bot_token=telegram.token,  # type: ignore[arg-type] # pydantic makes a secret of it
            telegram_api_url=telegram.url,
        )
        async with App(settings) as app:
            app.readiness.listens = True
            leave_open(sqlite_url, timedelta(seconds=waited_s))
            (inbox,) = [each for each in await app.readiness.look() if each.name == "inbox"]

    assert inbox.holds is (status == 200)


async def test_process_when_it_does_not_tick_any_more(sqlite_url: str) -> None:
    """A scheduler whose work has ended is not ready."""
    async with watched(sqlite_url, ticks=True) as (app, url):
        before = await asked(f"{url}/readyz")
        await app.start_ticking()
        app.readiness.forget()
        running = await asked(f"{url}/readyz")

    assert (before[0], running[0]) == (503, 200)
    assert "scheduler: has ended" in before[1]


async def test_process_when_it_runs_in_earnest(sqlite_url: str) -> None:
    """`run` polls Telegram, is ready once it does, and serves its figures to whoever has the token."""
    port = free_port()
    async with TelegramDouble() as telegram:
        environment = {
            "DATABASE_URL": sqlite_url,
            "TELEGRAM_BOT_TOKEN": telegram.token,
            "TELEGRAM_API_URL": telegram.url,
            "CRMBOT_METRICS_TOKEN": TOKEN,
        }
        async with started("run", port=port, **environment) as process:
            await process.listening()
            ready = await until_ready(process.url)
            nobody = await asked(f"{process.url}/metrics")
            stranger = await asked(f"{process.url}/metrics", token="x" * 20)
            told = await asked(f"{process.url}/metrics", token=TOKEN)
            process.terminate()
            assert await process.ended() == 0, process.log.decode()

    assert ready == "process: ok\ndatabase: ok\ntables: ok\ninbox: ok\ntelegram: ok\nscheduler: ok\n"
    assert (nobody[0], stranger[0], told[0]) == (401, 401, 200)
    assert "process_resident_memory_bytes" in told[1]


async def test_process_when_its_port_is_taken(sqlite_url: str) -> None:
    """It ends, and says in one line which port that is."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        number = taken.getsockname()[1]
        environment = {"DATABASE_URL": sqlite_url, "CRMBOT_METRICS_PORT": str(number)}
        async with forked("scheduler", port=free_port(), **environment) as process:
            status = await process.ended()

    assert (status, process.log.decode().splitlines()[-1]) == (
        1,
        f"Port {number} cannot be listened on: Address already in use.",
    )


async def test_figures_when_nobody_asked_for_them(sqlite_url: str) -> None:
    """Without a token and a port for them there is no such page."""
    async with App(Settings(database_url=sqlite_url)) as app:
        paths = paths_of(app)

    assert paths == ["/healthz", "/readyz"]


def paths_of(app: App) -> Sequence[str]:
    """Return what those who run the house can ask for on the public port."""
    return [getattr(route, "path", "") for route in app.watch.routes]


def leave_open(url: str, waited: timedelta) -> None:
    """Put a message of some time ago into the inbox."""
    database = open_database(url)
    at = SystemClock().now() - waited
    message = {"key": "k", "received_at": at, "address": "telegram:1:2", "inbound": "{}", "state": InboxState.OPEN}
    with unit_of_work(database) as session:
        session.execute(insert(Inbox), {**message, "tries": 0})
    database.close()


async def test_port_of_its_own_when_there_is_no_token(sqlite_url: str) -> None:
    """It is open to this machine alone."""
    async with watched(sqlite_url) as (app, url):
        async with aiohttp.ClientSession() as client, client.get(f"{url}/metrics") as response:
            status = response.status
        place = app.watch.place

    assert (status, place) == (200, "127.0.0.1")
