"""What a field holds when somebody named a record or a person."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RecordRef:
    """A record somebody named, found and seen by them; `rev` is its version when it was found.

    `others` are those named with it, where a field takes several; `asked` are the words it was found by.
    """

    id: int
    kind: str
    code: str
    title: str
    rev: int
    others: tuple["RecordRef", ...] = ()
    asked: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class UserRef:
    """A person of ours somebody named."""

    id: int
    name: str
