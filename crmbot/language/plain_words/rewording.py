"""Tables of phrasings: what a whole line may be, and the line it stands for."""

import re
from collections.abc import Callable

Table = tuple[tuple[re.Pattern[str], str], ...]


def table(*phrasings: tuple[str, str]) -> Table:
    """Return a table of patterns, blind to case, each with its line: `{name}` in it is the group of that name."""
    return tuple((re.compile(pattern, re.IGNORECASE), line) for pattern, line in phrasings)


def reworded(phrasings: Table, said: str, told: Callable[[str, str], str] | None = None) -> str:
    """Return the line of the first phrasing that words are the whole of; nothing where they are none.

    Args: `told`: how a group, by its name, is written in the line; as it was said without it.
    """
    for pattern, line in phrasings:
        found = pattern.fullmatch(said)
        if found is not None:
            parts = found.groupdict(default="")
            return line.format(**(parts if told is None else {key: told(key, part) for key, part in parts.items()}))
    return ""
