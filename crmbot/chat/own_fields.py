"""Forms with the organisation's own fields in them: a command is asked, read and filled as if it had declared them."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Any

from pydantic import Field, create_model

from crmbot.chat.command import Command
from crmbot.chat.days import AnyDay
from crmbot.chat.form import Ask, Choice, Form, Own
from crmbot.chat.reply import Option


@dataclass(frozen=True, slots=True)
class OwnField:
    """One field as it stands now: its label is the question, `start` the text a new record's form begins with."""

    key: str
    label: str
    ask: Ask
    options: tuple[Option, ...] = ()
    required: bool = False
    start: str = ""
    max_length: int | None = None


def with_own_fields(command: Command, fields: tuple[OwnField, ...]) -> Command:
    """Return the command with a form that asks for these fields, too, behind its own."""
    return replace(command, form=_extended(command.form, fields)) if fields else command


@lru_cache(maxsize=64)  # making a model takes milliseconds; the fields change a few times a year
def _extended(form: type[Form], fields: tuple[OwnField, ...]) -> type[Form]:
    is_change = "which" in form.model_fields
    added: dict[str, Any] = {}  # what `create_model` takes: a type and a default by name
    for field in fields:
        name = field.key if field.key not in form.model_fields else f"own_{field.key}"
        required = field.required and not is_change
        added[name] = (_annotation(field, start="" if is_change else field.start), ... if required else None)
    return create_model(form.__name__, __base__=form, __module__=form.__module__, **added)


def _annotation(field: OwnField, start: str) -> object:
    own = Own(field.key, start)
    described = Field(description=field.label, max_length=field.max_length)
    plain = Field(description=field.label)
    match field.ask:
        case Ask.DECIMAL:
            return Annotated[Decimal | None, own, plain]
        case Ask.DATE:
            return Annotated[date | None, own, AnyDay(), plain]
        case Ask.YES_NO:
            return Annotated[bool | None, own, plain]
        case Ask.CHOICE:
            return Annotated[str | None, own, Choice(options=field.options), plain]
        case _:
            return Annotated[str | None, own, described]
