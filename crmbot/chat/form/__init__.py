"""Forms: what a command wants to know, declared once for every surface."""

from datetime import date
from decimal import Decimal
from functools import cache
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from crmbot.chat.form.markers import (
    AnyOf,
    Aside,
    Behind,
    Choice,
    Email,
    Filter,
    Head,
    Hidden,
    Inline,
    Key,
    Long,
    Marker,
    Mentioned,
    Named,
    Own,
    Person,
    Quick,
    Ref,
    Rest,
    Several,
    Site,
    Tags,
    Tel,
    Unless,
)
from crmbot.chat.form.refs import RecordRef, UserRef
from crmbot.chat.form.specs import Ask, FieldSpec, spec_of

__all__ = [
    "AnyOf",
    "Aside",
    "Ask",
    "Behind",
    "Choice",
    "Email",
    "FieldSpec",
    "Filter",
    "Form",
    "Head",
    "Hidden",
    "Inline",
    "Key",
    "Long",
    "Marker",
    "Mentioned",
    "Named",
    "Own",
    "OwnValue",
    "Person",
    "Quick",
    "RecordRef",
    "Ref",
    "Rest",
    "Several",
    "Site",
    "Tags",
    "Tel",
    "Unless",
    "UserRef",
    "fields_of",
    "question_fields",
]

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


@cache
def fields_of(form: type[Form]) -> tuple[FieldSpec, ...]:
    """Return the fields of a form in the order they are asked. `TypeError` names a field of no known kind."""
    return tuple(spec_of(form.__name__, name, declared) for name, declared in form.model_fields.items())


def question_fields(form: type[Form]) -> tuple[FieldSpec, ...]:
    """Return the fields a person fills in."""
    return tuple(spec for spec in fields_of(form) if not spec.hidden)
