"""What Telegram's refusals mean."""

import warnings
from datetime import timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from crmbot.chat.address import Address
from crmbot.chat.sender import Gone, RetryLater
from crmbot.handlers.telegram import failures

TOPIC = Address("telegram", "7100", "-400", "12")


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (RetryAfter(30), RetryLater(30.0, "flood control")),
        (RetryAfter(timedelta(seconds=30)), RetryLater(30.0, "flood control")),
        (ChatMigrated(-1001), Gone("migrated", Address("telegram", "7100", "-1001"))),
        (Forbidden("Forbidden: bot was blocked by the user"), Gone("bot was blocked by the user")),
        (BadRequest("Chat not found"), Gone("Chat not found")),
        (BadRequest("CHAT_WRITE_FORBIDDEN"), Gone("CHAT_WRITE_FORBIDDEN", muted=True)),
        (BadRequest("Button_data_invalid"), RetryLater(300.0, "Button_data_invalid", counts=True)),
        (TimedOut(), RetryLater(5.0, "TimedOut")),
        (NetworkError("Bad Gateway"), RetryLater(5.0, "NetworkError")),
        (InvalidToken("The token `7100:x` was rejected"), RetryLater(300.0, "token refused")),
        (TelegramError("Invalid server response"), RetryLater(30.0, "TelegramError")),
    ],
)
def test_outcome_is_known_when_telegram_refuses(error: TelegramError, expected: RetryLater | Gone) -> None:
    """Each refusal either passes, or ends the chat."""
    assert failures.outcome(error, TOPIC) == expected


@pytest.mark.parametrize("way", ["int", "timedelta"])
def test_pause_is_in_seconds_when_the_sdk_has_not_been_asked(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers and lengths of time are both understood."""
    monkeypatch.setenv("PTB_TIMEDELTA", "true" if way == "timedelta" else "false")

    with warnings.catch_warnings(action="ignore"):  # the SDK warns of the old way as long as it has it
        assert failures.pause_s(RetryAfter(7)) == 7.0
