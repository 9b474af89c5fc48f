"""How soon many messages are out, against the soonest the platforms allow: `python -m benchmarks.delivery`.

The clock is simulated: it jumps to the next instant something may leave. Places and turns are given by
`crmbot.core.delivery.pacing` as in production, in the order and the batches in which the outbox gives facts out; the
platform is a model that refuses what comes faster than it allows. That the rows behind it do the same is for
`tests/scheduler/test_pacing.py` to show.
"""

import argparse
import heapq
import math
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from benchmarks.rounds import table
from crmbot.chat.limits import Limits, Pace
from crmbot.core.delivery import pacing
from crmbot.core.delivery.pacing import Gaps, Slot
from crmbot.handlers.slack.limits import LIMITS as SLACK
from crmbot.handlers.telegram.render import LIMITS as TELEGRAM
from crmbot.scheduler.claims import BATCH
from crmbot.scheduler.pacing import gaps
from crmbot.store.models.messaging import Lane, RateToken

AIM = 1.06
BEGIN = datetime(2026, 11, 20, 9, tzinfo=UTC)
WINDOW = timedelta(seconds=1)
CHATS = (1, 10, 100, 1_000, 10_000)
TENANT = "1"


@dataclass(frozen=True, slots=True)
class Road:
    """A platform and a sort of chat: its pace as the product knows it, seconds between messages to one chat."""

    name: str
    platform: str
    limits: Limits
    private: bool

    @property
    def gap_s(self) -> float:
        """Seconds the platform wants between two messages to one chat."""
        return self.pace.per_chat_s if self.private else self.pace.per_group_s

    @property
    def pace(self) -> Pace:
        """How fast the platform takes messages."""
        return self.limits.pace

    def shortest_s(self, messages: int, chats: int) -> float:
        """Return the fewest seconds in which so many messages can be out."""
        in_one_chat = (math.ceil(messages / chats) - 1) * self.gap_s
        in_all = (messages - 1) / self.pace.overall_per_s if self.pace.overall_per_s else 0.0
        return max(in_one_chat, in_all)


ROADS = (
    Road("Slack channels", "slack", SLACK, private=False),
    Road("Telegram private", "telegram", TELEGRAM, private=True),
    Road("Telegram groups", "telegram", TELEGRAM, private=False),
)


@dataclass(slots=True)
class Platform:
    """Takes what comes within its limits, and counts what it would refuse."""

    road: Road
    last: dict[str, datetime] = field(default_factory=dict)
    second: deque[datetime] = field(default_factory=deque)
    sent: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    refused: int = 0

    def take(self, chat: str, at: datetime) -> None:
        """Take one message."""
        before = self.last.get(chat)
        if before is not None and (at - before).total_seconds() < self.road.gap_s:
            self.refused += 1
        while self.second and self.second[0] <= at - WINDOW:
            self.second.popleft()
        if self.road.pace.overall_per_s and len(self.second) >= self.road.pace.overall_per_s:
            self.refused += 1
        self.last[chat] = at
        self.second.append(at)
        self.sent[chat] += 1


@dataclass(slots=True)
class Queue:
    """Messages that wait, each with its place, in the order in which they are looked at."""

    waiting: list[tuple[datetime, int, str, Slot | None]]

    @classmethod
    def of(cls, messages: int, chats: int) -> "Queue":
        """Return messages that are all due now, in turn for every chat."""
        return cls([(BEGIN, number, f"chat {number % chats}", None) for number in range(messages)])

    def due(self, now: datetime) -> Iterator[tuple[int, str, Slot | None]]:
        """Take a batch of those that are due."""
        for _ in range(BATCH):
            if not self.waiting or self.waiting[0][0] > now:
                return
            _, number, chat, booked = heapq.heappop(self.waiting)
            yield number, chat, booked

    def put_back(self, number: int, chat: str, slot: Slot) -> None:
        """Let a message wait for its place."""
        heapq.heappush(self.waiting, (slot.at, number, chat, slot))


def deliver(road: Road, messages: int, chats: int) -> tuple[Platform, datetime]:
    """Let everything leave; return what the platform saw, and when the last one left."""
    platform, queue, last = Platform(road), Queue.of(messages, chats), BEGIN
    bot, theirs = (road.platform, TENANT), gaps(road.pace, is_private=road.private)
    lanes = {f"chat {number}": _lane(number) for number in range(chats)} if theirs.chat_s or theirs.bot_s else {}
    turns = {bot: RateToken(platform=bot[0], tenant=bot[1], next_free=pacing.NEVER)} if theirs.bot_s else {}
    ways = pacing.Road(lanes, turns)
    while queue.waiting:
        now = max(queue.waiting[0][0], last)
        for number, chat, booked in list(queue.due(now)):
            slot = ways.slot(chat, bot, theirs, now, booked)
            if slot.waits is not None:
                queue.put_back(number, chat, slot)
                continue
            platform.take(chat, now)
            _took(ways, chat, theirs, now)
            last = now
    return platform, last


def _lane(number: int) -> Lane:
    return Lane(address=f"chat {number}", next_free=pacing.NEVER, ready_at=None)


def _took(ways: pacing.Road, chat: str, theirs: Gaps, now: datetime) -> None:
    """Keep the lane as the settling of a message does."""
    lane = ways.lanes.get(chat)
    if lane is not None and theirs.chat_s:
        lane.next_free = max(lane.next_free, now + theirs.chat)


def measure(road: Road, messages: int, chats: int) -> tuple[str, ...]:
    """Return a line: how long it took, how long it has to take, and what was refused."""
    platform, last = deliver(road, messages, chats)
    assert sum(platform.sent.values()) == messages
    took, shortest = (last - BEGIN).total_seconds(), road.shortest_s(messages, chats)
    ratio = took / shortest if shortest else 1.0
    mark = " !" if ratio > AIM or platform.refused else ""
    return (f"{road.name}, {chats:,}", f"{shortest:,.0f}", f"{took:,.0f}", f"{ratio:.3f}{mark}", str(platform.refused))


def main(given: argparse.Namespace) -> None:
    print(f"{given.messages:,} messages")
    rows = [measure(road, given.messages, chats) for road in ROADS for chats in given.chats]
    table([("to chats", "shortest s", "took s", "ratio", "refused"), *rows])
    print(f"\nAim: at most {AIM} times the shortest, nothing refused; what misses it has a !")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--chats", type=int, nargs="*", default=list(CHATS), help="over how many chats")
    main(parser.parse_args())
