"""Names of people taken apart."""

import pytest

from crmbot.language import fullnames


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("Jane Doe", "Jane", "Doe"),
        ("Cher", None, "Cher"),
        ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
        ("Maria de la Cruz", "Maria", "de la Cruz"),
        ("Anna Lena Vogt", "Anna Lena", "Vogt"),
        ("Sammy Davis Jr.", "Sammy", "Davis Jr."),
        ("van Damme", None, "van Damme"),
    ],
)
def test_name_when_split(name: str, first: str | None, last: str) -> None:
    """Particles belong to the family; both parts together are the name again."""
    assert fullnames.split(name) == (first, last)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("NAGY Anna", "Anna", "NAGY"),
        ("Anna NAGY", "Anna", "NAGY"),
        ("JP Morgan", "JP", "Morgan"),
        ("JANE DOE", "JANE", "DOE"),
        ("Jane Doe", "Jane", "Doe"),
    ],
)
def test_name_when_the_family_is_written_large(name: str, first: str, last: str) -> None:
    """Capitals tell the family name, wherever it stands."""
    assert fullnames.parts(name) == (first, last)


@pytest.mark.parametrize(
    ("name", "civility", "bare"),
    [
        ("Dr Jane Doe", "Dr", "Jane Doe"),
        ("Prof. Dr. Maria Weiß", "Prof. Dr.", "Maria Weiß"),
        ("Drew Barry", "", "Drew Barry"),
        ("Dr", "", "Dr"),
        ("Missy Elliott", "", "Missy Elliott"),
    ],
)
def test_civility_when_it_stands_in_front(name: str, civility: str, bare: str) -> None:
    """It is taken off the name; a name that only begins like one stays whole."""
    assert fullnames.civil(name) == (civility, bare)
