"""Saved views: lists kept under a name, opened, renamed, forgotten."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Line, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, Key, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.listing import listing
from crmbot.commands.shared_fields import Nothing
from crmbot.core import views
from crmbot.core.context import Context
from crmbot.language.text import first_line, plural
from crmbot.store.models.view import SavedView

_FILTER = 60


@command("views", aliases=["lists", "filters", "saved filters"], examples=[""], in_place=True)
def list_views(ctx: Context, form: Nothing) -> Card:
    """List your saved views, and those of your teams."""
    del form
    found = views.listed(ctx)
    title = spans(bold("Saved views"), f" · {len(found)}")
    if not found:
        hint = (code('deals amount>10k save:"big ones"'), " keeps a list under a name.")
        return Card(title, (Line(spans("None yet. ", *hint)),), icon="🔖", whisper=True)
    shown = record_lines.numbered(ctx, [(0, _row(ctx, view, maker)) for view, maker in found], 0)
    name = found[0][0].name
    foot = Footer(
        spans(code(f'view delete "{name}"'), " forgets one, ", code(f'view rename "{name}" …'), " renames it.")
    )
    return Card(title, (shown, foot), icon="🔖", whisper=True)


def _row(ctx: Context, view: SavedView, maker: str) -> Item:
    whose = "" if view.owner_id == ctx.actor.id else f" · {maker}’s"
    shared = " · shared" if view.team_id is not None else ""
    what = first_line(f"{plural(view.noun or 'record')} {views.filter_of(view)}", _FILTER)
    words = spans(bold(view.name), f"{whose}{shared} · ", code(what))
    return Item(words, Action("Open", Invocation("view", {"name": view.name})))


class View(Form):
    """Which view to open."""

    name: Annotated[str, Rest(), Field(max_length=80, description="Which view?")]
    page: Annotated[int, Hidden()] = 1


@command("view", aliases=["list"], examples=["big ones"], in_place=True)
def open_view(ctx: Context, form: View) -> Card:
    """Show a saved view as it is now, within what you may see."""
    view = views.called(ctx, form.name)
    kind = view.noun or "deal"
    ctx.actor.require(f"{kind}.see")
    forget = Action("Forget this view", Invocation("view delete", {"name": view.name}), confirm="Forget it?")
    mine = [forget] if view.owner_id == ctx.actor.id else []
    return listing(ctx, kind, f'"{view.name}"', form.page, command=plural(kind), title=plural(kind), actions=mine)


class RenameView(Form):
    """A view and what to call it from now on."""

    name: Annotated[str, Head(), Field(max_length=80, description="Which view?")]
    to: Annotated[str, Rest(), Key("as"), Field(max_length=80, description="What shall it be called?")]


@command("view rename", aliases=["rename view"], examples=['"big ones" to:huge', '"big ones" "huge ones"'])
def rename_view(ctx: Context, form: RenameView) -> Card:
    """Call a saved view something else."""
    view = views.called(ctx, form.name)
    before = view.name
    views.rename(ctx, view, form.to.strip('"'))
    title = spans(bold(before), " is called ", bold(view.name), " now.")
    return Card(title, actions=(_open(view), phrases.undo_action(ctx)), icon="🔖")


class WhichView(Form):
    """A view."""

    name: Annotated[str, Rest(), Field(max_length=80, description="Which view?")]


@command("view delete", aliases=["delete view", "forget view"], examples=["big ones"])
def delete_view(ctx: Context, form: WhichView) -> Card:
    """Forget a saved view; the records in it stay."""
    view = views.called(ctx, form.name)
    name = view.name
    views.delete(ctx, view)
    return Card(spans("Forgot the view ", bold(name), "."), actions=(phrases.undo_action(ctx),), icon="🔖")


def _open(view: SavedView) -> Action:
    return Action("Open", Invocation("view", {"name": view.name}))
