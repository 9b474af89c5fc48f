"""Fields of one's own in chat: `fields company`, `field company "fleet size" number`, `field layout company 2`."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Choice, Form, Head, Key, Quick, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import OpenForm, Option, Reply
from crmbot.commands import phrases
from crmbot.commands.fields.verbs import VERBS, taken
from crmbot.commands.fields.words import KIND_WORDS, TYPES, named, shape, split_choices
from crmbot.core import custom_fields
from crmbot.core.context import Context
from crmbot.core.custom_fields import KINDS, Definition, FieldDraft
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.language.text import plural
from crmbot.store.models.custom import FieldType

_TYPES = {
    FieldType.TEXT: "text",
    FieldType.NUMBER: "number",
    FieldType.DATE: "date",
    FieldType.CHECKBOX: "yes or no",
    FieldType.DROPDOWN: "choices",
}
_EXAMPLES = {"number": "25", "date": '"1 sep"', "yes or no": "yes", "text": '"two words"'}


class ListFields(Form):
    """Whose fields to list."""

    kind: Annotated[
        str | None, Rest(), Quick(*KINDS), Field(max_length=60, description="Fields of companies, contacts, deals?")
    ] = None


@command("fields", examples=["company", "deals"], in_place=True, group="settings")
def list_fields(ctx: Context, form: ListFields) -> Card:
    """List the fields your organisation added: how they are written, their type and choices."""
    if form.kind is None:
        return _overview(ctx)
    return _list(ctx, _kind(form.kind))


def _overview(ctx: Context) -> Card:
    rows = [(kind, custom_fields.of(ctx, kind)) for kind in KINDS]
    lines = tuple(
        Line(spans(bold(plural(kind).capitalize()), ": ", ", ".join(one.label for one in found) or "none"))
        for kind, found in rows
    )
    actions = tuple(Action(plural(kind).capitalize(), Invocation("fields", {"kind": kind})) for kind in KINDS)
    return Card(spans("Fields of our own"), lines, actions, icon="🧩", whisper=True)


def _list(ctx: Context, kind: str) -> Card:
    found = custom_fields.of(ctx, kind)
    put_away = [one.label for one in custom_fields.every(ctx, kind) if not one.is_active]
    title = spans(f"Fields of {plural(kind)} · {len(found)}")
    asked = Action("New field", Invocation("field new", {"kind": kind}, form=True))
    new = (asked,) if ctx.actor.can("settings.edit") else ()
    gone = (Footer(spans(f"Put away: {', '.join(put_away)}")),) if put_away else ()
    if not found:
        nothing = Line(spans("None yet. ", code(f'field {kind} "fleet size" number'), " makes one."))
        return Card(title, (nothing, *gone), new, icon="🧩", whisper=True)
    rows = Items(tuple(Item(_row(one), _say("Open", f"{kind} {one.key}")) for one in found), first=1)
    count = custom_fields.layout(ctx, kind)
    per_line = f"{count} {'field' if count == 1 else 'fields'} on each line of the card"
    return Card(title, (rows, *gone, Footer(spans(per_line))), new, icon="🧩", whisper=True)


def _row(one: Definition) -> Spans:
    """Return a field as a line of a list, with the key it is typed by."""
    return (*_what(one), *spans(" · ", code(f"{one.key}:")))


def _what(one: Definition) -> Spans:
    parts = [_TYPES[one.type], ", ".join(one.offered), "required" if one.required else ""]
    parts.append(f"starts as {one.default}" if one.default else "")
    return spans(bold(one.label), *(f" · {part}" for part in parts if part))


class NewField(Form):
    """A field to be added."""

    kind: Annotated[
        str,
        Choice(options=tuple(Option(kind, plural(kind).capitalize()) for kind in KINDS)),
        Field(description="Of which records?"),
    ]
    label: Annotated[str, Rest(), Field(max_length=100, description="What is the field called?")]
    type: Annotated[FieldType, Choice(TYPES, told=True), Field(description="What can stand in it?")]
    choices: Annotated[
        str | None, Field(max_length=1000, description="Which choices, with commas between? (dropdown only)")
    ] = None
    required: Annotated[bool, Aside(), Field(description="Must a new record have it?")] = False


@command("field new", permission="settings.edit", examples=["fleet size kind:company type:number"], group="settings")
def add_field(ctx: Context, form: NewField) -> Card:
    """Add a field to companies, contacts, deals or leads; every form has it at once."""
    kind = _kind(form.kind)
    draft = FieldDraft(kind, form.label.strip('" '), form.type, split_choices(form.choices or ""), form.required)
    return _added(ctx, draft)


def _added(ctx: Context, draft: FieldDraft) -> Card:
    one = custom_fields.add(ctx, draft, taken(draft.kind))
    return _done(ctx, one, "Field added")


_MADE = re.compile(r"^(?:new|add|create)\s+(?=\S)", re.IGNORECASE)


class ChangeField(Form):
    """A field and what is to happen to it, in words."""

    words: Annotated[str | None, Rest(), Field(max_length=1000, description="Which field, as in: company region?")] = (
        None
    )


@command(
    "field",
    examples=['company "fleet size" number', "company region choices east, west", "company region add north"],
    in_place=True,
    group="settings",
)
def change_field(ctx: Context, form: ChangeField) -> Reply:
    """Add, change, order or put away a field of your own."""
    word, rest = _said(form.words or "")
    if not word:
        return OpenForm("field new")
    kind = _kind_having(ctx, form.words or "")
    if kind:
        rest = form.words or ""
    kind = kind or _kind(word)
    if not rest.strip():
        return OpenForm("field new", {"kind": kind})
    found = named(rest.strip(), custom_fields.every(ctx, kind))
    known = {fold(name): one for one in custom_fields.every(ctx, kind) for name in (one.label, one.key)}
    one = known.get(fold(found.label))
    if one is None:
        return _make(ctx, kind, found.label, found.behind)
    if not found.behind:
        return _card(ctx, one, _what(one))
    return _change(ctx, one, found.behind)


def _kind_having(ctx: Context, words: str) -> str:
    """Return the one kind that has a field words begin with, so that it need not be said: `fleet size rename …`."""
    if fold(words.strip().partition(" ")[0]) in KIND_WORDS:
        return ""
    having = [kind for kind in KINDS if _one_of(words, custom_fields.every(ctx, kind)) is not None]
    return having[0] if len(having) == 1 else ""


def _one_of(words: str, known: Sequence[Definition]) -> Definition | None:
    label = fold(named(words.strip(), known).label)
    return next((one for one in known if label in (fold(one.label), fold(one.key))), None)


def _said(words: str) -> tuple[str, str]:
    """Return the kind of record a line is about and what it says; that a field is new goes without saying."""
    word, _, rest = _MADE.sub("", words.strip()).partition(" ")
    return word, _MADE.sub("", rest.strip())


def _make(ctx: Context, kind: str, label: str, words: str) -> Reply:
    made = shape(words)
    if made is None and not words:
        return OpenForm("field new", {"kind": kind, "label": label})
    if made is None:
        raise InvalidInput("type", words, "no type of field", tuple(_TYPES))
    return _added(ctx, FieldDraft(kind, label, made.type, made.choices, made.required))


def _change(ctx: Context, one: Definition, words: str) -> Reply:
    """Do what the words behind a field's name say: a verb, or another type."""
    row = custom_fields.find(ctx, one.kind, one.key)
    verb, _, rest = words.partition(" ")
    act = VERBS.get(verb.lower().rstrip(":"))
    if act is not None:
        return _done(ctx, one, act(ctx, row, rest.strip()))
    made = shape(words)
    if made is None:
        raise InvalidInput("words", words, "nothing that can be done to a field", tuple(VERBS))
    if one.is_active and made.type is one.type:
        raise InvalidInput("label", one.label, f"there is a field of that name already, a {one.type} one")
    if not one.is_active:
        return _added(ctx, FieldDraft(one.kind, one.label, made.type, made.choices, made.required))
    custom_fields.retype(ctx, row, made.type)
    for label in made.choices:
        custom_fields.add_choice(ctx, row, label)
    return _done(ctx, one, f"Now {_TYPES[made.type]}")


