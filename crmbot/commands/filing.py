"""Putting records away and bringing them back."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, repeating
from crmbot.commands.phrases import act, show_action
from crmbot.core import lookup, permissions, records
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput, NotFound
from crmbot.language.codes import parse_code


class Delete(Form):
    """What to put away; `sure` is what the button says."""

    which: Annotated[RecordRef, Head(), Ref(), Field(description="Which record?")]
    sure: Annotated[bool, Hidden()] = False


@command("delete", aliases=["remove", "archive"], examples=["D-12"], changes=True, in_place=True)
def delete_record(ctx: Context, form: Delete) -> Card:
    """Put a record away, after asking; it can be brought back."""
    record = lookup.get(ctx, form.which.id)
    permissions.require(ctx, record, "delete")
    if not form.sure:
        yes = act("Delete", "delete", record, style="danger", sure="yes")
        line = Line(spans("What hangs on it stays. It can be brought back."))
        title = spans("Delete ", phrases.link(record), "?")
        return Card(title, (line,), (yes, show_action("Keep", record)), "🗑️", records.code(record), whisper=True)
    records.delete(ctx, record)
    words = spans("Brought back any time with ", code(f"restore #{record.id}"), ".")
    back = Action("Restore", Invocation("restore", {"number": records.code(record)}))
    actions = (phrases.undo_action(ctx), back)
    card = Card(spans("Deleted ", bold(record.title), "."), (Footer(words),), actions, icon="🗑️")
    return repeating.offered(ctx, record, card)


class Restore(Form):
    """The number of what was put away."""

    number: Annotated[str, Rest(), Field(max_length=20, description="Which number, as in C-61?")]


@command("restore", examples=["C-61", "#61"])
def restore_record(ctx: Context, form: Restore) -> Card:
    """Bring a deleted record back."""
    text = form.number.strip()
    found = parse_code(text if not text.isdecimal() else f"#{text}")
    if found is None:
        raise InvalidInput("number", form.number, "not the number of a record")
    record = records.restore(ctx, found.number)
    if found.kind not in (None, record.kind):
        raise NotFound(text)
    actions = (show_action("Show", record), phrases.undo_action(ctx))
    return Card(spans("Brought back: ", phrases.link(record)), actions=actions, icon="♻️", about=records.code(record))
