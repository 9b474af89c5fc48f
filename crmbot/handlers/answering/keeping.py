"""What a process has in hand: messages it works, and answers that are kept until they are known to have arrived."""

import asyncio
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic

from crmbot.chat.inbound import Inbound
from crmbot.chat.kept_card import write_card
from crmbot.core import inbox
from crmbot.core.delivery.late_answers import KeptAnswer
from crmbot.handlers import discretion
from crmbot.handlers.adapter import Answer
from crmbot.handlers.turns.turn import Turn

LONGEST_S = 1200.0
"""More than the longest flood control we wait out with an answer."""


def kept(answer: Answer, inbound: Inbound, turn: Turn | None = None) -> str | None:
    """Return an answer as it is kept; None for one that is not: a form, a word, a secret that is shown once."""
    if answer.card is None or answer.card.card.once:
        return None
    card, runner = answer.card.card, turn.runner if turn is not None else None
    return KeptAnswer(
        address=str(discretion.place_of(inbound, card)),
        card=write_card(card),
        user_id=runner.ctx.actor.id if runner is not None else None,
        ref=answer.replaces or "",
    ).to_json()


def named(answer: Answer, key: str, text: str | None) -> Answer:
    """Return an answer that says under which key it is kept, if it is."""
    return replace(answer, key=key) if text is not None else answer


@dataclass(slots=True)
class Hand:
    """A message in hand, and its answer when there is one."""

    answer: Answer = field(default_factory=Answer)


@dataclass(slots=True)
class InHand:
    """The keys of messages that are worked or answered here; those that arrived are gathered and forgotten at once.

    `_until` is when the lease of each runs out, as far as we know: after that somebody else may have it.
    """

    forgetting: asyncio.Lock = field(default_factory=asyncio.Lock)
    _keys: dict[str, float] = field(default_factory=dict)
    _until: dict[str, datetime] = field(default_factory=dict)
    _arrived: set[str] = field(default_factory=set)

    def begin(self, key: str, until: datetime) -> None:
        """Take a message in hand that is ours until then."""
        self._keys[key], self._until[key] = monotonic(), until

    def end(self, key: str) -> None:
        """Let go of one."""
        self._keys.pop(key, None)
        self._until.pop(key, None)

    def hold(self, keys: Collection[str], until: datetime) -> None:
        """Note that the leases of messages in hand were begun anew."""
        self._until.update((key, until) for key in keys if key in self._keys)

    def is_held(self, key: str, now: datetime) -> bool:
        """Tell whether a message is surely ours for a while yet."""
        return key in self._until and now <= self._until[key] - inbox.LEASE / 3

    def has(self, key: str) -> bool:
        """Tell whether a message is in hand."""
        return key in self._keys

    def keys(self) -> Collection[str]:
        """Return what is in hand; what is so for too long was lost sight of, and is left to be taken over."""
        since = monotonic() - LONGEST_S
        return tuple(key for key, begun in self._keys.items() if begun > since)

    @contextmanager
    def until_answered(self, key: str, now: datetime) -> Iterator[Hand]:
        """Hold a message while it is worked, and on where its answer is kept until that has arrived."""
        self.begin(key, self._until.get(key, now))
        hand = Hand()
        try:
            yield hand
        finally:
            if not hand.answer.key:
                self.end(key)

    def gather(self, key: str) -> None:
        """Note that an answer has arrived."""
        self._arrived.add(key)

    def is_busy(self) -> bool:
        """Tell whether others are in hand beside an answer that arrived and waits to be forgotten."""
        return bool(self._arrived) and len(self._keys) > len(self._arrived)

    def gathered(self) -> Collection[str]:
        """Return all that have arrived and are still kept."""
        return tuple(self._arrived)

    def forget(self, keys: Collection[str]) -> None:
        """Let go of answers that are kept no more."""
        self._arrived.difference_update(keys)
        for key in keys:
            self.end(key)
