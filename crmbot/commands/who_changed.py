"""Who changed one field of a record, and when: `who changed amount d12`."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Item, Items, Spans, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Rest
from crmbot.commands import change_words, phrases
from crmbot.commands.change_words import LABELS, Reader
from crmbot.commands.fields import own_fields
from crmbot.core import changes, custom_fields, lookup, records, timeline
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.core.history import Entry
from crmbot.language.codes import parse_code
from crmbot.language.fold import fold
from crmbot.store.models.record import Record

_TAGS = frozenset({"tag", "tags"})
_LINKING = frozenset({"of", "on", "the", "in", "for"})
_CUSTOM = "custom_value"


class WhoChanged(Form):
    """A field and a record."""

    words: Annotated[str, Rest(), Field(max_length=200, description="Which field of which record? amount D-12")]


@command("who changed", examples=["amount D-12", "phone Acme"], in_place=True)
def who_changed(ctx: Context, form: WhoChanged) -> Card:
    """Show who changed a field of a record, and when."""
    words = form.words.split()
    record, said = _record(ctx, words)
    entries = _entries(ctx, record, said)
    link = phrases.link(record)
    if not entries:
        title = spans(f"Nobody has changed {said} of ", link, " since it was made.")
        return Card(title, icon="🕘", about=records.code(record), whisper=True)
    known = changes.names(ctx, entries)
    reader = Reader(ctx, known, str(getattr(record, "currency", None) or ctx.org.currency))
    rows = tuple(Item(_row(ctx, record, entry, reader, said)) for entry in entries)
    back = (phrases.show_action("Open", record),)
    return Card(spans(f"Who changed {said} of ", link), (Items(rows),), back, "🕘", records.code(record), whisper=True)


def _record(ctx: Context, words: list[str]) -> tuple[Record, str]:
    """Return the record that is named, first or last, and the words for the field. Raises as `lookup.resolve`."""
    if len(words) > 1 and (parse_code(words[-1]) or words[-1].lower() == "it"):
        return _found(ctx, words[-1]), _field(words[:-1])
    if len(words) > 1 and parse_code(words[0]):
        return _found(ctx, words[0]), _field(words[1:])
    known = _names_of_columns()
    for count in range(len(words) - 1, 0, -1):
        if fold(_field(words[:count])) in known | _TAGS:
            return _found(ctx, " ".join(word for word in words[count:])), _field(words[:count])
    return _own_field_of(ctx, words)


def _own_field_of(ctx: Context, words: list[str]) -> tuple[Record, str]:
    """Return the record behind the name of one of the organisation's own fields: `fleet size Acme`."""
    labels = {fold(one.label) for kind in custom_fields.KINDS for one in custom_fields.of(ctx, kind)}
    for count in range(len(words) - 1, 0, -1):
        if fold(_field(words[:count])) in labels:
            return _found(ctx, " ".join(words[count:])), _field(words[:count])
    raise InvalidInput("words", " ".join(words), "say which field of which record: who changed amount D-12")


def _found(ctx: Context, words: str) -> Record:
    return lookup.get(ctx, lookup.resolve(ctx, words.removeprefix("of ").removeprefix("on ")).id)


def _field(words: list[str]) -> str:
    """Return the words for a field without those that only tie it to its record."""
    return " ".join(word for word in words if word.lower() not in _LINKING)


def _names_of_columns() -> set[str]:
    return {fold(name) for column, label in LABELS.items() for name in (column, label)} | _PLAIN


_PLAIN = {"phone", "mobile", "email", "mail", "city", "website", "address", "status", "priority", "probability", "type"}
_ALSO = {
    "mail": ("email",),
    "address": ("street", "city", "region", "postcode", "country"),
    "kind": ("is_prospect", "is_customer", "is_supplier", "is_partner", "note_kind"),
    "due": ("due_on", "due_time"),
}


def _entries(ctx: Context, record: Record, said: str) -> list[Entry]:
    key = fold(said)
    if key in _TAGS:
        return list(timeline.of_tags(ctx, record))
    own = next((one for one in custom_fields.of(ctx, record.kind) if fold(one.label) == key), None)
    if own is not None:
        return list(timeline.of_field(ctx, record, own.id))
    columns = _columns(record, key)
    if not columns:
        raise InvalidInput("words", said, f"a {record.kind} has no field called that")
    changed = timeline.of_column(ctx, record, columns)
    return [entry for entry in changed if entry.action != "create"]


def _columns(record: Record, key: str) -> list[str]:
    there = {attribute.key for attribute in record.__mapper__.column_attrs}
    labels = {fold(change_words.label(column)): column for column in sorted(there)}
    wanted = _ALSO.get(key, ()) or (labels.get(key, key.replace(" ", "_")),)
    return [column for column in wanted if column in there]


def _row(ctx: Context, record: Record, entry: Entry, reader: Reader, said: str) -> Spans:
    if entry.table == _CUSTOM:
        what = own_fields.told(ctx, record, entry)
    elif changes.ends(entry):
        what = reader.joined(entry, record.id)
    else:
        what = ", ".join(reader.changes(entry.diff)) or said
    return spans(f"{entry.who}: {what} · ", phrases.moment(ctx, entry.at), phrases.via(entry.via))
