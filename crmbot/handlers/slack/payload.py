"""Safe reading of what Slack sends: a missing or odd part reads as empty, never as an error."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

Json = dict[str, object]
"""An object to be sent as JSON."""


@dataclass(frozen=True, slots=True)
class Payload:
    """One JSON object of Slack's."""

    raw: Mapping[str, object]

    @classmethod
    def of(cls, raw: object) -> "Payload":
        """Wrap what came; anything but an object is an empty one."""
        return cls(raw if isinstance(raw, dict) else {})

    def __bool__(self) -> bool:
        return bool(self.raw)

    def __contains__(self, key: str) -> bool:
        return key in self.raw

    def part(self, *path: str) -> "Payload":
        """Return the object at the path."""
        return Payload.of(self._at(path))

    def parts(self, *path: str) -> tuple["Payload", ...]:
        """Return the objects of the list at the path."""
        found = self._at(path)
        return tuple(Payload.of(item) for item in found) if isinstance(found, list) else ()

    def text(self, *path: str) -> str:
        """Return the string at the path; halves of letters, which cannot be written anywhere, are replaced."""
        found = self._at(path)
        if not isinstance(found, str):
            return ""
        return found if found.isascii() else found.encode("utf-8", "replace").decode()

    def number(self, *path: str) -> int | None:
        """Return the whole number at the path."""
        found = self._at(path)
        return found if isinstance(found, int) and not isinstance(found, bool) else None

    def flag(self, *path: str) -> bool:
        """Tell whether the path holds a plain true."""
        return self._at(path) is True

    def items(self) -> Iterator[tuple[str, "Payload"]]:
        """Yield the object's own parts by name."""
        for key, value in self.raw.items():
            yield key, Payload.of(value)

    def _at(self, path: tuple[str, ...]) -> object:
        found: object = self.raw
        for key in path:
            if not isinstance(found, dict):
                return None
            found = found.get(key)
        return found
