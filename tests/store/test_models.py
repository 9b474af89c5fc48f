"""What the tables refuse, and what the mapped classes know about themselves."""

from collections.abc import Callable
from datetime import date, time

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from crmbot.store.base import Base
from crmbot.store.models.activity import Event, Note, Priority, Task, TaskStatus
from crmbot.store.models.deal import Deal
from crmbot.store.models.party import Company, Contact, Party
from crmbot.store.models.people import ChatIdentity, User
from crmbot.store.models.pipeline import Pipeline, Stage, StageCategory
from crmbot.store.models.record import Record
from crmbot.store.models.reminder import Reminder
from tests.store.conftest import NOW, add_company


def task(**columns: object) -> Task:
    """Build a task."""
    return Task(**{"title": "Call", "status": TaskStatus.TODO, "priority": Priority.NORMAL} | columns)


def pipeline(session: Session) -> int:
    """Make the default pipeline and return its number."""
    made = Pipeline(name="Sales", is_default=True)
    session.add(made)
    session.flush()
    return made.id


REFUSED: dict[str, Callable[[Session], Base]] = {
    "note without its time": lambda _: Note(title="x", note_kind="note"),
    "task without a status": lambda _: task(status=None),
    "due time without a day": lambda _: task(due_time=time(9), due_at=NOW),
    "due instant without a wall time": lambda _: task(due_on=NOW.date(), due_at=NOW),
    "event without a start": lambda _: Event(title="x"),
    "place without a length": lambda _: task(lat=1.0),
    "deal without a party": lambda session: Deal(
        title="x", currency="EUR", stage_entered_at=NOW, stage_id=stage(session, StageCategory.OPEN)
    ),
    "second default pipeline": lambda session: Pipeline(name=f"other than {pipeline(session)}", is_default=True),
    "second won stage": lambda session: Stage(
        pipeline_id=stage_of(session, StageCategory.WON).pipeline_id,
        name="Won again",
        position=9,
        category=StageCategory.WON,
    ),
    "probability above 100": lambda session: Stage(
        pipeline_id=pipeline(session), name="Sure", position=1, category=StageCategory.OPEN, probability=101
    ),
    "reminder of nobody": lambda session: Reminder(
        record_id=add_company(session, "Acme").id, kind="at_time", due_at=NOW
    ),
    "record of a user who is not there": lambda _: task(owner_id=999),
}


def stage_of(session: Session, category: StageCategory) -> Stage:
    """Make a stage of a new pipeline."""
    made = Stage(pipeline_id=pipeline(session), name=category.title(), position=1, category=category)
    session.add(made)
    session.flush()
    return made


def stage(session: Session, category: StageCategory) -> int:
    """Make a stage of a new pipeline and return its number."""
    return stage_of(session, category).id


@pytest.mark.parametrize("make", REFUSED.values(), ids=REFUSED.keys())
def test_row_when_it_makes_no_sense(session: Session, make: Callable[[Session], Base]) -> None:
    """The database itself refuses rows that make no sense."""
    session.add(make(session))

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def user(session: Session) -> int:
    """Make a user and return their number."""
    made = User(name="Ben", email="ben@x.example", timezone="UTC")
    session.add(made)
    session.flush()
    return made.id


@pytest.mark.parametrize("who", [{"user"}, {"address"}, {"user", "address"}])
def test_reminder_when_it_is_there_already(session: Session, who: set[str]) -> None:
    """A record has one reminder of a kind for each recipient, however the recipient is named."""
    recipient = {
        "user_id": user(session) if "user" in who else None,
        "address": "console:1" if "address" in who else None,
    }
    record_id = add_company(session, "Acme").id
    rows = [Reminder(record_id=record_id, kind="at_time", due_at=NOW, **recipient) for _ in range(2)]
    session.add_all(rows)

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_identity_when_two_people_claim_it(session: Session) -> None:
    """A chat identity belongs to one user."""
    number = user(session)
    for _ in range(2):
        session.add(ChatIdentity(user_id=number, platform="p", workspace_ext="w", user_ext="u"))

    with pytest.raises(IntegrityError):
        session.flush()
    session.rollback()


def test_record_when_it_is_of_any_kind(session: Session) -> None:
    """All kinds share one row of numbers, and each is read as what it is."""
    session.add_all([Company(title="Acme", name_key="acme"), Contact(title="Jane", name_key="jane"), task()])
    session.flush()
    session.expunge_all()

    records = session.scalars(select(Record).order_by(Record.id)).all()

    assert {(type(record), record.kind) for record in records} == {
        (Company, "company"),
        (Contact, "contact"),
        (Task, "task"),
    }


def test_party_when_read_by_its_own_columns(session: Session) -> None:
    """Companies and contacts are read together as parties, and apart by their class."""
    session.add_all([Company(title="Acme", name_key="acme"), Contact(title="Acme", name_key="acme")])
    session.flush()

    both = session.scalars(select(Party).where(Party.name_key == "acme")).all()
    one = session.scalars(select(Contact).where(Contact.name_key == "acme")).all()

    assert (len(both), len(one)) == (2, 1)


def test_version_when_only_the_kinds_own_table_changed(session: Session) -> None:
    """A change in any table of a record gives it a new version: old buttons must notice."""
    made = task()
    session.add(made)
    session.flush()

    made.outcome = "reached her"
    session.flush()

    assert made.version == 2


def test_version_when_somebody_was_faster(session: Session) -> None:
    """A change on top of a version that is gone is refused."""
    company = add_company(session, "Acme")
    session.execute(text("UPDATE record SET version = 7"))
    company.title = "Acme Ltd"

    with pytest.raises(StaleDataError):
        session.flush()
    session.rollback()


def test_number_when_the_newest_record_is_gone(session: Session) -> None:
    """A number is never given out twice, not even after its record was erased."""
    first = add_company(session, "Acme").id
    for table in ("change", "party", "record"):
        session.execute(text(f"DELETE FROM {table}"))  # noqa: S608  # names of ours
    session.expunge_all()

    second = add_company(session, "Delta").id

    assert second > first


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({}, None),
        ({"due_on": date(2026, 11, 24)}, "2026-11-24"),
        ({"due_on": date(2026, 11, 24), "due_time": time(15)}, "2026-11-24T15:00"),
    ],
)
def test_due_wall_when_said_in_part(columns: dict[str, object], expected: str | None) -> None:
    """The due time is told as it was said: not at all, as a day, or with a wall time."""
    assert task(**columns).due_wall == expected


@pytest.mark.parametrize("status", TaskStatus)
def test_is_open_when_in_each_status(status: TaskStatus) -> None:
    """A task is open until it is done or cancelled."""
    assert task(status=status).is_open == (status not in {TaskStatus.DONE, TaskStatus.CANCELLED})


def test_hint_when_two_are_called_the_same() -> None:
    """Namesakes are told apart by what they do or where they are."""
    contact = Contact(title="Jane", job_title="Buyer", city="Leeds")
    company = Company(title="Acme", city="London")

    assert (contact.hint, company.hint) == ("Buyer", "London")
