"""Many made-up people, with names as unevenly spread as real ones, and a quick way to put them into a database."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from benchmarks.office import NOW, PEOPLE
from crmbot.language.fold import name_key
from crmbot.store.engine import Database
from crmbot.store.models.party import Party
from crmbot.store.models.record import Record
from crmbot.store.search_index import bulk_index
from crmbot.store.uow import unit_of_work

FIRST_NAMES = 4_000
LAST_NAMES = 40_000
STRETCH = 5_000
_JOBS = ("Buyer", "Plant Manager", "Director", "Engineer", "Head of Sales", "Accountant", "Planner")
_STARTS = "b br ch d dr f g gr h j k kl l m n p pr r s sch st t tr v w z".split()
_VOWELS = "a e i o u ai ei ou".split()
_ENDS = ["", "n", "r", "s", "l", "m", "nd", "rt", "ck", "ng"]


@dataclass(frozen=True, slots=True)
class Person:
    """A contact to be."""

    first: str
    last: str
    job: str
    phone: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    @property
    def email(self) -> str:
        return f"{self.first}.{self.last}@firm.example".lower()


def crowd(size: int) -> list[Person]:
    """Make up the same people each time; the hundredth name is a hundredth as frequent as the first."""
    chance = Random(2)
    firsts = chance.choices(*_names(chance, FIRST_NAMES, 2), k=size)
    lasts = chance.choices(*_names(chance, LAST_NAMES, 3), k=size)
    return [
        Person(first, last, chance.choice(_JOBS), f"+4420{chance.randrange(10**7, 10**8)}")
        for first, last in zip(firsts, lasts, strict=True)
    ]


def made_up_names(count: int, syllables: int, seed: int = 2) -> list[str]:
    """Make up the same names each time, all different."""
    return _names(Random(seed), count, syllables)[0]


def _names(chance: Random, count: int, syllables: int) -> tuple[list[str], list[float]]:
    names: dict[str, None] = {}
    while len(names) < count:
        parts = [chance.choice(_STARTS) + chance.choice(_VOWELS) for _ in range(chance.randint(1, syllables))]
        names["".join(parts).title() + chance.choice(_ENDS)] = None
    return list(names), [1 / (rank + 10) for rank in range(count)]


def move_in(database: Database, who: Sequence[Person]) -> None:
    """Put people into a furnished database, owned by this rep and that, without their history."""
    with unit_of_work(database) as session:
        session.info["untracked"] = True
        first = (session.scalar(select(func.max(Record.id))) or 0) + 1
        for start in range(0, len(who), STRETCH):
            _stretch(session, who[start : start + STRETCH], first + start)
    learn(database)


def learn(database: Database) -> None:
    """Let the database count what there is, and PostgreSQL sweep, as it does by itself in a while."""
    connection = database.engine.raw_connection()  # it does neither within a transaction
    try:
        connection.cursor().execute("ANALYZE" if database.is_sqlite else "VACUUM ANALYZE")
    finally:
        connection.close()


def _stretch(session: Session, who: Sequence[Person], first: int) -> None:
    numbered = list(enumerate(who, first))
    connection = session.connection()
    connection.execute(insert(_table(Record)), [_record(number, person) for number, person in numbered])
    connection.execute(insert(_table(Party)), [_party(number, person) for number, person in numbered])
    bulk_index(session, [(number, _texts(person)) for number, person in numbered])


def _table(model: type[Record]) -> Table:
    return cast("Table", model.__table__)  # a mapped class may stand on more than tables; these do not


def _record(number: int, person: Person) -> dict[str, object]:
    owner = 2 + number % PEOPLE
    stamps = {"created_at": NOW, "updated_at": NOW, "created_by_id": owner, "updated_by_id": owner}
    title = {"kind": "contact", "title": person.name, "search_text": ""}
    return {"id": number, **title, "owner_id": owner, "team_id": 1, "version": 1, **stamps}


def _party(number: int, person: Person) -> dict[str, object]:
    reach = {"email": person.email, "email_key": person.email, "phone": person.phone, "phone_key": person.phone}
    return {
        "record_id": number,
        "kind": "contact",
        "name_key": name_key(person.name),
        "first_name": person.first,
        "last_name": person.last,
        "job_title": person.job,
        **reach,
        **dict.fromkeys(("no_calls", "no_emails", "is_prospect", "is_customer", "is_supplier", "is_partner"), False),
    }


def _texts(person: Person) -> list[tuple[str, int]]:
    """Return what core/contacts.py would index."""
    return [(person.name, 5), (person.email, 2), (person.job, 1), (person.phone, 3)]
