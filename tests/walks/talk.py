"""What people do on a walk and see of it: said to a desk, pressed on what was shown, kept for who finds something."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import cast

from sqlalchemy import String, Table, or_, select
from sqlalchemy import cast as sql_cast

from crmbot.chat.card import plain_card
from crmbot.chat.inbound import Pressed, Said
from crmbot.core import permissions
from crmbot.core.context import Context
from crmbot.handlers.adapter import Answer
from crmbot.store.models.activity import Activity
from crmbot.store.models.change import Change
from crmbot.store.models.deal import Deal
from crmbot.store.models.document import Document
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party
from crmbot.store.models.record import Record
from crmbot.store.uow import Session, unit_of_work
from tests.fuzz.house import Witness
from tests.handlers.desk import Desk
from tests.security import firm

MOST_BUTTONS, MOST_SAID, MOST_LATELY = 60, 400, 14
AS_COMMAND_SHARE = 0.8

_TABLES = tuple(cast("Table", model.__table__) for model in (Record, Party, Lead, Deal, Activity, Document))


@dataclass(frozen=True, slots=True)
class Did:
    """What somebody said or pressed, what came back, and the buttons under it by their labels."""

    who: str
    what: str
    shown: str = ""
    buttons: Sequence[tuple[str, str]] = ()

    @property
    def asks(self) -> bool:
        """Whether it is only asked if it was meant."""
        return bool(self.buttons) and self.shown.partition("\n")[0].endswith("?")

    @property
    def undo(self) -> str | None:
        """The button that takes it back."""
        return next((token for label, token in self.buttons if label == "Undo"), None)

    @property
    def command(self) -> str:
        """The first words of it, without names and numbers."""
        words = self.what.partition("] ")[2] if self.what.startswith("[") else self.what
        return " ".join(word for word in words.split()[:2] if word.isalpha() and word.islower())


@dataclass(slots=True)
class Findings:
    """What did not hold, each sort of it once, with what people did before."""

    found: dict[str, str] = field(default_factory=dict)
    lately: list[Did] = field(default_factory=list)

    def note(self, what: str, told: str) -> None:
        """Keep something that did not hold."""
        steps = "\n".join(f"  {each.who}: {each.what}\n      {each.shown[:300]!r}" for each in self.lately)
        self.found.setdefault(what, f"{told}\n{steps}")


@dataclass(slots=True)
class Talk:
    """People at a desk; what they are shown is looked through for what they may not see."""

    desk: Desk
    chance: Random
    secrets: firm.Firm
    findings: Findings = field(default_factory=Findings)
    _said: dict[str, list[str]] = field(default_factory=dict)
    _buttons: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def buttons(self, who: str) -> Sequence[tuple[str, str]]:
        """Return the buttons somebody has before them, the oldest first."""
        return self._buttons.get(who, ())

    async def say(self, who: str, line: str, chat: str = "") -> Did:
        """Have somebody say something, to us or in a channel."""
        said = Said(line, as_command=self.chance.random() < AS_COMMAND_SHARE)
        return self._kept(Did(who, line), await self.desk.work(self.desk.inbound(said, who, chat)))

    async def command(self, who: str, line: str, chat: str = "") -> Did:
        """Have somebody give a command, whatever they were being asked."""
        said = Said(line, as_command=True)
        return self._kept(Did(who, line), await self.desk.work(self.desk.inbound(said, who, chat)))

    async def press(self, who: str, label: str, token: str) -> Did:
        """Have somebody press a button."""
        answer = await self.desk.work(self.desk.inbound(Pressed(token, f"p:w:{who}/1"), who))
        return self._kept(Did(who, f"[{label}] {token}"), answer)

    @property
    def people(self) -> Collection[str]:
        """Whoever has said something."""
        return self._said.keys()

    def _kept(self, did: Did, answer: Answer) -> Did:
        told = _told(did, answer)
        self._said.setdefault(did.who, []).append(did.what.casefold())
        del self._said[did.who][:-MOST_SAID]
        self.keep(told)
        self._look_for_failure()
        return told

    def keep(self, told: Did) -> None:
        """Put something in front of somebody, and look at what they read there."""
        self.findings.lately.append(told)
        del self.findings.lately[:-MOST_LATELY]
        self._buttons.setdefault(told.who, []).extend(told.buttons)
        del self._buttons[told.who][:-MOST_BUTTONS]
        self._look_for_leaks(told)

    def _look_for_failure(self) -> None:
        witness = self.desk.door.worker
        assert isinstance(witness, Witness)
        if witness.failure is not None:
            self.findings.note(*witness.failure)
            witness.failure = None

    def _look_for_leaks(self, did: Did) -> None:
        """Each word of a record stands nowhere else: who reads one they have not said sees a record that has it."""
        text = did.shown.casefold()
        words = {word.casefold(): each for each in self.secrets.every() for word in (each.name, each.secret)}
        read = [word for word in words if word in text and not any(word in said for said in self._said[did.who])]
        if not read:
            return
        with unit_of_work(self.desk.database) as session, firm.acting(session, did.who) as ctx:
            for word in read:
                if not any(_may_read(ctx, record) for record in _with_word(session, word)):
                    self.findings.note(f"{did.who} reads of a {words[word].kind}: {did.command}", f"{word} in {did}")


def _told(did: Did, answer: Answer) -> Did:
    """Return what came back as its reader sees it."""
    if answer.card is None:
        return Did(did.who, did.what, answer.notice)
    labels = [action.label for action in answer.card.card.buttons()]
    pairs = zip(labels, answer.card.tokens, strict=False)  # rows of buttons that are left out have no token
    shown = f"{plain_card(answer.card.card)} {answer.notice}".strip()
    return Did(did.who, did.what, shown, [(label, token) for label, token in pairs if token])


def _may_read(ctx: Context, record: Record) -> bool:
    """Tell whether somebody sees a record, or saw it before it was put away."""
    return permissions.sees(ctx, record) or (record.deleted_at is not None and permissions.may(ctx, record, "see"))


def _with_word(session: Session, word: str) -> Iterator[Record]:
    """Yield the records that have a word in any of their columns, or had."""
    numbers = set(session.scalars(select(Change.record_id).where(sql_cast(Change.diff, String).icontains(word))))
    for table in _TABLES:
        texts = [column for column in table.columns if isinstance(column.type, String)]
        (key,) = table.primary_key
        numbers |= set(session.scalars(select(key).where(or_(*(column.icontains(word) for column in texts)))))
    return iter(session.scalars(select(Record).where(Record.id.in_(numbers))).all())
