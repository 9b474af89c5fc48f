"""A process that begins before its database does: it waits a while, and says so."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing

import pytest
from sqlalchemy import make_url

from crmbot.app import App
from crmbot.settings import Settings
from crmbot.store.away import DatabaseAwayError
from tests.e2e.process import ALTERED, forked, free_port, started
from tests.faults.relay import Relay

AWAITED = "is not there yet"
TELEGRAM = {"TELEGRAM_BOT_TOKEN": "42:nobody-asks-for-it", "TELEGRAM_API_URL": "http://127.0.0.1:9"}


@pytest.fixture
async def road(postgresql_url: str) -> AsyncIterator[Relay]:
    """Give the way to the server, which lets nobody in at first."""
    url = make_url(postgresql_url)
    folder = url.query.get("host")
    async with Relay(lambda: f"{folder}/.s.PGSQL.5432" if folder else url.port or 5432) as road:
        road.is_refusing = True
        yield road


@pytest.fixture
def far_url(postgresql_url: str, road: Relay) -> str:
    """Give the database's address on that way."""
    url = make_url(postgresql_url).set(drivername="postgresql", host="127.0.0.1", port=road.port, query={})
    return url.render_as_string(hide_password=False)


async def test_process_when_its_database_begins_later(far_url: str, road: Relay) -> None:
    """It says that it waits, once, and works when the database is there."""
    async with started("scheduler", port=free_port(), DATABASE_URL=far_url) as process:
        await process.says(AWAITED)
        road.heal()
        await process.says("app.started")
        process.terminate()
        status = await process.ended()

    assert status == 0
    assert process.log.decode().count(AWAITED) == 1


async def test_process_when_it_is_to_end_while_it_waits(far_url: str, road: Relay) -> None:
    """A wish to end is heard while nobody answers at the database's door."""
    async with forked("web", port=free_port(), DATABASE_URL=far_url) as process:
        await process.says(AWAITED)
        road.heal()
        road.hold()
        process.terminate()
        status = await process.ended()

    assert status == 0, process.log.decode()
    assert "cannot be used" not in process.log.decode()


async def test_process_when_its_database_does_not_come(far_url: str) -> None:
    """After a while it says what is wrong, without the password, and ends."""
    url = make_url(far_url).set(password="hunter2").render_as_string(hide_password=False)
    settings = {"DATABASE_URL": url, "E2E_PATIENCE_S": "0.5", **TELEGRAM}
    async with forked("run", port=free_port(), module=ALTERED, **settings) as process:
        status = await process.ended()

    first, *_, last = process.log.decode().splitlines()
    assert status == 1
    assert AWAITED in first
    assert "cannot be used: connection failed" in last
    assert "hunter2" not in process.log.decode()


async def test_process_when_its_database_does_not_want_it(postgresql_url: str) -> None:
    """Where somebody answers and says no, waiting would not help."""
    nowhere = make_url(postgresql_url).set(drivername="postgresql", database="not_there")
    url = nowhere.render_as_string(hide_password=False)
    async with forked("web", port=free_port(), DATABASE_URL=url) as process:
        status = await process.ended()

    said = process.log.decode()
    assert status == 1
    assert AWAITED not in said
    assert "does not exist" in said


async def test_house_when_its_database_goes_away_as_it_opens(far_url: str, road: Relay) -> None:
    """What the first day needs is written when the database is there again."""
    app = App(Settings(database_url=far_url, owner="ana@firm.example"))
    opening = asyncio.create_task(app.__aenter__())
    while not road.turned_away:  # noqa: ASYNC110  # the relay tells nobody
        await asyncio.sleep(0.01)

    road.heal()
    await opening

    assert app.database.load()[0] == 1
    await app.__aexit__(None, None, None)


async def test_house_when_its_database_stays_away(far_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It does not wait for ever."""
    monkeypatch.setattr("crmbot.store.away.PATIENCE_S", 0.1)
    app = App(Settings(database_url=far_url))

    with pytest.raises(DatabaseAwayError):
        await app.__aenter__()

    app.database.close()


async def test_house_when_its_file_is_locked_as_it_begins(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was left in the middle can wait; the doors open all the same."""
    monkeypatch.setattr("crmbot.store.engine.BUSY_TIMEOUT_MS", 10)
    async with App(Settings(database_url=sqlite_url)) as app:
        serving = asyncio.create_task(app.serve(web=True, scheduler=False))
        with closing(sqlite3.connect(make_url(sqlite_url).database or "", isolation_level=None)) as beside:
            beside.execute("BEGIN IMMEDIATE")
            while app._watching is None and not serving.done():  # noqa: ASYNC110  # it tells nobody
                await asyncio.sleep(0.01)
        app.stop()
        await serving
