"""Slack's error codes, and what each means for a message that was to be delivered."""

import aiohttp
from slack_sdk.errors import SlackApiError

from crmbot.chat.sender import Gone, RetryLater

CONNECTION = (aiohttp.ClientError, TimeoutError, ConnectionError)
"""What a call raises when Slack could not be asked at all."""


class NoTokenError(Exception):
    """There is no token for a workspace; `code` says why, like one of Slack's."""

    def __init__(self, team: str, code: str) -> None:
        super().__init__(f"{code}: {team}")
        self.team = team
        self.code = code


NOT_INSTALLED, UNREADABLE = "not_installed", "token_unreadable"
"""Why there is none: the app is not installed there, or the token was sealed with another client secret."""

FAILURES = (SlackApiError, NoTokenError, *CONNECTION)

RETRY_S = 5.0
BUSY_S = 30.0
TOKEN_S = 300.0

# The place cannot be written to: its rules pause, and somebody is told.
_PLACE = frozenset(
    {
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "is_inactive",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
        "cannot_reply_to_message",
        "thread_not_found",
        "messages_tab_disabled",
        NOT_INSTALLED,
        "ekm_access_denied",
        "team_access_not_granted",
        "mpim_only",
        "as_user_not_supported",
    }
)

# Of these: we are there, and may not write until somebody lets us again.
_MUTED = frozenset(
    {
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
        "restricted_action_thread_locked",
    }
)

# The person cannot be written to.
_PERSON = frozenset(
    {
        "user_disabled",
        "user_not_found",
        "user_not_visible",
        "user_not_in_channel",
        "users_not_found",
        "cannot_dm_bot",
        "org_user_not_in_team",
        "not_enabled",
    }
)

# The app was removed or its token no longer works: nothing can be written anywhere.
TOKEN = frozenset(
    {
        "token_revoked",
        "token_expired",
        "account_inactive",
        "invalid_auth",
        "not_authed",
        "access_denied",
        "org_login_required",
        "no_permission",
        "missing_scope",
        UNREADABLE,
    }
)

# The token is good for nothing any more, whatever is done but installing anew.
REVOKED = frozenset({"token_revoked", "token_expired", "account_inactive"})

# The message itself is no more, or is not ours: it is posted anew.
MESSAGE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})

# Slack would refuse the same message for ever; what is wrong with it is ours to mend, the chat is well.
_CONTENT = frozenset({"invalid_blocks", "msg_too_long", "no_text", "invalid_arguments", "view_too_large"})

_GONE = _PLACE | _PERSON | MESSAGE


def code_of(error: BaseException) -> str:
    """Return Slack's code, or the kind of the failure where Slack said nothing."""
    if isinstance(error, SlackApiError):
        response = error.response
        code = response.get("error") if hasattr(response, "get") else None
        return str(code or f"http_{getattr(response, 'status_code', 0)}")
    if isinstance(error, NoTokenError):
        return error.code
    return type(error).__name__


def outcome(error: BaseException) -> RetryLater | Gone:
    """Return whether a delivery that failed like this is worth another try, and when."""
    code = code_of(error)
    if code in _GONE:
        return Gone(code, muted=code in _MUTED)
    if code in TOKEN:  # the chats are as they were; an administrator has to mend the installation
        return RetryLater(TOKEN_S, code)
    if code in _CONTENT:
        return RetryLater(BUSY_S, code, counts=True)
    if isinstance(error, SlackApiError) and code in ("ratelimited", "rate_limited", "http_429"):
        return RetryLater(_retry_after(error), code)
    return RetryLater(RETRY_S if isinstance(error, CONNECTION) else BUSY_S, code)


def _retry_after(error: SlackApiError) -> float:
    headers = getattr(error.response, "headers", None) or {}
    said = {str(name).lower(): value for name, value in headers.items()}.get("retry-after")
    try:
        return max(float(said), 0.0) if said is not None else BUSY_S
    except ValueError:
        return BUSY_S
