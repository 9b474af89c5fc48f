"""Erasing a record for good: everything that hangs on it goes, and nothing of it is left in texts or history."""

from pathlib import Path

import pytest
from sqlalchemy import String, cast, select

from crmbot.core import companies, contacts, deals, documents, history, leads, lookup, notes, series, tags, tasks
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft
from crmbot.core.documents import Attached, Filing
from crmbot.core.erasing import bytes_of, fates
from crmbot.core.erasing import records as erasing
from crmbot.core.errors import InvalidInput, NotAllowed, NotFound
from crmbot.core.leads import LeadDraft
from crmbot.core.merging import links
from crmbot.core.notes import NoteDraft
from crmbot.core.parties import Reach
from crmbot.core.tasks import TaskDraft
from crmbot.language import recurring
from crmbot.store.base import Base
from crmbot.store.files import FolderStore
from crmbot.store.models.activity import Task
from crmbot.store.models.change import Change
from crmbot.store.models.messaging import Draft, Inbox, InboxState, Outbox, SentCard
from crmbot.store.models.party import Contact
from crmbot.store.models.privacy import ErasedBytes, Erasure
from crmbot.store.models.search import SearchToken
from crmbot.store.uow import FILES
from tests.core.conftest import NOW, Office

NAME = "Jane Zanzibar"
MAIL = "jane@zanzibar.example"


@pytest.fixture
def jane(office: Office) -> Office:
    """Let there be somebody with everything that can hang on a contact."""
    with office.acting() as ctx:
        company = companies.create(ctx, CompanyDraft("Acme"))
        contact = contacts.create(ctx, ContactDraft(NAME, Reach(email=MAIL, phone="+44 113 496 0000"), company=company))
        office.ids |= {"company": company.id, "contact": contact.id}
        tags.apply(ctx, contact, ["vip"])
        task = tasks.create(ctx, TaskDraft(f"Call {NAME}", about=[contact]))
        note = notes.log(ctx, NoteDraft(f"Met {NAME}", [contact]))
        (document,) = documents.keep(ctx, [Attached("r", "cv.pdf", "application/pdf", 1, "file")], Filing(contact))
        documents.state(ctx, document).sha256 = "a" * 64
        deal = deals.create(ctx, DealDraft("Pumps", company, contact_id=contact.id))
        office.ids |= {"task": task.id, "note": note.id, "document": document.id, "deal": deal.id}
    return office


def erase(office: Office, who: str = "ana", kind: str = "contact", name: str = NAME) -> erasing.Erased:
    """Erase a record."""
    with office.acting(who, "erase") as ctx:
        return erasing.erase(ctx, lookup.get(ctx, office.ids[kind]), name)


def everything(ctx: Context) -> str:
    """Return all text the database holds."""
    connection, tables = ctx.session.connection(), Base.metadata.sorted_tables
    every = (select(*(cast(column, String) for column in table.columns)) for table in tables)
    return "\n".join(" ".join(map(str, row)) for statement in every for row in connection.execute(statement))


def test_record_when_it_is_erased(jane: Office) -> None:
    """Nothing in the whole database names them any more, and what was only connected stays."""
    with jane.acting() as ctx:
        assert "zanzibar" in everything(ctx).lower()
    erased = erase(jane)

    with jane.acting() as ctx:
        left = everything(ctx).lower()
        assert ("zanzibar" in left, "1134960000" in left) == (False, False)
        assert erased.others == 3
        assert lookup.get(ctx, jane.ids["deal"]).title == "Pumps"
        assert lookup.get(ctx, jane.ids["company"]).title == "Acme"
        for kind in ("contact", "task", "note", "document"):
            with pytest.raises(NotFound):
                lookup.get(ctx, jane.ids[kind])


def test_record_when_something_about_it_was_taken_back(jane: Office) -> None:
    """What undo has put away with its links goes along, and so does an answer that has not arrived."""
    with jane.acting() as ctx:
        tasks.create(ctx, TaskDraft(f"Follow up with {NAME}", about=[lookup.get(ctx, jane.ids["contact"])]))
        batch = history.current(ctx)
        answer = f'{{"card": "Made {NAME}"}}'
        ctx.session.add(Inbox(key="2", received_at=NOW, address="y", inbound="", state=InboxState.DONE, answer=answer))
    with jane.acting(command="undo") as ctx:
        history.undo(ctx, batch)

    erased = erase(jane)

    with jane.acting() as ctx:
        assert (erased.others, "zanzibar" in everything(ctx).lower()) == (4, False)


