"""Readers of files: tables of any kind, workbooks, address books, what a file is by its looks."""

import io
import json
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile

from crmbot.core.errors import CrmError
from crmbot.core.imports import columns, mapping, reading, tables
from crmbot.core.imports.reading import Habits
from crmbot.language import filenames, filetypes
from tests.fuzz.target import Shape, Target, as_text

NOW = datetime(2026, 11, 19, 10, tzinfo=UTC)
_ROWS = 200
_WIDE = 300
_CSV = (
    b"Name,E-mail,Phone,City,Tags,Birthday\r\nJane Smith,jane@acme.example,+44 20 7946 0000,Leeds,a;b,1980-02-29\r\n",
    'Firma;Ort;Umsatz\n"Müller & Söhne";Köln;"1.234,50 €"\n"x ""y""";;\n'.encode("cp1252"),
    "First Name\tLast Name\tCompany\nJörg\tMaß\tAcme\n".encode("utf-16"),
    b"\xef\xbb\xbfDeal,Amount,Currency,Close date,Stage\nPumps,12.5k,EUR,31/12/2026,Won\n=1+1,'-2,,2026-02-30,\n",
    b"a|b|c\n" + b"1|2|3\n" * 30,
)
_CARDS = tuple(path.read_bytes() for path in sorted((Path(__file__).parent / "payloads").glob("*.vcf")))
"""Address books of each version of the form."""

_MAGIC = (
    *(b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"RIFF\x00\x00\x00\x00WEBP", b"PK\x03\x04"),
    *(
        b"OggS",
        b"ID3",
        b"\x00\x00\x00\x18ftypmp42",
        b"MZ",
        b"\x7fELF",
        b"<html>",
        b"<?xml ",
        b"{\\rtf",
        b"\xd0\xcf\x11\xe0",
    ),
)


def read_table(given: bytes) -> None:
    """Look at a file, take its rows, and read each as every kind of record."""
    with NamedTemporaryFile(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as file:
        file.write(given)
        file.flush()
        try:
            _read_rows(Path(file.name))
        except CrmError:  # the declared refusal
            return


def _read_rows(path: Path) -> None:
    table = tables.look(path, "people.csv")
    rows = list(islice(tables.rows(table), _ROWS))
    for kind in columns.TARGETS:
        guessed = columns.guess(kind, table.columns, [row.cells for row in table.sample])
        habits = Habits(kind, guessed, "GB", "EUR", "Europe/London", "en", NOW)
        for row in rows[:20]:
            reading.read(row, habits)


def _map_columns(given: bytes) -> None:
    """Say where columns go: by their headings, by a person's word for a column, by one for a field."""
    cells = tuple(as_text(given).split("|")[:_WIDE])
    headings = tables.headings(cells)
    for kind in columns.TARGETS:
        guessed = columns.guess(kind, headings, [cells, cells])
        taken = [key for key in guessed if key != columns.SKIP]
        assert len(guessed) == len(cells), "a column has no place"
        assert len(taken) == len(set(taken)), "two columns go to one field"
        mapping.missing(kind, guessed)
        for words in cells[:5]:
            with suppress(CrmError):  # the declared refusal
                mapping.column(headings, words)
            with suppress(CrmError):
                columns.target(kind, words)


def _seeds_of_columns() -> Sequence[bytes]:
    said = (
        "3",
        "#1",
        "E-Mail 1 - Value",
        "skip",
        "Tel 2|mobile|Firma",
        "Name|Name|Name|",
        "expected close|Betrag|Stage",
    )
    known = ("|".join((each.label, *each.headings)) for found in columns.TARGETS.values() for each in found)
    return [each.encode() for each in (*said, *known)]


def _sniff(given: bytes) -> None:
    for claimed in ("", "image/png", "text/plain"):
        kind = filetypes.sniffed(given[: filetypes.HEAD], claimed)
        filetypes.kind_of(kind), filetypes.words(kind)
    filetypes.is_text(given[: filetypes.HEAD])
    name = filenames.clean(as_text(given)[:500])
    assert name, "a file has a name"
    assert "/" not in name, "a name is no path"
    assert "\x00" not in name, "a name has no end within it"


def _seeds_of_sniffing() -> Sequence[bytes]:
    return [
        *(each + bytes(range(64)) for each in _MAGIC),
        *_CSV,
        *_CARDS,
        *_workbooks(),
        b"../../etc/passwd",
        "a\u202egpj.exe".encode(),
    ]


@cache
def _workbooks() -> tuple[bytes, ...]:
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Name", "Email", "Amount", "Close date", "VIP"])
    sheet.append(["Acme", "a@b.example", 12.5, datetime(2026, 11, 19), True])  # noqa: DTZ001 - cells have no zone
    sheet.append(["=1+1", None, -3, "31/12/2026", "no"])
    book.create_sheet("Second").append([1, 2, 3])
    target = io.BytesIO()
    book.save(target)
    return (target.getvalue(),)


def read_workbook(given: bytes) -> None:
    """Pack a workbook again whose parts were changed, and read it: the archive's own sums are right."""
    parts = json.loads(given)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items() if isinstance(parts, dict) else ():
            if isinstance(content, str):
                archive.writestr(name.replace("\x00", "0") or "x", content.encode("utf-8", "surrogatepass"))
    read_table(packed.getvalue())


def _parts_of_workbooks() -> Sequence[bytes]:
    found = []
    for each in _workbooks():
        with zipfile.ZipFile(io.BytesIO(each)) as archive:
            found.append(json.dumps({name: archive.read(name).decode() for name in archive.namelist()}).encode())
    return found


XML = (
    *(
        '<row r="1">',
        "</row>",
        '<c r="A1" t="s"><v>0</v></c>',
        '<c r="XFD9999999" t="inlineStr">',
        't="d"',
        't="b"',
        't="e"',
        "<v>",
    ),
    *(
        "</v>",
        "<v>1e999</v>",
        "<v>NaN</v>",
        '<dimension ref="A1:ZZ99"/>',
        "]]>",
        "<!DOCTYPE x>",
        "&amp;",
        "&#0;",
        's="99"',
        's="-1"',
    ),
)
TARGETS = (
    Target(
        "tables",
        Shape.RAW,
        read_table,
        lambda: _CSV,
        lambda: (",", ";", "\t", '"', '""', "\r\n", "\x00", "=cmd|' /C calc'!A0"),
    ),
    Target(
        "address books",
        Shape.RAW,
        read_table,
        lambda: _CARDS,
        lambda: ("BEGIN:VCARD", "END:VCARD", ";ENCODING=BASE64", "=\n", ";TYPE=", ":"),
    ),
    Target(
        "workbooks",
        Shape.RAW,
        read_table,
        _workbooks,
        lambda: ("PK\x01\x02", "PK\x05\x06", "PK\x03\x04", "xl/workbook.xml"),
    ),
    Target("workbooks' parts", Shape.TREE, read_workbook, _parts_of_workbooks, lambda: XML),
    Target(
        "columns of imports", Shape.TEXT, _map_columns, _seeds_of_columns, lambda: ("|", "#", "1", "skip", "Column 2")
    ),
    Target("file types", Shape.RAW, _sniff, _seeds_of_sniffing, lambda: ("ftyp", "RIFF", "PK", "%PDF")),
)
