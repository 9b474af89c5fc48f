"""Fields of one's own: which there are, how they change, how they are laid out."""

from collections.abc import Callable

import pytest
from sqlalchemy import event

from crmbot.core import companies, custom_fields, history
from crmbot.core.companies import CompanyDraft
from crmbot.core.context import Context
from crmbot.core.custom_fields import Definition, FieldDraft
from crmbot.core.custom_fields import values as custom_values
from crmbot.core.errors import Conflict, InvalidInput, NotAllowed
from crmbot.store.engine import open_database
from crmbot.store.models.custom import CustomField, FieldType
from crmbot.store.models.party import Company
from tests.core.conftest import Office

TEXT, NUMBER, DATE, CHECKBOX, DROPDOWN = FieldType


def _add(ctx: Context, label: str, type_: FieldType = TEXT, *choices: str, kind: str = "company") -> Definition:
    return custom_fields.add(ctx, FieldDraft(kind, label, type_, choices))


def _row(ctx: Context, label: str, kind: str = "company") -> CustomField:
    return custom_fields.find(ctx, kind, label)


def _labels(ctx: Context, kind: str = "company") -> list[str]:
    return [one.label for one in custom_fields.of(ctx, kind)]


def _with_value(ctx: Context) -> Company:
    company = companies.create(ctx, CompanyDraft("Acme"))
    custom_values.put(ctx, company, {"region": "east"})
    return company


def test_add_when_the_label_has_signs_and_accents(office: Office) -> None:
    """The key is made from the label: what one types."""
    with office.acting() as ctx:
        assert _add(ctx, "Fleet  size").key == "fleet_size"
        assert _add(ctx, "Größe / m²").key == "grosse_m2"
        assert _add(ctx, "2025 budget").key == "x2025_budget"


def test_add_when_another_kind_has_it(office: Office) -> None:
    """Each kind of record has its own set."""
    with office.acting() as ctx:
        _add(ctx, "Region")
        _add(ctx, "Region", DROPDOWN, "east", kind="deal")

        assert _labels(ctx) == _labels(ctx, "deal") == ["Region"]
        assert _labels(ctx, "contact") == []


@pytest.mark.parametrize("label", ["Region", "REGION", "région"])
def test_add_when_the_label_is_taken(office: Office, label: str) -> None:
    """Two fields of one kind cannot be told apart by case or accents."""
    with office.acting() as ctx:
        _add(ctx, "Region")

        with pytest.raises(InvalidInput) as refused:
            _add(ctx, label)

    assert "there is a field of that name already" in refused.value.reason


@pytest.mark.parametrize("label", ["", "   ", "25", "!!", "a:b", "x" * 41, "owner", "Tag", "City"])
def test_add_when_the_label_cannot_be(office: Office, label: str) -> None:
    """A label has letters, fits beside its value, and means nothing else in a line."""
    with office.acting() as ctx, pytest.raises(InvalidInput):
        custom_fields.add(ctx, FieldDraft("company", label, TEXT), reserved={"city"})


def test_add_when_the_choices_do_not_fit_the_type(office: Office) -> None:
    """A dropdown has choices, each once; nothing else has any."""
    with office.acting() as ctx:
        for type_, choices in ((DROPDOWN, ()), (TEXT, ("east",)), (DROPDOWN, ("east", "East"))):
            with pytest.raises(InvalidInput):
                _add(ctx, "Region", type_, *choices)


def test_add_when_there_are_as_many_as_a_form_can_ask(office: Office) -> None:
    """Forms stay within what every surface can show."""
    with office.acting() as ctx:
        for number in range(custom_fields.MOST):
            _add(ctx, f"Field {number}")

        with pytest.raises(InvalidInput):
            _add(ctx, "One more")