def test_series_when_it_was_taken_back(jane: Office) -> None:
    """What a task was to come again as goes with it, though it comes again no more."""
    title = "Polish the quux"
    with jane.acting() as ctx:
        made = tasks.create(ctx, TaskDraft(title))
        jane.ids["task"] = made.id
    with jane.acting(command="task set") as ctx:
        found = recurring.read("every monday", now=NOW, zone="UTC")
        assert found is not None
        assert found.repeat is not None
        task = ctx.session.get_one(Task, jane.ids["task"])
        series.start(ctx, task, found.repeat)
        batch = history.current(ctx)
    with jane.acting(command="undo") as ctx:
        history.undo(ctx, batch)

    erase(jane, kind="task", name=title)

    with jane.acting() as ctx:
        assert "quux" not in everything(ctx).lower()


def test_history_when_a_record_is_erased(jane: Office) -> None:
    """It says that fields were changed and by whom, and it cannot be undone."""
    with jane.acting() as ctx:
        batch = ctx.session.scalar(select(Change.batch_id).where(Change.record_id == jane.ids["contact"]).limit(1))
        assert batch is not None
    erase(jane)

    with jane.acting() as ctx:
        rows = ctx.session.scalars(select(Change).where(Change.batch_id.startswith("erased:"))).all()
        assert {side for row in rows for sides in row.diff.values() for side in sides} == {None}
        assert {row.user_id for row in rows} == {jane.ids["ana"]}
        assert any("last_name" in row.diff for row in rows)
        (erasure,) = ctx.session.scalars(select(Erasure)).all()
        assert (erasure.code, erasure.by_id) == (f"P-{jane.ids['contact']}", jane.ids["ana"])
        history.last_batch(ctx)


def test_number_when_its_record_was_erased(jane: Office) -> None:
    """It is never given out again."""
    with jane.acting() as ctx:
        last = contacts.create(ctx, ContactDraft("Last One"))
        jane.ids["last"] = last.id
    erase(jane, kind="last", name="last one")
    with jane.acting() as ctx:
        assert contacts.create(ctx, ContactDraft("Next One")).id > jane.ids["last"]


def test_erasing_when_the_name_is_another(jane: Office) -> None:
    """A slip erases nobody."""
    with pytest.raises(InvalidInput) as refused:
        erase(jane, name="Jane Zanzi")

    assert refused.value.field == "name"
    with jane.acting() as ctx:
        assert lookup.get(ctx, jane.ids["contact"]).title == NAME


@pytest.mark.parametrize("who", ["mia", "ben", "rita"])
def test_erasing_when_somebody_is_no_owner(jane: Office, who: str) -> None:
    """It is an owner's right, and nobody else's."""
    with pytest.raises(NotAllowed):
        erase(jane, who)


def test_company_when_it_is_erased(jane: Office) -> None:
    """Its people stay, without it; its deals go, since they would be with nobody."""
    with jane.acting() as ctx:
        extent = erasing.preview(ctx, lookup.get(ctx, jane.ids["company"]))
        assert extent.kinds["deal"] == 1
    erase(jane, kind="company", name="acme")

    with jane.acting() as ctx:
        contact = lookup.get(ctx, jane.ids["contact"])
        assert isinstance(contact, Contact)
        assert contact.company_id is None
        assert lookup.search(ctx, "acme").total == 0
        assert lookup.search(ctx, "zanzibar").total > 0
        assert "acme" not in set(ctx.session.scalars(select(SearchToken.token)))
        with pytest.raises(NotFound):
            lookup.get(ctx, jane.ids["deal"])


