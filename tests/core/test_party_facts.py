"""What is known of companies and people beside their names, on either database."""

import pytest

from crmbot.core import accounting_links, companies, contacts, filters, lookup, parties
from crmbot.core.companies import CompanyDraft, CompanyFacts
from crmbot.core.contacts import ContactChange, ContactDraft, ContactFacts
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, Duplicate, InvalidInput
from crmbot.core.parties import Reach, kinds
from crmbot.language.money import Money
from tests.core.conftest import Office


def test_company_when_everything_is_known(office: Office) -> None:
    """Each fact has its column; an empty text or a cleared name empties it."""
    facts = CompanyFacts(
        industry="Pumps", employees=250, turnover=Money(200_000_000, "EUR"), registration_no="R1", tax_no="T1"
    )
    reach = Reach(street="1 High St", postcode="LS1", city="Leeds", region="Yorkshire", country="GB", fax="0113 1")
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme", reach, facts=facts))
        assert (acme.industry, acme.employees, acme.turnover_minor, acme.turnover_currency) == (
            *("Pumps", 250, 200_000_000, "EUR"),
        )
        assert (acme.street, acme.postcode, acme.region, acme.fax) == ("1 High St", "LS1", "Yorkshire", "0113 1")

        companies.change(ctx, acme, reach=Reach(fax=""), facts=CompanyFacts(tax_no="", cleared=("employees",)))

        assert (acme.fax, acme.tax_no, acme.employees, acme.industry) == (None, None, None, "Pumps")


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (CompanyFacts(employees=-1), "employees"),
        (CompanyFacts(employees=10**9), "employees"),
        (CompanyFacts(turnover=Money(-1, "EUR")), "turnover"),
        (CompanyFacts(currency="zzz"), "currency"),
    ],
)
def test_fact_when_it_cannot_be(office: Office, facts: CompanyFacts, field: str) -> None:
    """It is refused by its field."""
    with office.acting() as ctx, pytest.raises(InvalidInput) as refused:
        companies.create(ctx, CompanyDraft("Acme", facts=facts))

    assert refused.value.field == field


def test_currency_when_it_is_written_small(office: Office) -> None:
    """It is kept by its code."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme", facts=CompanyFacts(currency="usd")))

        assert acme.currency == "USD"


def test_parent_when_it_would_make_a_circle(office: Office) -> None:
    """No company stands under itself, however many are between."""
    with office.acting() as ctx:
        top = companies.create(ctx, CompanyDraft("Umbrella"))
        middle = companies.create(ctx, CompanyDraft("Globex", facts=CompanyFacts(parent=top)))
        low = companies.create(ctx, CompanyDraft("Initech", facts=CompanyFacts(parent=middle)))

        for parent in (top, middle, low):
            with pytest.raises(InvalidInput):
                companies.change(ctx, top, facts=CompanyFacts(parent=parent))

        first, total = parties.under(ctx, top.id, 3)
        assert ([firm.title for firm in first], total) == (["Globex"], 1)


def test_superior_when_it_would_make_a_circle(office: Office) -> None:
    """Nobody reports to somebody below."""
    with office.acting() as ctx:
        boss = contacts.create(ctx, ContactDraft("Ann Ray"))
        other = contacts.create(ctx, ContactDraft("Bob Key", facts=ContactFacts(reports_to=boss)))

        for superior in (boss, other):
            with pytest.raises(InvalidInput):
                contacts.change(ctx, boss, ContactChange(facts=ContactFacts(reports_to=superior)))


def test_accounting_contact_when_no_program_is_linked(office: Office) -> None:
    """There is none to be set (R-88); with a link it must be one of the company's people."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=acme))
        with pytest.raises(Conflict):
            companies.set_accounting_contact(ctx, acme, jane)


