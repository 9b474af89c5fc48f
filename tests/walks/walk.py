"""A walk through the whole CRM: people of two teams say and press things, and after each step it is looked at."""

import re
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

from sqlalchemy import Table, func, select, update

from crmbot.core import due, history, people, reminders
from crmbot.core.context import Context, Origin
from crmbot.core.errors import Suspended
from crmbot.handlers.dispatcher import Dispatcher
from crmbot.store.engine import open_database
from crmbot.store.models.activity import Activity
from crmbot.store.models.change import Change
from crmbot.store.models.people import User
from crmbot.store.uow import Session, read_only, unit_of_work
from tests.fuzz import oracle
from tests.fuzz.house import Witness
from tests.handlers.desk import NOW, Desk
from tests.security import firm
from tests.walks import tables, upkeep
from tests.walks.lines import KINDS, Filler
from tests.walks.talk import Did, Findings, Talk
from tests.walks.telling import Telling

WHO = ("ana", "ana", "mia", "ben", "ben", "eva", "sam", "rita")
READS_ONLY = "rita"
OTHERS = ("ben", "mia", "sam")
ROOM = "room"

UNDO_SHARE, BY_BUTTON_SHARE, BY_ANOTHER_SHARE = 0.45, 0.5, 0.15
SURE_SHARE, PRESSED_SHARE, LATELY_SHARE, CHANNEL_SHARE = 0.7, 0.3, 0.7, 0.1
LATELY = 12

LOOK_EVERY = 20
"""So many steps from one look at all books to the next."""

READ_ANEW_EVERY = 3
"""So many steps from one reading of names and words anew to the next."""

SPANS_S = (1, 5, 60, 60, 600, 4_000)
A_DAY_S, A_DAY_SHARE = 90_000, 0.03
A_MINUTE_S = 60
MOST_ROUNDS = 20

_NAMES = re.compile(r"[A-Z]-\d+|\d\d:\d\d|(Nom|Zed|Quill|Umber|Vox)\w+")


