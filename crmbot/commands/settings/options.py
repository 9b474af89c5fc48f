"""Options of the organisation: shown to everybody, set by those who may change settings."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Items, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Quick, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.commands.shared_fields import Nothing
from crmbot.core.context import Context
from crmbot.core.settings import options
from crmbot.core.settings.options import Option
from crmbot.language.fold import fold


@command(
    "options",
    permission="deal.see",
    aliases=["colours", "colors"],
    examples=[""],
    in_place=True,
    group="settings",
)
def list_options(ctx: Context, form: Nothing) -> Card:
    """List the options with what they are set to."""
    del form
    rows = tuple(
        Item(spans(bold(each.name.capitalize()), f": {options.words(ctx, each)} · {each.help}"), _way(ctx, each))
        for each in options.OPTIONS
    )
    foot = Footer(spans(code("option deal old days 10"), " sets one."))
    foots = (foot,) if ctx.actor.can("settings.edit") else ()
    return Card(spans(bold("Options")), (Items(rows), *foots), icon="⚙️", whisper=True)


def _way(ctx: Context, which: Option[bool] | Option[int]) -> Action | None:
    """Return the button that turns an option on or off, or asks for its number."""
    if not ctx.actor.can("settings.edit"):
        return None
    if not isinstance(which.default, bool):
        return Action("Change…", Invocation("option", {"key": which.key}, form=True))
    other = "off" if options.words(ctx, which) == "on" else "on"
    return Action(f"Turn {other}", Invocation("option", {"key": which.key, "value": other}))


class SetOption(Form):
    """An option and what it is set to."""

    key: Annotated[str, Head(), Field(max_length=60, description="Which option?")]
    value: Annotated[str, Rest(), Quick("on", "off"), Field(max_length=60, description="On, off, or a number of days?")]


@command(
    "option",
    permission="settings.edit",
    examples=["copy customer description on", "deal old days 10"],
    in_place=True,
    group="settings",
)
def set_option(ctx: Context, form: SetOption) -> Card:
    """Set an option of the organisation."""
    which, value = _said(form)
    options.assign_text(ctx, which, value)
    title = spans(bold(which.name.capitalize()), f": {options.words(ctx, which)}")
    every = Action("All options", Invocation("options"))
    return Card(title, actions=(every, phrases.undo_action(ctx)), icon="⚙️", whisper=True)


def _said(form: SetOption) -> tuple[Option[bool] | Option[int], str]:
    """Return the option and what it is to be; `deal old days 10` is divided where a key ends."""
    words = f"{form.key} {form.value}".replace("_", " ").split()
    for each in options.OPTIONS:
        length = len(each.key.split("_"))
        if fold(" ".join(words[:length])) == fold(each.key) and len(words) > length:
            return each, " ".join(words[length:])
    return options.named(form.key), form.value
