"""How a text would be understood, for who looks after the organisation."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Block, Card, Item, Items, Line, Quote, bold, code, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Long, Rest
from crmbot.core import understanding
from crmbot.core.context import Context
from crmbot.language import explaining
from crmbot.language.explaining import Stage


class Explained(Form):
    """A text somebody wonders about."""

    text: Annotated[str, Rest(), Long(), Field(max_length=2000, description="Which text?")]


@command("explain", permission="settings.edit", examples=["met Jane at Acme, follow up Tuesday 3pm"])
def explain_text(ctx: Context, form: Explained) -> Card:
    """Show how a text would be understood: names, times, clauses, and what it says as a note; nothing is saved."""
    found = explaining.stages(understanding.asked(ctx, form.text))
    blocks = tuple(block for stage in found for block in _drawn(stage))
    return Card(spans("How I read it; nothing is saved."), (Quote(form.text), *blocks), icon="🔬", whisper=True)


def _drawn(stage: Stage) -> tuple[Block, ...]:
    rows = tuple(Item(spans(code(name), f" {told}")) for name, told in stage.rows)
    return Line(spans(bold(stage.title))), Items(rows)
