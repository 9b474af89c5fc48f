"""Two processes that hear of one chat keep its order, and leave other chats alone."""

import asyncio
import threading

import pytest
from sqlalchemy import event

from crmbot.chat.card import Card, spans
from crmbot.core.context import Context
from crmbot.handlers.adapter import Stored
from crmbot.handlers.dispatcher import Dispatcher
from tests.handlers.desk import LIMITS, Desk, Words
from tests.handlers.test_dispatcher_failures import SENDERS

WAIT_S = 10.0


@pytest.fixture
def desk(postgresql_desk: Desk) -> Desk:
    """Sit where several processes may work."""
    return postgresql_desk


class Slow:
    """A command that waits in the middle of its work, and what was worked in which order."""

    def __init__(self, desk: Desk) -> None:
        """Teach it to the desk."""
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.worked: list[str] = []
        desk.command("slow", self.slow)
        desk.command("quick", self.quick)

    def slow(self, ctx: Context, form: Words) -> Card:
        """Wait until told to go on."""
        del ctx
        self.begun.set()
        assert self.go_on.wait(WAIT_S)
        return self._done(form)

    def quick(self, ctx: Context, form: Words) -> Card:
        """Do it at once."""
        del ctx
        return self._done(form)

    def _done(self, form: Words) -> Card:
        self.worked.append(form.text)
        return Card(spans(form.text))


async def stored(desk: Desk, door: Dispatcher, words: str, who: str = "ana", chat: str = "") -> Stored:
    """Have a message reach one of the processes."""
    return await door.store(desk.inbound(words, who, chat))


async def begun(slow: Slow) -> None:
    """Return when the slow work has begun."""
    assert await asyncio.to_thread(slow.begun.wait, WAIT_S)


async def test_second_message_when_another_process_has_the_first(desk: Desk) -> None:
    """It waits, though its own process has nothing else to do; other chats do not."""
    slow, other = Slow(desk), desk.another()
    first = asyncio.create_task(desk.door.work(await stored(desk, desk.door, "slow one"), LIMITS))
    await begun(slow)
    second = asyncio.create_task(other.work(await stored(desk, other, "quick two"), LIMITS))
    await other.work(await stored(desk, other, "quick elsewhere", "ben"), LIMITS)
    waits = not second.done()
    slow.go_on.set()
    await asyncio.gather(first, second)

    assert (waits, slow.worked) == (True, ["elsewhere", "one", "two"])


async def test_several_messages_when_another_process_has_the_first(desk: Desk) -> None:
    """Of those that wait in a process only the next one asks whether it is its turn."""
    slow, other = Slow(desk), desk.another()
    asked: list[str] = []
    looked_thrice = threading.Event()

    def listen(_connection: object, _cursor: object, statement: str, values: dict[str, str], *_: object) -> None:
        if "pg_try_advisory_xact_lock" in statement:
            asked.append(values["which"])
            if len(asked) > 2:
                looked_thrice.set()

    first = asyncio.create_task(desk.door.work(await stored(desk, desk.door, "slow one"), LIMITS))
    await begun(slow)
    event.listen(other.worker.database.engine, "before_cursor_execute", listen)
    later = [await stored(desk, other, f"quick {word}") for word in ("two", "three", "four")]
    waiting = [asyncio.create_task(other.work(each, LIMITS)) for each in later]
    assert await asyncio.to_thread(looked_thrice.wait, WAIT_S)
    who_asked = set(asked)
    event.remove(other.worker.database.engine, "before_cursor_execute", listen)
    slow.go_on.set()
    await asyncio.gather(first, *waiting)

    assert who_asked == {later[0].inbound.key}
    assert slow.worked == ["one", "two", "three", "four"]


async def test_messages_when_worked_in_the_wrong_order(desk: Desk) -> None:
    """The one that came first is worked first, whichever process is quicker to begin."""
    slow, other = Slow(desk), desk.another()
    one = await stored(desk, desk.door, "quick one")
    desk.clock.move_to(desk.clock.now().replace(microsecond=1))
    two = await stored(desk, other, "quick two")

    later = asyncio.create_task(other.work(two, LIMITS))
    await asyncio.sleep(0)
    await desk.door.work(one, LIMITS)
    await later

    assert slow.worked == ["one", "two"]


async def test_message_when_the_one_before_it_is_taken_over(desk: Desk) -> None:
    """Of a process that died, the message is finished by another one, and then it is the next one's turn."""
    slow, other = Slow(desk), desk.another()
    await stored(desk, desk.door, "quick one")
    desk.clock.move_to(desk.clock.now().replace(second=20))
    two = asyncio.create_task(other.work(await stored(desk, other, "quick two"), LIMITS))
    await asyncio.sleep(0)
    await desk.another().left_behind.take_over(SENDERS)
    await two

    assert slow.worked == ["one", "two"]
