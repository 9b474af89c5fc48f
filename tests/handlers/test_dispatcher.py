"""The dispatcher: stored once, worked in order, and what follows from it."""

import asyncio
from dataclasses import dataclass, field, replace

from sqlalchemy import select

from crmbot.chat.address import Address
from crmbot.chat.inbound import Identity, Said
from crmbot.core.delivery import whereabouts
from crmbot.core.delivery.whereabouts import Chat
from crmbot.core.inbox import Stop
from crmbot.handlers.adapter import Answer, Polled
from crmbot.store.models.activity import Note
from crmbot.store.models.channel import Channel, ChannelState
from crmbot.store.models.messaging import InboxState
from crmbot.store.uow import read_only
from tests.handlers.desk import LIMITS, NOW, Desk, text_of

# Once


async def test_message_when_it_comes_in(desk: Desk) -> None:
    """It is stored before it is worked, and done with its work."""
    inbound = desk.inbound("note Acme Ltd: met Jane")
    stored = await desk.door.store(inbound)
    before = desk.state(inbound)
    await desk.door.work(stored, LIMITS)

    assert (stored.fresh, stored.known, before, desk.state(inbound)) == (True, True, InboxState.OPEN, InboxState.DONE)


async def test_message_when_delivered_twice(desk: Desk) -> None:
    """The second delivery writes nothing and answers nothing."""
    inbound = desk.inbound("note Acme Ltd: met Jane")
    await desk.work(inbound)
    again = await desk.work(inbound)

    assert (again, desk.count(Note)) == (Answer(), 1)


async def test_message_when_another_process_has_done_it_meanwhile(desk: Desk) -> None:
    """What the other did stands, this did not happen."""
    inbound = desk.inbound("note Acme Ltd: met Jane")
    first, second = await desk.door.store(inbound), await desk.door.store(inbound)
    answers = [await desk.door.work(replace(stored, fresh=True), LIMITS) for stored in (first, second)]

    assert (text_of(answers[0]) != "", answers[1], desk.count(Note)) == (True, Answer(), 1)


async def test_offset_when_a_message_was_fetched(desk: Desk) -> None:
    """It is stored with the message."""
    await desk.door.store(desk.inbound("hello"), Polled("p", "w", 41))

    assert (await desk.door.books.stopped("p", "w"), await desk.door.books.stopped("p", "x")) == (Stop(41, NOW), None)


async def test_text_when_it_holds_what_cannot_be_stored(desk: Desk) -> None:
    """It is cleaned on the way in."""
    inbound = desk.inbound("note Acme Ltd: met \ud800 Jane\x00")
    await desk.work(inbound)

    assert (desk.state(inbound), desk.count(Note)) == (InboxState.DONE, 1)


# Order


@dataclass(slots=True)
class Gate:
    """Holds up whoever a platform is asked about, until it is opened."""

    began: list[str] = field(default_factory=list)
    opened: dict[str, asyncio.Event] = field(default_factory=dict)
    seen: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def profile(self, who: Identity) -> Identity:
        """Wait until this person is let through."""
        async with self.seen:
            self.began.append(who.user)
            self.seen.notify_all()
        await self.opened.setdefault(who.user, asyncio.Event()).wait()
        return who

    async def until(self, *users: str) -> None:
        """Wait until exactly these have begun, in this order."""
        async with asyncio.timeout(10), self.seen:
            await self.seen.wait_for(lambda: tuple(self.began) == users)

    def let(self, user: str) -> None:
        """Let somebody through."""
        self.opened.setdefault(user, asyncio.Event()).set()


async def test_messages_when_they_are_of_one_chat(desk: Desk) -> None:
    """The second is begun when the first is done, in whatever thread they are."""
    gate = Gate()
    desk.door.profiles["p"] = gate.profile
    for user in ("first", "second"):
        gate.opened[user] = asyncio.Event()
    stored = [await desk.door.store(desk.inbound("hello", user, "room")) for user in ("first", "second")]
    gate.let("second")
    works = [asyncio.create_task(desk.door.work(each, LIMITS)) for each in stored]
    await gate.until("first")
    done_before = [work.done() for work in works]
    gate.let("first")
    await asyncio.gather(*works)

    assert (done_before, gate.began) == ([False, False], ["first", "second"])


async def test_messages_when_they_are_of_two_chats(desk: Desk) -> None:
    """Neither waits for the other; a thread is no chat of its own."""
    gate = Gate()
    desk.door.profiles["p"] = gate.profile
    slow = asyncio.create_task(desk.work(desk.inbound("hello", "slow", "room")))
    await gate.until("slow")
    gate.let("quick")
    await desk.work(desk.inbound("hello", "quick", "hall"))
    done_before = slow.done()
    gate.let("slow")
    await slow

    assert (done_before, gate.began) == (False, ["slow", "quick"])


async def test_messages_when_they_are_of_two_threads_of_a_chat(desk: Desk) -> None:
    """They are of one chat, and are worked one after the other."""
    gate = Gate()
    desk.door.profiles["p"] = gate.profile
    inbounds = [desk.inbound("hello", user, "room") for user in ("first", "second")]
    inbounds[1] = replace(inbounds[1], address=replace(inbounds[1].address, thread="9"))
    stored = [await desk.door.store(each) for each in inbounds]
    gate.let("second")
    works = [asyncio.create_task(desk.door.work(each, LIMITS)) for each in stored]
    await gate.until("first")
    gate.let("first")
    await asyncio.gather(*works)

    assert gate.began == ["first", "second"]


async def test_messages_when_many_come_at_once(desk: Desk) -> None:
    """Each is worked once."""
    stored = [await desk.door.store(desk.inbound(f"note Acme Ltd: number {n}", "ana")) for n in range(12)]
    await asyncio.gather(*(desk.door.work(each, LIMITS) for each in stored))
    with read_only(desk.database) as session:
        bodies = sorted(session.scalars(select(Note.body)), key=lambda body: int((body or "0").split()[-1]))

    assert bodies == [f"number {n}" for n in range(12)]


# What follows


async def test_scheduler_when_something_was_written_for_it(desk: Desk) -> None:
    """It is woken by a task with a time, not by a question."""
    await desk.say("find acme")
    before = list(desk.woken)
    await desk.say("task call Delta tomorrow 10:00")

    assert (before, desk.woken) == ([], [NOW])


async def test_reply_when_it_is_to_a_card_of_ours(desk: Desk) -> None:
    """The dispatcher remembers what its card was about."""
    answer = await desk.work(desk.inbound("acme ltd"))
    await desk.door.sent(answer, "p:w:ana/77")
    shown = await desk.say(Said("they want a quote", reply_to="p:w:ana/77"))

    assert ("Acme Ltd" in shown, desk.count(Note)) == (True, 1)


async def test_chat_when_it_can_be_reached_no_longer(desk: Desk) -> None:
    """It is known, until it is there again."""
    address = Address("p", "w", "room")
    states = []
    for state in (ChannelState.GONE, ChannelState.LIVE):
        await desk.door.books.became(address, state)
        with read_only(desk.database) as session:
            states.append(bool(whereabouts.gone_chats(session, [Chat("p", "w", "room")])))

    assert states == [True, False]


async def test_chat_when_we_are_silenced_in_it(desk: Desk) -> None:
    """It is not thought gone: we are in there, and may not write."""
    await desk.door.books.became(Address("p", "w", "room"), ChannelState.MUTED)

    with read_only(desk.database) as session:
        assert session.scalars(select(Channel.state)).all() == [ChannelState.MUTED]
