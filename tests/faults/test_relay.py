"""What we do about a database server that is there and says nothing."""

import asyncio

import pytest
from sqlalchemy import make_url, select
from sqlalchemy.exc import OperationalError

from crmbot.store import engine
from crmbot.store.engine import open_database
from crmbot.store.uow import read_only
from tests.faults.relay import Relay
from tests.postgres import Server


async def test_database_when_its_server_does_not_answer(
    postgresql: Server, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """We wait at its door for a while, not for ever, and are let in when it is back."""
    monkeypatch.setattr(engine, "CONNECT_S", 2)
    url = make_url(postgresql_url)
    folder = url.query.get("host")
    there = f"{folder}/.s.PGSQL.5432" if folder else url.port or 5432
    async with Relay(lambda: there) as road:
        database = open_database(f"postgresql://{url.username}@127.0.0.1:{road.port}/{url.database}")
        road.hold()
        with pytest.raises(OperationalError, match="timeout"):
            await asyncio.to_thread(asked, database)
        road.heal()

        assert await asyncio.to_thread(asked, database) == 1
        database.close()


def asked(database: engine.Database) -> int | None:
    """Ask the server for something."""
    with read_only(database) as session:
        return session.scalar(select(1))
