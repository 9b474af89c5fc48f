"""From a platform's pace to the gaps between our messages."""

from dataclasses import replace

from crmbot.chat.limits import Pace
from crmbot.core.delivery.pacing import Gaps

GUARD = 1.03
"""We stay this much below a platform's pace: its clock and ours do not tick alike."""


def gaps(pace: Pace, *, is_private: bool) -> Gaps:
    """Return the seconds to leave between messages to a chat, and between messages of its bot."""
    chat_s = pace.per_chat_s if is_private else pace.per_group_s
    return Gaps(chat_s * GUARD, _apart_s(pace.overall_per_s))


def edit_gaps(pace: Pace, *, is_private: bool) -> Gaps:
    """Return the same for edits, where they have a measure of their own."""
    of_messages = gaps(pace, is_private=is_private)
    return replace(of_messages, bot_s=_apart_s(pace.edits_per_s)) if pace.edits_per_s else of_messages


def _apart_s(per_s: float) -> float:
    return GUARD / per_s if per_s else 0.0
