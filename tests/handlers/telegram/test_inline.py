"""Inline mode: records named in any chat, by people of ours, for readers with rights of their own."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime

import pytest

from crmbot.chat.inbound import Said
from crmbot.core import companies, history, people
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.handlers.adapter import Offer, Offers, Standing
from crmbot.handlers.telegram import inline
from crmbot.handlers.telegram.app import TelegramAdapter
from crmbot.store.models.people import Team
from crmbot.store.uow import unit_of_work
from tests.doubles.telegram import TelegramDouble, User
from tests.handlers.telegram.scripted import ScriptedDoor
from tests.handlers.telegram.test_webhook import hooked  # noqa: F401 - a fixture
from tests.talk.house import Fixture, House
from tests.talk.telegram import TelegramChat

JANE = Offer("P-3", "contact", "Jane <Doe> & Co", "Acme Ltd", "👤")
NOW = datetime(2025, 3, 12, 9, tzinfo=UTC)


def offering(*records: Offer, standing: Standing = Standing.KNOWN) -> Callable[[str], Awaitable[Offers]]:
    """Make a look-up that always finds the same."""

    async def found(text: str) -> Offers:
        return Offers(standing, records)

    return found


# The adapter


async def test_result_when_somebody_types(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """A result tells the asker where she works; it is kept by nobody, and needs no place in the inbox."""
    door.offering = offering(JANE)

    answer = await telegram.type_inline(ben, "jane")

    assert [(each.id, each.title, each.description) for each in answer.choices] == [
        ("P-3", "👤 Jane <Doe> & Co", "Contact P-3 · Acme Ltd")
    ]
    assert (answer.cache_s, answer.is_personal, answer.button, door.stored) == (0, True, "", [])
    assert [(who.user, text) for who, text in door.asked] == [(str(ben.id), "jane")]


async def test_message_when_a_result_is_chosen(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """What is sent names the record, and leads to it; where she works stays with the asker."""
    door.offering = offering(JANE)
    group = telegram.add_group("Strangers", [ben])
    answer = await telegram.type_inline(ben, "jane")

    sent = await telegram.choose(ben, answer, "Jane", group)
    await telegram.settle()

    assert (sent.text, sent.html, sent.buttons) == (
        "👤 Jane <Doe> & Co\nContact P-3",
        "👤 <b>Jane &lt;Doe&gt; &amp; Co</b>\nContact P-3",
        [["Open"]],
    )
    assert door.worked == []


async def test_record_is_opened_when_the_link_is_followed(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """The link says to the bot what a person would type."""
    door.offering = offering(JANE)
    group = telegram.add_group("Sales", [ben])
    answer = await telegram.type_inline(ben, "jane")
    sent = await telegram.choose(ben, answer, "Jane", group)

    await telegram.follow(ben, sent, "Open")
    await telegram.wait_for(lambda: bool(door.worked))

    (said,) = door.events
    assert isinstance(said, Said)
    assert (said.text, said.as_command) == ("open P-3", True)


@pytest.mark.parametrize("typed", ["/start ABCD2345", "/start open-nothing", "/start open-P-3 x"])
async def test_start_when_it_brings_a_code(
    typed: str, adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """What none of our links has put there stays as it is: a linking code."""
    await telegram.say(ben, typed)
    await telegram.wait_for(lambda: bool(door.worked))

    (said,) = door.events
    assert isinstance(said, Said)
    assert said.text == typed.removeprefix("/")


@pytest.mark.parametrize(
    ("standing", "button"),
    [
        (Standing.KNOWN, "Nothing found · open the CRM"),
        (Standing.STRANGER, "Link me to the CRM"),
        (Standing.SUSPENDED, "Your access is suspended"),
    ],
)
async def test_button_when_nothing_is_offered(
    standing: Standing, button: str, adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Who gets nothing is told why, and has a way to the bot that means no code."""
    door.offering = offering(standing=standing)

    answer = await telegram.type_inline(ben, "jane")
    await telegram.press_above(ben, answer)
    await telegram.wait_for(lambda: bool(door.worked))

    (said,) = door.events
    assert isinstance(said, Said)
    assert (answer.titles, answer.button, said.text) == ([], button, "start")


