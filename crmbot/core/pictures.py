"""Pictures of people: one of the documents that are kept, shown to whoever may see it and only when it is asked for."""

from crmbot.core import documents, lookup, permissions, records
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput
from crmbot.language.filetypes import FileKind
from crmbot.store.models.document import Document, FetchState
from crmbot.store.models.party import Contact

_LOST = (FetchState.TOO_LARGE, FetchState.GONE)


def of(ctx: Context, contact: Contact) -> Document | None:
    """Return the picture of somebody; None where there is none, or none the actor may see."""
    if contact.picture_id is None:
        return None
    document = next(iter(lookup.those(ctx, [contact.picture_id])), None)
    assert document is None or isinstance(document, Document)
    return document


def is_picture(ctx: Context, document: Document) -> bool:
    """Tell whether a document is a picture by what is known of its bytes, and there is a copy or will be."""
    stored = documents.state(ctx, document)
    return stored.kind is FileKind.PICTURE and stored.state not in _LOST


def choose(ctx: Context, contact: Contact, document: Document) -> None:
    """Make a document the picture of somebody; one that was filed nowhere is filed with them.

    Raises `NotAllowed`, or `InvalidInput` for what is no picture or has no copy here.
    """
    permissions.require(ctx, contact, "edit")
    if not is_picture(ctx, document):
        raise InvalidInput("file", document.filename, _reason(ctx, document))
    if document.about_id is None and permissions.may(ctx, document, "edit"):
        documents.relink(ctx, document, contact)
    records.change(ctx, contact, {"picture_id": document.id})


def _reason(ctx: Context, document: Document) -> str:
    if documents.state(ctx, document).state in _LOST:
        return "there is no copy of it here"
    return "it is no picture"


def take_away(ctx: Context, contact: Contact) -> None:
    """Leave somebody without a picture; the document stays. Raises `NotAllowed`."""
    permissions.require(ctx, contact, "edit")
    records.change(ctx, contact, {"picture_id": None})
