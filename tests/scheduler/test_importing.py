"""Files brought in: rows sorted and written once, crashes survived, everything taken back, lists drawn up."""

import asyncio
import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from crmbot.commands import telling
from crmbot.commands.telling import Fact
from crmbot.core import (
    companies,
    custom_fields,
    documents,
    exports,
    filters,
    history,
    lookup,
    merging,
    notes,
    records,
    tasks,
)
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.custom_fields import FieldDraft
from crmbot.core.documents import Attached, Filing, fetching
from crmbot.core.documents.fetching import Awaited
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.core.exports import Format
from crmbot.core.imports import reading, runs, steps, tables
from crmbot.core.imports.reading import Draft
from crmbot.core.imports.sorting import Sorted, sort
from crmbot.core.imports.steps import Claimed
from crmbot.core.merging import Wanted
from crmbot.core.notes import NoteDraft
from crmbot.core.settings import sources
from crmbot.core.tasks.making import TaskDraft
from crmbot.language.when import When
from crmbot.scheduler import importing, strides
from crmbot.scheduler.exporting import keep
from crmbot.scheduler.importing import Imports
from crmbot.store import checkpoints, files
from crmbot.store.engine import Database
from crmbot.store.files import FolderStore
from crmbot.store.models.change import Change
from crmbot.store.models.custom import FieldType
from crmbot.store.models.deal import Deal, DealType
from crmbot.store.models.imports import Import, ImportFault, ImportState
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Company, Contact
from crmbot.store.models.pipeline import Source
from crmbot.store.models.record import Record
from crmbot.store.uow import read_only, unit_of_work
from tests.scheduler.firm import Firm

HEAD = "First name,Last name,E-mail,Phone,Company"


@dataclass(slots=True)
class Desk:
    """A firm with somebody who brings files in."""

    firm: Firm
    folder: Path

    def hand_in(self, text: str | bytes, *, kind: str | None = None, by: str = "ana", name: str = "rows.csv") -> int:
        """Keep a file as if it had been sent, and begin an import of it."""
        path = self.folder / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        kept = keep(path, self.firm.database.files)
        with self.firm.acting(by) as ctx:
            (document,) = documents.keep(ctx, [Attached("x", name, "text/csv", None, "file")], Filing())
            fetching.stored(ctx.session, Awaited(document.id, "alpha", "", "text/csv", 1), kept)
            return runs.start(ctx, document, kind=kind).id

    async def bring_in(self, text: str, *, kind: str | None = None) -> Import:
        """Bring a file in from beginning to end."""
        number = self.hand_in(text, kind=kind)
        await self.firm.scheduler.run_due()
        return await self.let_run(number)

    async def let_run(self, number: int) -> Import:
        """Let an import run that was looked through."""
        with self.firm.acting("ana") as ctx:
            runs.begin(ctx, runs.get(ctx, number))
        await self.firm.scheduler.run_due()
        return self.row(number)

    def row(self, number: int) -> Import:
        """Return an import as it stands."""
        with read_only(self.firm.database) as session:
            return session.get_one(Import, number)

    def count(self, model: type[Record]) -> int:
        """Return how many records of a kind there are."""
        with read_only(self.firm.database) as session:
            return session.scalar(select(func.count()).select_from(model).where(Record.deleted_at.is_(None))) or 0


@pytest.fixture
def desk(firm: Firm, tmp_path: Path) -> Desk:
    """Give the firm a store for files."""
    firm.database.files = FolderStore(tmp_path / "files")
    return Desk(firm, tmp_path)


def people(count: int, first: int = 0) -> str:
    """Return a file of so many people."""
    rows = [
        f"Ann{number},Bee,ann{number}@x.example,+44 20 7946 {number:04d}," for number in range(first, first + count)
    ]
    return "\n".join([HEAD, *rows])


def counts(row: Import) -> tuple[int, int, int]:
    """Return what came of an import: added, present, failed."""
    return row.added, row.present, row.failed


