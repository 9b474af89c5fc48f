"""A field whose values have names of their own, which mean it without its key."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Named:
    """Text that names an entry of a list, which also means it bare behind its record's code: `D-12 negotiation`."""

    source: str
