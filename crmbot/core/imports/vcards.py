"""Address books: each card of a vCard file (versions 3 and 4) is one row."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from crmbot.core.errors import InvalidInput
from crmbot.core.imports.tables import PREVIEW, Format, Row, Table, row_of

if TYPE_CHECKING:
    from icalendar.parser import Contentline

COLUMNS = (
    *("Name", "First name", "Last name", "Title", "Company", "Department", "Job title", "Phone", "Mobile", "Fax"),
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
    """Return what an address book looks like. Raises `InvalidInput` for version 2.1, which has no known letters."""
    table = Table(path, Format.VCARD, COLUMNS, ())
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        if any(line.strip().upper() == "VERSION:2.1" for line in islice(file, PREVIEW)):
            raise InvalidInput("file", name, "is a vCard of version 2.1; export it as version 3 or 4")
    sample = tuple(islice(rows(table), PREVIEW))
    if not sample:
        raise InvalidInput("file", name, "has no cards in it")
    return Table(path, Format.VCARD, COLUMNS, sample)


def rows(table: Table) -> Iterator[Row]:
    """Yield the cards as rows; their number is that of the card in the file."""
    for number, lines in enumerate(_cards(table.path), 1):
        if sum(map(len, lines)) > _CARD:
            yield Row(number, (), f"is a card of more than {_CARD:,} characters")
            continue
        row = row_of(number, _cells(lines))
        if row is not None:
            yield row


def _cards(path: Path) -> Iterator[list[str]]:
    """Yield the lines of each card, pictures left out as they are read."""
    card: list[str] = []
    in_card = in_picture = False
    with path.open(encoding="utf-8-sig", errors="replace") as file:
        for line in file:
            bare = line.strip().upper()
            if bare == _BEGIN:
                card, in_card = [], True
            elif bare == _END and in_card:
                yield card
                card, in_card = [], False
            elif in_card:
                goes_on = line[:1] in (" ", "\t")
                in_picture = in_picture if goes_on else _PICTURE.match(line) is not None
                if not in_picture:
                    card.append(line)


@dataclass(slots=True)
class _Found:
    """What a card says, by column; the first of several wins, notes and tags add up."""

    cells: dict[str, str] = field(default_factory=dict)

    def put(self, column: str, text: str) -> None:
        if text and not self.cells.get(column):
            self.cells[column] = text


def _cells(lines: list[str]) -> list[str]:
    from icalendar.parser import Contentlines  # takes a while to load

    found = _Found()
    unfolded = Contentlines.from_ical("".join(lines))  # type: ignore[no-untyped-call]  # the library says nothing
    for line in unfolded:
        if line:
            _take(found, line)
    return [found.cells.get(column, "") for column in COLUMNS]


_PLAIN = {"FN": "Name", "TITLE": "Job title", "URL": "Website", "NOTE": "Note"}
_NAME = ("Last name", "First name", "", "Title")
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
            found.put("Email", value.removeprefix("mailto:"))
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
        found.put("Fax", number)
    elif kinds & {"cell", "mobile", "iphone"}:
        found.put("Mobile", number)
    elif not found.cells.get("Phone"):
        found.put("Phone", number)
    else:
        found.put("Mobile", number)
