"""Who and what a text names."""

import pytest

from crmbot.core import companies, contacts
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.naming import mentions
from tests.core.conftest import Office


@pytest.fixture
def peopled(office: Office) -> Office:
    """Fill the office with names that are easily mixed up."""
    with office.acting() as ctx:
        firms = {
            name: companies.create(ctx, CompanyDraft(name), anyway=True)
            for name in (
                "Acme Ltd",
                "Globex",
                "Globex Pharma",
                "Northwind Oslo",
                "Northwind Bergen",
                "Müller Straße GmbH",
            )
        }
        for name, firm in (
            ("Jane Doe", "Acme Ltd"),
            ("Jane Roe", "Globex"),
            ("Kurt Weber", "Northwind Bergen"),
            ("Anna Kovács", "Acme Ltd"),
        ):
            contacts.create(ctx, ContactDraft(name, company=firms[firm]), anyway=True)
    return office


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("met Jane at Acme, wants a quote", ["Acme Ltd", "Jane Doe"]),
        ("met jane doe about the pumps", ["Jane Doe"]),
        ("called globex pharma", ["Globex Pharma"]),
        ("called globex about prices", ["Globex"]),
        ("northwind: Kurt wants it", ["Northwind Bergen", "Kurt Weber"]),
        ("anna kovacs rang", ["Anna Kovács"]),
        ("saw the hall of mueller strasse", ["Müller Straße GmbH"]),
        ("Kurt rang", ["Kurt Weber"]),
    ],
)
def test_names_are_found(peopled: Office, text: str, named: list[str]) -> None:
    """Company and person are chosen together, case and accents aside."""
    with peopled.acting() as ctx:
        found = mentions.named_in(ctx, text)

    assert [record.title for record in found.sure] == named


@pytest.mark.parametrize("text", ["Jane rang", "northwind wants a quote"])
def test_namesakes_are_asked(peopled: Office, text: str) -> None:
    """Two that fit equally well are never guessed between."""
    with peopled.acting() as ctx:
        found = mentions.named_in(ctx, text)

    assert len(found.doubtful) == 2
    assert not found.sure


@pytest.mark.parametrize("text", ["", "the pump leaks", "!!!", "ltd", "a b c"])
def test_nobody_is_made_up(peopled: Office, text: str) -> None:
    """Words that name nobody name nobody."""
    with peopled.acting() as ctx:
        found = mentions.named_in(ctx, text)

    assert (found.sure, found.doubtful, found.asked, found.firms) == ((), (), "", ())


def test_hidden_names_are_not_found(peopled: Office) -> None:
    """What a person may not see is not named to them either: it is read like names nobody has."""
    with peopled.acting("ben") as ctx:
        ctx.actor.rights["*.see"] = ctx.actor.level("task.see")
        found = mentions.named_in(ctx, "met Jane at Acme")
        nobodys = mentions.named_in(ctx, "met Nell at Wexo")

    assert (found.sure, found.doubtful, found.asked) == ((), (), "")
    assert (found.firms, found.spans) == (nobodys.firms, nobodys.spans)


@pytest.mark.parametrize(
    ("text", "sure", "doubtful"),
    [
        ("met Acme today", [], ["Acme Ltd", "Acme Inc"]),
        ("met Acme Inc today", ["Acme Inc"], []),
        ("met Acme, Jane was there", ["Acme Ltd", "Jane Doe"], []),
        ("Acme Ltd bought Acme Inc", ["Acme Ltd", "Acme Inc"], []),
    ],
)
def test_company_when_two_are_called_the_same(peopled: Office, text: str, sure: list[str], doubtful: list[str]) -> None:
    """Which is meant is asked, unless its whole name or somebody who works there tells."""
    with peopled.acting() as ctx:
        companies.create(ctx, CompanyDraft("Acme Inc"), anyway=True)
    with peopled.acting() as ctx:
        named = mentions.named_in(ctx, text)

    assert [record.title for record in named.sure] == sure
    assert sorted(found.title for found in named.doubtful) == sorted(doubtful)
