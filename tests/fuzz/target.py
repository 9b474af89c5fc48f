"""What is tried: a reader of bytes from outside, what it is given, and what it may do with it."""

import json
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from time import process_time
from types import FrameType

from tests.fuzz.mutator import Mutator

LIMIT_S = 1.0
LANGUAGE_LIMIT_S = 0.05
_TRIES = 4
_PLAIN = 20


class Shape(StrEnum):
    """What the bytes are before they are changed."""

    TEXT = "text"
    RAW = "raw"
    TREE = "tree"


class HangError(Exception):
    """An input took many times as long as it may."""


@dataclass(frozen=True, slots=True)
class Target:
    """A reader. `read` takes the input and raises nothing but what is a defect; `seeds` are inputs it is made for.

    `limit_s` is the time of the processor that one input may take.
    """

    name: str
    shape: Shape
    read: Callable[[bytes], None]
    seeds: Callable[[], Sequence[bytes]]
    words: Callable[[], Sequence[str]] = tuple
    limit_s: float = LIMIT_S


@dataclass(frozen=True, slots=True)
class Finding:
    """What went wrong with an input, in one line, and the whole of it."""

    target: str
    given: bytes
    what: str
    trace: str = ""


@dataclass(slots=True)
class Tally:
    """How many inputs a target was given, the slowest of them, and what was found."""

    tried: int = 0
    slowest_s: float = 0.0
    found: dict[str, Finding] = field(default_factory=dict)


def inputs(target: Target, seed: int, more: Sequence[bytes] = ()) -> Iterator[bytes]:
    """Yield inputs without end: some of the seeds first, then what is made of all of them."""
    seeds = [*target.seeds(), *more]
    mutator = Mutator(f"{target.name} {seed}", target.words())
    yield from mutator.random.sample(seeds, min(_PLAIN, len(seeds)))
    match target.shape:
        case Shape.TEXT:
            texts = [as_text(each) for each in seeds]
            while True:
                yield as_bytes(mutator.text(texts))
        case Shape.RAW:
            while True:
                yield mutator.raw(seeds)
        case Shape.TREE:
            trees = [json.loads(each) for each in seeds]
            while True:
                yield json.dumps(mutator.tree(trees)).encode()


def attempt(target: Target, given: bytes, tally: Tally, *, patience: float = 1.0) -> None:
    """Give a target one input, and note what went wrong: the first of each kind."""
    tally.tried += 1
    try:
        taken = seconds(target, given)
    except RecursionError as error:  # its trace is a thousand lines
        _note(target, given, tally, f"RecursionError: {error}", "")
        return
    except Exception as error:  # noqa: BLE001 - whatever it is, it is what is looked for
        _note(target, given, tally, _where(error), "".join(traceback.format_exception(error)[-12:]))
        return
    if taken > target.limit_s * patience:
        # The machine may have something else to do: the best of several tries counts.
        taken = min(seconds(target, given) for _ in range(_TRIES))
        if taken > target.limit_s * patience:
            _note(target, given, tally, f"slow: over {target.limit_s * patience:.2f} s", f"{taken:.3f} s")
    tally.slowest_s = max(tally.slowest_s, taken)


def seconds(target: Target, given: bytes) -> float:
    """Return the processor's time for an input. Raises `HangError` where it is far too long."""
    with no_longer_than(40 * target.limit_s):
        started = process_time()
        target.read(given)
        return process_time() - started


def as_text(given: bytes) -> str:
    """Read bytes as a text; halves of letters stay what they are."""
    return given.decode("utf-8", "surrogatepass") if _is_whole(given) else given.decode("utf-8", "surrogateescape")


def as_bytes(text: str) -> bytes:
    """Write a text as bytes, halves of letters too."""
    return text.encode("utf-8", "surrogatepass")


def _is_whole(given: bytes) -> bool:
    try:
        given.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        return False
    return True


def _note(target: Target, given: bytes, tally: Tally, what: str, trace: str) -> None:
    known = tally.found.get(what)
    if known is None or len(given) < len(known.given):
        tally.found[what] = Finding(target.name, given, what, trace)


def _where(error: Exception) -> str:
    """Name a failure by its kind and its place in our code, so that each is told once."""
    ours = [frame for frame in traceback.extract_tb(error.__traceback__) if "/crmbot/" in frame.filename]
    place = f"{ours[-1].filename.rpartition('/crmbot/')[2]}:{ours[-1].lineno}" if ours else "the test"
    return f"{type(error).__name__} at {place}"


@contextmanager
def no_longer_than(limit_s: float) -> Iterator[None]:
    """Break off with `HangError` what takes more of the processor's time."""
    before = signal.signal(signal.SIGVTALRM, _stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, limit_s)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _stop(_signal: int, _frame: FrameType | None) -> None:
    raise HangError("takes too long")
