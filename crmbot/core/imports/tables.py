"""A file of rows, whatever its format: what it looks like, and its rows one after the other."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from crmbot.core.errors import InvalidInput
from crmbot.language.filetypes import HEAD, PLAIN, UNKNOWN, ZIP, sniffed

ROWS = 500_000
"""Rows one file may have; more of them come in several files."""

CELL = 50_000
"""Characters one cell may have; a row with a longer one is told, not taken."""

COLUMNS = 1_000
"""Columns one file may have: people are asked about them, and no table of people or firms has as many."""

PREVIEW = 20
"""Rows that are looked at to tell what the columns hold."""


class Format(StrEnum):
    """How the rows are written down."""

    CSV = "csv"
    XLSX = "xlsx"
    VCARD = "vcard"


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a person counts in the file, its cells, and why it cannot be taken, if so."""

    number: int
    cells: tuple[str, ...]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """What a file of rows looks like.

    `columns` are the headings, or `Column 1` and so on where there are none; `above` is how many rows
    come before what the columns hold, the headings among them. `assumed` says in words what was
    guessed about the file, `sheet` which of the `sheets` of a workbook is meant.
    """

    path: Path
    format: Format
    columns: tuple[str, ...]
    sample: tuple[Row, ...]
    above: int = 0
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()


def look(path: Path, name: str, sheet: str = "") -> Table:
    """Return what a file called `name` looks like; its content decides, not its name.

    Raises `InvalidInput` for a file that has no rows in it, or cannot be read without harm.
    """
    from crmbot.core.imports import delimited, sheets, vcards  # they know this module

    with path.open("rb") as file:
        head = file.read(HEAD)
    if not head.strip():
        raise InvalidInput("file", name, "is empty")
    if sniffed(head) == ZIP:
        return _narrow(sheets.look(path, name, sheet), name)
    if not _may_be_words(head):
        raise InvalidInput("file", name, "is no table: CSV, XLSX and vCard can be read")
    return _narrow(vcards.look(path, name) if vcards.begins(head) else delimited.look(path, name), name)


def _narrow(table: Table, name: str) -> Table:
    """Return a table that people can be asked about. Raises `InvalidInput` for one that is far too wide."""
    if len(table.columns) > COLUMNS:
        raise InvalidInput("file", name, f"has {len(table.columns):,} columns; {COLUMNS:,} can be read")
    return table


def _may_be_words(head: bytes) -> bool:
    """Tell words in any encoding from a program or a picture; old encodings look like nothing that is known."""
    kind = sniffed(head)
    return kind == PLAIN or (kind == UNKNOWN and b"\x00" not in head)


def rows(table: Table) -> Iterator[Row]:
    """Yield the rows of a file one by one, so that only one of them is in memory; blank ones are left out.

    Raises `InvalidInput` where the file stops being readable, or goes on past `ROWS`.
    """
    from crmbot.core.imports import delimited, sheets, vcards  # they know this module

    match table.format:
        case Format.CSV:
            found = delimited.rows(table)
        case Format.XLSX:
            found = sheets.rows(table)
        case Format.VCARD:
            found = vcards.rows(table)
    return _bounded(found, table)


def _bounded(found: Iterator[Row], table: Table) -> Iterator[Row]:
    for count, row in enumerate(found):
        if count >= ROWS:
            raise InvalidInput("file", table.path.name, f"has more than {ROWS:,} rows; send it in parts")
        yield row


def headed(table: Table, sample: Sequence[Row]) -> Table:
    """Return a table with its headings, found among its first rows, and the rows below them."""
    from crmbot.core.imports import columns  # takes the file apart no further

    place = columns.heading_place([row.cells for row in sample])
    width = max(len(row.cells) for row in sample)
    if place is None:
        return replace(table, columns=numbered_columns(width), sample=tuple(sample[:PREVIEW]))
    first = sample[place].cells + ("",) * (width - len(sample[place].cells))
    told = (f"the headings are in row {sample[place].number}",) if place else ()
    below, assumed = tuple(sample[place + 1 :]), (*table.assumed, *told)
    return replace(table, columns=headings(first), sample=below, above=place + 1, assumed=assumed)


def row_of(number: int, cells: list[str]) -> Row | None:
    """Return a row with its cells trimmed; None for a blank one."""
    trimmed = tuple(cell.strip() for cell in cells)
    longest = max(map(len, trimmed), default=0)
    if longest > CELL:
        short = tuple(cell[:CELL] for cell in trimmed)
        return Row(number, short, f"has a cell of {longest:,} characters; {CELL:,} fit")
    return Row(number, trimmed) if any(trimmed) else None


def numbered_columns(width: int) -> tuple[str, ...]:
    """Return headings for columns that have none."""
    return tuple(f"Column {place}" for place in range(1, width + 1))


def headings(first: tuple[str, ...]) -> tuple[str, ...]:
    """Return the headings of a first row, each told from the others and none of them empty."""
    seen: dict[str, int] = {}
    found: list[str] = []
    for place, cell in enumerate(first, 1):
        heading = " ".join(cell.split()) or f"Column {place}"
        seen[heading] = seen.get(heading, 0) + 1
        found.append(heading if seen[heading] == 1 else f"{heading} {seen[heading]}")
    return tuple(found)
