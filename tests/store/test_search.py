"""People find what they mean: by words, starts of words, and words that are nearly right."""

import pytest
from sqlalchemy import false, func, select, true
from sqlalchemy.orm import Session

from crmbot.store import search
from crmbot.store.engine import Database
from crmbot.store.models.party import Contact
from crmbot.store.models.record import Record
from crmbot.store.models.search import SearchPosting, SearchToken
from crmbot.store.uow import read_only, unit_of_work
from crmbot.store.vocabulary import numbers
from tests.store.conftest import NOW, add_company, begin

COMPANIES = ("Acme Ltd", "Acme Valves", "Delta Pumps", "Müller GmbH", "Stonebridge", "Ørsted", "O'Brien & Sons")
PEOPLE = {"Jane Doe": "Acme Ltd", "John Smith": "Delta Pumps", "Johnny Smithers": "Acme Valves", "Jo Smith": ""}


@pytest.fixture
def book(session: Session) -> Session:
    """Give a session on an address book."""
    for title in COMPANIES:
        search.index(session, add_company(session, title).id, [(title, 5)])
    for name, company in PEOPLE.items():
        contact = Contact(title=name, name_key=name.lower())
        session.add(contact)
        session.flush()
        search.index(session, contact.id, [(name, 5), (company, 1), ("442079460100", 3)])
    return session


def titles(session: Session, query: str, limit: int = 10) -> list[str]:
    """Return the titles of what is found, in order."""
    return [hit.title for hit in search.search(session, query, limit=limit).hits]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("jane", ["Jane Doe"]),
        ("JANE DOE", ["Jane Doe"]),
        ("doe, jane", ["Jane Doe"]),
        ("jane acme", ["Jane Doe"]),
        ("delta", ["Delta Pumps", "John Smith"]),
        ("acme ltd", ["Acme Ltd", "Acme Valves", "Jane Doe", "Johnny Smithers"]),
        ("smith", ["Jo Smith", "John Smith", "Johnny Smithers"]),
        ("jo smith", ["Jo Smith", "John Smith", "Johnny Smithers"]),
        ("del pu", ["Delta Pumps", "John Smith"]),
        ("akme", ["Acme Ltd", "Acme Valves", "Jane Doe", "Johnny Smithers"]),
        ("jhon smiht", ["John Smith"]),
        ("muller", ["Müller GmbH"]),
        ("mueller", ["Müller GmbH"]),
        ("MÜLLER", ["Müller GmbH"]),
        ("orsted", ["Ørsted"]),
        ("obrien", ["O'Brien & Sons"]),
        ("stone bridge", ["Stonebridge"]),
        ("442079460100", ["Jane Doe", "Jo Smith", "John Smith", "Johnny Smithers"]),
        ("442079460109", []),
        ("jane pumps", []),
        ("globex", []),
        ("", []),
        ("&!", []),
        ("jane b c d e f g h i j k l m", []),
    ],
)
def test_search_when_asked_for(book: Session, query: str, expected: list[str]) -> None:
    """Every word must be there, as it is, as a start, or nearly; the best comes first."""
    assert titles(book, query) == expected


def test_search_when_a_word_is_there_as_it_is(book: Session) -> None:
    """Near words are only taken when the words as they are find nothing."""
    assert "John Smith" not in titles(book, "jane")


@pytest.mark.parametrize(
    ("query", "exact"),
    [("john smith", True), ("smith", True), ("smit", False), ("delta", False), ("jhon", False)],
)
def test_exact_when_words_are_in_the_title(book: Session, query: str, exact: bool) -> None:
    """A hit is exact when every word asked for is a whole word of its title."""
    hits = {hit.title: hit.exact for hit in search.search(book, query).hits}

    assert hits["John Smith"] is exact


def test_counts_when_only_a_page_is_shown(book: Session) -> None:
    """The total and the counts by kind are those of all that was found."""
    page = search.search(book, "acme", limit=1)

    assert (len(page.hits), page.total, page.counts) == (1, 4, {"company": 2, "contact": 2})


def test_pages_when_put_together(book: Session) -> None:
    """The pages together are the whole list, each hit once."""
    whole = titles(book, "acme")

    pages = [hit.title for at in range(4) for hit in search.search(book, "acme", limit=1, offset=at).hits]

    assert pages == whole


def test_page_when_it_is_past_the_end(book: Session) -> None:
    """A page past the end is empty, and the total is still told."""
    page = search.search(book, "acme", offset=10)

    assert (page.hits, page.total) == ([], 4)


@pytest.mark.parametrize("query", ["jo smith", "smit jo", "acme jane", "jhon smiht"])
def test_search_when_all_words_are_common(book: Session, monkeypatch: pytest.MonkeyPatch, query: str) -> None:
    """Common words are looked for in another way and find the same."""
    expected = titles(book, query)
    monkeypatch.setattr(search, "_COMMON", 1)
    monkeypatch.setattr(search, "_MANY", 1)

    found = titles(book, query)

    assert found == expected != []


