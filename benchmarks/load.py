"""Web and scheduler processes under the talk of hundreds, over the wire: `python -m benchmarks.load`."""

import argparse
import asyncio
import os
import statistics
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

import psycopg

from benchmarks import corporation
from benchmarks.corporation import Size
from benchmarks.databases import databases
from benchmarks.loading import requests
from benchmarks.loading.driving import Crowd
from benchmarks.loading.platforms import SLACK_TOKEN, TOKEN, Screens, SlackStandIn, TelegramStandIn
from benchmarks.loading.talk import Known
from benchmarks.loading.watching import Use, busy, use_of, work_below
from benchmarks.loading.wire import HOST, Client, listen, port_of
from benchmarks.rounds import percentile, table
from crmbot.logs import configure
from crmbot.store.engine import plain_url
from tests.e2e.process import Process, free_port, started

AIM_MS, NEVER_MS, FLAT = 500.0, 3000.0, 0.05
SETTLE_S, WARM_UP_S, MINUTE_S = 60.0, 20.0, 60.0
MORNING = 40
"""So many records of each kind somebody has to do with in these minutes."""


@dataclass(slots=True)
class Minute:
    """What every process held and worked in one minute."""

    uses: Mapping[str, Use]
    server_s: float
    driver_s: float
    machine_s: float


@dataclass(slots=True)
class House:
    """The processes, and what is known of them minute by minute."""

    processes: Mapping[str, Process]
    minutes: list[Minute] = field(default_factory=list)

    def look(self, server: int) -> None:
        """Note what everybody uses."""
        uses = {name: use_of(process.pid) for name, process in self.processes.items()}
        self.minutes.append(Minute(uses, work_below(server), use_of(os.getpid()).cpu_s, busy()["busy"]))


@asynccontextmanager
async def house(url: str, webs: int, *, slack: str, telegram: str) -> AsyncIterator[House]:
    """Start the processes as a host does, and wait until they listen."""
    environment = {
        "DATABASE_URL": url,
        "SLACK_API_URL": f"{slack}/api/",
        "SLACK_BOT_TOKEN": SLACK_TOKEN,
        "SLACK_SIGNING_SECRET": requests.SECRET,
        "TELEGRAM_BOT_TOKEN": TOKEN,
        "TELEGRAM_API_URL": telegram,
        "TELEGRAM_WEBHOOK_URL": f"http://{HOST}",
        "TELEGRAM_WEBHOOK_SECRET": requests.WEBHOOK_SECRET,
        "CRMBOT_TIMEZONE": "Europe/London",
        "CRMBOT_LOG_LEVEL": "WARNING",
    }
    async with AsyncExitStack() as stack:
        running = {}
        for number in range(webs):
            process = await stack.enter_async_context(started("web", port=free_port(), **environment))
            await process.listening()
            running[f"web {number + 1}"] = process
        running["scheduler"] = await stack.enter_async_context(started("scheduler", port=free_port(), **environment))
        yield House(running)
        for process in running.values():
            process.terminate()
        for name, process in running.items():
            await process.ended()
            _tell_log(name, process)


def _tell_log(name: str, process: Process) -> None:
    lines = process.log.decode(errors="replace").splitlines()
    if lines:
        print(f"\n{name} logged {len(lines)} lines of warnings and worse, the first of them:")
        print("\n".join(f"  {line[:300]}" for line in lines[:5]))


def learnt(url: str, people: int) -> list[Known]:
    """Return what each of the people has to do with this morning."""
    plain = plain_url(url)
    with psycopg.connect(plain) as connection:
        workers = connection.execute("SELECT id FROM \"user\" WHERE email LIKE 'worker%%' ORDER BY id").fetchall()
        return [_known(connection, int(worker[0])) for worker in workers[:people]]


def _known(connection: "psycopg.Connection[tuple[object, ...]]", worker: int) -> Known:
    of = {kind: _records(connection, worker, kind) for kind in ("company", "contact", "deal", "task")}
    return Known(of["company"], of["contact"], [each for each, _ in of["deal"]], [each for each, _ in of["task"]])


def _records(connection: "psycopg.Connection[tuple[object, ...]]", worker: int, kind: str) -> list[tuple[int, str]]:
    """Return records somebody owns; who has none of a kind looks at those of others."""
    asked = "SELECT id, title FROM record WHERE kind = %s AND (owner_id = %s OR %s) ORDER BY id LIMIT %s"
    for of_all in (False, True):
        rows = connection.execute(asked, (kind, worker, of_all, MORNING)).fetchall()
        if rows:
            break
    return [(int(str(number)), str(title)) for number, title in rows]


