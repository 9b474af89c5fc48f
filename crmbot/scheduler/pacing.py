"""From a platform's pace to the gaps between our messages."""

from crmbot.chat.limits import Pace
from crmbot.core.pacing import Gaps

GUARD = 1.03
"""We stay this much below a platform's pace: its clock and ours do not tick alike."""


def gaps(pace: Pace, *, is_private: bool) -> Gaps:
    """Return the seconds to leave between messages to a chat, and between messages of its bot."""
    chat_s = pace.per_chat_s if is_private else pace.per_group_s
    bot_s = 1 / pace.overall_per_s if pace.overall_per_s else 0.0
    return Gaps(chat_s * GUARD, bot_s * GUARD)
