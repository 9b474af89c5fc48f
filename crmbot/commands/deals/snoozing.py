"""Deals that wait with good reason: put to rest until a day, woken up, and the reminder at the end."""

import re
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card, Line, spans
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Inline, Key, Quick, RecordRef, Ref, Rest
from crmbot.chat.reply import Fault, OpenForm, Option, Problem, Reply
from crmbot.commands import phrases, record_lines
from crmbot.commands.deals.card import deal_card
from crmbot.commands.deals.closing import WhichDeal
from crmbot.commands.phrases import form_action
from crmbot.commands.telling import Fact, tells
from crmbot.core import records
from crmbot.core.context import Context
from crmbot.core.deals import snoozing
from crmbot.language import when
from crmbot.language.when import Expression, When
from crmbot.store.models.deal import Deal

_WHY = re.compile(r"^[\s,;:]*(?:(?:until|till|because|since|as|for)\b[\s,;:]*)+", re.IGNORECASE)


class SnoozeDeal(Form):
    """A deal, until when it rests, and why."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    until: Annotated[
        When | None,
        Inline(),
        Quick("1 week", "2 weeks", "1 month", "3 months"),
        Field(description="Until when does it rest?"),
    ] = None
    why: Annotated[
        str | None, Rest(), Key("because", "note"), Field(max_length=500, description="Why does it wait?")
    ] = None


@command(
    "snooze deal",
    permission="deal.edit",
    aliases=["rest deal"],
    examples=["D-12 until 1 may because champion on leave", "D-12 2 weeks"],
    changes=True,
    in_place=True,
)
def snooze_deal(ctx: Context, form: SnoozeDeal) -> Reply:
    """Let a deal rest until a day; nobody is told it is idle, and its owner is reminded then."""
    deal = record_lines.deal_of(ctx, form.which)
    until, why = form.until, _WHY.sub("", form.why or "").strip()
    if until is None:
        found = _read(ctx, why)
        if found is None or found.when is None:
            return _ask(ctx, deal, why, found)
        until, why = found.when, ""
    snoozing.snooze(ctx, deal, until, why)
    return record_lines.changed(ctx, deal_card(ctx, deal), f"Snoozed until {phrases.read_as(ctx, until)}")


def _read(ctx: Context, text: str) -> Expression | None:
    """Read a span that means a time only where one is expected: `2 weeks`."""
    zone = ctx.actor.zone
    return when.read(text, now=ctx.now, zone=zone, conventions=ctx.conventions) if text else None


def _ask(ctx: Context, deal: Deal, said: str, found: Expression | None) -> OpenForm:
    """Ask for the time; what was said stays the reason, unless it is a time that cannot be."""
    values = {"which": records.code(deal)}
    if found is None or found.doubt is None:
        return OpenForm("snooze deal", values | ({"why": said} if said else {}), {"until": Problem(Fault.MISSING)})
    options = tuple(Option(one.iso(), when.show(one, today=ctx.today)) for one in found.doubt.options)
    fault = Fault.PAST if found.doubt.reason == "past" else Fault.UNSURE
    return OpenForm("snooze deal", values, {"until": Problem(fault, said, "", options)})


@command("wake deal", permission="deal.edit", aliases=["wake"], examples=["D-12"], changes=True, in_place=True)
def wake_deal(ctx: Context, form: WhichDeal) -> Card:
    """End the rest of a deal now."""
    deal = record_lines.deal_of(ctx, form.which)
    snoozing.wake(ctx, deal)
    return record_lines.changed(ctx, deal_card(ctx, deal), "Awake again")


@tells(snoozing.AWAKE)
def awake_card(ctx: Context, fact: Fact) -> Card | None:
    """Remind the owner of a deal whose rest is over: why it waited, and what can be done now."""
    deal = fact.record
    if not isinstance(deal, Deal) or not snoozing.holds(deal, fact.args["until"], fact.args["owner"]):
        return None
    card = deal_card(ctx, deal)
    why = (Line(spans(f"It waited because: {deal.snooze_note}")),) if deal.snooze_note else ()
    actions = (
        form_action("Note", "note", deal, field="about"),
        form_action("Next step…", "task new", deal, field="about"),
        form_action("Snooze again…", "snooze deal", deal),
        phrases.show_action("Open", deal),
    )
    return Card(spans("Its rest is over: ", *card.title), (*why, *card.blocks), actions, icon="⏰", about=card.about)
