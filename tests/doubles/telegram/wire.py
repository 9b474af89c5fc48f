"""What goes over the wire: payloads, refusals, and a signal for whoever waits for a change."""

import asyncio
import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.doubles.callers import caller_port

Payload = dict[str, Any]


class RefusedError(Exception):
    """A call the platform answers with an error; `guilty` when the bot broke the contract."""

    def __init__(
        self,
        code: int,
        description: str,
        *,
        parameters: Payload | None = None,
        guilty: bool = False,
    ) -> None:
        """Keep what the answer is made of."""
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters
        self.guilty = guilty

    def payload(self) -> Payload:
        """Draw the answer as the Bot API writes it."""
        body: Payload = {"ok": False, "error_code": self.code, "description": self.description}
        if self.parameters is not None:
            body["parameters"] = self.parameters
        return body


def broken(reason: str) -> RefusedError:
    """Make the 400 for a call no correct bot makes."""
    return RefusedError(400, f"Bad Request: {reason}", guilty=True)


def refused(reason: str) -> RefusedError:
    """Make the 400 for a call that the state of the world forbids."""
    return RefusedError(400, f"Bad Request: {reason}")


def forbidden(reason: str) -> RefusedError:
    """Make the 403 for a chat the bot may not write to."""
    return RefusedError(403, f"Forbidden: {reason}")


def too_many(retry_after_s: int) -> RefusedError:
    """Make the 429 with its waiting time."""
    return RefusedError(
        429,
        f"Too Many Requests: retry after {retry_after_s}",
        parameters={"retry_after": retry_after_s},
    )


def migrated(new_chat_id: int) -> RefusedError:
    """Make the 400 that tells where a group has moved to."""
    return RefusedError(
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        parameters={"migrate_to_chat_id": new_chat_id},
    )


def conflict(reason: str) -> RefusedError:
    """Make the 409 of two ways of receiving updates at once."""
    return RefusedError(409, f"Conflict: {reason}")


TWO_POLLERS = "terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup "
    "are exactly the same as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


@dataclass(slots=True)
class Call:
    """One call of the bot: what it asked, when, and what it was answered; `trouble` is what it met on the way."""

    method: str
    args: Payload
    at: float
    status: int | None = None
    description: str = ""
    trouble: str = ""
    port: int = field(default_factory=caller_port)

    @property
    def chat_id(self) -> int | None:
        """Give the chat the call is about, if it names one by number."""
        try:
            return int(self.args["chat_id"])
        except (KeyError, TypeError, ValueError):
            return None


class Signal:
    """Wakes everybody who waits for the state of the double to change."""

    def __init__(self) -> None:
        """Begin with nobody waiting."""
        self._waiters: set[asyncio.Future[None]] = set()

    def fire(self) -> None:
        """Let every waiter look again."""
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)

    async def until(self, condition: Callable[[], bool], timeout_s: float, *, look_every_s: float = math.inf) -> bool:
        """Wait until the condition holds; False when the time is up first.

        It is looked at after each change of the double, and every `look_every_s` seconds besides.
        """
        loop = asyncio.get_running_loop()
        deadline = loop.time() + timeout_s
        while not condition():
            left_s = deadline - loop.time()
            if left_s <= 0:
                return False
            await self._next(min(left_s, look_every_s))
        return True

    async def _next(self, timeout_s: float) -> None:
        waiter = asyncio.get_running_loop().create_future()
        self._waiters.add(waiter)
        try:
            await asyncio.wait((waiter,), timeout=timeout_s)
        finally:
            self._waiters.discard(waiter)
