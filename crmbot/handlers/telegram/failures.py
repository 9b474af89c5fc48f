"""What Telegram's refusals mean for a delivery, and how they are put into a log."""

from dataclasses import replace
from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from crmbot.chat.address import Address
from crmbot.chat.sender import Gone, RetryLater

_NETWORK_PAUSE_S = 5.0
_SERVER_PAUSE_S = 30.0
_TOKEN_PAUSE_S = 300.0
_REFUSED_PAUSE_S = 300.0

# Beginnings and parts of Telegram's own sentences, lower case; the Bot API has no finer codes.
_NO_CHAT = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "group chat was deleted",
    "user_is_blocked",
    "input_user_deactivated",
    "bot is not a member",
    "user_deactivated",
)
# We are there, and may not write until somebody lets us again.
_MUTED = (
    "chat_write_forbidden",
    "have no rights to send",
    "not enough rights to send",
    "need administrator rights",
    "chat_restricted",
)
_NO_TOPIC = ("message thread not found", "topic_closed", "topic_deleted", "topic_id_invalid")
_UNCHANGED = ("message is not modified",)
_NO_MESSAGE = (
    "message to edit not found",
    "message can't be edited",
    "message_id_invalid",
    "message identifier is not specified",
    "message not found",
)
_UNPARSED = ("can't parse entities",)
_TOO_OLD = ("query is too old", "query id is invalid")


class TokenRefused(RuntimeError):
    """Telegram does not know the bot's token; the message holds no part of it."""

    def __init__(self) -> None:
        super().__init__("Telegram does not accept TELEGRAM_BOT_TOKEN: ask @BotFather for the present one")


def is_unchanged(error: TelegramError) -> bool:
    """Tell whether an edit failed only because the message is so already."""
    return _says(error, _UNCHANGED)


def has_no_message(error: TelegramError) -> bool:
    """Tell whether the message to edit is gone or out of reach."""
    return _says(error, _NO_MESSAGE)


def has_no_topic(error: TelegramError) -> bool:
    """Tell whether a forum topic is closed or gone while its chat is still there."""
    return _says(error, _NO_TOPIC)


def is_unparsed(error: TelegramError) -> bool:
    """Tell whether Telegram could not read our formatting."""
    return _says(error, _UNPARSED)


def is_too_late(error: TelegramError) -> bool:
    """Tell whether a pressed button can no longer be answered."""
    return _says(error, _TOO_OLD)


def _says(error: TelegramError, parts: tuple[str, ...]) -> bool:
    said = error.message.lower()
    return isinstance(error, BadRequest) and any(part in said for part in parts)


def outcome(error: TelegramError, address: Address) -> RetryLater | Gone:
    """Say what becomes of a message to a place that Telegram refused."""
    match error:
        case RetryAfter():
            return RetryLater(pause_s(error), "flood control")
        case ChatMigrated():
            return Gone("migrated", replace(address, chat=str(error.new_chat_id), thread=""))
        case Forbidden():
            return Gone(_short(error))
        case InvalidToken():
            return RetryLater(_TOKEN_PAUSE_S, "token refused")
        case BadRequest():
            return _gone(error) or _refused(error)
        case NetworkError():
            return RetryLater(_NETWORK_PAUSE_S, describe(error))
        case _:
            return RetryLater(_SERVER_PAUSE_S, describe(error))


def _gone(error: BadRequest) -> Gone | None:
    """Say how far a place is out of reach; None where it is not."""
    muted, partly = _says(error, _MUTED), has_no_topic(error)
    if muted or partly or _says(error, _NO_CHAT):
        return Gone(_short(error), muted=muted, partly=partly)
    return None


def _refused(error: BadRequest) -> RetryLater:
    """Say that the message itself was refused: what is wrong with it is ours to mend, the chat is well."""
    return RetryLater(_REFUSED_PAUSE_S, _short(error), counts=True)


def pause_s(error: RetryAfter) -> float:
    """Return the seconds flood control asks for; the SDK gives a number or a timedelta."""
    after = error.retry_after
    return after.total_seconds() if isinstance(after, timedelta) else float(after)


def describe(error: TelegramError) -> str:
    """Name an error for the log: its kind only, since sentences may hold addresses with the token."""
    cause = type(error.__cause__).__name__ if error.__cause__ else ""
    return f"{type(error).__name__} {cause}".strip()


def _short(error: TelegramError) -> str:
    return error.message.removeprefix("Forbidden: ")[:100]
