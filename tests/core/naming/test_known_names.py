"""Names at hand: what is committed is known, what is not is not, and nobody hears of what they may not see."""

import pytest
from sqlalchemy import event, func, select

from crmbot.core import companies, contacts, lookup, merging, notes, records
from crmbot.core.companies import CompanyDraft
from crmbot.core.contacts import ContactDraft
from crmbot.core.context import Context
from crmbot.core.erasing import records as erasing
from crmbot.core.naming import known_names, names_at_hand
from crmbot.core.notes import NoteDraft
from crmbot.language.names_index import Meant
from crmbot.store import bulk
from crmbot.store.engine import open_database
from crmbot.store.models.party import Contact
from crmbot.store.models.privacy import Erasure
from crmbot.store.uow import read_only
from tests.core.conftest import Office

FIRMS = ("Acme Ltd", "Globex", "Globex Pharma", "Northwind Oslo", "Northwind Bergen")
PEOPLE = (
    ("Jane Doe", "Acme Ltd"),
    ("Jane Roe", "Globex"),
    ("Kurt Weber", "Northwind Bergen"),
    ("Anna Kovács", "Acme Ltd"),
)


@pytest.fixture
def peopled(office: Office) -> Office:
    """Fill the office with names that are easily mixed up."""
    with office.acting() as ctx:
        firms = {name: companies.create(ctx, CompanyDraft(name), anyway=True) for name in FIRMS}
        for name, firm in PEOPLE:
            contacts.create(ctx, ContactDraft(name, company=firms[firm]), anyway=True)
    return office


def told(ctx: Context, meant: Meant) -> list[str]:
    """Return the titles of what is meant, the company first."""
    ids = [one.id for one in (meant.company, *meant.contacts, *meant.leads, *meant.deals) if one is not None]
    return [record.title for record in lookup.those(ctx, ids)]


def heard(office: Office, text: str, name: str = "ana") -> list[str]:
    """Return the titles of what somebody means by a text."""
    with office.acting(name) as ctx:
        return told(ctx, known_names.meant(ctx, text))


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("met Jane at Acme, wants a quote", ["Acme Ltd", "Jane Doe"]),
        ("met jane doe about the pumps", ["Acme Ltd", "Jane Doe"]),
        ("called globex pharma", ["Globex Pharma"]),
        ("called globex about prices", ["Globex"]),
        ("northwind: Kurt wants it", ["Northwind Bergen", "Kurt Weber"]),
        ("anna kovacs rang", ["Acme Ltd", "Anna Kovács"]),
    ],
)
def test_names_are_found_together(peopled: Office, text: str, named: list[str]) -> None:
    """Company and person are chosen together, case and accents aside."""
    assert heard(peopled, text) == named


def test_namesakes_are_asked(peopled: Office) -> None:
    """A short form of two companies is asked about while nobody tells them apart."""
    with peopled.acting() as ctx:
        meant = known_names.meant(ctx, "northwind wants a quote")

    assert meant.company is None
    assert [len(doubt.options) for doubt in meant.doubts] == [2]


def test_a_new_name_is_known_once_it_is_committed(peopled: Office) -> None:
    """A record made by one command is named by the next."""
    assert heard(peopled, "called Initech") == []

    with peopled.acting() as ctx:
        companies.create(ctx, CompanyDraft("Initech"), anyway=True)

    assert heard(peopled, "called Initech") == ["Initech"]


def test_what_is_rolled_back_is_never_known(peopled: Office) -> None:
    """A name of a transaction that fails does not reach the names at hand, even if it was asked for meanwhile."""
    heard(peopled, "called Acme")

    with pytest.raises(LookupError):
        _fail_to_make(peopled, "Initech")

    with peopled.acting() as ctx:
        assert known_names.meant(ctx, "called Initech").mentions == ()


