"""What people say on a walk: lines with blanks, filled from what there is just now."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import select

from crmbot.language.codes import show
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.uow import Session

SAID = Path(__file__).with_name("said.txt")

SHARES: Mapping[str, float] = {
    "making": 0.22,
    "changing": 0.26,
    "stepping": 0.30,
    "ending": 0.14,
    "keeping": 0.06,
    "of one’s own": 0.10,
    "looking": 0.09,
}
"""How often each sort of line is said to us; those in a channel are another sort."""

WORDS = ("pumps", "valves", "harbour", "winter", "steel", "orchid", "q4", "kettle")
TAGS = ("key", "north sea", "renewal", "tagana", "tagben")
STAGES = ("qualification", "proposal", "negotiation", "new", "next", "won", "Demo")
PIPELINES = ("Default", "Sales", "Rep", "Other")
FIELDS = ("fleet", "size", "region")
TIMES = ("tomorrow 10am", "today 17:00", "fri 11:00", "24 nov 9:30", "next monday 15:00", "in 2 hours", "8 dec 14:00")
DAYS = ("monday", "tomorrow", "fri", "24 nov", "next week", "1 dec", "today")
AMOUNTS = ("12k", "8400", "5k", "$900", "1,250.50", "0")
KINDS = ("company", "contact", "lead", "deal", "task", "event", "note", "document")


@cache
def said() -> Mapping[str, Sequence[str]]:
    """Return the lines of each sort, with their blanks."""
    found: dict[str, list[str]] = {}
    for line in SAID.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            sort = line.strip("[]")
        elif line and not line.startswith("#"):
            found.setdefault(sort, []).append(line)
    return found


class Known(NamedTuple):
    """A record that is there, and who has to do with it."""

    code: str
    title: str
    people: frozenset[int | None]


@dataclass(slots=True)
class Filler(Mapping[str, str]):
    """Fills the blanks of a line, mostly with codes of what is there, now and then with its name."""

    chance: random.Random
    there: dict[str, list[Known]] = field(default_factory=dict)
    gone: list[str] = field(default_factory=list)
    people: Sequence[str] = ()
    speaker: int | None = None
    made: int = 0

    def look(self, session: Session, who: str) -> None:
        """See what there is by now, whoever may see it; `who` is going to speak."""
        self.there = {kind: [] for kind in KINDS}
        self.gone = []
        table = Record.__table__
        for row in session.execute(select(table).order_by(table.c.id)):
            if row.deleted_at is not None:
                self.gone.append(show(row.kind, row.id))
            elif row.kind in self.there:
                theirs = frozenset((row.owner_id, row.created_by_id))
                self.there[row.kind].append(Known(show(row.kind, row.id), row.title, theirs))
        self.speaker = session.scalar(select(User.id).where(User.email.startswith(who)))
        self.people = session.scalars(select(User.name).order_by(User.id)).all()

    def __getitem__(self, blank: str) -> str:
        """Return what stands in a blank."""
        if blank == "any":
            blank = self.chance.choice(KINDS)
        if blank in KINDS:
            return self._record(blank)
        match blank:
            case "gone":
                return self.chance.choice(self.gone[-15:] or ["C-1"])
            case "new":
                self.made += 1
                return f"{self.chance.choice(('Zed', 'Quill', 'Umber', 'Vox'))}{_letters(self.made)}"
            case "who":
                return self.chance.choice(self.people).partition(" ")[0]
            case "number":
                return str(self.chance.randrange(100, 999))
            case "team":
                return self.chance.choice(("Sales", "North", "South"))
            case _:
                return self.chance.choice(_LISTS[blank])

    def _record(self, kind: str) -> str:
        found = self.there.get(kind, [])
        if not found:
            return f"{kind[0].upper()}-999"
        if self.chance.random() < 0.6:
            found = [each for each in found if self.speaker in each.people] or found
        one = self.chance.choice(found[-12:] if self.chance.random() < 0.6 else found)
        return one.title if self.chance.random() < 0.12 else one.code

    def __iter__(self) -> Iterator[str]:
        """Yield the blanks."""
        return iter((*KINDS, *_LISTS))

    def __len__(self) -> int:
        """Count the blanks."""
        return len(KINDS) + len(_LISTS)

    def line(self) -> str:
        """Return something somebody says to us."""
        (sort,) = self.chance.choices(list(SHARES), list(SHARES.values()))
        return self.chance.choice(said()[sort]).format_map(self)

    def line_in_a_channel(self) -> str:
        """Return something somebody says in a channel."""
        return self.chance.choice(said()["in a channel"]).format_map(self)


_LISTS: Mapping[str, Sequence[str]] = {
    "word": WORDS,
    "tag": TAGS,
    "stage": STAGES,
    "pipeline": PIPELINES,
    "field": FIELDS,
    "time": TIMES,
    "when": DAYS,
    "amount": AMOUNTS,
}


def _letters(number: int) -> str:
    told = ""
    while number:
        number, rest = divmod(number, 26)
        told = chr(ord("a") + rest) + told
    return told