def _done(ctx: Context, before: Definition, what: str) -> Card:
    """Return the card of a field after something was done to it, with the way back."""
    one = next(one for one in custom_fields.every(ctx, before.kind) if one.id == before.id)
    return _card(ctx, one, spans(bold(f"{what}: "), *_what(one)), phrases.undo_action(ctx))


def _card(ctx: Context, one: Definition, title: Spans, *actions: Action) -> Card:
    value = one.offered[0] if one.offered else _EXAMPLES.get(_TYPES[one.type], "…")
    use = f"{one.key}:{value}" if " " not in value or '"' in value else f'{one.key}:"{value}"'
    lines: list[Block] = [Line(spans("Field of ", plural(one.kind), ". Say it as ", code(use), "."))]
    lines += [] if one.is_active else [Line(spans("Put away: asked and shown no more, its values are kept."))]
    ways = _ways(one) if ctx.actor.can("settings.edit") else ()
    return Card(title, tuple(lines), (*actions, *ways), icon="🧩", whisper=True)


def _ways(one: Definition) -> tuple[Action, ...]:
    which = f"{one.kind} {one.key}"
    if not one.is_active:
        return (_say("Use again", f"{which} activate"),)
    must = ("Make optional", "optional") if one.required else ("Make required", "required")
    return (
        _say("Up", f"{which} up"),
        Action("Rename…", Invocation("field rename", {"field": which}, form=True)),
        _say(must[0], f"{which} {must[1]}"),
        _say("Put away", f"{which} deactivate"),
    )


