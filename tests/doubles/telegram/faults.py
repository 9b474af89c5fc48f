"""Faults on demand, and the platform's flood limits."""

import asyncio
import math
from collections import deque
from dataclasses import dataclass
from typing import Literal

from tests.doubles.telegram.wire import (
    NOT_MODIFIED,
    QUERY_TOO_OLD,
    TWO_POLLERS,
    RefusedError,
    conflict,
    forbidden,
    migrated,
    refused,
    too_many,
)
from tests.doubles.telegram.world import Chat

FaultKind = Literal[
    "rate_limit",
    "server_error",
    "bad_gateway",
    "cut",
    "cut_after",
    "half",
    "garbage",
    "delay",
    "blocked",
    "not_started",
    "kicked",
    "deactivated",
    "chat_not_found",
    "migrated",
    "not_modified",
    "message_not_found",
    "cant_parse",
    "query_too_old",
    "wrong_picture",
    "conflict",
]
STANDINGS = {
    "blocked": "bot was blocked by the user",
    "not_started": "bot can't initiate conversation with a user",
    "deactivated": "user is deactivated",
    "kicked": "bot was kicked from the group chat",
}
_REASONS = {
    "chat_not_found": "chat not found",
    "not_modified": NOT_MODIFIED,
    "message_not_found": "message to edit not found",
    "cant_parse": 'can\'t parse entities: Unsupported start tag "x" at byte offset 0',
    "query_too_old": QUERY_TOO_OLD,
    "wrong_picture": "PHOTO_INVALID_DIMENSIONS",
}
# One message a second per chat; twenty a minute per group; thirty a second in all.
CHAT_GAP_S = 1.0
GROUP_LIMIT, GROUP_SPAN_S = 20, 60.0
OVERALL_LIMIT, OVERALL_SPAN_S = 30, 1.0
# A sender that keeps a whole second arrives a little early now and then.
TOLERANCE_S = 0.05


@dataclass(slots=True)
class Fault:
    """One fault that waits for its call."""

    method: str
    kind: FaultKind
    times: int = 1
    chat_id: int | None = None
    retry_after_s: int = 1
    delay_s: float = 0.5
    migrate_to: int = 0

    def matches(self, method: str, chat_id: int | None) -> bool:
        """Tell whether this call is the one that fails."""
        return self.method in (method, "*") and self.chat_id in (None, chat_id)

    def refusal(self) -> RefusedError | None:
        """Make the answer of the kinds that are answers."""
        if self.kind in STANDINGS:
            return forbidden(STANDINGS[self.kind])
        if self.kind in _REASONS:
            return refused(_REASONS[self.kind])
        match self.kind:
            case "rate_limit":
                return too_many(self.retry_after_s)
            case "server_error":
                return RefusedError(500, "Internal Server Error")
            case "migrated":
                return migrated(self.migrate_to)
            case "conflict":
                return conflict(TWO_POLLERS)
            case _:
                return None


class Faults:
    """The faults still to be played, first planned first."""

    def __init__(self) -> None:
        """Begin with a platform in good health."""
        self.planned: list[Fault] = []

    def take(self, method: str, chat_id: int | None) -> Fault | None:
        """Give the fault for this call and count it."""
        for fault in self.planned:
            if fault.matches(method, chat_id):
                fault.times -= 1
                if not fault.times:
                    self.planned.remove(fault)
                return fault
        return None


class Flood:
    """Who may send when: waits that were ordered, and the limits when pacing is strict."""

    def __init__(self, *, strict: bool) -> None:
        """Begin with nothing sent."""
        self._strict = strict
        self._blocked_until: dict[int, float] = {}
        self._sent: deque[tuple[float, int]] = deque()

    def block(self, chat_id: int, seconds: int) -> None:
        """Refuse what goes to the chat until the time is over, as the platform does after a 429."""
        self._blocked_until[chat_id] = _now() + seconds

    def admit(self, chat: Chat) -> None:
        """Let a message through or refuse it with the seconds to wait."""
        now = _now()
        waits = [self._blocked_until.get(chat.id, 0.0) - now]
        if self._strict:
            waits += self._paced(chat, now)
        if (wait_s := max(waits)) > TOLERANCE_S:
            raise too_many(math.ceil(wait_s))
        self._sent.append((now, chat.id))

    def _paced(self, chat: Chat, now: float) -> list[float]:
        while self._sent and self._sent[0][0] < now - GROUP_SPAN_S:
            self._sent.popleft()
        here = [at for at, chat_id in self._sent if chat_id == chat.id]
        everywhere = [at for at, _ in self._sent]
        waits = [here[-1] + CHAT_GAP_S - now] if here else []
        if not chat.is_private and len(here) >= GROUP_LIMIT:
            waits.append(here[-GROUP_LIMIT] + GROUP_SPAN_S - now)
        if len(everywhere) >= OVERALL_LIMIT:
            waits.append(everywhere[-OVERALL_LIMIT] + OVERALL_SPAN_S - now)
        return waits


def _now() -> float:
    return asyncio.get_running_loop().time()