@pytest.mark.parametrize("who", ["ben", "rita"])
def test_change_when_it_is_not_theirs_to_set(office: Office, who: str) -> None:
    """Only who may change the settings may add, change, order or put away a field."""
    with office.acting() as ctx:
        _add(ctx, "Region", DROPDOWN, "east")

    with office.acting(who) as ctx:
        row = _row(ctx, "region")
        for act in (
            lambda: _add(ctx, "Fleet size"),
            lambda: custom_fields.rename(ctx, row, "Territory"),
            lambda: custom_fields.add_choice(ctx, row, "west"),
            lambda: custom_fields.drop_choice(ctx, row, "east"),
            lambda: custom_fields.require(ctx, row, required=True),
            lambda: custom_fields.move(ctx, row, 1),
            lambda: custom_fields.deactivate(ctx, row),
            lambda: custom_fields.retype(ctx, row, TEXT),
            lambda: custom_fields.lay_out(ctx, "company", 2),
        ):
            with pytest.raises(NotAllowed):
                act()


def test_retype_when_nothing_stands_in_it(office: Office) -> None:
    """Until somebody uses a field its type can be mended."""
    with office.acting() as ctx:
        _add(ctx, "Region")

        custom_fields.retype(ctx, _row(ctx, "region"), NUMBER)

        assert custom_fields.of(ctx, "company")[0].type is NUMBER


def test_retype_when_values_exist(office: Office) -> None:
    """R-82: the type cannot change once values exist, not even by way of putting it away."""
    with office.acting() as ctx:
        _add(ctx, "Region")
        _with_value(ctx)

        with pytest.raises(Conflict) as refused:
            custom_fields.retype(ctx, _row(ctx, "region"), NUMBER)
        custom_fields.deactivate(ctx, _row(ctx, "region"))
        with pytest.raises(Conflict):
            _add(ctx, "Region", NUMBER)

    assert refused.value.reason == "stays a text field: it has 1 value"


def test_rename_when_it_is_free(office: Office) -> None:
    """The key stays, so that what people keep goes on working; the old label is free again."""
    with office.acting() as ctx:
        _add(ctx, "Region")
        custom_fields.rename(ctx, _row(ctx, "region"), "Territory")
        again = _add(ctx, "Region")

        assert [(one.label, one.key) for one in custom_fields.of(ctx, "company")] == [
            ("Territory", "region"),
            ("Region", "region_2"),
        ]
    assert again.key == "region_2"


def test_rename_when_it_is_taken(office: Office) -> None:
    """A label names one field, those that were put away included."""
    with office.acting() as ctx:
        for label in ("Region", "Fleet size", "Old"):
            _add(ctx, label)
        custom_fields.deactivate(ctx, _row(ctx, "old"))

        for label in ("fleet size", "old"):
            with pytest.raises(InvalidInput):
                custom_fields.rename(ctx, _row(ctx, "region"), label)


def test_choices_when_they_change(office: Office) -> None:
    """A choice keeps its number under another name; one that is offered no more stays on records and can come back."""
    with office.acting() as ctx:
        _add(ctx, "Region", DROPDOWN, "east", "west")
        company = _with_value(ctx)
        row = _row(ctx, "region")

        custom_fields.rename_choice(ctx, row, "EAST", "orient")
        custom_fields.drop_choice(ctx, row, "orient")
        assert custom_fields.of(ctx, "company")[0].offered == ("west",)
        assert custom_values.by_key(ctx, company) == {"region": "orient"}

        custom_fields.add_choice(ctx, row, "Orient")
        custom_fields.add_choice(ctx, row, "north")
        assert [(choice.id, choice.label) for choice in custom_fields.of(ctx, "company")[0].choices] == [
            (1, "Orient"),
            (2, "west"),
            (3, "north"),
        ]


def test_choices_when_they_cannot_be(office: Office) -> None:
    """No choice twice, none without a name, never none at all, and only of dropdowns."""
    with office.acting() as ctx:
        _add(ctx, "Region", DROPDOWN, "east")
        _add(ctx, "Fleet size", NUMBER)
        region, size = _row(ctx, "region"), _row(ctx, "fleet_size")

        acts: list[Callable[[], object]] = [
            lambda: custom_fields.add_choice(ctx, region, "East"),
            lambda: custom_fields.add_choice(ctx, region, " "),
            lambda: custom_fields.drop_choice(ctx, region, "east"),
            lambda: custom_fields.drop_choice(ctx, region, "south"),
            lambda: custom_fields.rename_choice(ctx, region, "south", "north"),
            lambda: custom_fields.add_choice(ctx, size, "many"),
        ]
        for act in acts:
            with pytest.raises(InvalidInput):
                act()


