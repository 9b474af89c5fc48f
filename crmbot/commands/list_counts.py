"""A list counted by one of its fields, `deals by source`: how many stand where, and what they are worth."""

from collections.abc import Iterator

from crmbot.chat.card import Action, Card, Item, Items, Line, Spans, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.showing import icon_of
from crmbot.core import filters, lookup
from crmbot.core.context import Context
from crmbot.core.filters import Group, Wanted

PAGE = 20


def card(ctx: Context, wanted: Wanted, page: int, *, command: str, head: Spans) -> Card:
    """Draw how many of what is wanted stand where, most first; `command` lists the kind, `head` says which."""
    found = filters.counted(ctx, wanted, PAGE, (page - 1) * PAGE)
    lookup.remember_list(ctx, (), "")  # a number stands for no row of these
    body = Items(tuple(_item(group, wanted, command) for group in found.groups))
    title = (*head, *spans(f" · {found.records} by {wanted.per}"))
    pages = phrases.pager(command, {"filter": wanted.said}, page, -(-found.of // PAGE))
    ways = (*pages, *_others(wanted, command))
    nothing = Line(spans("Nothing here."))
    return Card(title, (body if found.groups else nothing,), ways, icon_of(wanted.kind), whisper=True)


def _item(group: Group, wanted: Wanted, command: str) -> Item:
    """Draw those of one value, with the way to their list."""
    worth = record_lines.joined(dict(group.sums))
    name = group.name or (f"No {wanted.per}" if group.said else "Not shown to you")
    line = spans(bold(name), f" {group.count}{f' · {worth}' if worth else ''}")
    asked = Invocation(command, {"filter": f'{wanted.among} {wanted.per}:"{group.said}"'.strip()})
    return Item(line, Action("List", asked) if group.said else None)


def _others(wanted: Wanted, command: str) -> Iterator[Action]:
    """Yield the ways to everybody's, and to the list itself."""
    if any(term.values == ("mine",) for term in wanted.usual):
        others = " ".join(str(term) for term in wanted.terms if term.values != ("mine",))
        yield Action("Everybody’s", Invocation(command, {"filter": f"everybody {others} per:{wanted.per}"}))
    yield Action("All in one list", Invocation(command, {"filter": wanted.among}))
