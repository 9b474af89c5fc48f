"""Workbooks: the rows of one sheet, read as a stream, and never a bomb unpacked."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from crmbot.core.errors import InvalidInput
from crmbot.core.imports.tables import PREVIEW, Format, Row, Table, headed, row_of

if TYPE_CHECKING:
    from openpyxl import Workbook

_UNPACKED = 1 << 30
"""Bytes a workbook may have when it is unpacked."""

_RATIO = 250
"""How many times smaller packing may have made a large part; sheets of repeated words come to about 60."""

_LARGE = 10 << 20
_STRINGS = 200 << 20
"""Bytes of the part that is held in memory as a whole: the texts all cells share."""

_COLUMNS = 500
_DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, ArithmeticError, AssertionError, AttributeError, EOFError, LookupError),
    *(NotImplementedError, OSError, RuntimeError, SyntaxError, TypeError, ValueError),
)
"""What the reader of workbooks comes upon in one whose parts do not fit together, at any place of it."""


def look(path: Path, name: str, sheet: str = "") -> Table:
    """Return what a sheet looks like; the first one when none is named. Raises `InvalidInput`."""
    _refuse_bombs(path, name)
    with _opened(path, name) as book:
        titles = tuple(book.sheetnames)
        chosen = _chosen(titles, sheet, name)
        sample = list(islice(_read(book, chosen), PREVIEW + 1))
    if not sample:
        raise InvalidInput("file", name, f"has no rows in the sheet {chosen!r}")
    assumed = (f"the sheet {chosen!r} of {len(titles)}",) if len(titles) > 1 else ()
    return headed(Table(path, Format.XLSX, (), (), sheet=chosen, sheets=titles, assumed=assumed), sample)


def rows(table: Table) -> Iterator[Row]:
    """Yield the rows below the headings of the sheet that was looked at."""
    with _opened(table.path, table.path.name) as book:
        yield from islice(_read(book, table.sheet), table.above, None)


def _chosen(titles: tuple[str, ...], wanted: str, name: str) -> str:
    if not titles:
        raise InvalidInput("file", name, "is damaged: it has no sheets")
    if not wanted:
        return titles[0]
    for title in titles:
        if title.casefold() == wanted.casefold():
            return title
    raise InvalidInput("sheet", wanted, "no such sheet", titles)


def _refuse_bombs(path: Path, name: str) -> None:
    """Refuse by the table of contents alone; the reader never unpacks more of a part than is said there."""
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except _DAMAGED as error:
        raise InvalidInput("file", name, "is damaged: it cannot be opened") from error
    if "xl/workbook.xml" not in {part.filename for part in parts}:
        raise InvalidInput("file", name, "is an archive, not a workbook; send the table in it")
    packed_too_well = any(_too_dense(part) for part in parts)
    strings = sum(part.file_size for part in parts if part.filename == "xl/sharedStrings.xml")
    if packed_too_well or strings > _STRINGS or sum(part.file_size for part in parts) > _UNPACKED:
        raise InvalidInput("file", name, "unpacks to more than can be read; save it as CSV")


def _too_dense(part: zipfile.ZipInfo) -> bool:
    return part.file_size > _LARGE and part.file_size > _RATIO * max(part.compress_size, 1)


@contextmanager
def _opened(path: Path, name: str) -> "Iterator[Workbook]":
    from openpyxl import load_workbook  # takes a while to load
    from openpyxl.xml import DEFUSEDXML

    assert DEFUSEDXML, "strangers' files are read with defusedxml only"
    with path.open("rb") as file:  # by name it would be judged by its ending
        try:
            book = load_workbook(file, read_only=True, data_only=True, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except _DAMAGED as error:  # much of it shows only as its rows are read
            raise InvalidInput("file", name, "is damaged: it cannot be read as a workbook") from error


def _read(book: "Workbook", title: str) -> Iterator[Row]:
    sheet = book[title]
    for number, values in enumerate(sheet.iter_rows(max_col=_COLUMNS, values_only=True), 1):
        cells = [_text(value) for value in values]
        while cells and not cells[-1]:
            cells.pop()
        row = row_of(number, cells)
        if row is not None:
            yield row


def _text(value: object) -> str:
    """Return a cell as a person would type it: whole numbers without a point, days without a midnight."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() if value.is_integer():
            return str(int(value))
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date() | time():
            return value.isoformat(sep=" ") if isinstance(value, datetime) else value.isoformat()
        case _:
            return str(value)
