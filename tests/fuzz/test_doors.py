"""All doors take anything: nothing fails on our side, and no stranger's request writes or is told a secret."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from crmbot.store.models.record import Record
from crmbot.store.uow import unit_of_work
from tests.fuzz import corpus, doors
from tests.fuzz.doors import METRICS, Doors

SEED = 20_261_119
COUNT = 150


@pytest.fixture
async def house(database_url: str, tmp_path: Path) -> AsyncIterator[Doors]:
    """The house with all its doors."""
    async with doors.opened(database_url, tmp_path / "files") as found:
        yield found


def told(found: Doors) -> list[str]:
    """Return what was found, as it is read."""
    return [f"{each.what}: {each.given[:400]!r}\n{each.trace[-2000:]}" for each in found.tally.found.values()]


async def test_doors_when_the_request_is_anything(house: Doors) -> None:
    """Each has its answer soon, and the books are in order; what once failed fails no more."""
    for given in corpus.of(doors.NAME):
        await house.attempt(given)
    await doors.besiege(house, SEED, COUNT)

    assert told(house) == []


async def test_doors_when_one_of_them_is_open(house: Doors) -> None:
    """It is seen, or nothing would be: a route that writes for anybody, fails, and tells a secret."""

    async def careless(_request: Request) -> PlainTextResponse:
        with unit_of_work(house.app.database) as session:
            session.connection().execute(Record.__table__.update().values(title="Mine now"))  # type: ignore[attr-defined]  # a table
        return PlainTextResponse(METRICS, 500)

    house.web = Starlette(routes=[Route("/x", careless)])
    await house.attempt(b'{"method": "GET", "path": "/x", "headers": []}')

    assert {each.partition(":")[0] for each in told(house)} == {
        "/x answers 500",
        "/x tells a secret",
        "a stranger's request at /x writes",
    }
