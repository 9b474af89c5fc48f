"""Codes that link somebody, as strangers meet them: each refusal says what is wrong and what to do."""

from sqlalchemy import select

from crmbot.chat.card import Card, plain_card
from crmbot.commands.telling import Fact, draw
from crmbot.core import history, people
from crmbot.core.context import Context, Origin
from crmbot.core.people import linking
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import LinkCode, User
from crmbot.store.uow import Session, unit_of_work
from tests.handlers.desk import NOW, Desk


def given(desk: Desk, tries: int = 0) -> str:
    """Give out a code that was guessed at so often."""
    with unit_of_work(desk.database) as session:
        history.begin_system(session, "invite", NOW)
        user = session.scalars(select(User).where(User.email == "ron@x.example")).one()
        code = linking.new_code(session, user, NOW)
        newest = session.scalars(select(LinkCode).order_by(LinkCode.id.desc()).limit(1)).one()
        newest.tries = tries
    return code


async def test_code_when_it_is_brought(desk: Desk) -> None:
    """It links, once."""
    code = given(desk)

    assert "Linked to Ron Katz." in await desk.say(f"link {code}", "zoe")
    assert "already used" in await desk.say(f"/start {code}", "max")


async def test_code_when_it_was_guessed_at(desk: Desk) -> None:
    """It is good no more: said kindly, with the way to another one, and nobody is let in."""
    code = given(desk, linking.TRIES)

    answer = await desk.say(f"link {code}", "zoe")

    assert answer.startswith("🔑 That code was guessed at too often")
    assert "Ask an owner or a manager for a new one" in answer
    assert "I don't know you" in await desk.say("today", "zoe")


async def test_group_when_its_people_guess(desk: Desk) -> None:
    """Five wrong codes of five people in one group: nobody there may try for an hour, elsewhere they may."""
    code = given(desk)
    for number in range(5):
        await desk.say("link AAAA-AAAA", f"x{number}", "group")

    assert "Too many codes in a row were wrong." in await desk.say(f"link {code}", "zoe", "group")
    assert "Linked to Ron Katz." in await desk.say(f"link {code}", "zoe")


async def test_owner_of_a_link_when_another_chat_is_linked(desk: Desk) -> None:
    """They are told in each chat they had, and nobody is told whose first one it is."""
    first, second = given(desk), given(desk)
    await desk.say(f"link {first}", "ron")
    assert facts(desk) == []

    await desk.say(f"link {second}", "zoe")

    assert facts(desk) == ["p:w:ron"]
    with unit_of_work(desk.database) as session:
        card = drawn(session)
    assert plain_card(card).startswith("🔗 One more chat is linked to you: P · zoe")
    assert [action.label for action in card.buttons()] == ["Unlink", "All my chats"]


async def test_owner_of_a_link_when_it_was_taken_away_meanwhile(desk: Desk) -> None:
    """There is nothing left to tell."""
    first, second = given(desk), given(desk)
    await desk.say(f"link {first}", "ron")
    await desk.say(f"link {second}", "zoe")
    with unit_of_work(desk.database) as session:
        fact = session.scalars(select(Outbox)).one()
    await desk.say(f"unlink {fact.args['chat']}", "ron")

    with unit_of_work(desk.database) as session:
        assert draw(_context(session), Fact(fact.kind, None, fact.args)) is None


def facts(desk: Desk) -> list[str]:
    """Return where it is to be told."""
    with unit_of_work(desk.database) as session:
        told = select(Outbox.address).where(Outbox.kind == linking.LINKED).order_by(Outbox.id)
        return [address or "" for address in session.scalars(told)]


def drawn(session: Session) -> Card:
    """Draw the one fact there is, for Ron."""
    fact = session.scalars(select(Outbox)).one()
    card = draw(_context(session), Fact(fact.kind, None, fact.args))
    assert card is not None
    return card


def _context(session: Session) -> Context:
    user_id = session.scalars(select(User.id).where(User.email == "ron@x.example")).one()
    return Context(session, people.actor(session, user_id), NOW, Origin("p:w:ron", via="p"))
