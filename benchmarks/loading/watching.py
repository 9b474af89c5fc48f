"""What processes hold and use, as the kernel tells."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PROC = Path("/proc")


@dataclass(frozen=True, slots=True)
class Use:
    """Memory that is held, and work done since the process began."""

    resident_mb: float
    cpu_s: float


def use_of(pid: int) -> Use:
    """Return what a process uses; nothing for one that has ended."""
    try:
        fields = (_PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
        pages = int((_PROC / str(pid) / "statm").read_text().split()[1])
    except FileNotFoundError:
        return Use(0.0, 0.0)
    return Use(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, (int(fields[11]) + int(fields[12])) / _TICKS)


def work_below(pid: int) -> float:
    """Return the work of a process and of all it has started, also of those that have ended since."""
    total = 0.0
    for each in _family(pid):
        try:
            fields = (_PROC / str(each) / "stat").read_text().rpartition(")")[2].split()
        except FileNotFoundError:
            continue
        total += sum(int(fields[place]) for place in (11, 12, 13, 14)) / _TICKS
    return total


def _family(pid: int) -> list[int]:
    parents: dict[int, int] = {}
    for each in _PROC.iterdir():
        if each.name.isdecimal():
            try:
                parents[int(each.name)] = int((each / "stat").read_text().rpartition(")")[2].split()[1])
            except FileNotFoundError:
                continue
    found = [pid]
    for one in found:
        found += [child for child, parent in parents.items() if parent == one]
    return found


def busy() -> Mapping[str, float]:
    """Return the seconds all processors were busy and idle since the machine began."""
    told = [int(each) / _TICKS for each in (_PROC / "stat").read_text().split("\n", 1)[0].split()[1:9]]
    return {"idle": told[3] + told[4], "busy": sum(told) - told[3] - told[4]}
