"""A field that one of two says: by how long, or to when."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Unless:
    """May be left out only where one of these fields was given: a question for it cannot be skipped."""

    names: tuple[str, ...]

    def __init__(self, *names: str) -> None:
        object.__setattr__(self, "names", names)
