"""Pauses between tries."""

from itertools import islice

from crmbot.store.pauses import doubling


def test_pauses_when_one_tries_again_and_again() -> None:
    """Each is twice the one before, up to the longest."""
    assert list(islice(doubling(0.5, 3.0), 5)) == [0.5, 1.0, 2.0, 3.0, 3.0]
