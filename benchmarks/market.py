"""A firm of some years: companies, the people at them, deals, notes and tags, put in without their history."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import cast

from sqlalchemy import Table, func, insert, select
from sqlalchemy.orm import Session

from benchmarks.crowd import STRETCH, Person
from benchmarks.office import NOW, PEOPLE
from crmbot.language.fold import name_key
from crmbot.store.base import Base
from crmbot.store.engine import Database
from crmbot.store.models.activity import Activity, ActivityLink, LinkRole, NoteKind
from crmbot.store.models.deal import Deal, DealType
from crmbot.store.models.party import Party
from crmbot.store.models.pipeline import Stage, StageCategory
from crmbot.store.models.record import Record
from crmbot.store.models.tag import RecordTag, Tag
from crmbot.store.search_index import bulk_index
from crmbot.store.uow import unit_of_work

TAGS = 50
TAGGED = 5
"""One record in so many has a tag."""

QUIET = 3
"""One company or deal in so many was never touched."""

_CITIES = 300
_WORDS = "renewal pumps service valves retrofit upgrade contract support spares filters training crane hall".split()
_FLAGS = ("no_calls", "no_emails", "is_prospect", "is_customer", "is_supplier", "is_partner")

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Market:
    """How many there are of each kind, and the first number given out."""

    companies: int
    contacts: int
    deals: int
    first: int

    @property
    def first_contact(self) -> int:
        return self.first + self.companies

    @property
    def first_deal(self) -> int:
        return self.first_contact + self.contacts

    @property
    def first_note(self) -> int:
        return self.first_deal + self.deals


def open_market(database: Database, people: Sequence[Person], companies: int, deals: int) -> Market:
    """Fill a furnished database; owners, cities, stages and amounts are the same each time."""
    with unit_of_work(database) as session:
        session.info["untracked"] = True
        first = (session.scalar(select(func.max(Record.id))) or 0) + 1
        market = Market(companies, len(people), deals, first)
        chance = Random(4)
        _put(session, Party, _companies(market, people, chance))
        _put(session, Party, _contacts(market, people, chance))
        _put(session, Deal, _deals(session, market, chance))
        _put(session, Activity, _notes(market, chance))
        _link_notes(session, market, chance)
        _tag(session, market, chance)
    return market


def city(number: int) -> str:
    return f"Town{number % _CITIES}"


def table_of(model: type[Base]) -> Table:
    """Return the table a class has of its own."""
    return cast("Table", model.__table__)  # a mapped class may stand on more than tables; these do not


def _put(session: Session, model: type[Record], rows: Iterator[tuple[Row, Row]]) -> None:
    """Write records in stretches, and make them findable by their titles."""
    batch: list[tuple[Row, Row]] = []
    for pair in rows:
        batch.append(pair)
        if len(batch) == STRETCH:
            _write(session, model, batch)
            batch = []
    if batch:
        _write(session, model, batch)


def _write(session: Session, model: type[Record], batch: Sequence[tuple[Row, Row]]) -> None:
    connection = session.connection()
    connection.execute(insert(table_of(Record)), [dict(record) for record, _ in batch])
    connection.execute(insert(table_of(model)), [dict(own) for _, own in batch])
    bulk_index(session, [(cast("int", record["id"]), _texts(record, own)) for record, own in batch])


def _texts(record: Row, own: Row) -> list[tuple[str, int]]:
    """Return the most of what the core would index."""
    found = [
        (record["title"], 5),
        (own.get("city") if record["kind"] == "company" else None, 1),
        (own.get("job_title"), 1),
    ]
    return [(str(text), weight) for text, weight in found if text]


def _record(number: int, kind: str, title: str, chance: Random) -> Row:
    owner = 2 + number % PEOPLE
    made = NOW - timedelta(days=chance.randrange(1000), minutes=chance.randrange(1440))
    stamps = {"created_at": made, "updated_at": made, "created_by_id": owner, "updated_by_id": owner}
    return {
        "id": number,
        "kind": kind,
        "title": title,
        "search_text": "",
        "owner_id": None if number % 40 == 0 else owner,
        "team_id": 1,
        "version": 1,
        **stamps,
    }


def _companies(market: Market, people: Sequence[Person], chance: Random) -> Iterator[tuple[Row, Row]]:
    for place in range(market.companies):
        number = market.first + place
        name = f"{people[place].last} {chance.choice(_WORDS).title()} {place}"
        flags = dict.fromkeys(_FLAGS, False) | {chance.choice(_FLAGS[2:]): True}
        own = {
            "record_id": number,
            "kind": "company",
            "name_key": name_key(name),
            "city": city(chance.randrange(10**6)),
            "company_id": None,
        }
        yield _record(number, "company", name, chance), own | flags | {"employees": chance.randrange(5000)}


def _contacts(market: Market, people: Sequence[Person], chance: Random) -> Iterator[tuple[Row, Row]]:
    for place, person in enumerate(people):
        number = market.first_contact + place
        named = {"record_id": number, "kind": "contact", "name_key": name_key(person.name)}
        own = {**named, "city": city(chance.randrange(10**6))}
        at = {"company_id": market.first + chance.randrange(market.companies), "job_title": person.job}
        yield _record(number, "contact", person.name, chance), own | at | dict.fromkeys(_FLAGS, False)


def _deals(session: Session, market: Market, chance: Random) -> Iterator[tuple[Row, Row]]:
    stages = session.execute(select(Stage.id, Stage.category)).all()
    for place in range(market.deals):
        number = market.first_deal + place
        stage = chance.choice(stages)
        closed = NOW - timedelta(days=chance.randrange(700)) if stage.category is not StageCategory.OPEN else None
        own = {
            "record_id": number,
            "party_id": market.first + chance.randrange(market.companies),
            "type": DealType.NEW_CUSTOMER,
            "stage_id": stage.id,
            "stage_entered_at": NOW,
            "closed_at": closed,
            "amount_minor": chance.randrange(100, 200_000) * 100,
            "currency": chance.choice(("EUR", "EUR", "EUR", "GBP")),
            "probability": 50,
            "probability_manual": False,
            "expected_close": (NOW + timedelta(days=chance.randrange(-300, 300))).date(),
            "position": 0,
        }
        yield _record(number, "deal", f"{chance.choice(_WORDS)} {place}", chance), own


def _notes(market: Market, chance: Random) -> Iterator[tuple[Row, Row]]:
    for place in range(market.deals):
        number = market.first_note + place
        words = " ".join(chance.choices(_WORDS, k=4))
        own = {
            "record_id": number,
            "kind": "note",
            "body": words,
            "note_kind": NoteKind.CALL if place % 4 else NoteKind.NOTE,
            "happened_at": NOW - timedelta(days=chance.randrange(700)),
            "requires_approval": False,
            "origin_private": True,
            "all_day": False,
        }
        yield _record(number, "note", words, chance), own


def _link_notes(session: Session, market: Market, chance: Random) -> None:
    rows = []
    for place in range(market.deals):
        companies, deals = market.first + chance.randrange(market.companies), market.first_deal + place
        about = [companies] if deals % QUIET == 0 else [companies, deals]
        rows += [
            {"activity_id": market.first_note + place, "record_id": number, "role": LinkRole.ABOUT} for number in about
        ]
    session.connection().execute(insert(table_of(ActivityLink)), rows)


def _tag(session: Session, market: Market, chance: Random) -> None:
    connection = session.connection()
    connection.execute(
        insert(table_of(Tag)), [{"name_key": f"tag{each}", "name": f"tag{each}"} for each in range(TAGS)]
    )
    ids = list(session.scalars(select(Tag.id)))
    tagged = range(market.first, market.first_note, TAGGED)
    connection.execute(
        insert(table_of(RecordTag)), [{"record_id": number, "tag_id": chance.choice(ids)} for number in tagged]
    )
