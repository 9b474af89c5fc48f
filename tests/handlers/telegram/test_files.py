"""Files on Telegram, over the wire."""

from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from crmbot.chat.address import Address
from crmbot.chat.card import Attachment, Card, Drawn, spans
from crmbot.chat.fetching import FetchLater, FileGone, FileTooLarge
from crmbot.chat.sender import Delivered
from crmbot.handlers.answering import outgoing
from crmbot.handlers.telegram.files import MOST_PICTURE, Downloads
from crmbot.handlers.telegram.sender import TelegramSender
from crmbot.handlers.telegram.wire import TelegramBot, make_bot
from tests.doubles.telegram import TelegramDouble, User
from tests.doubles.telegram.faults import FaultKind
from tests.doubles.telegram.stage import BOT_ID

PICTURE = b"\x89PNG\r\n\x1a\n" + b"pixels"


@pytest.fixture
async def double() -> AsyncIterator[TelegramDouble]:
    """Telegram, with nobody in it."""
    async with TelegramDouble() as found:
        yield found


@pytest.fixture
async def bot(double: TelegramDouble) -> AsyncIterator[TelegramBot]:
    """The bot there."""
    made = make_bot(double.token, double.url)
    yield made
    await made.hang_up()


@pytest.fixture
def ben(double: TelegramDouble) -> User:
    """Somebody who has opened a chat with the bot."""
    return double.add_user("Ben", started=True)


def with_file(name: str, mime: str, content: bytes, alt: str = "") -> Drawn:
    """Draw a card with a file."""
    return Drawn(Card(spans("Here it is"), files=(Attachment(name, mime, lambda: content, alt),)))


async def test_picture_when_too_large_to_be_shown(double: TelegramDouble, bot: TelegramBot, ben: User) -> None:
    """It goes as a file."""
    large = PICTURE + bytes(MOST_PICTURE)
    sent = await TelegramSender(bot).send(at(ben), with_file("board.png", "image/png", large))

    assert isinstance(sent, Delivered)
    assert [call.method for call in double.log if call.method.startswith("send")] == ["sendMessage", "sendDocument"]
    assert double.violations == []


async def test_picture_when_telegram_cannot_read_it(double: TelegramDouble, bot: TelegramBot, ben: User) -> None:
    """It goes as a file."""
    double.fail_next("sendPhoto", "wrong_picture")
    await TelegramSender(bot).send(at(ben), with_file("board.png", "image/png", PICTURE))

    assert [message.media.keys() for message in double.replies(ben)][1:] == [{"document": 0}.keys()]
    assert double.violations == []


async def test_file_when_the_bot_is_blocked(double: TelegramDouble, bot: TelegramBot, ben: User) -> None:
    """Nothing more is sent than the card that was refused."""
    double.block_bot(ben)
    await TelegramSender(bot).send(at(ben), with_file("offer.pdf", "application/pdf", b"%PDF-1.7"))

    assert [call.method for call in double.log if call.method.startswith("send")] == ["sendMessage"]


async def test_file_when_it_takes_for_ever(
    double: TelegramDouble, bot: TelegramBot, ben: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The card counts as delivered all the same: it must not come twice."""
    monkeypatch.setattr(outgoing, "AT_MOST_S", 0.05)
    double.fail_next("sendDocument", "delay", delay_s=1)
    sent = await TelegramSender(bot).send(at(ben), with_file("offer.pdf", "application/pdf", b"%PDF-1.7"))

    assert isinstance(sent, Delivered)


def at(user: User) -> Address:
    """Return the address of somebody's private chat."""
    return Address("telegram", str(BOT_ID), str(user.id))


async def fetched(bot: TelegramBot, ref: str) -> bytes:
    """Return the whole of a file."""
    return b"".join([piece async for piece in Downloads(bot).fetch(ref)])


async def test_file_when_fetched(double: TelegramDouble, bot: TelegramBot, ben: User) -> None:
    """It comes as it was sent; the token in its address is in no log."""
    message = await double.send_document(ben, b"%PDF quote")
    with capture_logs() as lines:
        content = await fetched(bot, double.stored(message).file_id)

    assert content == b"%PDF quote"
    assert double.token not in str(lines)


async def test_file_when_larger_than_bots_are_given(double: TelegramDouble, bot: TelegramBot, ben: User) -> None:
    """It stays where it is."""
    message = await double.send_document(ben, size=25_000_000)

    with pytest.raises(FileTooLarge):
        await fetched(bot, double.stored(message).file_id)


async def test_file_when_nobody_knows_it(bot: TelegramBot) -> None:
    """It is gone."""
    with pytest.raises(FileGone):
        await fetched(bot, "AgACnothing")


@pytest.mark.parametrize(
    ("method", "fault"),
    [("getFile", "rate_limit"), ("getFile", "server_error"), ("getFile", "cut"), ("download", "cut")],
)
async def test_file_when_telegram_is_in_trouble(
    double: TelegramDouble, bot: TelegramBot, ben: User, method: str, fault: FaultKind
) -> None:
    """It is asked for later, and the reason has no token in it."""
    message = await double.send_document(ben)
    double.fail_next(method, fault, times=2)  # a connection that was kept open and is cut is tried anew once

    with pytest.raises(FetchLater) as caught:
        await fetched(bot, double.stored(message).file_id)
    assert double.token not in str(caught.value)
