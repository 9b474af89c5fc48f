"""Lists of records: one way to filter, page, number and save them, whatever their kind."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Any, TypeVar

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.form import Aside, Filter, Form, Hidden
from crmbot.chat.invocation import Invocation, write_token
from crmbot.commands import list_counts, list_names, list_words, phrases, record_lines
from crmbot.commands.fields import own_fields
from crmbot.commands.importing import exporting
from crmbot.commands.showing import icon_of
from crmbot.core import choosing, filters, lookup, views
from crmbot.core.context import Context
from crmbot.core.filters import MOST_APART, MOST_COUNTED, Wanted
from crmbot.language.text import first_line
from crmbot.store.models.record import Record

PAGE = 10

RecordT = TypeVar("RecordT", bound=Record)
Rows = Sequence[Spans | Item]
_Page = tuple[int, Sequence[str]]
"""The number of a page, and how the list is gone on with."""
_DRAWERS: dict[str, Callable[[Context, Sequence[Any]], Rows]] = {}


class ListForm(Form):
    """Which records to list."""

    filter: Annotated[str, Filter(), Aside(), Field(max_length=500, description="Which ones?")] = ""
    page: Annotated[int, Hidden()] = 1


def _nothing_more(_ctx: Context, _wanted: Wanted) -> Sequence[Footer]:
    return ()


@dataclass(frozen=True, slots=True)
class Parts:
    """How a list is parted: `groups` puts a page under headings, in their order.

    `said` are the words that ask for it, which go along to other pages; `order` makes rows of one heading follow each
    other over all pages; `foot` is small print under the list.
    """

    groups: Callable[[Context, Wanted, Sequence[Any]], Sequence[tuple[str, Sequence[Any]]]]
    said: str = ""
    order: Callable[[Wanted], Wanted] = lambda wanted: wanted
    foot: Callable[[Context, Wanted], Sequence[Footer]] = _nothing_more


def rows(
    kind: str,
) -> Callable[[Callable[[Context, Sequence[RecordT]], Rows]], Callable[[Context, Sequence[RecordT]], Rows]]:
    """Declare the decorated function as the one that draws a page of a kind, each record as a line or as a row."""

    def declare(
        function: Callable[[Context, Sequence[RecordT]], Rows],
    ) -> Callable[[Context, Sequence[RecordT]], Rows]:
        _DRAWERS[kind] = function
        return function

    return declare


def listing(  # noqa: PLR0913  # the last ones are for single kinds
    ctx: Context,
    kind: str,
    text: str,
    page: int,
    *,
    command: str,
    title: str,
    make: str = "",
    empty: str = "Nothing here.",
    actions: Sequence[Action] = (),
    parts: Parts | None = None,
) -> Card:
    """Draw the records a filter asks for, and save the filter where it says so.

    `command` lists the kind and has the fields of `ListForm`, `title` is what its records are
    called (`deals`), `make` a line that makes one, `empty` what is said when there are none. `parts` puts headings
    above its rows.
    """
    line, as_file = exporting.split(text)
    if as_file is not None:
        return exporting.file_card(ctx, kind, line, as_file)
    ask = list_names.asked(ctx, kind, text)
    wanted = filters.to_list(ctx, kind, ask.text)
    parts = None if wanted.is_put_away else parts
    make = "" if wanted.is_put_away or not ctx.actor.can(f"{kind}.create") else make
    wanted = parts.order(wanted) if parts is not None else wanted
    saved = views.save(ctx, ask.save, wanted) if ask.save is not None else None
    head = (
        *spans(bold(list_words.head(wanted.terms, title, ask.view))),
        *spans(list_words.behind(wanted.terms, ask.view, list_names.shown(ctx, wanted.terms))),
    )
    if wanted.per and saved is None:
        return list_counts.card(ctx, wanted, page, command=command, head=head)
    found, total = filters.page(ctx, wanted, PAGE, (page - 1) * PAGE)
    head = (*head, *spans(f" · {shown(total)}"))
    foot = [*_apart(ctx, wanted), *(_keeping(wanted, ask, command) if found or saved else ())]
    foot += parts.foot(ctx, wanted) if parts is not None else ()
    lead = spans(f"Saved “{first_line(saved.name, list_words.NAME)}”: ") if saved is not None else ()
    undo = (phrases.undo_action(ctx),) if saved is not None else ()
    said = f"{wanted.said} {parts.said}".strip() if parts is not None else wanted.said
    pages = -(-total // PAGE)
    turns = phrases.pager(command, {"filter": said}, page, pages)
    again = choosing.of_list(write_token(Invocation(command, {"filter": said, "page": str(page)})), pages)
    if not found:
        lookup.remember_list(ctx, (), again)
    body = tuple(_body(ctx, wanted, found, (page, again), parts)) if found else _nothing(wanted, empty, make)
    more = (*turns, *_wider(wanted, command, found), *actions, *undo)
    return Card((*lead, *head), (*body, *foot), more, icon_of(kind), whisper=True)


def shown(total: int) -> str:
    """Return how many there are; what is not counted to its end has a plus."""
    return f"{MOST_COUNTED}+" if total > MOST_COUNTED else str(total)


def _body(ctx: Context, wanted: Wanted, found: Sequence[Record], page: _Page, parts: Parts | None) -> Iterator[Block]:
    """Yield the rows of a page, under their headings where it is parted; the numbers go on through all of them."""
    groups = parts.groups(ctx, wanted, found) if parts is not None else (("", found),)
    drawn = _drawn(ctx, wanted, [record for _, those in groups for record in those], page)
    left, first = iter(drawn.items), drawn.first or 1
    for heading, those in groups:
        if heading:
            yield Line(spans(bold(heading)))
        yield Items(tuple(islice(left, len(those))), first=first)
        first += len(those)


def row_of(row: Spans | Item, record: Record) -> Item:
    """Return a row of a list, with the button that opens its record where it has none of its own."""
    return row if isinstance(row, Item) else Item(row, phrases.show_action("Open", record))


def _drawn(ctx: Context, wanted: Wanted, found: Sequence[Record], page: _Page) -> Items:
    drawn = _put_away(ctx, found) if wanted.is_put_away else _DRAWERS.get(wanted.kind, _plain)(ctx, found)
    items = list(map(row_of, drawn, found))
    items = own_fields.beside(ctx, [term.key for term in wanted.terms], found, items)
    numbers = [record.id for record in found]
    number, again = page
    return record_lines.numbered(ctx, list(zip(numbers, items, strict=True)), (number - 1) * PAGE, again)


def _plain(ctx: Context, found: Sequence[Record]) -> Rows:
    del ctx
    return [spans(phrases.link(record), f" · {record.hint}" if record.hint else "") for record in found]


def _put_away(ctx: Context, found: Sequence[Record]) -> Rows:
    """Draw what was deleted, each with the button that brings it back."""
    return [
        Item(
            spans(phrases.link(record), f" · {record.hint}" if record.hint else "", _since(ctx, record)),
            phrases.restore_action(record),
        )
        for record in found
    ]


def _since(ctx: Context, record: Record) -> str:
    return f" · deleted {phrases.ago(ctx, record.deleted_at)}" if record.deleted_at is not None else ""


_ALL_OF_THEM = (("open",), ("mine",))


def _nothing(wanted: Wanted, empty: str, make: str) -> tuple[Block, ...]:
    """Say that there is nothing; a new one is offered where nothing was asked of them, for it would not be found."""
    asked = [term for term in wanted.terms if term not in wanted.usual and term.values not in _ALL_OF_THEM]
    hint = (code(make), " makes one.") if make and not asked else ()
    line = Line(spans(f"{empty} " if hint else empty, *hint))
    if not any(term.key == "country" for term in asked):
        return (line,)
    return (
        line,
        Footer(spans("Only those with a country on their card are found: ", code("set Acme country Germany"))),
    )


def _wider(wanted: Wanted, command: str, found: Sequence[Record]) -> list[Action]:
    """Where the list is only of one's own because nothing else was said, offer everybody's."""
    mine = any(term.values == ("mine",) for term in wanted.usual)
    said = " ".join(str(term) for term in wanted.terms if term.values != ("mine",))
    if not mine or (found and len(wanted.terms) == len(wanted.usual)):
        return []
    return [Action("Everybody’s", Invocation(command, {"filter": f"everybody {said}".strip()}))]


def _apart(ctx: Context, wanted: Wanted) -> list[Footer]:
    """Tell how many were left out because their currency is another one."""
    count = filters.left_out(ctx, wanted)
    if not count:
        return []
    many = "1 more is" if count == 1 else f"{min(count, MOST_APART)}{'+' if count > MOST_APART else ''} more are"
    return [Footer(spans(f"{many} in other currencies, which are not compared."))]


def _keeping(wanted: Wanted, ask: views.Asked, command: str) -> list[Footer]:
    """Say how to come back to a list that was put together by hand."""
    if ask.save is not None:
        return [Footer(spans(code(f'{command} "{ask.save.name}"'), " shows it again, ", code("views"), " lists all."))]
    if ask.view or not [term for term in wanted.terms if term not in wanted.usual and term.key not in ("text", "on")]:
        return []
    return [Footer(spans("Add ", code('save:"a name"'), " to keep this list."))]
