"""Albums: pictures that come as messages of their own go onto one note."""

from crmbot.chat.inbound import FileShared, Uploaded
from crmbot.chat.reply import Nothing, Reply
from crmbot.core import dialogs, history, notes
from crmbot.core.context import Context
from crmbot.handlers import forms, uploads


def key_of(address: str, uploaded: Uploaded) -> str | None:
    """Return the key that the messages of one album share; None for a file on its own."""
    return f"{address}/album-{uploaded.group}" if uploaded.group else None


def join(ctx: Context, uploaded: Uploaded) -> Reply | None:
    """Add a picture to the note, or to the open question, that the first of its album began; None for that first."""
    files = [item for item in uploaded.attachments if isinstance(item, FileShared)]
    if not uploaded.group or not files:
        return None
    note = notes.written_in(ctx, ctx.origin.message) if ctx.origin.message else None
    if note is not None:
        history.name(ctx, "note")
        notes.attach(ctx, note, uploads.attached(files))
        return Nothing()
    return Nothing() if _joined_question(ctx, uploaded.group, files) else None


def _joined_question(ctx: Context, group: str, files: list[FileShared]) -> bool:
    opened = dialogs.open_here(ctx)
    state = forms.kept(opened.state) if opened is not None else None
    if opened is None or state is None or state.values.get(uploads.ALBUM) != group:
        return False
    values = {**state.values, "files": uploads.more_files(state.values["files"], files)}
    dialogs.save(ctx, opened.command, {**opened.state, "values": values}, opened.asking, opened.key)
    return True
