"""What the index of names is made of: tables of numbers, spellings, nicknames; and that no text is too much for it."""

from itertools import pairwise
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crmbot.language.names_index import Entry, NameIndex
from crmbot.language.names_index.nicknames import OTHER_NAMES
from crmbot.language.names_index.ordinary import ORDINARY
from crmbot.language.names_index.register import reach_key
from crmbot.language.names_index.spelling import canon, is_clipped, person_words, skeleton, slip_keys, slips, words_of
from crmbot.language.names_index.table import Table, pair

PAIRS = st.lists(st.tuples(st.integers(0, 50), st.integers(0, 1000)), max_size=200)


@given(PAIRS, PAIRS)
def test_a_table_gives_what_was_put_in(first: list[tuple[int, int]], later: list[tuple[int, int]]) -> None:
    """Values that came with the table and values added since are found by their key, and no others."""
    table = Table(pair(key, value) for key, value in first)
    for key, value in later:
        table.add(key, value)

    for key in range(51):
        there = sorted(value for known, value in (*first, *later) if known == key)
        assert sorted(table.of(key)) == there
        assert table.count(key) == len(there)


def test_a_table_sorts_in_what_is_added() -> None:
    """More than it keeps loose is found as well."""
    table = Table(pair(key, 1) for key in range(10))
    for value in range(10_000):
        table.add(value % 7, value)

    assert table.count(3) == 1 + len(range(3, 10_000, 7))


@pytest.mark.parametrize("key", [-1, -(2**63), 2**63 - 1, -2947960946662411176])
def test_a_table_takes_any_hash(key: int) -> None:
    """Of a key only some bits count, whatever its sign."""
    table = Table([pair(key, 5)])

    assert table.of(key) == [5]


@pytest.mark.parametrize(
    ("word", "other"),
    [("mueller", "muller"), ("soeren", "soren"), ("oestergaard", "ostergard"), ("saint", "st"), ("harlows", "harlow")],
)
def test_spellings_of_a_word_have_one_form(word: str, other: str) -> None:
    """Umlauts, saints and plurals are one word."""
    assert canon(word) == canon(other)


@pytest.mark.parametrize(
    ("typed", "word", "apart"),
    [
        ("lumsdon", "lumsden", 1),
        ("phillipa", "philippa", 2),
        ("jhon", "john", 1),
        ("john", "jane", 3),
        ("kowolsky", "kowalski", 2),
    ],
)
def test_slips_are_counted(typed: str, word: str, apart: int) -> None:
    """One letter in a short word, two in a long one are a typo; more is another word."""
    assert slips(typed, word) == apart


@given(st.text("abcdefghilmnorstuv", min_size=6, max_size=12), st.integers(0, 11), st.sampled_from("aeiou"))
def test_one_slip_shares_a_key(word: str, place: int, letter: str) -> None:
    """A word with one letter changed, left out or put in is found by a key of both."""
    at = place % len(word)

    for typed in (word[:at] + letter + word[at + 1 :], word[:at] + word[at + 1 :], word[:at] + letter + word[at:]):
        assert set(slip_keys(typed)) & set(slip_keys(word))


def test_two_slips_in_vowels_share_a_key() -> None:
    """Vowels taken for others leave the sound of a word."""
    assert skeleton("kowolsky") == skeleton("kowalski")


@pytest.mark.parametrize(
    ("short", "word", "clipped"),
    [
        ("hosp", "hospital", True),
        ("bros", "brothers", True),
        ("grp", "group", True),
        ("cat", "group", False),
        ("st", "street", False),
    ],
)
def test_clipped_words_are_known(short: str, word: str, *, clipped: bool) -> None:
    """A word cut short or robbed of its vowels is that word."""
    assert is_clipped(short, word) is clipped


def test_words_of_names_leave_out_what_does_not_count() -> None:
    """Legal forms of firms and what binds a name are no part of it; people have no legal form."""
    assert words_of("Hale, Frost & Co. KG") == ["hale", "frost"]
    assert words_of("The Ltd") == ["the"]
    assert person_words("Tom As") == ["tom", "as"]


def test_nicknames_go_both_ways() -> None:
    """Whoever is called by a nickname is found by the name, and the other way round."""
    assert all(name in OTHER_NAMES[other] for name, others in OTHER_NAMES.items() for other in others)
    assert "michael" in OTHER_NAMES["mick"]


@pytest.mark.parametrize("word", ["met", "call", "monday", "price", "will", "may", "twelve", "proposal", "today", "w"])
def test_words_of_notes_are_ordinary(word: str) -> None:
    """What notes are full of is nobody's name by itself."""
    assert word in ORDINARY


def test_ways_to_reach_somebody_have_one_form() -> None:
    """Numbers are compared by their last digits, addresses without case."""
    assert reach_key("+44 (0)20 7946 0018") == reach_key("020 7946-0018")
    assert reach_key("Jo@Firm.Example") == "jo@firm.example"


LONG = {
    "names": "Jon Finch Harwick ",
    "one letter": "a ",
    "one word": "finch ",
    "titles": "Dr ",
    "initials": "J. ",
    "digits": "1:",
    "addresses": "a@b.",
    "numbers": "0 ",
    "emoji": "\U0001f6b4",
    "scripts": "\u0436\u4e2d\U0001f6b4a1-",
    "slips": "fnich harwck ",
    "no blank": "harwick",
}


@pytest.mark.parametrize("piece", LONG.values(), ids=LONG)
def test_no_text_takes_long(piece: str) -> None:
    """Ten thousand characters of anything are read in a moment."""
    index = NameIndex.build([Entry(1, "company", "Harwick Ltd"), Entry(2, "contact", "Jon Finch", 1)])
    text = (piece * 10_000)[:10_000]

    began = process_time()
    index.who(text)

    assert process_time() - began < 1


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    """Whatever is typed, the stretches that are told lie in it, in order and apart."""
    index = NameIndex.build([Entry(1, "company", "Harwick Ltd"), Entry(2, "contact", "Jon Finch", 1)])

    spans = index.who(f"Jon {text} Harwick {text}").spans

    assert all(0 <= start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