async def test_only_the_latest_is_looked_up_when_somebody_types_fast(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Every query is answered; those that more was typed after cost nothing."""
    free = asyncio.Event()

    async def held(text: str) -> Offers:
        await free.wait()
        return Offers(Standing.KNOWN, (JANE,))

    door.offering = held
    for length in range(1, 9):
        await telegram.type_inline(ben, "jane doe"[:length], wait=False)
    await telegram.settle()
    free.set()
    await telegram.wait_for(lambda: all(query.answer for query in telegram.inline_queries.values()))

    asked = [text for _, text in door.asked]
    last = list(telegram.inline_queries.values())[-1].answer
    assert len(asked) <= 3
    assert (asked[-1], last is not None and last.titles) == ("jane doe", ["👤 Jane <Doe> & Co"])


async def test_others_are_answered_when_a_look_up_hangs(
    adapter: TelegramAdapter,
    door: ScriptedDoor,
    telegram: TelegramDouble,
    ben: User,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A look-up that takes too long is answered empty, and holds up neither messages nor others."""
    monkeypatch.setattr(inline, "_WITHIN_S", 0.2)

    async def hanging(text: str) -> Offers:
        await asyncio.Event().wait()
        return Offers(Standing.KNOWN)

    door.offering = hanging
    await telegram.type_inline(ben, "jane", wait=False)
    await telegram.say(ben, "met Jane")
    await telegram.wait_for(lambda: bool(telegram.replies(ben)))
    await telegram.wait_for(lambda: all(query.answer for query in telegram.inline_queries.values()))

    (query,) = telegram.inline_queries.values()
    assert query.answer is not None
    assert (query.answer.titles, query.answer.button) == ([], "")


async def test_query_is_answered_when_the_house_fails(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """Our fault is no reason to leave somebody waiting."""

    async def failing(text: str) -> Offers:
        raise RuntimeError(text)

    door.offering = failing

    answer = await telegram.type_inline(ben, "jane")

    assert (answer.titles, answer.button) == ([], "")


async def test_nothing_breaks_when_a_query_is_too_old(
    adapter: TelegramAdapter, door: ScriptedDoor, telegram: TelegramDouble, ben: User
) -> None:
    """An answer that comes too late is dropped, and the next query is answered."""
    telegram.fail_next("answerInlineQuery", "query_too_old")
    await telegram.type_inline(ben, "jan", wait=False)
    await telegram.wait_for(lambda: bool(telegram.calls("answerInlineQuery")))
    door.offering = offering(JANE)

    answer = await telegram.type_inline(ben, "jane")

    assert answer.titles == ["👤 Jane <Doe> & Co"]


async def test_result_when_telegram_posts(
    hooked: TelegramAdapter,  # noqa: F811 - the fixture
    door: ScriptedDoor,
    telegram: TelegramDouble,
    ben: User,
) -> None:
    """By webhook it is the same."""
    door.offering = offering(JANE)

    answer = await telegram.type_inline(ben, "jane")
    await telegram.settle()

    assert answer.titles == ["👤 Jane <Doe> & Co"]


# The house


@asynccontextmanager
async def talking(house: House) -> AsyncIterator[TelegramChat]:
    """Sit down in a house, and see in the end that nothing was done that Telegram forbids."""
    async with TelegramChat(house) as chat:
        yield chat
    assert chat.violations == []


SqliteHouse = Callable[[Fixture], House]


@pytest.fixture
def house(sqlite_house: SqliteHouse) -> House:
    """Give a house with the sample, a stranger and somebody who was suspended."""
    return sqlite_house(Fixture(NOW, unlinked=frozenset({"ron@x.example"}), suspended=frozenset({"eva@x.example"})))


async def typed(chat: TelegramChat, email: str, text: str) -> list[str]:
    """Return what somebody is offered, without the signs."""
    answer = await chat.double.type_inline(chat.person(email), text)
    return [title.partition(" ")[2] for title in answer.titles]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("jane", ["Jane Doe"]),
        ("acme", ["Acme Ltd", "Acme renewal", "Jane Doe"]),
        ("7946 0100", ["Jane Doe"]),
        ("p3", ["Jane Doe"]),
        ("hooli", ["Hooli"]),
        ("new pumps", []),
        ("nobody of that name", []),
        ("\ud800 &<>", []),
    ],
)
async def test_offers_when_a_colleague_types(house: House, text: str, expected: list[str]) -> None:
    """Companies, people, leads and deals are found as by `find`; a task's words are not for others."""
    async with talking(house) as chat:
        found = await typed(chat, "ana@x.example", text.encode("utf-8", "replace").decode())

    assert found == expected


