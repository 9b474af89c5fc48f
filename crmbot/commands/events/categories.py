"""Of which kind of event a category is (R-76)."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Choice, Form, Head, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.core.context import Context
from crmbot.core.settings import lists as settings_lists
from crmbot.core.settings.lists import EVENT_CATEGORIES
from crmbot.store.models.activity import EventKind


class KindOfCategory(Form):
    """A category, and the kind of event it is offered for."""

    entry: Annotated[str, Head(), Choice("event_categories", others=True), Field(description="Which category?")]
    kind: Annotated[EventKind, Rest(), Field(description="For which kind of event?")]


@command(
    "event categories kind", permission="settings.edit", aliases=["event category kind"], examples=["Training visit"]
)
def sort_category(ctx: Context, form: KindOfCategory) -> Card:
    """Say for which kind of event a category is offered."""
    entry = settings_lists.named(ctx, EVENT_CATEGORIES, form.entry)
    settings_lists.set_event_kind(ctx, entry, form.kind)
    every = Action("All event categories", Invocation("event categories"))
    title = spans(bold(entry.name), f" is a category of {form.kind.value}s now.")
    return Card(title, actions=(every, phrases.undo_action(ctx)), icon="📅", whisper=True)
