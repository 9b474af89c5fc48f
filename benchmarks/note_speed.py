"""How fast a message is read among 100,000 people, and what the names take: `python -m benchmarks.note_speed`."""

import argparse
import gc
import json
import statistics
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from time import perf_counter, thread_time
from typing import cast

from benchmarks.crowd import Person, crowd
from benchmarks.note_reading import read_words
from crmbot.language.names_index import Entry, NameIndex

COMPANIES, CONTACTS = 20_000, 100_000
MESSAGES = 1000
REF, ZONE = datetime(2026, 11, 19, 10), "Europe/London"  # noqa: DTZ001 - a wall time; its zone stands beside it
BENCH = Path(__file__).parent.parent.parent / "shared" / "bench" / "notes" / "dev.jsonl"
_TRADES = "Pumps Service Valves Retrofit Supplies Controls Filters Training Cranes Halls".split()
_LINES = (
    "met {person} at {firm}, wants 3 more. call {first} tomorrow 10am",
    "spoke to {first} {firm}. 20 min. budget $12k, send quote by friday #q3",
    "{firm}: {person} asked for a demo thursday 3pm",
    "{slipped} {firm} emailed re invoice, chase next week",
    "visited {short} saw {person}. all good, reorder likely. follow up in 2 weeks",
)


def main() -> None:
    """Measure what was asked for."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--bench", type=Path, default=BENCH, help="messages to read beside the made-up ones")
    report(cast("Path", options.parse_args().bench))


def report(bench: Path) -> None:
    """Print the build, the memory, and the time per message, ours and that of a search for dates alone."""
    people = crowd(CONTACTS)
    entries = list(_entries(people, Random(4)))
    index = _build(entries)
    texts = [*_messages(people, entries, Random(5)), *_of_bench(bench)]
    rows = [
        ("names alone", _time(index.who, texts)),
        ("the whole message", _time(lambda text: _whole(index, text), texts)),
        ("dateparser's search_dates", _time(_search_dates, texts[:: max(1, len(texts) // 200)])),
    ]
    print(f"\n{'per message, ms':28}{'p50':>8}{'p99':>8}{'most':>8}")
    for name, took in rows:
        print(f"{name:28}{statistics.median(took):8.2f}{took[int(len(took) * 0.99)]:8.2f}{took[-1]:8.2f}")


def _build(entries: Sequence[Entry]) -> NameIndex:
    """Build the index twice: once for the time, once for the memory, which is slower to watch."""
    began, worked = perf_counter(), thread_time()
    index = NameIndex.build(entries)
    took, work = perf_counter() - began, thread_time() - worked
    gc.collect()
    tracemalloc.start()
    other = NameIndex.build(entries)
    gc.collect()
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    print(f"{len(other):,} names built in {took:.2f} s, {work:.2f} of work")
    print(f"{held / 1e6:.0f} MB held, {peak / 1e6:.0f} MB while building")
    return index


def _entries(people: Sequence[Person], chance: Random) -> Iterator[Entry]:
    """Yield companies named after people and trades, and who works there."""
    for place in range(COMPANIES):
        yield Entry(place + 1, "company", f"{people[place].last} {chance.choice(_TRADES)} {chance.choice(('', 'Ltd'))}")
    for place, person in enumerate(people, start=COMPANIES + 1):
        yield Entry(place, "contact", person.name, 1 + chance.randrange(COMPANIES), (person.email, person.phone))


def _messages(people: Sequence[Person], entries: Sequence[Entry], chance: Random) -> Iterator[str]:
    for number in range(MESSAGES):
        place = chance.randrange(len(people))
        firm = entries[entries[COMPANIES + place].company_id - 1].name.strip()
        person = people[place]
        line = _LINES[number % len(_LINES)].format(
            person=person.name,
            first=person.first,
            firm=firm,
            short=" ".join(firm.split()[:2]),
            slipped=f"{person.first} {_slip(person.last, chance)}",
        )
        yield line.lower() if number % 3 else line


def _slip(word: str, chance: Random) -> str:
    at = chance.randrange(1, len(word))
    return word[:at] + chance.choice("aeioulnrst") + word[at + 1 :]


def _of_bench(path: Path) -> list[str]:
    if not path.exists():
        return []
    return [json.loads(line)["text"] for line in path.read_text("utf-8").splitlines()]


def _time(read: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Return how many milliseconds of this thread each text took, in order, the first being read once before."""
    read(texts[0])
    took = []
    for text in texts:
        began = thread_time()
        read(text)
        took.append((thread_time() - began) * 1e3)
    return sorted(took)


def _whole(index: NameIndex, text: str) -> object:
    meant = index.who(text)
    return read_words(text, REF, ZONE, meant)


def _search_dates(text: str) -> object:
    from dateparser.search import search_dates

    settings = {"RELATIVE_BASE": REF, "PREFER_DATES_FROM": "future"}
    return search_dates(text, languages=["en"], settings=settings)


if __name__ == "__main__":
    main()
