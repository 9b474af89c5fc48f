"""Markers: how a field is written in a line, and asked for. A field with none is given as `name:value`."""

from dataclasses import dataclass

from crmbot.chat.days import AnyDay, ByEnd, OwnDay
from crmbot.chat.reply import Option


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

    `with_word` keeps the command's own word in front when no head was given: "met Jane" stays "met Jane". With
    `in_front` it stands before the options, so that words behind one belong to that: `Kim Lee city:New York`.
    """

    with_word: bool = False
    in_front: bool = False


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

    `check stock for Ben`, `call Jane for #20`. Of a text it is how much later: `move T-9 by 2 days`. Where a record is
    all that is left, the word in front of it is left out: `move F-3 to Acme`.
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


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Text that is made of the quick answers: one or several, in the plural too, with `+` or `-` in front."""


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
class Site:
    """Text that must be the address of a web site."""


@dataclass(frozen=True, slots=True)
class Own:
    """A field the organisation added; `start` is the text a form for a new record begins with."""

    key: str
    start: str = ""


Marker = (
    AnyDay
    | AnyOf
    | Behind
    | ByEnd
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
    | Site
    | Tel
    | Email
    | Unless
)
