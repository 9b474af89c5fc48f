"""The workspaces our app is installed in, and the link by which an owner installs it in one more."""

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, Link, Spans, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.shared_fields import Nothing
from crmbot.commands.telling import Fact, tells
from crmbot.core import installations
from crmbot.core.context import Context
from crmbot.core.installations import Told

ICON = "🧩"


@command("workspaces", permission=installations.INSTALL, examples=[""], in_place=True, group="settings")
def list_workspaces(ctx: Context, form: Nothing) -> Card:
    """Show in which workspaces this app is installed, by whom and since when."""
    del form
    found = installations.told(ctx.session)
    another = (Action("Install in another…", Invocation(add_workspace.name)),) if ctx.org.install_link else ()
    if not found:
        line = Line(spans("None was installed by a link."))
        return Card(spans(bold("Workspaces")), (line,), another, icon=ICON, whisper=True)
    rows = Items(tuple(Item(_row(ctx, each)) for each in found))
    foot = Footer(spans("To take one out, remove the app in that workspace; you are told when it is gone."))
    return Card(spans(bold("Workspaces"), f" · {len(found)}"), (rows, foot), another, icon=ICON, whisper=True)


def _row(ctx: Context, each: Told) -> Spans:
    return spans(bold(each.name), f" · {each.workspace} · installed by {each.by}, ", phrases.moment(ctx, each.at))


@command("workspace add", permission=installations.INSTALL, examples=[""], group="settings")
def add_workspace(ctx: Context, form: Nothing) -> Card:
    """Get a link that installs this app in one more workspace: good once, for ten minutes."""
    del form
    if not ctx.org.install_link:
        line = Line(spans("It takes some settings that only who runs me can make; the set-up guide names them."))
        return Card(spans("I serve one workspace here."), (line,), icon=ICON, whisper=True)
    address = f"{ctx.org.install_link}{installations.new_link(ctx)}"
    lines = (
        Line(spans("Open it and choose the workspace: ", Link(address, address))),
        Line(spans("Its administrators vouch for who somebody is: install me only where you trust them.")),
        Footer(spans("Good once, for ten minutes, in the browser that opens it first. Keep it to yourself.")),
    )
    return Card(spans("Install me in one more workspace"), lines, icon=ICON, whisper=True, once=True)


@tells(installations.ADDED)
def added_card(ctx: Context, fact: Fact) -> Card | None:  # noqa: ARG001 - every teller is asked the same way
    """Tell an owner that the app was installed in a workspace, and by whom."""
    line = Line(spans("Who is invited says hello to me there; addresses I know are asked to confirm."))
    title = spans(f"{fact.args['by']} installed me in ", bold(fact.args["name"]))
    return Card(title, (line,), (Action("Workspaces", Invocation(list_workspaces.name)),), icon=ICON)


@tells(installations.REMOVED)
def removed_card(ctx: Context, fact: Fact) -> Card | None:
    """Tell an owner that a workspace has removed the app."""
    lines = (
        Line(spans("I can no longer write to anybody there. People who are linked elsewhere are told there.")),
        Footer(spans(code(add_workspace.name), " gives a link to install me again: all links of people are kept.")),
    )
    again = (Action("Install again…", Invocation(add_workspace.name)),) if ctx.org.install_link else ()
    return Card(spans(bold(fact.args["name"]), " has removed me"), lines, again, icon="⚠️")
