"""Words that mean something to our readers, out of their own lists and the conversations we keep."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from crmbot.commands import build_registry

CONVERSATIONS = Path(__file__).parents[1] / "conversations"
TIMELY = (
    "tomorrow next last this tue friday may march 24 31 9 25 0 :30 -3pm at on in of the a week weeks days every"
    " other first half quarter to h m min hours 1/2 ½ 1h30 until times daily weekly weekdays for from noon morning"
    " 2026 2026-11-24 24.11. 30/2 between now ago jeden lundi mañana alle 9h30 T10:00:00Z +05:30 UTC GMT+14"
    " monthly except and through night eod cob q1 christmas eve second before after within past upcoming early mid"
    " late 13:00 12am 24:00 00:00 1st 31st fortnight biweekly"
).split()
MONEY = (
    "12k 1.5m 12.500,00 € $ 12,5 EUR usd thousand bn -1 1'000 ₹ A$ 1,23,456 total each deposit 50% x2 @ £3k/month"
).split()
FILTERS = (
    *(
        "owner:me",
        "amount>10k",
        "close<=friday",
        "is:open",
        "tag:a,b",
        "-tag:x",
        "older than 14 days",
        "between 1 and 2",
    ),
    *("stage!=won", "quiet for 2 weeks", "tagged pumps and key account", "closing this month", "by owner"),
    *("sort:amount", "city:", ">", '"a b"'),
)
MEETING = (
    "met called emailed Jane Acme follow up re: lost won deal moved to qualified no show cancelled w/ attended ppl"
).split()
CODES = ("C-1", "P-2", "D-3", "T-4", "#5", "/d6", "d12", "X-0", "D-99999999999", "it", "this")


@cache
def lines() -> Sequence[str]:
    """Return what people say in the conversations we keep."""
    said = (
        re.findall(r"^> (.*)$", each.read_text(encoding="utf-8"), re.MULTILINE)
        for each in sorted(CONVERSATIONS.glob("*.chat"))
    )
    return tuple(dict.fromkeys(line for found in said for line in found))


@cache
def commands() -> Sequence[str]:
    """Return the words commands begin with, and the keys of their options."""
    registry = build_registry()
    keys = {f"{key}:" for command in registry for spec in command.fields for key in spec.keys}
    return (*registry.words(), *sorted(keys), *CODES, *FILTERS)


@cache
def everything() -> Sequence[str]:
    """Return all of them."""
    return (*TIMELY, *MONEY, *FILTERS, *MEETING, *CODES)
