"""What an operator should know of an installation: each check yields findings, with what to do about them."""

from dataclasses import dataclass
from enum import Enum


class Weight(Enum):
    """How much a finding matters: it says how things are, it wants a look, or it keeps something from working."""

    FACT = "·"
    LOOK = "!"
    WRONG = "✗"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the doctor's."""

    weight: Weight
    words: str

    def __str__(self) -> str:
        """Write the line."""
        return f"{self.weight.value} {self.words}"


def fact(words: str) -> Finding:
    """Say how things are."""
    return Finding(Weight.FACT, words)


def look(words: str) -> Finding:
    """Say what wants a look."""
    return Finding(Weight.LOOK, words)


def wrong(words: str) -> Finding:
    """Say what keeps something from working."""
    return Finding(Weight.WRONG, words)
