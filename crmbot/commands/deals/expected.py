"""When a deal is expected to close: put off to another day, or by some length."""

from datetime import date
from typing import Annotated

from pydantic import Field

from crmbot.chat.command import command
from crmbot.chat.days import ByEnd
from crmbot.chat.form import Form, Head, Quick, RecordRef, Ref, Rest, Unless
from crmbot.chat.reply import Fault, OpenForm, Problem, Reply
from crmbot.commands import phrases, record_lines, shifting
from crmbot.commands.deals import card as deal_card
from crmbot.core import deals, records
from crmbot.core.context import Context
from crmbot.core.deals import DealChange
from crmbot.core.errors import InvalidInput
from crmbot.language.plain_words import shifts
from crmbot.language.when import When


class ExpectedLater(Form):
    """A deal and the day it is to close now, or how much later that is."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    until: Annotated[
        date | None,
        Rest(),
        ByEnd(),
        Unless("by"),
        Quick("in 1 week", "in 1 month", "in 3 months"),
        Field(description="To which day?"),
    ] = None
    by: shifting.By = None


@command(
    "postpone deal",
    permission="deal.edit",
    aliases=["push deal", "delay deal"],
    examples=["D-12 31 jan", "D-12 by 2 weeks"],
    changes=True,
    in_place=True,
)
def postpone_deal(ctx: Context, form: ExpectedLater) -> Reply:
    """Expect a deal to close on another day."""
    deal = record_lines.deal_of(ctx, form.which)
    deals.require_open(ctx, deal)
    before = deal.expected_close
    day = _later(ctx, before, form.by) if form.by and before is not None else form.until
    if day is None:
        told = Problem(Fault.REFUSED, "", "It is not said yet when it closes.") if form.by else Problem(Fault.MISSING)
        return OpenForm("postpone deal", {"which": records.code(deal)}, {"until": told})
    deals.change(ctx, deal, DealChange(expected_close=day))
    return record_lines.changed(ctx, deal_card.deal_card(ctx, deal), _told(ctx, before, day))


def _later(ctx: Context, day: date, by: str) -> date:
    """Return the day so much later. Raises `InvalidInput` for less than a day."""
    later = shifts.moved(When(day, None, ctx.actor.zone), shifting.said(by))
    if later is None:
        raise InvalidInput("by", by, "a deal has no hour", ("1 day", "1 week", "1 month"))
    return later.on


def _told(ctx: Context, before: date | None, day: date) -> str:
    was = f"{phrases.on_day(ctx, before)} → " if before is not None else ""
    return f"Closes {was}{phrases.on_day(ctx, day)}"
