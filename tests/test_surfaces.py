"""What only one surface has, with the real house behind it: shortcuts, the Home tab, threads, forwards, menus."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime

import pytest
from structlog.testing import capture_logs

from tests.chat import Chat
from tests.talk.house import Fixture, House
from tests.talk.slack import SlackChat
from tests.talk.telegram import TelegramChat

FIXTURE = Fixture(datetime(2026, 11, 19, 10, tzinfo=UTC))
BEN = "ben@x.example"

Houses = Callable[[Fixture], House]


async def seated(chat: Chat) -> AsyncIterator[Chat]:
    """Open a chat in which nothing may go wrong."""
    with capture_logs() as lines:
        async with chat:
            yield chat
            assert list(chat.violations) == []
    assert [line for line in lines if line["log_level"] == "error"] == []


@pytest.fixture
async def slack(sqlite_house: Houses) -> AsyncIterator[SlackChat]:
    """Give a seat on Slack."""
    async for chat in seated(SlackChat(sqlite_house(FIXTURE))):
        assert isinstance(chat, SlackChat)
        yield chat


@pytest.fixture
async def telegram(sqlite_house: Houses) -> AsyncIterator[TelegramChat]:
    """Give a seat on Telegram."""
    async for chat in seated(TelegramChat(sqlite_house(FIXTURE))):
        assert isinstance(chat, TelegramChat)
        yield chat


async def test_shortcut_when_used_on_a_message(slack: SlackChat) -> None:
    """The shortcut "Log to CRM" takes the words, who wrote them, and where they stand."""
    await slack.in_("sales")
    message = await slack.double.say(slack.person(BEN), slack.channel, "Acme want 40 pumps")
    await slack.double.shortcut(slack.me, message, "log_to_crm")
    await slack.fill({})

    assert "saved on Acme Ltd C-1" in " ".join(slack.shown.split())
    assert "Acme want 40 pumps" in slack.shown


async def test_home_when_opened(slack: SlackChat) -> None:
    """The Home tab is the person's day."""
    await slack.double.open_home(slack.me)
    await slack._settle()

    home = slack.double.home(slack.me)
    assert home is not None
    assert "Your day" in home.plain
    assert "Acme renewal" in home.plain


async def test_thread_when_a_command_is_called_out(slack: SlackChat) -> None:
    """`!note` in a thread is a command; other talk in the channel is nobody's business."""
    await slack.in_("sales")
    talk = await slack.double.say(slack.me, slack.channel, "note Acme: this is only talk")
    slack._mark()
    await slack.double.say(slack.me, slack.channel, "!note Acme: agreed on the price", thread_ts=talk.ts)
    await slack._settle()

    assert "agreed on the price" in slack.shown
    await slack.say("notes Acme")
    assert "only talk" not in slack.shown


async def test_mention_when_it_is_a_sentence(slack: SlackChat) -> None:
    """A plain sentence to the bot in a channel is a note."""
    await slack.in_("sales")
    await slack.say("had lunch with Jane today")

    assert "saved on Jane Doe" in slack.shown


async def test_picker_when_typed_into(slack: SlackChat) -> None:
    """Record pickers are answered from the index, slips of the name included."""
    await slack.say("task")
    options = await slack.double.suggest(slack.me, slack._view(), "about", "akme")

    assert [option["value"] for option in options][:1] == ["C-1"]


async def test_picker_when_used_by_a_stranger(slack: SlackChat) -> None:
    """Nobody is shown records before they are known."""
    await slack.say("task")
    view = slack._view()
    await slack.as_("zoe@y.example")
    door = slack.adapter.door
    from crmbot.chat.inbound import Identity

    found = await door.suggest(Identity("slack", slack.double.team_id, slack.me), "acme", None)

    assert found == ()
    assert view.fields[0] == "What needs doing?"


async def test_forward_when_it_names_somebody(telegram: TelegramChat) -> None:
    """A message that is passed on becomes a note that names its author, never a command."""
    ben, ana = telegram.person(BEN), telegram.person(telegram.who)
    theirs = await telegram.double.say(ben, "won D-5")
    await telegram._settle()
    telegram._mark()
    await telegram.double.forward(ana, theirs)
    await telegram._settle()

    assert "About whom or what?" in telegram.shown
    await telegram.say("Acme Ltd")
    assert "From Ben Toth" in telegram.shown
    assert "won D-5" in telegram.shown


async def test_group_when_people_only_talk(telegram: TelegramChat) -> None:
    """In a group nothing is read unless the bot is addressed."""
    await telegram.in_("sales")
    await telegram.write("note Acme: this is only talk")

    assert telegram.shown == ""


async def test_menu_when_the_bot_is_running(telegram: TelegramChat) -> None:
    """The commands menu has the words people need, from their declarations."""
    menu = telegram.double.menu({"type": "all_private_chats"})

    assert {"note", "task", "find", "today", "help"} <= menu.keys()


async def test_code_when_tapped(telegram: TelegramChat) -> None:
    """A record's code in a message can be tapped, and opens it."""
    await telegram.say("/d5")

    assert "Acme renewal D-5" in " ".join(telegram.shown.split())


@pytest.mark.parametrize("caption", ["Acme: the new hall", ""], ids=["named", "asked"])
async def test_album_when_three_photos_come(telegram: TelegramChat, caption: str) -> None:
    """The photos of one album go onto one note, whether it was clear at once what they are of or not."""
    ana = telegram.person(telegram.who)
    for words in (caption, "", ""):
        await telegram.double.send_photo(ana, caption=words, album="hall")
    await telegram._settle()
    if not caption:
        await telegram.say("Acme Ltd")

    await telegram.say("notes Acme")
    await telegram.press("Open 1")

    assert telegram.shown.count("photo") == 3
