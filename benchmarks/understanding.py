"""How well and how fast texts are understood, by the scripts of the bench: `python -m benchmarks.understanding`."""

import argparse
import importlib.util
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from time import process_time
from types import ModuleType
from typing import cast

from benchmarks import note_speed
from benchmarks.date_reading import dates, search_dates
from benchmarks.note_reading import note, prepare
from benchmarks.rounds import percentile, table
from crmbot.language import expressions

__all__ = ["dates", "note", "prepare", "search_dates"]

BENCH = Path(__file__).parent.parent.parent / "shared" / "bench"
NOW, ZONE = datetime(2026, 11, 19, 10, tzinfo=UTC), "Europe/London"
LONG = 10_000
PATTERNS = ("1:", "1/1/", "mon ", "at 9 ", "1h", "every mon ", "10/22 - ", "jan 1 ", "@", "😀", "日本", "a", " ")
PROSE = "Met Jane at the new site, they want 3 more pumps by friday. Call her tomorrow at 9, budget is 12k a year. "


def main() -> None:
    """Print the scores of dates and notes, ours and dateparser's speed in the same run, and the longest texts."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bench", type=Path, default=BENCH, help="the folder with dates and notes in it")
    options.add_argument("--rounds", type=int, default=3, help="how often each text is read")
    chosen = options.parse_args()
    bench = cast("Path", chosen.bench)
    print("# Dates")
    _score(bench / "dates", f"{__name__}:dates", str(chosen.rounds))
    _against_search(bench / "dates", chosen.rounds)
    print("\n# Notes")
    _script(bench / "notes").main([f"{__name__}:note", "--split", "dev"])
    print("\n# Messages among 100,000 people")
    note_speed.report(bench / "notes" / "dev.jsonl")
    print("\n# Texts of ten thousand characters")
    _long_texts()


def _score(folder: Path, function: str, rounds: str) -> None:
    _script(folder).main([function, "--split", "dev", "--repeat", rounds])


def _script(folder: Path) -> ModuleType:
    """Load the script of a bench from the file it stands in."""
    spec = importlib.util.spec_from_file_location(f"{folder.name}_bench", folder / "evaluate.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    return script


def _against_search(folder: Path, rounds: int) -> None:
    """Read every text by both sides in turn, so that both meet the same machine."""
    script = _script(folder)
    rows = script.load(["dev"])
    took: dict[str, list[float]] = {"ours": [], "search_dates": []}
    for _ in range(rounds):
        for row in rows:
            ref = datetime.fromisoformat(row["ref"])
            for name, read in (("ours", dates), ("search_dates", search_dates)):
                took[name].append(_milliseconds(partial(read, row["text"], ref, row["tz"])))
    scores = {name: _scores(script, rows, read) for name, read in (("ours", dates), ("search_dates", search_dates))}
    print()
    table(
        [
            ("", "value %", "strict %", "no date left alone %", "p50 ms", "p99 ms"),
            *((name, *scores[name], *_middle_and_worst(took[name])) for name in took),
        ]
    )


def _scores(script: ModuleType, rows: Sequence[dict[str, object]], read: Callable[..., object]) -> tuple[str, ...]:
    """Return the shares right among what most parsers agree on and nobody contests, and of texts without a date."""
    judged, _, _ = script.run(read, rows)
    agreed = [each for each in judged if each["row"]["agree"] >= 2 and "contested" not in each["row"]["tags"]]
    none = [each for each in judged if each["row"]["expected"] is None]
    return _share(agreed, "value"), _share(agreed, "strict"), _share(none, "strict")


def _share(judged: Sequence[dict[str, object]], level: str) -> str:
    return f"{100 * sum(bool(each[level]) for each in judged) / max(len(judged), 1):.1f}"


def _middle_and_worst(milliseconds: Sequence[float]) -> tuple[str, str]:
    return f"{percentile(milliseconds, 50):.3f}", f"{percentile(milliseconds, 99):.3f}"


def _long_texts() -> None:
    lines = []
    for pattern in (PROSE, *PATTERNS):
        text = (pattern * LONG)[:LONG]
        read = partial(expressions.find, text, now=NOW, zone=ZONE)
        took = min(_milliseconds(read) for _ in range(3))
        lines.append((repr(pattern[:20]), f"{took:.1f}"))
    table([("repeated", "ms"), *lines])


def _milliseconds(read: Callable[[], object]) -> float:
    started = process_time()
    read()
    return (process_time() - started) * 1000


if __name__ == "__main__":
    main()