async def test_import_when_the_same_file_comes_twice(desk: Desk) -> None:
    """The second time nothing is added."""
    first = await desk.bring_in(people(30))
    second = desk.hand_in(people(30))
    await desk.firm.scheduler.run_due()

    assert counts(first) == (30, 0, 0)
    assert counts(desk.row(second)) == (0, 30, 0)
    assert desk.count(Contact) == 30


async def test_import_when_a_company_is_merged_meanwhile(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that was going to it is looked at again: nobody is left with what is no more."""
    if desk.firm.database.is_sqlite:
        return  # one writes at a time
    with desk.firm.acting("ana") as ctx:
        into, gone = (companies.create(ctx, CompanyDraft(name)).id for name in ("Orion", "Orion Pumps"))

    def sort_slowly(ctx: Context, kind: str, drafts: Sequence[Draft]) -> Sorted:
        monkeypatch.undo()
        done = sort(ctx, kind, drafts)
        with desk.firm.acting("ana") as other:
            ends = [other.session.get_one(Company, number) for number in (into, gone)]
            merging.merge(other, Wanted(ends[0], (ends[1],)))
        return done

    number = desk.hand_in(f"{HEAD}\nAnn,Bee,ann@x.example,,Orion Pumps")
    await desk.firm.scheduler.run_due()
    monkeypatch.setattr(steps, "sort", sort_slowly)
    row = await desk.let_run(number)

    with desk.firm.acting("ana") as ctx:
        placed = ctx.session.scalars(select(Contact.company_id).where(Contact.title == "Ann Bee")).all()
        assert (counts(row), gone in placed) == ((1, 0, 0), False)


async def test_import_when_a_source_is_called_like_a_synonym(desk: Desk) -> None:
    """A source that is really on the list beats another one the same word usually means."""
    with desk.firm.acting("ana") as ctx:
        sources.add(ctx, "Fair")
    await desk.bring_in("Name,Source\nAnn Bee,fair\nBo Cee,exhibition", kind="lead")

    with desk.firm.acting("ana") as ctx:
        rows = ctx.session.execute(select(Lead.title, Source.name).join(Source, Source.id == Lead.source_id))
        assert {row.title: row.name for row in rows} == {"Ann Bee": "Fair", "Bo Cee": "Trade show"}


async def test_import_when_a_row_comes_twice_in_a_file(desk: Desk) -> None:
    """The second one is present already, in the forecast as well."""
    number = desk.hand_in(people(3) + "\n" + people(3).partition("\n")[2])
    await desk.firm.scheduler.run_due()
    forecast = counts(desk.row(number))

    assert forecast == counts(await desk.let_run(number)) == (3, 3, 0)


async def test_import_when_people_share_a_number(desk: Desk) -> None:
    """Nobody is dropped for having the number of somebody else, or nothing but a number."""
    rows = ("Anna,Toth,,+44 20 7946 0001,", "Peter,Toth,,+44 20 7946 0001,", ",,,+44 20 7946 0002,")
    text = "\n".join([HEAD, *rows, "Jo,,,+44 20 7946 0003,"])
    row = await desk.bring_in(text)

    assert counts(row) == (4, 0, 0)


async def test_import_when_people_share_a_name(desk: Desk) -> None:
    """Two of one name with different mails are two; one of them without any is there already."""
    text = f"{HEAD}\nJo,Kay,jo@a.example,,\nJo,Kay,jo@b.example,,\nJo,Kay,,,"
    row = await desk.bring_in(text)

    assert counts(row) == (2, 1, 0)


async def test_import_when_companies_are_named(desk: Desk) -> None:
    """One that is there is used, others are made once; the first at a new one is its primary contact."""
    with desk.firm.acting("ana") as ctx:
        companies.create(ctx, companies.CompanyDraft("Acme Ltd"))
    text = f"{HEAD}\nAnn,Bee,a@x.example,,ACME\nBea,Cee,b@x.example,,Novum GmbH\nCarl,Dee,c@x.example,,Novum"
    row = await desk.bring_in(text)

    assert (row.added, row.made, desk.count(Company)) == (3, 1, 2)
    with read_only(desk.firm.database) as session:
        novum = session.scalars(select(Company).where(Company.title == "Novum GmbH")).one()
        assert novum.primary_contact_id is not None
        assert session.get_one(Contact, novum.primary_contact_id).title == "Bea Cee"


async def test_import_when_history_is_read(desk: Desk) -> None:
    """Each record has its making in the log, by whoever imported it and through the import."""
    row = await desk.bring_in(people(2))

    with read_only(desk.firm.database) as session:
        contact = session.scalars(select(Contact).order_by(Contact.id)).first()
        assert contact is not None
        change = session.scalars(select(Change).where(Change.record_id == contact.id)).one()
        assert (change.via, change.action, change.batch_id) == ("import", "create", row.batch_id)
        assert change.diff["title"] == [None, "Ann0 Bee"]
        assert contact.version == 1


async def test_import_when_somebody_looks_for_them(desk: Desk) -> None:
    """They are found by name and number at once."""
    await desk.bring_in(people(3))

    with desk.firm.acting("ana") as ctx:
        assert [hit.title for hit in lookup.search(ctx, "ann2 bee").hits][:1] == ["Ann2 Bee"]


async def test_import_when_others_are_given_leads(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each of them is told once how many; whoever sent the file and those of nobody are no part of it."""
    monkeypatch.setattr(strides, "FIRST", 5)
    rows = [f"Kay{number},Orion,{who}" for number, who in enumerate([*["Ben"] * 12, "Ana", ""])]
    await desk.bring_in("\n".join(["Last name,Company,Owner", *rows]), kind="lead")

    told = [one.title for one in desk.firm.alpha.sent if "yours now" in one.title]
    assert told == ["📥 12 leads are yours now: import 1, by Ana"]


async def test_import_when_given_leads_were_taken_back(desk: Desk) -> None:
    """Whoever has not been told yet is not told of what is there no more."""
    row = await desk.bring_in("Last name,Company,Owner\nKay,Orion,Ben", kind="lead")
    fact = Fact(steps.GIVEN, None, {"import": str(row.id), "count": "1"})
    with desk.firm.acting("ana") as ctx:
        before = telling.draw(ctx, fact)
        runs.take_back(ctx, runs.get(ctx, row.id))

    with desk.firm.acting("ana") as ctx:
        assert before is not None
        assert telling.draw(ctx, fact) is None


async def test_import_when_leads_have_no_owner(desk: Desk) -> None:
    """They are nobody's, and new (C2); those that name one of us are theirs."""
    text = "Last name,Company,Source,Owner\nKay,Orion,Web,\nLee,Orion,Web,Ben\nMoe,Orion,Web,Zed"
    row = await desk.bring_in(text, kind="lead")

    assert counts(row) == (2, 0, 1)
    assert row.told == ["Row 4: nobody here is called “Zed”"]
    with read_only(desk.firm.database) as session:
        found = {lead.last_name: lead for lead in session.scalars(select(Lead))}
        assert (found["Kay"].status, found["Kay"].owner_id) == (LeadStatus.NEW, None)
        assert (found["Lee"].status, found["Lee"].owner_id) == (LeadStatus.ASSIGNED, desk.firm.ids["ben"])


async def test_import_when_leads_have_a_status(desk: Desk) -> None:
    """One that is worked on is in progress, a word that is none of ours is noted, and one that is over is told."""
    text = "Last name,Source,Status,Owner\nKay,Web,In progress,\nLee,Web,Warm,Ben\nMoe,Web,Lost,\nNan,Web,open,"
    row = await desk.bring_in(text)

    assert (row.kind, counts(row)) == ("lead", (3, 0, 1))
    assert row.told == ["Row 4: a lead is not brought in as Lost: lose or convert it here, with what that needs"]
    with read_only(desk.firm.database) as session:
        leads = session.scalars(select(Lead)).all()
    found = {lead.last_name: (lead.status, lead.owner_id, lead.status_note) for lead in leads}
    assert found == {
        "Kay": (LeadStatus.IN_PROGRESS, desk.firm.ids["ana"], None),
        "Lee": (LeadStatus.ASSIGNED, desk.firm.ids["ben"], "Warm"),
        "Nan": (LeadStatus.NEW, None, None),
    }


async def test_import_when_deals_come_in(desk: Desk) -> None:
    """Stage, amount and currency are read; who buys is found or made; a wrong stage is told with those there are."""
    text = (
        "Deal name,Company,Contact,Amount,Currency,Stage,Close date,Tags\n"
        "Pumps,Orion,Ann Bee,12000,USD,Proposal,2025-05-01,key\n"
        "Seals,Orion,,500,,Nowhere,,\nValves,,,5,,New,,"
    )
    row = await desk.bring_in(text, kind="deal")

    assert counts(row) == (1, 0, 2)
    assert "there is no stage “Nowhere”" in row.told[0]
    assert "neither a company nor a contact" in row.told[1]
    with read_only(desk.firm.database) as session:
        deal = session.scalars(select(Deal)).one()
        assert (deal.amount_minor, deal.currency, deal.probability) == (1_200_000, "USD", 50)
        assert deal.party_id is not None
        assert deal.contact_id is not None
    again = desk.hand_in(text, kind="deal")
    await desk.firm.scheduler.run_due()
    assert counts(desk.row(again)) == (0, 1, 2)


async def test_import_when_deals_have_all_there_is(desk: Desk) -> None:
    """Their type and cases are read; one that is won was won on the day it closed, not on the day of the import."""
    text = (
        "Deal name,Company,Amount,Best case,Worst case,Type,Stage,Close date\n"
        "Pumps,Orion,$12k,15k USD,$9k,Recurring,Won,2024-11-05\n"
        "Seals,Orion,5,4,6,new business,New,\nValves,Orion,5,,,odd,New,"
    )
    row = await desk.bring_in(text, kind="deal")

    assert counts(row) == (1, 0, 2)
    assert row.told == [
        "Row 3: the worst case is more than the best case",
        "Row 4: “odd” is no type of deal (new, existing, recurring)",
    ]
    with read_only(desk.firm.database) as session:
        deal = session.scalars(select(Deal)).one()
        assert (deal.best_minor, deal.worst_minor, deal.currency) == (1_500_000, 900_000, "USD")
        assert deal.type is DealType.RECURRING
        assert deal.closed_at == datetime(2024, 11, 5, 12, tzinfo=UTC)


async def test_import_when_a_deal_names_somebody_new(desk: Desk) -> None:
    """They are found by the company that was there, as by one that was made for them."""
    with desk.firm.acting("ana") as ctx:
        companies.create(ctx, CompanyDraft("Orion"))
    await desk.bring_in("Deal name,Company,Contact\nPumps,Orion,Ann Bee\nSeals,Kettle,Cem Dee", kind="deal")

    with desk.firm.acting("ana") as ctx:
        found = {word: {hit.title for hit in lookup.search(ctx, word).hits} for word in ("orion", "kettle")}
    assert found == {"orion": {"Orion", "Ann Bee", "Pumps"}, "kettle": {"Kettle", "Cem Dee", "Seals"}}


async def test_import_when_there_are_fields_of_our_own(desk: Desk) -> None:
    """They are filled by their labels; what one cannot hold fails the row, with what it wants."""
    with desk.firm.acting("ana") as ctx:
        custom_fields.add(ctx, FieldDraft("contact", "Fleet size", FieldType.NUMBER))
        custom_fields.add(ctx, FieldDraft("contact", "Region", FieldType.DROPDOWN, ("East", "West")))
    text = "Name,Fleet size,Region\nAnn Bee,25,east\nBea Cee,many,West\nCarl Dee,3,North"
    row = await desk.bring_in(text)

    assert counts(row) == (1, 0, 2)
    assert "Fleet size wants a number" in row.told[0]
    assert "no choice of Region (East, West)" in row.told[1]


async def test_import_when_rows_have_numbers_elsewhere(desk: Desk) -> None:
    """The number tells them apart and finds them again, whatever else has changed."""
    first = await desk.bring_in("ID,Name\n1,Jo Kay\n2,Jo Kay")
    second = await desk.bring_in("ID,Name,E-mail\n1,Joan Kay,jo@x.example\n3,Zoe Zed,z@x.example")

    assert counts(first) == (2, 0, 0)
    assert counts(second) == (1, 1, 0)


async def test_import_when_a_name_has_no_letter(desk: Desk) -> None:
    """It is none, as where there is nothing: the same file would add such a record each time."""
    firms = await desk.bring_in("Company name,City\n-,Leeds\n🙂,York", kind="company")
    people_ = await desk.bring_in("Name,Company,E-mail\nAnn Bee,-,\n?,?,c@x.example")

    assert (counts(firms), counts(people_)) == ((0, 0, 2), (2, 0, 0))
    assert firms.told[0] == "Row 2: has no name"
    assert desk.count(Company) == 0


async def test_import_when_its_rows_are_many(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What turns wrote is put in its place between them, before the next begins: no turn of others has to."""
    taken: list[str] = []
    advance, settle = Imports._advance, checkpoints.settle

    def advancing(imports: Imports, claimed: Claimed, batch: list[Draft]) -> bool:
        taken.append("turn")
        return advance(imports, claimed, batch)

    def settling(database: Database) -> None:
        settle(database)
        taken.append("settled")

    monkeypatch.setattr(Imports, "_advance", advancing)
    monkeypatch.setattr(checkpoints, "settle", settling)
    monkeypatch.setattr(importing, "SETTLED_AFTER", 100)
    for name in ("FIRST", "FEWEST", "MOST"):  # however slow the machine
        monkeypatch.setattr(strides, name, 100)

    await desk.bring_in(people(600))

    turns = [index for index, step in enumerate(taken) if step == "turn"]
    between = taken[turns[0] : turns[-1]]
    assert between.count("settled") >= len(turns) - 2 > 3


async def test_import_when_the_process_dies(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The next one goes on behind the last turn: no row is lost, none comes twice."""
    monkeypatch.setattr(strides, "MOST", 25)
    number = desk.hand_in(people(130))
    await desk.firm.scheduler.run_due()
    with desk.firm.acting("ana") as ctx:
        runs.begin(ctx, runs.get(ctx, number))
    running = asyncio.create_task(desk.firm.scheduler.run_due())
    while not desk.row(number).rows_done:  # noqa: ASYNC110 - the database tells, and nobody sets an event
        await asyncio.sleep(0)
    running.cancel()
    await asyncio.wait({running})
    done = desk.row(number).rows_done
    desk.firm.restart()
    await desk.firm.advance(minutes=2)

    assert done > 0
    assert counts(desk.row(number)) == (130, 0, 0)
    assert desk.count(Contact) == 130


def twins(count: int) -> dict[str, str]:
    """Return files in which each row comes again much further down, otherwise written."""
    some, quoted = range(count), '"Bee, Ann"'
    people_ = [f"{n},Ann{n},Bee,ann{n % 40}@x.example,+44 20 7946 {n:04d},Orion" for n in some]
    again = [f",{'ANN' if n % 2 else 'Ann'}{n},,ANN{n % 40}@X.example,+44 (0)20 7946{n:04d}," for n in some]
    deals_ = [f"Pumps {n % 60},{'Orion' if n % 3 else ''},{('Ann Bee', quoted)[n % 2]}" for n in some]
    return {
        "contact": "\n".join(["ID,First name,Last name,E-mail,Phone,Company", *people_, *again, *people_]),
        "company": "\n".join(
            ["Company name,City", *(f"Firm {n % 40} {'Ltd' * (n > 99)},{'York' * (n % 2)}" for n in some)]
        ),
        "deal": "\n".join(["Deal name,Company,Contact", *deals_, *(f"Seals {n % 7},{'-?'[n % 2]},Cem" for n in some)]),
    }


async def test_look_when_rows_come_again_much_further_down(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is told before is what comes of it, also where the process died on the way."""
    count = steps.count

    def count_or_die(counts: steps.Counts, drafts: Sequence[Draft], done: Sorted) -> None:
        count(counts, drafts, done)
        if counts.rows > 100:
            monkeypatch.setattr(steps, "count", count)
            loop.call_soon_threadsafe(running.cancel)

    monkeypatch.setattr(strides, "MOST", 50)
    loop = asyncio.get_running_loop()
    for kind, text in twins(150).items():
        number = desk.hand_in(text, kind=kind)
        if kind == "contact":
            monkeypatch.setattr(steps, "count", count_or_die)
        running = asyncio.create_task(desk.firm.scheduler.run_due())
        await asyncio.wait({running})
        if running.cancelled():
            desk.firm.restart()
            await desk.firm.advance(minutes=2)
        told = desk.row(number)
        came = await desk.let_run(number)

        assert (told.state, came.state) == (ImportState.READY, ImportState.DONE)
        assert counts(told) == counts(came)
        assert min(came.added, came.present) > 25
    assert steps.count is count


async def test_import_when_it_is_stopped(desk: Desk) -> None:
    """What is in stays, and the rest does not come."""
    number = desk.hand_in(people(5))
    await desk.firm.scheduler.run_due()
    with desk.firm.acting("ana") as ctx:
        row = runs.get(ctx, number)
        runs.begin(ctx, row)
        runs.stop(ctx, row)
    await desk.firm.scheduler.run_due()

    assert desk.row(number).state is ImportState.DONE
    assert desk.count(Contact) == 0


async def test_undo_when_an_import_is_meant_by_the_bare_word(desk: Desk) -> None:
    """It is refused with the words that do it, before the whole of a large batch is read."""
    row = await desk.bring_in(people(30))

    with desk.firm.acting("ana") as ctx:
        with pytest.raises(Conflict, match=f"undo import {row.id}"):
            history.undo(ctx, str(row.batch_id))

        assert sum(isinstance(held, Change) for held in ctx.session.identity_map.values()) <= 1


async def test_undo_when_one_was_worked_on(desk: Desk) -> None:
    """All is put away but for what somebody has touched since; the log tells it, and a second time is refused."""
    row = await desk.bring_in(people(40))
    with desk.firm.acting("ben") as ctx:
        touched = ctx.session.scalars(select(Contact).order_by(Contact.id)).first()
        assert touched is not None
        records.change(ctx, touched, {"job_title": "Buyer"})
    with desk.firm.acting("ana") as ctx:
        runs.take_back(ctx, runs.get(ctx, row.id))
    await desk.firm.scheduler.run_due()

    after = desk.row(row.id)
    assert (after.state, after.undone, steps.kept(after)) == (ImportState.UNDONE, 39, 1)
    assert desk.count(Contact) == 1
    with desk.firm.acting("ana") as ctx, pytest.raises(Conflict):
        runs.take_back(ctx, runs.get(ctx, row.id))


async def test_undo_when_a_month_has_passed(desk: Desk) -> None:
    """It is too late."""
    row = await desk.bring_in(people(2))
    await desk.firm.skip(days=31)

    with desk.firm.acting("ana") as ctx, pytest.raises(Conflict):
        runs.take_back(ctx, runs.get(ctx, row.id))


async def test_undo_when_it_was_taken_back_and_comes_again(desk: Desk) -> None:
    """What was put away is no reason not to bring it in."""
    row = await desk.bring_in(people(3))
    with desk.firm.acting("ana") as ctx:
        runs.take_back(ctx, runs.get(ctx, row.id))
    await desk.firm.scheduler.run_due()

    assert counts(await desk.bring_in(people(3))) == (3, 0, 0)


async def test_faults_when_there_are_some(desk: Desk) -> None:
    """They come as a file with what is wrong in front, and nothing in it is a formula."""
    row = await desk.bring_in(f"{HEAD}\n=cmd(),Bee,no mail,,\nAnn,Bee,a@x.example,,")

    assert row.faults_key is not None
    assert desk.firm.database.files is not None
    content = files.content(desk.firm.database.files, row.faults_key).decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(content)))
    assert rows[0][:2] == ["What is wrong", "First name"]
    assert rows[1][:2] == ["“no mail” is not an e-mail address", "'=cmd()"]
    with read_only(desk.firm.database) as session:
        assert session.scalar(select(func.count()).select_from(ImportFault)) == 1


async def test_import_when_the_file_cannot_be_read(desk: Desk) -> None:
    """It is told in words, and nothing is written."""
    number = desk.hand_in(b"MZ\x90\x00\x03\x00\x00\x00" + bytes(64), name="people.xlsx")
    await desk.firm.scheduler.run_due()

    assert desk.row(number).state is ImportState.FAILED
    assert desk.firm.alpha.titles()[-1].startswith("✋ people.xlsx cannot be brought in")


async def test_import_when_a_rep_wants_it(desk: Desk) -> None:
    """It takes the right."""
    with pytest.raises(NotAllowed):
        desk.hand_in(people(1), by="ben")


async def test_import_when_a_column_is_missing(desk: Desk) -> None:
    """It does not begin."""
    number = desk.hand_in("Wo,Wann\nBerlin,2020\nWien,2021")
    await desk.firm.scheduler.run_due()

    with desk.firm.acting("ana") as ctx, pytest.raises(InvalidInput):
        runs.begin(ctx, runs.get(ctx, number))


async def test_export_when_it_is_long(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is drawn up aside, turn by turn, and comes when it is done."""
    monkeypatch.setattr(exports.rows, "TURN", 7)
    await desk.bring_in(people(30))
    with desk.firm.acting("ana") as ctx:
        number = exports.ask(ctx, filters.wanted(ctx, "contact", "all"), Format.CSV).id
    await desk.firm.scheduler.run_due()

    card = desk.firm.alpha.sent[-1].drawn.card
    assert card.summary == "📤 All contacts as csv · 30"
    rows = list(csv.reader(io.StringIO(card.files[0].open_content().decode("utf-8-sig"))))
    assert len(rows) == 31
    assert number == 1


@pytest.mark.parametrize("format_", [Format.CSV, Format.XLSX])
async def test_export_when_it_comes_back_in(desk: Desk, format_: Format, tmp_path: Path) -> None:
    """Nothing is added: each row is known again."""
    await desk.bring_in(f"{HEAD},Note\nAnn,Bee,a@x.example,+44 20 7946 0001,Orion,=1+1\nJo,,,+44 20 7946 0002,,")
    with desk.firm.acting("ana") as ctx:
        rows, _ = exports.some(ctx, filters.wanted(ctx, "contact", "all"), 0)
        exports.write(tmp_path / "list", format_, exports.headings(ctx, "contact"), rows)
    number = desk.hand_in((tmp_path / "list").read_bytes(), name=f"list.{format_.value}")
    await desk.firm.scheduler.run_due()

    assert counts(desk.row(number)) == (0, 2, 0)
    assert any("'=1+1" in row for row in rows)
    assert any("'+44 20 7946 0001" in row for row in rows)


async def test_export_tells_what_a_list_does(desk: Desk) -> None:
    """Notes with what they say and are about, tasks with their hour, deals with both their cases."""
    await desk.bring_in("Deal name,Company,Amount,Best case\nPumps,Orion,5,7", kind="deal")
    with desk.firm.acting("ana") as ctx:
        (pumps,) = ctx.session.scalars(select(Deal)).all()
        notes.log(ctx, NoteDraft("=met Ann", (pumps,)))
        tasks.create(ctx, TaskDraft("Call", When(date(2026, 11, 20), time(15), "UTC"), (pumps,)))

        told = {kind: _told(ctx, kind) for kind in ("note", "task", "deal")}

    assert (told["note"]["Text"], told["note"]["About"], told["note"]["Author"]) == ("'=met Ann", "Pumps, Orion", "Ana")
    assert (told["task"]["Due"], told["task"]["At"], told["task"]["About"]) == (
        date(2026, 11, 20),
        "15:00",
        "Pumps, Orion",
    )
    assert (told["deal"]["Best case"], told["deal"]["Type"]) == (Decimal(7), "new customer")


def _told(ctx: Context, kind: str) -> dict[str, object]:
    """Return what the file of a list tells of its only record."""
    ((row,), _) = exports.some(ctx, filters.wanted(ctx, kind, "all"), 0)
    return dict(zip(exports.headings(ctx, kind), row, strict=True))


async def test_export_when_only_some_is_seen(desk: Desk) -> None:
    """It takes the right, and a list has only what its reader may see."""
    with desk.firm.acting("ben") as ctx, pytest.raises(NotAllowed):
        exports.some(ctx, filters.wanted(ctx, "contact", "all"), 0)


def test_lease_outlasts_a_turn() -> None:
    """Nobody else takes an import that is being worked on."""
    turn = timedelta(seconds=strides.LONG_S)

    assert turn * 10 < steps.LEASE


@pytest.mark.parametrize("count", [5, 60])
async def test_advance_when_there_are_more_rows(desk: Desk, count: int) -> None:
    """The number of queries is the same however many rows a turn has."""
    number = desk.hand_in(people(count))
    await desk.firm.scheduler.run_due()
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        asked.append(statement)

    with desk.firm.acting("ana") as ctx:
        runs.begin(ctx, runs.get(ctx, number))
    with unit_of_work(desk.firm.database) as session:
        row = session.get_one(Import, number)
        ctx = steps.context(session, row, desk.firm.clock.now(), desk.firm.scheduler.means.org)
        path = desk.folder / "rows.csv"
        drafts = [reading.read(one, steps.habits(ctx, row)) for one in tables.rows(tables.look(path, "rows.csv"))]
        event.listen(desk.firm.database.engine, "before_cursor_execute", note)
        steps.advance(ctx, row, drafts)
        event.remove(desk.firm.database.engine, "before_cursor_execute", note)

    assert len(asked) <= 20


async def test_import_when_the_database_knows_of_few(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever a row may be is looked up, though there were few records before the import, and not among all."""
    monkeypatch.setattr(importing, "FIRST_LOOK", 50)
    asked: dict[str, Sequence[str]] = {}

    def note(_connection: object, _cursor: object, statement: str, values: Sequence[str], *_more: object) -> None:
        if statement.startswith("SELECT party."):
            asked[statement] = values

    event.listen(desk.firm.database.engine, "before_cursor_execute", note)
    await desk.bring_in(people(120))
    event.remove(desk.firm.database.engine, "before_cursor_execute", note)

    with desk.firm.database.reading.connect() as connection:
        if desk.firm.database.is_sqlite:
            plans = [connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {each}", asked[each]).all() for each in asked]
            begun = [str(row[-1]) for plan in plans for row in plan if " record " in str(row[-1])]
            assert begun
            assert all("PRIMARY KEY" in each for each in begun), begun
        else:
            known = connection.exec_driver_sql("SELECT reltuples FROM pg_class WHERE relname = 'party'").scalar_one()
            assert known >= 50  # it has looked at the table since the rows came
