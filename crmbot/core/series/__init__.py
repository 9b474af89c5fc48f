"""Series: tasks and events that come again by a rule, each occurrence a record of its own."""

from crmbot.core.series import undoing as _undoing  # noqa: F401  # declares how a series is brought back
from crmbot.core.series.ahead import MOST_AHEAD
from crmbot.core.series.beginning import after_done, follow, give, start, stop
from crmbot.core.series.changing import Scope, changed, repeat_otherwise, spread
from crmbot.core.series.erasing import erase, had
from crmbot.core.series.rows import Occurrence
from crmbot.core.series.told import mine, named, next_dates, of, pace, rhythm, total, words

__all__ = [
    "MOST_AHEAD",
    "Occurrence",
    "Scope",
    "after_done",
    "changed",
    "erase",
    "follow",
    "give",
    "had",
    "mine",
    "named",
    "next_dates",
    "of",
    "pace",
    "repeat_otherwise",
    "rhythm",
    "spread",
    "start",
    "stop",
    "total",
    "words",
]
