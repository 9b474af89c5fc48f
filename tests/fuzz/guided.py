"""The same targets led by coverage: atheris counts which branches an input reaches, and goes on from what is new.

An optional driver beside our own: `.venv/bin/uv pip install --group fuzz`, then `./crm test --fuzz --engine atheris`.
It never returns from its loop, so each target has a process of its own.
"""

import argparse
import json
import os
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # what is imported of ours before atheris is there is not looked into
    from tests.fuzz.mutator import Mutator
    from tests.fuzz.target import Finding, Tally, Target

PATIENCE = 12.0
"""Counting branches takes its time, and the machine may have other work: so many times its limit an input may take."""

_LONGEST = 20_000
_TO_END_S = 600.0
"""Looking into all modules takes a while, and the machine may have other work."""


def is_there() -> bool:
    """Tell whether atheris is installed."""
    return find_spec("atheris") is not None


def run(
    targets: Iterable["Target"], *, seed: int, minutes: float, told: Callable[["Finding"], None]
) -> dict[str, "Tally"]:
    """Try inputs on the targets, one after the other, until the time is over; findings are told after each."""
    chosen = list(targets)
    share_s = 60 * minutes / len(chosen)
    found: dict[str, Tally] = {}
    for target in chosen:
        found[target.name] = _in_a_process(target.name, seed, share_s)
        for each in found[target.name].found.values():
            told(each)
    return found


def _in_a_process(name: str, seed: int, seconds: float) -> "Tally":
    from tests.fuzz.target import Finding, Tally

    with TemporaryDirectory() as folder:
        result = Path(folder) / "tally.json"
        words = [sys.executable, "-m", "tests.fuzz.guided", name, str(seed), f"{seconds:.0f}", str(result)]
        log = Path(folder) / "log.txt"
        with log.open("w") as file:
            try:
                subprocess.run(words, check=False, stdout=file, stderr=file, timeout=seconds + _TO_END_S)  # noqa: S603 - ourselves
            except subprocess.TimeoutExpired:
                file.write("it did not end in time")
        if not result.exists():
            said = log.read_text(errors="replace")[-3_000:]
            return Tally(found={"it ended": Finding(name, b"", "the process ended badly", said)})
        read = json.loads(result.read_text())
    return Tally(
        read["tried"],
        read["slowest_s"],
        {what: Finding(name, bytes.fromhex(given), what, trace) for what, given, trace in read["found"]},
    )


@dataclass(slots=True)
class Leader:
    """Tries what atheris hands over, and makes new inputs in the way of the target when it asks for one."""

    target: "Target"
    mutator: "Mutator"
    until: float
    result: Path
    tally: "Tally"
    seeds: list[bytes] = field(default_factory=list)

    def one_input(self, given: bytes) -> None:
        """Try an input; when the time is over, write down what came of all and end the process."""
        from tests.fuzz.target import Shape, attempt

        if self.target.shape is not Shape.TREE or _tree(given) is not None:
            attempt(self.target, given, self.tally, patience=PATIENCE)
        if monotonic() > self.until:
            self._end()

    def custom_mutator(self, given: bytes, longest: int, seed: int) -> bytes:
        """Change an input: half of them as the target's own form has it, half as atheris does."""
        import atheris

        from tests.fuzz.target import Shape, as_bytes, as_text

        chance = self.mutator.random
        chance.seed(seed)
        other = chance.choice(self.seeds)
        match self.target.shape:
            case Shape.TREE:
                trees = [tree for tree in (_tree(given), json.loads(other)) if tree is not None]
                made = json.dumps(self.mutator.tree(trees)).encode()
            case Shape.TEXT if chance.random() < 0.5:
                made = as_bytes(self.mutator.text([as_text(given), as_text(given), as_text(other)]))
            case Shape.RAW if chance.random() < 0.5:
                made = self.mutator.raw([given or other])
            case _:
                return bytes(atheris.Mutate(given, longest))
        return made if len(made) <= longest else given

    def _end(self) -> None:
        found = [(each.what, each.given.hex(), each.trace) for each in self.tally.found.values()]
        read = {"tried": self.tally.tried, "slowest_s": self.tally.slowest_s, "found": found}
        self.result.write_text(json.dumps(read))
        sys.stderr.flush()
        os._exit(0)


def _tree(given: bytes) -> object:
    try:
        return json.loads(given)
    except (ValueError, RecursionError):
        return None


def main(arguments: list[str]) -> None:
    """Lead one target for some seconds; ends the process."""
    import atheris

    asked = _asked(arguments)
    warnings.simplefilter("ignore")
    with atheris.instrument_imports(include=["crmbot"], enable_loader_override=False):
        from tests.fuzz import campaign, corpus
        from tests.fuzz.mutator import Mutator
        from tests.fuzz.target import Tally
    target = next(each for each in campaign.TARGETS if each.name == asked.target)
    seeds = [*target.seeds(), *corpus.of(target.name)]
    mutator = Mutator(f"{target.name} {asked.seed}", target.words())
    leader = Leader(target, mutator, monotonic() + asked.seconds, asked.result, Tally(), seeds)
    with TemporaryDirectory() as folder:
        for each in seeds:
            (Path(folder) / corpus.name_of(each)).write_bytes(each)
        options = [f"-seed={asked.seed % 2**31 or 1}", f"-max_len={_LONGEST}", "-timeout=600", "-rss_limit_mb=4096"]
        words = [sys.argv[0], *options, str(corpus.grown(target.name)), folder]
        atheris.Setup(words, leader.one_input, custom_mutator=leader.custom_mutator)
        atheris.Fuzz()


def _asked(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser("tests.fuzz.guided")
    parser.add_argument("target")
    parser.add_argument("seed", type=int)
    parser.add_argument("seconds", type=float)
    parser.add_argument("result", type=Path)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main(sys.argv[1:])
