"""A chat nobody has written from for half a year: whoever does then says first who they are."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from crmbot.chat.inbound import Identity, Pressed
from crmbot.core.people import idle, linking
from crmbot.handlers.adapter import Standing
from crmbot.handlers.turns.strangers import IDLE
from crmbot.store.models.activity import Note
from crmbot.store.models.people import ChatIdentity, User
from crmbot.store.uow import read_only, unit_of_work
from tests.handlers.desk import NOW, Desk, text_of


async def after_half_a_year(desk: Desk) -> None:
    """Have Ana write once, and be silent then."""
    await desk.say("note Acme Ltd: hello")
    desk.clock.move_to(NOW + idle.LIFE + timedelta(days=1))


async def test_message_when_its_chat_was_silent_for_half_a_year(desk: Desk) -> None:
    """It is kept, nothing is done, and they are asked who they are."""
    await after_half_a_year(desk)

    assert IDLE in await desk.say("note Acme Ltd: hello again")
    assert (desk.count(Note), IDLE in await desk.say("tasks")) == (1, True)


async def test_message_when_its_chat_was_silent_for_less(desk: Desk) -> None:
    """Each word counts: who writes now and then is never asked."""
    for _ in range(3):
        await desk.say("note Acme Ltd: hello")
        desk.clock.move_to(desk.clock.now() + idle.LIFE - timedelta(days=2))

    assert (IDLE in await desk.say("note Acme Ltd: hello"), desk.count(Note)) == (False, 4)


async def test_chat_when_it_is_confirmed_by_a_code(desk: Desk) -> None:
    """With a code from another chat of theirs, or an owner, they go on as before, and what they wrote is there."""
    await after_half_a_year(desk)
    await desk.say("note Acme Ltd: hello again")
    code = new_code(desk)

    welcome = await desk.say(f"link {code}")

    assert ("Linked to Ana" in welcome, "hello again" in welcome) == (True, True)
    assert IDLE not in await desk.say("note Acme Ltd: hello")


async def test_chat_when_its_platform_knows_the_address(desk: Desk) -> None:
    """Where the platform vouches for an address, it is confirmed by a button, and not without."""
    await after_half_a_year(desk)
    inbound = desk.inbound("tasks")
    asked = await desk.work(replace(inbound, who=Identity("p", "w", "ana", email="ana@x.example")))

    assert ("Are you Ana" in text_of(asked), IDLE in text_of(asked)) == (True, True)


async def test_button_when_its_chat_was_silent_for_half_a_year(desk: Desk) -> None:
    """Old buttons do nothing either."""
    answer = await desk.work(desk.inbound("note Acme Ltd: hello"))
    assert answer.card is not None
    desk.clock.move_to(NOW + idle.LIFE + timedelta(days=1))

    assert IDLE in await desk.say(Pressed(answer.card.tokens[0], "p:w:ana/1"))


async def test_records_when_named_from_a_chat_that_was_silent(desk: Desk) -> None:
    """Nothing is offered there, though nothing was said yet."""
    await after_half_a_year(desk)

    assert (await desk.door.books.offer(Identity("p", "w", "ana"), "acme")).standing is Standing.STRANGER


async def test_link_when_it_is_heard(desk: Desk) -> None:
    """That is noted once a day, and is no part of anybody's history."""
    await desk.say("tasks")
    first = confirm_by(desk)
    desk.clock.move_to(NOW + timedelta(hours=20))
    await desk.say("tasks")
    same_day = confirm_by(desk)
    desk.clock.move_to(NOW + timedelta(hours=30))
    await desk.say("tasks")

    assert (first, same_day, confirm_by(desk)) == (NOW + idle.LIFE, first, NOW + timedelta(hours=30) + idle.LIFE)


def confirm_by(desk: Desk) -> object:
    """Return until when Ana's link holds."""
    with read_only(desk.database) as session:
        return session.scalar(select(ChatIdentity.confirm_by).where(ChatIdentity.user_ext == "ana"))


def new_code(desk: Desk) -> str:
    """Return a code as Ana gets it in another chat of hers."""
    with unit_of_work(desk.database) as session:
        ana = session.scalars(select(User).where(User.email == "ana@x.example")).one()
        return linking.new_code(session, ana, desk.clock.now())


async def test_person_when_invited_whose_only_chat_sleeps(desk: Desk) -> None:
    """An owner gets them a code, as for somebody who never came."""
    await desk.say("tasks", "ben")
    desk.clock.move_to(NOW + idle.LIFE - timedelta(days=1))
    refused = await desk.say("invite ben@x.example")
    desk.clock.move_to(NOW + idle.LIFE + timedelta(days=1))
    await desk.say("tasks", "ben")

    assert ("linked already" in refused, "link" in await desk.say("invite ben@x.example")) == (True, True)
    assert "linked already" not in await desk.say("invite ben@x.example")
