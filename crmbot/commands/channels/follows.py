"""Records one follows: told in person what others do with them."""

from crmbot.chat.card import Card, Footer, Item, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.commands import phrases, record_lines
from crmbot.commands.shared_fields import Nothing, WhichRecord
from crmbot.core import lookup, records
from crmbot.core.context import Context
from crmbot.core.subscriptions import follows

_ICON = "👀"
_SHOWN = 20


@command("follow", aliases=["watch"], examples=["D-12", "Acme"])
def follow(ctx: Context, form: WhichRecord) -> Card:
    """Follow a record: you are told in person what others do with it."""
    record = lookup.get(ctx, form.which.id)
    follows.begin(ctx, record)
    title = spans("You follow ", phrases.link(record), " now: I tell you what others do with it.")
    actions = (phrases.show_action("Open", record), phrases.undo_action(ctx))
    foot = Footer(spans(code(f"unfollow {records.code(record)}"), " ends that."))
    return Card(title, (foot,), actions, _ICON, records.code(record), whisper=True)


@command("unfollow", aliases=["unwatch"], examples=["D-12"], in_place=True)
def unfollow(ctx: Context, form: WhichRecord) -> Card:
    """Follow a record no more."""
    record = lookup.get(ctx, form.which.id)
    follows.end(ctx, record)
    title = spans("You follow ", phrases.link(record), " no more.")
    return Card(title, actions=(phrases.undo_action(ctx),), icon=_ICON, about=records.code(record), whisper=True)


@command("following", aliases=["follows"], examples=[""], in_place=True)
def list_followed(ctx: Context, form: Nothing) -> Card:
    """List the records you follow."""
    del form
    found = follows.listed(ctx)
    title = spans(bold("You follow"), f" · {len(found)}")
    if not found:
        return Card(title, (Line(spans("Nothing yet. ", code("follow D-12"), " begins.")),), icon=_ICON, whisper=True)
    rows = [(record.id, Item(spans(phrases.link(record)), phrases.show_action("Open", record))) for record in found]
    more = (Footer(spans(f"… and {len(found) - _SHOWN} more")),) if len(found) > _SHOWN else ()
    return Card(title, (record_lines.numbered(ctx, rows[:_SHOWN], 0), *more), icon=_ICON, whisper=True)
