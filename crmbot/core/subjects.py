"""What notes and tasks can be about: each noun's module says so of its kind."""

from collections.abc import Sequence

from crmbot.language.codes import SUBJECT

ACTIVITIES = ("note", "task", "event")
"""The kinds that are about something themselves: what was done, and what is to be."""

_RANKS: dict[str, int] = {}
_LAST = 99


def declare(kind: str, *, rank: int) -> None:
    """Say that notes and tasks can be about records of a kind; the lowest rank is named first."""
    _RANKS[kind] = rank


def kinds() -> tuple[str, ...]:
    """Return every kind notes and tasks can be about, the closest to the matter first."""
    return tuple(sorted(_RANKS, key=lambda kind: _RANKS[kind]))


def rank(kind: str) -> int:
    """Return where a kind stands among the subjects; what is none comes last."""
    return _RANKS.get(kind, _LAST)


def expand(wanted: Sequence[str]) -> tuple[str, ...]:
    """Return record kinds with the word for all subjects replaced by their kinds."""
    return tuple(kind for name in wanted for kind in (kinds() if name == SUBJECT else (name,)))
