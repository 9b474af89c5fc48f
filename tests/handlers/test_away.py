"""The database goes away in the middle of work, or between an answer and our note of it."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import Connection, event, func, select
from sqlalchemy.exc import OperationalError

from crmbot.chat.address import SentRef
from crmbot.chat.card import Card, spans
from crmbot.core import companies
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.inbox import LEASE, TRIES
from crmbot.handlers.adapter import Answer
from crmbot.handlers.intake import patience
from crmbot.store.models.messaging import InboxState
from crmbot.store.models.record import Record
from tests.faults.away import AwayError, away
from tests.handlers.desk import NOW, Desk, Run, Words, text_of
from tests.handlers.test_dispatcher_failures import SENDERS, late_ones


async def test_answer_when_its_place_cannot_be_noted(desk: Desk) -> None:
    """It is on the screen: that its place is not known does not make it come once more."""
    inbound = desk.inbound("note Acme Ltd: hello")
    answer = await desk.work(inbound)

    with away(desk.database, times=1):
        await desk.door.sent(answer, str(SentRef(inbound.address, "1")))
    await desk.door.arrived(answer)
    desk.clock.move_to(NOW + LEASE)

    assert await desk.another().left_behind.take_over(SENDERS) == 0


async def test_answer_when_it_cannot_be_left_to_the_outbox(desk: Desk) -> None:
    """We do not say any more that it is in hand: who takes over when its lease has run out sends it."""
    answer = await desk.work(desk.inbound("note Acme Ltd: hello"))

    with away(desk.database, times=1):
        await desk.door.not_arrived(answer)
    desk.clock.move_to(NOW + LEASE / 2)
    await desk.door.arrivals.show_life()
    desk.clock.move_to(NOW + LEASE + timedelta(seconds=1))

    assert await desk.another().left_behind.take_over(SENDERS) == 1


async def test_answer_when_who_takes_it_over_cannot_leave_it_either(desk: Desk) -> None:
    """One try that failed does not keep it from the next one who looks."""
    desk.command("break", broken)
    await desk.door.store(desk.inbound("break x"))
    desk.clock.move_to(NOW + LEASE)
    second = desk.another()

    with away_from_outbox(desk), pytest.raises(AwayError):
        await second.left_behind.take_over(SENDERS)
    desk.clock.move_to(NOW + 2 * LEASE - timedelta(seconds=1))
    await second.arrivals.show_life()
    desk.clock.move_to(NOW + 2 * LEASE + timedelta(seconds=1))

    assert await desk.another().left_behind.take_over(SENDERS) == 1


def broken(ctx: Context, form: Words) -> Card:
    """Fail."""
    raise LookupError(form.text)


@contextmanager
def away_from_outbox(desk: Desk) -> Iterator[None]:
    """Let whatever writes to the outbox fail, as on a full disk."""

    def fail(connection: Connection, cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO outbox"):
            raise AwayError

    event.listen(desk.database.engine, "before_cursor_execute", fail)
    try:
        yield
    finally:
        event.remove(desk.database.engine, "before_cursor_execute", fail)


# In the middle of the work


async def test_message_when_the_database_goes_away_in_the_middle(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is worked again when the database is there, once, and the person hears of nothing."""
    monkeypatch.setattr(patience, "PAUSES_S", (0.0, 0.0))
    begun, run = hung_up(times=2)
    desk.command("rig", run)
    before = desk.count(Record)
    inbound = desk.inbound("rig Zephyr")

    answer = await desk.work(inbound)

    assert (text_of(answer), desk.state(inbound)) == ("Begun Zephyr", InboxState.DONE)
    assert (len(begun), desk.count(Record)) == (3, before + 1)


