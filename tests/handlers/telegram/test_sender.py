"""Cards sent and edited over the wire."""

from collections.abc import AsyncIterator

import pytest

from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Action, Card, Line, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.chat.sender import Delivered, Gone, RetryLater
from crmbot.handlers.telegram.sender import TelegramSender
from crmbot.handlers.telegram.wire import make_bot
from tests.doubles.telegram import Chat, TelegramDouble, User
from tests.doubles.telegram.faults import FaultKind
from tests.doubles.telegram.stage import BOT_ID
from tests.handlers.telegram.scripted import drawn

DONE = Action("Done", Invocation("done", {"which": "T-9"}))
CARD = Card(spans(bold("Send quote")), actions=(DONE,))
NASTY = "<!channel> *x* <b>&"


@pytest.fixture
async def sender(telegram: TelegramDouble) -> AsyncIterator[TelegramSender]:
    """Give a sender to the double, without anything that listens."""
    bot = make_bot(telegram.token, telegram.url)
    yield TelegramSender(bot)
    await bot.hang_up()


def at(chat: User | Chat, topic: str = "") -> Address:
    """Give the address of a chat."""
    return Address("telegram", str(BOT_ID), str(chat.id), topic)


async def delivered(sender: TelegramSender, chat: User | Chat, card: Card = CARD) -> str:
    """Send a card that must arrive, and give its ref."""
    delivery = await sender.send(at(chat), drawn(card))
    assert isinstance(delivery, Delivered)
    return delivery.ref


async def test_card_is_on_the_screen_when_sent(sender: TelegramSender, telegram: TelegramDouble, ben: User) -> None:
    """A card arrives with its text and buttons, under the ref we get."""
    ref = await delivered(sender, ben)

    (message,) = telegram.replies(ben)
    assert (message.text, message.buttons) == ("Send quote", [["Done"]])
    assert SentRef.parse(ref) == SentRef(at(ben), str(message.message_id))


async def test_text_is_dead_when_it_looks_like_markup(
    sender: TelegramSender, telegram: TelegramDouble, ben: User
) -> None:
    """People see what was written, sign for sign."""
    await delivered(sender, ben, Card(spans(NASTY)))

    assert telegram.replies(ben)[0].text == NASTY


async def test_long_card_arrives_in_parts_when_sent(
    sender: TelegramSender, telegram: TelegramDouble, ben: User
) -> None:
    """The ref of a card in parts is its last message, which has the buttons."""
    ref = await delivered(sender, ben, Card(spans("t"), (Line(spans("word " * 2000)),), (DONE,)))

    parts = telegram.replies(ben)
    assert [bool(part.buttons) for part in parts] == [False] * (len(parts) - 1) + [True]
    assert SentRef.parse(ref).message == str(parts[-1].message_id)


async def test_parts_wait_when_flood_control_comes_between(
    sender: TelegramSender, telegram: TelegramDouble, ben: User
) -> None:
    """A card that has begun is sent to its end, and no part of it twice."""
    card = Card(spans("x" * 5000))
    telegram.fail_next("sendMessage", "delay", delay_s=0)
    telegram.flood = type(telegram.flood)(strict=True)

    await delivered(sender, ben, card)

    assert "".join(message.text for message in telegram.replies(ben)) == "x" * 5000


async def test_card_changes_in_place_when_edited(sender: TelegramSender, telegram: TelegramDouble, ben: User) -> None:
    """An edit leaves one message, in its new state."""
    ref = await delivered(sender, ben)

    again = await sender.edit(ref, drawn(Card(spans("Done: Send quote"))))

    assert again == Delivered(ref)
    assert [(m.text, m.buttons) for m in telegram.replies(ben)] == [("Done: Send quote", [])]


async def test_edit_succeeds_when_nothing_has_changed(sender: TelegramSender, ben: User) -> None:
    """A card that is so already is as good as edited."""
    ref = await delivered(sender, ben)

    assert await sender.edit(ref, drawn(CARD)) == Delivered(ref)


async def test_edit_goes_on_below_when_the_card_has_grown(
    sender: TelegramSender, telegram: TelegramDouble, ben: User
) -> None:
    """What one message cannot hold any more follows it."""
    ref = await delivered(sender, ben)

    again = await sender.edit(ref, drawn(Card(spans("x" * 5000), actions=(DONE,))))

    first, second = telegram.replies(ben)
    assert (first.text + second.text, first.buttons, second.buttons) == ("x" * 5000, [], [["Done"]])
    assert again == Delivered(str(SentRef(at(ben), str(second.message_id))))