def _fail_to_make(office: Office, name: str) -> None:
    with office.acting() as ctx:
        companies.create(ctx, CompanyDraft(name), anyway=True)
        ctx.session.flush()
        known_names.meant(ctx, f"called {name}")
        raise LookupError


def test_a_renamed_record_goes_by_its_new_name_alone(peopled: Office) -> None:
    """The old name stands for nobody."""
    heard(peopled, "kurt weber rang")

    with peopled.acting() as ctx:
        kurt = lookup.get(ctx, known_names.meant(ctx, "kurt weber").contacts[0].id)
        records.change(ctx, kurt, {"title": "Konrad Fischer"})

    assert heard(peopled, "kurt weber rang") == []
    assert heard(peopled, "konrad fischer rang") == ["Northwind Bergen", "Konrad Fischer"]


def test_a_record_put_away_is_not_named(peopled: Office) -> None:
    """What is deleted is meant by nobody; brought back it is meant again."""
    with peopled.acting() as ctx:
        globex = lookup.get(ctx, known_names.meant(ctx, "globex pharma").company.id)  # type: ignore[union-attr]  # it is there
        records.delete(ctx, globex)
        number = globex.id

    assert heard(peopled, "visited globex pharma") != ["Globex Pharma"]
    with peopled.acting() as ctx:
        records.restore(ctx, number)
    assert heard(peopled, "visited globex pharma") == ["Globex Pharma"]


def test_a_change_of_company_is_followed(peopled: Office) -> None:
    """Somebody who went to another company is named there."""
    with peopled.acting() as ctx:
        kurt = lookup.get(ctx, known_names.meant(ctx, "kurt weber").contacts[0].id)
        oslo = known_names.meant(ctx, "northwind oslo").company
        assert oslo is not None
        records.change(ctx, kurt, {"company_id": oslo.id})

    assert heard(peopled, "northwind: kurt wants it") == ["Northwind Oslo", "Kurt Weber"]


def test_another_process_hears_of_new_names(peopled: Office) -> None:
    """A process with a connection of its own finds what this one committed."""
    url = peopled.database.engine.url.render_as_string(hide_password=False)
    other = Office(open_database(url), peopled.ids)
    try:
        assert heard(other, "called Initech") == []
        with peopled.acting() as ctx:
            companies.create(ctx, CompanyDraft("Initech"), anyway=True)

        assert heard(other, "called Initech") == ["Initech"]
    finally:
        other.database.close()


def test_hidden_namesakes_are_not_asked_about(peopled: Office) -> None:
    """Of two companies of a name, one hidden, the other is simply meant."""
    with peopled.acting() as ctx:
        team_less = lookup.get(ctx, known_names.meant(ctx, "northwind oslo").company.id)  # type: ignore[union-attr]  # it is there
        team_less.team_id, team_less.owner_id = None, peopled.ids["ana"]

    assert heard(peopled, "northwind wants a quote", "ben") == ["Northwind Bergen"]


def test_own_words_go_first(peopled: Office) -> None:
    """What somebody calls a record for themselves is meant, whatever else it may be."""
    with peopled.acting() as ctx:
        pharma = known_names.meant(ctx, "globex pharma").company
        assert pharma is not None
        meant = known_names.meant(ctx, "called globex", aliases={"globex": pharma.id})

    assert meant.company is not None
    assert meant.company.id == pharma.id
    assert meant.company.how == "alias"


def test_what_is_written_past_the_objects_is_known(peopled: Office) -> None:
    """Records that an import brings in are named like any other."""
    heard(peopled, "called Acme")

    with peopled.acting() as ctx:
        batch = ctx.session.info["batch"]
        (number,) = bulk.numbers(ctx.session, 1)
        row = {"id": number, "title": "Vera Quint", "name_key": "vera quint", "owner_id": ctx.actor.id}
        bulk.add_records(ctx.session, batch, Contact, [row])

    assert heard(peopled, "vera quint rang") == ["Vera Quint"]


