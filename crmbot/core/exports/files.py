"""Tables as files: how they are written, harmless to open."""

import re
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path

Cell = str | int | Decimal | date | bool | None

_DANGEROUS = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
"""What formulas begin with, in wide letters as well; some programs of tables pass over the blanks in front."""


class Format(StrEnum):
    """How a file is written."""

    CSV = "csv"
    XLSX = "xlsx"


MIME = {
    Format.CSV: "text/csv",
    Format.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def disarmed(text: str) -> str:
    """Return a text no program of tables takes for a formula: what begins like one gets an apostrophe in front."""
    return f"'{text}" if _DANGEROUS.match(text) else text


def write(path: Path, format_: Format, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Write a file, row after row as they come."""
    if format_ is Format.CSV:
        _write_csv(path, head, rows)
    else:
        _write_xlsx(path, head, rows)


def _write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    import csv

    # The mark in front tells the usual programs of tables how the letters are written.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([disarmed(heading) for heading in head])
        writer.writerows(rows)


def _write_xlsx(path: Path, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    from openpyxl import Workbook
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")
    sheet.append([disarmed(heading) for heading in head])
    for row in rows:
        sheet.append([ILLEGAL_CHARACTERS_RE.sub("", cell) if isinstance(cell, str) else cell for cell in row])
    book.save(path)
