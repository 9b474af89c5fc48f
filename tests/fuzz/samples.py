"""Payloads as platforms send them, one of each kind, and what our own buttons and cards are written as."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Action, Card, Footer, Line, Menu, Quote, spans
from crmbot.chat.invocation import Invocation, write_token
from crmbot.chat.kept_card import write_card
from crmbot.commands import buttons

Json = dict[str, object]

_FOLDER = Path(__file__).parent / "payloads"
SLACK: Sequence[Json] = json.loads((_FOLDER / "slack.json").read_text(encoding="utf-8"))
TELEGRAM: Sequence[Json] = json.loads((_FOLDER / "telegram.json").read_text(encoding="utf-8"))
COMMAND = SLACK[0]
"""A slash command, which comes as a form and not as JSON."""


def _keys(tree: object) -> set[str]:
    match tree:
        case dict():
            return {*tree, *(key for value in tree.values() for key in _keys(value))}
        case list() | tuple():
            return {key for value in tree for key in _keys(value)}
        case _:
            return set()


KEYS: Sequence[str] = sorted(
    {*_keys(SLACK), *_keys(TELEGRAM), "message_changed", "im", "supergroup", "bot_id", "story", "paid_media"}
)

_MENU = Action(
    "More…",
    Invocation(buttons.MORE, {"options": '[["Won","win D-1",""],["Lost","lose D-1","danger"]]', "about": "D-1"}),
)
_CARD = Card(
    spans("Saved on ", "Acme"),
    (Line(spans("one")), Quote("two\nthree"), Footer(spans("four"))),
    (
        Action("Done", Invocation("done", {"which": "T-9"}, 3), "primary"),
        Menu("When", (Action("Later", Invocation("snooze", {"which": "T-9"})),)),
    ),
    "📝",
)
TOKENS: Sequence[bytes] = [
    write_token(each).encode()
    for each in (
        Invocation("done", {"which": "T-9"}, 3),
        Invocation("note", {"text": 'met "Jane" \\ and\nBob', "about": "C-1"}, form=True),
        Invocation(buttons.SURE, {"line": "delete C-1", "label": "Delete", "question": "Sure?"}),
        _MENU.invocation,
        Invocation("find", {"line": "acme", "page": "2"}),
    )
]
KEPT: Sequence[bytes] = [
    write_card(_CARD).encode(),
    str(Address("slack", "T1", "C1", "1.2")).encode(),
    str(SentRef(Address("telegram", "7", "-1001"), "5")).encode(),
]
KEPT_WORDS: Sequence[str] = (
    '"_"',
    '"Card"',
    '"Text"',
    '"style"',
    '"iso"',
    "null",
    "[]",
    "{}",
    ":",
    "/",
    "%3A",
    "%",
    '{"_":"Line","spans":[]}',
)


@cache
def tokens() -> Sequence[str]:
    """Return what our buttons are written as."""
    return tuple(each.decode() for each in TOKENS)
