"""Who writes during a run, what they wrote, and what they were promised."""

import asyncio
import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from time import time

from crmbot.core import companies, history, people, setup, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context, Organisation, Origin
from crmbot.core.people import ChatUser
from crmbot.core.tasks import TaskDraft
from crmbot.language.when import When
from crmbot.store.engine import open_database
from crmbot.store.uow import unit_of_work
from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import TelegramDouble, User
from tests.doubles.telegram.stage import BOT_ID

NAMES = ("Ana", "Ben", "Cem", "Dia", "Eva", "Fay")
PAUSE_S = 0.45


def tokens() -> Iterator[str]:
    """Yield words that stand nowhere else, and that nobody takes for a number or a day."""
    for number in count(26**3):
        letters, left = "", number
        while left:
            left, rest = divmod(left, 26)
            letters = chr(ord("a") + rest) + letters
        yield f"zq{letters}x"


@dataclass(slots=True)
class Person:
    """Somebody with one chat, on Slack (a user's id) or on Telegram."""

    name: str
    slack: str = ""
    telegram: User | None = None
    channel: str = ""


@dataclass(slots=True)
class Input:
    """Something that was written: by whom, for whom if it is a task, and whether we said that we have it."""

    token: str
    person: Person
    kind: str
    at: float
    to: Person | None = None
    acknowledged: bool = False


@dataclass(frozen=True, slots=True)
class Reminder:
    """A reminder that was in the database from the beginning."""

    token: str
    person: Person
    due: float


class Crowd:
    """Six people, three on each platform, who all write about one company."""

    def __init__(self, slack: SlackDouble, telegram: TelegramDouble, seed: int) -> None:
        """Register them with their platforms."""
        self._slack, self._telegram = slack, telegram
        self._random = random.Random(seed)  # noqa: S311 - reproducible chance
        self._tokens = tokens()
        self.inputs: list[Input] = []
        self.reminders: list[Reminder] = []
        self.people = [self._slack_person(name) for name in NAMES[:3]]
        self.people += [Person(name, telegram=telegram.add_user(name, started=True)) for name in NAMES[3:]]

    def _slack_person(self, name: str) -> Person:
        user = self._slack.add_user(name, f"{name.lower()}@firm.example", "UTC")
        return Person(name, slack=user, channel=self._slack.dm(user))

    def furnish(self, url: str, now: datetime, *, span_s: float, each: int) -> None:
        """Put the people into the database, and reminders for all of them that fall due within a span."""
        database = open_database(url)
        with unit_of_work(database) as session:
            setup.prepare(session, now)
            owner, _ = setup.first_owner(session, name="Ana", email="ana@firm.example", zone="UTC", now=now)
            for person in self.people:
                mail = f"{person.name.lower()}@firm.example"
                user, is_owner = owner, person.name == owner.name
                if not is_owner:
                    user = people.add(session, name=person.name, email=mail, role="manager", zone="UTC")
                chat = self._chat(person)
                people.attach(session, user, chat)
                origin = Origin(f"{chat.platform}:{chat.workspace}:{chat.user}", private=True, via=chat.platform)
                ctx = Context(session, people.actor(session, user.id), now, origin, Organisation())
                history.begin(ctx, "furnish")
                if is_owner:
                    companies.create(ctx, CompanyDraft("Acme"))
                for _ in range(each):
                    self._remind(ctx, person, now + timedelta(seconds=self._random.uniform(2, span_s)))
        database.close()

    def _remind(self, ctx: Context, person: Person, due: datetime) -> None:
        token, wall = next(self._tokens), due.replace(tzinfo=None)
        tasks.create(ctx, TaskDraft(f"Remember {token}", due=When(wall.date(), wall.time(), "UTC")))
        self.reminders.append(Reminder(token, person, due.timestamp()))

    def _chat(self, person: Person) -> ChatUser:
        if person.telegram is not None:
            return ChatUser("telegram", str(BOT_ID), str(person.telegram.id))
        return ChatUser("slack", self._slack.team_id, person.slack)

    async def write(self, until: float) -> None:
        """Let everybody write, each one after the other's answer or not, until a moment."""
        await asyncio.gather(*(self._write(person, until) for person in self.people))

    async def _write(self, person: Person, until: float) -> None:
        while time() < until:
            await self._say(person)
            await asyncio.sleep(self._random.uniform(0.5, 1.5) * PAUSE_S)

    async def _say(self, person: Person) -> None:
        token = next(self._tokens)
        if self._random.random() < 0.3:
            others = [each for each in self.people if each is not person]
            entered = Input(token, person, "task", time(), to=self._random.choice(others))
            words = f"task call {token} @{entered.to.name}" if entered.to else ""
        else:
            entered, words = Input(token, person, "note", time()), f"note Acme: saw {token} there."
        self.inputs.append(entered)
        if person.telegram is not None:
            await self._telegram.say(person.telegram, words)
            entered.acknowledged = True  # it waits there until we say that we have it
        elif self._random.random() < 0.5:
            response = await self._slack.slash(person.slack, person.channel, "/crm", words)
            entered.acknowledged = response.ok
        else:
            await self._slack.say(person.slack, person.channel, words)
            entered.acknowledged = True  # likewise: it is sent until we say so

    async def bring_again(self) -> None:
        """Send again, as Slack does, what was not acknowledged; ends when cancelled."""
        while True:
            await asyncio.sleep(0.5)
            with suppress(ConnectionError):
                await self._slack.retry_lost()

    def screen(self, person: Person) -> list[str]:
        """Return the messages of ours that somebody sees."""
        if person.telegram is not None:
            return [message.text for message in self._telegram.replies(person.telegram)]
        seen = self._slack.messages(person.channel, person.slack)
        return [f"{message.text} {message.blocks}" for message in seen if message.author != person.slack]
