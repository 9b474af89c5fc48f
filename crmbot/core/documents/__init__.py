"""Documents: files kept with the record they are about, under the name and words people gave them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from sqlalchemy import select

from crmbot.core import history, lookup, outbox, permissions, records, tags
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput, Unavailable
from crmbot.core.permissions import visible
from crmbot.language import filetypes
from crmbot.language.filenames import clean
from crmbot.language.filetypes import FileKind
from crmbot.language.text import first_line
from crmbot.store import files
from crmbot.store.models.document import Document, FetchState, Media, StoredFile
from crmbot.store.models.people import User
from crmbot.store.models.record import Record
from crmbot.store.uow import FILES

LARGEST = 50_000_000
"""Bytes of the largest file that is kept: what is larger could not be sent back everywhere."""

TITLE_LENGTH = 120


@dataclass(frozen=True, slots=True)
class Attached:
    """A file as its platform handed it over: its reference there, and what is known of it.

    `too_large` tells that the platform will not give us its bytes.
    """

    ref: str
    name: str
    mime: str
    size: int | None
    medium: str
    seconds: int | None = None
    too_large: bool = False


@dataclass(frozen=True, slots=True)
class Filing:
    """Where files go: what they are about, what is said of them, the platform's key of their message."""

    about: Record | None = None
    description: str | None = None
    tags: Sequence[str] = ()
    source: str | None = None


def keep(ctx: Context, sent: Sequence[Attached], filing: Filing) -> list[Document]:
    """Keep files; their bytes are fetched once this is committed. Raises `NotAllowed`."""
    made = [_document(ctx, file, filing) for file in sent]
    for document, file in zip(made, sent, strict=True):
        records.store(ctx, document, _texts(document))
        ctx.session.add(_awaited(ctx, document, file))
        tags.apply(ctx, document, filing.tags)
    ctx.session.flush()
    outbox.waits_now(ctx.session)
    return made


def _document(ctx: Context, file: Attached, filing: Filing) -> Document:
    name = clean(file.name)
    return Document(
        title=first_line(_title(file, name), TITLE_LENGTH),
        filename=name,
        mime=file.mime,
        size=file.size,
        media=Media(file.medium),
        description=filing.description,
        platform_file_id=file.ref,
        source_message=filing.source,
        about_id=filing.about.id if filing.about is not None else None,
        owner_id=ctx.actor.id,
    )


def _title(file: Attached, name: str) -> str:
    if file.medium == Media.VOICE and file.seconds is not None:
        return f"Voice note {file.seconds // 60}:{file.seconds % 60:02d}"
    return name


def _awaited(ctx: Context, document: Document, file: Attached) -> StoredFile:
    large = file.too_large or (file.size or 0) > LARGEST
    return StoredFile(
        document_id=document.id,
        state=FetchState.TOO_LARGE if large else FetchState.PENDING,
        kind=_FIRST_GUESS.get(document.media) or filetypes.kind_of(file.mime),
        platform=ctx.origin.via,
        next_at=ctx.now,
    )


_FIRST_GUESS = {Media.PHOTO: FileKind.PICTURE, Media.VOICE: FileKind.SOUND, Media.AUDIO: FileKind.SOUND}


def _texts(document: Document) -> list[tuple[str, int]]:
    return [(document.title, 2), (document.filename, 2), (document.description or "", 1)]


@history.after_undo("document")
def find_by_its_words(ctx: Context, document: Record) -> None:
    """Make a document findable by the words it has again."""
    assert isinstance(document, Document)
    records.reindex(ctx, document, _texts(document))


def sent_in(ctx: Context, source: str) -> Document | None:
    """Return the first document that came in a message of the actor's; None when there is none."""
    return ctx.session.scalar(
        select(Document)
        .where(
            Document.source_message == source,
            Document.created_by_id == ctx.actor.id,
            visible(ctx, ["document"]),
        )
        .order_by(Document.id)
        .limit(1)
    )


def about(ctx: Context, document: Document) -> Record | None:
    """Return what a document is about, if the actor may see it."""
    if document.about_id is None:
        return None
    return next(iter(lookup.those(ctx, [document.about_id])), None)


def abouts(ctx: Context, documents: Sequence[Document]) -> Mapping[int, Record]:
    """Return what several documents are about, by its number, as far as the actor may see it."""
    ids = sorted({document.about_id for document in documents if document.about_id is not None})
    return {record.id: record for record in lookup.those(ctx, ids)} if ids else {}


def change(ctx: Context, document: Document, *, name: str | None = None, description: str | None = None) -> None:
    """Rename or describe a document; an empty description is none. Raises `NotAllowed`, `InvalidInput`."""
    permissions.require(ctx, document, "edit")
    values: dict[str, object] = {}
    if name is not None:
        if not name.strip():
            raise InvalidInput("name", name, "a document needs a name")
        values["filename"] = values["title"] = _renamed(document, name)
    if description is not None:
        values["description"] = description.strip() or None
    records.change(ctx, document, values)
    records.reindex(ctx, document, _texts(document))


def _renamed(document: Document, name: str) -> str:
    """Return a new name; it keeps the ending of the old one where it has none itself."""
    wanted = clean(name)
    _, dot, ending = document.filename.rpartition(".")
    return clean(f"{wanted}.{ending}") if dot and "." not in wanted else wanted


def relink(ctx: Context, document: Document, to: Record) -> None:
    """Put a document with another record. Raises `NotAllowed`, or `InvalidInput` for another document."""
    permissions.require(ctx, document, "edit")
    if to.kind == document.kind:
        raise InvalidInput("about", to.title, "a document cannot be about a document")
    records.change(ctx, document, {"about_id": to.id})


def state(ctx: Context, document: Document) -> StoredFile:
    """Return where the bytes of a document are."""
    return ctx.session.get_one(StoredFile, document.id)


def states(ctx: Context, documents: Sequence[Document]) -> Mapping[int, StoredFile]:
    """Return where the bytes of several documents are, by number."""
    ids = [document.id for document in documents]
    rows = ctx.session.scalars(select(StoredFile).where(StoredFile.document_id.in_(ids)))
    return {row.document_id: row for row in rows}


def senders(ctx: Context, documents: Sequence[Document]) -> Mapping[int, str]:
    """Return the names of who sent several documents, by the number of the document."""
    ids = {document.created_by_id for document in documents}
    names = {row.id: row.name for row in ctx.session.execute(select(User.id, User.name).where(User.id.in_(ids)))}
    return {document.id: names.get(document.created_by_id, "") for document in documents}


def content(ctx: Context, document: Document) -> Callable[[], bytes]:
    """Return what reads the bytes of a document, wherever and as often as it is called.

    It raises `StoreError`, an `OSError`. This raises `Unavailable` when the bytes are not with us.
    """
    stored = state(ctx, document)
    store = _store(ctx)
    if stored.sha256 is None or store is None:
        raise Unavailable(document.filename)
    return partial(files.content, store, stored.sha256)


def kept_bytes(ctx: Context, key: str) -> Callable[[], bytes] | None:
    """Return what reads the bytes under a key of ours; None where no store is at hand."""
    store = _store(ctx)
    return partial(files.content, store, key) if store is not None else None


def _store(ctx: Context) -> files.FileStore | None:
    store: files.FileStore | None = ctx.session.info.get(FILES)
    return store
