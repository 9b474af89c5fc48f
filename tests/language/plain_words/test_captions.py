"""What is said beside a file: where it belongs, or that its rows are wanted."""

import pytest

from crmbot.language.plain_words import captions


@pytest.mark.parametrize(
    "caption",
    [
        "please import",
        "Import this",
        "can you import these contacts?",
        "bitte importieren",
        "load these leads",
        "to import",
    ],
)
def test_import_when_it_is_wanted(caption: str) -> None:
    """Whoever asks for it need not begin with the word."""
    assert captions.wants_import(caption)


@pytest.mark.parametrize("caption", ["", "important", "Acme price list", "load test for Acme", "upload to d5"])
def test_import_when_it_is_not(caption: str) -> None:
    """What is filed or told is not brought in."""
    assert not captions.wants_import(caption)


@pytest.mark.parametrize(
    ("caption", "place"),
    [
        ("for d5", "d5"),
        ("Put this on Acme.", "Acme"),
        ("attach to the Acme renewal", "the Acme renewal"),
        ("belongs to Acme", "Acme"),
        ("für Acme", "Acme"),
        ("@acme", "acme"),
    ],
)
def test_place_when_it_is_all_that_is_said(caption: str, place: str) -> None:
    """The name alone is left of it, for whoever looks it up."""
    assert place in captions.places(caption)


def test_place_when_there_are_tags() -> None:
    """Tags are read by whoever knows them."""
    assert captions.places("acme #signed") == ()


@pytest.mark.parametrize(
    ("name", "tells"), [("from the fair", True), ("At Home Ltd", False), ("Jane from Acme", False)]
)
def test_name_when_it_tells_where_it_is_from(name: str, *, tells: bool) -> None:
    """Somebody met at a fair is not called after it."""
    assert captions.tells_where_from(name) is tells
