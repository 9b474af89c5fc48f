"""Documents: files that were sent, where they belong, sent back when they are asked for."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field, TypeAdapter

from crmbot.chat.card import (
    Action,
    Attachment,
    Block,
    Card,
    Fields,
    Item,
    Line,
    Menu,
    Quote,
    Spans,
    Text,
    code,
    spans,
)
from crmbot.chat.command import Noun, command
from crmbot.chat.form import Aside, Behind, Form, Head, Hidden, Key, Long, RecordRef, Ref, Rest, Tags
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.documents import lines as document_lines
from crmbot.commands.listing import ListForm, listing, rows
from crmbot.commands.parties import pictures
from crmbot.commands.phrases import form_action
from crmbot.commands.record_lines import given
from crmbot.commands.showing import shows
from crmbot.commands.telling import Fact, tells
from crmbot.core import documents, lookup, records
from crmbot.core.context import Context
from crmbot.core.documents import Attached, Filing
from crmbot.core.documents.fetching import UNKEPT
from crmbot.language.codes import SUBJECT
from crmbot.language.text import first_line
from crmbot.store.models.document import Document, FetchState, StoredFile
from crmbot.store.models.record import Record

_FILES = TypeAdapter(list[Attached])
_DESCRIBED = 300
ICON = "📎"


class NewDocument(Form):
    """Where a file that was sent belongs."""

    about: Annotated[RecordRef, Head(":"), Key("on"), Ref(SUBJECT), Field(description="Where does it belong?")]
    text: Annotated[str | None, Rest(), Aside(), Field(max_length=2000, description="What is it?")] = None
    tag: Annotated[tuple[str, ...], Tags(), Aside(), Key("tags"), Field(description="Tags")] = ()
    files: Annotated[str | None, Hidden()] = None


@command(
    "document new",
    permission="document.create",
    aliases=["doc new"],
    examples=["on:Acme #signed"],
    visible=False,
)
def add_document(ctx: Context, form: NewDocument) -> Card:
    """Keep a file with a company, contact, deal or anything else."""
    about = lookup.get(ctx, form.about.id)
    if form.files is None:
        words = spans("Send me the file itself, with ", code(f"on:{form.about.code}"), " as its words.")
        return Card(words, icon=ICON, whisper=True)
    filing = Filing(about, form.text, form.tag, ctx.origin.message)
    made = documents.keep(ctx, _FILES.validate_json(form.files), filing)
    records.remember(ctx, about, made[0])
    return _kept(ctx, made, about)


def _kept(ctx: Context, made: Sequence[Document], about: Record) -> Card:
    """Draw files that have just come: where they are now, and how to mend it."""
    first = made[0]
    more = f" and {len(made) - 1} more" if len(made) > 1 else ""
    title = spans("Kept ", phrases.link(first), f"{more} with ", phrases.link(about))
    lines = [Line(spans(words)) for words in _troubles(ctx, made)]
    said = record_lines.tag_words(ctx, first)
    blocks: tuple[Block, ...] = (*lines, *((Line(spans(said)),) if said else ()))
    mending = (
        form_action("Describe…", "document set", first),
        form_action("Wrong place", "document move", first),
        *(pictures.offer(ctx, first) if len(made) == 1 else ()),
        phrases.undo_action(ctx),
    )
    return Card(title, blocks, mending, icon=ICON, about=records.code(first))


def _troubles(ctx: Context, made: Sequence[Document]) -> list[str]:
    states = documents.states(ctx, made)
    words = (document_lines.without_copy(document, states.get(document.id)) for document in made)
    return [word for word in words if word]


class Which(Form):
    """A document."""

    which: Annotated[RecordRef, Head(), Ref("document"), Field(description="Which document?")]


@command("doc", permission="document.see", aliases=["document", "file"], examples=["F-3", "offer.pdf"])
def send_document(ctx: Context, form: Which) -> Card:
    """Show a document and send its file."""
    document = record_lines.named(ctx, form.which, Document)
    card = document_card(ctx, document)
    stored = documents.state(ctx, document)
    if stored.state is not FetchState.STORED:
        return card
    actions = tuple(action for action in card.actions if isinstance(action, Menu) or action.label != _GET)
    mime = stored.mime or document.mime
    file = Attachment(document.filename, mime, documents.content(ctx, document), document.description or "")
    return replace(card, actions=actions, files=(file,))


class EditDocument(Form):
    """A document, and what is to be different about it, where it belongs as well."""

    which: Annotated[RecordRef, Head(), Ref("document"), Field(description="Which document?")]
    name: Annotated[str | None, Key("title"), Field(max_length=120, description="What is it called?")] = None
    description: Annotated[
        str | None, Rest(), Key("text"), Long(), Field(max_length=2000, description="What is it?")
    ] = None
    about: Annotated[RecordRef | None, Key("on"), Ref(SUBJECT), Aside(), Field(description="Where does it belong?")] = (
        None
    )


def _now(ctx: Context, ref: RecordRef) -> Mapping[str, str]:
    """Return what a document is called and said to be, for its form."""
    document = record_lines.named(ctx, ref, Document)
    return {"name": document.filename, "description": document.description or ""}


@command(
    "document set",
    permission="document.edit",
    aliases=["doc set", "describe document"],
    examples=["F-3 name:offer-2.pdf", "F-3 the signed copy"],
    changes=True,
    in_place=True,
    present=_now,
)
def edit_document(ctx: Context, form: EditDocument) -> Card:
    """Rename or describe a document, or put it with another record."""
    document = record_lines.named(ctx, form.which, Document)
    if form.about is not None:
        documents.relink(ctx, document, lookup.get(ctx, form.about.id))
    documents.change(ctx, document, name=given(form, "name"), description=given(form, "description"))
    return record_lines.changed(ctx, document_card(ctx, document), "Changed")


class RenameDocument(Form):
    """A document and what it is called from now on."""

    which: Annotated[RecordRef, Head(), Ref("document"), Field(description="Which document?")]
    name: Annotated[str, Rest(), Field(max_length=120, description="What is it called?")]


@command(
    "document rename",
    permission="document.edit",
    aliases=["doc rename", "rename document"],
    examples=["F-3 Signed order"],
    in_place=True,
)
def rename_document(ctx: Context, form: RenameDocument) -> Card:
    """Call a document something else."""
    document = record_lines.named(ctx, form.which, Document)
    documents.change(ctx, document, name=form.name)
    return record_lines.changed(ctx, document_card(ctx, document), "Changed")


class MoveDocument(Form):
    """A document and where it really belongs."""

    which: Annotated[RecordRef, Head(), Ref("document"), Field(description="Which document?")]
    about: Annotated[
        RecordRef,
        Key("on"),
        Behind("to", "with", "under"),
        Rest(),
        Ref(SUBJECT),
        Field(description="Where does it belong?"),
    ]


@command(
    "document move",
    permission="document.edit",
    aliases=["doc move", "doc link", "move document", "link document", "attach document", "put document"],
    examples=["F-3 on:D-12", "F-3 to Acme"],
    in_place=True,
)
def move_document(ctx: Context, form: MoveDocument) -> Card:
    """Put a document with another record."""
    document = record_lines.named(ctx, form.which, Document)
    documents.relink(ctx, document, lookup.get(ctx, form.about.id))
    return record_lines.changed(ctx, document_card(ctx, document), "Moved")


class ListDocuments(ListForm):
    """Which documents to list: those of a record, or those a filter asks for."""

    about: Annotated[RecordRef | None, Head(), Ref(SUBJECT), Aside(), Field(description="Documents of what?")] = None


@command(
    "docs",
    permission="document.see",
    aliases=["documents", "files"],
    examples=["Acme", "D-12 type:pdf", 'by:ben sent:"this week"'],
    in_place=True,
)
def list_documents(ctx: Context, form: ListDocuments) -> Card:
    """List the files of a record and of all that belongs to it, or those a filter asks for, newest first."""
    if form.about is None:
        return listing(ctx, "document", form.filter, form.page, command="docs", title="documents")
    record = lookup.get(ctx, form.about.id)
    wanted = f"on:{records.code(record)} {form.filter}".strip()
    card = listing(ctx, "document", wanted, form.page, command="docs", title="documents")
    return card if form.filter else replace(card, title=spans("Documents of ", phrases.link(record)))


@rows("document")
def document_rows(ctx: Context, page: Sequence[Document]) -> Sequence[Item]:
    """Draw documents as rows: what each is, when it came and from whom, where it belongs; a button sends it."""
    states, senders = documents.states(ctx, page), documents.senders(ctx, page)
    abouts = documents.abouts(ctx, page)

    def words(document: Document) -> Spans:
        parts = [
            document_lines.what(document, states.get(document.id)),
            phrases.ago(ctx, document.created_at),
            senders[document.id],
        ]
        about = abouts.get(document.about_id or 0)
        where = (" · ", Text(about.title)) if about is not None else ()
        return spans(phrases.link(document), *(f" · {part}" for part in parts if part), *where)

    return [Item(words(document), _get(document)) for document in page]


_GET = "Get it"


def _get(document: Document) -> Action:
    return Action(_GET, Invocation("doc", {"which": records.code(document)}))


DOCUMENT = Noun("document card", "document", new="document new", change="document set", list="docs")


@shows("document", icon=ICON)
def document_card(ctx: Context, document: Document) -> Card:
    """Draw a document: what it is, where it belongs, who sent it; a button sends the file."""
    stored, about = documents.state(ctx, document), documents.about(ctx, document)
    sender = documents.senders(ctx, [document])[document.id] or "nobody we know"
    pairs: list[tuple[str, Spans]] = [("What", spans(document_lines.what(document, stored)))]
    pairs.append(("With", spans(phrases.link(about)) if about is not None else spans("nothing you can see")))
    pairs.append(("Sent", spans(f"{sender} · ", phrases.moment(ctx, document.created_at))))
    if document.filename != document.title:
        pairs.append(("File", spans(document.filename)))
    if said := record_lines.tag_words(ctx, document):
        pairs.append(("Tags", spans(said)))
    blocks: list[Block] = [Fields(tuple(pairs))]
    if document.description:
        blocks.append(Quote(first_line(document.description, _DESCRIBED)))
    blocks += [Line(spans(words)) for words in _of_copy(document, stored) if words]
    get = (_get(document),) if stored.state is FetchState.STORED else ()
    actions = (*get, *pictures.offer(ctx, document), _more(document))
    return Card(phrases.heading(document), tuple(blocks), actions, ICON, records.code(document))


def _of_copy(document: Document, stored: StoredFile) -> tuple[str, ...]:
    """Say what there is to know of the bytes."""
    coming = "Its copy is on the way to me." if stored.state is FetchState.PENDING else ""
    return document_lines.warning(document, stored), document_lines.without_copy(document, stored), coming


def _more(document: Document) -> Menu:
    which = {"which": records.code(document)}
    return Menu(
        "More",
        (
            form_action("Rename or describe", "document set", document),
            form_action("Move", "document move", document),
            Action("History", Invocation("log", which)),
            Action("Delete…", Invocation("delete", which)),
        ),
    )


@tells(UNKEPT)
def unkept_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell whoever sent a file that there will be no copy of it."""
    document = fact.record
    if not isinstance(document, Document):
        return None
    words = document_lines.without_copy(document, documents.state(ctx, document))
    title = spans("No copy of ", phrases.link(document))
    return Card(title, (Line(spans(words)),), icon="⚠️", about=records.code(document)) if words else None
