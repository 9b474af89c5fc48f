"""What only one may do at a time: taken, kept, taken over, and not held for as long as a clock ran ahead."""

from datetime import timedelta

from crmbot.core import inbox, leases
from crmbot.core.inbox import Arrival
from crmbot.core.people import ChatUser
from crmbot.store.engine import open_database
from crmbot.store.uow import Session, unit_of_work
from tests.core.conftest import NOW, Office

MOMENT = timedelta(seconds=1)


def tries(session: Session, *asked: tuple[str, timedelta]) -> list[bool]:
    """Return who was given a lease, each asking at a time after now."""
    return [leases.take(session, "polling", who, NOW + after) for who, after in asked]


def test_lease_when_its_holder_is_silent(postgresql_url: str) -> None:
    """It is somebody else's when its time is over, and not before."""
    database = open_database(postgresql_url)
    with unit_of_work(database) as session:
        given = tries(session, ("a", 0 * MOMENT), ("b", leases.LENGTH - MOMENT), ("b", leases.LENGTH))
    database.close()

    assert given == [True, False, True]


def test_lease_when_a_clock_ran_ahead(postgresql_url: str) -> None:
    """What was taken by such a clock is not held until then: nobody polls, or everybody would wait for days."""
    database = open_database(postgresql_url)
    with unit_of_work(database) as session:
        given = tries(session, ("a", timedelta(days=1)), ("b", 0 * MOMENT))
    database.close()

    assert given == [True, True]


def test_message_when_a_clock_ran_ahead(office: Office) -> None:
    """What was left in the middle then is taken over after a usual lease."""
    with unit_of_work(office.database) as session:
        arrival = Arrival("m1", ChatUser("p", "w", "u"), "p:w:c", "hello")
        inbox.receive(session, arrival, NOW + timedelta(days=1))
        inbox.let_go(session, NOW)
        early, late = (inbox.take_over(session, NOW + after, ["p"], []) for after in (MOMENT, inbox.LEASE))

    assert (list(early), [left.key for left in late]) == ([], ["m1"])
