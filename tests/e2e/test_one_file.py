"""A database that is a file serves one process; a second one says so and ends."""

from functools import partial

import pytest

from tests.doubles.telegram import TelegramDouble
from tests.e2e.process import forked, free_port


def settings(url: str, telegram: TelegramDouble) -> dict[str, str]:
    """Return the environment of a process that serves this bot from this database."""
    return {"DATABASE_URL": url, "TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_URL": telegram.url}


def has_asked(telegram: TelegramDouble, times: int) -> bool:
    """Tell whether updates were asked for more often than that."""
    return len(telegram.calls("getUpdates")) > times


@pytest.mark.parametrize("second", ["run", "web", "scheduler"])
async def test_second_process_when_the_database_is_a_file(second: str, sqlite_url: str) -> None:
    """It is refused with one sentence that says what to do instead, whichever it is; the first one goes on."""
    async with TelegramDouble() as telegram:
        environment = settings(sqlite_url, telegram)
        async with forked("run", port=free_port(), **environment) as first:
            await telegram.wait_for(lambda: bool(telegram.calls("getUpdates")))
            async with forked(second, port=free_port(), **environment) as other:
                status = await other.ended()
            ana = telegram.add_user("Ana", started=True)
            await telegram.say(ana, "hello")
            await telegram.wait_for(lambda: bool(telegram.replies(ana)))
            first.terminate()
            ended = await first.ended()

    said = other.log.decode()
    assert (status, ended) == (2, 0), said
    assert "a SQLite file has one" in said
    assert "PostgreSQL" in said
    assert len(said.strip().splitlines()) == 1


async def test_next_process_when_the_one_before_was_killed(sqlite_url: str) -> None:
    """The lock goes with its process, however that ends, and what it leaves behind does no harm."""
    async with TelegramDouble() as telegram:
        environment = settings(sqlite_url, telegram)
        for _ in range(2):
            asked = len(telegram.calls("getUpdates"))
            async with forked("run", port=free_port(), **environment) as process:
                await telegram.wait_for(partial(has_asked, telegram, asked))
                process.kill()
            assert process.log.decode().count("a SQLite file has one") == 0
