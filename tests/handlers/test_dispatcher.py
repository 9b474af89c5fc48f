"""The dispatcher: stored once, worked in order, refused kindly, never lost."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Annotated

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from crmbot.chat.address import Address
from crmbot.chat.card import Card, plain_card, spans
from crmbot.chat.command import Command, Registry
from crmbot.chat.form import Form, Rest
from crmbot.chat.inbound import Identity, Inbound, Pressed, Said, Submitted
from crmbot.chat.limits import Limits
from crmbot.chat.sender import Delivered, Delivery
from crmbot.commands import build_registry
from crmbot.core import companies, history, outbox, people
from crmbot.core.clock import StandingClock
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context, Organisation
from crmbot.core.outbox import Chat
from crmbot.core.people import ChatUser
from crmbot.handlers.adapter import Answer, Polled
from crmbot.handlers.dispatcher import TRIES, Dispatcher
from crmbot.store.engine import Database, open_database
from crmbot.store.models.activity import Note
from crmbot.store.models.change import Change
from crmbot.store.models.messaging import Draft, Inbox, InboxState
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.uow import CollisionError, read_only, unit_of_work
from tests.talk.house import COLLEAGUES, Fixture, furnish

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
LIMITS = Limits(text=4000, token=64, label=60, buttons_per_row=3, buttons=20, forms=False, confirms=True)
SECRET = "the price is forty thousand"


class Words(Form):
    """Anything."""

    text: Annotated[str, Rest()]


Run = Callable[[Context, Words], Card]


@dataclass(slots=True)
class Desk:
    """A dispatcher on a furnished database, and people who write to it."""

    database: Database
    registry: Registry = field(default_factory=build_registry)
    clock: StandingClock = field(default_factory=lambda: StandingClock(NOW))
    woken: list[datetime] = field(default_factory=list)
    door: Dispatcher = field(init=False)
    _count: int = 0

    def __post_init__(self) -> None:
        org = Organisation(zone="Europe/London")
        wake = lambda: self.woken.append(self.clock.now())  # noqa: E731  # a field, not a function
        self.door = Dispatcher(self.database, self.registry, self.clock, org, wake)

    def command(self, name: str, run: Run) -> None:
        """Teach the house one more command."""
        self.registry.add(Command(name, Words, run, "Does as the test wants."))

    def inbound(self, event: Said | Pressed | Submitted | str, who: str = "ana", chat: str = "") -> Inbound:
        """Make something that came in."""
        self._count += 1
        address = Address("p", "w", chat or who)
        said = Said(event) if isinstance(event, str) else event
        return Inbound(f"k{self._count}", Identity("p", "w", who), address, self.clock.now(), said, private=not chat)

    async def work(self, inbound: Inbound) -> Answer:
        """Store it and work it."""
        return await self.door.work(await self.door.store(inbound), LIMITS)

    async def say(self, event: Said | Pressed | Submitted | str, who: str = "ana", chat: str = "") -> str:
        """Return the words of the answer."""
        return text_of(await self.work(self.inbound(event, who, chat)))

    def count(self, table: type[Record | Change | Note | Draft]) -> int:
        """Count the rows of a table."""
        with read_only(self.database) as session:
            return session.scalar(select(func.count()).select_from(table)) or 0

    def state(self, inbound: Inbound) -> InboxState:
        """Return what became of a message."""
        return self.row(inbound).state

    def row(self, inbound: Inbound) -> Inbox:
        """Return the row of a message."""
        with read_only(self.database) as session:
            return session.scalars(select(Inbox).where(Inbox.key == inbound.key)).one()


def text_of(answer: Answer) -> str:
    """Return the words of an answer; empty when there is none."""
    return plain_card(answer.card.card) if answer.card is not None else ""


def button(answer: Answer, label: str) -> Pressed:
    """Press the button of that label."""
    assert answer.card is not None
    labels = [action.label for action in answer.card.card.buttons()]
    return Pressed(answer.card.tokens[labels.index(label)], "p:w:ana/1")


@pytest.fixture
def desk(database_url: str) -> Iterator[Desk]:
    """Open a desk on SQLite and on PostgreSQL; everybody is linked but Ron."""
    furnish(database_url, Fixture(NOW))
    database = open_database(database_url)
    with unit_of_work(database) as session:
        history.begin_system(session, "link", NOW)
        for user in session.scalars(select(User).where(User.email != "ron@x.example")):
            people.attach(session, user, ChatUser("p", "w", user.email.partition("@")[0]))
    yield Desk(database)
    database.close()


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

    assert (await desk.door.offset("p", "w"), await desk.door.offset("p", "x")) == (41, None)


async def test_text_when_it_holds_what_cannot_be_stored(desk: Desk) -> None:
    """It is cleaned on the way in."""
    inbound = desk.inbound("note Acme Ltd: met \ud800 Jane\x00")
    await desk.work(inbound)

    assert (desk.state(inbound), desk.count(Note)) == (InboxState.DONE, 1)


# Failing


def break_down(ctx: Context, form: Words) -> Card:
    """Write something, and fail."""
    companies.create(ctx, CompanyDraft(f"Begun {form.text[:5]}"))
    message = "a mistake of ours"
    raise RuntimeError(message)


@pytest.fixture
def broken(desk: Desk) -> Desk:
    """Give a desk with a command that fails after it has written."""
    desk.command("break", break_down)
    return desk


async def test_work_when_a_command_fails(broken: Desk) -> None:
    """Nothing of it is there, neither rows nor history; the text is, under the reference."""
    before = (broken.count(Record), broken.count(Change))
    inbound = broken.inbound(f"break {SECRET}")
    with capture_logs():
        answer = await broken.work(inbound)
    row = broken.row(inbound)

    assert (broken.count(Record), broken.count(Change)) == before
    assert (row.state, SECRET in row.inbound, row.error_ref is not None) == (InboxState.FAILED, True, True)
    assert f"Ref {row.error_ref}" in text_of(answer)


async def test_answer_when_a_command_fails(broken: Desk) -> None:
    """It says nothing of what went wrong inside, and offers another try."""
    with capture_logs():
        answer = await broken.work(broken.inbound(f"break {SECRET}"))

    assert answer.card is not None
    assert [action.label for action in answer.card.card.buttons()] == ["Try again"]
    assert "mistake" not in text_of(answer)


async def test_log_when_a_command_fails(broken: Desk) -> None:
    """It has the reference and the failure, but not a word of what was typed."""
    with capture_logs() as logged:
        inbound = broken.inbound(f"break {SECRET}")
        await broken.work(inbound)

    (line,) = [line for line in logged if line["event"] == "inbox.failed"]
    assert (line["ref"], line["key"], line["log_level"]) == (broken.row(inbound).error_ref, inbound.key, "error")
    assert SECRET not in str(logged)


async def test_message_when_tried_again(desk: Desk) -> None:
    """It is worked as it was typed, once."""
    failures = [RuntimeError("a mistake of ours")]

    def recover(ctx: Context, form: Words) -> Card:
        companies.create(ctx, CompanyDraft("Zephyr"))
        if failures:
            raise failures.pop()
        return Card(spans(f"Heard {form.text}"))

    desk.command("break", recover)
    inbound = desk.inbound(f"break {SECRET}")
    with capture_logs():
        failed = await desk.work(inbound)
    press = button(failed, "Try again")
    answers = [await desk.say(press), await desk.say(press)]

    assert (answers[0], desk.state(inbound)) == (f"Heard {SECRET}", InboxState.DONE)
    assert "too old" in answers[1]


async def test_message_when_it_fails_again(broken: Desk) -> None:
    """There is another reference, and another try."""
    with capture_logs():
        first = await broken.work(broken.inbound(f"break {SECRET}"))
        second = await broken.work(broken.inbound(button(first, "Try again")))

    assert "Ref" in text_of(second)
    assert text_of(second) != text_of(first)


async def test_command_when_it_is_refused(desk: Desk) -> None:
    """What it wrote before is undone; the message is done, since it was answered."""

    def refuse(ctx: Context, form: Words) -> Card:
        companies.create(ctx, CompanyDraft("Begun"))
        ctx.actor.require("moon.buy", form.text)
        return Card(())

    desk.command("buy", refuse)
    before = desk.count(Record)
    inbound = desk.inbound("buy it", "ben")
    answer = await desk.work(inbound)

    assert (desk.count(Record), desk.state(inbound)) == (before, InboxState.DONE)
    assert "moon.buy" in text_of(answer)


# Colliding


def collide(times: int) -> tuple[list[int], Run]:
    """Give a command that meets another one so many times, and how often it was begun."""
    begun: list[int] = []

    def run(ctx: Context, form: Words) -> Card:
        companies.create(ctx, CompanyDraft(form.text))
        begun.append(1)
        if len(begun) <= times:
            raise CollisionError
        return Card(spans("Done"))

    return begun, run


async def test_work_when_it_collides(desk: Desk) -> None:
    """It is done again, and leaves its traces once."""
    begun, run = collide(TRIES - 1)
    desk.command("bump", run)
    before = desk.count(Record)

    assert await desk.say("bump Zephyr") == "Done"
    assert (len(begun), desk.count(Record)) == (TRIES, before + 1)


async def test_work_when_it_collides_for_ever(desk: Desk) -> None:
    """It is given up as a failure of ours."""
    begun, run = collide(99)
    desk.command("bump", run)
    inbound = desk.inbound("bump Zephyr")
    with capture_logs():
        await desk.work(inbound)

    assert (len(begun), desk.state(inbound)) == (TRIES, InboxState.FAILED)


# Strangers


@pytest.mark.parametrize(
    "event",
    [
        "Acme",
        "d12",
        "find jane",
        "Jane Doe",
        "help",
        "deals",
        "note Acme Ltd: hello",
        "users",
        "/start",
        "link AAAA-AAAA",
    ],
)
async def test_stranger_when_they_ask_for_anything(desk: Desk, event: str) -> None:
    """Nothing of the CRM is in the answer: no record, no name of ours, no number."""
    answer = await desk.work(desk.inbound(event, "ron"))
    with read_only(desk.database) as session:
        names = [*session.scalars(select(Record.title)), *(each.name for each in COLLEAGUES)]
    words = f"{text_of(answer)} {answer.card.tokens if answer.card else ''}"

    assert [name for name in names if name.casefold() in words.casefold()] == []


async def test_stranger_when_they_press_or_send(desk: Desk) -> None:
    """An old button or form opens nothing."""
    answers = [
        await desk.say(event, "ron") for event in (Pressed("open C-1"), Pressed("done T-6"), Submitted("1", {"a": "b"}))
    ]

    assert [answer.splitlines()[0] for answer in answers] == ["👋 I don't know you in the CRM yet."] * 3


async def test_stranger_when_they_write(desk: Desk) -> None:
    """Their text is kept for when they are known, and nothing else is written."""
    before = (desk.count(Record), desk.count(Change))
    await desk.say("met Jane at the fair", "ron")

    assert (desk.count(Draft), (desk.count(Record), desk.count(Change))) == (1, before)


async def test_stranger_when_they_look_for_records(desk: Desk) -> None:
    """Pickers offer them nothing."""
    options = [await desk.door.suggest(Identity("p", "w", who), "acme", None) for who in ("ron", "ana")]

    assert (options[0], options[1] != ()) == ((), True)


async def test_person_when_suspended(desk: Desk) -> None:
    """They are told so, and nothing happens (R-64)."""
    with unit_of_work(desk.database) as session:
        history.begin_system(session, "suspend", NOW)
        session.scalars(select(User).where(User.email == "ben@x.example")).one().is_active = False
    before = desk.count(Record)
    inbound = desk.inbound("note Acme Ltd: hello", "ben")
    answer = await desk.work(inbound)

    assert (desk.count(Record), desk.state(inbound)) == (before, InboxState.DONE)
    assert "suspended" in text_of(answer)


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


# After a crash


@dataclass(slots=True)
class Outgoing:
    """Takes what is sent."""

    limits: Limits = LIMITS
    sent: list[tuple[str, str]] = field(default_factory=list)

    async def send(self, address: Address, drawn: object) -> Delivery:
        """Take a card down."""
        card = getattr(drawn, "card", None)
        assert isinstance(card, Card)
        self.sent.append((str(address), card.summary))
        return Delivered(f"{address}/1")

    async def edit(self, ref: str, drawn: object) -> Delivery:
        """Take an edit for done."""
        del drawn
        return Delivered(ref)


async def test_messages_when_a_crash_left_them_in_the_middle(desk: Desk) -> None:
    """They are worked at the next start in the order they came, once, and answered in their chats."""
    for number in range(2):
        await desk.door.store(desk.inbound(f"note Acme Ltd: number {number}"))
        desk.clock.move_to(desk.clock.now() + timedelta(seconds=1))
    out = Outgoing()
    recovered = [await desk.door.recover({"p": out}) for _ in range(2)]

    assert (recovered, [to for to, _ in out.sent], desk.count(Note)) == ([2, 0], ["p:w:ana"] * 2, 2)


async def test_messages_when_their_platform_is_off(desk: Desk) -> None:
    """They wait for a start with it."""
    inbound = desk.inbound("note Acme Ltd: hello")
    await desk.door.store(inbound)
    desk.clock.move_to(NOW + timedelta(minutes=1))

    assert (await desk.door.recover({}), desk.state(inbound)) == (0, InboxState.OPEN)


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
    for live in (False, True):
        await desk.door.reachable(address, live=live)
        with read_only(desk.database) as session:
            states.append(bool(outbox.gone_chats(session, [Chat("p", "w", "room")])))

    assert states == [True, False]