async def drive(url: str, server: int, given: argparse.Namespace) -> None:
    """Let them talk, and print what it was like."""
    screens = Screens()
    slack, telegram = SlackStandIn(screens), TelegramStandIn(screens)
    slack_door, telegram_door = await listen(slack.take), await listen(telegram.take)
    slack_root, telegram_root = (f"http://{HOST}:{port_of(door)}" for door in (slack_door, telegram_door))
    known = learnt(url, given.people)
    async with house(url, given.webs, slack=slack_root, telegram=telegram_root) as running:
        clients = [Client(process.port) for name, process in running.processes.items() if name != "scheduler"]
        crowd = Crowd(known, clients, slack, telegram, f"{slack_root}/response")
        await crowd.talk(given.rate / 4, WARM_UP_S)
        await crowd.settle(SETTLE_S)
        crowd = Crowd(known, clients, slack, telegram, crowd.responses, chance=crowd.chance)
        screens.took_s.clear()
        running.look(server)
        began = time.perf_counter()
        async with asyncio.TaskGroup() as together:
            talking = together.create_task(crowd.talk(given.rate, given.minutes * MINUTE_S))
            together.create_task(_watch(running, server, talking))
        talked_s = time.perf_counter() - began
        await crowd.settle(SETTLE_S)
        _report(crowd, running, talked_s, time.perf_counter() - began)
        for client in clients:
            client.close()
    for door in (slack_door, telegram_door):
        door.close()


async def _watch(running: House, server: int, talking: "asyncio.Task[None]") -> None:
    """Look at everybody once a minute, and at the end."""
    while not talking.done():
        await asyncio.wait({talking}, timeout=MINUTE_S)
        running.look(server)


def _report(crowd: Crowd, running: House, talked_s: float, answered_s: float) -> None:
    outcome, screens = crowd.outcome, crowd.screens
    every, answers = outcome.every_s, screens.took_s
    print(f"\n{outcome.sent:,} commands in {talked_s:.0f} s, {outcome.sent / talked_s:.0f} a second;", end=" ")
    print(f"all answered within {answered_s:.0f} s: {len(answers) / answered_s:.0f} a second, {screens.owed} owed")
    rows: list[tuple[str, ...]] = [("", "count", "p50 ms", "p99 ms", "max ms")]
    rows += [_times("acknowledged", every), _times("answered", answers)]
    rows += [_times(f"  {sort}", times) for sort, times in sorted(outcome.acknowledged_s.items())]
    rows.append(_times("driver late", outcome.late_s))
    table(rows)
    for what, many in outcome.refused.items():
        print(f"refused: {what}, {many} times")
    table(list(_minutes(running, outcome.sent)))
    worst = [each * 1e3 for each in (percentile(every, 99), max(every))]
    held = worst[0] < AIM_MS and worst[1] < NEVER_MS and not screens.owed and not outcome.refused
    print(f"\nAim: acknowledged p99 < {AIM_MS:.0f} ms, never over {NEVER_MS:.0f} ms: {'held' if held else 'missed !'}")


def _times(name: str, times_s: Sequence[float]) -> tuple[str, ...]:
    if not times_s:
        return (name, "0", "", "", "")
    shown = (statistics.median(times_s), percentile(times_s, 99), max(times_s))
    return (name, f"{len(times_s):,}", *(f"{each * 1e3:,.0f}" for each in shown))


def _minutes(running: House, sent: int) -> Iterator[tuple[str, ...]]:
    """Yield a line for each process: its memory at the end of each minute, its share of the work for one command."""
    looks = running.minutes
    yield ("", *(f"MB {number}" for number in range(len(looks))), "last/first", "ms CPU a command of all")
    for name in running.processes:
        held = [look.uses[name].resident_mb for look in looks]
        worked = looks[-1].uses[name].cpu_s - looks[0].uses[name].cpu_s
        grown = held[-1] / held[1] if held[1] else 0.0
        mark = " !" if abs(grown - 1) > FLAT else ""
        yield (name, *(f"{each:.0f}" for each in held), f"{grown:.3f}{mark}", f"{worked / sent * 1e3:.2f}")
    blank = [""] * (len(looks) + 1)
    for name, worked in (
        ("PostgreSQL", looks[-1].server_s - looks[0].server_s),
        ("driver", looks[-1].driver_s - looks[0].driver_s),
        ("the whole machine", looks[-1].machine_s - looks[0].machine_s),
    ):
        yield (name, *blank, f"{worked / sent * 1e3:.2f}")


def main(given: argparse.Namespace) -> None:
    configure("ERROR")
    with databases(("postgresql",)) as made:
        url = made.fresh("postgresql", "load")
        corporation.found(url, Size.of(given.contacts, given.people))
        assert made.server is not None
        asyncio.run(drive(url, made.server_pid, given))


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rate", type=float, default=200.0, help="commands a second")
    parser.add_argument("--minutes", type=float, default=5.0)
    parser.add_argument("--webs", type=int, default=2, help="processes that listen")
    parser.add_argument("--people", type=int, default=400)
    parser.add_argument("--contacts", type=int, default=20_000)
    main(parser.parse_args())
