"""Many leads or deals put to another day at once: leads are set aside until then, deals are to close by it."""

from collections.abc import Callable
from datetime import date
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, spans
from crmbot.chat.command import command
from crmbot.chat.days import ByEnd
from crmbot.chat.form import Form, Hidden, Key, Quick, Rest
from crmbot.chat.invocation import Invocation
from crmbot.commands import many_at_once, phrases
from crmbot.commands.many_at_once import Which
from crmbot.core import deals
from crmbot.core.context import Context
from crmbot.core.deals import DealChange
from crmbot.core.leads import steps as lead_steps
from crmbot.core.many import Many, each
from crmbot.language.text import plural
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.record import Record

MOST = 200
"""So many at once: more is a slip of the finger as a rule."""

_WORDS = {"lead": ("Set aside", "until"), "deal": ("Expect", "to close by")}
_DONE = {"lead": "set aside", "deal": "expected"}

_Day = Annotated[date, Rest(), Key("to"), Quick("tomorrow", "in 1 week", "next mon")]


class MoveLeads(Form):
    """Which leads, and until when; `sure` is what the button says."""

    which: Which
    until: Annotated[_Day, Field(description="Until when?")]
    sure: Annotated[bool, Hidden()] = False


class MoveDeals(Form):
    """Which deals, and the day they are to close; `sure` is what the button says."""

    which: Which
    until: Annotated[_Day, ByEnd(), Field(description="When are they to close?")]
    sure: Annotated[bool, Hidden()] = False


@command("move leads", permission="lead.edit", aliases=["postpone leads", "snooze leads"], examples=["mine friday"])
def move_leads(ctx: Context, form: MoveLeads) -> Card:
    """Set many leads aside until a day; they are shown first."""

    def move(lead: Record) -> None:
        assert isinstance(lead, Lead)
        lead_steps.park(ctx, lead, form.until)

    return _moved(ctx, form, "lead", move)


@command("move deals", permission="deal.edit", aliases=["postpone deals"], examples=["mine 31 dec"])
def move_deals(ctx: Context, form: MoveDeals) -> Card:
    """Expect many deals to close by another day; they are shown first."""

    def move(deal: Record) -> None:
        assert isinstance(deal, Deal)
        deals.require_open(ctx, deal)
        deals.change(ctx, deal, DealChange(expected_close=form.until))

    return _moved(ctx, form, "deal", move)


def _moved(ctx: Context, form: MoveLeads | MoveDeals, kind: str, move: Callable[[Record], None]) -> Card:
    """Show what would be moved; once that is wanted, move it."""
    wanted = Many(ctx, kind, MOST).to_change(many_at_once.asked_for(ctx, kind, form.which, MOST))
    if not wanted.records:
        of = many_at_once.called(ctx, kind, wanted)
        return Card(spans("There is nothing to move. ", of), icon="📅", whisper=True)
    verb, until = _WORDS[kind]
    behind = f"{until} {phrases.on_day(ctx, form.until)}"
    if not form.sure:
        args = {"which": many_at_once.codes_of(wanted), "until": form.until.isoformat(), "sure": "yes"}
        yes = Action("Yes, move them", Invocation(f"move {plural(kind)}", args), style="primary")
        title = spans(f"{verb} ", *many_at_once.count(wanted.records, kind), f" {behind}?")
        return many_at_once.ask(ctx, title, kind, wanted, yes)
    outcome = each(wanted.records, move)
    title = spans(*many_at_once.count(outcome.changed, kind), f" {_DONE[kind]} {behind}")
    return many_at_once.tell(ctx, title, outcome, "📅")
