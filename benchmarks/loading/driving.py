"""People who speak at a fixed rate, whether or not they were answered, and how long they waited."""

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from benchmarks.corporation import slack_worker, telegram_worker
from benchmarks.loading import requests, talk
from benchmarks.loading.platforms import Screens, SlackStandIn, TelegramStandIn
from benchmarks.loading.requests import Request
from benchmarks.loading.talk import Known, Turn
from benchmarks.loading.wire import Client

OK = 200
LOOK_S = 0.2
SLACK_CHANNEL, SLACK_DIRECT, TELEGRAM = range(3)
_PLACES = (SLACK_CHANNEL, SLACK_DIRECT, TELEGRAM, TELEGRAM)


@dataclass(slots=True)
class Outcome:
    """What came of it: seconds until the acknowledgement by sort of turn, refusals, and how late we began ourselves."""

    acknowledged_s: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: Counter[str] = field(default_factory=Counter)
    late_s: list[float] = field(default_factory=list)
    sent: int = 0

    @property
    def every_s(self) -> list[float]:
        """All acknowledgements."""
        return [each for times in self.acknowledged_s.values() for each in times]


@dataclass(slots=True)
class Crowd:
    """The people, each with a place where they talk: half of them on Telegram, the others on Slack."""

    known: Sequence[Known]
    clients: Sequence[Client]
    slack: SlackStandIn
    telegram: TelegramStandIn
    responses: str
    outcome: Outcome = field(default_factory=Outcome)
    chance: Random = field(default_factory=lambda: Random(6))
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def screens(self) -> Screens:
        """What people see."""
        return self.slack.screens

    async def talk(self, per_s: float, seconds: float) -> None:
        """Say so much each second, one person after the other."""
        began = time.perf_counter()
        for number in range(int(per_s * seconds)):
            at = began + number / per_s
            if (wait := at - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            self.outcome.late_s.append(time.perf_counter() - at)
            task = asyncio.create_task(self._say(number))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def settle(self, within_s: float) -> None:
        """Wait until everybody is answered, or for so long."""
        for _ in range(int(within_s / LOOK_S)):
            if not self._tasks and not self.screens.owed:
                return
            await asyncio.sleep(LOOK_S)

    async def _say(self, number: int) -> None:
        request, turn = self._request(number)
        client = self.chance.choice(self.clients)
        self.outcome.sent += 1
        self.screens.ask(request.chat)
        began = time.perf_counter()
        try:
            response = await client.post(request.path, request.headers, request.body)
        except ConnectionError as error:
            self.outcome.refused[type(error).__name__] += 1
            return
        self.outcome.acknowledged_s[turn.sort].append(time.perf_counter() - began)
        if response.status != OK:
            self.outcome.refused[f"status {response.status}"] += 1
        elif request.path == requests.SLACK_PATH:
            self.slack.acknowledged(request.chat, response.body)

    def _request(self, number: int) -> tuple[Request, Turn]:
        who = number % len(self.known)
        place, user = _PLACES[who % len(_PLACES)], slack_worker(who)
        chat = {SLACK_CHANNEL: f"C{user}", SLACK_DIRECT: f"D{user}"}.get(place, str(telegram_worker(who)))
        turn = talk.turn(self.known[who], self.screens.shown.get(chat), self.chance)
        if place == TELEGRAM:
            return requests.on_telegram(telegram_worker(who), turn), turn
        return requests.on_slack(user, turn, self.responses, in_channel=place == SLACK_CHANNEL), turn
