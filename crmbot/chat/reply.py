"""What a command answers with."""

from dataclasses import dataclass, field
from enum import StrEnum

from crmbot.chat.card import Card


class Fault(StrEnum):
    """What can be wrong with the text given for one field."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    NO_SUCH_DATE = "no_such_date"
    UNSURE = "unsure"
    PAST = "past"
    NOT_FOUND = "not_found"
    AMBIGUOUS = "ambiguous"
    TOO_LONG = "too_long"
    NOT_A_CHOICE = "not_a_choice"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Option:
    """One value a field may take: the text to fill in and the words to show for it."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One field's fault, the person's own words, and what could stand there instead."""

    fault: Fault
    given: str = ""
    message: str = ""
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenForm:
    """Ask for what is missing: the command's form, prefilled, with what is wrong beside its field."""

    command: str
    values: dict[str, str] = field(default_factory=dict)
    problems: dict[str, Problem] = field(default_factory=dict)
    title: str = ""


@dataclass(frozen=True, slots=True)
class Nothing:
    """No answer: a redelivery, or something that is not for us."""


Reply = Card | OpenForm | Nothing
