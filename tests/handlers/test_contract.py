"""What every adapter owes the rest of the house, played against the real house on each surface."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select
from structlog.testing import capture_logs

from crmbot.chat.address import Address
from crmbot.chat.card import Action, Attachment, Card, Drawn, Item, Items, Line, Quote, bold, spans
from crmbot.chat.inbound import Identity, Inbound, Said
from crmbot.chat.invocation import Invocation, write_token
from crmbot.chat.sender import Delivered
from crmbot.store import files
from crmbot.store.models.activity import Note
from crmbot.store.uow import read_only
from tests.chat import Chat, Thing
from tests.doubles.slack import Fault
from tests.doubles.telegram.stage import BOT_ID
from tests.talk.console import ConsoleChat
from tests.talk.house import Fixture, House
from tests.talk.script import SURFACES
from tests.talk.slack import SlackChat
from tests.talk.telegram import TelegramChat

NASTY = "<!channel> *x* <b>&"
LONG = " ".join(f"word{number:04}" for number in range(1_111))
ROWS = 60

Sit = Callable[[str], Chat]


@pytest.fixture
def sit(sqlite_house: Callable[[Fixture], House], chat_on: Callable[[str, House], Chat]) -> Sit:
    """Give a seat at a surface, in a house with the sample."""
    return lambda surface: chat_on(surface, sqlite_house(Fixture(datetime(2026, 11, 19, 10, tzinfo=UTC))))


on_each = pytest.mark.parametrize("surface", SURFACES)
on_platforms = pytest.mark.parametrize("surface", ["slack", "telegram"])


def here(chat: Chat) -> Address:
    """Return the address of the speaker's direct chat."""
    match chat:
        case SlackChat():
            return Address("slack", chat.double.team_id, chat.channel)
        case TelegramChat():
            return Address("telegram", str(BOT_ID), str(chat.person(chat.who).id))
        case _:
            return Address("console", "local", chat.who)


async def show(chat: Chat, card: Card, *, tokens: tuple[str, ...] | None = None) -> None:
    """Have a card sent that nobody asked for."""
    (adapter,) = chat.app.adapters
    written = tuple(write_token(each) for each in card.invocations()) if tokens is None else tokens
    chat._mark()
    delivery = await adapter.sender.send(here(chat), Drawn(card, written))
    assert isinstance(delivery, Delivered)


def notes(chat: Chat) -> int:
    """Return how many notes there are."""
    with read_only(chat.app.database) as session:
        return session.scalar(select(func.count()).select_from(Note)) or 0


@on_each
async def test_adapter_when_in_the_house(surface: str, sit: Sit) -> None:
    """Each surface has one adapter, which goes by the surface's name and has nothing to complain of."""
    async with sit(surface) as chat:
        (adapter,) = chat.app.adapters

        assert (adapter.platform, await adapter.healthy(), await adapter.hears()) == (surface, (), True)


@on_each
async def test_text_when_it_looks_like_markup(surface: str, sit: Sit) -> None:
    """People read what was written, sign for sign, and nobody is called by it."""
    async with sit(surface) as chat:
        await chat.say(f"note Acme: {NASTY}")

        assert NASTY in chat.shown
        if isinstance(chat, SlackChat):
            assert chat.double.latest(chat.channel, chat.me).pings == []
        assert list(chat.violations) == []


@on_each
async def test_name_when_it_looks_like_markup(surface: str, sit: Sit) -> None:
    """So do names, in titles, lists and buttons."""
    async with sit(surface) as chat:
        await chat.say(f"company new {NASTY}")
        await chat.say("companies")

        assert NASTY in chat.shown
        assert list(chat.violations) == []


@on_each
async def test_card_when_it_is_the_longest(surface: str, sit: Sit) -> None:
    """Ten thousand characters are shown, none cut, with the buttons under the last of them."""
    async with sit(surface) as chat:
        done = Action("Done", Invocation("done", {"which": "T-6"}))
        await show(chat, Card(spans("Long"), (Quote(LONG),), (done,)))

        assert [word for word in chat.shown.split() if word.startswith("word")] == LONG.split()
        assert chat._fresh()[-1].buttons == ("Done",)
        assert list(chat.violations) == []


