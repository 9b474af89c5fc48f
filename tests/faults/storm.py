"""One run: people write while things go wrong; then it is calm, all is brought to its end, and judged."""

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import time

from sqlalchemy.exc import DBAPIError

from crmbot.store.engine import open_database
from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import Rules, TelegramDouble
from tests.faults.databases import POSTGRESQL, SQLITE, mend_server
from tests.faults.house import House, Member, busy, port_of
from tests.faults.mischief import Deck, World
from tests.faults.oracle import Oracle, Verdict, unfinished
from tests.faults.people import Crowd
from tests.faults.server import OwnServer

BEGIN_S = 120.0
CALM_S = 120.0
"""How long all may take to begin, and to come nearer to its end, on a machine of our own."""

OWED_S = 3.0
"""How long a second of the storm may be paid for afterwards: people write faster than a platform lets one answer."""

SECRET = "a-secret-of-the-webhook"
TEAM = {"web-1": "web", "web-2": "web", "scheduler-1": "scheduler", "scheduler-2": "scheduler"}
ALONE = {"run-1": "run"}
RULES = Rules(webhook_attempts=10_000)


@dataclass(frozen=True, slots=True)
class Plan:
    """How long, how often, and in which order."""

    seed: int
    storm_s: float
    every_s: float = 0.4

    @property
    def reminders(self) -> int:
        """How many fall due for each person."""
        return 4 + int(self.storm_s / 20)


@dataclass(slots=True)
class Report:
    """What a run came to."""

    plan: Plan
    where: str
    inputs: int
    reminders: int
    faults: Counter[str]
    starts: int
    verdict: Verdict
    log: str = field(repr=False, default="")

    def __str__(self) -> str:
        """Say it in lines, for whoever reads the run."""
        verdict = self.verdict
        lines = [
            f"== faults on {self.where}, seed {self.plan.seed}, {self.plan.storm_s:g} s",
            f"inputs tried: {self.inputs}, reminders due: {self.reminders}, starts of processes: {self.starts}",
            f"a fault every {self.plan.every_s:g} s, on a machine {busy():.1f} times as busy as it can be",
            f"faults injected: {self.faults.total()}",
            *(f"  {count:4} {kind}" for kind, count in sorted(self.faults.items())),
            f"not acknowledged, and not stored: {verdict.unacknowledged}",
            f"failed on our side, and the person was told: {verdict.told_of_failure}",
            f"messages lost: {len(verdict.lost)}",
            f"messages doubled without a cause: {len(verdict.doubled)}",
            f"messages doubled with a cause: {verdict.excused.total()}",
            *(f"  {count:4} {cause}" for cause, count in sorted(verdict.excused.items())),
        ]
        return "\n".join([*lines, *verdict.wrong])


async def on_postgresql(plan: Plan, server: OwnServer, folder: Path) -> Report:
    """Let two listen and two deliver, by HTTP and webhook, on a server of their own."""
    name = server.new_database()

    def settings(member: Member) -> dict[str, str]:
        url = f"postgresql://crmbot@127.0.0.1:{member.roads['database'].port}/{name}"
        return {"DATABASE_URL": url, "CRMBOT_FILES": str(folder / "files")}

    async with SlackDouble() as slack, TelegramDouble(RULES) as telegram:
        stage = _Stage(plan, slack, telegram)

        def whole(member: Member) -> dict[str, str]:
            return {**stage.tokens(member), **settings(member), **by_post(house)}

        async with House(TEAM, folder, whole) as house:
            stage.crowd.furnish(server.server.database(name), _now(), span_s=plan.storm_s + 5, each=plan.reminders)
            await house.open({"database": lambda: server.socket, **stage.targets})
            slack.app_url = f"http://127.0.0.1:{house.door.port}"
            world = World(house, slack, telegram, stage.chance, server=server, database=name)
            return await stage.play(Deck(world, *POSTGRESQL), world, server.server.database(name))


async def on_sqlite(plan: Plan, file: Path) -> Report:
    """Let one process do all, by Socket Mode and polling, on a file."""
    async with SlackDouble() as slack, TelegramDouble(RULES) as telegram:
        stage = _Stage(plan, slack, telegram)
        url = f"sqlite:///{file}"

        def settings(member: Member) -> dict[str, str]:
            return {**stage.tokens(member), "DATABASE_URL": url, "SLACK_APP_TOKEN": slack.app_token}

        async with House(ALONE, file.parent, settings) as house:
            stage.crowd.furnish(url, _now(), span_s=plan.storm_s + 5, each=plan.reminders)
            await house.open(stage.targets)
            world = World(house, slack, telegram, stage.chance, file=file)
            return await stage.play(Deck(world, *SQLITE), world, url)


