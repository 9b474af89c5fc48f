"""Lists of records: one way to filter, page, number and save them, whatever their kind."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from pydantic import Field

from crmbot.chat.card import Action, Block, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.form import Aside, Filter, Form, Hidden
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.fields import own_fields
from crmbot.commands.importing import exporting
from crmbot.commands.showing import icon_of
from crmbot.core import filters, views
from crmbot.core.context import Context
from crmbot.core.filters import MOST_APART, MOST_COUNTED, Op, Term, Wanted
from crmbot.language.text import first_line
from crmbot.store.models.record import Record

PAGE = 10

RecordT = TypeVar("RecordT", bound=Record)
Rows = Sequence[Spans | Item]
_DRAWERS: dict[str, Callable[[Context, Sequence[Any]], Rows]] = {}

_NAME = 60
_TERM = 40
_WHOSE = {"mine": "Your", "team": "Your team’s", "unassigned": "Unassigned"}
_SIGNS = {Op.IS: ": ", Op.NOT: ": not ", Op.LESS: " < ", Op.MORE: " > ", Op.AT_MOST: " ≤ ", Op.AT_LEAST: " ≥ "}


class ListForm(Form):
    """Which records to list."""

    filter: Annotated[str, Filter(), Aside(), Field(max_length=500, description="Which ones?")] = ""
    page: Annotated[int, Hidden()] = 1


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
) -> Card:
    """Draw the records a filter asks for, and save the filter where it says so.

    `command` lists the kind and has the fields of `ListForm`, `title` is what its records are
    called (`deals`), `make` a line that makes one, `empty` what is said when there are none.
    """
    line, as_file = exporting.split(text)
    if as_file is not None:
        return exporting.file_card(ctx, kind, line, as_file)
    ask = views.asked(ctx, kind, text)
    wanted = filters.wanted(ctx, kind, ask.text)
    saved = views.save(ctx, ask.save, wanted) if ask.save is not None else None
    found, total = filters.page(ctx, wanted, PAGE, (page - 1) * PAGE)
    head = (*spans(bold(_head(wanted, title, ask.view))), *spans(_behind(wanted, ask.view), f" · {shown(total)}"))
    foot = [*_apart(ctx, wanted), *(_keeping(wanted, ask, command) if found or saved else ())]
    lead = spans(f"Saved “{first_line(saved.name, _NAME)}”: ") if saved is not None else ()
    undo = (phrases.undo_action(ctx),) if saved is not None else ()
    turns = phrases.pager(command, {"filter": wanted.said}, page, -(-total // PAGE))
    body: Block = _drawn(ctx, wanted, found, page) if found else _nothing(empty, make)
    more = (*turns, *_wider(wanted, command, found), *actions, *undo)
    return Card((*lead, *head), (body, *foot), more, icon_of(kind), whisper=True)


def plural(noun: str) -> str:
    """Return a kind of record, or another noun, in the plural: also the command that lists it."""
    return f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"


def shown(total: int) -> str:
    """Return how many there are; what is not counted to its end has a plus."""
    return f"{MOST_COUNTED}+" if total > MOST_COUNTED else str(total)


def _drawn(ctx: Context, wanted: Wanted, found: Sequence[Record], page: int) -> Items:
    drawn = _DRAWERS.get(wanted.kind, _plain)(ctx, found)
    items = [
        row if isinstance(row, Item) else Item(row, phrases.show_action("Open", record))
        for row, record in zip(drawn, found, strict=True)
    ]
    items = own_fields.beside(ctx, [term.key for term in wanted.terms], found, items)
    numbers = [record.id for record in found]
    return record_lines.numbered(ctx, list(zip(numbers, items, strict=True)), (page - 1) * PAGE)


def _plain(ctx: Context, found: Sequence[Record]) -> Rows:
    del ctx
    return [spans(phrases.link(record), f" · {record.hint}" if record.hint else "") for record in found]


def _head(wanted: Wanted, title: str, view: str) -> str:
    """Return whose records they are and in which state: `Your open deals`; the name of a saved view instead."""
    if view:
        return first_line(view, _NAME)
    whose = next((label for term in wanted.terms if (label := _whose(term))), "")
    states = [word for term in wanted.terms if (word := _state(term))]
    words = " ".join([*([whose] if whose else []), *states, title])
    return words if whose else f"All {words}"


def _whose(term: Term) -> str:
    if term.key == "is" and term.op is Op.IS and len(term.values) == 1:
        return _WHOSE.get(term.values[0], "")
    if term.key == "owner" and term.op is Op.IS and len(term.values) == 1:
        return "Your" if term.values[0].lower() in ("me", "mine") else f"{term.values[0]}’s"
    return ""


def _state(term: Term) -> str:
    """Return the words of a state that stand before the noun: `open`, `not won`, `won or lost`."""
    if term.key != "is" or _whose(term):
        return ""
    return ("not " if term.op is Op.NOT else "") + " or ".join(term.values)


def _behind(wanted: Wanted, view: str) -> str:
    """Return what else is asked for, as people read it; a saved view's name says it all."""
    if view:
        return ""
    said = [_told(term) for term in wanted.terms if not _whose(term) and not _state(term)]
    return "".join(f" · {words}" for words in said)


def _told(term: Term) -> str:
    values = first_line(", ".join(term.values), _TERM)
    match term.key:
        case "text" if term.op is Op.IS:
            return f"“{values}”"
        case "tag" if term.op is Op.IS:
            return " or ".join(f"#{value}" for value in term.values)
        case key:
            return f"{key.replace('_', ' ')}{_SIGNS[term.op]}{'none' if values == '-' else values}"


def _nothing(empty: str, make: str) -> Line:
    return Line(spans(f"{empty} ", code(make), " makes one.") if make else spans(empty))


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
    if ask.view or not [term for term in wanted.terms if term not in wanted.usual and term.key != "text"]:
        return []
    return [Footer(spans("Add ", code('save:"a name"'), " to keep this list."))]