@on_each
async def test_card_when_it_has_many_rows(surface: str, sit: Sit) -> None:
    """Every row is shown, and every row's button can be pressed."""
    async with sit(surface) as chat:
        rows = tuple(Item(spans(f"row {n}"), Action("Open", Invocation("open", {"which": "C-1"}))) for n in range(ROWS))
        await show(chat, Card(spans("Many"), (Items(rows, first=1),)))

        shown = chat.shown
        assert [n for n in range(ROWS) if f"row {n}" not in shown] == []
        assert len(chat.buttons) == ROWS
        assert list(chat.violations) == []


@on_each
async def test_list_when_it_has_pages(surface: str, sit: Sit) -> None:
    """A list goes on by its button, and back."""
    async with sit(surface) as chat:
        for name in ("Lee", "Park", "Ross", "Moss", "Voss", "Hale", "Dale"):
            await chat.say(f"contact new Kim {name}")
        await chat.say("find kim")
        first = chat.shown
        await chat.press("Next ›")

        assert "1." in first
        assert "6." in chat.shown
        assert list(chat.violations) == []


@on_each
@pytest.mark.parametrize("token", ["zzz which:D-1", "…", "~0123456789abcdef", "answer key:999 value:x", "won"])
async def test_button_when_it_is_unknown(surface: str, token: str, sit: Sit) -> None:
    """A button of another age is answered, and does nothing."""
    async with sit(surface) as chat:
        with capture_logs() as lines:
            await show(chat, Card(spans("Old"), actions=(Action("Do it", Invocation("x")),)), tokens=(token,))
            await chat.press("Do it")

        assert chat.shown.strip()
        assert [line for line in lines if line["log_level"] == "error"] == []
        assert list(chat.violations) == []


async def test_message_when_telegram_delivers_it_four_times(sit: Sit) -> None:
    """One message is one note."""
    async with sit("telegram") as chat:
        assert isinstance(chat, TelegramChat)
        chat.double.repeat_next(3)
        await chat.say("note Acme: met Jane")
        chat.double.redeliver(times=2)
        await chat._settle()

        assert notes(chat) == 1
        assert len([one for one in chat._screen() if "saved on" in one.text]) == 1


async def test_message_when_slack_delivers_it_four_times(sit: Sit) -> None:
    """One message is one note, whether it comes again as a retry or as another event."""
    async with sit("slack") as chat:
        assert isinstance(chat, SlackChat)
        await chat.write("note Acme: met Jane")
        await chat.double.redeliver(times=2)
        await chat.double.repeat_as_new(times=2)
        await chat._settle()

        assert notes(chat) == 1
        assert len([one for one in chat._screen() if "saved on" in one.text]) == 1


async def test_line_when_the_console_hands_it_in_four_times(sit: Sit) -> None:
    """One line is one note."""
    async with sit("console") as chat:
        assert isinstance(chat, ConsoleChat)
        who = Identity("console", "local", chat.who, email=chat.who)
        line = Inbound("console:run:1", who, here(chat), chat.app.clock.now(), Said("note Acme: met Jane"))
        for _ in range(4):
            await chat.app.dispatcher.work(await chat.app.dispatcher.store(line), chat.console.limits)

        assert notes(chat) == 1


@on_platforms
async def test_recipient_when_blocked(surface: str, sit: Sit) -> None:
    """What somebody cannot be told is told to those who can see to it, once."""
    async with sit(surface) as chat:
        shut_out(chat, "ben@x.example")
        with capture_logs() as lines:
            await chat.say("task call Delta tomorrow 10am @ben")
            await chat.wait("1 min")

        assert "Ben Toth cannot be reached" in chat.shown
        assert [line for line in lines if line["log_level"] == "error"] == []


