"""Documents as lines: on the card of what they belong to, in lists, and what there is to say of their bytes."""

from collections.abc import Sequence

from crmbot.chat.card import Line, Spans, spans
from crmbot.commands import phrases
from crmbot.core import documents
from crmbot.core.context import Context
from crmbot.language import filetypes, sizes
from crmbot.language.filetypes import PROGRAMS, UNKNOWN
from crmbot.store.models.document import Document, FetchState, StoredFile

SHOWN = 5


def kept(ctx: Context, files: Sequence[Document]) -> list[Line]:
    """Return the files kept with something, and a word about those of which there is no copy."""
    if not files:
        return []
    states = documents.states(ctx, files)
    lines = [Line(spans("📎 ", *_names(files)))]
    for document in files:
        words = without_copy(document, states.get(document.id))
        lines += [Line(spans(words))] if words else []
    return lines


def _names(files: Sequence[Document]) -> Spans:
    more = len(files) - SHOWN
    return spans(*phrases.links(files[:SHOWN]), f" and {more} more" if more > 0 else "")


def without_copy(document: Document, stored: StoredFile | None) -> str:
    """Say why there is no copy of a file, where there will be none; empty for any other."""
    state = stored.state if stored is not None else FetchState.GONE
    match state:
        case FetchState.TOO_LARGE:
            size = f" ({sizes.show(document.size)})" if document.size else ""
            return f"{document.filename} is too large for me to keep a copy{size}: the file stays where it was sent."
        case FetchState.GONE:
            return f"I could not fetch {document.filename}: there is no copy of it here."
        case FetchState.PENDING | FetchState.STORED:
            return ""


def what(document: Document, stored: StoredFile | None) -> str:
    """Say what a file is and how large: `PDF · 1.2 MB`."""
    mime = (stored.mime if stored is not None else None) or document.mime
    size = (stored.size if stored is not None else None) or document.size
    words = filetypes.words(mime)
    return f"{words} · {sizes.show(size)}" if size is not None else words


def warning(document: Document, stored: StoredFile | None) -> str:
    """Say so where a file is not what its name makes believe; empty for all others."""
    if stored is None or stored.mime is None:
        return ""
    if stored.mime in PROGRAMS:
        return f"⚠️ This is a {filetypes.words(stored.mime)}, whatever it is called. Open it only if you know it."
    pictured = document.mime.startswith("image/") and not stored.mime.startswith("image/")
    if pictured and stored.mime != UNKNOWN:
        return f"⚠️ This is no picture but: {filetypes.words(stored.mime)}."
    return "⚠️ This is not what it is called." if pictured else ""
