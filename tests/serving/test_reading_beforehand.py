"""What the first text would have to wait for is read once the doors are open, and they do not wait for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread
from threading import enumerate as threads

from crmbot.app import READING, App
from crmbot.core.naming import names_at_hand
from crmbot.settings import Settings
from crmbot.store.uow import read_only
from tests.e2e.process import free_port
from tests.serving.asking import until_ready

PATIENCE_S = 60.0


@asynccontextmanager
async def serving(url: str) -> AsyncIterator[tuple[App, str]]:
    """Serve in this process, with a port that tells when it is ready."""
    port = free_port()
    async with App(Settings(database_url=url, metrics_port=port)) as app:
        task = asyncio.create_task(app.serve(web=True, scheduler=False))
        yield app, f"http://127.0.0.1:{port}"
        app.stop()
        await task


async def _reading() -> Thread:
    """Return the thread that reads, once it has begun."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            found = next((thread for thread in threads() if thread.name == READING), None)
            if found is not None:
                return found
            await asyncio.sleep(0.01)


async def test_start_when_reading_names_takes_long(database_url: str) -> None:
    """The process is ready while the names are still being read, and ends without waiting for them."""
    async with serving(database_url) as (app, url):
        with read_only(app.database) as session:
            shelf = names_at_hand._shelf(session)
        with shelf.lock:
            reading = await _reading()
            await until_ready(url)

            assert reading.is_alive()
            assert reading.daemon
            assert shelf.index is None
    await asyncio.to_thread(reading.join, PATIENCE_S)

    assert shelf.index is not None
