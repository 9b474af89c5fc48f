"""What notes and tasks can be about."""

import pytest

from crmbot.commands import build_registry
from crmbot.core import subjects


@pytest.fixture(autouse=True)
def every_noun() -> None:
    """Import the modules that declare their kinds."""
    build_registry()


def test_kinds_when_every_noun_has_spoken() -> None:
    """The closest to the matter is named first."""
    assert subjects.kinds()[:3] == ("deal", "contact", "company")


def test_rank_when_a_kind_is_no_subject() -> None:
    """It comes last."""
    assert subjects.rank("note") > max(subjects.rank(kind) for kind in subjects.kinds())


def test_kinds_when_the_word_for_all_is_among_them() -> None:
    """It stands for every kind, in its place."""
    assert subjects.expand(("task", "subject")) == ("task", *subjects.kinds())


def test_kinds_when_none_are_wanted() -> None:
    """Nothing is made of nothing."""
    assert subjects.expand(()) == ()