def shut_out(chat: Chat, email: str) -> None:
    """Let somebody be out of the bot's reach."""
    match chat:
        case SlackChat():
            chat.double.fail_next("conversations.open", "user_disabled")
        case TelegramChat():
            chat.double.block_bot(chat.person(email))
        case _:
            raise AssertionError(chat.surface)


@on_platforms
async def test_reminder_when_told_to_wait(surface: str, sit: Sit) -> None:
    """A reminder that meets flood control comes after the pause, and once."""
    async with sit(surface) as chat:
        await chat.say("task call the bank in 1 hour")
        flood(chat, wait_s=5)
        await chat.wait("1h")
        early = chat.shown
        told = await until_told(chat, "Due: call the bank")
        await chat.wait("1 min")

        assert "Due: call the bank" not in early
        assert (told + chat.shown).count("Due: call the bank") == 1


async def until_told(chat: Chat, words: str) -> str:
    """Let minutes go by until the words are shown: Telegram's double holds to its pause by the real clock."""
    told = ""
    async with asyncio.timeout(20):
        while words not in told:
            await asyncio.sleep(0.1)
            await chat.wait("1 min")
            told += chat.shown
    return told


@on_platforms
async def test_answer_when_told_to_wait(surface: str, sit: Sit) -> None:
    """An answer that meets flood control comes after the pause, and once."""
    async with sit(surface) as chat:
        flood(chat)
        await chat.write("note Acme: met Jane")

        assert chat.shown.count("saved on") == 1
        assert notes(chat) == 1


def flood(chat: Chat, wait_s: int = 1) -> None:
    """Let the next message meet the platform's limit, with so many seconds to wait."""
    match chat:
        case SlackChat():
            chat.double.fail_next("chat.postMessage", Fault.RATE_LIMIT, retry_after_s=wait_s)
        case TelegramChat():
            chat.double.fail_next("sendMessage", "rate_limit", retry_after_s=wait_s)
        case _:
            raise AssertionError(chat.surface)


@on_each
async def test_card_when_edited(surface: str, sit: Sit) -> None:
    """A card that was sent is brought to its new state in its place."""
    async with sit(surface) as chat:
        (adapter,) = chat.app.adapters
        card = Card(spans("Task ", bold("one")), (Line(spans("open")),))
        delivery = await adapter.sender.send(here(chat), Drawn(card))
        assert isinstance(delivery, Delivered)
        chat._mark()
        edited = await adapter.sender.edit(delivery.ref, Drawn(replace(card, blocks=(Line(spans("done")),))))

        assert edited == delivery
        assert "done" in chat.shown
        assert "open" not in chat.shown


PICTURE = b"\x89PNG\r\n\x1a\n" + b"pixels"


def attached(name: str, mime: str, content: bytes, alt: str = "") -> Card:
    """Draw a card with one file."""
    return Card(spans("The board"), files=(Attachment(name, mime, lambda: content, alt),))


@on_each
async def test_card_when_it_has_a_picture(surface: str, sit: Sit) -> None:
    """A picture is shown behind its card, with words for who does not see it."""
    async with sit(surface) as chat:
        await show(chat, attached("board.png", "image/png", PICTURE, alt="Three deals in two stages"))

        told = [one.text for one in chat._fresh()]
        assert "The board" in told[0]
        assert told[1].split() == ["[picture]", "Three", "deals", "in", "two", "stages"]
        assert list(chat.violations) == []


@on_each
async def test_card_when_it_has_a_document(surface: str, sit: Sit) -> None:
    """A document is sent behind its card, under its name."""
    async with sit(surface) as chat:
        await show(chat, attached("lead-5.pdf", "application/pdf", b"%PDF-1.7 words"))

        assert [one.text.strip() for one in chat._fresh()][1:] == ["[lead-5.pdf]"]
        assert list(chat.violations) == []


@on_each
async def test_card_when_its_picture_is_none(surface: str, sit: Sit) -> None:
    """A program by the name of a picture is sent as the file it is."""
    async with sit(surface) as chat:
        await show(chat, attached("hall.jpg", "image/jpeg", b"MZ\x90\x00" + bytes(60)))

        assert [one.text.strip() for one in chat._fresh()][1:] == ["[hall.jpg.bin]"]
        assert list(chat.violations) == []


