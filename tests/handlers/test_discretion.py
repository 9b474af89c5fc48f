"""Who may read an answer in a channel: decided for every card, whatever command drew it."""

import pytest
from sqlalchemy import select

from crmbot.chat.card import Attachment, Card, Mail, spans
from crmbot.chat.inbound import Pressed
from crmbot.core import history
from crmbot.core.context import Context
from crmbot.store.models.channel import Channel
from crmbot.store.models.messaging import Inbox
from crmbot.store.uow import read_only, unit_of_work
from tests.handlers.desk import NOW, Desk, Words

CARDS = {
    "amount": Card(spans("Pumps, €500")),
    "mail": Card(spans("Write to ", Mail("jane@acme.example"))),
    "file": Card(spans("Here"), files=(Attachment("a.txt", "text/plain", lambda: b"x"),)),
    "plain": Card(spans("Saved on Acme")),
}


@pytest.fixture
def shop(desk: Desk) -> Desk:
    """Teach the house a command that answers with any of the cards."""

    def show(ctx: Context, form: Words) -> Card:
        del ctx
        return CARDS[form.text]

    desk.command("showcase", show)
    return desk


def allow_amounts(desk: Desk, chat: str) -> None:
    """Let a channel see amounts."""
    with unit_of_work(desk.database) as session:
        history.begin_system(session, "channel", NOW)
        session.add(Channel(platform="p", workspace_ext="w", channel_ext=chat, shows_amounts=True))


async def whispered(desk: Desk, what: str, chat: str = "") -> bool:
    """Tell whether an answer is for the asker alone."""
    answer = await desk.work(desk.inbound(f"showcase {what}", chat=chat))
    assert answer.card is not None
    return answer.card.card.whisper


@pytest.mark.parametrize(("what", "alone"), [("amount", True), ("mail", True), ("file", True), ("plain", False)])
async def test_answer_when_it_is_given_in_a_channel(shop: Desk, what: str, alone: bool) -> None:
    """What is sensitive is for the asker alone, and nothing else is."""
    assert await whispered(shop, what, "#sales") is alone
    assert await whispered(shop, what) is False


async def test_answer_when_the_channel_may_see_amounts(shop: Desk) -> None:
    """Then amounts are for all there; addresses still are not, nor are amounts elsewhere."""
    allow_amounts(shop, "#money")

    assert await whispered(shop, "amount", "#money") is False
    assert await whispered(shop, "mail", "#money") is True
    assert await whispered(shop, "amount", "#sales") is True


async def test_button_when_it_only_shows(shop: Desk) -> None:
    """What is shown by a press in a channel was drawn for whoever pressed: it is for them alone."""
    pressed = await shop.work(shop.inbound(Pressed('showcase text:"plain"', card="p:w:%23sales/1"), chat="#sales"))

    assert pressed.card is not None
    assert pressed.card.card.whisper


async def test_refusal_when_it_names_a_record(shop: Desk) -> None:
    """Refusals are for the asker alone."""
    answer = await shop.work(shop.inbound("open D-999", chat="#sales"))

    assert answer.card is not None
    assert answer.card.card.whisper


async def test_message_when_a_secret_is_pasted(shop: Desk) -> None:
    """It is not kept, neither as a note nor as a message."""
    inbound = shop.inbound("note Acme: AKIAABCDEFGH12345678", chat="#sales")
    answer = await shop.work(inbound)

    assert answer.card is not None
    assert answer.card.card.whisper
    with read_only(shop.database) as session:
        assert session.scalar(select(Inbox.inbound).where(Inbox.key == inbound.key)) == ""


async def test_stranger_when_a_group_was_told_today(desk: Desk) -> None:
    """A second one hears nothing; whoever presses a button gets a word for themselves."""
    first = await desk.work(desk.inbound("acme", "ron", chat="#sales"))
    second = await desk.work(desk.inbound("acme", "rob", chat="#sales"))
    press = await desk.work(desk.inbound(Pressed("open C-1"), "rob", chat="#sales"))

    assert first.card is not None
    assert (second.card, second.notice) == (None, "")
    assert (press.card, press.notice) == (None, "I don't know you in the CRM yet.")