@dataclass(slots=True)
class Walk:
    """One walk on a furnished database."""

    desk: Desk
    talk: Talk
    filler: Filler
    chance: Random
    steps: int = 0
    undone: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    _versions: dict[int, int] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    telling: Telling | None = None
    """Whoever sends what is to be told, where there is the time for it."""
    _last: int = 0

    @property
    def findings(self) -> Findings:
        """What did not hold."""
        return self.talk.findings

    async def go(self, count: int) -> None:
        """Go so many steps."""
        for _ in range(count):
            await self.step()

    async def step(self) -> None:
        """Let somebody do something, see whether it can be taken back, and let some time pass."""
        who = self.chance.choice(WHO)
        with read_only(self.desk.database) as session:
            self.filler.look(session, who)
        did, before = await self._something(who)
        self.steps += 1
        batch = self._batch_of(who)
        if batch:
            self._look_at_history(before, did)
        if who == READS_ONLY and not self._may_write(who):
            self._compare(before, "somebody who only reads has changed", did, but=tables.OWN)
        elif batch and self.chance.random() < UNDO_SHARE:
            await self._take_back(did, batch, before)
        if self.steps % LOOK_EVERY == 0:
            self.look()
        elif batch:
            self._look_up()
        if self._pass_time() and self.telling is not None:
            await self.telling.tell()

    async def _something(self, who: str) -> tuple[Did, tables.Snapshot]:
        """Say something, or press a button that was shown; return what was done, and what was there before it."""
        shown = self.talk.buttons(who)
        before = self._begin()
        if shown and self.chance.random() < PRESSED_SHARE:
            pressed = self.chance.choice(shown[-LATELY:] if self.chance.random() < LATELY_SHARE else shown)
            return await self.talk.press(who, *pressed), before
        if self.chance.random() < CHANNEL_SHARE:
            return await self.talk.say(who, self.filler.line_in_a_channel(), ROOM), before
        did = await self.talk.say(who, self.filler.line())
        if did.asks and self.chance.random() < SURE_SHARE:
            before = self._begin()
            return await self.talk.press(who, *did.buttons[0]), before
        return did, before

    def _begin(self) -> tables.Snapshot:
        with read_only(self.desk.database) as session:
            self._last = session.scalar(select(func.max(Change.id))) or 0
        return self._snapshot()

    def _snapshot(self) -> tables.Snapshot:
        with read_only(self.desk.database) as session:
            return tables.take(session.connection())

    # Taking back

    def _batch_of(self, who: str) -> str:
        """Return the batch that the last step of somebody wrote; empty for none, and for an undo."""
        with read_only(self.desk.database) as session:
            found = session.execute(
                select(Change.batch_id, Change.command)
                .join(User, User.id == Change.user_id)
                .where(Change.id > self._last, User.email == f"{who}@firm.example")
                .order_by(Change.id.desc())
                .limit(1)
            ).first()
            return found.batch_id if found is not None and found.command != "undo" else ""

    async def _take_back(self, did: Did, batch: str, before: tables.Snapshot) -> None:
        """Take a step back: all is as it was before it, or as it was after it where that is refused."""
        after = self._snapshot()
        if did.undo is not None and self.chance.random() < BY_ANOTHER_SHARE:
            other = self.chance.choice([each for each in OTHERS if each != did.who])
            await self.talk.press(other, "Undo", did.undo)
            self._compare(after, "undo by somebody else has changed", did)
        if did.undo is not None and self.chance.random() < BY_BUTTON_SHARE:
            answer = await self.talk.press(did.who, "Undo", did.undo)
        else:
            answer = await self.talk.say(did.who, "undo")
        if self._is_undone(batch):
            self.undone += 1
            self._compare(before, "undo did not bring back", did)
        else:
            self.refused[f"{did.command}: {_NAMES.sub('_', answer.shown)[:150]}"] += 1
            self._compare(after, "an undo that was refused has changed", did)

    def _is_undone(self, batch: str) -> bool:
        with read_only(self.desk.database) as session:
            left = select(Change.id).where(Change.batch_id == batch, Change.undone_by.is_(None))
            return session.scalar(left.limit(1)) is None

    def _compare(self, wanted: tables.Snapshot, what: str, did: Did, but: frozenset[str] = frozenset()) -> None:
        for each in tables.differing(wanted, self._snapshot(), self.desk.clock.now()):
            if each.table not in but:
                self.findings.note(f"{what}: {each.kind} after {did.command!r}", f"{each.told}\nafter {did}")

    def _may_write(self, who: str) -> bool:
        """Tell whether somebody who could only read was given a right to write on the way."""
        with suppress(Suspended), unit_of_work(self.desk.database) as session, firm.acting(session, who) as ctx:
            return any(ctx.actor.can(f"{kind}.{verb}") for kind in KINDS for verb in ("create", "edit"))
        return False

    # Looking

    def look(self) -> None:
        """Look at all books."""
        with read_only(self.desk.database) as session:
            for sentence in oracle.broken(session, self._versions):
                self.findings.note(f"books: {upkeep.kind_of(sentence)}", sentence)
        self._look_up()

    def _look_at_history(self, before: tables.Snapshot, did: Did) -> None:
        """What a step has changed stands in the history, as somebody's own or the house's, and of this moment."""
        told: dict[tuple[str, str], frozenset[str]] = {}
        with read_only(self.desk.database) as session:
            mine = session.scalar(select(User.id).where(User.email == f"{did.who}@firm.example"))
            for change in session.scalars(select(Change).where(Change.id > self._last)):
                place = change.table_name, change.row_key
                told[place] = told.get(place, frozenset()) | frozenset(change.diff)
                if change.user_id not in (mine, None) or change.at != self.desk.clock.now():
                    self.findings.note(f"history of another or of another time: {did.command}", f"{place} {change.at}")
        for each in tables.untold(before, self._snapshot(), told):
            self.findings.note(f"past the history: {each.kind} after {did.command!r}", f"{each.told}\nafter {did}")

    def _look_up(self) -> None:
        """Compute anew what is kept; what was found the last time already is told once."""
        after = self.findings.lately[-1].command if self.findings.lately else ""
        for sentence in self._upkeep():
            if sentence not in self._known:
                self.findings.note(f"upkeep: {upkeep.kind_of(sentence)} after {after!r}", sentence)
            self._known.add(sentence)

    def _upkeep(self) -> list[str]:
        found: list[str] = []
        try:
            with unit_of_work(self.desk.database) as session:
                ctx = upkeep.onlooker(session, self.desk.clock.now())
                found += upkeep.reminders_amiss(ctx)
                if self.steps % READ_ANEW_EVERY == 0:
                    found += [*upkeep.names_amiss(ctx), *upkeep.words_amiss(ctx)]
                if self.steps % LOOK_EVERY == 0:
                    found += upkeep.boards_amiss(ctx)
                raise _LookedError
        except _LookedError:
            return found

    def _pass_time(self) -> bool:
        """Let some time pass, and have done what falls due in it; tell whether anything could be."""
        span = A_DAY_S if self.chance.random() < A_DAY_SHARE else self.chance.choice(SPANS_S)
        now = self.desk.clock.now() + timedelta(seconds=span)
        self.desk.clock.move_to(now)
        if span < A_MINUTE_S:
            return False
        for work in due.works():
            for _ in range(MOST_ROUNDS):
                with unit_of_work(self.desk.database) as session:
                    if not work.run(session, now, self.desk.door.worker.org):
                        break
        return True


class _LookedError(Exception):
    """Nothing that was written to look at something is kept."""


def begin(url: str, seed: int) -> Walk:
    """Open a firm that was furnished; what it began with is nobody's to take back."""
    database = open_database(url)
    with unit_of_work(database) as session:
        secrets = firm.read(session)
        _settle(session)
    desk = Desk(database)
    desk.door = Dispatcher(Witness(database, desk.registry, desk.clock, desk.door.worker.org))
    chance = Random(seed)  # noqa: S311 - reproducible chance
    return Walk(desk, Talk(desk, chance, secrets), Filler(chance), chance)


def _settle(session: Session) -> None:
    table = Change.__table__
    assert isinstance(table, Table)  # a mapped class may stand on more than a table; this does not
    session.connection().execute(update(table).values(user_id=None))
    history.begin_system(session, "walk", NOW)
    ctx = Context(session, people.actor(session, 1), NOW, Origin("p:w:ana", via="p"), firm.ORG)
    reminders.sync(ctx, *session.scalars(select(Activity)))
