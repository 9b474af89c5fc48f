"""All columns of the file in hand in one form: a choice for each, as it stands."""

from dataclasses import replace
from typing import Annotated

from crmbot.chat.card import Card, bold, spans
from crmbot.chat.command import Command, command
from crmbot.chat.form import Ask, Form, Hidden
from crmbot.chat.own_fields import OwnField, with_own_fields
from crmbot.chat.reply import Option
from crmbot.commands.extending import extends
from crmbot.commands.importing import cards as import_cards
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, NotFound
from crmbot.core.imports import mapping, runs
from crmbot.core.imports.columns import SKIP
from crmbot.language.text import first_line
from crmbot.store.models.imports import Import

MOST = 30
"""Columns of one form: what each may go to is written on it once for every column, and windows have a limit."""

_HEADING, _EXAMPLE = 40, 30


class AllColumns(Form):
    """The columns of the file in hand, each with the field it goes to: asked as the file has them."""

    number: Annotated[int | None, Hidden()] = None


@command("import mapping", permission="record.import", examples=[""], in_place=True, visible=False)
def map_columns(ctx: Context, form: AllColumns) -> Card:
    """Say for every column of the file in hand which field it goes to."""
    row = runs.current(ctx)
    if form.number not in (None, row.id):
        raise Conflict(f"Import {form.number}", "is not the one in hand any more")
    said = {_place(name): text for name, text in form.own_values().items() if isinstance(text, str)}
    card = import_cards.columns(ctx, row, 1)
    if not said or not runs.place_all(ctx, row, said):
        return card
    title = spans("Columns of ", bold(import_cards.name(row)), " placed. Looking through it again …")
    return replace(import_cards.columns(ctx, row, 1), title=title)


def _place(name: str) -> int:
    return int(name.removeprefix(mapping.QUESTION)) - 1


@extends("import mapping")
def _with_columns(ctx: Context, found: Command) -> Command:
    """Ask for the columns of the file in hand; nothing where there is none."""
    row = _in_hand(ctx)
    if row is None or row.kind is None or not row.mapping:
        return found
    options = _options(ctx, row.kind)
    asked = (_question(row, place, options) for place in range(min(len(row.mapping), MOST)))
    return with_own_fields(found, tuple(asked))


def _in_hand(ctx: Context) -> Import | None:
    if not ctx.actor.can("record.import"):
        return None
    try:
        return runs.current(ctx)
    except NotFound:
        return None


def _options(ctx: Context, kind: str) -> tuple[Option, ...]:
    known = (Option(each.key, each.label) for each in mapping.targets(ctx, kind))
    return (Option(SKIP, "Not taken"), *known)


def _question(row: Import, place: int, options: tuple[Option, ...]) -> OwnField:
    samples = (cells[place] for cells in row.shape.get("sample", ()) if place < len(cells))
    example = first_line(next(filter(None, samples), ""), _EXAMPLE)
    label = f"{place + 1}. {first_line(row.shape['columns'][place], _HEADING)}"
    words = f"{label} (e.g. {example})" if example else label
    return OwnField(mapping.question(place), words, Ask.CHOICE, options, start=row.mapping[place])
