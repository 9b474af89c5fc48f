"""The pictures of people: chosen among their documents, sent as a photo, shown when they are asked for."""

from dataclasses import replace
from typing import Annotated

from pydantic import Field, TypeAdapter

from crmbot.chat.card import Action, Attachment, Card, Line, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Head, Hidden, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.documents import lines as document_lines
from crmbot.commands.phrases import show_action
from crmbot.core import documents, permissions, pictures, records
from crmbot.core.context import Context
from crmbot.core.documents import Attached, Filing
from crmbot.core.errors import InvalidInput
from crmbot.store.models.document import Document, FetchState
from crmbot.store.models.party import Contact

ICON = "🖼️"
_FILES = TypeAdapter(list[Attached])


class PictureOf(Form):
    """Whose picture, and which document it is to be; without one it is shown."""

    which: Annotated[RecordRef, Head(), Ref("contact"), Field(description="Whose picture?")]
    file: Annotated[RecordRef | None, Rest(), Ref("document"), Aside(), Field(description="Which document is it?")] = (
        None
    )
    files: Annotated[str | None, Hidden()] = None


@command(
    "picture",
    permission="contact.see",
    aliases=["picture of", "photo of"],
    examples=["Jane", "P-31 F-3", "Jane -"],
)
def picture_of(ctx: Context, form: PictureOf) -> Card:
    """Show the picture of a contact, or say which document it is; a minus takes it away."""
    contact = record_lines.contact_of(ctx, form.which)
    if form.files is not None:
        return _sent(ctx, contact, form.files)
    if form.file is not None:
        document = record_lines.named(ctx, form.file, Document)
        pictures.choose(ctx, contact, document)
        return _chosen(ctx, contact, document)
    if "file" in form.model_fields_set:
        return _taken_away(ctx, contact)
    return _shown(ctx, contact)


def _sent(ctx: Context, contact: Contact, files: str) -> Card:
    """Keep what was sent with somebody; the first picture among it is theirs."""
    permissions.require(ctx, contact, "edit")
    sent = _FILES.validate_json(files)
    made = documents.keep(ctx, sent, Filing(contact, source=ctx.origin.message))
    document = next((each for each in made if pictures.is_picture(ctx, each)), None)
    if document is None:
        reason = f"it is no picture; on:{records.code(contact)} as its words keeps it with {contact.title}"
        raise InvalidInput("files", made[0].filename, reason)
    pictures.choose(ctx, contact, document)
    return _chosen(ctx, contact, document)


def _chosen(ctx: Context, contact: Contact, document: Document) -> Card:
    title = spans(phrases.link(document), " is the picture of ", phrases.link(contact), " now.")
    actions = (phrases.undo_action(ctx), show_action("Show contact", contact))
    return Card(title, actions=actions, icon=ICON, about=records.code(contact))


def _taken_away(ctx: Context, contact: Contact) -> Card:
    document = pictures.of(ctx, contact)
    if contact.picture_id is None:
        return _none(contact)
    pictures.take_away(ctx, contact)
    stays = (Line(spans("The file stays: ", phrases.link(document))),) if document is not None else ()
    title = spans(phrases.link(contact), " has no picture any more.")
    return Card(title, stays, (phrases.undo_action(ctx),), ICON, records.code(contact))


def _shown(ctx: Context, contact: Contact) -> Card:
    """Send the picture of somebody, as far as there is a copy of it."""
    document = pictures.of(ctx, contact)
    if document is None:
        return _none(contact)
    stored = documents.state(ctx, document)
    title = spans("Picture of ", phrases.link(contact))
    line = Line(spans(phrases.link(document), f" · {document_lines.what(document, stored)}"))
    actions = (show_action("Show contact", contact),)
    card = Card(title, (line,), actions, ICON, records.code(contact), whisper=True)
    if stored.state is not FetchState.STORED:
        return _without_copy(card, document_lines.without_copy(document, stored))
    mime, read = stored.mime or document.mime, documents.content(ctx, document)
    file = Attachment(document.filename, mime, read, f"Picture of {contact.title}")
    return replace(card, files=(file,))


def _without_copy(card: Card, reason: str) -> Card:
    words = reason or "Its copy is on the way to me: ask again in a moment."
    return replace(card, blocks=(*card.blocks, Line(spans(words))), whisper=True)


def _none(contact: Contact) -> Card:
    words = spans("Send me a photo with the words ", code(f"picture of {contact.title}"), ".")
    title = spans("No picture of ", phrases.link(contact))
    return Card(title, (Line(words),), icon=ICON, about=records.code(contact), whisper=True)


def offer(ctx: Context, document: Document) -> tuple[Action, ...]:
    """Return the button that makes a picture about a contact theirs; nothing where it is, or is none."""
    contact = documents.about(ctx, document)
    if not isinstance(contact, Contact) or contact.picture_id == document.id:
        return ()
    if not permissions.may(ctx, contact, "edit") or not pictures.is_picture(ctx, document):
        return ()
    said = {"which": records.code(contact), "file": records.code(document)}
    return (Action("Use as picture", Invocation("picture", said)),)
