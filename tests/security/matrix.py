"""Every command by everybody on everybody's records, in every way there is to reach it."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from sqlalchemy import select

from crmbot.chat.address import Address
from crmbot.chat.card import plain_card
from crmbot.chat.command import Command, Registry
from crmbot.chat.form import Ask, Form
from crmbot.chat.inbound import Event, Identity, Inbound, Pressed, Said, Submitted
from crmbot.chat.limits import Limits
from crmbot.chat.reply import Reply
from crmbot.commands import build_registry
from crmbot.commands.buttons import KEPT
from crmbot.core import dialogs
from crmbot.core.clock import StandingClock
from crmbot.core.context import Context
from crmbot.handlers.adapter import Answer, FormField
from crmbot.handlers.answering.outgoing import opened
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.handlers.dispatcher.working import Worker
from crmbot.language.codes import show
from crmbot.store.models.messaging import Inbox
from crmbot.store.models.people import User
from crmbot.store.uow import Session, read_only, unit_of_work
from tests.security import arguments, firm, judging, oracle
from tests.security.arguments import Aim
from tests.security.firm import ACTORS, NOW, ORG, RELATIONS, Firm, Held
from tests.security.ledger import Ledger
from tests.security.savepoints import Rehearsal

LIMITS = Limits(text=4000, token=2000, label=75, buttons=50, forms=True, confirms=True)
WAYS = ("text", "name", "old button", "forged button", "kept button", "form button", "modal")
NOWHERE = 99_999
"""The number of a record that never was."""

_REFUSED = ("You may not", "I find nothing called", "I don't know you", "access is suspended", "Nobody here is called")


@dataclass(frozen=True, slots=True)
class Cell:
    """One thing to try: who does what to whose record of which kind, and how."""

    aim: Aim
    actor: str
    relation: str
    kind: str
    way: str

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.actor}: {self.aim.command.name} {self.aim.name}={self.relation} {self.kind} by {self.way}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a cell: the whole of the answer, the commands that ran, and everything that is wrong with it."""

    words: str
    ran: tuple[str, ...]
    wrote: bool
    wrong: tuple[str, ...]

    @property
    def refused(self) -> bool:
        """Whether it was said that this cannot be."""
        return any(sentence in self.words for sentence in _REFUSED)


def cells(registry: Registry) -> Iterator[Cell]:
    """Yield every cell there is."""
    for aim in arguments.aims(registry):
        for kind in aim.kinds:
            for actor in ACTORS:
                for relation in RELATIONS:
                    if relation != "own" or actor in firm.ROLES:
                        yield from (Cell(aim, actor, relation, kind, way) for way in ways(aim))


def ways(aim: Aim) -> tuple[str, ...]:
    """Return the ways there are to a record: only fields that are made for records take their names."""
    return WAYS if aim.is_record else tuple(way for way in WAYS if way != "name")