@on_each
async def test_card_when_its_file_cannot_be_opened(surface: str, sit: Sit) -> None:
    """The card stands, and it is said which file is not there."""

    def lost() -> bytes:
        raise OSError("the store is away")

    async with sit(surface) as chat:
        await show(chat, Card(spans("The board"), files=(Attachment("offer.pdf", "application/pdf", lost),)))

        assert "The board" in chat.shown
        assert "offer.pdf" in chat._fresh()[-1].text
        assert list(chat.violations) == []


@on_platforms
async def test_card_when_its_file_is_too_large(surface: str, sit: Sit) -> None:
    """The card stands, and it is said how large the file is."""
    async with sit(surface) as chat:
        if isinstance(chat, SlackChat):
            chat.double.fail_next("files.getUploadURLExternal", "file_upload_size_restricted")
        await show(chat, attached("film.bin", "application/octet-stream", bytes(50_000_001)))

        assert "The board" in chat.shown
        assert "film.bin is 50 MB" in chat.shown
        assert list(chat.violations) == []


@on_platforms
async def test_card_when_the_platform_refuses_its_file(surface: str, sit: Sit) -> None:
    """The card stands, and it is said that the file did not get through."""
    async with sit(surface) as chat:
        if isinstance(chat, SlackChat):
            chat.double.fail_next("files.completeUploadExternal", "file_update_failed")
        elif isinstance(chat, TelegramChat):
            chat.double.fail_next("sendDocument", "server_error")
        await show(chat, attached("offer.pdf", "application/pdf", b"%PDF-1.7"))

        assert "The board" in chat.shown
        assert "did not take offer.pdf" in chat.shown
        assert list(chat.violations) == []


@on_platforms
async def test_file_when_told_to_wait(surface: str, sit: Sit) -> None:
    """A file that meets flood control comes after the pause, and once, and so does its card."""
    async with sit(surface) as chat:
        if isinstance(chat, SlackChat):
            chat.double.fail_next("files.completeUploadExternal", Fault.RATE_LIMIT, retry_after_s=1)
        elif isinstance(chat, TelegramChat):
            chat.double.fail_next("sendDocument", "rate_limit", retry_after_s=1)
        await show(chat, attached("offer.pdf", "application/pdf", b"%PDF-1.7"))

        assert chat.shown.count("The board") == 1
        assert chat.shown.count("[offer.pdf]") == 1
        assert list(chat.violations) == []


@on_each
async def test_card_when_an_edit_brings_a_file(surface: str, sit: Sit) -> None:
    """The card changes in its place, and the file follows."""
    async with sit(surface) as chat:
        (adapter,) = chat.app.adapters
        delivery = await adapter.sender.send(here(chat), Drawn(Card(spans("The pipeline"))))
        assert isinstance(delivery, Delivered)
        chat._mark()
        edited = await adapter.sender.edit(delivery.ref, Drawn(attached("offer.pdf", "application/pdf", b"%PDF-1.7")))

        assert edited == delivery
        assert "The board" in chat.shown
        assert "[offer.pdf]" in chat.shown
        assert list(chat.violations) == []


@on_each
async def test_answer_when_its_file_cannot_be_made(surface: str, sit: Sit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A mistake of ours costs the file, not the answer: the card comes, with a reference."""

    def mistaken(*_: object) -> bytes:
        raise RuntimeError("drawn wrongly")

    async with sit(surface) as chat:
        await chat.attach(Thing("file", "offer.pdf", "on:Delta"))
        monkeypatch.setattr(files, "content", mistaken)
        with capture_logs() as lines:
            await chat.say("doc offer.pdf")

        assert "offer.pdf" in chat.shown
        assert "The file could not be made" in chat.shown
        assert "[offer.pdf]" not in chat.shown
        assert [line["event"] for line in lines if line["log_level"] == "error"] == ["files.not_made"]
        assert list(chat.violations) == []
