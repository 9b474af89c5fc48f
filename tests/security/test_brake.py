"""Too much at once from one person: nobody else waits, nothing of it is lost, and they are told when to go on."""

from collections.abc import Iterator
from concurrent.futures import Future, wait
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text
from structlog.testing import capture_logs

from crmbot.chat.address import Address
from crmbot.chat.inbound import Event, FileShared, Identity, Inbound, Pressed, Said, Submitted, Uploaded
from crmbot.handlers.intake.brake import INSTALMENTS, Brake, Shared, together
from crmbot.store.engine import Database, open_database
from crmbot.store.models.activity import Note
from crmbot.store.models.messaging import Draft
from tests.handlers.desk import NOW, Desk

A_MINUTE = 30
TOO_MUCH = "That is more at once than I can take in."


@dataclass(slots=True)
class Heard:
    """What processes count together, whichever the database; a test can wait for what was asked."""

    database: Database
    asked: list["Future[float]"] = field(default_factory=list)

    def __call__(self, sign: str, count: int, now: datetime) -> "Future[float]":
        """Have it counted, and remember that it was asked for."""
        self.asked.append(Shared(self.database, 60)(sign, count, now))
        return self.asked[-1]

    def settle(self) -> None:
        """Wait until everything that was asked is answered, and taken in."""
        wait(self.asked)
        self.database.submit(lambda: None).result()


@pytest.fixture
def held(desk: Desk) -> Desk:
    """A desk that takes thirty messages a minute from each person."""
    desk.door.worker.brake = Brake(A_MINUTE)
    return desk


async def flood(desk: Desk, who: str = "ana", event: str = "today", times: int = A_MINUTE) -> list[str]:
    """Send so many messages within one moment; return the answers."""
    return [await desk.say(event, who) for _ in range(times)]


async def test_messages_when_they_are_as_many_as_may_come(held: Desk) -> None:
    """A minute's worth may come within a moment: people forward a hundred messages in one go."""
    assert not [answer for answer in await flood(held) if TOO_MUCH in answer]


async def test_messages_when_they_are_too_many(held: Desk) -> None:
    """The next is not worked: it is kept, and its sender told once when to go on; others are served meanwhile."""
    await flood(held)
    notes = held.count(Note)

    first, second = await held.say("note Acme: sold forty"), await held.say("note Acme: sold fifty")
    other = await held.say("today", "ben")

    assert first.startswith(f"✋ {TOO_MUCH} Go on at 10:00:10.")
    assert (second, TOO_MUCH in other) == ("", False)
    assert (held.count(Note), held.count(Draft)) == (notes, 2)


async def test_messages_when_they_were_held(held: Desk) -> None:
    """What was written is there, word for word, as soon as its sender may go on."""
    await flood(held)
    await held.say("note Acme: sold forty")
    held.clock.move_to(NOW + timedelta(seconds=10))

    assert "note Acme: sold forty" in await held.say("drafts")


async def test_buttons_when_they_are_too_many(held: Desk) -> None:
    """Each gets its word: who presses waits for something to happen."""
    await flood(held)
    await held.say("today")

    assert "Press it again" in await held.say(Pressed("help"))


async def test_secret_when_too_much_came(held: Desk) -> None:
    """It is not kept: what looks like a key never is."""
    await flood(held)

    assert "looks like" in await held.say("xoxb-123456789012-abcdefghij")
    assert held.count(Draft) == 0


async def test_stranger_when_too_much_comes(held: Desk) -> None:
    """They are answered no more, and what they write is kept for the day they are linked."""
    await flood(held, "zoe", "what is this thing")
    held.door.worker.brake.count(held.inbound("x", "zoe"), NOW)
    before = held.count(Draft)

    assert await held.say("is anybody there", "zoe") == ""
    assert held.count(Draft) == before + 1


def test_brake_when_nobody_set_it() -> None:
    """It holds nothing."""
    brake = Brake()
    for number in range(500):
        brake.count(message(f"k{number}"), NOW)

    assert brake.hold("k499") is None


