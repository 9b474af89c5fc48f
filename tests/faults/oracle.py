"""What must hold after a run, read from the database and from what the platforms have seen."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from time import time

from sqlalchemy import func, select

from crmbot.store.engine import Database, open_database
from crmbot.store.models.activity import Note, Task
from crmbot.store.models.messaging import Inbox, InboxState, Outbox, OutboxStatus
from crmbot.store.uow import read_only
from tests.doubles.slack import SlackDouble
from tests.doubles.telegram import TelegramDouble
from tests.faults.house import House, busy
from tests.faults.people import Crowd, Input, Person

NOTED_WITHIN_S = 2.0
"""How long after a platform has taken a message we may be killed and not have noted it yet, on a machine with enough
processors; with five that want to work on each, it is five times as long."""

POSTS = frozenset({"chat.postMessage", "chat.postEphemeral"})
SPOILED = frozenset({"cut_after", "half", "garbage", "delay"})
NETWORK = frozenset({"network to the platform cut", "platform refuses connections", "platform is silent"})
_WORD = re.compile(r"zq[a-z]+x")


@dataclass(frozen=True, slots=True)
class Post:
    """A message that a platform took from us: from which process, when, with what trouble about its answer."""

    label: str
    at: float
    trouble: str


@dataclass(slots=True)
class Verdict:
    """What was found: nothing may be `wrong`; `excused` are the second copies that have a cause, by that."""

    lost: list[str] = field(default_factory=list)
    doubled: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    excused: Counter[str] = field(default_factory=Counter)
    told_of_failure: int = 0
    unacknowledged: int = 0

    @property
    def wrong(self) -> list[str]:
        """Everything that must not be."""
        return [*self.lost, *self.doubled, *self.broken]


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored message, as far as the oracle looks at it."""

    state: InboxState
    ref: str | None


@dataclass(slots=True)
class Books:
    """What the database holds, by the words that were written."""

    inbox: dict[str, list[Kept]] = field(default_factory=dict)
    notes: Counter[str] = field(default_factory=Counter)
    tasks: Counter[str] = field(default_factory=Counter)
    dead: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, url: str) -> "Books":
        """Read them; nobody writes any more."""
        books = cls()
        database = open_database(url)
        with read_only(database) as session:
            for inbound, state, ref in session.execute(select(Inbox.inbound, Inbox.state, Inbox.error_ref)):
                for word in set(_WORD.findall(inbound)):
                    books.inbox.setdefault(word, []).append(Kept(state, ref))
            books.notes.update(word for text in session.scalars(select(Note.body)) for word in _words(text))
            books.tasks.update(word for text in session.scalars(select(Task.title)) for word in _words(text))
            dead = select(Outbox.kind, Outbox.last_error).where(Outbox.status == OutboxStatus.DEAD)
            books.dead = [f"{kind}: {error}" for kind, error in session.execute(dead)]
        database.close()
        return books


@dataclass(frozen=True, slots=True)
class Rest:
    """What is still to be worked, answered or delivered."""

    opened: int
    owed: int
    waiting: list[str]

    @property
    def count(self) -> int:
        """How much it is."""
        return self.opened + self.owed + len(self.waiting)

    def __str__(self) -> str:
        """Say it in a line; nothing when all is done."""
        said = f"{self.opened} open, {self.owed} answers, {len(self.waiting)} waiting: {self.waiting[:5]}"
        return said if self.count else ""


def unfinished(database: Database) -> Rest:
    """Return what is still to be worked, answered or delivered."""
    with read_only(database) as session:
        opened = session.scalar(select(func.count()).where(Inbox.state == InboxState.OPEN)) or 0
        owed = session.scalar(select(func.count()).where(Inbox.answer.is_not(None))) or 0
        waiting = session.execute(select(Outbox.kind, Outbox.last_error).where(Outbox.status == OutboxStatus.PENDING))
        return Rest(opened, owed, [f"{kind} ({error})" for kind, error in waiting])


