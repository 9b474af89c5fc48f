"""The whole house under fire: people who say, press, send and share anything, and its books looked at in between."""

import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from math import inf
from time import monotonic, process_time
from typing import TypeVar

from sqlalchemy import delete, select

from crmbot.chat.inbound import (
    Attachment,
    Event,
    FileShared,
    Inbound,
    PersonShared,
    PlaceShared,
    Pressed,
    Said,
    Submitted,
    Uploaded,
)
from crmbot.chat.limits import Limits
from crmbot.core import history, people
from crmbot.core.people import ChatUser
from crmbot.handlers.adapter import Answer
from crmbot.handlers.answering import outgoing
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.handlers.dispatcher.working import Worker
from crmbot.store.engine import Database, open_database
from crmbot.store.models.messaging import Inbox, InboxState
from crmbot.store.models.people import User
from crmbot.store.uow import read_only, unit_of_work
from tests.fuzz import oracle, samples, words
from tests.fuzz.mutator import Mutator
from tests.fuzz.target import LIMIT_S, Finding
from tests.handlers.desk import NOW, Desk
from tests.talk.house import Fixture, furnish

T = TypeVar("T")
NAME = "the whole house"
_WHO = ("ana", "ana", "ana", "ben", "eva", "ron", "zoe")
_ON_RICH = frozenset({"eva", "zoe"})
"""Whose surface has forms; one person has one surface here."""

_MOST_SEEN = 400
_BARE = Limits(text=4000, token=64, label=60, buttons=20, forms=False, confirms=True)
_RICH = Limits(text=4000, token=2000, label=75, buttons=25, forms=True, confirms=True, menus=True)


class Witness(Worker):
    """A worker that remembers its failures instead of only logging them."""

    failure: tuple[str, str] | None = None

    def failed(self, inbound: Inbound, limits: Limits) -> Answer:
        error = sys.exc_info()[1]
        assert error is not None
        ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/crmbot/" in frame.filename]
        place = f"{ours[-1].filename.rpartition('/crmbot/')[2]}:{ours[-1].lineno}" if ours else "?"
        self.failure = (f"{type(error).__name__} at {place}", "".join(traceback.format_exception(error)[-12:]))
        return super().failed(inbound, limits)


