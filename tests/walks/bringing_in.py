"""Files brought in at random: looked through, written, brought in again, taken back, while people work beside it."""

import csv
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random

from sqlalchemy import select

from crmbot.core import companies, custom_fields, documents, leads, merging, parties, permissions, records, tags
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.custom_fields import FieldDraft
from crmbot.core.documents import Attached, Filing, fetching
from crmbot.core.documents.fetching import Awaited
from crmbot.core.errors import CrmError
from crmbot.core.exports import Cell, Format, write
from crmbot.core.imports import runs
from crmbot.core.leads import LeadDraft
from crmbot.core.merging import Wanted
from crmbot.scheduler.exporting import keep
from crmbot.store.models.change import Change, Operation
from crmbot.store.models.custom import FieldType
from crmbot.store.models.imports import Import, ImportState
from crmbot.store.models.record import Record
from crmbot.store.uow import read_only, unit_of_work
from tests.fuzz import oracle
from tests.scheduler.firm import Firm
from tests.walks import tables, upkeep

NAMES = ("Ann", "Béa", "Cem", "Dörte", "ann", "Eve", "Fay")
FAMILIES = ("Lee", "Roe", "O’Hara", "van Dam", "LEE", "Szabó", "")
FIRMS = ("Acme", "Acme Ltd", "Orion", "orion", "Kettle & Sons", 'The "Mill"', "-", "")
MAILS = ("{0}@x.example", "{0}@y.example", "not a mail", "", "")
PHONES = ("+44 20 7946 0{0:03}", "020 7946 0{0:03}", "12", "", "")
HEADS: dict[str, Sequence[str]] = {
    "contact": ("ID", "First name", "Last name", "E-mail", "Phone", "Company", "Tags"),
    "company": ("Company name", "E-mail", "Phone", "City", "Fleet", "Owner"),
    "lead": ("Name", "Company", "E-mail", "Source", "Budget"),
    "deal": ("Title", "Company", "Contact", "Amount", "Stage", "Close date"),
}
FEW, MANY = (1, 3, 8, 70), (1, 8, 70, 230)
"""How many rows files have: where little time is, and otherwise."""
_BESIDE, _AS_WORDS = 0.4, 0.3
_MAY_STAY = frozenset({"import", "tag", "source", "document", "external_key"})
"""What is no record that was brought in: the files, the words they brought with them, and whom a number meant last."""


