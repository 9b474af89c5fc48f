"""The agenda of a team of fifty over a week, among a year of events, and calendars at their addresses."""

import argparse
import gc
import statistics
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from typing import Any, NamedTuple, cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from benchmarks.crowd import STRETCH, learn
from benchmarks.databases import KINDS, Kind, databases
from benchmarks.find import opened
from benchmarks.office import NOW, ORG, furnish
from benchmarks.rounds import percentile, table
from crmbot.commands import build_registry
from crmbot.core import agenda, feeds, people
from crmbot.core.context import Context
from crmbot.core.feeds import gathering
from crmbot.core.feeds.composing import Whose
from crmbot.logs import configure
from crmbot.store.engine import Database
from crmbot.store.models.activity import (
    Activity,
    Answer,
    Availability,
    EventKind,
    EventStatus,
    Priority,
    TaskStatus,
    Visibility,
)
from crmbot.store.models.attendee import Attendee
from crmbot.store.models.record import Record
from crmbot.store.uow import read_only, unit_of_work

AIM_MS = 50.0
DRAWN_AIM_MS = 100.0
FED, FEW = 2_000, 4
TEAM = 50
PER_DAY = 3
TASKS = 20
BACK, AHEAD = 250, 120
WARM_UP = 5

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_RECORD, _ACTIVITY = cast("Table", Record.__table__), cast("Table", Activity.__table__)
_ATTENDEE = cast("Table", Attendee.__table__)

Row = dict[str, Any]


def staff(database: Database) -> list[int]:
    """Hire the team; return their ids."""
    with unit_of_work(database) as session:
        session.info["untracked"] = True
        made = [
            people.add(
                session, name=f"Planner {number}", email=f"planner{number}@firm.example", role="rep", zone=ORG.zone
            )
            for number in range(TEAM)
        ]
        return [user.id for user in made]


def plan(database: Database, team: Sequence[int]) -> int:
    """Give everybody a year of events, each with a colleague, and some tasks; return how many events there are."""
    chance = Random(3)
    days = [NOW + _DAY * number for number in range(-BACK, AHEAD)]
    slots = [(user, day) for day in days for user in team for _ in range(PER_DAY)]
    with unit_of_work(database) as session:
        session.info["untracked"] = True
        first = (session.scalar(select(func.max(Record.id))) or 0) + 1
        for start in range(0, len(slots), STRETCH):
            some = slots[start : start + STRETCH]
            _put_events(session, first + start, [(user, _hour(day, chance)) for user, day in some], team, chance)
        _put_tasks(session, first + len(slots), team, chance)
    learn(database)
    return len(slots)


def _hour(day: datetime, chance: Random) -> datetime:
    return day.replace(hour=chance.randrange(8, 18), minute=chance.choice((0, 30)))


def _put_events(
    session: Session, first: int, slots: Sequence[tuple[int, datetime]], team: Sequence[int], chance: Random
) -> None:
    records, activities, asked = [], [], []
    for number, (user, at) in enumerate(slots, first):
        records.append(_record(number, "event", user, at))
        activities.append(_event(number, at, is_private=chance.random() < 0.1))
        other = chance.choice(team)
        if other != user:
            asked.append({"activity_id": number, "user_id": other, "answer": Answer.NONE})
    session.execute(insert(_RECORD), records)
    session.execute(insert(_ACTIVITY), activities)
    session.execute(insert(_ATTENDEE), asked)


def _record(number: int, kind: str, user: int, at: datetime) -> Row:
    made = {"created_at": at - _DAY, "updated_at": at - _DAY, "created_by_id": user, "version": 1}
    return {"id": number, "kind": kind, "title": f"Talk number {number}", "search_text": "", "owner_id": user, **made}


def _event(number: int, at: datetime, *, is_private: bool) -> Row:
    when = {"starts_at": at, "ends_at": at + _HOUR, "starts_on": at.date(), "starts_time": at.time(), "zone": "UTC"}
    return {
        "record_id": number,
        "kind": "event",
        "event_kind": EventKind.MEETING,
        "event_status": EventStatus.PLANNED if at > NOW else EventStatus.HELD,
        "visibility": Visibility.PRIVATE if is_private else Visibility.PUBLIC,
        "availability": Availability.BUSY,
        **_PLAIN,
        **when,
    }


_PLAIN: Row = {"all_day": False, "requires_approval": False, "origin_private": True}


