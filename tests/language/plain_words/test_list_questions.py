"""Lists asked for in plain words, in English and in the languages people write."""

import pytest

from crmbot.language.plain_words import list_questions
from crmbot.language.plain_words.list_questions_abroad import in_english

_LISTS = frozenset({"deals", "leads", "companies", "contacts", "tasks", "notes", "events", "customers"})


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("show me all open deals over 10k", "deals all open over 10k"),
        ("which deals are stuck", "deals stuck"),
        ("biggest deals", "deals biggest"),
        ("what deals do we have closing this month?", "deals closing this month"),
        ("customers in germany", "companies customer in germany"),
        ("people at acme", "contacts at acme"),
        ("our biggest deals", "deals everybody biggest"),
        ("this week's deals", "deals this week"),
        ("how many leads are there", "leads"),
        ("best deals", "deals biggest"),
        ("what is our biggest open deal", "deals everybody biggest open"),
        ("newest contact", "contacts newest"),
        ("stale deals", "deals stale"),
        ("quiet companies", "companies stuck"),
    ],
)
def test_line_when_a_list_is_asked_for(said: str, line: str) -> None:
    """The word that lists them stands in front, and what they must be behind it."""
    assert list_questions.line(said, _LISTS.__contains__) == line


@pytest.mark.parametrize(
    "said",
    [
        "deals",
        "deals of bob",
        "people",
        "show acme",
        "new leads came in from the fair, called them all",
        "",
        "sent deals",
        "open deal",
        "the best deal we ever made",
    ],
)
def test_line_when_no_list_is_asked_for(said: str) -> None:
    """A command stays itself, and a story is no list."""
    assert list_questions.line(said, _LISTS.__contains__) is None


@pytest.mark.parametrize(
    ("said", "english"),
    [
        ("zeig mir alle offenen deals über 10k", "show me all open deals over 10k"),
        ("Kunden in Berlin", "customers in Berlin"),
        ("affaires de acme", "deals of acme"),
        ("quién trabaja en acme", "who works at acme"),
        ("met Jane at Acme", "met Jane at Acme"),
    ],
)
def test_in_english_when_other_languages_are_written(said: str, english: str) -> None:
    """The words of the language that has most of them are put into English; names stay."""
    assert in_english(said, ("de", "fr", "es", "en")) == english


def test_in_english_when_the_language_is_not_theirs() -> None:
    """Only what somebody writes is read."""
    assert in_english("meine deals", ("en",)) == "meine deals"