@dataclass(slots=True)
class House:
    """One organisation on a desk, what was shown to its people, and what went wrong."""

    desk: Desk
    mutator: Mutator
    tried: int = 0
    slowest_s: float = 0.0
    found: dict[str, Finding] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    _seen: list[str] = field(default_factory=lambda: list(samples.tokens()))
    _forms: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    _said: list[str] = field(default_factory=list)

    async def attempt(self) -> None:
        """Let somebody do something, and take note of what came of it."""
        event, who, chat = self._event(), self._one_of(_WHO), self._one_of(("", "", "", "room"))
        limits = _RICH if who in _ON_RICH else _BARE
        inbound = self.desk.inbound(event, who, chat)
        door, witness = self.desk.door, self.desk.door.worker
        assert isinstance(witness, Witness)
        witness.failure = None
        started = process_time()
        answer = await door.work(await door.store(inbound), limits)
        taken = process_time() - started
        self.tried += 1
        self.slowest_s = max(self.slowest_s, taken)
        self._remember(answer)
        await self._draw(answer)
        given = f"{who}: {event!r}".encode("utf-8", "backslashreplace")
        if witness.failure is not None:
            self._note(given, *witness.failure)
        if taken > 2 * LIMIT_S:
            self._note(given, f"slow: {type(event).__name__} over {2 * LIMIT_S:.0f} s", f"{taken:.2f} s")
        self.desk.clock.move_to(self.desk.clock.now() + timedelta(seconds=self.mutator.random.choice((1, 5, 60, 4000))))

    async def _draw(self, answer: Answer) -> None:
        """Make the files of an answer, as whoever sends it does: they hold what people wrote."""
        for file in answer.card.card.files if answer.card is not None else ():
            try:
                await outgoing.opened([file])
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
                told = "".join(traceback.format_exception(error)[-12:])
                self._note(
                    self._said[-1].encode("utf-8", "backslashreplace"), f"{type(error).__name__} in a file", told
                )

    def look(self) -> None:
        """Have the books looked at; what failed by then is known, and is put away."""
        with unit_of_work(self.desk.database) as session:
            session.execute(delete(Inbox).where(Inbox.state == InboxState.FAILED))
        with read_only(self.desk.database) as session:
            for sentence in oracle.broken(session, self.versions):
                lately = "\n".join(self._said[-40:])
                self._note(lately.encode("utf-8", "backslashreplace"), _kind_of(sentence), sentence)
        self._said.clear()

    def _note(self, given: bytes, what: str, trace: str) -> None:
        if what not in self.found:
            self.found[what] = Finding(NAME, given, what, trace)

    def _event(self) -> Event:
        chance = self.mutator.random.random()
        shares = ((0.5, self._words), (0.8, self._press), (0.9, self._form), (1.0, self._things))
        event = next(make for share, make in shares if chance < share)()
        self._said.append(repr(event)[:300])
        return event

    def _line(self) -> str:
        line = self._one_of(words.lines())
        return line if self.mutator.random.random() < 0.4 else self.mutator.text(words.lines())

    def _words(self) -> Said:
        replied = self._one_of((None, None, None, "p:w:ana/1", "p:w:ana/99", self.mutator.text(["p:w:ana/1"])))
        return Said(
            self._line(),
            message=self._one_of((None, "m1", "m2")),
            reply_to=replied,
            edited=self.mutator.random.random() < 0.05,
            withdrawn=self.mutator.random.random() < 0.02,
            as_command=self.mutator.random.random() < 0.3,
            forwarded_from=self._one_of((None, None, None, "Jane Smith")),
        )

    def _press(self) -> Pressed:
        token = self._one_of(self._seen)
        changed = self.mutator.random.random() < 0.35
        return Pressed(self.mutator.text(self._seen)[:4_000] if changed else token, "p:w:ana/1")

    def _form(self) -> Submitted:
        key, names = self._one_of(self._forms) if self._forms else ("1", ("text", "about", "due"))
        values = {name: self._value() for name in names if self.mutator.random.random() < 0.8}
        return Submitted(key, values)

    def _value(self) -> str:
        return self._one_of(
            (self._one_of((*words.everything(), "")), self._line(), self.mutator.text(words.everything()))
        )

    def _things(self) -> Uploaded:
        kinds: Sequence[Attachment] = (
            FileShared("f1", self.mutator.text(["offer.pdf"])[:200], "application/pdf", 10),
            FileShared("f2", "a.csv", "text/csv", self._one_of((None, 0, 10**12)), too_large=True),
            PersonShared(
                self.mutator.text(["Jane Smith"])[:200], self.mutator.text(["+44 20 7946 0000"])[:100], "j@x.example"
            ),
            PlaceShared(self.mutator.random.uniform(-90, 90), self.mutator.random.uniform(-180, 180), "Acme"),
            PlaceShared(-90.0, 180.0, self.mutator.text(["Acme"])[:200]),
        )
        return Uploaded((self._one_of(kinds),), self._one_of(("", self._line())))

    def _remember(self, answer: Answer) -> None:
        if answer.card is not None:
            self._seen += [token for token in answer.card.tokens if token]
            del self._seen[:-_MOST_SEEN]
        if answer.form is not None:
            self._forms.append((answer.form.dialog, tuple(each.spec.name for each in answer.form.fields)))
            del self._forms[:-20]

    def _one_of(self, several: Sequence[T]) -> T:
        return self.mutator.random.choice(several)


def _kind_of(sentence: str) -> str:
    """Return a finding without its numbers and names, so that each sort is told once."""
    return "books: " + " ".join(word for word in sentence.split() if word.isalpha())[:80]


def open_house(url: str, seed: int) -> House:
    """Furnish an organisation in a migrated, empty database."""
    furnish(url, Fixture(NOW))
    database = open_database(url)
    _link(database)
    desk = Desk(database)
    desk.door = Dispatcher(Witness(database, desk.registry, desk.clock, desk.door.worker.org))
    return House(desk, Mutator(f"{NAME} {seed}", (*words.commands(), *words.everything())))


def _link(database: Database) -> None:
    with unit_of_work(database) as session:
        history.begin_system(session, "link", NOW)
        for user in session.scalars(select(User)):
            people.attach(session, user, ChatUser("p", "w", user.email.partition("@")[0]))


async def besiege(house: House, count: int, batch: int = 100, until: float = inf) -> None:
    """Try so many inputs, or as many as there is time for, the books looked at after each batch."""
    for place in range(count):
        await house.attempt()
        if place % batch == batch - 1:
            house.look()
            if monotonic() > until:
                return
    house.look()
