"""The board: open deals in columns by stage, owner or month, in numbers, and moved by buttons."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, Menu, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Head, Hidden, Key, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Reply
from crmbot.commands import phrases, record_lines
from crmbot.commands.deals import board_picture
from crmbot.commands.deals import card as deal_card
from crmbot.commands.deals.stages import at_an_end
from crmbot.core import deals, people
from crmbot.core.context import Context
from crmbot.core.deals import boards, pipelines
from crmbot.core.deals import moves as deal_moves
from crmbot.core.deals.boards import Board, BoardCard, BoardQuery, By, Column, Whose
from crmbot.core.errors import InvalidInput
from crmbot.language.fold import fold
from crmbot.store.models.pipeline import Pipeline

PAGE = 5

_WHOSE = {
    "me": Whose.ME,
    "mine": Whose.ME,
    "my": Whose.ME,
    "team": Whose.TEAM,
    "all": Whose.ALL,
    "everybody": Whose.ALL,
    "everyone": Whose.ALL,
}
_TITLES = {Whose.ME: "Your pipeline", Whose.TEAM: "Your team’s pipeline", Whose.ALL: "Pipeline"}


class Shape(StrEnum):
    """How a board is shown."""

    TEXT = "text"
    PICTURE = "picture"


class ShowBoard(Form):
    """Which board to show, and which column of it."""

    only: Annotated[
        str, Rest(), Aside(), Field(max_length=80, description="me, team, all, somebody, or a pipeline")
    ] = "all"
    by: Annotated[By, Aside(), Field(description="By stage, owner or month?")] = By.STAGE
    stage: Annotated[str | None, Aside(), Field(max_length=60, description="Which column?")] = None
    shape: Annotated[Shape, Key("as"), Aside(), Field(description="As text alone, or with a picture?")] = Shape.TEXT
    page: Annotated[int, Hidden()] = 1


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A board somebody asked for: whose deals, of which pipeline, and the words that say so."""

    query: BoardQuery
    pipeline: Pipeline
    title: str
    args: Mapping[str, str]

    def again(self, **more: str) -> Invocation:
        return Invocation("board", {**self.args, **{name: text for name, text in more.items() if text}})


@command(
    "board",
    permission="deal.see",
    aliases=["pipe", "pipeline", "kanban"],
    examples=["", "me", "team by:owner", "stage:proposal", "as:picture"],
    in_place=True,
)
def show_board(ctx: Context, form: ShowBoard) -> Card:
    """Show the open deals in columns: how many, what they are worth, and what that is by their chances."""
    form = _with_shape(form)
    if form.shape is Shape.PICTURE and not form.stage:
        return _pictured(ctx, form)
    return _drawn(ctx, form)


def _with_shape(form: ShowBoard) -> ShowBoard:
    """Take the word for a picture out of those for whose deals they are: `board team picture`."""
    words = [word for word in form.only.split() if fold(word) != Shape.PICTURE]
    if len(words) == len(form.only.split()):
        return form
    return form.model_copy(update={"only": " ".join(words) or "all", "shape": Shape.PICTURE})


def _pictured(ctx: Context, form: ShowBoard) -> Card:
    """Show the numbers in words, with the picture behind them."""
    wanted = _wanted(ctx, form)
    board = boards.load(ctx, replace(wanted.query, first=board_picture.SHOWN))
    picture = (board_picture.attachment(ctx, board, wanted.title),) if board.columns else ()
    return replace(_overview(ctx, wanted, board), files=picture)


def _drawn(ctx: Context, form: ShowBoard) -> Card:
    wanted = _wanted(ctx, form)
    if form.stage:
        return _column(ctx, wanted, form.stage, form.page)
    return _overview(ctx, wanted, boards.load(ctx, replace(wanted.query, first=0)))


