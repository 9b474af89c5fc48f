"""Every reader of what comes from outside: some inputs out of a seed, and all that something once failed on."""

from collections.abc import Iterable
from itertools import islice
from pathlib import Path

import pytest

from tests.fuzz import corpus, doors
from tests.fuzz.campaign import TARGETS
from tests.fuzz.target import Finding, Tally, Target, attempt, inputs

SEED = 20_261_119
AT_MOST = 90
"""Inputs of each target here; the long run is `./crm test --fuzz`."""

PATIENCE = 6.0
"""Here other tests take the processors: only what hangs counts as slow."""

FOLDERS = {corpus.slug(target.name): target for target in TARGETS}
LARGEST_IN_ALL = 300_000


@pytest.mark.filterwarnings("ignore::UserWarning")  # of the reader of workbooks, about what it makes up for
@pytest.mark.parametrize("target", TARGETS, ids=lambda target: target.name)
def test_reader_when_the_input_is_anything(target: Target) -> None:
    """It reads it or refuses it as it says it does, and soon."""
    tally = Tally()

    for given in islice(inputs(target, SEED), AT_MOST):
        attempt(target, given, tally, patience=PATIENCE)

    assert _told(tally.found.values()) == []


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize(
    "path",
    [path for folder, path in corpus.everything() if folder in FOLDERS],
    ids=lambda path: f"{path.parent.name}/{path.name}",
)
def test_reader_when_it_once_failed_on_the_input(path: Path) -> None:
    """It fails on it no more."""
    tally = Tally()

    attempt(FOLDERS[path.parent.name], path.read_bytes(), tally, patience=PATIENCE)

    assert _told(tally.found.values()) == []


def test_corpus_when_it_grows() -> None:
    """It stays small, each file is for a target there is, and under its own name."""
    kept = list(corpus.everything())

    assert {folder for folder, _ in kept} <= {*FOLDERS, corpus.slug(doors.NAME)}
    assert sum(path.stat().st_size for _, path in kept) < LARGEST_IN_ALL
    assert [path for _, path in kept if corpus.name_of(path.read_bytes()) != path.name] == []


def _told(found: Iterable[Finding]) -> list[str]:
    return [f"{each.what}: {each.given[:200]!r}\n{each.trace}" for each in found]
