"""What can happen to records that somebody may want to hear of, and how it is told from the log of changes."""

from collections.abc import Collection, Mapping, Sequence
from enum import StrEnum

from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.activity import EventStatus, TaskStatus
from crmbot.store.models.lead import LeadStatus
from crmbot.store.models.pipeline import StageCategory

Sides = Sequence[object]
Diff = Mapping[str, Sides]
"""What a record's columns were and are, by name: each before and after."""


class Happening(StrEnum):
    """One sort of thing that can happen to a record."""

    NEW = "new"
    WON = "won"
    LOST = "lost"
    REOPENED = "reopened"
    STAGE = "stage"
    AMOUNT = "amount"
    ASSIGNED = "assigned"
    CONVERTED = "converted"
    DONE = "done"
    MOVED = "moved"
    HELD = "held"
    CANCELLED = "cancelled"
    CHANGED = "changed"
    NOTE = "note"
    TASK = "task"


_ALL = (Happening.NEW, Happening.ASSIGNED, Happening.CHANGED, Happening.NOTE, Happening.TASK)
_OF_KIND: dict[str, tuple[Happening, ...]] = {
    "deal": (*_ALL, Happening.WON, Happening.LOST, Happening.STAGE, Happening.AMOUNT),
    "lead": (*_ALL, Happening.CONVERTED, Happening.LOST, Happening.STAGE),
    "task": (Happening.NEW, Happening.ASSIGNED, Happening.DONE, Happening.MOVED, Happening.CANCELLED),
    "event": (Happening.NEW, Happening.MOVED, Happening.HELD, Happening.CANCELLED, Happening.CHANGED),
    "note": (Happening.NEW,),
}

USUAL: dict[str, tuple[tuple[Happening, ...], tuple[Happening, ...]]] = {
    "deal": ((Happening.WON, Happening.LOST, Happening.AMOUNT, Happening.ASSIGNED), (Happening.STAGE,)),
    "lead": ((Happening.ASSIGNED, Happening.CONVERTED), (Happening.STAGE,)),
    "task": ((Happening.DONE,), ()),
    "event": ((Happening.NEW, Happening.MOVED, Happening.CANCELLED), ()),
}
"""What a rule is told of at once, and in one line a day, unless it says so itself: little, so that nobody mutes us."""

AT_ONCE = frozenset(
    {
        Happening.NEW,
        Happening.WON,
        Happening.LOST,
        Happening.REOPENED,
        Happening.ASSIGNED,
        Happening.CONVERTED,
        Happening.DONE,
        Happening.HELD,
        Happening.CANCELLED,
    }
)
"""What is told as soon as it happened; all else waits whether more comes with it."""

LEAST_SHARE = 5
"""An amount that changes by less than a fifth of what it was is no news."""

_WORDS = {
    "created": Happening.NEW,
    "made": Happening.NEW,
    "win": Happening.WON,
    "wins": Happening.WON,
    "loss": Happening.LOST,
    "stages": Happening.STAGE,
    "status": Happening.STAGE,
    "move": Happening.STAGE,
    "amounts": Happening.AMOUNT,
    "owner": Happening.ASSIGNED,
    "notes": Happening.NOTE,
    "tasks": Happening.TASK,
    "finished": Happening.DONE,
    "canceled": Happening.CANCELLED,
    "change": Happening.CHANGED,
    "changes": Happening.CHANGED,
}


def of_kind(kind: str) -> tuple[Happening, ...]:
    """Return what can happen to records of a kind."""
    return _OF_KIND.get(kind, _ALL)


def usual(kind: str) -> tuple[tuple[Happening, ...], tuple[Happening, ...]]:
    """Return what a rule for a kind is told of at once, and once a day, where it does not say so itself."""
    return USUAL.get(kind, ((Happening.NEW,), ()))


def named(word: str) -> Happening | None:
    """Return what a word means, if it is one of ours."""
    key = fold(word)
    return _WORDS.get(key) or next((each for each in Happening if each.value == key), None)


def read(kind: str, text: str) -> tuple[Happening, ...]:
    """Read `won, lost`. Raises `InvalidInput` with what there is, in the person's own words."""
    words = [word for part in text.split(",") for word in part.split() if word]
    found = [named(word) for word in words]
    wrong = next((word for word, each in zip(words, found, strict=True) if each not in of_kind(kind)), None)
    if wrong is not None or not words:
        choices = tuple(each.value for each in of_kind(kind))
        raise InvalidInput("events", wrong or text, f"nothing of that name happens to a {kind}", choices)
    return tuple(dict.fromkeys(each for each in found if each is not None))


