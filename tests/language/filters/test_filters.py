"""Reading the filter language: keys with signs, tags, people, and comparisons in plain words."""

import pytest

from crmbot.language.filters import Op, Term, read, words_of

KEYS = (
    "amount",
    "stage",
    "quiet",
    "owner",
    "tag",
    "close",
    "closed",
    "created",
    "new",
    "text",
    "is",
    "is:won",
    "is:open",
    "Fleet size",
    "on",
    "due",
    "team",
)


def terms(text: str) -> list[tuple[str, str, tuple[str, ...]]]:
    """Read a line and give its terms."""
    return [(term.key, term.op.value, term.values) for term in read(text, KEYS).terms]


def test_terms_when_written_with_signs() -> None:
    """Keys, signs and lists are read as they stand."""
    found = read("stage:proposal,nego amount>10k quiet>14d owner:me tag:key", KEYS)

    assert [str(term) for term in found.terms] == [
        "stage:proposal,nego",
        "amount>10k",
        "quiet>14d",
        "owner:me",
        "tag:key",
    ]
    assert found.words == ""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("amount<=5k", ("amount", "<=", ("5k",))),
        ("amount >= 5k", ("amount", ">=", ("5k",))),
        ("stage!:won", ("stage", "!:", ("won",))),
        ("stage!=won", ("stage", "!:", ("won",))),
        ("-stage:won", ("stage", "!:", ("won",))),
        ("that have stage:won", ("stage", ":", ("won",))),
        ("no_such:x", ("no such", ":", ("x",))),
        ("amount≥5k", ("amount", ">=", ("5k",))),
        ("fleet size > 20", ("fleet size", ">", ("20",))),
        ("Fleet Size>20", ("fleet size", ">", ("20",))),
        ("amount > 10 000 EUR", ("amount", ">", ("10 000 EUR",))),
        ("amount>12,500", ("amount", ">", ("12,500",))),
        ('tag:"key account",pumps', ("tag", ":", ("key account", "pumps"))),
        ("close:-", ("close", ":", ("-",))),
        ("close:this month", ("close", ":", ("this month",))),
        ("close<30 dec 2025", ("close", "<", ("30 dec 2025",))),
        ("#key", ("tag", ":", ("key",))),
        ("-#old", ("tag", "!:", ("old",))),
        ("@ben", ("owner", ":", ("ben",))),
        ("colour:red", ("colour", ":", ("red",))),
        ("amount>5k,", ("amount", ">", ("5k",))),
    ],
)
def test_term_when_it_stands_alone(text: str, expected: tuple[str, str, tuple[str, ...]]) -> None:
    """One term, with blanks where people put them; an unknown key is a term, too."""
    assert terms(text) == [expected]


@pytest.mark.parametrize("text", ["Re: offer", "http://x.example", "10:30", "#12", "#d12", "may flowers", "over there"])
def test_words_when_they_are_no_terms(text: str) -> None:
    """What only looks like a term stays text."""
    assert (terms(text), read(text, KEYS).words) == ([], text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("over 50k this month", 'amount>50k close:"this month"'),
        ("more than 50k", "amount>50k"),
        ("at least €12,500", 'amount>="€12,500"'),
        ("worth under 5k", "amount<5k"),
        ("amount between 10k and 50k", "amount>=10k amount<=50k"),
        ("fleet size over 20", "fleet size>20"),
        ("closing this month", 'close:"this month"'),
        ("closing before 1 april", 'close<"1 april"'),
        ("due by friday", "due<=friday"),
        ("created since monday", "created>=monday"),
        ("won last week", 'is:won closed:"last week"'),
        ("next quarter", 'close:"next quarter"'),
        ("quiet for 2 weeks", 'quiet>="2 weeks"'),
        ("older than 14 days", 'new>"14 days"'),
        ("owned by ben", "owner:ben"),
        ("tagged pumps and key account", 'tag:pumps tag:"key account"'),
        ("tagged pumps, key account over 5k", 'tag:pumps tag:"key account" amount>5k'),
        ("tagged #pumps stage:new", "tag:pumps stage:new"),
    ],
)
def test_comparison_when_said_in_plain_words(text: str, expected: str) -> None:
    """Natural comparisons are the same terms; nothing is left over."""
    assert str(read(text, KEYS)) == expected


def test_comparison_when_the_kind_has_no_amount() -> None:
    """Without a field to compare, the words stay words."""
    assert read("over 50k this month", ("text", "tag")).words == "over 50k this month"


def test_words_when_terms_stand_among_them() -> None:
    """What is no term keeps its order and its quotes."""
    found = read('big "spare parts" amount>5k house', KEYS)

    assert (found.terms[0].key, found.words) == ("amount", 'big "spare parts" house')
    assert words_of(found.words) == ("big", '"spare parts"', "house")


@pytest.mark.parametrize(
    "text", ["amount>5k over 3k big", "closing this month #key", 'tag:"a, b" fleet size>20', "owner:me is:open,won x"]
)
def test_filter_when_written_and_read_again(text: str) -> None:
    """The canonical words mean the same."""
    once = read(text, KEYS)

    assert str(read(str(once), KEYS)) == str(once)


def test_term_when_it_is_read() -> None:
    """A term keeps what was typed."""
    assert read("worth over 5k", KEYS).terms == (Term("amount", Op.MORE, ("5k",), "worth over 5k"),)
