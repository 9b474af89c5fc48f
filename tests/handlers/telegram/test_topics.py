"""Forum topics, through the whole house: what is begun in one stays there for as long as there is one."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest

from tests.doubles.telegram import Chat, TelegramDouble
from tests.doubles.telegram.world import GENERAL
from tests.talk.house import Fixture
from tests.talk.playing import OpenChat, OpenHouse
from tests.talk.telegram import TelegramChat

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
NOTE = "Sent here because its topic is closed or gone."

End = Callable[[TelegramDouble, Chat, int], None]


@pytest.fixture
async def chat(sqlite_house: OpenHouse, chat_on: OpenChat) -> AsyncIterator[TelegramChat]:
    """Let Ben be in a topic, in which a task of his is due at three and another one at four."""
    seat = chat_on("telegram", sqlite_house(Fixture(NOW)))
    assert isinstance(seat, TelegramChat)
    async with seat:
        await seat.as_("ben@x.example")
        await seat.in_("#sales/Deals")
        await seat.say("task prepare slides today 15:00")
        await seat.say("task lock up today 16:00")
        await seat.wait("5h")
        yield seat
        assert list(seat.violations) == []


def standing(chat: TelegramChat) -> list[tuple[int | None, str]]:
    """Return what stands in the forum: the topic of each card, and its first line."""
    return [(each.thread, each.text.partition("\n")[0]) for each in chat.double.replies(chat._room)]


def close(double: TelegramDouble, forum: Chat, topic: int) -> None:
    """Close a topic."""
    double.close_topic(forum, topic)


def delete(double: TelegramDouble, forum: Chat, topic: int) -> None:
    """Delete a topic."""
    double.delete_topic(forum, topic)


def close_general_too(double: TelegramDouble, forum: Chat, topic: int) -> None:
    """Close a topic and General, as where people talk in other topics only."""
    double.close_topic(forum, topic)
    double.close_topic(forum, GENERAL)


async def test_reminder_when_its_task_was_made_in_a_topic(chat: TelegramChat) -> None:
    """It comes in that topic, and is kept true there, whatever is done elsewhere."""
    topic = chat.topic
    before = standing(chat)
    await chat.as_("ben@x.example")
    await chat.say("done prepare slides")
    await chat.wait("1 min")
    await chat.in_("#sales/Deals")

    assert before[-1] == (topic, "⏰ Due: prepare slides  T-10")
    assert standing(chat) == [
        (topic, "☑️ prepare slides  T-10"),
        (topic, "✅ Task lock up  T-11"),
        (topic, "☑️ prepare slides  T-10"),
    ]


@pytest.mark.parametrize("end", [close, delete])
async def test_reminder_when_its_topic_is_no_more(chat: TelegramChat, end: End) -> None:
    """It comes in General, says why, and is worked on there."""
    topic = chat.topic
    assert topic is not None
    end(chat.double, chat._room, topic)
    await chat.wait("1h")
    card = chat.double.replies(chat._room)[-1]
    shown = card.thread, card.text.partition("\n")[0], NOTE in card.text
    await chat.press("Done")

    assert shown == (None, "⏰ Due: lock up  T-11", True)
    assert standing(chat)[-1] == (None, "☑️ Done by Ben Toth: lock up  T-11")


async def test_reminder_when_general_is_closed_too(chat: TelegramChat) -> None:
    """It comes to its person; what somebody who may still write there asks is answered in private."""
    topic = chat.topic
    assert topic is not None
    close_general_too(chat.double, chat._room, topic)
    await chat.wait("1h")
    private = [each.text.partition("\n")[0] for each in chat.double.replies(chat.person("ben@x.example"))]
    await chat.say("find acme")
    answers = chat.double.replies(chat.person("ben@x.example"))

    assert private == ["⏰ Due: lock up  T-11"]
    assert "Acme Ltd" in answers[-1].text


async def test_news_when_their_rule_was_set_in_a_topic(chat: TelegramChat) -> None:
    """They come in that topic; a rule set in General tells there, and each list says which tells where."""
    topic = chat.topic
    await chat.as_("ana@x.example")
    await chat.in_("#sales/Deals")
    await chat.say("sub set deals events:won")
    await chat.in_("#sales")
    await chat.say("sub set deals events:won")
    await chat.say("sub set leads events:new")
    await chat.say("subs")
    in_general = chat.shown
    await chat.in_("#sales/Deals")
    await chat.say("subs")
    in_topic = chat.shown
    await chat.as_("ana@x.example")
    await chat.say("deal new Pumps 12k on:acme")
    await chat.say("won Pumps")
    await chat.wait("1 min")
    await chat.in_("#sales/Deals")

    first, second = "1 deals · won · one line each · by Ana Ruiz", "2 deals · won · one line each · by Ana Ruiz"
    assert f"{first} · in a topic\n" in in_general
    assert f"{second}\n" in in_general
    assert f"{first}\n" in in_topic
    assert f"{second} · in General\n" in in_topic
    assert [place for place, line in standing(chat) if line.startswith("🟩 Won: Pumps")] == [topic, None]


async def test_digest_when_it_was_set_in_a_topic(chat: TelegramChat) -> None:
    """It comes there, until it is set somewhere else."""
    topic = chat.topic
    await chat.as_("ana@x.example")
    await chat.say("task sign the lease 20 nov")
    await chat.in_("#sales/Deals")
    await chat.say("digest 8:00")
    await chat.wait("18h")
    in_topic = [place for place, line in standing(chat) if "The team’s day" in line]
    await chat.in_("#sales")
    await chat.say("digest")
    shown = chat.shown
    await chat.say("digest 8:00")
    await chat.wait("72h")
    everywhere = [place for place, line in standing(chat) if "The team’s day" in line]

    assert in_topic == [topic]
    assert "Told in: a topic" in shown
    assert everywhere == [topic, None]
