"""Albums: pictures that come as messages of their own go where the first of them went."""

from crmbot.chat.inbound import FileShared, Uploaded
from crmbot.chat.reply import Nothing, Reply
from crmbot.core import dialogs, documents, history, notes, tags
from crmbot.core.context import Context
from crmbot.core.documents import Filing
from crmbot.handlers.dialogs import forms
from crmbot.handlers.turns import uploads


def key_of(address: str, uploaded: Uploaded) -> str | None:
    """Return the key that the messages of one album share; None for a file on its own."""
    return f"{address}/album-{uploaded.group}" if uploaded.group else None


def join(ctx: Context, uploaded: Uploaded) -> Reply | None:
    """Add a picture to what the first of its album began: a note, a document, a question; None for that first."""
    files = [item for item in uploaded.attachments if isinstance(item, FileShared)]
    if not uploaded.group or not files:
        return None
    if ctx.origin.message is not None and _joined_kept(ctx, ctx.origin.message, files):
        return Nothing()
    return Nothing() if _joined_question(ctx, uploaded.group, files) else None


def _joined_kept(ctx: Context, message: str, files: list[FileShared]) -> bool:
    note = notes.written_in(ctx, message)
    if note is not None:
        history.name(ctx, "note")
        notes.attach(ctx, note, uploads.attached(files))
        return True
    first = documents.sent_in(ctx, message)
    if first is None:
        return False
    history.name(ctx, "document new")
    about = documents.about(ctx, first)
    documents.keep(ctx, uploads.attached(files), Filing(about, tags=tags.of(ctx, first), source=message))
    return True


def _joined_question(ctx: Context, group: str, files: list[FileShared]) -> bool:
    opened = dialogs.open_here(ctx)
    state = forms.kept(opened.state) if opened is not None else None
    if opened is None or state is None or state.values.get(uploads.ALBUM) != group:
        return False
    values = {**state.values, "files": uploads.more_files(state.values["files"], files)}
    dialogs.save(ctx, opened.command, {**opened.state, "values": values}, opened.asking, opened.key)
    return True