def _overview(ctx: Context, wanted: _Wanted, board: Board) -> Card:
    rows = tuple(Item(_summed(column), _list(wanted, column)) for column in board.columns)
    hidden = f" {board.hidden} with fewer deals are not shown: say a name." if board.hidden else ""
    foot = Footer(spans(f"Weighted: each amount by its probability.{board_picture.apart(board.columns)}{hidden}"))
    title = spans(bold(wanted.title), f" · {board.count} open", *_total(board))
    nothing = () if rows else (Line(spans("Nothing here. ", code("deal new Acme renewal 12k"), " makes one.")),)
    blocks = (Items(rows), foot) if rows else nothing
    return Card(title, blocks, (*_views(wanted), *_pipelines(ctx, wanted)), icon="📊", whisper=True)


def _total(board: Board) -> list[str]:
    """Return what all columns are worth, each currency by itself; nothing where some are not shown."""
    sums: Counter[str] = Counter()
    for column in board.columns if not board.hidden else ():
        sums.update(column.sums)
    each = [phrases.money_words(minor, currency) for currency, minor in sums.items() if minor]
    return [f" · {' + '.join(each)}"] if each else []


def _wanted(ctx: Context, form: ShowBoard) -> _Wanted:
    """Read whose deals and which pipeline are meant; a word that is neither is somebody's name."""
    words = form.only.split()
    whose = next((_WHOSE[fold(word)] for word in words if fold(word) in _WHOSE), Whose.ALL)
    rest = " ".join(word for word in words if fold(word) not in _WHOSE)
    pipeline, owner_id, owner = _named(ctx, rest) if rest else (None, None, "")
    chosen = pipeline or pipelines.default(ctx.session)
    several = len(pipelines.pipelines(ctx.session)) > 1
    title = f"{owner}’s pipeline" if owner else _TITLES[whose]
    args = {"only": form.only} | ({"by": form.by.value} if form.by is not By.STAGE else {})
    query = BoardQuery(whose, form.by, chosen.id, PAGE, owner_id)
    return _Wanted(query, chosen, f"{title} {chosen.name}" if several else title, args)


def _named(ctx: Context, text: str) -> tuple[Pipeline | None, int | None, str]:
    """Return the pipeline or the person a text names. Raises `InvalidInput` for neither."""
    known = pipelines.pipelines(ctx.session)
    found = [each for each in known if fold(each.name) == fold(text)] or [
        each for each in known if fold(each.name).startswith(fold(text))
    ]
    if len(found) == 1:
        return found[0], None, ""
    users = people.by_name(ctx, text.removeprefix("@"))
    if len(users) == 1:
        return None, users[0].id, users[0].name
    names = (*(each.name for each in known), *(user.name for user in users or people.colleagues(ctx)))
    raise InvalidInput("only", text, "that is neither a pipeline nor one of us", ("me", "team", "all", *names))


def _summed(column: Column) -> Spans:
    """Return a column in numbers: `New 2 · €20,900 (weighted €2,090)`, each currency by itself."""
    sums = [
        f" · {phrases.money_words(minor, currency)}"
        f" (weighted {phrases.money_words(column.weighted[currency], currency)})"
        for currency, minor in column.sums.items()
        if minor
    ]
    return spans(bold(column.name), f" {column.count}", *sums)


def _list(wanted: _Wanted, column: Column) -> Action | None:
    """Return the way into a column; into an empty one there is none."""
    return Action("Open", wanted.again(stage=_key(column))) if column.count else None


def _key(column: Column) -> str:
    return column.key or "none"


def _views(wanted: _Wanted) -> list[Action]:
    """Return the other views of the same deals."""
    whose = "all" if wanted.query.whose is Whose.ME else "me"
    others = [Action("Everybody’s" if whose == "all" else "Mine", Invocation("board", {"only": whose}))]
    by = [way for way in By if way is not wanted.query.by]
    picture = Action("Picture", wanted.again(shape=Shape.PICTURE.value))
    return [*others, *(Action(f"By {way.value}", wanted.again(by=way.value)) for way in by), picture]