def test_accounting_contact_when_a_program_is_linked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody of the company can be it, nobody else."""
    monkeypatch.setattr(accounting_links, "_CHECKS", [lambda _: True])
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        jane = contacts.create(ctx, ContactDraft("Jane Doe", company=acme))
        bob = contacts.create(ctx, ContactDraft("Bob Key"))

        companies.set_accounting_contact(ctx, acme, jane)

        assert acme.accounting_contact_id == jane.id
        with pytest.raises(InvalidInput):
            companies.set_accounting_contact(ctx, acme, bob)


@pytest.mark.parametrize(
    ("before", "said", "after", "lost"),
    [
        (("customer",), ("prospect",), ("prospect",), ("customer",)),
        (("customer",), ("+prospect",), ("prospect",), ("customer",)),
        (("prospect",), ("customer",), ("customer",), ()),
        (("prospect", "supplier"), ("+customer",), ("customer", "supplier"), ()),
        (("customer",), ("supplier",), ("supplier",), ("customer",)),
        (("customer",), ("customer", "supplier"), ("customer", "supplier"), ()),
        (("customer", "supplier"), ("-supplier",), ("customer",), ()),
        (("customer",), ("-customer", "prospect"), ("prospect",), ()),
        (("customer",), (), (), ("customer",)),
        (("supplier",), ("partners",), ("partner",), ("supplier",)),
    ],
)
def test_kind_when_it_is_said(
    office: Office, before: tuple[str, ...], said: tuple[str, ...], after: tuple[str, ...], lost: tuple[str, ...]
) -> None:
    """What somebody would be, and what they would lose without a word of it."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme", roles=before))

        change = kinds.read(acme, said)

        assert (change.roles, change.lost) == (after, lost)


def test_kind_when_there_is_no_such(office: Office) -> None:
    """The kinds there are are told."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))

        with pytest.raises(InvalidInput) as refused:
            kinds.read(acme, ("friend",))

    assert refused.value.choices == companies.ROLES


def test_contact_when_there_is_a_number_and_no_name(office: Office) -> None:
    """The number is the name, and the same number is the same person."""
    with office.acting() as ctx:
        unknown = contacts.create(ctx, ContactDraft("", Reach(mobile="+33 6 55 66 77 88")))
        assert (unknown.title, unknown.mobile_key) == ("+33 6 55 66 77 88", "33655667788")
        assert lookup.search(ctx, "33655667788").hits[0].record_id == unknown.id

        with pytest.raises(Duplicate):
            contacts.create(ctx, ContactDraft("Lea Blanc", Reach(phone="0033655667788")))
        with pytest.raises(InvalidInput):
            contacts.create(ctx, ContactDraft(""))


def test_twin_when_a_slip_is_all_that_differs(office: Office) -> None:
    """At the same company it is asked about; elsewhere people are namesakes. The company tells who is meant."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        globex = companies.create(ctx, CompanyDraft("Globex"))
        contacts.create(ctx, ContactDraft("Jane Doe", company=acme))

        with pytest.raises(Duplicate) as asked:
            contacts.create(ctx, ContactDraft("Jane Deo", company=acme))
        assert [near.hint for near in asked.value.near] == ["Acme"]
        assert contacts.create(ctx, ContactDraft("Jane Roe", company=globex)).title == "Jane Roe"


def test_first_contact_when_it_is_to_be_asked(office: Office) -> None:
    """The company has no primary contact before somebody says so."""
    with office.acting() as ctx:
        acme = companies.create(ctx, CompanyDraft("Acme"))
        contacts.create(ctx, ContactDraft("Jane Doe", company=acme, asks_primary=True))
        assert acme.primary_contact_id is None

        contacts.create(ctx, ContactDraft("Bob Key", company=acme))
        assert acme.primary_contact_id is not None


def _listed(ctx: Context, kind: str, text: str) -> list[str]:
    page, _ = filters.page(ctx, filters.wanted(ctx, kind, text), 10, 0)
    return [record.title for record in page]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("phone:+44-113-496-0000", ["Acme"]),
        ("phone:01134960000", ["Acme"]),
        ("phone:0113", []),
        ("phone:-", ["Globex"]),
        ("mail:INFO@acme.example", ["Acme"]),
        ("mail:-", ["Globex"]),
        ("turnover>1m", ["Acme"]),
        ("zip:LS1 state:yorkshire", ["Acme"]),
        ("tax:T1", ["Acme"]),
        ("parent:Acme", ["Globex"]),
    ],
)
def test_companies_when_asked_for_by_a_fact(office: Office, text: str, found: list[str]) -> None:
    """Numbers are compared by their digits, addresses whatever their case."""
    reach = Reach(phone="+44 113 496 0000", email="info@acme.example", postcode="LS1", region="Yorkshire")
    with office.acting() as ctx:
        facts = CompanyFacts(turnover=Money(200_000_000, "EUR"), tax_no="T1")
        acme = companies.create(ctx, CompanyDraft("Acme", reach, facts=facts))
        companies.create(ctx, CompanyDraft("Globex", facts=CompanyFacts(parent=acme)))

        assert _listed(ctx, "company", text) == found
