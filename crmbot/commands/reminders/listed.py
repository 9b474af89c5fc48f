"""The reminders that are to come: one's own or those of a record, each to be taken away by a tap."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Item, Items, Line, Mention, Spans, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.core import channels, lookup, records, reminders
from crmbot.core.context import Context
from crmbot.core.errors import InvalidInput, NotFound
from crmbot.language import offsets
from crmbot.store.models.activity import Activity
from crmbot.store.models.reminder import Reminder

PAGE = 10


class Reminders(Form):
    """Whose reminders: one's own, or those of a task or event."""

    which: Annotated[
        RecordRef | None, Head(), Ref("task", "event"), Field(description="Of which task or event? Empty for all yours")
    ] = None
    page: Annotated[int, Hidden()] = 1


@command("reminders", permission="task.see", examples=["", "T-9"], in_place=True)
def list_reminders(ctx: Context, form: Reminders) -> Card:
    """List the reminders that are to come, yours or those of a task or event."""
    if form.which is not None:
        return _of(ctx, form.which)
    page = max(form.page, 1)
    found, total = reminders.upcoming(ctx, PAGE, (page - 1) * PAGE)
    rows = tuple(
        Item((*_what(ctx, each.reminder), *spans(" · ", phrases.link(each.subject))), _off(each.reminder))
        for each in found
    )
    turns = phrases.pager("reminders", {}, page, -(-total // PAGE))
    blocks = (Items(rows, first=(page - 1) * PAGE + 1),) if rows else (_none(),)
    title = spans(bold("Your reminders"), f" · {total}")
    return Card(title, blocks, (*turns, Action("When and how…", Invocation("set", form=True))), "⏰", whisper=True)


def _none() -> Line:
    return Line(spans("None are to come. Try: ", "remind me tomorrow 9am to call Anna"))


def _of(ctx: Context, which: RecordRef) -> Card:
    """Return the reminders of one record, everybody's who may see it."""
    subject = record_lines.named(ctx, which, Activity)
    found = reminders.of_subject(ctx, subject)
    names = reminders.names_in(ctx, found)
    rows = tuple(Item((*_what(ctx, row), *_whom(ctx, row, names)), _off(row)) for row in found[:PAGE])
    blocks = (Items(rows, first=1),) if rows else (Line(spans("None are to come.")),)
    add = phrases.form_action("Remind me…", "remind", subject)
    title = spans(bold("Reminders"), " of ", phrases.link(subject))
    return Card(title, blocks, (add, phrases.show_action("Open", subject)), "⏰", records.code(subject), whisper=True)


def _what(ctx: Context, row: Reminder) -> Spans:
    return spans(phrases.moment(ctx, row.due_at), f" · {_kind(row)}")


def _kind(row: Reminder) -> str:
    """Say which reminder it is: `1 hour before`, `put off`, `every 15 minutes until it is done`."""
    match row.kind:
        case reminders.SNOOZE:
            return "put off"
        case reminders.NAG:
            return f"every {offsets.show_length(abs(row.minutes))} until it is done"
        case reminders.ESCALATE:
            return "if nobody has acted"
        case kind if kind.startswith("at:"):
            return "as asked for"
        case _:
            return offsets.show_offset(row.minutes)


def _whom(ctx: Context, row: Reminder, names: Mapping[int, str]) -> Spans:
    if row.user_id is None:
        channel = channels.at(ctx.session, row.address or "")
        return spans(f" · for {channel.name if channel is not None and channel.name else 'the channel'}")
    return spans(" · for ", Mention(row.user_id, names.get(row.user_id, "")))


def _off(row: Reminder) -> Action:
    return Action("Remove", Invocation("remove reminder", {"key": str(row.id)}))


class Removed(Form):
    """A reminder to be taken away: by its row in `reminders`."""

    row: Annotated[int | None, Rest(), Field(description="Which row of your reminders?")] = None
    key: Annotated[int | None, Hidden()] = None


@command("remove reminder", permission="task.see", aliases=["unremind"], examples=["2"], in_place=True)
def remove_reminder(ctx: Context, form: Removed) -> Card:
    """Take one of the reminders that are to come away."""
    row = _chosen(ctx, form)
    told = _what(ctx, row)
    subject = reminders.remove(ctx, row)
    title = spans(bold("Removed"), ": ", *told, " · ", phrases.link(subject))
    return Card(title, (), (phrases.undo_action(ctx), Action("Reminders", Invocation("reminders"))), "🔕", whisper=True)


def _chosen(ctx: Context, form: Removed) -> Reminder:
    if form.key is not None:
        return _by_key(ctx, form.key)
    if form.row is None or form.row < 1:
        raise InvalidInput("row", str(form.row or ""), "say which row of reminders: remove reminder 2")
    found, _ = reminders.upcoming(ctx, 1, form.row - 1)
    if not found:
        raise NotFound(f"reminder {form.row}")
    return found[0].reminder


def _by_key(ctx: Context, key: int) -> Reminder:
    """Return the reminder of a button. Raises `NotFound` when it has left, or its record is not to be seen."""
    row = ctx.session.get(Reminder, key)
    if row is None:
        raise NotFound("reminder")
    lookup.get(ctx, row.record_id)
    return row