def test_brake_when_time_goes_by() -> None:
    """It fills again as fast as it may be used, and no fuller than at first."""
    brake = Brake(60)
    counted = [spent(brake, f"a{number}", 0) for number in range(61)]
    later = [spent(brake, f"b{number}", 10) for number in range(11)]
    tomorrow = [spent(brake, f"c{number}", 86_400) for number in range(61)]

    assert (counted.count(False), later.count(False), tomorrow.count(False)) == (60, 10, 60)


@pytest.mark.parametrize("event", [Uploaded((FileShared("ref", "a.pdf", "application/pdf"),)), Submitted("1", {})])
def test_brake_when_it_is_a_file_or_a_form(event: Event) -> None:
    """It is let through: nothing else would keep its bytes, or all that was entered."""
    brake = Brake(1)
    brake.count(message("k1"), NOW)
    brake.count(message("k2", event), NOW)

    assert brake.hold("k2") is None


def test_brake_when_the_surface_vouches() -> None:
    """Who sits at our own console may pipe in what they like."""
    brake = Brake(1)
    for number in range(5):
        inbound = message(f"k{number}", vouched=True)
        brake.count(inbound, NOW)

    assert brake.hold("k4") is None


def test_brake_when_very_many_people_come() -> None:
    """It remembers no more of them than fit."""
    brake = Brake(1)
    for number in range(12_000):
        brake.count(message(f"k{number}", who=f"u{number}"), NOW)

    assert len(brake._buckets) == 10_000


@pytest.fixture
def shared(database_url: str) -> Iterator[Heard]:
    """A database that several processes count in."""
    database = open_database(database_url)
    yield Heard(database)
    database.close()


def test_brake_when_several_processes_count(shared: Heard) -> None:
    """Somebody whose messages come to three of them sends one instalment of each more than to one, not three times."""
    brakes = [Brake(60, shared) for _ in range(3)]
    let_through = 0
    for number in range(180):
        let_through += not spent(brakes[number % 3], f"k{number}", 0)
        shared.settle()

    assert 60 <= let_through <= 60 + 3 * 60 // INSTALMENTS


def test_brake_when_time_has_gone_by_in_several_processes(shared: Heard) -> None:
    """What comes in again is shared, too: half a minute later there is half of it for all together."""
    one, other = Brake(60, shared), Brake(60, shared)
    for number in range(60):
        spent(one, f"a{number}", 0)
    shared.settle()

    later = []
    for number in range(60):
        later.append(spent(other, f"b{number}", 30))
        shared.settle()

    assert 30 <= later.count(False) <= 30 + 60 // INSTALMENTS


def test_brake_when_somebody_sends_little(shared: Heard) -> None:
    """The database hears nothing of it."""
    brake = Brake(60, shared)
    for number in range(60 // INSTALMENTS - 1):
        spent(brake, f"k{number}", number)

    assert shared.asked == []


def test_brake_when_the_database_does_not_answer(shared: Heard) -> None:
    """The process counts for itself, and lets nothing wait."""
    brake = Brake(60, shared)
    with shared.database.engine.begin() as connection:
        connection.execute(text("DROP TABLE allowance"))

    with capture_logs() as lines:
        counted = [spent(brake, f"k{number}", 0) for number in range(61)]
        shared.settle()

    assert counted.count(False) == 60
    assert {line["event"] for line in lines} == {"brake.not_told"}


def test_together_when_there_is_one_process(sqlite_url: str) -> None:
    """SQLite has one: it counts for itself."""
    database = open_database(sqlite_url)

    assert together(database, 60) is None
    database.close()


def spent(brake: Brake, key: str, after_s: int) -> bool:
    """Count a message; tell whether it is held."""
    brake.count(message(key), NOW + timedelta(seconds=after_s))
    return brake.hold(key) is not None


def message(key: str, event: Event | None = None, who: str = "ana", *, vouched: bool = False) -> Inbound:
    """Make something that came in."""
    return Inbound(key, Identity("p", "w", who, vouched=vouched), Address("p", "w", who), NOW, event or Said("hello"))
