"""Documents: kept, found, moved, and seen by whoever sees what they are about."""

from pathlib import Path

import pytest
from sqlalchemy import event, select

from crmbot.core import (
    companies,
    contacts,
    deals,
    documents,
    filters,
    history,
    lookup,
    notes,
    permissions,
    records,
    tags,
    tasks,
)
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.deals import DealDraft
from crmbot.core.documents import LARGEST, Attached, Filing, fetching
from crmbot.core.documents import lists as document_lists
from crmbot.core.errors import InvalidInput, NotAllowed, NotFound, Unavailable
from crmbot.core.notes import NoteDraft
from crmbot.core.permissions import visible
from crmbot.core.tasks import TaskDraft
from crmbot.store.files import FolderStore, Spool
from crmbot.store.models.document import Document, FetchState, Media, StoredFile
from crmbot.store.models.party import Company
from crmbot.store.models.people import Team
from crmbot.store.models.record import Record
from tests.core.conftest import Office

OFFER = Attached("ref-1", "offer.pdf", "application/pdf", 12, "file")


def acme(ctx: Context) -> Company:
    """Make a company of the actor's."""
    return companies.create(ctx, CompanyDraft("Acme"))


def kept(ctx: Context, about: Record | None = None, name: str = "offer.pdf") -> Document:
    """Keep a file of the actor's."""
    (document,) = documents.keep(ctx, [Attached("ref-1", name, "application/pdf", 12, "file")], Filing(about))
    return document


def listed(ctx: Context, text: str) -> list[str]:
    """Return the names of what a filter finds, in order."""
    found, _ = filters.page(ctx, filters.wanted(ctx, "document", text), 50, 0)
    return [record.title for record in found]


def test_file_when_kept(office: Office) -> None:
    """It is a record about something, with tags, found by its name, whose bytes are still to come."""
    with office.acting() as ctx:
        company = acme(ctx)
        (document,) = documents.keep(ctx, [OFFER], Filing(company, "the signed copy", ("key",), "chat/1"))
        stored = documents.state(ctx, document)

        assert (document.title, document.about_id, document.media) == ("offer.pdf", company.id, Media.FILE)
        assert (stored.state, stored.platform, stored.next_at) == (FetchState.PENDING, "console", office.now)
        assert tags.of(ctx, document) == ["key"]
        assert lookup.resolve(ctx, "offer.pdf").id == document.id
        assert documents.sent_in(ctx, "chat/1") == document


def test_recording_when_kept(office: Office) -> None:
    """It is called by its length."""
    with office.acting() as ctx:
        voice = Attached("ref", "voice.ogg", "audio/ogg", 900, "voice", seconds=42)
        (document,) = documents.keep(ctx, [voice], Filing(acme(ctx)))

        assert (document.title, document.filename) == ("Voice note 0:42", "voice.ogg")


@pytest.mark.parametrize("file", [{"size": LARGEST + 1}, {"size": 25_000_000, "too_large": True}])
def test_file_when_too_large(office: Office, file: dict[str, int]) -> None:
    """The reference is kept; its bytes are not asked for."""
    with office.acting() as ctx:
        given = {"size": 12, "too_large": False} | file
        film = Attached("ref", "film.mp4", "video/mp4", given["size"], "video", too_large=bool(given["too_large"]))
        (document,) = documents.keep(ctx, [film], Filing(acme(ctx)))

        assert documents.state(ctx, document).state is FetchState.TOO_LARGE
        assert document.platform_file_id == "ref"
        assert fetching.claim(ctx.session, office.now, 10, ["console"]) == []


def test_name_when_it_is_a_path(office: Office) -> None:
    """Folders, control signs and what turns text around are no part of a name."""
    with office.acting() as ctx:
        document = kept(ctx, acme(ctx), "../../etc/\u202epass\x07wd")

        assert document.filename == "passwd"


def test_document_when_renamed(office: Office) -> None:
    """It keeps its ending, is found by the new name, and by the old one again when that is undone."""
    with office.acting() as ctx:
        number = kept(ctx, acme(ctx)).id
    with office.acting() as ctx:
        documents.change(ctx, record(ctx, number), name="final/../order", description="signed")
        batch = history.current(ctx)
        assert lookup.resolve(ctx, "order.pdf").id == number
    with office.acting(command="undo") as ctx:
        history.undo(ctx, batch)

        assert lookup.resolve(ctx, "offer.pdf").id == number
        assert record(ctx, number).description is None


def record(ctx: Context, number: int) -> Document:
    """Return a document by its number."""
    found = lookup.get(ctx, number)
    assert isinstance(found, Document)
    return found


