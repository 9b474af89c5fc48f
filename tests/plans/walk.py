"""Every command of the registry, said by somebody, with all that it asks of the database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import cast

from sqlalchemy import Connection, Table, event, select

from crmbot.chat.address import Address
from crmbot.chat.command import Registry
from crmbot.chat.form import Ask
from crmbot.chat.inbound import Identity, Inbound, Said
from crmbot.chat.limits import Limits
from crmbot.commands import build_registry
from crmbot.core.clock import StandingClock
from crmbot.handlers.adapter import Answer
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.handlers.dispatcher.working import Worker
from crmbot.language.codes import show
from crmbot.store.models.record import Record
from crmbot.store.uow import Session, unit_of_work
from tests.security import arguments, firm
from tests.security.arguments import Aim
from tests.security.firm import NOW, ORG
from tests.security.savepoints import Rehearsal

_RECORD = cast("Table", Record.__table__)  # a mapped class may stand on more than a table; this one does not
LIMITS = Limits(text=4000, token=2000, label=75, buttons=50, forms=True, confirms=True)


@dataclass(frozen=True, slots=True)
class Saying:
    """A line somebody says, for the sake of one command."""

    command: str
    actor: str
    line: str

    def __str__(self) -> str:
        """Say who says what."""
        return f"{self.actor}: {self.line}"


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement as the driver was given it."""

    statement: str
    values: object
    many: bool

    @property
    def words(self) -> str:
        """The statement in one line."""
        return " ".join(self.statement.split())


@dataclass(slots=True)
class Walk:
    """The firm, on a transaction that forgets; each line finds it as it was at first."""

    database: Rehearsal
    registry: Registry = field(default_factory=build_registry)
    asked: list[Asked] = field(default_factory=list)
    codes: dict[tuple[str, str], str] = field(init=False)
    said: dict[str, dict[str, str]] = field(init=False)
    door: Dispatcher = field(init=False)

    def __post_init__(self) -> None:
        """Look around, and listen to every statement."""
        with unit_of_work(self.database) as session:
            self.codes = dict(_codes(session))
            with firm.acting(session, "ana") as ctx:
                self.said = arguments.plain(ctx, self.registry)
        self.database.forget()
        self.door = Dispatcher(Worker(self.database, self.registry, StandingClock(NOW), ORG))
        event.listen(self.database.connection.engine, "before_cursor_execute", self._note)

    def sayings(self, *actors: str) -> Iterator[Saying]:
        """Yield what these people say: every command, with a record of their own in each field that takes one."""
        lines = (
            Saying(aim.command.name, actor, arguments.line(aim.command, self._values(aim, actor)))
            for aim in arguments.aims(self.registry)
            for actor in actors
        )
        yield from dict.fromkeys(lines)

    async def warm_up(self) -> None:
        """Have what a process reads once and keeps be read: the names there are, and the words."""
        for line in ("met Nobody at Nowhere", "find nbody"):
            await self.say(Saying("", "ana", line))
            self.database.forget()

    async def say(self, saying: Saying) -> Answer:
        """Say it; what is written stays until the database is told to forget."""
        self.asked.clear()
        who = Identity("p", "w", saying.actor)
        inbound = Inbound("said", who, Address("p", "w", saying.actor), NOW, Said(saying.line))
        return await self.door.work(await self.door.store(inbound), LIMITS)

    def _values(self, aim: Aim, actor: str) -> dict[str, str]:
        values = dict(self.said[aim.command.name])
        for spec in aim.command.fields:
            if spec.ask is Ask.RECORD and (spec.required or spec.name == aim.name):
                values[spec.name] = self.codes[actor, arguments.aim_kinds(spec)[0]]
        return values

    def _note(
        self, _connection: Connection, _cursor: object, statement: str, values: object, _context: object, many: bool
    ) -> None:
        self.asked.append(Asked(statement, values, many))


def _codes(session: Session) -> Iterator[tuple[tuple[str, str], str]]:
    """Yield the code of everybody's record of each kind; only those are read, whatever else there is."""
    # lint: unscoped everything the firm was furnished with
    rows = session.execute(select(_RECORD.c.id, _RECORD.c.kind, _RECORD.c.title).where(_RECORD.c.title.like("Nom%")))
    found = {(row.kind, row.title.lower().split(" ")[0].partition(".")[0]): row.id for row in rows}
    for holder in firm.ROLES:
        for kind in firm.KINDS:
            name = firm.words_of(holder, kind)[0].lower()
            yield (holder, kind), show(kind, found[kind, name])
