"""Record codes: the letter of a kind and a number, `D-12`, in every way people type them."""

import re
from dataclasses import dataclass

KINDS: dict[str, str] = {
    "L": "lead",
    "C": "company",
    "P": "contact",
    "D": "deal",
    "T": "task",
    "E": "event",
    "J": "job",
    "N": "note",
    "F": "document",
    "X": "time",
    "O": "order",
    "B": "invoice",
    "R": "receipt",
    "S": "ticket",
    "K": "campaign",
    "I": "product",
    "G": "objective",
}
LETTERS: dict[str, str] = {kind: letter for letter, kind in KINDS.items()}

LARGEST = 2**31 - 1
"""The largest number a database of ours gives out."""

IT = "it"
"""Stands for the record in hand."""

SUBJECT = "subject"
"""Stands for every kind of record that notes and tasks can be about."""

# Twelve digits hold every number a database can give out, and keep `int` cheap on any text.
_CODE = re.compile(r"[#/]?(?P<letter>[A-Z])-?(?P<number>[0-9]{1,12})", re.IGNORECASE)
_NUMBER = re.compile(r"#(?P<number>[0-9]{1,12})")


@dataclass(frozen=True, slots=True)
class Code:
    """The number of a record, and its kind where the letter was typed."""

    kind: str | None
    number: int


_LAST = re.compile(r"(?P<words>.*\S)(?P<code> \([A-Z]-\d+\))", re.DOTALL)


def part_label(label: str) -> tuple[str, str]:
    """Part a label from the code behind it, `Acme Ltd` and ` (C-7)`: what is too long gives way before it."""
    found = _LAST.fullmatch(label)
    return (found["words"], found["code"]) if found else (label, "")


def parse_code(text: str) -> Code | None:
    """Read one whole word as a record code: d12, D-12, #12, #D12, /d12; None when it is none."""
    word = text.strip()
    if bare := _NUMBER.fullmatch(word):
        return _code(None, bare["number"])
    full = _CODE.fullmatch(word)
    if full and full["letter"].upper() in KINDS:
        return _code(KINDS[full["letter"].upper()], full["number"])
    return None


def is_sign(word: str) -> bool:
    """Tell whether a word stands for a record without naming it: a code, or a number (of it, or of a row of a list)."""
    return word.strip().isdecimal() or parse_code(word) is not None


def points(word: str) -> bool:
    """Tell whether a word stands for a record: a sign, or "it" for what is in hand."""
    return word.lower() == IT or is_sign(word)


def declare(letter: str, kind: str) -> None:
    """Give a kind that is not in the list its letter. `ValueError` when another kind has it."""
    if KINDS.get(letter, kind) != kind:
        raise ValueError(f"{letter} is the letter of {KINDS[letter]}, it cannot be that of {kind}")
    KINDS[letter] = kind
    LETTERS[kind] = letter


def show(kind: str, number: int) -> str:
    """Write the code of a record as people see it, D-12."""
    return f"{LETTERS[kind]}-{number}"


def _code(kind: str | None, digits: str) -> Code | None:
    number = int(digits)
    return Code(kind, number) if 0 < number <= LARGEST else None
