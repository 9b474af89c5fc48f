"""One field of a form, as parsers, questions, windows and help see it: read off its declaration."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import TypeVar, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from crmbot.chat.form.markers import Aside, Choice, Hidden, Key, Marker, Own, Quick, Ref
from crmbot.chat.form.refs import RecordRef, UserRef
from crmbot.chat.reply import Option
from crmbot.language.money import Money
from crmbot.language.periods import Period
from crmbot.language.recurring import Repeat
from crmbot.language.when import When

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


def spec_of(form: str, name: str, declared: FieldInfo) -> FieldSpec:
    """Return what the declaration of a field says. `TypeError` names one of no known kind by its form."""
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


def _ask(form: str, name: str, bare: object, markers: tuple[Marker, ...]) -> Ask:
    if any(isinstance(marker, Choice) for marker in markers) or _members(bare):
        return Ask.CHOICE
    if get_origin(bare) is tuple:
        return Ask.TAGS
    ask = _ASK_BY_TYPE.get(bare)
    if ask is None:
        message = f"{form}.{name}: no question is known for {bare!r}"
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
