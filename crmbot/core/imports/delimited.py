"""Tables written as text: commas, semicolons or tabs between the cells."""

import csv
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from pathlib import Path

from crmbot.core.errors import InvalidInput
from crmbot.core.imports import encodings
from crmbot.core.imports.tables import PREVIEW, Format, Row, Table, headed, row_of

_DELIMITERS = ",;\t|"
_ENDLESS = 16 << 20
"""Characters after which a cell is taken for a quotation mark that was never closed."""

# The reader's own bound is one for the whole process; ours is told by the row.
csv.field_size_limit(_ENDLESS)


def look(path: Path, name: str) -> Table:
    """Return what a text table looks like. Raises `InvalidInput` when nothing in it can be read."""
    encoding, assumed = encodings.told(path)
    delimiter = _delimiter(path, encoding)
    sample = list(islice(_read(path, encoding, delimiter), PREVIEW + 1))
    if not sample:
        raise InvalidInput("file", name, "has no rows")
    table = headed(Table(path, Format.CSV, (), (), 0, encoding, delimiter, assumed=assumed), sample)
    told = () if table.above else ("no headings: the first row is taken, too",)
    return replace(table, assumed=(*table.assumed, *told))


def rows(table: Table) -> Iterator[Row]:
    """Yield the rows below the headings. Raises `InvalidInput` where a cell never ends."""
    return islice(_read(table.path, table.encoding, table.delimiter), table.above, None)


def _read(path: Path, encoding: str, delimiter: str) -> Iterator[Row]:
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        reader = csv.reader((line.replace("\x00", "") for line in file), delimiter=delimiter, skipinitialspace=True)
        begins = 1
        try:
            for cells in reader:
                row = row_of(begins, cells)
                begins = reader.line_num + 1
                if row is not None:
                    yield row
        except csv.Error as error:
            given = f"row {begins}"
            raise InvalidInput("file", given, "has a cell that never ends: is a quotation mark open?") from error


def _delimiter(path: Path, encoding: str) -> str:
    """Return what stands between the cells: what cuts the first rows into the same number of cells, and many."""
    return max(_DELIMITERS, key=lambda sign: _fit(path, encoding, sign))


def _fit(path: Path, encoding: str, delimiter: str) -> tuple[int, int]:
    widths = Counter(len(row.cells) for row in islice(_read(path, encoding, delimiter), PREVIEW))
    if not widths:
        return (0, 0)
    width, rows_of_it = widths.most_common(1)[0]
    return (rows_of_it if width > 1 else 0, width)