def by_post(house: House) -> dict[str, str]:
    """Return the settings of a webhook that comes to whichever process listens."""
    door = f"http://127.0.0.1:{house.door.port}"
    return {"TELEGRAM_WEBHOOK_URL": door, "TELEGRAM_WEBHOOK_SECRET": SECRET}


class _Stage:
    """The platforms of a run, who writes there, and the order of things."""

    def __init__(self, plan: Plan, slack: SlackDouble, telegram: TelegramDouble) -> None:
        self._plan, self._slack, self._telegram = plan, slack, telegram
        self.chance = random.Random(plan.seed)  # noqa: S311 - reproducible chance
        self.crowd = Crowd(slack, telegram, plan.seed)
        self.targets = {"slack": lambda: port_of(slack.url), "telegram": lambda: port_of(telegram.url)}

    def tokens(self, member: Member) -> dict[str, str]:
        """Return what both platforms want to know, with their addresses as this process sees them."""
        return {
            "SLACK_API_URL": f"http://127.0.0.1:{member.roads['slack'].port}/api/",
            "SLACK_BOT_TOKEN": self._slack.bot_token,
            "SLACK_SIGNING_SECRET": self._slack.signing_secret,
            "TELEGRAM_API_URL": f"http://127.0.0.1:{member.roads['telegram'].port}",
            "TELEGRAM_BOT_TOKEN": self._telegram.token,
        }

    async def play(self, deck: Deck, world: World, url: str) -> Report:
        """Let it happen, and judge."""
        repeating = asyncio.create_task(self.crowd.bring_again())
        try:
            await self._begun(world.house)
            until = time() + self._plan.storm_s
            await asyncio.gather(self.crowd.write(until), deck.play(until, self._plan.every_s))
            calm(world)
            await asyncio.to_thread(mend_server, world)
            began = time()
            left = await self._settled(url)
        finally:
            repeating.cancel()
            with suppress(asyncio.CancelledError):
                await repeating
        verdict = Oracle(self.crowd, world.house, self._slack, self._telegram).judge(url)
        verdict.lost += [f"not finished in {time() - began:.0f} s: {left}"] if left else []
        return self._report(world, verdict, url)

    async def _begun(self, house: House) -> None:
        ends = time() + BEGIN_S * busy()
        while len(house.those("run", "web", "scheduler")) < len(house.members):
            assert time() < ends, f"not all processes began in {BEGIN_S:g} s:\n{house.logs()[-4000:]}"
            await asyncio.sleep(0.05)

    async def _settled(self, url: str) -> str:
        """Wait until all that was written is worked, answered and delivered; return what is not in the end."""
        patience = Patience(self._plan.storm_s)
        quiet, left = 0, "?"
        database = open_database(url)
        while quiet < 3 and not patience.is_over:
            with suppress(DBAPIError):
                rest = await asyncio.to_thread(unfinished, database)
                patience.saw(rest.count)
                left = self._on_the_way() or str(rest)
            quiet = 0 if left else quiet + 1
            await asyncio.sleep(0.3)
        database.close()
        return left

    def _on_the_way(self) -> str:
        waiting = len(self._slack.unacknowledged)
        still = "" if self._telegram.queue.is_settled else "updates of Telegram"
        due = max((each.due for each in self.crowd.reminders), default=0.0)
        ahead = "reminders ahead" if due > time() else ""
        return ", ".join(filter(None, [still, f"{waiting} events of Slack" if waiting else "", ahead]))

    def _report(self, world: World, verdict: Verdict, url: str) -> Report:
        starts = sum(each.starts for each in world.house.members.values())
        counts = len(self.crowd.inputs), len(self.crowd.reminders)
        where, log = url.partition(":")[0], world.house.logs()
        return Report(self._plan, where, *counts, world.done, starts=starts, verdict=verdict, log=log)


class Patience:
    """How long one waits for what is left: while it becomes less, and not for ever."""

    def __init__(self, storm_s: float) -> None:
        """Begin to wait after a storm."""
        self._least: int | None = None
        self._moved = time()
        self._last = time() + (CALM_S + OWED_S * storm_s) * busy()

    def saw(self, count: int) -> None:
        """Take note of how much is left."""
        if self._least is None or count < self._least:
            self._least, self._moved = count, time()

    @property
    def is_over(self) -> bool:
        """Whether nothing has become less for too long, or it has taken too long as a whole."""
        return time() > min(self._moved + CALM_S * busy(), self._last)


def calm(world: World) -> None:
    """Let nothing be wrong any more."""
    for member in world.house.members.values():
        member.direct()
        for road in member.roads.values():
            road.heal()
    world.slack.faults.clear()
    world.slack.courier.losing = 0
    world.telegram.faults.planned.clear()
    world.telegram.queue._swapping = False  # the second of the two may never come
    world.telegram.changed.fire()


def _now() -> datetime:
    return datetime.now(UTC)
