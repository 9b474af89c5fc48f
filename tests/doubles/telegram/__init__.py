"""A strict, stateful double of Telegram: the Bot API on this machine, and the people who use it."""

import json
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Self

from tests.doubles.telegram.faults import Fault, FaultKind
from tests.doubles.telegram.inline import InlineSide
from tests.doubles.telegram.server import Server
from tests.doubles.telegram.stage import Answer, InlineQuery, NotOnScreenError, Query, Rules
from tests.doubles.telegram.updates import Update
from tests.doubles.telegram.wire import Call, Payload
from tests.doubles.telegram.world import Chat, ChatRef, Message, User

__all__ = [
    "Answer",
    "Call",
    "Chat",
    "Message",
    "NotOnScreenError",
    "Rules",
    "TelegramDouble",
    "Update",
    "User",
]


class TelegramDouble(InlineSide):
    """Telegram for one bot: `async with TelegramDouble() as telegram`."""

    def __init__(
        self,
        rules: Rules | None = None,
        *,
        strict_pacing: bool = False,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Prepare an empty platform; nothing listens before `async with`."""
        chosen = rules or Rules()
        super().__init__(replace(chosen, strict_pacing=chosen.strict_pacing or strict_pacing), clock)
        self._server = Server(self)

    async def __aenter__(self) -> Self:
        """Listen on a free port of this machine."""
        await self._server.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let everybody go and stop listening."""
        await self._server.stop()

    @property
    def url(self) -> str:
        """Give the Bot API's root: calls go to `{url}/bot<token>/…`, files to `{url}/file/bot<token>/…`."""
        return self._server.url

    @property
    def token(self) -> str:
        """Give the bot's token."""
        return self.rules.token

    def menu(self, scope: Payload | None = None, language_code: str = "") -> dict[str, str]:
        """Give the commands menu of a scope: each command with its description."""
        key = (json.dumps(scope or {"type": "default"}, sort_keys=True), language_code)
        commands = self._server.api.methods.menus.get(key, [])
        return {spec["command"]: spec["description"] for spec in commands}

    def fail_next(
        self,
        method: str,
        kind: FaultKind,
        *,
        times: int = 1,
        chat: ChatRef | None = None,
        retry_after_s: int = 1,
        delay_s: float = 0.5,
        migrate_to: int = 0,
    ) -> None:
        """Let the next calls of a method fail; `*` is any method, `download` the fetching of a file."""
        chat_id = self.world.chat(chat).id if chat is not None else None
        fault = Fault(method, kind, times, chat_id, retry_after_s, delay_s, migrate_to)
        self.faults.planned.append(fault)

    def redeliver(self, update: Update | None = None, times: int = 1) -> None:
        """Deliver an update that was confirmed before once more, the latest when none is named."""
        for _ in range(times):
            self.queue.replay(update or self.queue.confirmed[-1])

    def repeat_next(self, times: int = 1) -> None:
        """Deliver the next update that many times more."""
        self.queue.repeat_next(times)

    def swap_next(self) -> None:
        """Deliver the next two updates in the wrong order."""
        self.queue.swap_next()

    def jump_down(self, to: int) -> None:
        """Go on with lower update ids, as after an idle week."""
        self.queue.jump_down(to)

    def lose_pending(self) -> None:
        """Forget what waits for the bot, as after a day of its silence."""
        self.queue.drop_all()

    def expire_queries(self) -> None:
        """Make every open press and inline query too old to be answered."""
        queries: list[Query | InlineQuery] = [*self.queries.values(), *self.inline_queries.values()]
        for query in queries:
            query.opened_at -= self.rules.query_lifetime_s + 1
