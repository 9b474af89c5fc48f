"""Insert-or-leave and insert-or-update tell the truth on both databases."""

from datetime import UTC, datetime

from crmbot.core import inbox
from crmbot.core.inbox import Arrival
from crmbot.core.people import ChatUser
from crmbot.store.engine import open_database
from crmbot.store.models.messaging import PollOffset
from crmbot.store.uow import unit_of_work
from crmbot.store.upsert import upsert

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)


def test_second_insert_of_a_key_changes_nothing(database_url: str) -> None:
    """The first delivery is fresh, a redelivery is not."""
    database = open_database(database_url)
    arrival = Arrival("k", ChatUser("p", "t", "u"), "p:t:c", "{}")
    fresh = []

    for _ in range(2):
        with unit_of_work(database) as session:
            fresh.append(inbox.receive(session, arrival, NOW).fresh)
    database.close()

    assert fresh == [True, False]


def test_upsert_brings_a_row_to_its_new_values(database_url: str) -> None:
    """A row that is there is changed, not doubled."""
    database = open_database(database_url)

    for offset in (1, 2):
        with unit_of_work(database) as session:
            upsert(session, PollOffset, {"platform": "p", "bot": "b"}, {"offset": offset, "at": NOW})
    with unit_of_work(database) as session:
        found = inbox.stopped(session, "p", "b")
    database.close()

    assert found == inbox.Stop(2, NOW)
