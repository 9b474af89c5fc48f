"""Forms: what a command wants to know, declared once for every surface."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import ClassVar, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict
from pydantic.fields import FieldInfo

from crmbot.chat.days import AnyDay, OwnDay
from crmbot.chat.reply import Option
from crmbot.language.money import Money
from crmbot.language.periods import Period
from crmbot.language.recurring import Repeat
from crmbot.language.when import When

OwnValue = str | Decimal | date | bool | None
"""What a field of the organisation's own is given; None empties it."""


class Form(BaseModel):
    """The base of all forms: frozen, and closed to fields nobody declared.

    `own_fields_of` names the kind of record whose fields the organisation may have added to: those are
    asked in this form as well (crmbot.chat.own_fields).
    """

    # Most forms are not asked for between one start and the next: each learns to check values at its first use.
    model_config: ClassVar[ConfigDict] = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True, hide_input_in_errors=True
    )
    own_fields_of: ClassVar[str] = ""

    def own_values(self) -> dict[str, OwnValue]:
        """Return what was said for the organisation's own fields, by their keys; what was left alone is not there."""
        return {marker.key: getattr(self, name) for name, marker in self._own_said()}

    def own_texts(self) -> dict[str, str]:
        """Return what was said for the organisation's own fields as the texts of a line, by the fields' names."""
        return {name: _own_text(getattr(self, name)) for name, _ in self._own_said()}

    def _own_said(self) -> "list[tuple[str, Own]]":
        own = ((spec.name, spec.marker(Own)) for spec in fields_of(type(self)))
        return [(name, marker) for name, marker in own if marker is not None and name in self.model_fields_set]


def _own_text(value: OwnValue) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


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


# Markers: how a field is written in a line. A field with none is given as `name:value`.


@dataclass(frozen=True, init=False)
class _Listing:
    """A marker that lists words: `Key("by", "due")`."""

    listed: tuple[str, ...]

    def __init__(self, *listed: str) -> None:
        object.__setattr__(self, "listed", listed)


@dataclass(frozen=True, slots=True)
class Head:
    """The words in front: up to `sep` when it is set, else a code or the words that name a record."""

    sep: str = ""


@dataclass(frozen=True, slots=True)
class Rest:
    """What is left when everything else has been taken out.

    `with_word` keeps the command's own word in front when no head was given: "met Jane" stays "met Jane".
    """

    with_word: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """The whole line as it was typed, options and all: which records are meant."""


@dataclass(frozen=True, slots=True)
class Inline:
    """May stand anywhere among the words (a time, an amount, `@name`) and is taken out of them."""


class Key(_Listing):
    """Other names of the option beside the field's own."""


class Behind(_Listing):
    """Is also what stands behind one of these words and is taken out with it: a code, or one of our people.

    `check stock for Ben`, `call Jane for #20`. Of a text it is how much later: `move T-9 by 2 days`.
    """


@dataclass(frozen=True, slots=True)
class Named:
    """Text that names an entry of a list, which also means it bare behind its record's code: `D-12 negotiation`."""

    source: str


@dataclass(frozen=True, slots=True)
class Mentioned:
    """When it is not given, it is what the rest of the text names.

    `nobody` is the command that takes the text over where it names only people and firms nobody knows.
    """

    nobody: str = ""


class Ref(_Listing):
    """Names a record of one of these kinds; of any kind when none is given."""


@dataclass(frozen=True, slots=True)
class Several:
    """May name several records, with commas between them: `on:acme,d20`."""


@dataclass(frozen=True, slots=True)
class Person:
    """Names a person of ours."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One of a list: the named source's rows, these options, or the members of the field's own enumeration.

    With `others`, words that are none of them are taken as they are. With `told`, what is not given may be told in
    the rest of the line: the source hears it out.
    """

    source: str = ""
    others: bool = False
    told: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Tags:
    """The `#words` of the line; `keep` leaves them standing in the text."""

    keep: bool = False


class Quick(_Listing):
    """Answers offered as buttons."""


