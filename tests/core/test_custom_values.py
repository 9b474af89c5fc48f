"""What stands in fields of one's own: put, read, refused, kept, undone, found."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event

from crmbot.core import companies, contacts, custom_fields, filters, history, lookup
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.custom_fields import FieldDraft
from crmbot.core.custom_fields import filters as custom_filters
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.custom_fields.values import Value
from crmbot.core.errors import InvalidInput, NotAllowed
from crmbot.core.parties import Reach
from crmbot.store.models.custom import FieldType
from crmbot.store.models.party import Company
from tests.core.conftest import Office

FIELDS = {
    "Fleet size": (FieldType.NUMBER, ()),
    "Region": (FieldType.DROPDOWN, ("east", "far west")),
    "Renewal": (FieldType.DATE, ()),
    "Newsletter": (FieldType.CHECKBOX, ()),
    "Motto": (FieldType.TEXT, ()),
}
VALUES: dict[str, Value] = {
    "fleet_size": Decimal("25.5"),
    "region": "far west",
    "renewal": date(2025, 9, 1),
    "newsletter": True,
    "motto": "We pump, you profit",
}


def _define(ctx: Context, kind: str = "company") -> None:
    for label, (type_, choices) in FIELDS.items():
        custom_fields.add(ctx, FieldDraft(kind, label, type_, choices))


def _named(ctx: Context, name: str, **said: Value) -> Company:
    return _with(ctx, name, said)


def _acme(ctx: Context, **said: Value) -> Company:
    return _with(ctx, "Acme", said)


def _with(ctx: Context, name: str, said: Mapping[str, Value]) -> Company:
    company = companies.create(ctx, CompanyDraft(name), anyway=True)
    custom_values.put(ctx, company, said)
    return company


def _again(ctx: Context, company: Company) -> Company:
    found = lookup.get(ctx, company.id)
    assert isinstance(found, Company)
    return found


def test_put_when_each_type_is_given_its_own(office: Office) -> None:
    """What is put is what is read, in the order of the fields."""
    with office.acting() as ctx:
        _define(ctx)
        company = _acme(ctx, **VALUES)
    with office.acting() as ctx:
        assert custom_values.by_key(ctx, _again(ctx, company)) == VALUES


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("fleet_size", "many"),
        ("fleet_size", True),
        ("fleet_size", Decimal("0.00001")),
        ("fleet_size", Decimal(10) ** 15),
        ("fleet_size", Decimal("NaN")),
        ("region", "south"),
        ("renewal", "soon"),
        ("newsletter", "yes"),
        ("motto", "x" * 1001),
        ("motto", Decimal(3)),
    ],
)
def test_put_when_the_type_is_another(office: Office, key: str, value: Value) -> None:
    """A field takes only what it is for, and nothing is half done."""
    with office.acting() as ctx:
        _define(ctx)
        company = _acme(ctx, motto="first")

        with pytest.raises(InvalidInput) as refused:
            custom_values.put(ctx, company, {key: value})

    assert refused.value.field == key


def test_put_when_none_empties(office: Office) -> None:
    """None takes a value away; a field that must be filled stays so."""
    with office.acting() as ctx:
        _define(ctx)
        custom_fields.require(ctx, custom_fields.find(ctx, "company", "motto"), required=True)
        company = _acme(ctx, **VALUES)

        custom_values.put(ctx, company, {"fleet_size": None, "region": None})
        with pytest.raises(InvalidInput):
            custom_values.put(ctx, company, {"motto": None})

        assert set(custom_values.by_key(ctx, company)) == {"renewal", "newsletter", "motto"}


def test_put_when_it_is_somebody_elses(office: Office) -> None:
    """Whoever may not change a record may not fill its own fields."""
    with office.acting() as ctx:
        _define(ctx)
        company = _acme(ctx)

    with office.acting("rita") as ctx, pytest.raises(NotAllowed):
        custom_values.put(ctx, company, {"motto": "mine"})


def test_put_when_it_says_what_is_there(office: Office) -> None:
    """The revision goes up with each change of a value, and only then."""
    with office.acting() as ctx:
        _define(ctx)
        company = _acme(ctx, **VALUES)
    with office.acting() as ctx:
        company = _again(ctx, company)
        before = company.version

        custom_values.put(ctx, company, {"fleet_size": Decimal("25.50")})
        assert company.version == before
        custom_values.put(ctx, company, {"fleet_size": Decimal(26)})
        assert company.version == before + 1


def test_history_when_values_change(office: Office) -> None:
    """Each change is told in the words of its field, and undo brings every value back."""
    with office.acting() as ctx:
        _define(ctx)
        company = _acme(ctx, fleet_size=Decimal(20), region="east")
    office.later(minutes=1)
    with office.acting() as ctx:
        company = _again(ctx, company)
        custom_values.put(ctx, company, {"fleet_size": Decimal(25), "region": None, "newsletter": False})
        batch = history.current(ctx)
    with office.acting() as ctx:
        company = _again(ctx, company)
        rows, _ = history.entries(ctx, company)
        own = [custom_values.told(ctx, company, row.row_key, row.diff) for row in rows if row.table == "custom_value"]
        said = {one.definition.label: (one.before, one.after) for one in own if one is not None}
        assert said == {"Fleet size": (20, 25), "Region": ("east", None), "Newsletter": (None, False)}

        history.undo(ctx, batch)
        assert custom_values.by_key(ctx, company) == {"fleet_size": 20, "region": "east"}


def test_start_when_a_field_has_a_default(office: Office) -> None:
    """A new record begins with what its fields start as, unless something else is said, or nothing on purpose."""
    with office.acting() as ctx:
        _define(ctx)
        for key, text in {"fleet_size": "1", "region": "east", "newsletter": "yes"}.items():
            custom_fields.set_default(ctx, custom_fields.find(ctx, "company", key), text)
        company = companies.create(ctx, CompanyDraft("Acme"))

        custom_values.start(ctx, company, {"region": "far west", "newsletter": None})

        assert custom_values.by_key(ctx, company) == {"fleet_size": 1, "region": "far west"}


def test_carry_when_keys_and_types_are_equal(office: Office) -> None:
    """What is carried over fills what is empty; another type, an unknown choice and what is there stay as they are."""
    with office.acting() as ctx:
        _define(ctx)
        for label, type_ in {"Fleet size": FieldType.TEXT, "Motto": FieldType.TEXT, "Renewal": FieldType.DATE}.items():
            custom_fields.add(ctx, FieldDraft("contact", label, type_))
        custom_fields.add(ctx, FieldDraft("contact", "Region", FieldType.DROPDOWN, ("east",)))
        company = _acme(ctx, **VALUES)
        jane = contacts.create(ctx, ContactDraft("Jane Doe"))
        custom_values.put(ctx, jane, {"motto": "hers"})

        custom_values.carry(ctx, company, jane)

        assert custom_values.by_key(ctx, jane) == {"renewal": date(2025, 9, 1), "motto": "hers"}


def test_read_when_it_was_written(office: Office) -> None:
    """Every value survives being written as text; nonsense is refused by name."""
    with office.acting() as ctx:
        _define(ctx)
        for one in custom_fields.of(ctx, "company"):
            assert custom_values.read(one, custom_values.written(VALUES[one.key])) == VALUES[one.key]
        with pytest.raises(InvalidInput) as refused:
            custom_values.read(custom_fields.of(ctx, "company")[0], "many")

    assert refused.value.reason == "Fleet size wants a number"


def test_loaded_when_there_are_many_records(office: Office) -> None:
    """However many records, their values are one query."""
    statements: list[str] = []
    with office.acting() as ctx:
        _define(ctx)
        rows = [_named(ctx, f"Company {number}", fleet_size=Decimal(number)) for number in range(30)]
    event.listen(office.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with office.acting() as ctx:
        rows = [_again(ctx, row) for row in rows]
        custom_fields.of(ctx, "company")
        statements.clear()

        loaded = custom_values.loaded(ctx, rows)

        assert len(statements) == 1
    assert [loaded[row.id]["fleet_size"] for row in rows] == list(range(30))


def test_search_when_the_words_stand_in_a_text_field(office: Office) -> None:
    """A record is found by its own texts: changed, renamed, and undone."""

    def found(ctx: Context, words: str) -> bool:
        return any(hit.title.startswith("Acme") for hit in lookup.search(ctx, words, kinds=("company",)).hits)

    with office.acting() as ctx:
        _define(ctx)
        company = _acme(ctx, motto="zebra crossing")
        assert found(ctx, "zebra")
    with office.acting() as ctx:
        companies.change(ctx, _again(ctx, company), name="Acme Group", reach=Reach(), roles=())
        assert found(ctx, "zebra")
    with office.acting() as ctx:
        custom_values.put(ctx, _again(ctx, company), {"motto": "lion"})
        batch = history.current(ctx)
        assert found(ctx, "lion")
        assert not found(ctx, "zebra")
    with office.acting() as ctx:
        history.undo(ctx, batch)
        assert found(ctx, "zebra")


FOUND = {
    "fleet size > 20": {"Big"},
    "fleet_size>=20": {"Big", "Mid"},
    "fleet_size<20.5": {"Mid", "Small"},
    "fleet_size:20": {"Mid"},
    "fleet_size!:20": {"Big", "Small", "Bare"},
    "fleet_size:-": {"Bare"},
    "fleet_size!:-": {"Big", "Mid", "Small"},
    "region:east": {"Big"},
    "region:far": {"Mid"},
    'region:east,"far west"': {"Big", "Mid"},
    "region!:east": {"Mid", "Small", "Bare"},
    "region:-,east": {"Big", "Small", "Bare"},
    "renewal<2025-06-01": {"Mid"},
    'renewal>"31 aug 2025"': {"Big"},
    "renewal:2025-09-01": {"Big"},
    "newsletter:yes": {"Big"},
    "newsletter:no": {"Mid"},
    "is:newsletter": {"Big"},
    "motto:WE": {"Big"},
    'motto:"we pump"': {"Big"},
    "motto:wé": {"Big"},
    "motto:web": {"Mid"},
    "region:east fleet_size>20": {"Big"},
    "region:east fleet_size<20": set(),
}


@pytest.mark.parametrize("text", FOUND)
def test_filter_when_an_own_field_is_asked_for(office: Office, text: str) -> None:
    """Every type is compared alike on both databases; what has no value is not any value."""
    with office.acting() as ctx:
        _define(ctx)
        _with(ctx, "Big", {**VALUES, "region": "east"})
        mid: dict[str, Value] = {"fleet_size": Decimal(20), "region": "far west", "newsletter": False}
        _with(ctx, "Mid", mid | {"renewal": date(2025, 3, 1), "motto": "web site makers"})
        _named(ctx, "Small", fleet_size=Decimal(3))
        _named(ctx, "Bare")

        rows, _ = filters.page(ctx, filters.wanted(ctx, "company", text), 10, 0)

    assert {row.title for row in rows} == FOUND[text]


@pytest.mark.parametrize("text", ["region>east", "region:south", "newsletter:perhaps", "motto>a", "fleet_size>many"])
def test_filter_when_it_cannot_be_asked(office: Office, text: str) -> None:
    """A filter on an own field never guesses."""
    with office.acting() as ctx:
        _define(ctx)

        with pytest.raises(InvalidInput):
            filters.wanted(ctx, "company", text)


def test_filter_when_it_sorts(office: Office) -> None:
    """Numbers, days and texts of one's own put a list in order; what has none comes last."""
    with office.acting() as ctx:
        _define(ctx)
        for number in (10, 9, 100):
            _named(ctx, f"Company {number}", fleet_size=Decimal(number))
        _named(ctx, "Bare")

        rows, _ = filters.page(ctx, filters.wanted(ctx, "company", "sort:-fleet_size"), 10, 0)

    assert [row.title for row in rows] == ["Company 100", "Company 10", "Company 9", "Bare"]
    assert custom_filters.provide("task", ctx) == []
