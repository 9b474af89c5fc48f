"""A line that is being read."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LINKING = re.compile(r"\b(?:by|due|on|at|for|from)\s*$", re.IGNORECASE)
"""Leads to a time, and goes out with it."""

HeadLength = Callable[[Sequence[str], tuple[str, ...]], int]
"""How many of the leading words name a record of these kinds, or one of our people; 0 when none do."""

PERSON = "user"
"""Stands among the kinds for a person of ours."""


@dataclass(slots=True)
class Line:
    """The words of a line, from which each step takes out what it understands."""

    text: str
    values: dict[str, str]
    last_text: str = ""

    def take(self, name: str, value: str, span: tuple[int, int]) -> None:
        """Give a field a value, and take its words out."""
        self.values[name] = value
        self.cut(span)

    def cut(self, span: tuple[int, int]) -> None:
        """Take words out; what stood around them joins up."""
        before, after = self.text[: span[0]].rstrip(" "), self.text[span[1] :].lstrip(" ")
        glue = "" if not before or not after or after[0] in ",.;:!?\n" or before[-1] == "\n" else " "
        self.text = before + glue + after