async def test_answer_when_the_database_was_away_for_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says that it is late."""
    monkeypatch.setattr(patience, "PAUSES_S", (0.0,))
    monkeypatch.setattr(patience, "LATE_S", 0.0)
    _, run = hung_up(times=1)
    desk.command("rig", run)

    assert await desk.say("rig Zephyr") == f"Begun Zephyr\n{patience.SORRY}"


async def test_message_when_the_database_stays_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is left open without a word, and worked and answered when it is taken over."""
    monkeypatch.setattr(patience, "PAUSES_S", (0.0,))
    _, run = hung_up(times=2)
    desk.command("rig", run)
    inbound = desk.inbound("rig Zephyr")
    answer = await desk.work(inbound)
    left = desk.state(inbound)
    desk.clock.move_to(NOW + LEASE)

    taken = await desk.another().left_behind.take_over(SENDERS)

    assert (text_of(answer), left, taken, desk.state(inbound)) == ("", InboxState.OPEN, 1, InboxState.DONE)
    assert [said for _, said in late_ones(desk)] == ["Begun Zephyr"]


async def test_message_when_the_database_goes_away_each_time(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is given up after as many tries as one whose processes died, and the person is told once."""
    monkeypatch.setattr(patience, "PAUSES_S", ())
    begun, run = hung_up(times=99)
    desk.command("rig", run)
    inbound = desk.inbound("rig Zephyr")
    await desk.work(inbound)

    for passed in range(1, 6):
        desk.clock.move_to(NOW + passed * LEASE)
        await desk.another().left_behind.take_over(SENDERS)

    assert (len(begun), desk.state(inbound), len(late_ones(desk))) == (1 + TRIES, InboxState.FAILED, 1)


async def test_answer_when_its_process_slept_before_it_was_brought(desk: Desk) -> None:
    """Who wakes up does not bring it if somebody else does."""
    answer = await desk.work(desk.inbound("note Acme Ltd: hello"))
    desk.clock.move_to(NOW + LEASE)
    await desk.another().left_behind.take_over(SENDERS)

    assert (await desk.door.still_ours(answer), len(late_ones(desk))) == (Answer(), 1)


async def test_answer_when_its_process_slept_and_nobody_has_it(desk: Desk) -> None:
    """Who wakes up brings it, and has a lease again."""
    answer = await desk.work(desk.inbound("note Acme Ltd: hello"))
    desk.clock.move_to(NOW + LEASE)

    assert (await desk.door.still_ours(answer), await desk.another().left_behind.take_over(SENDERS)) == (answer, 0)


async def test_answer_when_nobody_can_say_whose_it_is(desk: Desk) -> None:
    """It is not brought: late is better than twice."""
    answer = await desk.work(desk.inbound("note Acme Ltd: hello"))
    desk.clock.move_to(NOW + LEASE)

    with away(desk.database, times=1):
        brought = await desk.door.still_ours(answer)

    assert (brought, await desk.another().left_behind.take_over(SENDERS)) == (Answer(), 1)


async def test_arrival_when_the_process_ends_while_the_database_is_away(desk: Desk) -> None:
    """It is noted as soon as the database is back, before the process ends: nobody brings the answer again."""
    answer = await desk.work(desk.inbound("note Acme Ltd: hello"))

    with away(desk.database, times=3):
        await desk.door.arrived(answer)
        await desk.door.arrivals.settle()
    desk.clock.move_to(NOW + LEASE)

    assert await desk.another().left_behind.take_over(SENDERS) == 0


def hung_up(times: int) -> tuple[list[int], Run]:
    """Give a command in whose middle the database goes away so many times, and how often it was begun."""
    begun: list[int] = []

    def run(ctx: Context, form: Words) -> Card:
        companies.create(ctx, CompanyDraft(form.text))
        begun.append(1)
        if len(begun) <= times:
            hang_up(ctx)
        return Card(spans(f"Begun {form.text}"))

    return begun, run


def hang_up(ctx: Context) -> None:
    """End the connection as a server does that stops; of a file, say what is said when nothing can be read."""
    if ctx.session.get_bind().dialect.name == "postgresql":
        ctx.session.execute(select(func.pg_terminate_backend(func.pg_backend_pid())))
    failure = sqlite3.OperationalError("disk I/O error")
    failure.sqlite_errorcode = sqlite3.SQLITE_IOERR_READ
    raise OperationalError("SELECT 1", None, failure)