def _put_tasks(session: Session, first: int, team: Sequence[int], chance: Random) -> None:
    owners = [user for user in team for _ in range(TASKS)]
    days = [(NOW + _DAY * chance.randrange(-10, 30)).date() for _ in owners]
    session.execute(insert(_RECORD), [_record(number, "task", user, NOW) for number, user in enumerate(owners, first)])
    session.execute(
        insert(_ACTIVITY),
        [
            {
                "record_id": number,
                "kind": "task",
                "assignee_id": user,
                "status": TaskStatus.TODO,
                "priority": Priority.NORMAL,
                "due_on": day,
                **_PLAIN,
            }
            for number, (user, day) in enumerate(zip(owners, days, strict=True), first)
        ],
    )


def asked(database: Database, reader: int, team: Sequence[int], count: int) -> list[float]:
    """Return how long the team's week takes, in milliseconds, each in a session of its own."""
    took = []
    for number in range(WARM_UP + count):
        with read_only(database) as session:
            ctx = Context(session, people.actor(session, reader), NOW, org=ORG)
            began = time.perf_counter()
            found = agenda.agenda(ctx, team, NOW.date() + _DAY * (number % 14), 7)
            took.append((time.perf_counter() - began) * 1e3)
            assert sum(len(day.entries) for day in found) > TEAM * PER_DAY
    return took[WARM_UP:]


def _row(name: str, took: Sequence[float]) -> tuple[str, ...]:
    p99 = percentile(took, 99)
    return name, f"{statistics.median(took):.1f}", f"{p99:.1f}" + (" !" if p99 > AIM_MS else "")


def main(kinds: tuple[Kind, ...], count: int) -> None:
    configure("ERROR")
    build_registry()
    with databases(kinds) as made:
        for kind in kinds:
            url = made.fresh(kind, "agenda")
            furnish(url)
            with opened(url) as database:
                team = staff(database)
                events = plan(database, team)
                gc.collect()
                gc.freeze()  # as the house does when it has started
                print(f"\n{kind}, {events:,} events")
                rows = [
                    _row("as the owner, ms", asked(database, 1, team, count)),
                    _row("as one of them, ms", asked(database, team[0], team, count)),
                    _row("one person’s, ms", asked_alone(database, team[0], count)),
                ]
                table([("", "p50", "p99"), *rows])
                told = calendar_fed(database, team)
                print(f"a calendar, ms: {told.read:.0f} to read, {told.made:.0f} to make its entries")
                print(f"{FED:,} entries of it, ms: {told.drawn:.0f} to draw")
    print(f"Aim: a calendar of {FED:,} entries is drawn in < {DRAWN_AIM_MS:.0f} ms", end="")
    print(f"\nAim: p99 < {AIM_MS:.0f} ms; what misses it has a !")


def asked_alone(database: Database, user: int, count: int) -> list[float]:
    """Return how long one's own week takes, in milliseconds."""
    took = []
    for _ in range(WARM_UP + count):
        with read_only(database) as session:
            ctx = Context(session, people.actor(session, user), NOW, org=ORG)
            began = time.perf_counter()
            agenda.agenda(ctx, [user], NOW.date(), 7)
            took.append((time.perf_counter() - began) * 1e3)
    return took[WARM_UP:]


class Fed(NamedTuple):
    """How long a calendar takes to be read, to be made into entries, and to be drawn, in milliseconds."""

    read: float
    made: float
    drawn: float


def calendar_fed(database: Database, team: Sequence[int]) -> Fed:
    """Return how long the calendar of a few people takes that a program follows: the best of some tries."""
    tries = []
    for _ in range(WARM_UP):
        with read_only(database) as session:
            ctx = Context(session, people.actor(session, team[0]), NOW, org=ORG)
            began = time.perf_counter()
            whole = gathering.calendar(ctx, "Team", Whose(team[0], team[:FEW]))
        read = time.perf_counter()
        sheet = whole.sheet()
        made = time.perf_counter()
        feeds.draw_feed(replace(sheet, entries=sheet.entries[:FED]))
        tries.append(Fed((read - began) * 1e3, (made - read) * 1e3, (time.perf_counter() - made) * 1e3))
        assert len(sheet.entries) >= FED, len(sheet.entries)
    return min(tries)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=KINDS, help="one kind of database")
    parser.add_argument("--count", type=int, default=200, help="how often each is asked")
    arguments = parser.parse_args()
    main((arguments.only,) if arguments.only else KINDS, arguments.count)
