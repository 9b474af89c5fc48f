"""What only one surface has, with the real house behind it: shortcuts, the Home tab, threads, forwards, menus."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from tests.chat import Chat, Thing
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


async def unsay(slack: SlackChat) -> None:
    """Delete the last message of the speaker."""
    slack._mark()
    await slack.double.delete_message(slack.me, slack._said[slack.who])
    await slack._settle()


async def test_message_when_deleted_that_made_a_note(slack: SlackChat) -> None:
    """The note is offered to be removed as well."""
    await slack.write("met Jane, follow up Tuesday 3pm")
    await unsay(slack)
    asked, buttons = slack.shown, list(slack.buttons)
    await slack.press("Remove")
    removed = slack.shown
    await slack.say("notes Jane Doe")

    assert "You deleted your message. Also remove N-" in asked
    assert "met Jane, follow up Tuesday 3pm" in asked
    assert "stays" in asked
    assert buttons == ["Remove", "Keep"]
    assert "Deleted met Jane" in removed
    assert "Nothing yet" in slack.shown


async def test_note_when_kept_though_its_message_is_deleted(slack: SlackChat) -> None:
    """It is as it was."""
    await slack.write("met Jane today")
    await unsay(slack)
    await slack.press("Keep")
    await slack.say("notes Jane Doe")

    assert "met Jane today" in slack.shown


@pytest.mark.parametrize("text", ["tasks", "the weather was fine"])
async def test_message_when_deleted_that_made_nothing(slack: SlackChat, text: str) -> None:
    """There is nothing to ask."""
    await slack.write(text)
    await unsay(slack)

    assert slack.shown == ""


async def test_message_when_deleted_whose_note_is_gone(slack: SlackChat) -> None:
    """What was undone is not asked about."""
    await slack.write("met Jane today")
    await slack.press("Undo")
    await unsay(slack)

    assert slack.shown == ""


async def test_mention_when_deleted_in_a_channel(slack: SlackChat) -> None:
    """Only who wrote it is asked."""
    await slack.in_("sales")
    await slack.say("had lunch with Jane today")
    await unsay(slack)
    asked = slack.shown
    await slack.as_(BEN)
    await slack.in_("sales")

    assert "Also remove N-" in asked
    assert "Also remove" not in " ".join(one.plain for one in slack.double.messages(slack.channel, slack.me))


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

    found = await door.books.suggest(Identity("slack", slack.double.team_id, slack.me), "acme", None)

    assert found == ()
    assert view.fields[0] == "What needs doing?"


async def test_forward_when_it_names_somebody(telegram: TelegramChat) -> None:
    """A message that is passed on becomes a note on what it names, with its author; it is never a command."""
    ben, ana = telegram.person(BEN), telegram.person(telegram.who)
    theirs = await telegram.double.say(ben, "won D-5")
    await telegram._settle()
    telegram._mark()
    await telegram.double.forward(ana, theirs)
    await telegram._settle()

    assert "Note saved on Acme renewal D-5" in telegram.shown
    assert "From Ben Toth: won D-5" in telegram.shown
    assert "Move Acme renewal to Won" in telegram.buttons
    await telegram.say("d5")
    assert "Stage 1 of 4" in telegram.shown


async def test_forward_when_it_names_nobody(telegram: TelegramChat) -> None:
    """It is asked what it is to become, and its author is in the note."""
    ben, ana = telegram.person(BEN), telegram.person(telegram.who)
    theirs = await telegram.double.say(ben, "they took it")
    await telegram._settle()
    telegram._mark()
    await telegram.double.forward(ana, theirs)
    await telegram._settle()

    assert "A message from Ben Toth. Keep it as what?" in telegram.shown
    await telegram.press("Note")
    assert "About whom or what?" in telegram.shown
    await telegram.say("Acme Ltd")
    assert "From Ben Toth" in telegram.shown
    assert "they took it" in telegram.shown


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


@pytest.mark.parametrize(
    ("caption", "look"),
    [
        ("Acme: the new hall", ("notes Acme", "Open 1")),
        ("", ("docs Acme",)),
        ("put these on Acme", ("docs Acme",)),
        ("task show Jane the hall friday", ("docs Acme",)),
    ],
    ids=["noted", "asked", "filed", "done beside"],
)
async def test_album_when_three_photos_come(telegram: TelegramChat, caption: str, look: tuple[str, ...]) -> None:
    """The photos of one album go to one place, whether it was clear at once what they are of or not."""
    ana = telegram.person(telegram.who)
    for words in (caption, "", ""):
        await telegram.double.send_photo(ana, caption=words, album="hall")
    await telegram._settle()
    if not caption:
        await telegram.say("Acme Ltd")

    line, *buttons = look
    await telegram.say(line)
    for button in buttons:
        await telegram.press(button)

    assert telegram.shown.count("photo.jpg") == 3


async def test_video_when_larger_than_bots_are_given(telegram: TelegramChat) -> None:
    """The answer says so at once; the document is kept without its bytes, which nobody asks for."""
    ana = telegram.person(telegram.who)
    await telegram.double.send_document(ana, caption="on:Delta", file_name="film.mp4", size=25_000_000)
    await telegram._settle()
    answer = telegram.shown
    await telegram.say("doc film.mp4")

    assert "Kept film.mp4" in answer
    assert "film.mp4 is too large for me to keep a copy (25 MB)" in answer
    assert "too large for me to keep a copy" in telegram.shown
    assert [call for call in telegram.double.log if call.method == "getFile"] == []


async def test_file_when_it_is_gone_before_it_was_fetched(slack: SlackChat) -> None:
    """Whoever sent it is told."""
    slack.double.fail_next("files.info", "file_not_found")
    await slack.attach(Thing("file", "offer.pdf", "on:Delta"))

    assert "Kept offer.pdf" in slack.shown
    assert "No copy of offer.pdf" in slack.shown


@pytest.mark.parametrize("new_first", [False, True])
async def test_group_when_it_becomes_a_supergroup(telegram: TelegramChat, new_first: bool) -> None:
    """Its reminders come to the new chat, a question asked in the old one is answered there, and `it` holds on."""
    await telegram.in_("sales")
    await telegram.say("task call Delta in 2 hours")
    await telegram.say("task new")
    telegram._rooms["sales"] = telegram.double.migrate(telegram._room, new_first=new_first)
    await telegram._settle()

    await telegram.say("ring Omega")
    await telegram.press("Skip")
    answered = telegram.shown
    await telegram.wait("2h")
    group = " ".join(message.text for message in telegram.double.replies(telegram._room))

    assert "About which record?" in answered
    assert "call Delta" in telegram.shown
    assert "call Delta" in group


async def test_messages_and_a_press_when_we_were_away(telegram: TelegramChat) -> None:
    """What was written is worked and told of in one line; what was pressed is shown as it is now, and not done."""
    me = telegram.person(telegram.who)
    await telegram.say("task call Delta tomorrow 10am")
    card = telegram.double.replies(me)[-1]
    await telegram._close()
    await telegram.double.press(me, card, "Done", wait=False)
    for number in range(4):
        await telegram.double.say(me, f"note Acme Ltd: visit {number}")
    telegram.house.clock.move_to(telegram.house.clock.now() + timedelta(hours=3))
    telegram._mark()

    await telegram._open()
    await telegram._settle()
    shown = telegram.shown
    await telegram.press("Done")

    assert "You pressed a button while I was away. Nothing was done" in shown
    assert shown.count("Note saved on Acme Ltd") == 4
    assert shown.endswith("I was away for 3 h; 4 messages handled.")
    assert "Done: call Delta" in telegram.shown
