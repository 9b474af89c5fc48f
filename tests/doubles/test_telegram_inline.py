"""The Telegram double, driven by python-telegram-bot: what it refuses of answers to inline queries."""

from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)
from telegram.error import BadRequest

from tests.doubles.telegram import TelegramDouble, User
from tests.doubles.telegram.stage import NotOnScreenError, Rules


@pytest.fixture
def ben(telegram: TelegramDouble) -> User:
    """Give a person who never opened a chat with the bot."""
    return telegram.add_user("Ben", "Toth", "bentoth")


def article(number: int = 1, **other: Any) -> InlineQueryResultArticle:
    """Make a result, good but for what a test puts in."""
    given = {"id": f"r{number}", "title": "Jane", "input_message_content": InputTextMessageContent("Jane"), **other}
    return InlineQueryResultArticle(**given)


async def asked(telegram: TelegramDouble, bot: Bot, who: User) -> str:
    """Return the id of a query as the bot is told of it."""
    await telegram.type_inline(who, "jane", wait=False)
    (update,) = await bot.get_updates()
    assert update.inline_query is not None
    assert (update.inline_query.query, update.inline_query.from_user.id) == ("jane", who.id)
    return update.inline_query.id


async def test_results_are_offered_when_all_is_well(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """They are shown, and one of them can be sent to any chat, with its buttons, as the person's own message."""
    number = await asked(telegram, bot, ben)
    board = InlineKeyboardMarkup([[InlineKeyboardButton("Open", url="https://t.me/x?start=1")]])
    group = telegram.add_group("Others", [ben])

    await bot.answer_inline_query(number, [article(reply_markup=board)], cache_time=0, is_personal=True)

    answer = telegram.inline_queries[number].answer
    assert answer is not None
    sent = await telegram.choose(ben, answer, "Jane", group)
    assert (answer.titles, sent.text, sent.sender, sent.buttons) == (["Jane"], "Jane", ben, [["Open"]])
    assert telegram.violations == []


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([article(number) for number in range(51)], "RESULTS_TOO_MUCH"),
        ([article(), article()], "RESULT_ID_DUPLICATE"),
        ([article(id="x" * 65)], "RESULT_ID_INVALID"),
        ([article(title=" ")], "ARTICLE_TITLE_EMPTY"),
        ([article(input_message_content=InputTextMessageContent("x" * 4097))], "MESSAGE_TOO_LONG"),
        ([article(input_message_content=InputTextMessageContent("<b>", parse_mode="HTML"))], "Can't find end tag"),
        ([article(thumbnail_url="https://x.example/y.png")], "does not play"),
    ],
)
async def test_answer_is_refused_when_a_result_is_wrong(
    telegram: TelegramDouble, bot: Bot, ben: User, results: list[InlineQueryResultArticle], reason: str
) -> None:
    """One wrong result fails them all, and is a violation."""
    number = await asked(telegram, bot, ben)

    with pytest.raises(BadRequest):
        await bot.answer_inline_query(number, results)

    assert reason in telegram.violations[-1]
    assert telegram.inline_queries[number].answer is None


@pytest.mark.parametrize(("label", "parameter"), [("Link me", "a b"), ("Link me", "x" * 65), (" ", "hello")])
async def test_answer_is_refused_when_its_button_is_wrong(
    telegram: TelegramDouble, bot: Bot, ben: User, label: str, parameter: str
) -> None:
    """A start parameter has 64 letters, digits, lines and underlines at most."""
    number = await asked(telegram, bot, ben)

    with pytest.raises(BadRequest):
        await bot.answer_inline_query(number, [], button=InlineQueryResultsButton(label, start_parameter=parameter))

    assert any("START_PARAM_INVALID" in each or "BUTTON_TEXT_EMPTY" in each for each in telegram.violations)


async def test_answer_is_refused_when_it_is_late(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """A query waits some seconds and no longer; that is nobody's fault."""
    number = await asked(telegram, bot, ben)
    telegram.expire_queries()

    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_inline_query(number, [])

    assert telegram.violations == []


async def test_answer_is_refused_when_it_was_given(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """A query is answered once."""
    number = await asked(telegram, bot, ben)
    await bot.answer_inline_query(number, [])

    with pytest.raises(BadRequest, match=r"(?i)query is too old"):
        await bot.answer_inline_query(number, [])


async def test_typing_when_inline_mode_is_off() -> None:
    """Nobody can type what the app does not offer."""
    async with TelegramDouble(Rules(inline_mode=False)) as telegram:
        with pytest.raises(NotOnScreenError):
            await telegram.type_inline(telegram.add_user("Ben"), "jane")
