"""What `field company region choices east, west` says: which field of which kind, and what is to happen to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from crmbot.core import choices
from crmbot.core.choices import Listed
from crmbot.core.context import Context
from crmbot.core.custom_fields import Definition
from crmbot.language.fold import fold
from crmbot.store.models.custom import FieldType

KIND_WORDS = {
    "company": "company",
    "companies": "company",
    "customer": "company",
    "contact": "contact",
    "contacts": "contact",
    "person": "contact",
    "people": "contact",
    "deal": "deal",
    "deals": "deal",
    "opp": "deal",
    "opportunity": "deal",
    "lead": "lead",
    "leads": "lead",
}
"""What the kinds with fields of their own are called."""

TYPE_WORDS = {
    "text": FieldType.TEXT,
    "textbox": FieldType.TEXT,
    "number": FieldType.NUMBER,
    "numerical": FieldType.NUMBER,
    "date": FieldType.DATE,
    "day": FieldType.DATE,
    "calendar": FieldType.DATE,
    "checkbox": FieldType.CHECKBOX,
    "yes/no": FieldType.CHECKBOX,
    "dropdown": FieldType.DROPDOWN,
    "choices": FieldType.DROPDOWN,
    "choice": FieldType.DROPDOWN,
    "list": FieldType.DROPDOWN,
}
"""What people call the types."""

TYPES = "field_types"


@choices.lists(TYPES)
def types(_ctx: Context) -> tuple[Listed, ...]:
    """Return what can stand in a field."""
    return tuple(Listed(each.value, each.value) for each in FieldType)


@choices.tells(TYPES)
def type_told(_ctx: Context, text: str) -> str | None:
    """Return the type that people call so: `choice`, `yes/no`."""
    return TYPE_WORDS.get(text.strip().lower())


_QUOTED = re.compile(r'"([^"]+)"\s*')
_REQUIRED = re.compile(r"(?:[,;]\s*|(?<![,;\s])\s+|)\brequired$", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;]")


@dataclass(frozen=True, slots=True)
class Named:
    """A field as a line names it, and the words behind the name."""

    label: str
    behind: str


@dataclass(frozen=True, slots=True)
class Shape:
    """What a line says a field is."""

    type: FieldType
    choices: tuple[str, ...] = ()
    required: bool = False


def named(words: str, known: Sequence[Definition]) -> Named:
    """Return which field a line names: quoted, one of those known, or whatever stands before its type."""
    quoted = _QUOTED.match(words)
    if quoted:
        return Named(quoted[1].strip(), words[quoted.end() :].strip())
    parts = words.split()
    names = {fold(name) for one in known for name in (one.label, one.key)}
    for count in range(len(parts), 0, -1):
        if fold(" ".join(parts[:count])) in names:
            return Named(" ".join(parts[:count]), " ".join(parts[count:]))
    place = next((at for at, part in enumerate(parts) if at and _type(part) is not None), len(parts))
    return Named(" ".join(parts[:place]), " ".join(parts[place:]))


def shape(words: str) -> Shape | None:
    """Return what words make of a field: `number`, `choices east, west required`; None when they name no type."""
    required = _REQUIRED.search(words)
    first, _, rest = (words[: required.start()] if required else words).partition(" ")
    type_ = _type(first)
    if type_ is None:
        return None
    second, _, behind = rest.strip().partition(" ")
    if type_ is FieldType.DROPDOWN and _type(second) is FieldType.DROPDOWN:
        rest = behind
    return Shape(type_, split_choices(rest), required is not None)


def split_choices(words: str) -> tuple[str, ...]:
    """Return choices written one behind the other with commas."""
    return tuple(choice for part in _BETWEEN.split(words) if (choice := " ".join(part.strip(' ":').split())))


def _type(word: str) -> FieldType | None:
    return TYPE_WORDS.get(word.strip(":,").lower())