async def test_edit_posts_anew_when_the_message_is_gone(
    sender: TelegramSender, telegram: TelegramDouble, ben: User
) -> None:
    """A message that is gone is not missed."""
    ref = await delivered(sender, ben)
    telegram.fail_next("editMessageText", "message_not_found")

    again = await sender.edit(ref, drawn(CARD))

    assert isinstance(again, Delivered)
    assert again.ref != ref


@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_words_arrive_when_formatting_cannot_be_read(
    method: str, sender: TelegramSender, telegram: TelegramDouble, ben: User
) -> None:
    """When Telegram refuses our HTML the card comes as plain text, with its buttons."""
    ref = await delivered(sender, ben, Card(spans("old")))
    telegram.fail_next(method, "cant_parse")
    card = drawn(Card(spans(bold(NASTY)), actions=(DONE,)))

    await (sender.edit(ref, card) if method == "editMessageText" else sender.send(at(ben), card))

    last = telegram.replies(ben)[-1]
    assert (last.text, last.buttons) == (NASTY, [["Done"]])


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        ("rate_limit", RetryLater(7.0, "flood control")),
        ("server_error", RetryLater(5.0, "NetworkError")),
        ("bad_gateway", RetryLater(5.0, "NetworkError TelegramError")),
        ("blocked", Gone("bot was blocked by the user")),
        ("kicked", Gone("bot was kicked from the group chat")),
        ("deactivated", Gone("user is deactivated")),
        ("not_started", Gone("bot can't initiate conversation with a user")),
        ("chat_not_found", Gone("Chat not found")),
    ],
)
@pytest.mark.parametrize("method", ["sendMessage", "editMessageText"])
async def test_delivery_is_known_when_telegram_refuses(
    method: str,
    fault: FaultKind,
    expected: RetryLater | Gone,
    sender: TelegramSender,
    telegram: TelegramDouble,
    ben: User,
) -> None:
    """Every refusal has its meaning for the outbox."""
    ref = await delivered(sender, ben)
    telegram.fail_next(method, fault, retry_after_s=7)

    editing = method == "editMessageText"
    delivery = await (sender.edit(ref, drawn(Card(()))) if editing else sender.send(at(ben), drawn(CARD)))

    assert delivery == expected


async def test_connection_that_breaks_is_tried_later_when_sending(
    sender: TelegramSender, telegram: TelegramDouble, ben: User
) -> None:
    """A cut connection says nothing about the chat."""
    telegram.fail_next("sendMessage", "cut")

    assert isinstance(await sender.send(at(ben), drawn(CARD)), RetryLater)


async def test_new_address_is_told_when_a_group_has_moved(
    sender: TelegramSender, telegram: TelegramDouble, ben: User
) -> None:
    """A group that became a supergroup is found under its new number."""
    group = telegram.add_group("Sales", [ben])
    moved = telegram.migrate(group)

    assert await sender.send(at(group), drawn(CARD)) == Gone("migrated", at(moved))


async def test_card_goes_to_its_topic_when_sent_to_a_forum(
    sender: TelegramSender, telegram: TelegramDouble, ben: User
) -> None:
    """Topics are kept apart."""
    forum = telegram.add_forum("Sales", [ben], ["Deals"])
    (topic,) = forum.topics

    await sender.send(at(forum, str(topic)), drawn(CARD))

    assert [message.thread for message in telegram.replies(forum)] == [topic]


@pytest.mark.parametrize("end", ["closed", "deleted"])
async def test_card_goes_to_general_when_its_topic_is_no_more(
    end: str, sender: TelegramSender, telegram: TelegramDouble, ben: User
) -> None:
    """A card for a topic that is closed or gone is shown in General, and says why."""
    forum = telegram.add_forum("Sales", [ben], ["Deals"])
    (topic,) = forum.topics
    (telegram.close_topic if end == "closed" else telegram.delete_topic)(forum, topic)

    delivery = await sender.send(at(forum, str(topic)), drawn(CARD))

    (message,) = telegram.replies(forum)
    assert message.text == "Send quote\nSent here because its topic is closed or gone."
    assert delivery == Delivered(str(SentRef(at(forum), str(message.message_id))))


@pytest.mark.parametrize("way", ["send", "edit"])
async def test_whisper_is_kept_back_when_sent_to_a_group(
    way: str, sender: TelegramSender, telegram: TelegramDouble, ben: User
) -> None:
    """What is for one person is never shown to all, whoever sends it."""
    group = telegram.add_group("Sales", [ben])
    secret = drawn(Card(spans("secret"), actions=(DONE,), whisper=True))
    ref = await delivered(sender, group)

    await (sender.send(at(group), secret) if way == "send" else sender.edit(ref, secret))

    last = telegram.replies(group)[-1]
    assert ("secret" in last.text, last.buttons) == (False, [])
