"""Who may see and change a record, and why: `who D-12`."""

from crmbot.chat.card import Action, Card, Footer, Item, Items, Spans, bold, spans
from crmbot.chat.command import command
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.shared_fields import WhichRecord
from crmbot.core import lookup, records
from crmbot.core.context import Context
from crmbot.core.rights import access
from crmbot.core.rights.access import Access

_SHOWN = 20


@command("who", permission=access.LOOK, examples=["D-12", "acme"], in_place=True)
def who(ctx: Context, form: WhichRecord) -> Card:
    """Show who may see a record, who may change it, and why."""
    record = lookup.get(ctx, form.which.id)
    readers = access.of(ctx, record)
    rows = tuple(Item(_row(each), _rights_of(ctx, each)) for each in readers.may[:_SHOWN])
    more = len(readers.may) - len(rows)
    kept_out = ", ".join(user.name for user in readers.may_not[:_SHOWN])
    feet = (f"and {more} more" if more else "", f"Not: {kept_out}" if kept_out else "Nobody is kept out.")
    foot = Footer(spans(" · ".join(part for part in feet if part)))
    title = spans("Who may see ", phrases.link(record), f" · {len(readers.may)}")
    back = (phrases.show_action("Open", record),)
    return Card(title, (Items(rows), foot), back, "🛂", records.code(record), whisper=True)


def _row(each: Access) -> Spans:
    return spans(bold(each.user.name), " sees and changes it" if each.changes else " sees it", f" · {each.why}")


def _rights_of(ctx: Context, each: Access) -> Action | None:
    if each.user.id == ctx.actor.id:
        return None
    return Action("Rights", Invocation("rights", {"who": each.user.email}))