@dataclass(slots=True)
class Stage:
    """The firm with its dispatcher, on a transaction that forgets; each cell finds it as it was at first."""

    database: Rehearsal
    registry: Registry = field(default_factory=build_registry)
    ran: list[str] = field(default_factory=list)
    counted: Counter[str] = field(default_factory=Counter)
    firm: Firm = field(init=False)
    people: dict[str, int] = field(init=False)
    said: dict[str, dict[str, str]] = field(init=False)
    revs: dict[int, int] = field(init=False)
    ledger: Ledger = field(init=False)
    door: Dispatcher = field(init=False)
    _ghosts: dict[tuple[object, ...], str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Look around, and listen to every command that is run."""
        with unit_of_work(self.database) as session:
            self.firm = firm.read(session)
            users = session.scalars(select(User))
            self.people = {user.email.partition("@")[0]: user.id for user in users}
            with firm.acting(session, "ana") as ctx:
                self.said = arguments.plain(ctx, self.registry)
        self.database.forget()
        self.registry = _listened(self.registry, self.ran.append)
        self.door = Dispatcher(Worker(self.database, self.registry, StandingClock(NOW), ORG))
        self.ledger = Ledger(self.database.connection)
        self.revs = {row["id"]: row["version"] for row in self.ledger.first["record"].values()}

    async def play(self, cell: Cell) -> Outcome:
        """Do it, look at all that came of it, and undo it."""
        target = self.firm.held[firm.holder_of(cell.actor, cell.relation), cell.kind]
        outcome = await self._tried(cell, target.id, target)
        if cell.aim.is_record and not oracle.sees(cell.actor, target) and cell.way in ("text", "forged button"):
            ghost = await self._ghost(cell)
            if ghost != _blurred(outcome.words, target.id):
                wrong = f"what is hidden is answered otherwise than what is not there:\n{outcome.words}\n--\n{ghost}"
                outcome = replace(outcome, wrong=(*outcome.wrong, wrong))
        self.counted[cell.way] += 1
        return outcome

    async def _ghost(self, cell: Cell) -> str:
        """Return the answer there is to the number of nothing at all."""
        key = (cell.aim.command.name, cell.aim.name, cell.actor, cell.kind, cell.way)
        if key not in self._ghosts:
            words = (await self._tried(cell, NOWHERE, None)).words
            self._ghosts[key] = _blurred(words, NOWHERE)
        return self._ghosts[key]

    async def _tried(self, cell: Cell, number: int, target: Held | None) -> Outcome:
        self.ran.clear()
        code = target.name if target is not None and cell.way == "name" else show(cell.kind, number)
        event = await self._event(cell, code, self.revs.get(number))
        self.ledger.touched.clear()
        self.ran.clear()
        try:
            answer = await self._given(event, cell.actor)
            words = await self._words(answer)
            rows = self.ledger.written()
        finally:
            self.database.forget()
        typed = f"{event} {cell.aim.command.name}"
        wrong = [*judging.leaks(self.firm, cell.actor, words, typed)]
        me = self.people.get(cell.actor, 0)
        wrong += judging.trespasses(self.firm, cell.actor, me, cell.aim.command.permission, rows)
        return Outcome(words, tuple(self.ran), bool(rows), tuple(wrong))

    async def _given(self, event: Event, actor: str) -> Answer:
        address = Address("p", "w", actor)
        inbound = Inbound("tried", Identity("p", "w", actor), address, NOW, event)
        return await self.door.work(await self.door.store(inbound), LIMITS)

    async def _event(self, cell: Cell, code: str, rev: int | None) -> Event:
        """Return what is sent to us: words, a button that was true once, one made by hand, a form with another id."""
        command, name = cell.aim.command, cell.aim.name
        values = self._values(cell.aim, name, code, cell.actor)
        forged = {**arguments.hidden(command, code), **values}
        match cell.way:
            case "text" | "name":
                return Said(arguments.line(command, values))
            case "old button":
                return Pressed(arguments.token(command, values, rev))
            case "forged button":
                return Pressed(arguments.token(command, forged))
            case "kept button":
                return Pressed(self._kept(command, arguments.token(command, forged)))
            case "form button":
                return Pressed(arguments.token(command, values, form=True))
            case _:
                return await self._submitted(cell, values)

    def _values(self, aim: Aim, name: str, code: str, actor: str) -> dict[str, str]:
        """Return texts for all fields: the record that is aimed at in its field, one's own in the others."""
        values = dict(self.said[aim.command.name])
        for spec in aim.command.fields:
            if spec.ask is Ask.RECORD and spec.required and spec.name != name:
                values[spec.name] = self._own(actor, arguments.aim_kinds(spec)[0])
        first = {name: code} if name else {}
        return first | values | first  # in front, where a line names its record, whatever stood there before

    def _own(self, actor: str, kind: str) -> str:
        held = self.firm.held.get((actor, kind)) or self.firm.held["ana", kind]
        return show(kind, held.id)

    def _kept(self, command: Command, token: str) -> str:
        """Have a button of the owner's be kept as a row, as long ones are."""
        with unit_of_work(self.database) as session:
            return KEPT + dialogs.keep_buttons(session, [(command.name, {"line": token})], NOW)[0]

    async def _submitted(self, cell: Cell, values: dict[str, str]) -> Submitted:
        """Open the form for one's own record, or the owner's form where one may not; send it back with another id."""
        command, name = cell.aim.command, cell.aim.name
        own = {**values, name: self._own(cell.actor, cell.kind)} if name else values
        button = Pressed(arguments.token(command, own, form=True))
        for who in (cell.actor, "ana"):
            if who != firm.STRANGER:
                opened_form = (await self._given(button, who)).form
                await self._forget_message()
                if opened_form is not None:
                    return Submitted(opened_form.dialog, values)
        return Submitted("1", values)

    async def _forget_message(self) -> None:
        """Let the next message come under the same key."""
        with unit_of_work(self.database) as session:
            for row in session.scalars(select(Inbox)):
                session.delete(row)

    async def _words(self, answer: Answer) -> str:
        """Return everything an answer carries: its words, its buttons and what they do, its form, its files."""
        parts = [answer.notice]
        if answer.card is not None:
            card = answer.card.card
            parts += [plain_card(card), card.summary or "", *(action.label for action in card.buttons())]
            with read_only(self.database) as session:
                parts += [_content(session, token) for token in answer.card.tokens]
            parcel = await opened(card.files)
            parts += [f"{file.name} {file.alt} {file.content.decode('utf-8', 'ignore')}" for file in parcel.files]
        if answer.form is not None:
            parts += [answer.form.title, answer.form.message, *(_field_words(each) for each in answer.form.fields)]
        return "\n".join(part for part in parts if part)


def _listened(registry: Registry, heard: Callable[[str], None]) -> Registry:
    """Return the same commands, each of which says when it is run."""
    told = Registry()
    for command in registry:
        told.add(replace(command, run=_telling(command, heard)))
    for noun in registry.nouns():
        told.add(noun)
    return told


def _telling(command: Command, heard: Callable[[str], None]) -> Callable[[Context, Form], Reply]:
    def run(ctx: Context, form: Form) -> Reply:
        heard(command.name)
        return command.run(ctx, form)

    return run


def _content(session: Session, token: str) -> str:
    kept = dialogs.button(session, token.removeprefix(KEPT)) if token.startswith(KEPT) else None
    return str(kept) if kept is not None else token


def _field_words(each: FormField) -> str:
    problem = f"{each.problem.given} {each.problem.message} {each.problem.options}" if each.problem else ""
    return f"{each.value} {each.shown} {each.options} {problem}"


def _blurred(words: str, number: int) -> str:
    """Return an answer without the number it is about, and without the keys of forms and buttons."""
    return re.sub(r"~[0-9a-f]{16}|\bkey:\d+|\bbatch:\w+", "~", re.sub(rf"\b{number}\b", "N", words))


def sampled(every: Sequence[Cell], seed: int, count: int) -> list[Cell]:
    """Return so many cells, spread evenly over the commands; the same ones for the same seed."""
    chance = Random(seed)  # noqa: S311 - which cells are tried is no secret
    by_command: dict[str, list[Cell]] = {}
    for cell in every:
        by_command.setdefault(cell.aim.command.name, []).append(cell)
    chosen: list[Cell] = []
    for found in by_command.values():
        chance.shuffle(found)
    rounds = 0
    while len(chosen) < min(count, len(every)):
        chosen += [found[rounds] for found in by_command.values() if rounds < len(found)]
        rounds += 1
    return chosen[:count]