def test_merged_and_converted_when_a_contact_is_erased(office: Office) -> None:
    """What they were before they were merged or converted is about them, and goes as well."""
    with office.acting() as ctx:
        contact, twin = contacts.create(ctx, ContactDraft(NAME)), contacts.create(ctx, ContactDraft("J. Zanzibar"))
        lead = leads.create(ctx, LeadDraft(last_name="Zanzibar"))
        lead.converted_contact_id = contact.id
        twin.merged_into_id, twin.deleted_at = contact.id, ctx.now
        ctx.session.flush()
        office.ids["contact"] = contact.id
    erase(office)
    with office.acting() as ctx:
        assert "zanzibar" not in everything(ctx).lower()


def test_texts_when_they_name_who_is_erased(jane: Office) -> None:
    """Messages, drafts and facts that hold the name go; a worked message keeps its key."""
    with jane.acting() as ctx:
        said = {"received_at": NOW, "address": "console:local:ben", "inbound": f'{{"text": "{NAME} called"}}'}
        ctx.session.add(Inbox(key="done", state=InboxState.DONE, **said))
        ctx.session.add(Inbox(key="failed", state=InboxState.FAILED, **said))
        ctx.session.add(Draft(user_id=ctx.actor.id, address="x", text=f"about {MAIL}", created_at=NOW))
        ctx.session.add(Draft(user_id=ctx.actor.id, address="x", text="about Acme", created_at=NOW))
    erase(jane)
    with jane.acting() as ctx:
        assert list(ctx.session.execute(select(Inbox.key, Inbox.inbound))) == [("done", "")]
        assert list(ctx.session.scalars(select(Draft.text))) == ["about Acme"]


def test_series_when_it_is_about_who_is_erased(jane: Office) -> None:
    """What its next ones would be made of holds nothing of them, nor does the history of that."""
    with jane.acting() as ctx:
        read = recurring.read("every monday 9am", now=ctx.now, zone="Europe/London")
        assert read is not None
        assert read.repeat is not None
        contact = lookup.get(ctx, jane.ids["contact"])
        weekly = tasks.create(ctx, TaskDraft(f"Ring {NAME}", read.repeat.first, about=[contact]))
        series.start(ctx, weekly, read.repeat)
    erase(jane)

    with jane.acting() as ctx:
        assert "zanzibar" not in everything(ctx).lower()


def test_cards_when_their_record_is_erased(jane: Office) -> None:
    """Each card that stands in a chat is told to say so."""
    with jane.acting() as ctx:
        row = SentCard(ref="console:local:ben/1", record_id=jane.ids["contact"], address="console:local:ben", at=NOW)
        row.kind = "answer"
        ctx.session.add(row)
    assert erase(jane).cards == 1
    with jane.acting() as ctx:
        told = ctx.session.execute(select(Outbox.kind, Outbox.address).where(Outbox.kind == "card.erased")).all()
        assert told == [("card.erased", "console:local:ben")]


def test_bytes_when_their_document_is_erased(jane: Office, tmp_path: Path) -> None:
    """They are removed once that is committed; those another document has stay."""
    store = FolderStore(tmp_path)
    for letter in "ab":
        store.put(letter * 64, [b"x"])
    with jane.acting() as ctx:
        ctx.session.add(ErasedBytes(sha256="b" * 64, at=NOW))
        (other,) = documents.keep(ctx, [Attached("r", "b.pdf", "application/pdf", 1, "file")], Filing())
        documents.state(ctx, other).sha256 = "b" * 64
    erase(jane)
    with jane.acting() as ctx:
        ctx.session.info[FILES] = store
        assert bytes_of.remove_due(ctx.session, ctx.now, ctx.org) == 2
        assert ctx.session.scalar(bytes_of.NEXT_DUE) is None
    assert (store.exists("a" * 64), store.exists("b" * 64)) == (False, True)


def test_words_when_nothing_else_has_them(jane: Office) -> None:
    """The index forgets the name; a word that another record is found by stays."""
    erase(jane)
    with jane.acting() as ctx:
        words = set(ctx.session.scalars(select(SearchToken.token)))
        assert ("zanzibar" in words, "acme" in words) == (False, True)


def test_pointers_when_a_table_is_new() -> None:
    """Somebody has thought of what becomes of each row that names a record, or a person."""
    assert set(fates.OF_RECORDS) == set(links.pointers())
    assert set(fates.OF_PEOPLE) == fates.to_people()