def words(told: Sequence[Happening]) -> str:
    """Return happenings as they are kept and typed."""
    return ",".join(each.value for each in told)


def kept(text: str) -> tuple[Happening, ...]:
    """Return the happenings that `words` wrote."""
    return tuple(Happening(word) for word in text.split(",") if word)


def answers_to(wanted: Collection[Happening], happened: Collection[Happening]) -> bool:
    """Tell whether somebody who wants to hear of some things is told of these; a win taken back is told like a win."""
    extra = {Happening.REOPENED} if {Happening.WON, Happening.LOST} & set(wanted) else set()
    return bool((set(wanted) | extra) & set(happened))


def happened(kind: str, diff: Diff, categories: Mapping[int, StageCategory]) -> frozenset[Happening]:
    """Return what a change of a record's columns amounts to; nothing for what came to nothing.

    Args: `categories`: of all stages, by number.
    """
    moved = {column: sides for column, sides in diff.items() if sides[0] != sides[1]}
    if not moved:
        return frozenset()
    found = {Happening.CHANGED}
    if "owner_id" in moved and moved["owner_id"][1] is not None:
        found.add(Happening.ASSIGNED)
    found |= _BY_KIND.get(kind, _nothing)(moved, categories)
    return frozenset(found)


def _nothing(moved: Diff, categories: Mapping[int, StageCategory]) -> set[Happening]:
    del moved, categories
    return set()


def _of_deal(moved: Diff, categories: Mapping[int, StageCategory]) -> set[Happening]:
    found: set[Happening] = set()
    if "stage_id" in moved:
        before, after = (categories.get(_number(side), StageCategory.OPEN) for side in moved["stage_id"])
        found.add(_step(before, after))
    if is_much(moved):
        found.add(Happening.AMOUNT)
    return found


def _number(side: object) -> int:
    return side if isinstance(side, int) else 0


def _step(before: StageCategory, after: StageCategory) -> Happening:
    match after:
        case StageCategory.WON:
            return Happening.WON
        case StageCategory.LOST:
            return Happening.LOST
        case _:
            return Happening.STAGE if before is StageCategory.OPEN else Happening.REOPENED


def is_much(moved: Diff) -> bool:
    """Tell whether an amount changed by a fifth or more, or is of another currency now."""
    if "currency" in moved and "amount_minor" in moved:
        return True
    before, after = moved.get("amount_minor", (None, None))
    if not isinstance(before, int) or not isinstance(after, int):
        return before != after
    return abs(after - before) * LEAST_SHARE >= abs(before)


def _of_lead(moved: Diff, categories: Mapping[int, StageCategory]) -> set[Happening]:
    del categories
    if "status" not in moved:
        return set()
    before, after = moved["status"]
    match after:
        case LeadStatus.CONVERTED:
            return {Happening.CONVERTED}
        case LeadStatus.LOST:
            return {Happening.LOST}
        case _ if before in (LeadStatus.LOST, LeadStatus.CONVERTED):
            return {Happening.REOPENED}
        case _ if "owner_id" in moved:
            return set()  # it follows from whose it is
        case _:
            return {Happening.STAGE}


def _of_task(moved: Diff, categories: Mapping[int, StageCategory]) -> set[Happening]:
    del categories
    ends = {TaskStatus.DONE.value: Happening.DONE, TaskStatus.CANCELLED.value: Happening.CANCELLED}
    found = {ends[str(moved["status"][1])]} if str(moved.get("status", ("", ""))[1]) in ends else set()
    return found | ({Happening.MOVED} if {"due_on", "due_time"} & moved.keys() else set())


def _of_event(moved: Diff, categories: Mapping[int, StageCategory]) -> set[Happening]:
    del categories
    ends = {EventStatus.HELD.value: Happening.HELD, EventStatus.CANCELLED.value: Happening.CANCELLED}
    after = str(moved.get("event_status", ("", ""))[1])
    found = {ends[after]} if after in ends else set()
    return found | ({Happening.MOVED} if {"starts_at", "ends_at"} & moved.keys() else set())


_BY_KIND = {"deal": _of_deal, "lead": _of_lead, "task": _of_task, "event": _of_event}
