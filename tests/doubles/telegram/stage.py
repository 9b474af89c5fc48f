"""What all sides of the double share: the world, the updates, the log and the rules of the day."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from tests.doubles.telegram.checkers import object_findings
from tests.doubles.telegram.faults import Faults, Flood
from tests.doubles.telegram.keyboards import InlineKeyboard
from tests.doubles.telegram.markup import FormattedText
from tests.doubles.telegram.updates import Update, UpdateQueue
from tests.doubles.telegram.wire import Call, Payload, Signal
from tests.doubles.telegram.world import Chat, ChatRef, Message, User, World

BOT_ID = 7_100_000_001
TOKEN = f"{BOT_ID}:" + "double-token-".ljust(35, "x")
USERNAME = "crm_double_bot"
LOOK_EVERY_S = 0.05
PATIENCE_S = 30.0
"""A wait ends with what it waits for; only a failing one lasts so long."""


class NotOnScreenError(Exception):
    """A person wanted to do what the screen does not offer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a person sees after pressing a button; empty text when nothing is shown."""

    text: str = ""
    alert: bool = False
    url: str = ""


@dataclass(slots=True, eq=False)
class Query:
    """One press of a button that waits for its answer; `opened_at` in seconds of the loop."""

    id: str
    user: User
    opened_at: float
    answer: Answer | None = None


@dataclass(frozen=True, slots=True)
class InlineChoice:
    """One result of an inline query: what it tells who typed, and the message it sends."""

    id: str
    title: str
    description: str
    content: FormattedText
    html: str
    keyboard: InlineKeyboard | None = None


@dataclass(frozen=True, slots=True)
class InlineAnswer:
    """What stands above the text field while somebody types; `button` starts the bot with `parameter`."""

    choices: tuple[InlineChoice, ...] = ()
    button: str = ""
    parameter: str = ""
    cache_s: int = 0
    is_personal: bool = False

    @property
    def titles(self) -> list[str]:
        """Give the titles of the results, in order."""
        return [choice.title for choice in self.choices]


@dataclass(slots=True, eq=False)
class InlineQuery:
    """Words typed behind the bot's name that wait for their answer; `opened_at` in seconds of the loop."""

    id: str
    user: User
    opened_at: float
    answer: InlineAnswer | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """What a test may set for the whole run of a double."""

    token: str = TOKEN
    username: str = USERNAME
    privacy_mode: bool = True
    inline_mode: bool = True
    strict_pacing: bool = False
    answer_within_s: float = 5.0
    query_lifetime_s: float = 15.0
    webhook_attempts: int = 8
    webhook_retry_s: float = 0.1


class Stage:
    """The state everything else works on."""

    def __init__(self, rules: Rules, clock: Callable[[], float] = time.time) -> None:
        """Build an empty platform with one bot."""
        self.rules = rules
        self.changed = Signal()
        self.world = World(User(BOT_ID, "CRM", username=rules.username, is_bot=True), clock)
        self.queue = UpdateQueue(self.changed)
        self.faults = Faults()
        self.flood = Flood(strict=rules.strict_pacing)
        self.queries: dict[str, Query] = {}
        self.inline_queries: dict[str, InlineQuery] = {}
        self.log: list[Call] = []
        self.violations: list[str] = []
        self.closing = False

    def violate(self, sentence: str) -> None:
        """Note down what a correct bot would not have done."""
        self.violations.append(sentence)

    def post(self, kind: str, body: Payload, chat: Chat) -> Update | None:
        """Queue an update for the bot."""
        update = self.queue.post(kind, body, chat.id)
        if update is not None:
            self.violations += object_findings("Update", update.payload())
        return update

    def calls(self, method: str) -> list[Call]:
        """Give the calls of one method, oldest first."""
        return [call for call in self.log if call.method == method]

    def messages(self, chat: ChatRef) -> list[Message]:
        """Give what stands on the screen of a chat, oldest first."""
        return [m for m in self.world.chat(chat).messages.values() if not m.deleted]

    def replies(self, chat: ChatRef) -> list[Message]:
        """Give what the bot has on the screen of a chat, oldest first."""
        return [message for message in self.messages(chat) if message.from_bot]

    async def wait_for(self, condition: Callable[[], bool], timeout_s: float = PATIENCE_S) -> None:
        """Wait until the condition holds, whether it is about the platform or about the bot.

        Raises:
            TimeoutError: it did not within `timeout_s` seconds.
        """
        if not await self.changed.until(condition, timeout_s, look_every_s=LOOK_EVERY_S):
            raise TimeoutError(f"not within {timeout_s:g} s; {self._state()}")

    async def settle(self, timeout_s: float = PATIENCE_S) -> None:
        """Wait until every update was delivered and confirmed.

        Raises:
            TimeoutError: some were not within `timeout_s` seconds.
        """
        await self.wait_for(lambda: self.queue.is_settled, timeout_s)

    def _state(self) -> str:
        waiting = ", ".join(f"{update.kind} {update.id}" for update in self.queue.pending) or "no update"
        last = ", ".join(f"{call.method} {call.status}" for call in self.log[-5:]) or "no call"
        return f"waiting: {waiting}; last calls: {last}; violations: {self.violations}"
