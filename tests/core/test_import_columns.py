"""What the columns of a table are: by heading, by looks, by a person's word."""

from pathlib import Path

import pytest

from crmbot.core.errors import InvalidInput
from crmbot.core.imports import columns, mapping
from crmbot.core.imports.columns import SKIP, Target
from crmbot.core.imports.tables import Format, Table


@pytest.mark.parametrize(
    ("kind", "headings", "keys"),
    [
        ("contact", ["First Name", "Last Name", "E-mail", "Company"], ["first_name", "last_name", "email", "company"]),
        ("contact", ["Vorname", "Nachname", "Firma", "PLZ"], ["first_name", "last_name", "company", "postcode"]),
        ("contact", ["Prénom", "Nom", "Société", "Ville"], ["first_name", "last_name", "company", "city"]),
        ("company", ["Company", "VAT number", "Branche"], ["name", "tax_no", "industry"]),
        ("deal", ["Deal Name", "Account", "Value", "Close Date"], ["name", "company", "amount", "expected_close"]),
        ("lead", ["Name", "Lead Source", "Do Not Call"], ["name", "source", "no_calls"]),
    ],
)
def test_guess_by_headings(kind: str, headings: list[str], keys: list[str]) -> None:
    """Headings are known in several languages, whatever their case, accents and signs."""
    assert list(columns.guess(kind, headings, [])) == keys


def test_guess_by_looks() -> None:
    """Columns without a known heading are told by what most of their cells are."""
    sample = [
        ["Bill", "bill@a.example", "+33 1 40 00 00 00"],
        ["Jane", "jane@a.example", ""],
        ["Kim", "?", "+1 212 555 0100"],
    ]

    assert columns.guess("contact", ["x", "y", "z"], sample) == (SKIP, "email", "phone")
    assert columns.guess("contact", ["Column 1", "y", "z"], sample) == ("name", "email", "phone")


def test_guess_when_two_columns_are_the_same() -> None:
    """A field is filled from one column only; the second is left for a person to place."""
    assert columns.guess("contact", ["Email", "Mail"], []) == ("email", SKIP)


def test_guess_with_fields_of_our_own() -> None:
    """Custom fields are known by their label and their key."""
    extra = [Target("fleet_size", "Fleet size")]

    assert columns.guess("company", ["Name", "fleet size"], [], extra) == ("name", "fleet_size")


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["Name", "Phone"], True),
        (["Acme", "sales@acme.example"], False),
        (["Acme", "+33 1 40 00 00 00"], False),
        (["Bezeichnung", "Wert"], True),
        (["Acme", "", ""], False),
    ],
)
def test_is_heading(cells: list[str], expected: bool) -> None:
    """A row with a value in it is no heading; one of words that fills every column is."""
    assert columns.is_heading(cells) is expected


def test_target_by_a_persons_word() -> None:
    """A field is named by its key, its label, another spelling, or the start of its label."""
    assert columns.target("contact", "mail") == "email"
    assert columns.target("contact", "Postc") == "postcode"
    assert columns.target("contact", "skip") == SKIP


def test_target_when_there_is_none() -> None:
    """A word that names no field is told with what there is."""
    with pytest.raises(InvalidInput) as refused:
        columns.target("contact", "shoe size")

    assert "Mobile" in refused.value.choices


@pytest.mark.parametrize(
    ("rows", "place"),
    [
        ([("Customers 2026",), ("as of 1 May",), ("Name", "E-mail"), ("Jane", "j@a.example")], 2),
        ([("Name", "Role"), ("Company", "Title")], 0),
        ([("Jane", "Doe", "j@a.example"), ("Name", "Phone")], None),
        ([("Customers",), ("Jane",)], 0),
    ],
)
def test_heading_place(rows: list[tuple[str, ...]], place: int | None) -> None:
    """The title of a sheet names no columns, and a row of values is nobody's title."""
    assert columns.heading_place(rows) == place


@pytest.mark.parametrize(
    ("headings", "kind"),
    [
        ("Name,E-Mail,Téléphone,Société", "contact"),
        ("Name,Company,Status", "contact"),
        ("Email,Phone", "contact"),
        ("Wo,Wann", "contact"),
        ("Company,City,Phone", "company"),
        ("Name,City,Employees,Revenue,Source", "company"),
        ("Company name,Kind,City,Tags", "company"),
        ("Company,First name,Last name,E-mail,Source,Grade", "lead"),
        ("Last name,Company,Source,Owner", "lead"),
        ("Deal Name,Account,Value,Close Date", "deal"),
        ("Name,Company,Amount,Status", "deal"),
    ],
)
def test_likely_kind(headings: str, kind: str) -> None:
    """What most headings are of decides, not a single one that many lists have."""
    table = Table(Path("rows.csv"), Format.CSV, tuple(headings.split(",")), ())

    assert mapping.likely_kind(table) == kind


@pytest.mark.parametrize("kind", mapping.KINDS)
def test_likely_kind_of_our_own_lists(kind: str) -> None:
    """A list that was exported is known again for what it is."""
    more = {"company": ("Belongs to",), "lead": ("Status",), "deal": ("Lead", "Closed"), "contact": ("Reports to",)}
    heads = ("Code", *(each.label for each in columns.TARGETS[kind]), *more[kind], "Created")

    assert mapping.likely_kind(Table(Path("rows.csv"), Format.CSV, heads, ())) == kind
