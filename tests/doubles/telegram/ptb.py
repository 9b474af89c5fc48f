"""python-telegram-bot pointed at the double."""

from telegram import Bot

from tests.doubles.telegram import TelegramDouble


def client(telegram: TelegramDouble) -> Bot:
    """Make the real client for a double; use it with `async with`."""
    return Bot(telegram.token, base_url=f"{telegram.url}/bot", base_file_url=f"{telegram.url}/file/bot")