@pytest.mark.parametrize(("query", "expected"), [("j smith", 3), ("j s", 3), ("j acme", 2), ("d acme", 1)])
def test_search_when_a_common_word_is_short(
    book: Session, monkeypatch: pytest.MonkeyPatch, query: str, expected: int
) -> None:
    """A letter is looked for in titles, the other words wherever they may be."""
    monkeypatch.setattr(search, "_MANY", 3)

    assert search.search(book, query).total == expected


def test_search_when_a_common_word_is_not_of_the_title(book: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A short word that is there as a whole counts wherever it is: the company of a contact may be HP."""
    monkeypatch.setattr(search, "_MANY", 2)
    number = book.scalars(select(Record.id).where(Record.title == "Jane Doe")).one()
    search.index(book, number, [("Jane Doe", 5), ("HP", 1)])
    search.index(book, add_company(book, "HP").id, [("HP", 5)])

    assert titles(book, "jane hp") == ["Jane Doe"]


def test_counts_when_only_a_sample_was_taken(book: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of a common word the first records are taken, whole words before starts, and the page tells so."""
    monkeypatch.setattr(search, "_MANY", 2)
    monkeypatch.setattr(search, "_SAMPLE", 1)

    page = search.search(book, "jo")

    assert (page.hits[0].title, page.total in (1, 2), page.more) == ("Jo Smith", True, True)


def test_search_when_a_sample_hides_what_is_there(book: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is said not to be there because of a sample."""
    monkeypatch.setattr(search, "_MANY", 2)
    monkeypatch.setattr(search, "_COMMON", 2)
    monkeypatch.setattr(search, "_SAMPLE", 1)

    found = {query: titles(book, query) for query in ("acme val", "acme smith", "acme doe")}

    assert found == {
        "acme val": ["Acme Valves", "Johnny Smithers"],
        "acme smith": ["Johnny Smithers"],
        "acme doe": ["Jane Doe"],
    }


def test_search_when_common_words_may_be_a_name(book: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is asked of every line is not looked for among all who share its words; what somebody looks for is."""
    monkeypatch.setattr(search, "_MANY", 2)
    monkeypatch.setattr(search, "_COMMON", 2)
    monkeypatch.setattr(search, "_SAMPLE", 1)

    named = search.search_as_written(book, "acme smith", kinds=None, scope=true(), limit=10)

    assert (named.total, search.search(book, "acme smith").total) == (0, 1)


def test_search_when_only_some_kinds_are_wanted(book: Session) -> None:
    """Other kinds are neither shown nor counted."""
    page = search.search(book, "acme", kinds=["contact"])

    assert page.counts == {"contact": 2}


def test_search_when_nothing_may_be_seen(book: Session) -> None:
    """What the scope leaves out is neither shown nor counted."""
    assert search.search(book, "acme", scope=false()).total == 0


def test_search_when_a_record_was_put_away(book: Session) -> None:
    """Deleted records are not found, and are again when they are brought back."""
    record = book.scalars(select(Record).where(Record.title == "Jane Doe")).one()
    record.deleted_at = NOW
    book.flush()
    gone = titles(book, "jane doe")
    record.deleted_at = None
    book.flush()

    assert (gone, titles(book, "jane doe")) == ([], ["Jane Doe"])


def test_index_when_the_words_change(book: Session) -> None:
    """A record is found by its new words and no longer by its old ones."""
    record = book.scalars(select(Record).where(Record.title == "Delta Pumps")).one()

    search.index(book, record.id, [("Omega Pumps", 5)])

    assert [search.search(book, word).total for word in ("delta", "omega", "pumps")] == [1, 1, 2]


def test_index_when_a_word_comes_twice(session: Session) -> None:
    """A word counts with the greatest weight it has."""
    number = add_company(session, "Acme").id

    search.index(session, number, [("acme", 1), ("Acme Valves", 5), ("acme", 2)])

    weights = session.execute(
        select(SearchToken.token, SearchPosting.weight)
        .join(SearchPosting, SearchPosting.token_id == SearchToken.id)
        .order_by(SearchToken.token)
    ).all()
    assert [tuple(row) for row in weights] == [("acme", 5), ("valves", 5)]


def test_index_when_a_word_tells_nothing(session: Session) -> None:
    """Parts of web addresses are left out on both sides."""
    search.index(session, add_company(session, "Acme").id, [("Acme", 5), ("https://www.acme.com", 1)])

    assert [search.search(session, query).total for query in ("www.acme.com", "com", "www")] == [1, 0, 0]


def test_remove_when_a_record_was_indexed(book: Session) -> None:
    """A record that was removed from the index is not found."""
    number = book.scalars(select(Record.id).where(Record.title == "Jane Doe")).one()

    search.remove(book, number)

    assert titles(book, "jane doe") == []


def test_bulk_index_when_there_are_several_pieces(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Many records are indexed in pieces, and each is found by its own words."""
    monkeypatch.setattr("crmbot.store.search_index.CHUNK", 3)
    numbers = [add_company(session, f"Firm {letter}").id for letter in "abcdefgh"]

    search.bulk_index(session, ((number, [(f"firm unit{number}", 5)]) for number in numbers))

    found = [search.search(session, f"unit{number}").hits[0].record_id for number in numbers]
    assert (found, search.search(session, "firm").total) == (numbers, 8)


def test_vocabulary_when_words_were_rolled_back(database: Database) -> None:
    """Numbers of words that were rolled back may come again; the new words behind them are learnt."""
    with unit_of_work(database) as session:
        begin(session, "company")
        search.index(session, add_company(session, "Globex").id, [("globex", 5)])
        assert search.search(session, "globx").total == 1
        session.rollback()
    with unit_of_work(database) as session:
        begin(session, "company")
        search.index(session, add_company(session, "Initech").id, [("initech", 5)])

    with read_only(database) as session:
        found = [search.search(session, word).total for word in ("initehc", "globx")]

    assert found == [1, 0]


def test_vocabulary_when_it_is_full(book: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded; words beyond the bound are still found as they are written."""
    monkeypatch.setattr("crmbot.store.vocabulary.MOST_WORDS", 0)

    assert (titles(book, "jane")[:1], titles(book, "jnae"), len(search.vocabulary(book))) == (["Jane Doe"], [], 0)


def test_vocabulary_when_swept(book: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words that were committed late, under early numbers, are learnt in turn."""
    monkeypatch.setattr("crmbot.store.vocabulary._STRETCH", 2)
    known = search.vocabulary(book)
    known._words.discard("jane")
    known._by_length[4].remove("jane")
    rounds = (book.scalar(select(func.max(SearchToken.id))) or 0) // 2 + 2

    for _ in range(rounds):
        known.refresh(book)

    assert [word for word, _ in known.near("jnae")][:1] == ["jane"]


@pytest.fixture
def phones(session: Session) -> Session:
    """Give a session on two people with a number each, and a deal of the year."""
    for name, number in (("Jane Doe", "442079460100"), ("John Smith", "4915123456789")):
        contact = Contact(title=name, name_key=name.lower())
        session.add(contact)
        session.flush()
        search.index(session, contact.id, [(name, 5), (number, 3)])
    search.index(session, add_company(session, "Pumps 2025 0100").id, [("Pumps 2025 0100", 5)])
    return session


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("7946", ["Jane Doe"]),
        ("079460", ["Jane Doe"]),
        ("0100", ["Pumps 2025 0100", "Jane Doe"]),
        ("7946 0100", ["Jane Doe"]),
        ("020 7946 0100", ["Jane Doe"]),
        ("+44 (0)20 7946-0100", ["Jane Doe"]),
        ("0044 20 7946 0100", ["Jane Doe"]),
        ("0151 23456789", ["John Smith"]),
        ("jane 79 46", ["Jane Doe"]),
        ("john 7946", []),
        ("2025 0100", ["Pumps 2025 0100"]),
        ("0100 2025", ["Pumps 2025 0100"]),
        ("94", []),
        ("794", []),
        ("7946 7946", ["Jane Doe"]),
        ("79461", []),
        ("0000", []),
    ],
)
def test_search_when_asked_for_digits(phones: Session, query: str, expected: list[str]) -> None:
    """Four digits or more are found wherever they stand in a number, with and without blanks."""
    assert titles(phones, query) == expected


def test_search_when_a_number_is_new(phones: Session) -> None:
    """A number that was written down after the first search is found by its digits, too."""
    before = titles(phones, "5550")
    number = phones.scalars(select(Record.id).where(Record.title == "Jane Doe")).one()

    search.index(phones, number, [("Jane Doe", 5), ("442079455501", 3)])

    assert (before, titles(phones, "5550"), titles(phones, "7946")) == ([], ["Jane Doe"], [])


def test_search_when_digits_are_in_many_numbers(phones: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where some numbers must do, the page tells so; nobody is said not to be there because of it."""
    monkeypatch.setattr(search, "_NUMBERS", 1)
    for at in range(5):
        search.index(phones, add_company(phones, f"Firm {at}").id, [(f"Firm {at}", 5), (f"44200{at}79461{at}", 3)])

    page = search.search(phones, "7946")
    jane = search.search(phones, "jane 7946")

    assert (page.total, page.more, [hit.title for hit in jane.hits]) == (1, True, ["Jane Doe"])


def test_numbers_when_there_are_too_many(phones: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory is bounded; numbers beyond the bound are still found whole and by their start."""
    monkeypatch.setattr("crmbot.store.vocabulary.MOST_NUMBERS", 0)

    assert (titles(phones, "7946"), titles(phones, "44207"), len(numbers(phones))) == ([], ["Jane Doe"], 0)