class Oracle:
    """Holds what was promised against what is there."""

    def __init__(self, crowd: Crowd, house: House, slack: SlackDouble, telegram: TelegramDouble) -> None:
        """Look at the end of a run."""
        self._crowd, self._house = crowd, house
        self._noted_within_s = NOTED_WITHIN_S * busy()
        self._slack, self._telegram = slack, telegram
        self._verdict = Verdict()
        self._seen = {person.name: Counter(_by_message(crowd.screen(person))) for person in crowd.people}
        self._shown = {person.name: "\n".join(crowd.screen(person)) for person in crowd.people}

    def judge(self, url: str) -> Verdict:
        """Return what was found."""
        books = Books.read(url)
        for each in self._crowd.inputs:
            self._judge_input(each, books)
        for reminder in self._crowd.reminders:
            if reminder.due < time():
                self._judge_copies(reminder.person, reminder.token, f"reminder {reminder.token}")
        self._verdict.lost += [f"dead letter: {each}" for each in books.dead]
        self._verdict.broken += [f"rule of Slack broken: {each}" for each in self._slack.violations]
        self._verdict.broken += [f"rule of Telegram broken: {each}" for each in self._telegram.violations]
        self._verdict.broken += self._house.ended_alone
        return self._verdict

    def _judge_input(self, each: Input, books: Books) -> None:
        rows = books.inbox.get(each.token, [])
        name = f"{each.kind} {each.token} of {each.person.name}"
        if not rows and not each.acknowledged:
            self._verdict.unacknowledged += 1
            return
        if len(rows) != 1:
            (self._verdict.doubled if rows else self._verdict.lost).append(f"{name} is stored {len(rows)} times")
            return
        made = books.notes[each.token] if each.kind == "note" else books.tasks[each.token]
        self._judge_row(each, rows[0], made, name)

    def _judge_row(self, each: Input, row: Kept, made: int, name: str) -> None:
        match row.state:
            case InboxState.OPEN:
                self._verdict.lost.append(f"{name} was never worked")
            case InboxState.FAILED:
                self._verdict.told_of_failure += 1
                if made:
                    self._verdict.broken.append(f"{name} failed, and was done all the same")
                if row.ref is None or row.ref not in self._shown[each.person.name]:
                    self._verdict.lost.append(f"{name} failed, and nobody was told")
            case InboxState.DONE:
                if made != 1:
                    (self._verdict.doubled if made else self._verdict.lost).append(f"{name} was done {made} times")
                self._judge_copies(each.person, each.token, f"answer to {name}")
                if each.to is not None:
                    self._judge_copies(each.to, each.token, f"news of {name} to {each.to.name}")

    def _judge_copies(self, person: Person, token: str, name: str) -> None:
        """See that something is on a screen once, or that each copy but the last has a cause."""
        copies = self._seen[person.name][token]
        if copies == 0:
            self._verdict.lost.append(f"{name} was never shown")
        if copies <= 1:
            return
        posts = self._posts(person, token)
        causes = [self._cause(post) for post in posts[:-1]]
        if len(posts) < copies or not all(causes):
            when = [(post.label, round(post.at, 2), post.trouble) for post in posts]
            self._verdict.doubled.append(f"{name} was shown {copies} times without a cause: {when}")
        else:
            self._verdict.excused.update(causes)

    def _posts(self, person: Person, token: str) -> list[Post]:
        """Return the calls that put something on a screen, oldest first."""
        posts = self._telegram_posts if person.telegram else self._slack_posts
        return sorted(posts(person, token), key=_at)

    def _slack_posts(self, person: Person, token: str) -> Iterator[Post]:
        for call in self._slack.log:
            is_post = call.method in POSTS and call.args.get("channel") in (person.channel, person.slack)
            if (is_post or call.method == "response_url") and call.answer.get("ok") and _holds(call.args, token):
                yield Post(self._house.whose(call.port, call.at), call.at, call.trouble)
        yield from self._acknowledged(token)

    def _acknowledged(self, token: str) -> Iterator[Post]:
        """Return the answers that stood in the acknowledgement of a command."""
        asked_at = next((each.at for each in self._crowd.inputs if each.token == token), 0.0)
        for delivery in self._slack.deliveries:
            for response in delivery.responses:
                if delivery.kind == "slash_commands" and _holds(response.payload, token):
                    yield Post("", asked_at + response.elapsed_s, "")

    def _telegram_posts(self, person: Person, token: str) -> Iterator[Post]:
        assert person.telegram is not None
        for call in self._telegram.calls("sendMessage"):
            took = call.status == 200 or call.trouble in SPOILED
            if took and call.chat_id == person.telegram.id and _holds(call.args, token):
                yield Post(self._house.whose(call.port, call.at), call.at, call.trouble)

    def _noted_by(self, post: Post) -> float:
        """Return until when we may not have noted a message: not before the database is back, if it is away then."""
        by = post.at + self._noted_within_s
        for each in sorted(self._house.happened, key=lambda one: one.since):
            if any(word in each.kind for word in ("database", "tables", "file", "disk")) and each.since <= by:
                by = max(by, each.until + self._noted_within_s)
        return by

    def _cause(self, post: Post) -> str:
        """Say why we could not know that a message had been taken; nothing where we could."""
        if post.trouble in SPOILED:
            return f"the platform's answer was lost ({post.trouble})"
        noted_by = self._noted_by(post)
        for each in self._house.happened:
            meets = each.since <= noted_by and each.until >= post.at - 0.1
            is_its_own = "" in (each.label, post.label) or each.label == post.label
            if meets and is_its_own and each.kind in _CAUSES:
                return _CAUSES[each.kind]
        return ""


_CAUSES = {
    "killed": "the process died between the platform's answer and our note of it",
    "frozen": "the process was frozen between the platform's answer and our note of it",
    **dict.fromkeys(NETWORK, "the platform's answer was lost (network)"),
}


def _at(post: Post) -> float:
    return post.at


def _words(text: str | None) -> Iterable[str]:
    return _WORD.findall(text or "")


def _by_message(screen: list[str]) -> Iterator[str]:
    """Yield each word once for each message it stands in."""
    for message in screen:
        yield from set(_WORD.findall(message))


def _holds(args: object, token: str) -> bool:
    return token in json.dumps(args, default=str)
