"""The chats somebody is linked from: seen and unlinked by themselves, and by who may suspend them."""

import pytest

from crmbot.core import people
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.people import ChatUser, chats
from crmbot.store.models.people import User
from tests.core.conftest import Office

PHONE = ChatUser("phone", "bot", "4711", "Benny")


@pytest.fixture
def linked(office: Office) -> Office:
    """Link Ben from a second place."""
    with office.acting() as ctx:
        people.attach(ctx.session, ctx.session.get_one(User, office.ids["ben"]), PHONE)
    return office


def test_chats_when_they_are_listed(linked: Office) -> None:
    """Each has its platform and the name somebody has there, the last one first."""
    with linked.acting("ben") as ctx:
        there = chats.of(ctx, ctx.session.get_one(User, ctx.actor.id))
        assert [(chat.platform, chat.name) for chat in there] == [("phone", "Benny"), ("console", None)]


@pytest.mark.parametrize("said", ["phone", "Benny", "PHONE"])
def test_chat_when_it_is_unlinked(linked: Office, said: str) -> None:
    """Who writes from there is a stranger, and the other chat stays."""
    with linked.acting("ben") as ctx:
        (chat,) = chats.named(ctx, ctx.session.get_one(User, ctx.actor.id), said)
        chats.unlink(ctx, chat)
    with linked.acting() as ctx:
        assert people.known(ctx.session, PHONE) is None
        assert people.known(ctx.session, ChatUser("console", "local", "ben")) == linked.ids["ben"]


def test_chat_when_nobody_has_it(linked: Office) -> None:
    """It is told which ones there are."""
    with linked.acting("ben") as ctx, pytest.raises(InvalidInput) as refused:
        chats.named(ctx, ctx.session.get_one(User, ctx.actor.id), "pigeon")
    assert refused.value.choices == ("phone", "console")


@pytest.mark.parametrize("who", ["mia", "eva", "rita"])
def test_chat_when_it_is_somebody_elses(linked: Office, who: str) -> None:
    """Only who may suspend people takes their chats away; managers see them."""
    with linked.acting() as ctx:
        chat = chats.of(ctx, ctx.session.get_one(User, linked.ids["ben"]))[0]
    with linked.acting(who) as ctx:
        with pytest.raises(NotAllowed):
            chats.unlink(ctx, ctx.session.merge(chat))
        ctx.session.rollback()
    with linked.acting() as ctx:
        chats.unlink(ctx, ctx.session.merge(chat))
        assert people.known(ctx.session, PHONE) is None