def _say(label: str, words: str) -> Action:
    return Action(label, Invocation("field", {"words": words}))


class RenameField(Form):
    """A field and its new name."""

    label: Annotated[str, Rest(), Field(max_length=100, description="What is it to be called?")]
    field: Annotated[str, Field(max_length=100, description="Which field, as in: company region?")]


@command("field rename", permission="settings.edit", examples=['territory field:"company region"'], group="settings")
def rename_field(ctx: Context, form: RenameField) -> Card:
    """Call a field something else; lines and filters people keep go on working."""
    word, _, rest = form.field.strip().partition(" ")
    row = custom_fields.find(ctx, _kind(word), rest.strip('" '))
    one = next(one for one in custom_fields.every(ctx, row.entity) if one.id == row.id)
    custom_fields.rename(ctx, row, form.label.strip('" '), taken(row.entity))
    return _done(ctx, one, "Renamed")


class LayOut(Form):
    """How many fields stand on a line of which card."""

    kind: Annotated[str, Head(), Quick(*KINDS), Field(max_length=60, description="Of which records?")]
    columns: Annotated[int, Rest(), Key("per"), Quick("1", "2", "3"), Field(description="How many on a line?")]


@command("field layout", permission="settings.edit", examples=["company 2"], group="settings")
def lay_out(ctx: Context, form: LayOut) -> Card:
    """Say how many fields stand on one line of a card: 1, 2 or 3."""
    kind = _kind(form.kind)
    custom_fields.lay_out(ctx, kind, form.columns)
    words = "one field" if form.columns == 1 else f"{form.columns} fields"
    title = spans(f"{plural(kind).capitalize()}: ", bold(f"{words} on a line"))
    return Card(title, actions=(phrases.undo_action(ctx),), icon="🧩")


def _kind(word: str) -> str:
    """Return the kind a word means. Raises `InvalidInput` with those there are."""
    kind = KIND_WORDS.get(fold(word))
    if kind is None:
        raise InvalidInput("kind", word, "no kind of record with fields of its own", tuple(map(plural, KINDS)))
    return kind
