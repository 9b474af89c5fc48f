"""Channels that are shared with others, and guests: who is known there, and what is said to who is not."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from tests.doubles.slack import Message
from tests.talk.house import Fixture
from tests.talk.playing import OpenChat, OpenHouse
from tests.talk.slack import SlackChat

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
THEIRS = "T0THEIRS"
UNKNOWN = "👋 I don't know you in the CRM yet."


@pytest.fixture
async def chat(sqlite_house: OpenHouse, chat_on: OpenChat) -> AsyncIterator[SlackChat]:
    """Let Ana be in a channel that a customer has begun and shares with her workspace."""
    seat = chat_on("slack", sqlite_house(Fixture(NOW)))
    assert isinstance(seat, SlackChat)
    async with seat:
        await seat.in_("#pumps")
        seat.double.share(seat.channel, begun_by=THEIRS)
        yield seat
        assert list(seat.violations) == []


@pytest.fixture
def zed(chat: SlackChat) -> str:
    """Let somebody of the customer’s be in the channel, whose workspace says that he has Ana’s address."""
    user = chat.double.add_user("zed", "ana@x.example", team=THEIRS)
    chat.double.channel(chat.channel).members.add(user)
    return user


def shown(chat: SlackChat, user: str, channel: str = "") -> list[Message]:
    """Return what somebody sees of us in the channel, or elsewhere."""
    return [one for one in chat.double.messages(channel or chat.channel, user) if one.by_bot]


async def heard(chat: SlackChat, user: str, text: str) -> str:
    """Let somebody mention us in the channel; return the last thing of ours they see then."""
    await chat.double.mention(user, chat.channel, text)
    await chat._settle()
    return shown(chat, user)[-1].plain


async def test_colleague_when_others_have_begun_the_channel(chat: SlackChat) -> None:
    """They are who they are, whosever the channel is."""
    assert "Acme renewal" in await heard(chat, chat.me, "d5")


async def test_stranger_of_another_workspace_when_they_speak(chat: SlackChat, zed: str) -> None:
    """They learn how one gets in and nothing else; an address that another workspace vouches for proves nothing."""
    told = await heard(chat, zed, "find acme")
    await heard(chat, zed, "won d5")
    await chat.in_("")
    await chat.say("d5")

    assert told.startswith(UNKNOWN)
    assert "Are you" not in told
    assert len(shown(chat, zed, chat._rooms["pumps"])) == 1
    assert "New" in chat.shown
    assert "won" not in chat.shown


async def test_stranger_of_another_workspace_when_they_are_linked(chat: SlackChat, zed: str) -> None:
    """They press in vain before, and are one of us by words and by buttons once somebody has linked them."""
    await heard(chat, chat.me, "task prepare slides today 15:00")
    card = next(one for one in shown(chat, zed) if "prepare slides" in one.plain)
    await chat.double.press(zed, card, "Done")
    await chat._settle()
    in_vain = [one.plain for one in shown(chat, zed)]
    room = chat.channel
    await chat.in_("")
    await chat.say("invite zed@theirs.example manager")
    code = re.search(r"link (\S+)", chat.shown)
    assert code is not None
    await chat.in_("#pumps")
    linked = await heard(chat, zed, f"link {code[1]}")
    await chat.double.press(zed, next(one for one in shown(chat, zed) if one.ts == card.ts), "Done")
    await chat._settle()

    assert in_vain[-1].startswith(UNKNOWN)
    assert not any("Done by" in each for each in in_vain)
    assert "Linked to Zed" in linked
    assert any("Done by" in one.plain for one in shown(chat, zed, room))


async def test_guest_when_they_speak(chat: SlackChat) -> None:
    """A guest of our own workspace is a stranger too, until their address is somebody’s or they bring a code."""
    guest, known = (chat.double.add_user(name, f"{name}@x.example", guest=True) for name in ("gus", "ben"))
    for user in (guest, known):
        await chat.double.say(user, chat.double.dm(user), "find acme")
        await chat._settle()

    assert shown(chat, guest, chat.double.dm(guest))[-1].plain.startswith(UNKNOWN)
    assert shown(chat, known, chat.double.dm(known))[-1].plain.startswith("👋 Are you Ben Toth?")