def test_document_when_it_gets_no_name(office: Office) -> None:
    """A name is needed."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        documents.change(ctx, kept(ctx, acme(ctx)), name="  ")


def test_document_when_moved_to_a_document(office: Office) -> None:
    """It cannot be about another one."""
    with office.acting() as ctx:
        company = acme(ctx)
        first, second = kept(ctx, company), kept(ctx, company, "plan.pdf")

        with pytest.raises(InvalidInput):
            documents.relink(ctx, first, second)


def test_document_when_somebody_else_changes_it(office: Office) -> None:
    """A rep changes only what is theirs."""
    with office.acting("mia") as ctx:
        company = companies.create(ctx, CompanyDraft("Acme"))
        company.owner_id = None
        number, company_id = kept(ctx, company).id, company.id
    with office.acting("ben") as ctx:
        with pytest.raises(NotAllowed):
            documents.change(ctx, record(ctx, number), name="mine")
        with pytest.raises(NotAllowed):
            documents.relink(ctx, record(ctx, number), lookup.get(ctx, company_id))


def test_files_when_asked_for_a_company(office: Office) -> None:
    """Those of its people, deals, notes and tasks are among them, newest first, and no others."""
    with office.acting() as ctx:
        company = acme(ctx)
        person = contacts.create(ctx, ContactDraft("Jane Doe", company=company))
        deal = deals.create(ctx, DealDraft("Pumps", party=company))
        note = notes.log(ctx, NoteDraft("met her", [person]))
        task = tasks.create(ctx, TaskDraft("call", None, [deal]))
        for number, about in enumerate((company, person, deal, note, task)):
            kept(ctx, about, f"{number}.pdf")
        kept(ctx, companies.create(ctx, CompanyDraft("Globex")), "other.pdf")

        assert listed(ctx, f"on:C-{company.id}") == ["4.pdf", "3.pdf", "2.pdf", "1.pdf", "0.pdf"]
        assert listed(ctx, f"on:P-{person.id}") == ["3.pdf", "1.pdf"]
        assert listed(ctx, f"on:D-{deal.id}") == ["4.pdf", "2.pdf"]


def test_files_when_filtered(office: Office) -> None:
    """By kind, sender, day and whether there is a copy."""
    with office.acting("ben") as ctx:
        kept(ctx, None, "plan.pdf")
    office.later(days=3)
    with office.acting() as ctx:
        company = acme(ctx)
        kept(ctx, company)
        hall = Attached("r", "hall.jpg", "image/jpeg", 5, "photo", too_large=True)
        documents.keep(ctx, [hall], Filing(company))

        assert listed(ctx, "everybody type:pdf") == ["offer.pdf", "plan.pdf"]
        assert listed(ctx, "everybody type!:pdf") == ["hall.jpg"]
        assert listed(ctx, "by:ben") == ["plan.pdf"]
        assert listed(ctx, "everybody sent<2d") == ["hall.jpg", "offer.pdf"]
        assert listed(ctx, "everybody is:missing") == ["hall.jpg"]
        assert listed(ctx, "everybody on:-") == ["plan.pdf"]
        with pytest.raises(InvalidInput):
            listed(ctx, "type:spoon")


def test_files_when_there_are_many(office: Office) -> None:
    """A list of them takes as many queries for two as for twenty."""
    with office.acting() as ctx:
        company = acme(ctx)
        statements(ctx, company, 1)
        few = statements(ctx, company, 2)
        many = statements(ctx, company, 20)

        assert few == many


def statements(ctx: Context, company: Company, count: int) -> int:
    """Keep so many more files, then return how many queries their list takes."""
    for _ in range(count):
        kept(ctx, company)
    ctx.session.flush()
    asked: list[str] = []
    connection = ctx.session.connection()
    event.listen(connection, "before_cursor_execute", lambda *args: asked.append(args[2]))
    found, _ = filters.page(ctx, filters.wanted(ctx, "document", f"on:C-{company.id}"), 50, 0)
    shown = [each for each in found if isinstance(each, Document)]
    documents.states(ctx, shown)
    documents.senders(ctx, shown)
    documents.abouts(ctx, shown)
    return len(asked)


# Who sees them


def of_another_team(ctx: Context, name: str) -> Company:
    """Make a company of the actor's that belongs to a team nobody is in."""
    team = Team(name=f"of {name}")
    ctx.session.add(team)
    ctx.session.flush()
    company = companies.create(ctx, CompanyDraft(name))
    company.team_id = team.id
    ctx.session.flush()
    return company


