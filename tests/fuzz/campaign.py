"""A run over the targets: so many inputs, or so many minutes, and what came of it."""

from collections.abc import Callable, Iterable, Sequence
from time import monotonic

from tests.fuzz import corpus, file_targets, language_targets, payload_targets
from tests.fuzz.target import Finding, Tally, Target, attempt, inputs

_BATCH = 200

TARGETS: Sequence[Target] = (*payload_targets.TARGETS, *language_targets.TARGETS, *file_targets.TARGETS)


def run(
    targets: Iterable[Target], *, seed: int, minutes: float, told: Callable[[Finding], None], patience: float = 1.0
) -> dict[str, Tally]:
    """Try inputs on all the targets, in turn, until the time is over; each new finding is told at once."""
    streams = [(target, Tally(), inputs(target, seed, _kept(target))) for target in targets]
    until = monotonic() + 60 * minutes
    while monotonic() < until:
        for target, tally, stream in streams:
            _batch(target, tally, (next(stream) for _ in range(_BATCH)), told, patience)
    return {target.name: tally for target, tally, _ in streams}


def _kept(target: Target) -> tuple[bytes, ...]:
    return (*corpus.of(target.name), *corpus.some_grown(target.name))


def _batch(
    target: Target, tally: Tally, given: Iterable[bytes], told: Callable[[Finding], None], patience: float
) -> None:
    """Try some; one that is slow to try gets fewer, so that all get about as much time."""
    until = monotonic() + 1.0
    known = set(tally.found)
    for each in given:
        attempt(target, each, tally, patience=patience)
        for what in tally.found.keys() - known:
            known.add(what)
            told(tally.found[what])
        if monotonic() > until:
            return