async def test_recent_records_when_nothing_is_typed_yet(house: House) -> None:
    """What one last had to do with is at hand, the latest first."""
    async with talking(house) as chat:
        found = await typed(chat, "ana@x.example", "")

    assert found[:5] == ["Acme renewal", "Ben Carter", "Jane Doe", "Delta Pumps", "Acme Ltd"]


@pytest.mark.parametrize(
    ("email", "button", "said"),
    [
        ("ron@x.example", "Link me to the CRM", "I don't know you in the CRM yet"),
        ("eva@x.example", "Your access is suspended", "Your access is suspended"),
    ],
)
@pytest.mark.parametrize("text", ["", "jane", "p3"])
async def test_nothing_is_offered_when_somebody_is_not_ours(
    house: House, email: str, button: str, said: str, text: str
) -> None:
    """Strangers and the suspended get no name, but a way to the bot, which tells them more."""
    async with talking(house) as chat:
        answer = await chat.double.type_inline(chat.person(email), text)
        await chat.double.press_above(chat.person(email), answer)
        await chat._settle()
        replies = [message.text for message in chat.double.replies(chat.person(email))]

    assert (answer.titles, answer.button) == ([], button)
    assert said in replies[-1]


async def test_offers_when_there_are_more_than_twenty(house: House) -> None:
    """Twenty at most: whoever wants another types on."""
    async with talking(house) as chat:
        with unit_of_work(chat.app.database) as session:
            ctx = Context(session, people.actor(session, 1), NOW)
            history.begin(ctx, "import")
            for number in range(30):
                companies.create(ctx, CompanyDraft(f"Branch {number:02}"), anyway=True)
        found = await typed(chat, "ana@x.example", "branch")

    assert len(found) == 20


async def test_offers_when_a_record_is_anothers(house: House) -> None:
    """A rep names what a rep may see; a link to more than that tells its reader nothing."""
    async with talking(house) as chat:
        with unit_of_work(chat.app.database) as session:
            ctx = Context(session, people.actor(session, 1), NOW)
            history.begin(ctx, "import")
            team = Team(name="Elsewhere")
            session.add(team)
            session.flush()
            secret = companies.create(ctx, CompanyDraft("Secret Works"), anyway=True)
            secret.team_id, secret.owner_id = team.id, ctx.actor.id
        seen = await typed(chat, "ana@x.example", "secret")
        hidden = await typed(chat, "ben@x.example", "secret")
        ana, ben = chat.person("ana@x.example"), chat.person("ben@x.example")
        group = chat.double.add_group("Both", [ana, ben])
        sent = await chat.double.choose(ana, await chat.double.type_inline(ana, "secret"), "Secret", group)
        await chat.double.follow(ben, sent, "Open")
        await chat._settle()
        told = chat.double.replies(ben)[-1].text

    assert (seen, hidden) == (["Secret Works"], [])
    assert "Secret Works" not in told
