"""Names, addresses and zones that change on a platform: what follows here, what does not, and what is asked."""

from dataclasses import replace
from datetime import UTC, datetime

from sqlalchemy import select

from crmbot.store.models.people import ChatIdentity, User
from crmbot.store.uow import read_only
from tests.chat import Chat
from tests.talk.house import Fixture
from tests.talk.playing import OpenChat, OpenHouse
from tests.talk.slack import SlackChat
from tests.talk.telegram import TelegramChat

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)


def known_as(chat: Chat) -> tuple[str, str, str, str | None]:
    """Return what the owner is called by us, their address and zone, and what they are called on the platform."""
    with read_only(chat.app.database) as session:
        user = session.scalars(select(User).order_by(User.id)).first()
        assert user is not None
        row = session.scalars(select(ChatIdentity).where(ChatIdentity.user_id == user.id)).one()
        return user.name, user.email, user.timezone, row.name


async def test_profile_when_it_changes_on_slack(sqlite_house: OpenHouse, chat_on: OpenChat) -> None:
    """What they are called there follows; name, address and zone here are theirs to change, and the zone is asked for.

    Asked once for each move, not with each change of a profile, and not for the zone they have.
    """
    chat = chat_on("slack", sqlite_house(Fixture(NOW)))
    assert isinstance(chat, SlackChat)
    async with chat:
        move = chat.double.change_user
        chat._mark()
        await move(chat.me, name="Ana María", email="am@y.example")
        await chat._settle()
        before = known_as(chat), chat.shown
        await move(chat.me, tz="America/New_York")
        await chat.wait("1 min")
        asked = chat.shown
        await chat.press("London time")
        await move(chat.me, name="Ana María R")
        await move(chat.me, tz="Europe/London")
        await chat.wait("1 min")
        kept = known_as(chat), chat.shown
        await chat.wait("2d")
        await move(chat.me, tz="Asia/Tokyo")
        await chat.wait("1 min")
        await chat.press("Tokyo time")

        assert before == (("Ana Ruiz", "ana@x.example", "Europe/London", "Ana María"), "")
        assert "Slack says that you are in New York now.\nYour times are shown in London time." in asked
        assert kept == (("Ana Ruiz", "ana@x.example", "Europe/London", "Ana María R"), "")
        assert known_as(chat)[2] == "Asia/Tokyo"
        assert list(chat.violations) == []


async def test_name_when_it_changes_on_telegram(sqlite_house: OpenHouse, chat_on: OpenChat) -> None:
    """What they are called there follows with whatever they do next, and no more."""
    chat = chat_on("telegram", sqlite_house(Fixture(NOW)))
    assert isinstance(chat, TelegramChat)
    async with chat:
        me = chat.person(chat.who)
        await chat.say("today")
        before = known_as(chat)
        me = replace(me, first_name="Anna", username="another")
        chat._people[chat.who] = chat.double.world.chat(me).person = me
        await chat.say("today")

        assert (before[3], known_as(chat)) == ("Ana Ruiz", ("Ana Ruiz", "ana@x.example", "Europe/London", "Anna Ruiz"))