@dataclass(slots=True)
class BringingIn:
    """One firm into which files are brought; `found` is what did not hold."""

    firm: Firm
    folder: Path
    chance: Random
    found: list[str] = field(default_factory=list)
    lengths: Sequence[int] = FEW
    _versions: dict[int, int] = field(default_factory=dict)

    def begin(self) -> None:
        """Give the firm some records, and a field of its own."""
        with self.firm.acting("ana") as ctx:
            custom_fields.add(ctx, FieldDraft("company", "Fleet", FieldType.NUMBER))
            for name in ("Acme", "Orion", "Kettle & Sons"):
                companies.create(ctx, CompanyDraft(name, parties.Reach()))
            leads.create(ctx, LeadDraft(last_name="Lee", company_name="Acme"))

    async def step(self) -> None:
        """Bring one file in, twice, and take it back; look at the books after each of it."""
        kind = self.chance.choice(list(HEADS))
        file = self._file(kind)
        number = self._hand_in(file, kind)
        before = self._snapshot()
        await self.firm.scheduler.run_due()
        forecast = self._row(number)
        self._compare("looking through", before, file)
        if forecast.state is not ImportState.READY:
            return
        await self._run(number)
        row = self._row(number)
        if row.state is ImportState.DONE:
            self._expect(_counts(forecast), _counts(row), f"the forecast of {file}")
            await self._again(file, kind, row)
            await self._take_back(number, before, file)
        self._look(file)

    async def _run(self, number: int) -> None:
        try:
            with self.firm.acting("ana") as ctx:
                runs.begin(ctx, runs.get(ctx, number))
        except CrmError:
            return
        await self.firm.scheduler.run_due()

    async def _again(self, file: "_File", kind: str, first: Import) -> None:
        """The same file once more adds nothing."""
        again = self._row(self._hand_in(file, kind))
        await self.firm.scheduler.run_due()
        again = self._row(again.id)
        told = again.added, again.present >= first.added + first.present
        self._expect((0, True), told, f"the same file again: {file}")
        with self.firm.acting("ana") as ctx:
            runs.stop(ctx, runs.get(ctx, again.id))

    async def _take_back(self, number: int, before: tables.Snapshot, file: "_File") -> None:
        """Taken back, all is as it was, but for what people have worked on."""
        worked = self._beside(number) if self.chance.random() < _BESIDE else False
        try:
            with self.firm.acting("ana") as ctx:
                runs.take_back(ctx, runs.get(ctx, number))
        except CrmError:
            return
        await self.firm.scheduler.run_due()
        row = self._row(number)
        self._expect(ImportState.UNDONE, row.state, f"taking back {file}")
        if not worked:
            self._compare("taking back", before, file)

    def _beside(self, number: int) -> bool:
        """Let somebody work on what was brought in: change, merge or delete some of it."""
        with self.firm.acting("ana") as ctx:
            batch = runs.get(ctx, number).batch_id
            made = [each for each in _made(ctx, batch) if permissions.sees(ctx, each)]
            alike = [each for each in made if each.kind == made[0].kind] if made else []
            match self.chance.choice(("change", "merge", "delete")):
                case "change" if made:
                    tags.apply(ctx, self.chance.choice(made), ["seen"])
                case "merge" if len(alike) > 1 and alike[0].kind in ("contact", "company", "lead"):
                    merging.merge(ctx, Wanted(alike[0], (alike[1],)))
                case "delete" if made:
                    records.delete(ctx, made[0])
                case _:
                    return False
        return True

    # Looking

    def _look(self, file: "_File") -> None:
        with read_only(self.firm.database) as session:
            self.found += [f"{sentence}\n{file}" for sentence in oracle.broken(session, self._versions)]
        with unit_of_work(self.firm.database) as session:
            ctx = upkeep.onlooker(session, self.firm.clock.now())
            self.found += [f"{each}\n{file}" for each in (*upkeep.words_amiss(ctx), *upkeep.names_amiss(ctx))]
            session.rollback()

    def _snapshot(self) -> tables.Snapshot:
        with read_only(self.firm.database) as session:
            return tables.take(session.connection())

    def _compare(self, what: str, wanted: tables.Snapshot, file: "_File") -> None:
        for each in tables.differing(wanted, self._snapshot(), self.firm.clock.now()):
            if each.table not in _MAY_STAY and "kind='document'" not in each.told:
                self.found.append(f"{what} has changed {each.told}\n{file}")

    def _expect(self, wanted: object, found: object, what: str) -> None:
        if wanted != found:
            self.found.append(f"{found}, not {wanted}: {what}")

    def _row(self, number: int) -> Import:
        with read_only(self.firm.database) as session:
            return session.get_one(Import, number)

    # Files

    def _hand_in(self, file: "_File", kind: str) -> int:
        path = self.folder / file.name
        file.save(path)
        kept = keep(path, self.firm.database.files)
        with self.firm.acting("ana") as ctx:
            (document,) = documents.keep(ctx, [Attached("x", file.name, "text/csv", None, "file")], Filing())
            fetching.stored(ctx.session, Awaited(document.id, "alpha", "", "text/csv", 1), kept)
            return runs.start(ctx, document, kind=kind).id

    def _file(self, kind: str) -> "_File":
        count = self.chance.choice(self.lengths)
        if kind == "contact" and self.chance.random() < 0.3:
            return _File("cards.vcf", (), [[self._card(number)] for number in range(count)])
        name = self.chance.choice(("rows.csv", "rows.csv", "rows.xlsx"))
        rows: list[list[Cell]] = [[self._cell(head, number) for head in HEADS[kind]] for number in range(count)]
        if name == "rows.xlsx":
            rows = [[self._typed(cell) for cell in row] for row in rows]
        return _File(name, HEADS[kind], rows, self.chance.choice(",;\t"))

    def _typed(self, cell: Cell) -> Cell:
        """Return a cell as a program of tables keeps it: numbers and days are no words there, as a rule."""
        if not isinstance(cell, str) or self.chance.random() < _AS_WORDS:
            return cell
        for read in (int, Decimal, date.fromisoformat):
            with suppress(ValueError, ArithmeticError):
                return read(cell)
        return cell

    def _card(self, number: int) -> str:
        first, last = self.chance.choice(NAMES), self.chance.choice(FAMILIES)
        lines = ["BEGIN:VCARD", "VERSION:3.0", f"FN:{first} {last}", f"N:{last};{first};;;"]
        lines += [f"EMAIL:{self._cell('E-mail', number)}", f"TEL:{self._cell('Phone', number)}"]
        return "\n".join([*lines, f"ORG:{self.chance.choice(FIRMS)}", "END:VCARD"])

    def _cell(self, head: str, number: int) -> str:
        one_of = self.chance.choice
        match head:
            case "First name":
                return one_of(NAMES)
            case "Last name":
                return one_of(FAMILIES)
            case "Name" | "Contact":
                first, last = one_of(NAMES), one_of(FAMILIES)
                return f"{first} {last}".strip() if not last or one_of((True, False)) else f"{last}, {first}"
            case "Title":
                return f"{one_of(NAMES)} {one_of(FAMILIES)}".strip()
            case "Company" | "Company name":
                return one_of(FIRMS)
            case "E-mail":
                return one_of(MAILS).format(f"{one_of(NAMES[:3]).lower()}{number % 5}")
            case "Phone":
                return one_of(PHONES).format(number % 7)
            case _:
                return one_of(_CELLS[head])