def test_move_when_the_place_is_there(office: Office) -> None:
    """Forms and cards follow the order; places are those of the fields in use."""
    with office.acting() as ctx:
        for label in ("One", "Two", "Three", "Four"):
            _add(ctx, label)
        custom_fields.deactivate(ctx, _row(ctx, "two"))

        custom_fields.move(ctx, _row(ctx, "four"), 1)
        assert _labels(ctx) == ["Four", "One", "Three"]
        custom_fields.move(ctx, _row(ctx, "one"), 3)
        assert _labels(ctx) == ["Four", "Three", "One"]
        for place in (0, 4):
            with pytest.raises(InvalidInput):
                custom_fields.move(ctx, _row(ctx, "one"), place)


def test_deactivate_when_it_comes_back(office: Office) -> None:
    """What stood in a field that was put away is there again."""
    with office.acting() as ctx:
        _add(ctx, "Region")
        company = _with_value(ctx)

        custom_fields.deactivate(ctx, _row(ctx, "region"))
        assert custom_values.by_key(ctx, company) == {}
        _add(ctx, "region")
        assert custom_values.by_key(ctx, company) == {"region": "east"}


@pytest.mark.parametrize("columns", [0, 4, -1])
def test_lay_out_when_it_is_not_one_two_or_three(office: Office, columns: int) -> None:
    """R-83: 1, 2, 3 per line, other numbers are refused."""
    with office.acting() as ctx, pytest.raises(InvalidInput) as refused:
        custom_fields.lay_out(ctx, "company", columns)

    assert refused.value.reason == "1, 2 or 3 only"


def test_lay_out_when_it_is_set_twice(office: Office) -> None:
    """Each kind has its layout; two on a line where nobody said anything."""
    with office.acting() as ctx:
        custom_fields.lay_out(ctx, "company", 3)
        custom_fields.lay_out(ctx, "company", 1)

        assert custom_fields.layout(ctx, "company") == 1
        assert custom_fields.layout(ctx, "deal") == 2


def test_undo_when_a_field_was_added_and_renamed(office: Office) -> None:
    """Changes of fields are in the history like any other, and can be taken back."""
    with office.acting() as ctx:
        _add(ctx, "Region")
        made = history.current(ctx)
    with office.acting() as ctx:
        custom_fields.rename(ctx, _row(ctx, "region"), "Territory")
        renamed = history.current(ctx)

    with office.acting() as ctx:
        history.undo(ctx, renamed)
        custom_fields.forget(ctx)
        assert _labels(ctx) == ["Region"]
        history.undo(ctx, made)
        custom_fields.forget(ctx)
        assert _labels(ctx) == []


def test_of_when_another_process_added_one(office: Office) -> None:
    """A field is there for everybody as soon as it is stored: nothing is kept between units of work."""
    with office.acting() as ctx:
        assert _labels(ctx) == []
    url = office.database.engine.url.render_as_string(hide_password=False)
    elsewhere = Office(open_database(url), office.ids)
    with elsewhere.acting() as ctx:
        _add(ctx, "Region")
    elsewhere.database.close()

    with office.acting() as ctx:
        assert _labels(ctx) == ["Region"]


def test_of_when_it_is_asked_again(office: Office) -> None:
    """One unit of work reads the fields once, however many forms and cards ask for them."""
    with office.acting() as ctx:
        _add(ctx, "Region")
    statements: list[str] = []
    event.listen(office.database.engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    with office.acting() as ctx:
        statements.clear()

        for kind in (*custom_fields.KINDS, "task"):
            custom_fields.of(ctx, kind)

        assert len(statements) == 1


def test_find_when_it_is_not_there(office: Office) -> None:
    """The answer names those there are."""
    with office.acting() as ctx:
        _add(ctx, "Region")

        with pytest.raises(InvalidInput) as refused:
            custom_fields.find(ctx, "company", "colour")

    assert refused.value.choices == ("Region",)
