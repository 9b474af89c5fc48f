"""The queue of updates: what waits for the bot, what was confirmed, and disorder on demand."""

from collections import deque
from dataclasses import dataclass

from tests.doubles.telegram.wire import Payload, Signal

FIRST_UPDATE = 871_000_001
# An offset this far ahead of the newest update is taken for a stray one and not obeyed.
OFFSET_SLACK = 10
KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "inline_query",
    "chosen_inline_result",
    "callback_query",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "message_reaction_count",
    "poll",
    "poll_answer",
    "business_connection",
    "business_message",
    "edited_business_message",
    "deleted_business_messages",
    "chat_boost",
    "removed_chat_boost",
    "shipping_query",
    "pre_checkout_query",
    "purchased_paid_media",
)
LEFT_OUT_BY_DEFAULT = ("chat_member", "message_reaction", "message_reaction_count")


@dataclass(slots=True, eq=False)
class Update:
    """One thing that happened, as the bot is told of it."""

    id: int
    kind: str
    body: Payload
    chat_id: int
    deliveries: int = 0

    def payload(self) -> Payload:
        """Draw the update as the Bot API writes it."""
        return {"update_id": self.id, self.kind: self.body}


class UpdateQueue:
    """Updates in the order of their delivery."""

    def __init__(self, changed: Signal) -> None:
        """Begin empty, with the platform's default kinds."""
        self.pending: list[Update] = []
        self.replays: deque[Update] = deque()
        self.confirmed: list[Update] = []
        self.undelivered: list[Update] = []
        self.allowed: tuple[str, ...] = tuple(k for k in KINDS if k not in LEFT_OUT_BY_DEFAULT)
        self._changed = changed
        self._next_id = FIRST_UPDATE
        self._repeats = 0
        self._swapping = False
        self._replays_out = 0
        self.under_way = 0

    def post(self, kind: str, body: Payload, chat_id: int) -> Update | None:
        """Queue an update; None when the bot did not ask for its kind."""
        if kind not in self.allowed:
            return None
        update = Update(self._next_id, kind, body, chat_id)
        self._next_id += 1
        self.pending.append(update)
        self.replays.extend([update] * self._repeats)
        self._repeats = 0
        if self._swapping and len(self.pending) > 1:
            self.pending[-2:] = self.pending[:-3:-1]
            self._swapping = False
        self._changed.fire()
        return update

    def ready(self) -> list[Update]:
        """Give what may be delivered now, in order: a swap holds the first until the second is there."""
        return [] if self._swapping else [*self.pending, *self.replays]

    def batch(self, limit: int) -> list[Update]:
        """Take the next delivery for a poller."""
        given = self.ready()[:limit]
        replayed = max(0, len(given) - len(self.pending))
        for _ in range(replayed):
            self.replays.popleft()
        self._replays_out += replayed
        for update in given:
            update.deliveries += 1
        return given

    def confirm_before(self, offset: int) -> None:
        """Forget what an offset confirms; a negative one counts from the end, a stray one is not obeyed."""
        self._replays_out = 0
        if offset < 0:
            offset = self.pending[offset].id if len(self.pending) >= -offset else 0
        if 0 < offset <= self._next_id + OFFSET_SLACK:
            for update in [update for update in self.pending if update.id < offset]:
                self.confirm(update)
        self._changed.fire()

    def confirm(self, update: Update) -> None:
        """Forget one delivered update."""
        if update in self.pending:
            self.pending.remove(update)
            self.confirmed.append(update)
        self._changed.fire()

    def give_up(self, update: Update) -> None:
        """Stop delivering an update that was never accepted."""
        if update in self.pending:
            self.pending.remove(update)
            self.undelivered.append(update)
        self._changed.fire()

    def drop_all(self) -> None:
        """Lose everything that waits, as after a day of silence."""
        self.undelivered += self.pending
        self.pending.clear()
        self.replays.clear()
        self._changed.fire()

    @property
    def is_settled(self) -> bool:
        """Tell whether everything was delivered and confirmed."""
        return not (self.pending or self.replays or self._replays_out or self.under_way)

    def repeat_next(self, times: int) -> None:
        """Deliver the next update that many times more."""
        self._repeats = times

    def swap_next(self) -> None:
        """Deliver the next two updates in the wrong order."""
        if self.pending:
            raise RuntimeError("swap_next needs an empty queue: settle first")
        self._swapping = True

    def replay(self, update: Update) -> None:
        """Deliver a confirmed update once more."""
        self.replays.append(update)
        self._changed.fire()

    def jump_down(self, to: int) -> None:
        """Go on with lower ids, as after a week without updates."""
        if self.pending:
            raise RuntimeError("ids jump only after an idle week: settle first")
        if to >= self._next_id - OFFSET_SLACK:
            raise ValueError(f"{to} is not below {self._next_id}")
        self._next_id = to