@pytest.fixture
def of_mia(office: Office) -> dict[str, int]:
    """Give documents of the manager: on what the others do not see, on what they see, and on nothing."""
    with office.acting("mia") as ctx:
        hidden, shared = of_another_team(ctx, "Hidden"), companies.create(ctx, CompanyDraft("Shared"))
        return {
            "hidden": kept(ctx, hidden, "hidden.pdf").id,
            "shared": kept(ctx, shared, "shared.pdf").id,
            "alone": kept(ctx, None, "alone.pdf").id,
        }


@pytest.mark.parametrize(
    ("who", "seen"),
    [
        ("ana", {"hidden", "shared", "alone"}),
        ("mia", {"hidden", "shared", "alone"}),
        ("ben", {"shared", "alone"}),
        ("rita", {"shared", "alone"}),
    ],
)
def test_document_when_looked_for(office: Office, of_mia: dict[str, int], who: str, seen: set[str]) -> None:
    """It is seen by whoever sees what it is about, on every way to it."""
    with office.acting(who) as ctx:
        # lint: scoped by each of the conditions looked at
        some = set(ctx.session.scalars(select(Record.id).where(visible(ctx))))
        own = set(ctx.session.scalars(select(Document.id).where(visible(ctx, ["document"]))))
        held = {name for name, number in of_mia.items() if permissions.sees(ctx, ctx.session.get_one(Record, number))}
        found = {name for name in of_mia if lookup.search(ctx, f"{name}.pdf").hits}

        assert {name for name, number in of_mia.items() if number in some} == seen
        assert {name for name, number in of_mia.items() if number in own} == seen
        assert held == seen
        assert {name for name in found if name in seen} == seen
        assert set(listed(ctx, "everybody")) == {f"{name}.pdf" for name in seen}
        for name, number in of_mia.items():
            if name not in seen:
                with pytest.raises(NotFound):
                    lookup.get(ctx, number)


def test_document_when_its_sender_does_not_see_what_it_is_about(office: Office) -> None:
    """Whoever sent it goes on seeing it."""
    with office.acting("mia") as ctx:
        hidden_id = of_another_team(ctx, "Hidden").id
    with office.acting("ben") as ctx:
        about = ctx.session.get_one(Record, hidden_id)
        number = kept(ctx, about).id
    with office.acting("ben") as ctx:
        assert record(ctx, number).id == number
        assert documents.about(ctx, record(ctx, number)) is None


def test_document_when_what_it_is_about_is_deleted(office: Office) -> None:
    """With it, it is out of the sight of others; with it, it comes back."""
    with office.acting("mia") as ctx:
        shared = companies.create(ctx, CompanyDraft("Shared"))
        number, shared_id = kept(ctx, shared).id, shared.id
    with office.acting("ana") as ctx:
        records.delete(ctx, lookup.get(ctx, shared_id))
    with office.acting("ben") as ctx, pytest.raises(NotFound):
        lookup.get(ctx, number)
    with office.acting("ana") as ctx:
        records.restore(ctx, shared_id)
    with office.acting("ben") as ctx:
        assert lookup.get(ctx, number).id == number


# Their bytes


def test_bytes_when_stored(office: Office, tmp_path: Path) -> None:
    """They are read from the store, whoever sent the same file first."""
    office.database.files = store = FolderStore(tmp_path / "files")
    with office.acting() as ctx:
        company = acme(ctx)
        first, second = kept(ctx, company), kept(ctx, company, "again.pdf")
        for awaited in fetching.claim(ctx.session, office.now, 10, ["console"]):
            with Spool(100) as spool:
                spool.add(b"%PDF-1.7 words")
                fetching.stored(ctx.session, awaited, spool.keep(store))
        ctx.session.expire_all()

        assert documents.content(ctx, first)() == documents.content(ctx, second)() == b"%PDF-1.7 words"
        assert len([path for path in (tmp_path / "files").rglob("*") if path.is_file()]) == 1
        assert ctx.session.get_one(StoredFile, first.id).mime == "application/pdf"


def test_bytes_when_not_there(office: Office) -> None:
    """What has not come cannot be read."""
    with office.acting() as ctx, pytest.raises(Unavailable):
        documents.content(ctx, kept(ctx, acme(ctx)))


def test_belonging_when_a_kind_declares_it(office: Office) -> None:
    """Another module's records bring their files along."""
    with office.acting() as ctx:
        parent, child = acme(ctx), companies.create(ctx, CompanyDraft("Acme North"))
        child.parent_id = parent.id
        kept(ctx, child)
        before = listed(ctx, f"on:C-{parent.id}")
        document_lists.belong("company", Company.__table__, "parent_id")
        try:
            after = listed(ctx, f"on:C-{parent.id}")
        finally:
            document_lists._BELONGS["company"].pop()

        assert (before, after) == ([], ["offer.pdf"])
