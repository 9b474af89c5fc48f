"""The whole house takes anything, and its books are in order afterwards."""

from crmbot.store.models.record import Record
from crmbot.store.uow import read_only, unit_of_work
from tests.fuzz import house, oracle

SEED = 3
COUNT = 60


async def test_house_when_people_send_anything(sqlite_url: str) -> None:
    """Nothing fails on our side, nothing hangs, and every link, version, word and line of the history holds."""
    besieged = house.open_house(sqlite_url, SEED)

    await house.besiege(besieged, COUNT, batch=30)
    besieged.desk.database.close()

    assert [f"{each.what}: {each.given.decode()}\n{each.trace}" for each in besieged.found.values()] == []


async def test_books_when_a_row_is_changed_past_the_history(sqlite_url: str) -> None:
    """The oracle sees it, or it would see nothing."""
    besieged = house.open_house(sqlite_url, SEED)
    with unit_of_work(besieged.desk.database) as session:
        session.connection().execute(Record.__table__.update().values(title="Somebody else"))  # type: ignore[attr-defined]  # a table

    with read_only(besieged.desk.database) as session:
        found = list(oracle.broken(session, {1: 99}))
    besieged.desk.database.close()

    assert any("went from version 99" in sentence for sentence in found)
    assert any("is not found by ['else', 'somebody']" in sentence for sentence in found)
    assert any("and the history says" in sentence for sentence in found)
