"""The Telegram double, driven by python-telegram-bot: the limits of texts and keyboards."""

import pytest
from telegram import Bot, ForceReply, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest

from tests.doubles.telegram import TelegramDouble, User


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        ("a < b", 'Unsupported start tag ""'),
        ("<script>x</script>", 'Unsupported start tag "script"'),
        ("<b>open", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag at byte offset 1"),
        ("é<b x", "Unclosed start tag at byte offset 2"),
        ('<tg-time unix="soon">x</tg-time>', 'must have a valid "unix"'),
        ("<span>x</span>", 'must have class "tg-spoiler"'),
    ],
)
async def test_html_is_refused_when_it_does_not_parse(
    telegram: TelegramDouble, bot: Bot, ben: User, html: str, reason: str
) -> None:
    """One wrong tag fails the whole message and is a violation."""
    with pytest.raises(BadRequest, match="Can't parse entities"):
        await bot.send_message(ben.id, html, parse_mode="HTML")

    (violation,) = telegram.violations
    assert reason in violation
    assert telegram.messages(ben) == []


@pytest.mark.parametrize("html", ["AT&T", "a > b", '<a href="tel:+361">x</a>', "<pre><b>x</b></pre>", "<b>x</b>" * 101])
async def test_html_is_a_violation_when_telegram_swallows_a_part(
    telegram: TelegramDouble, bot: Bot, ben: User, html: str
) -> None:
    """What arrives, but not as written, is noted."""
    await bot.send_message(ben.id, html, parse_mode="HTML")

    assert telegram.violations != []


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("😀" * 2049, "Message is too long"),
        (" \n ", "Message text is empty"),
        ("<b> </b>", "Message text is empty"),
    ],
)
async def test_text_is_refused_when_its_length_is_wrong(
    telegram: TelegramDouble, bot: Bot, ben: User, text: str, reason: str
) -> None:
    """Texts have 1 to 4096 UTF-16 units after parsing."""
    with pytest.raises(BadRequest, match=reason):
        await bot.send_message(ben.id, text, parse_mode="HTML")

    assert telegram.violations != []


async def test_text_is_taken_when_it_is_just_short_enough(telegram: TelegramDouble, bot: Bot, ben: User) -> None:
    """Tags and character references do not count."""
    await bot.send_message(ben.id, "<b>" + "&lt;" * 4096 + "</b>", parse_mode="HTML")

    assert telegram.messages(ben)[0].text == "<" * 4096


def keyboard(*labels: str, data: str = "x") -> InlineKeyboardMarkup:
    """Make one row of buttons."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=data) for label in labels]])


@pytest.mark.parametrize(
    "markup",
    [
        keyboard("a", data="ő" * 33),
        keyboard(*"abcdefghi"),
        InlineKeyboardMarkup([[InlineKeyboardButton("a", callback_data="x")]] * 101),
        InlineKeyboardMarkup([[InlineKeyboardButton("call", url="tel:+3615550100")]]),
        InlineKeyboardMarkup([[InlineKeyboardButton("a")]]),
        keyboard(" "),
        ForceReply(input_field_placeholder="p" * 65),
    ],
)
async def test_keyboard_is_refused_when_it_breaks_a_limit(
    telegram: TelegramDouble, bot: Bot, ben: User, markup: InlineKeyboardMarkup
) -> None:
    """Buttons, their rows, bytes and addresses, and placeholders have limits."""
    with pytest.raises(BadRequest):
        await bot.send_message(ben.id, "x", reply_markup=markup)

    assert telegram.violations != []
