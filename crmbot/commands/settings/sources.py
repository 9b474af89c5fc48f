"""A source of business that is put on the list together with the lead that came from it."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, bold, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Hidden, RecordRef, Ref, Rest
from crmbot.commands import phrases, record_lines
from crmbot.commands.leads import card as lead_card
from crmbot.commands.leads.changes import lead_of
from crmbot.core import leads
from crmbot.core.context import Context
from crmbot.core.leads import LeadDraft
from crmbot.core.settings import sources


class NewSource(Form):
    """A source, and the lead that came from it."""

    name: Annotated[str, Rest(), Field(max_length=60, description="What is it called?")]
    which: Annotated[RecordRef | None, Ref("lead"), Hidden()] = None


@command("source new", permission="settings.edit", examples=["Podcast"], visible=False, in_place=True)
def add_source(ctx: Context, form: NewSource) -> Card:
    """Add a source to the list, and say that a lead came from it."""
    source = sources.add(ctx, form.name)
    if form.which is None:
        return Card(spans("Added ", bold(source.name)), actions=(phrases.undo_action(ctx),), icon="📥", whisper=True)
    lead = lead_of(ctx, form.which)
    leads.change(ctx, lead, LeadDraft(source=source, source_note=""))
    return record_lines.changed(ctx, lead_card.lead_card(ctx, lead), f"Added the source {source.name}")
