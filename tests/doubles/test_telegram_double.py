"""The Telegram double, driven by python-telegram-bot: what it shows, what it refuses, who sees what."""

import asyncio

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommand,
    ForceReply,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import BadRequest, Forbidden, TelegramError

from tests.doubles.telegram import NotOnScreenError, Rules, TelegramDouble, User
from tests.doubles.telegram.ptb import client

UNDO = InlineKeyboardMarkup([[InlineKeyboardButton("Undo", callback_data="undo")]])
DONE = InlineKeyboardMarkup([[InlineKeyboardButton("Done", callback_data="done T-9 rev:3")]])


async def received(bot: Bot) -> list[Update]:
    """Take what waits, and confirm it."""
    updates = list(await bot.get_updates(timeout=0))
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    return updates


async def test_text_is_shown_parsed_when_sent_as_html(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """HTML becomes plain words and entities counted in UTF-16 units."""
    html = '<b>Acme 🏭</b> &amp; /d12 <tg-time unix="1798628400" format="wdt">Fri</tg-time>'

    sent = await bot.send_message(ben.id, html, parse_mode="HTML", reply_markup=DONE)

    (shown,) = telegram.messages(ben)
    assert (shown.text, shown.html, shown.buttons) == ("Acme 🏭 & /d12 Fri", html, [["Done"]])
    kinds = [(e.type, e.offset, e.length) for e in sent.entities]
    assert kinds == [("bold", 0, 7), ("bot_command", 10, 4), ("date_time", 15, 3)]
    assert telegram.violations == []


async def test_unknown_method_is_refused_loudly(telegram: TelegramDouble, bot: Bot) -> None:
    """No method is answered that the double does not play."""
    with pytest.raises(TelegramError):
        await bot.do_api_request("sendTelepathy", api_kwargs={"chat_id": 1})

    assert "sendTelepathy: Not Found: method not found" in telegram.violations


async def test_unknown_argument_is_a_violation(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Telegram swallows arguments it does not know; the double tells."""
    await bot.send_message(ben.id, "x", api_kwargs={"colour": "red"})

    assert "sendMessage: unknown argument 'colour'" in telegram.violations


async def test_wrong_token_is_refused(telegram: TelegramDouble) -> None:
    """Only the bot's own token opens the door."""
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{telegram.url}/bot1:wrong/getMe") as response,
    ):
        answer = await response.json()

    assert answer == {"ok": False, "error_code": 401, "description": "Unauthorized"}
    assert telegram.violations == ["getMe: Unauthorized"]


async def test_chat_is_closed_until_the_person_starts_it(telegram: TelegramDouble, bot: Bot) -> None:
    """A bot may not write first, and the person sees only START."""
    eva = telegram.add_user("Eva")

    with pytest.raises(NotOnScreenError):
        await telegram.say(eva, "hello")
    with pytest.raises(Forbidden):
        await bot.send_message(eva.id, "hello")
    await telegram.say(eva, "/start abc")
    await bot.send_message(eva.id, "hello")

    assert [message.text for message in telegram.messages(eva)] == ["/start abc", "hello"]


async def test_command_comes_with_its_entity(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """A person's words arrive with the marks Telegram sets."""
    await telegram.say(ben, "/note Acme: met Jane #q4")

    (update,) = await received(bot)

    assert update.message is not None
    assert sorted(update.message.parse_entities().values()) == ["#q4", "/note"]
    assert update.message.from_user is not None
    assert update.message.from_user.id == update.message.chat.id == ben.id


async def test_press_gives_the_answer_when_the_bot_answers(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """A press arrives as a callback query and shows what the bot answers."""
    await bot.send_message(ben.id, "Task", reply_markup=DONE)
    press = asyncio.create_task(telegram.press(ben, telegram.messages(ben)[0], "Done"))

    (update,) = await bot.get_updates(timeout=5)
    assert update.callback_query is not None
    await update.callback_query.answer("Task done", show_alert=True)

    answer = await press
    assert (update.callback_query.data, answer.text, answer.alert) == ("done T-9 rev:3", "Task done", True)


async def test_press_fails_when_the_button_is_not_on_screen(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """After an edit the old buttons are gone."""
    sent = await bot.send_message(ben.id, "Task", reply_markup=DONE)
    await sent.edit_text("Task done")

    with pytest.raises(NotOnScreenError):
        await telegram.press(ben, telegram.messages(ben)[0], "Done")


async def test_press_is_a_violation_when_nobody_answers() -> None:
    """A client that keeps spinning is noted."""
    async with TelegramDouble(Rules(answer_within_s=0.05)) as telegram, client(telegram) as bot:
        ben = telegram.add_user("Ben", started=True)
        await bot.send_message(ben.id, "Task", reply_markup=DONE)

        await telegram.press(ben, telegram.messages(ben)[0], "Done")

        assert telegram.violations == ["the press of 'Done' was not answered within 0.05 s"]


async def test_answer_fails_when_the_query_is_too_old(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """A late answer is refused, and that alone is no fault of the bot."""
    await bot.send_message(ben.id, "Task", reply_markup=DONE)
    await telegram.press(ben, telegram.messages(ben)[0], "Done", wait=False, inaccessible=True)
    telegram.expire_queries()
    (update,) = await received(bot)
    assert update.callback_query is not None

    with pytest.raises(BadRequest, match="Query is too old"):
        await update.callback_query.answer()

    assert telegram.violations == []


async def test_edit_changes_the_card_on_screen(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """The same message carries the new words and the new buttons."""
    sent = await bot.send_message(ben.id, "Task", reply_markup=DONE)
    (card,) = telegram.messages(ben)

    await sent.edit_text("<b>Done</b>", parse_mode="HTML", reply_markup=UNDO)

    assert (card.text, card.buttons, card.edited) == ("Done", [["Undo"]], True)


async def test_edit_is_refused_when_nothing_changes(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Telegram says so, and it is no violation."""
    sent = await bot.send_message(ben.id, "Task", reply_markup=DONE)

    with pytest.raises(BadRequest, match="Message is not modified"):
        await sent.edit_text("Task", reply_markup=DONE)

    assert telegram.violations == []


async def test_forced_reply_is_answered_by_the_next_words(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """The phone opens the reply by itself, also in a group under privacy mode."""
    group = telegram.add_group("Sales", [ben])
    asked = await bot.send_message(group.id, "What needs doing?", reply_markup=ForceReply())
    await received(bot)

    await telegram.say(ben, "send quote", group)

    (update,) = await received(bot)
    assert update.message is not None
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.message_id == asked.message_id


async def test_group_keeps_its_talk_to_itself_in_privacy_mode(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """A bot hears commands for it, mentions of it and replies to it, nothing else."""
    group = telegram.add_group("Sales", [ben])
    card = await bot.send_message(group.id, "Card")
    await received(bot)

    shown = next(m for m in telegram.messages(group) if m.message_id == card.message_id)
    for text in (
        "chatter",
        "/note a",
        "/note@other_bot b",
        "/note@crm_double_bot c",
        "hey @crm_double_bot d",
    ):
        await telegram.say(ben, text, group)
    await telegram.say(ben, "a reply", group, reply_to=shown)
    telegram.other_bot_speaks(group)
    await telegram.say(ben, "/note e", group)

    heard = [update.message.text for update in await received(bot) if update.message]
    assert heard == ["/note a", "/note@crm_double_bot c", "hey @crm_double_bot d", "a reply"]


async def test_everything_shared_arrives_as_its_kind(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Contact, place, photo, voice, file and forwarded words are what the client makes of them."""
    words = await telegram.say(ben, "call Anna")
    await telegram.share_contact(ben, "+12125550100", "Kim", "Lee")
    await telegram.share_contact(ben, "+3615550100", "Ben", own=True)
    await telegram.share_location(ben)
    await telegram.send_photo(ben, caption="#site", album="a1")
    await telegram.send_voice(ben)
    await telegram.send_document(ben, file_name="quote.pdf")
    await telegram.forward(ben, words, hidden=True)

    _, kim, own, place, photo, voice, document, forwarded = [u.message for u in await received(bot) if u.message]
    assert (kim.contact and kim.contact.user_id, own.contact and own.contact.user_id) == (None, ben.id)
    assert place.location is not None
    assert (photo.caption, len(photo.photo), photo.media_group_id) == ("#site", 2, "a1")
    assert voice.voice is not None
    assert (document.document and document.document.file_name) == "quote.pdf"
    assert forwarded.forward_origin is not None
    assert forwarded.forward_origin.type == "hidden_user"
    assert telegram.violations == []


async def test_file_is_downloaded_as_it_was_sent(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """The bytes come back, in both directions."""
    await telegram.send_document(ben, b"%PDF quote")
    (update,) = await received(bot)
    assert update.message is not None
    assert update.message.document is not None

    fetched = await (await update.message.document.get_file()).download_as_bytearray()
    await bot.send_document(ben.id, b"report", filename="report.csv", caption="<b>Pipeline</b>", parse_mode="HTML")

    shown = telegram.replies(ben)[0]
    assert bytes(fetched) == b"%PDF quote"
    assert (telegram.stored(shown).content, shown.text) == (b"report", "Pipeline")


async def test_file_is_refused_when_it_is_too_big(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Bots fetch at most 20 MB."""
    await telegram.send_document(ben, size=25_000_000)
    (update,) = await received(bot)
    assert update.message is not None
    assert update.message.document is not None

    with pytest.raises(BadRequest, match="File is too big"):
        await update.message.document.get_file()


async def test_reply_keyboard_shares_the_own_number_when_tapped(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """The button of the keyboard proves who the person is."""
    button = KeyboardButton("Share my number", request_contact=True)
    await bot.send_message(ben.id, "Who are you?", reply_markup=ReplyKeyboardMarkup([[button]], one_time_keyboard=True))

    await telegram.tap(ben, "Share my number")

    (update,) = await received(bot)
    assert update.message is not None
    assert update.message.contact is not None
    assert update.message.contact.user_id == ben.id


async def test_menu_is_kept_per_language(telegram: TelegramDouble, bot: Bot) -> None:
    """Commands are stored, given back, and checked."""
    await bot.set_my_commands([BotCommand("note", "Write down")], language_code="en")

    with pytest.raises(BadRequest, match="Bot_command_invalid"):
        await bot.set_my_commands([BotCommand("no-te", "x")])

    assert telegram.menu(language_code="en") == {"note": "Write down"}
    assert await bot.get_my_commands() == ()
    assert telegram.violations == ["setMyCommands: Bad Request: BOT_COMMAND_INVALID"]


async def test_topic_is_kept_and_must_exist(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Words in a topic carry its number, and the bot may answer only where one is."""
    forum = telegram.add_forum("Team", [ben], ["Deals"])
    (topic,) = forum.topics
    await telegram.say(ben, "/pipe", forum, thread=topic)
    *_, update = await received(bot)
    assert update.message is not None

    await bot.send_message(forum.id, "Pipeline", message_thread_id=update.message.message_thread_id)
    with pytest.raises(BadRequest, match="thread not found"):
        await bot.send_message(forum.id, "Pipeline", message_thread_id=999)

    assert telegram.replies(forum)[0].thread == topic
    assert update.message.reply_to_message is not None
    assert update.message.reply_to_message.message_id == topic
