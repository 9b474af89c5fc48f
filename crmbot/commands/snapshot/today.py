"""My day: what is late, what is on, what comes next, what needs a push."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card
from crmbot.chat.command import command
from crmbot.chat.form import Aside, Form, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands.reminders.muting import noted
from crmbot.commands.snapshot import day_card
from crmbot.core.context import Context
from crmbot.core.snapshot import day, scopes
from crmbot.core.snapshot.scopes import Scope, Whose


class ShowDay(Form):
    """Whose day."""

    whose: Annotated[str, Rest(), Aside(), Field(max_length=80, description="Yours, a teammate's, or the team's?")] = ""


@command("today", aliases=["td", "my day"], examples=["", "@ben", "team"], in_place=True)
def today(ctx: Context, form: ShowDay) -> Card:
    """Show your day, or somebody's: late tasks, what is on today by time, deals that need a push."""
    scope = scopes.read(ctx, form.whose)
    found = day.load(ctx, scope)
    title = day_card.title(ctx, _title(scope), found)
    card = Card(title, day_card.blocks(ctx, scope, found), _buttons(scope), icon="☀️", whisper=True)
    return noted(ctx, card) if scope.is_mine else card


def _title(scope: Scope) -> str:
    match scope.whose:
        case Whose.ME:
            return "Your day"
        case Whose.ALL:
            return "Everybody’s day"
        case Whose.TEAM:
            return f"{scope.name}’s day" if scope.name else "Your team’s day"
        case Whose.PERSON:
            return f"{scope.name}’s day"


def _buttons(scope: Scope) -> tuple[Action, ...]:
    if not scope.is_mine:
        words = f"@{scope.name}" if scope.whose is Whose.PERSON else scope.words.replace(":", " ").replace('"', "")
        return (Action("My day", Invocation("today")), Action("Refresh", Invocation("today", {"whose": words})))
    return (
        Action("New note", Invocation("note", form=True)),
        Action("New task", Invocation("task new", form=True)),
        Action("All my tasks", Invocation("tasks")),
        Action("Week", Invocation("week")),
        Action("Snapshot", Invocation("snapshot")),
        Action("Refresh", Invocation("today")),
    )
