"""Files of rows: every format and encoding people send, and everything that must not be read."""

import zipfile
from pathlib import Path

import pytest

from crmbot.core.errors import InvalidInput
from crmbot.core.imports import columns, sheets, tables, vcards
from crmbot.core.imports.tables import CELL, Format, Table

NAMES = "Name,E-Mail,Phone\nBill Lumbergh,bill@initech.example,+33 1 40 00 00 00\nZoë Müller,zoe@globex.example,\n"
SHEET = "xl/workbook.xml"


def written(folder: Path, content: str | bytes, name: str = "people.csv") -> Path:
    """Return the path of a file with that content."""
    path = folder / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def looked(folder: Path, content: str | bytes) -> Table:
    """Return what a file with that content looks like."""
    return tables.look(written(folder, content), "people.csv")


def cells(table: Table) -> list[tuple[str, ...]]:
    """Return the cells of all rows of a table."""
    return [row.cells for row in tables.rows(table)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_look_whatever_the_encoding(tmp_path: Path, encoding: str) -> None:
    """Letters come out right in every encoding programs write tables in."""
    table = looked(tmp_path, NAMES.encode(encoding))

    assert table.columns == ("Name", "E-Mail", "Phone")
    assert cells(table)[1] == ("Zoë Müller", "zoe@globex.example", "")


def test_look_when_the_encoding_is_a_guess(tmp_path: Path) -> None:
    """An encoding that is only guessed is told, so that somebody looks at the letters."""
    table = looked(tmp_path, NAMES.encode("cp1252"))

    assert "Windows-1252" in table.assumed[0]


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_look_whatever_the_delimiter(tmp_path: Path, sign: str) -> None:
    """The sign between the cells is found, also when a cell has others in it."""
    lines = [f"Name{sign}Company", f'"Lumbergh, Bill; VP"{sign}Initech', f'"Doe, Jane"{sign}"Acme | Co"']

    table = looked(tmp_path, "\n".join(lines))

    assert table.columns == ("Name", "Company")
    assert cells(table)[0] == ("Lumbergh, Bill; VP", "Initech")


def test_look_without_headings(tmp_path: Path) -> None:
    """A first row of values is a row, not a heading, and that is told."""
    table = looked(tmp_path, "Bill,bill@initech.example\nJane,jane@acme.example\n")

    assert table.columns == ("Column 1", "Column 2")
    assert len(cells(table)) == 2
    assert table.assumed


def test_look_when_headings_repeat(tmp_path: Path) -> None:
    """Two headings alike are told apart, and an empty one gets a name."""
    table = looked(tmp_path, "Name,Phone,Phone,\nBill,1,2,3\n")

    assert table.columns == ("Name", "Phone", "Phone 2", "Column 4")


def test_rows_when_lines_are_blank(tmp_path: Path) -> None:
    """Blank rows are left out, and the others keep the number they have in the file."""
    table = looked(tmp_path, "Name\n\nBill\n,\n\nJane\n")

    assert [(row.number, row.cells[0]) for row in tables.rows(table)] == [(3, "Bill"), (6, "Jane")]


def test_rows_when_a_cell_has_lines(tmp_path: Path) -> None:
    """A cell of several lines is one cell, and the next row's number counts them."""
    table = looked(tmp_path, 'Name,Note\nBill,"a\nb"\nJane,c\n')

    assert [(row.number, row.cells) for row in tables.rows(table)] == [(2, ("Bill", "a\nb")), (4, ("Jane", "c"))]


def test_rows_when_a_cell_is_huge(tmp_path: Path) -> None:
    """A cell of ten million characters makes its row a fault, cut short; the rows behind it are read."""
    table = looked(tmp_path, f"Name,Note\nBill,{'x' * 10_000_000}\nJane,c\n")

    huge, fine = tables.rows(table)

    assert "10,000,000 characters" in huge.fault
    assert max(map(len, huge.cells)) == CELL
    assert fine.cells == ("Jane", "c")


def test_rows_when_a_quote_never_ends(tmp_path: Path) -> None:
    """A quotation mark left open is told with its row, before all of the file is in memory."""
    path = written(tmp_path, "Name,Note\nJane,b\n" * 20 + 'Bill,"' + "x" * 17_000_000)
    table = tables.look(path, "people.csv")

    with pytest.raises(InvalidInput) as refused:
        list(tables.rows(table))

    assert refused.value.given == "row 41"


def test_rows_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that goes on past the bound stops there with a word, in whatever format."""
    monkeypatch.setattr(tables, "ROWS", 3)
    table = looked(tmp_path, "Name\n" + "Bill\n" * 4)

    with pytest.raises(InvalidInput, match="more than 3 rows") as refused:
        list(tables.rows(table))

    assert refused.value.field == "file"


def test_look_when_it_is_far_too_wide(tmp_path: Path) -> None:
    """It is refused: nobody can be asked about ten thousand columns, and a reader took hours for a hundred thousand."""
    with pytest.raises(InvalidInput) as refused:
        looked(tmp_path, "a,b\n" + ",".join("1" * 10_000))

    assert refused.value.reason == "has 10,000 columns; 1,000 can be read"


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"   \n \n", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 60, "no table"),
        (b"MZ\x90\x00\x03\x00" + b"\x00" * 60, "no table"),
        (b"%PDF-1.7\nabc", "no table"),
        (NAMES.encode("utf-16-le"), "no table"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"BEGIN:VCARD\nVERSION:3.0\nFN:Cut Short\n", "no cards"),
    ],
)
def test_look_when_it_is_no_table(tmp_path: Path, content: bytes, word: str) -> None:
    """What cannot be read is refused with a word that says why."""
    with pytest.raises(InvalidInput) as refused:
        looked(tmp_path, content)

    assert word in refused.value.reason


def workbook(folder: Path, *titles: str) -> Path:
    """Return the path of a workbook with the same rows on each of its sheets."""
    from datetime import UTC, datetime

    from openpyxl import Workbook

    book = Workbook()
    for place, title in enumerate(titles):
        sheet = book.active if place == 0 else book.create_sheet()
        assert sheet is not None
        sheet.title = title
        sheet.append(["Name", "Renewal", "Pumps", "Customer"])
        sheet.append([title, datetime(2025, 9, 1, tzinfo=UTC).replace(tzinfo=None), 40.0, True])
    path = folder / "book.xlsx"
    book.save(path)
    return path


def test_look_at_a_workbook(tmp_path: Path) -> None:
    """Days, whole numbers and yes/no come out as a person would type them."""
    table = tables.look(workbook(tmp_path, "People"), "book.xlsx")

    assert table.format is Format.XLSX
    assert cells(table) == [("People", "2025-09-01", "40", "yes")]


def test_look_at_another_sheet(tmp_path: Path) -> None:
    """Of several sheets the first is read unless one is named, and which it was is told."""
    path = workbook(tmp_path, "People", "Firms")

    assert tables.look(path, "book.xlsx").assumed
    assert cells(tables.look(path, "book.xlsx", "firms"))[0][0] == "Firms"


def test_look_when_a_title_stands_above(tmp_path: Path) -> None:
    """The headings are found below the title of a sheet, which is no row, and where they are is told."""
    table = looked(tmp_path, "Customers of 2026;;\n\nName;E-Mail;Birthday\nJane;jane@a.example;1980-05-01\n")

    assert table.columns == ("Name", "E-Mail", "Birthday")
    assert table.assumed == ("the headings are in row 3",)
    assert [(row.number, row.cells) for row in tables.rows(table)] == [(4, ("Jane", "jane@a.example", "1980-05-01"))]


def test_look_at_a_bomb(tmp_path: Path) -> None:
    """A small archive that unpacks to very much is refused by its table of contents."""
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(SHEET, "<workbook/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"\x00" * (64 << 20))

    with pytest.raises(InvalidInput) as refused:
        tables.look(path, "book.xlsx")

    assert "unpacks to more" in refused.value.reason


@pytest.mark.parametrize("bound", ["_STRINGS", "_UNPACKED"])
def test_look_at_a_workbook_that_is_far_too_large(bound: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """However well its parts are packed: all of it is bound, and its strings, which are all in memory at once."""
    monkeypatch.setattr(sheets, bound, 10)
    path = tmp_path / "book.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(SHEET, "<workbook/>")
        archive.writestr("xl/sharedStrings.xml", "<sst></sst>")

    with pytest.raises(InvalidInput) as refused:
        tables.look(path, "book.xlsx")

    assert "unpacks to more" in refused.value.reason


def test_look_at_an_archive(tmp_path: Path) -> None:
    """An archive that is no workbook is named as what it is."""
    path = tmp_path / "people.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("people.csv", NAMES)

    with pytest.raises(InvalidInput) as refused:
        tables.look(path, "people.xlsx")

    assert "archive" in refused.value.reason


def test_look_at_a_workbook_with_entities(tmp_path: Path) -> None:
    """A workbook whose parts define entities is refused, not expanded."""
    good = workbook(tmp_path, "People")
    path = tmp_path / "laughs.xlsx"
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w") as archive:
        for part in source.namelist():
            content = source.read(part)
            if part == SHEET:
                content = b'<!DOCTYPE w [<!ENTITY a "aaaa">]>' + content.replace(b"<?xml version", b"<?xml version")
            archive.writestr(part, content)

    with pytest.raises(InvalidInput) as refused:
        tables.look(path, "laughs.xlsx")

    assert "damaged" in refused.value.reason


CARDS = """BEGIN:VCARD
VERSION:3.0
N:Lumbergh;Bill;;Dr;
FN:Bill Lumbergh
ORG:Initech\\; Sons;Sales
TITLE:VP
item1.TEL;TYPE=CELL:+33 6 11 22 33 44
TEL;TYPE=WORK:+33 1 40 00 00 00
TEL;TYPE="work,fax":+33 1 40 00 00 01
EMAIL;TYPE=INTERNET:bill@initech.example
ADR;TYPE=WORK:;;1 rue\\, de la Paix;Paris;;75002;France
NOTE:prefers mornings\\nand te
 a
CATEGORIES:pumps,key account
PHOTO;ENCODING=b:AAAA
 BBBB
END:VCARD
BEGIN:VCARD
VERSION:4.0
FN:Kim Lee
TEL;VALUE=uri;TYPE=cell:tel:+12125550100
END:VCARD
"""


def test_look_at_an_address_book(tmp_path: Path) -> None:
    """Every card is a row; signs, parts and folded lines come out as they were meant."""
    table = tables.look(written(tmp_path, CARDS.replace("\n", "\r\n"), "people.vcf"), "people.vcf")

    bill, kim = (dict(zip(table.columns, row, strict=True)) for row in cells(table))

    assert (bill["Last name"], bill["First name"], bill["Civility"]) == ("Lumbergh", "Bill", "Dr")
    assert (bill["Company"], bill["Department"]) == ("Initech; Sons", "Sales")
    assert (bill["Mobile"], bill["Phone"]) == ("+33 6 11 22 33 44", "+33 1 40 00 00 00")
    assert (bill["Street"], bill["City"], bill["Country"]) == ("1 rue, de la Paix", "Paris", "France")
    assert bill["Note"] == "prefers mornings\nand tea"
    assert bill["Tags"] == "pumps, key account"
    assert (kim["Name"], kim["Mobile"]) == ("Kim Lee", "+12125550100")


def test_guess_for_an_address_book() -> None:
    """What somebody is called by is not what they do: both are brought in."""
    mapping = dict(zip(vcards.COLUMNS, columns.guess("contact", vcards.COLUMNS, ()), strict=True))

    assert (mapping["Civility"], mapping["Job title"]) == ("civility", "job_title")


OLD_CARD = """BEGIN:VCARD
VERSION:2.1
N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=BCrgen;;;
FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:J=C3=BCrgen M=C3=
=BCller
TEL;CELL;PREF:+49 171 1234567
TEL;WORK:+49 30 987654
TEL;TYPE=HOME:+49 30 111111
EMAIL;INTERNET:j@mueller.example
EMAIL;INTERNET;HOME:j@home.example
ORG:Müller GmbH\\; Sons;Sales
NOTE;ENCODING=QUOTED-PRINTABLE:one=0D=0Atwo; three
PHOTO;ENCODING=BASE64;JPEG:/9j/4AAQ
/9j/4AAQTEL
 AAAA==

TITLE:C:\\new
END:VCARD
"""


@pytest.mark.parametrize("letters", ["utf-8", "cp1252"])
def test_look_at_an_old_address_book(tmp_path: Path, letters: str) -> None:
    """Telephones still write version 2.1: its letters and kinds are read, and no number or mail is lost."""
    table = tables.look(written(tmp_path, OLD_CARD.encode(letters), "people.vcf"), "people.vcf")

    (card,) = (dict(zip(table.columns, row, strict=True)) for row in cells(table))

    assert (card["Name"], card["First name"], card["Last name"]) == ("Jürgen Müller", "Jürgen", "Müller")
    assert (card["Mobile"], card["Phone"]) == ("+49 171 1234567", "+49 30 987654")
    assert (card["Company"], card["Department"], card["Job title"]) == ("Müller GmbH; Sons", "Sales", "C:\\new")
    assert card["Note"] == "one\ntwo; three\nAlso: +49 30 111111, j@home.example"
    assert card["Email"] == "j@mueller.example"