class Unless(_Listing):
    """May be left out only where one of these fields was given: a question for it cannot be skipped."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Not asked for one by one, and in a long form not shown until somebody asks for more fields."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """Carried by buttons; never a question."""


@dataclass(frozen=True, slots=True)
class Long:
    """Text of several lines."""


@dataclass(frozen=True, slots=True)
class Tel:
    """Text that must be a phone number."""


@dataclass(frozen=True, slots=True)
class Email:
    """Text that must be an e-mail address."""


@dataclass(frozen=True, slots=True)
class Own:
    """A field the organisation added; `start` is the text a form for a new record begins with."""

    key: str
    start: str = ""


Marker = (
    AnyDay
    | Behind
    | Filter
    | Head
    | Rest
    | Inline
    | Key
    | Named
    | Mentioned
    | Ref
    | Person
    | Choice
    | Tags
    | Quick
    | Several
    | Aside
    | Hidden
    | Long
    | Own
    | OwnDay
    | Tel
    | Email
    | Unless
)
MarkerT = TypeVar("MarkerT")


class Ask(StrEnum):
    """The kind of question a field is."""

    TEXT = "text"
    RECORD = "record"
    PERSON = "person"
    WHEN = "when"
    PERIOD = "period"
    REPEAT = "repeat"
    DATE = "date"
    MONEY = "money"
    NUMBER = "number"
    DECIMAL = "decimal"
    YES_NO = "yes_no"
    CHOICE = "choice"
    TAGS = "tags"


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field of a form, as parsers, questions, modals and help see it."""

    name: str
    ask: Ask
    label: str
    required: bool
    max_length: int | None
    markers: tuple[Marker, ...]
    members: tuple[Option, ...] = ()
    default: str = ""
    keys: tuple[str, ...] = field(default=())

    def marker(self, kind: type[MarkerT]) -> MarkerT | None:
        """Return the field's marker of that class, if it has one."""
        for marker in self.markers:  # no generator: a line that is read asks this a hundred times
            if isinstance(marker, kind):
                return marker
        return None

    def has(self, kind: type[object]) -> bool:
        """Tell whether the field carries a marker of that class."""
        return self.marker(kind) is not None

    @property
    def kinds(self) -> tuple[str, ...]:
        """The record kinds the field may name; empty means any."""
        ref = self.marker(Ref)
        return ref.listed if ref else ()

    @property
    def source(self) -> str:
        """The name of the list a choice is taken from; empty for an enumeration."""
        choice = self.marker(Choice)
        return choice.source if choice else ""

    @property
    def quick(self) -> tuple[str, ...]:
        """The answers offered as buttons."""
        quick = self.marker(Quick)
        return quick.listed if quick else ()

    @property
    def hidden(self) -> bool:
        """Whether the field is no question at all."""
        return self.has(Hidden)

    @property
    def is_aside(self) -> bool:
        """Whether the field is not asked for unless somebody wants to say more."""
        return not self.required and self.has(Aside)


_ASK_BY_TYPE: dict[object, Ask] = {
    RecordRef: Ask.RECORD,
    UserRef: Ask.PERSON,
    When: Ask.WHEN,
    Period: Ask.PERIOD,
    Repeat: Ask.REPEAT,
    date: Ask.DATE,
    Money: Ask.MONEY,
    int: Ask.NUMBER,
    Decimal: Ask.DECIMAL,
    bool: Ask.YES_NO,
    str: Ask.TEXT,
}


@cache
def fields_of(form: type[Form]) -> tuple[FieldSpec, ...]:
    """Return the fields of a form in the order they are asked. `TypeError` names a field of no known kind."""
    return tuple(_spec(form, name, declared) for name, declared in form.model_fields.items())


def question_fields(form: type[Form]) -> tuple[FieldSpec, ...]:
    """Return the fields a person fills in."""
    return tuple(spec for spec in fields_of(form) if not spec.hidden)


def _spec(form: type[Form], name: str, declared: FieldInfo) -> FieldSpec:
    markers = tuple(item for item in declared.metadata if isinstance(item, Marker))
    bare = _without_none(declared.annotation)
    keys = next((marker.listed for marker in markers if isinstance(marker, Key)), ())
    listed = next((marker.options for marker in markers if isinstance(marker, Choice)), ())
    start = next((marker.start for marker in markers if isinstance(marker, Own)), "")
    return FieldSpec(
        name=name,
        ask=_ask(form, name, bare, markers),
        label=declared.description or name.replace("_", " ").capitalize(),
        required=declared.is_required(),
        max_length=next((item.max_length for item in declared.metadata if hasattr(item, "max_length")), None),
        markers=markers,
        members=listed or _members(bare),
        default=str(declared.default) if isinstance(declared.default, str) else start,
        keys=(name, *keys),
    )


def _ask(form: type[Form], name: str, bare: object, markers: tuple[Marker, ...]) -> Ask:
    if any(isinstance(marker, Choice) for marker in markers) or _members(bare):
        return Ask.CHOICE
    if get_origin(bare) is tuple:
        return Ask.TAGS
    ask = _ASK_BY_TYPE.get(bare)
    if ask is None:
        message = f"{form.__name__}.{name}: no question is known for {bare!r}"
        raise TypeError(message)
    return ask


def _without_none(annotation: object) -> object:
    if get_origin(annotation) in (Union, UnionType):
        return next(arg for arg in get_args(annotation) if arg is not NoneType)
    return annotation


def _members(bare: object) -> tuple[Option, ...]:
    if isinstance(bare, type) and issubclass(bare, StrEnum):
        return tuple(Option(member.value, member.value.replace("_", " ")) for member in bare)
    return ()
