"""Cards that stand in chats: remembered, kept true, forgotten."""

from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select

from crmbot.core import companies, records, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.delivery import sent_cards
from crmbot.core.delivery.sent_cards import Sent
from crmbot.core.outbox import REFRESH
from crmbot.core.tasks import TaskDraft
from crmbot.store.models.activity import Task
from crmbot.store.models.messaging import Outbox, SentCard
from crmbot.store.models.party import Company
from crmbot.store.models.record import Record
from crmbot.store.uow import unit_of_work
from tests.core.conftest import Office

DAY = timedelta(days=1)


def call(office: Office) -> int:
    """Make a task of Ben's."""
    with office.acting("ben") as ctx:
        return tasks.create(ctx, TaskDraft("Call")).id


def shown(office: Office, number: int, *cards: tuple[str, str], ago: timedelta = timedelta()) -> None:
    """Let cards of a record stand in chats."""
    with unit_of_work(office.database) as session:
        for ref, kind in cards:
            sent_cards.remember(session, Sent(ref, kind, office.now - ago), number)


def rename(office: Office, number: int, title: str = "Call again", replaced: str | None = None) -> None:
    """Change the task; the answer takes the place of a card."""
    with office.acting("ben") as ctx:
        tasks.rename(ctx, ctx.session.get_one(Task, number), title)
        sent_cards.leave_out(ctx.session, replaced)


def refreshed(office: Office) -> Sequence[tuple[str, int | None]]:
    """Return the cards that are to be edited, and for whom each is drawn."""
    with unit_of_work(office.database) as session:
        facts = session.scalars(select(Outbox).where(Outbox.kind == REFRESH).order_by(Outbox.id))
        return [(fact.args["ref"], fact.user_id) for fact in facts]


def test_cards_when_their_record_changes(office: Office) -> None:
    """Every copy is brought up to date but the one whose place the answer takes; what is no card is let be."""
    task = call(office)
    copies = (("p:w:a/1", "reminder"), ("p:w:b/2", "reminder"), ("p:w:c/3", "answer"), ("p:w:d/4", "card"))
    shown(office, task, *copies)

    rename(office, task, replaced="p:w:a/1")

    assert refreshed(office) == [("p:w:b/2", None), ("p:w:d/4", None)]


def test_card_when_it_stands_in_a_private_chat(office: Office) -> None:
    """It is drawn for whoever reads there."""
    task = call(office)
    shown(office, task, ("console:local:eva/1", "card"))

    rename(office, task)

    assert refreshed(office) == [("console:local:eva/1", office.ids["eva"])]


def test_cards_when_their_record_changes_twice(office: Office) -> None:
    """Each change is told, at one instant as well."""
    task = call(office)
    shown(office, task, ("p:w:a/1", "card"))

    rename(office, task)
    rename(office, task, "Call her")

    assert [ref for ref, _ in refreshed(office)] == ["p:w:a/1", "p:w:a/1"]


def test_cards_when_they_are_old_or_many(office: Office) -> None:
    """Those of the last thirty days are kept true, and of them the newest fifty."""
    task = call(office)
    shown(office, task, ("p:w:old/1", "card"), ago=31 * DAY)
    for number in range(52):
        shown(office, task, (f"p:w:c/{number}", "card"), ago=DAY - timedelta(minutes=number))

    rename(office, task)

    refs = [ref for ref, _ in refreshed(office)]
    assert (len(refs), "p:w:c/0" in refs, "p:w:c/51" in refs, "p:w:old/1" in refs) == (50, False, True, False)


def test_card_when_another_kind_of_record_changes(office: Office) -> None:
    """Companies, deals and leads are kept true like tasks."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme")).id
    shown(office, acme, ("p:w:a/1", "card"))

    with office.acting() as ctx:
        records.change(ctx, ctx.session.get_one(Company, acme), {"city": "Leeds"})

    assert refreshed(office) == [("p:w:a/1", None)]


def test_change_when_it_is_taken_back_whole(office: Office) -> None:
    """A transaction that is rolled back has changed no card."""
    task = call(office)
    shown(office, task, ("p:w:a/1", "card"))

    with office.acting("ben") as ctx:
        tasks.rename(ctx, ctx.session.get_one(Task, task), "Call again")
        ctx.session.rollback()

    assert refreshed(office) == []


def test_card_when_forgotten(office: Office) -> None:
    """It is brought up to date no more."""
    task = call(office)
    shown(office, task, ("p:w:a/1", "reminder"))
    with unit_of_work(office.database) as session:
        sent_cards.forget(session, "p:w:a/1")

    rename(office, task)

    assert refreshed(office) == []


def test_record_when_its_card_is_shown(office: Office) -> None:
    """That is no change of it: its version and its history stay."""
    task = call(office)
    with unit_of_work(office.database) as session:
        before = session.get_one(Record, task).version

    shown(office, task, ("p:w:a/1", "card"))

    with unit_of_work(office.database) as session:
        record = session.get_one(Record, task)
        assert (record.version, record.shown_at) == (before, office.now)


@pytest.mark.parametrize("code", ["", "Acme", "C-"])
def test_answer_when_it_shows_no_record(office: Office, code: str) -> None:
    """There is nothing to remember."""
    with unit_of_work(office.database) as session:
        sent_cards.remember_answer(session, Sent("p:w:a/1", "answer", office.now), code)

        assert session.scalars(select(SentCard)).all() == []