@dataclass(frozen=True, slots=True)
class _File:
    """What is brought in, as it can be told of."""

    name: str
    head: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    delimiter: str = ","

    def save(self, path: Path) -> None:
        """Write it down in its own form."""
        if path.suffix == ".xlsx":
            write(path, Format.XLSX, self.head, self.rows)
            return
        with path.open("w", encoding="utf-8", newline="") as file:
            if path.suffix == ".vcf":
                file.write("\n".join(str(row[0]) for row in self.rows))
            else:
                csv.writer(file, delimiter=self.delimiter).writerows([self.head, *self.rows])

    def __str__(self) -> str:
        return "\n".join([self.name, *map(repr, (self.head, *self.rows))])


_CELLS: dict[str, Sequence[str]] = {
    "ID": ("", "", *map(str, range(60))),
    "Tags": ("key", "north sea, key", ""),
    "City": ("Leeds", "Łódź", ""),
    "Fleet": ("5", "many", ""),
    "Owner": ("ana@x.example", "ben@x.example", "Nobody", ""),
    "Source": ("fair", "Trade show", "A new one", ""),
    "Budget": ("12k", "1,250.50", "-", ""),
    "Amount": ("12000", "€8,400", "lots", ""),
    "Stage": ("New", "Proposition", "Won", "Nowhere", ""),
    "Close date": ("2026-12-01", "31.12.2026", "someday", ""),
}


def _counts(row: Import) -> tuple[int, int, int]:
    return row.added, row.present, row.failed


def _made(ctx: Context, batch: str) -> Sequence[Record]:
    made = select(Change.record_id).where(Change.batch_id == batch, Change.operation == Operation.INSERT)
    return ctx.session.scalars(select(Record).where(Record.id.in_(made)).order_by(Record.id)).all()
