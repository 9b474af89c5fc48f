"""Two things done at one instant, each worked by a process of its own: both have read before either has written.

PostgreSQL only: SQLite has one writer, and whoever comes second sees what the first has done.
"""

import asyncio
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from threading import Barrier, BrokenBarrierError

from sqlalchemy import event, or_, select

from crmbot.chat.address import Address
from crmbot.chat.inbound import Event, Identity, Inbound, Pressed, Said
from crmbot.handlers.adapter import Answer
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.store.base import Base
from crmbot.store.tracking import TrackedSession
from crmbot.store.uow import Session, read_only
from tests.fuzz import oracle
from tests.fuzz.house import Witness
from tests.handlers.desk import LIMITS, Desk, text_of

WAIT_S = 0.1
"""How long one that is done waits for the other, which may be waiting for what the one has locked."""

Deed = tuple[str, Pressed | str]
"""Who does something, and what: a line, or the press of a button."""

_NUMBERS = count(1)
"""Each message has one of its own: several meetings take place in one house."""

_POINTING = (("activity_link", "record_id"), ("deal", "party_id"), ("party", "company_id"))
"""Columns that have to follow what is merged."""


@dataclass(slots=True)
class Meeting:
    """People at two dispatchers, as of two processes, on one database."""

    desk: Desk
    witnesses: list[Witness] = field(init=False)
    doors: list[Dispatcher] = field(init=False)
    codes: dict[str, str] = field(default_factory=dict)
    _last: Answer = field(default_factory=Answer)

    def __post_init__(self) -> None:
        desk = self.desk
        org = desk.door.worker.org
        self.witnesses = [Witness(desk.database, desk.registry, desk.clock, org) for _ in range(2)]
        self.doors = [Dispatcher(witness) for witness in self.witnesses]

    async def say(self, line: str, who: str = "ana") -> None:
        """Have somebody say something, alone; `c = C: company Acme` keeps the code of the answer for later blanks.

        `k = link: invite yew@x.example` keeps what stands behind another word there.
        """
        kept = re.fullmatch(r"(\w+) = ([A-Z]|[a-z]+): (.*)", line)
        line = kept[3] if kept else line
        self._last = await self._work(self.doors[0], self._inbound(Said(line.format_map(self.codes)), who, who))
        if kept:
            looks = rf"\b{kept[2]}-\d+" if kept[2].isupper() else rf"(?<=\b{kept[2]} )\S+"
            found = re.findall(looks, text_of(self._last))
            assert found, text_of(self._last)
            self.codes[kept[1]] = found[0]

    async def press(self, label: str, who: str = "ana") -> None:
        """Have somebody press a button of the latest answer, alone."""
        self._last = await self._work(self.doors[0], self._inbound(self.button(label), who, who))

    def button(self, label: str) -> Pressed:
        """Return the press of a button of the latest answer."""
        assert self._last.card is not None
        labels = [action.label for action in self._last.card.card.buttons()]
        assert label in labels, (labels, text_of(self._last))
        return Pressed(self._last.card.tokens[labels.index(label)], "p:w:x/1")

    async def at_once(self, *deeds: Deed) -> list[str]:
        """Have two people, or one on two devices, do something at one instant; return the words of both answers."""
        inbounds = [self._inbound(self._event(what), who, f"{who}{place}") for place, (who, what) in enumerate(deeds)]
        stored = [await door.store(inbound) for door, inbound in zip(self.doors, inbounds, strict=True)]
        with _met():
            working = (door.work(each, LIMITS) for door, each in zip(self.doors, stored, strict=True))
            answers = await asyncio.gather(*working)
        self._look_for_failure()
        return [f"{text_of(answer)} {answer.notice}".strip() for answer in answers]

    def amiss(self) -> list[str]:
        """Return what does not hold in the books, and what points at something that is merged or retired."""
        with read_only(self.desk.database) as session:
            return [*oracle.broken(session, {}), *_astray(session)]

    async def _work(self, door: Dispatcher, inbound: Inbound) -> Answer:
        answer = await door.work(await door.store(inbound), LIMITS)
        self._look_for_failure()
        return answer

    def _look_for_failure(self) -> None:
        for witness in self.witnesses:
            assert witness.failure is None, witness.failure[1]

    def _event(self, what: Pressed | str) -> Event:
        return Said(what.format_map(self.codes)) if isinstance(what, str) else what

    def _inbound(self, what: Event, who: str, chat: str) -> Inbound:
        now = self.desk.clock.now()
        return Inbound(f"m{next(_NUMBERS)}", Identity("p", "w", who), Address("p", "w", chat), now, what, private=True)


def _astray(session: Session) -> Iterator[str]:
    tables = Base.metadata.tables
    record, stage, deal = (tables[name].c for name in ("record", "stage", "deal"))
    merged = select(record.id).where(record.merged_into_id.is_not(None))
    for table, name in _POINTING:
        key, pointer = next(iter(tables[table].primary_key)), tables[table].c[name]
        for row in session.execute(select(key, pointer).where(pointer.in_(merged), key.not_in(merged))):
            yield f"{table} {row} is of what was merged"
    pipeline = tables["pipeline"].c
    closed = select(pipeline.id).where(pipeline.is_active.is_(False))
    retired = select(stage.id).where(or_(stage.is_active.is_(False), stage.pipeline_id.in_(closed)))
    for number in session.scalars(select(deal.record_id).where(deal.stage_id.in_(retired))):
        yield f"deal {number} stands on no board"


@contextmanager
def _met() -> Iterator[None]:
    """Let the first two units of work wait for each other before they commit what they have done."""
    barrier = Barrier(2, timeout=WAIT_S)

    def wait(session: Session) -> None:
        if barrier.broken or session.info.get("read_only"):
            return
        try:
            barrier.wait()
        except BrokenBarrierError:
            return
        barrier.abort()

    event.listen(TrackedSession, "before_commit", wait)
    try:
        yield
    finally:
        event.remove(TrackedSession, "before_commit", wait)
