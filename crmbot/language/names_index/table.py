"""Many short lists of numbers by key in the room of their digits: one sorted array, and what came since."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable

_PLACES = 24
"""Bits of a value: sixteen million names are more than one process keeps at hand."""

MOST_VALUES = 1 << _PLACES
_KEY = (1 << (64 - _PLACES)) - 1
_VALUE = MOST_VALUES - 1
_LOOSE = 4096
"""So many pairs wait beside the array before they are sorted into it."""


def pair(key: int, value: int) -> int:
    """Return a key and a value as the one number a table is built of."""
    return (key & _KEY) << _PLACES | value


class Table:
    """Lists of values by key. Of a key only the lower 40 bits count: whoever uses hashes looks at what they find.

    One thread may add while others read.
    """

    __slots__ = ("_count", "_later", "_pairs")

    def __init__(self, pairs: Iterable[int] = ()) -> None:
        self._pairs = array("Q", sorted(pairs))
        self._later: dict[int, list[int]] = {}
        self._count = 0

    def add(self, key: int, value: int) -> None:
        """Put a value to a key."""
        self._later.setdefault(key & _KEY, []).append(value)
        self._count += 1
        if self._count > _LOOSE:
            self._sort_in()

    def _sort_in(self) -> None:
        more = (pair(key, value) for key, values in self._later.items() for value in values)
        self._pairs = array("Q", sorted([*self._pairs, *more]))
        self._later, self._count = {}, 0

    def of(self, key: int) -> list[int]:
        """Return the values of a key."""
        later, pairs = self._later, self._pairs  # in this order: what is sorted in meanwhile is in one of them
        low, high = _range(pairs, key)
        found = [number & _VALUE for number in pairs[low:high]]
        if later:
            found += later.get(key & _KEY, ())
        return found

    def count(self, key: int) -> int:
        """Return how many values a key has."""
        later, pairs = self._later, self._pairs
        low, high = _range(pairs, key)
        return high - low + len(later.get(key & _KEY, ()))

    @property
    def size(self) -> int:
        """Tell how many bytes the array takes."""
        return len(self._pairs) * self._pairs.itemsize


def _range(pairs: "array[int]", key: int) -> tuple[int, int]:
    """Return where in the array the pairs of a key begin and end."""
    start = (key & _KEY) << _PLACES
    low = bisect_left(pairs, start)
    if low == len(pairs) or pairs[low] > start | _VALUE:
        return low, low
    return low, bisect_left(pairs, start + MOST_VALUES, low)
