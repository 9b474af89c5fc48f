"""Address books: each card of a vCard file (versions 2.1, 3 and 4) is one row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from crmbot.core.errors import InvalidInput
from crmbot.core.imports import encodings, old_vcards
from crmbot.core.imports.tables import PREVIEW, Format, Row, Table, row_of

if TYPE_CHECKING:
    from icalendar.parser import Contentline

COLUMNS = (
    *("Name", "First name", "Last name", "Civility", "Company", "Department", "Job title", "Phone", "Mobile", "Fax"),
    *("Email", "Website", "Street", "City", "Region", "Postcode", "Country", "Note", "Tags"),
)

_BEGIN, _END = "BEGIN:VCARD", "END:VCARD"
_CARD = 2 << 20
"""Characters a card may have; longer ones carry pictures, which are left out line by line."""

_PICTURE = re.compile(r"(?:[\w-]+\.)?(?:PHOTO|LOGO|SOUND|KEY)[;:]", re.IGNORECASE)
_PART = re.compile(r"(?<!\\);")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SIGNS = {"n": "\n", "N": "\n"}


def begins(head: bytes) -> bool:
    """Tell from a file's first bytes whether it is an address book."""
    return head.lstrip(b"\xef\xbb\xbf \r\n\t").upper().startswith(_BEGIN.encode())


def look(path: Path, name: str) -> Table:
    """Return what an address book looks like. Raises `InvalidInput` for one that has no whole card."""
    encoding, assumed = encodings.told(path)
    table = Table(path, Format.VCARD, COLUMNS, (), encoding=encoding, assumed=assumed)
    sample = tuple(islice(rows(table), PREVIEW))
    if not sample:
        raise InvalidInput("file", name, "has no cards in it")
    return replace(table, sample=sample)


def rows(table: Table) -> Iterator[Row]:
    """Yield the cards as rows; their number is that of the card in the file."""
    for number, lines in enumerate(_cards(table), 1):
        if sum(map(len, lines)) > _CARD:
            yield Row(number, (), f"is a card of more than {_CARD:,} characters")
            continue
        row = row_of(number, _cells(lines))
        if row is not None:
            yield row


def _cards(table: Table) -> Iterator[list[str]]:
    """Yield the lines of each card, pictures left out as they are read."""
    card: list[str] = []
    in_card = in_picture = False
    with table.path.open(encoding=table.encoding, errors="replace") as file:
        for line in file:
            bare = line.strip().upper()
            if bare == _BEGIN:
                card, in_card = [], True
            elif bare == _END and in_card:
                yield card
                card, in_card = [], False
            elif in_card:
                # In old cards the lines of a picture need not be set in; a colon is in none of them.
                goes_on = line[:1] in (" ", "\t") or (in_picture and ":" not in line)
                in_picture = in_picture if goes_on else _PICTURE.match(line) is not None
                if not in_picture:
                    card.append(line)


@dataclass(slots=True)
class _Found:
    """What a card says, by column; of several the first wins, and what else somebody is reached by is noted."""

    cells: dict[str, str] = field(default_factory=dict)
    besides: list[str] = field(default_factory=list)

    def put(self, column: str, text: str) -> None:
        if text and not self.cells.get(column):
            self.cells[column] = text

    def reach(self, text: str, *columns: str) -> None:
        """Put a number or a mail into the first of some columns that is free."""
        free = next((column for column in columns if not self.cells.get(column)), None)
        if free is not None:
            self.put(free, text)
        elif text and text not in (*self.cells.values(), *self.besides):
            self.besides.append(text)

    def row(self) -> list[str]:
        """Return the cells of all columns."""
        besides = f"Also: {', '.join(self.besides)}" if self.besides else ""
        note = "\n".join(filter(None, (self.cells.get("Note", ""), besides)))
        return [note if column == "Note" else self.cells.get(column, "") for column in COLUMNS]


def _cells(lines: list[str]) -> list[str]:
    from icalendar.parser import Contentlines  # takes a while to load

    found = _Found()
    said = old_vcards.modern(lines) if old_vcards.is_old(lines) else lines
    unfolded = Contentlines.from_ical("".join(said))  # type: ignore[no-untyped-call]  # the library says nothing
    for line in unfolded:
        if line:
            _take(found, line)
    return found.row()


_PLAIN = {"FN": "Name", "TITLE": "Job title", "URL": "Website", "NOTE": "Note"}
_NAME = ("Last name", "First name", "", "Civility")
_ADDRESS = ("", "", "Street", "City", "Region", "Postcode", "Country")


def _take(found: _Found, line: "Contentline") -> None:
    try:
        full, parameters, value = line.parts()
    except ValueError:  # a line without a colon says nothing
        return
    name = full.rpartition(".")[2].upper()
    kinds = {kind.lower() for kind in _listed(parameters.get("TYPE", ""))}
    raw = str(line).partition(":")[2] if not parameters else _raw_value(str(line))
    match name:
        case "N":
            _parts(found, raw, _NAME)
        case "ADR":
            _parts(found, raw, _ADDRESS)
        case "ORG":
            _parts(found, raw, ("Company", "Department"))
        case "TEL":
            _phone(found, value.removeprefix("tel:"), kinds)
        case "EMAIL":
            found.reach(value.removeprefix("mailto:"), "Email")
        case "CATEGORIES":
            found.put("Tags", ", ".join(part.strip() for part in value.split(",")))
        case _ if name in _PLAIN:
            found.put(_PLAIN[name], value)


def _listed(kinds: object) -> list[str]:
    return [str(kind) for kind in kinds] if isinstance(kinds, list) else str(kinds).split(",")


def _raw_value(line: str) -> str:
    """Return what stands behind the name and its parameters, of which a quoted one may hold a colon."""
    found = re.match(r'(?:[^":]|"[^"]*")*:', line)
    return line[found.end() :] if found else ""


def _parts(found: _Found, raw: str, names: tuple[str, ...]) -> None:
    """Split a value that has parts before its signs are unescaped: a part may hold a semicolon of its own."""
    for name, part in zip(names, _PART.split(raw), strict=False):
        if name:
            found.put(name, _ESCAPED.sub(lambda sign: _SIGNS.get(sign[1], sign[1]), part).strip())


def _phone(found: _Found, number: str, kinds: set[str]) -> None:
    if "fax" in kinds:
        found.reach(number, "Fax")
    elif kinds & {"cell", "mobile", "iphone"}:
        found.reach(number, "Mobile", "Phone")
    else:
        found.reach(number, "Phone", "Mobile")