def _pipelines(ctx: Context, wanted: _Wanted) -> list[Action]:
    """Return the ways to the other pipelines, if there are any (B17)."""
    others = [each for each in pipelines.pipelines(ctx.session) if each.id != wanted.pipeline.id]
    return [Action(each.name, Invocation("board", {"only": each.name})) for each in others]


def _column(ctx: Context, wanted: _Wanted, text: str, page: int) -> Card:
    """Show the deals of one column, a page of them, with the ways on for each."""
    board = boards.load(ctx, replace(wanted.query, first=0), most=boards.EVERY_COLUMN)
    column = _column_named(board, text)
    offset = (page - 1) * PAGE
    cards = boards.page(ctx, wanted.query, column.key, PAGE, offset)
    moves = {"only": wanted.args["only"], "column": _key(column), "page": str(page), "by": wanted.query.by.value}
    rows = [(card.deal.id, Item(_line(ctx, card), _move(card, "next", "Next ›", moves))) for card in cards]
    shown = record_lines.numbered(ctx, rows, offset) if rows else Line(spans("No deal here."))
    is_first = wanted.query.by is By.STAGE and column is board.columns[0]  # from there is no way back
    back = tuple(_move(card, "back", f"‹ {card.deal.title}", moves) for card in cards if not is_first)
    turns = phrases.pager("board", {**wanted.args, "stage": _key(column)}, page, -(-column.count // PAGE))
    actions = (*turns, *((Menu("Back…", back),) if back else ()), Action("Board", wanted.again()))
    return Card(spans(*_summed(column)), (shown,), actions, icon="📊", whisper=True)


def _column_named(board: Board, text: str) -> Column:
    """Return the column of a key or of a name. Raises `InvalidInput`."""
    for column in board.columns:
        if text in (_key(column), column.name) or fold(column.name) == fold(text):
            return column
    stages = [column.stage for column in board.columns if column.stage is not None]
    found = pipelines.by_word(stages, text) if stages else None
    for column in board.columns:
        if found is not None and column.stage is found:
            return column
    raise InvalidInput("stage", text, "no such column", tuple(column.name for column in board.columns))


def _line(ctx: Context, card: BoardCard) -> Spans:
    """Return a deal as its card on the board says it: name, worth, whose, edge, colour, what wants looking at."""
    worth = f" · {phrases.amount(card.deal)}" if card.amount is not None else ""
    facts = [card.whose, card.owner, deal_card.chance_words(card.deal), *deal_card.words(ctx, card.deal, card.signs)]
    return spans(phrases.link(card.deal), worth, *(f" · {fact}" for fact in facts if fact))


def _move(card: BoardCard, to: str, label: str, moves: Mapping[str, str]) -> Action:
    return phrases.act(label, "board step", card.deal, to=to, **moves)


class BoardStep(Form):
    """A deal moved on the board, and the column that was open."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    to: Annotated[str, Hidden()] = "next"
    only: Annotated[str, Hidden()] = "all"
    by: Annotated[By, Hidden()] = By.STAGE
    column: Annotated[str, Hidden()] = ""
    page: Annotated[int, Hidden()] = 1


@command("board step", permission="deal.edit", changes=True, in_place=True, visible=False)
def step_on_board(ctx: Context, form: BoardStep) -> Reply:
    """Move a deal one stage on the board and show the column it was in."""
    deal = record_lines.deal_of(ctx, form.which)
    by = -1 if form.to == "back" else 1
    before = deals.require_open(ctx, deal)
    stage = deal_moves.neighbour(ctx, deal, by)
    if stage is None:
        return at_an_end(ctx, deal, by)
    deal_moves.move(ctx, deal, stage)
    card = _drawn(ctx, ShowBoard(only=form.only, by=form.by, stage=form.column or None, page=form.page))
    moved = Line(spans(bold(f"{before.name} → {stage.name}"), ": ", phrases.link(deal)))
    return replace(card, blocks=(moved, *card.blocks), actions=(*card.actions, phrases.undo_action(ctx)))