def test_what_was_merged_is_one(peopled: Office) -> None:
    """A record that went into another is no rival of it any more."""
    with peopled.acting() as ctx:
        firms = [one.id for doubt in known_names.meant(ctx, "visited northwind").doubts for one in doubt.options]
        into, other = lookup.those(ctx, firms)
        merging.merge(ctx, merging.Wanted(into, (other,)))

    assert heard(peopled, "visited northwind")[0] == into.title


def test_what_is_erased_is_forgotten(peopled: Office) -> None:
    """Of somebody who was erased no name is kept at hand, though nothing of it stands in the log."""
    with peopled.acting() as ctx:
        anna = lookup.get(ctx, known_names.meant(ctx, "anna kovacs").contacts[0].id)
        count = len(names_at_hand.index(ctx.session, ctx.now))
    with peopled.acting() as ctx:
        erasing.erase(ctx, lookup.get(ctx, anna.id), "Anna Kovács")

    with peopled.acting() as ctx:
        assert known_names.meant(ctx, "anna kovacs rang").mentions == ()
        assert len(names_at_hand.index(ctx.session, ctx.now)) == count - 1


def test_what_is_committed_late_is_known(peopled: Office) -> None:
    """A transaction that ends after others, which began later, is heard of as well."""
    if peopled.database.is_sqlite:
        pytest.skip("a file has one writer at a time")
    heard(peopled, "called Acme")

    with peopled.acting() as ctx:
        companies.create(ctx, CompanyDraft("Initech"), anyway=True)
        ctx.session.flush()
        with peopled.acting("ben") as sooner:
            companies.create(sooner, CompanyDraft("Hooli"), anyway=True)
        assert heard(peopled, "called Hooli") == ["Hooli"]

    assert heard(peopled, "called Initech") == ["Initech"]


def test_asking_costs_the_same_however_many_fit(peopled: Office) -> None:
    """One statement tells whether names have changed, one who may be spoken of."""
    heard(peopled, "called Acme")
    with peopled.acting() as ctx:
        statements: list[str] = []
        connection = ctx.session.connection()
        event.listen(connection, "before_cursor_execute", lambda *said: statements.append(said[2]))

        known_names.meant(ctx, "jane doe, jane roe, kurt, anna, globex, northwind, acme")

    assert len(statements) == 2


def test_one_who_began_earlier_takes_nothing_back(peopled: Office) -> None:
    """Whoever reads since before the latest names and erasures finds them, and takes none of them from the others."""
    with peopled.acting() as ctx:
        anna = known_names.meant(ctx, "anna kovacs").contacts[0].id
    with read_only(peopled.database) as early:
        early.scalar(select(func.count()).select_from(Erasure))
        with peopled.acting() as ctx:
            erasing.erase(ctx, lookup.get(ctx, anna), "Anna Kovács")
        with peopled.acting() as ctx:
            companies.create(ctx, CompanyDraft("Initech"), anyway=True)
        assert heard(peopled, "called Initech") == ["Initech"]

        names_at_hand.index(early, peopled.now)

    assert heard(peopled, "called Initech") == ["Initech"]


def test_notes_are_no_news(peopled: Office) -> None:
    """That others write notes costs whoever asks for names nothing more."""
    heard(peopled, "called Acme")
    with peopled.acting() as ctx:
        notes.log(ctx, NoteDraft("spoke", []))

    with peopled.acting() as ctx:
        statements: list[str] = []
        connection = ctx.session.connection()
        event.listen(connection, "before_cursor_execute", lambda *said: statements.append(said[2]))
        known_names.meant(ctx, "jane doe")
        known_names.meant(ctx, "kurt weber")

    assert len(statements) == 3


def test_names_are_read_beforehand(peopled: Office) -> None:
    """What was read at the start is there when the first text comes."""
    known_names.warm(peopled.database, peopled.now)

    assert heard(peopled, "called globex pharma") == ["Globex Pharma"]
