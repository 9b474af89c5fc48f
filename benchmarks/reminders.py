"""A burst of reminders due in the same second, and how late single ones are: `python -m benchmarks.reminders`."""

import argparse
import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import func, select

from benchmarks.databases import KINDS, Kind, databases
from benchmarks.find import opened
from benchmarks.office import ORG, furnish
from benchmarks.rounds import percentile, table
from crmbot.chat.address import Address, SentRef
from crmbot.chat.card import Drawn
from crmbot.chat.limits import Limits
from crmbot.chat.sender import Delivered, Delivery
from crmbot.commands import build_registry
from crmbot.core import reminders
from crmbot.core.clock import SystemClock
from crmbot.logs import configure
from crmbot.scheduler.app import Scheduler
from crmbot.store.engine import Database
from crmbot.store.models.activity import Priority, Task, TaskStatus
from crmbot.store.models.messaging import Outbox
from crmbot.store.models.people import ChatIdentity
from crmbot.store.models.reminder import Reminder, ReminderStatus
from crmbot.store.uow import read_only, unit_of_work

BURST_S, LATE_MS = 2.0, 1000.0
SPREAD_S = 10.0
_ROOMY = Limits(10_000, 200, 75, 25, forms=False, confirms=True)


def put(database: Database, dues: Sequence[datetime]) -> None:
    """Store open tasks with a reminder each, spread over the people."""
    with unit_of_work(database) as session:
        session.info["untracked"] = True
        users = list(session.scalars(select(ChatIdentity.user_id).where(ChatIdentity.platform == "slack")))
        rows = [_task(number, users[number % len(users)], due) for number, due in enumerate(dues)]
        session.add_all(rows)
        session.flush()
        session.add_all(_reminder(row, due) for row, due in zip(rows, dues, strict=True))
        session.flush()
        session.info["untracked"] = False


def _task(number: int, user_id: int, due: datetime) -> Task:
    return Task(
        title=f"Call number {number}",
        owner_id=user_id,
        assignee_id=user_id,
        status=TaskStatus.TODO,
        priority=Priority.NORMAL,
        due_on=due.date(),
        due_time=due.time(),
        due_zone="UTC",
        due_at=due,
        created_at=due - timedelta(days=1),
        updated_at=due - timedelta(days=1),
        requires_approval=False,
        origin_private=True,
    )


def _reminder(task: Task, due: datetime) -> Reminder:
    wall = due.replace(tzinfo=None).isoformat(timespec="minutes")
    kind = {"kind": reminders.AT_TIME, "status": ReminderStatus.PENDING, "minutes": 0, "fired": 0}
    return Reminder(record_id=task.id, user_id=task.assignee_id, due_at=due, wall_time=wall, zone="UTC", **kind)


def fire(database: Database, now: datetime) -> int:
    """Claim, check and hand over everything that is due, batch by batch, as the scheduler does."""
    fired = 0
    while True:
        with unit_of_work(database) as session:
            count = reminders.fire_due(session, now, ORG)
        if not count:
            return fired
        fired += count


def burst(database: Database, count: int, rounds: int) -> tuple[str, ...]:
    """Return how long bursts took."""
    took = []
    for at in range(rounds):
        due = datetime.fromisoformat("2026-11-20T09:00:00+00:00") + timedelta(hours=at)
        put(database, [due] * count)
        began = time.perf_counter()
        fired = fire(database, due + timedelta(seconds=1))
        took.append(time.perf_counter() - began)
        assert fired == count
    with read_only(database) as session:
        handed = session.scalar(select(func.count()).select_from(Outbox).where(Outbox.kind == "reminder"))
    assert handed == count * rounds
    worst = max(took)
    mark = " !" if worst > BURST_S else ""
    return (f"{count:,} at once, s", f"{statistics.median(took):.2f}", f"{worst:.2f}{mark}")


@dataclass(slots=True)
class Taker:
    """A platform that takes everything at once, and notes when."""

    wanted: int
    limits: Limits = _ROOMY
    took: list[float] = field(default_factory=list)
    all_taken: asyncio.Event = field(default_factory=asyncio.Event)

    async def send(self, address: Address, drawn: Drawn) -> Delivery:
        """Take a message."""
        del drawn
        self.took.append(time.time())
        if len(self.took) == self.wanted:
            self.all_taken.set()
        return Delivered(str(SentRef(address, str(len(self.took)))))

    async def reply(self, ref: str, drawn: Drawn) -> Delivery:
        """Take a message under another."""
        return await self.send(SentRef.parse(ref).address, drawn)

    async def edit(self, ref: str, drawn: Drawn) -> Delivery:
        """Take the new state of a card."""
        del drawn
        return Delivered(ref)


async def lateness(database: Database, count: int) -> tuple[str, ...]:
    """Return how late single reminders are on their platform, with the scheduler running in earnest."""
    taker = Taker(count)
    scheduler = Scheduler(database, {"slack": taker, "telegram": taker}, SystemClock(), ORG)
    begin = SystemClock().now() + timedelta(seconds=1)
    dues = [begin + timedelta(seconds=SPREAD_S * number / count) for number in range(count)]
    put(database, dues)
    await scheduler.start()
    try:
        async with asyncio.timeout(SPREAD_S * 6):
            await taker.all_taken.wait()
    finally:
        await scheduler.stop()
    late = [(took - due.timestamp()) * 1e3 for took, due in zip(sorted(taker.took), dues, strict=True)]
    p99 = percentile(late, 99)
    mark = " !" if p99 > LATE_MS else ""
    return (f"{count} over {SPREAD_S:.0f} s, ms late", f"{statistics.median(late):.0f}", f"{p99:.0f}{mark}")


def main(kinds: tuple[Kind, ...], given: argparse.Namespace) -> None:
    configure("ERROR")
    build_registry()
    with databases(kinds) as made:
        for kind in kinds:
            url = made.fresh(kind, "reminders")
            furnish(url)
            with opened(url) as database:
                print(f"\n{kind}")
                rows = [burst(database, given.count, given.rounds)]
                with unit_of_work(database) as session:
                    session.execute(Outbox.__table__.delete())  # type: ignore[attr-defined]  # a table
                rows.append(asyncio.run(lateness(database, given.single)))
                table([("", "p50", "worst / p99"), *rows])
    print(f"\nAim: a burst in < {BURST_S:.0f} s, p99 of the lateness < {LATE_MS:.0f} ms; what misses it has a !")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="one kind of database")
    parser.add_argument("--count", type=int, default=10_000, help="reminders due in the same second")
    parser.add_argument("--rounds", type=int, default=5, help="how many bursts")
    parser.add_argument("--single", type=int, default=300, help="reminders of which each has its own instant")
    arguments = parser.parse_args()
    main((arguments.only,) if arguments.only else KINDS, arguments)
