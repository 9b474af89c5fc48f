"""The card of a deal: whose it is, where it stands, when it may close, what comes next."""

from crmbot.chat.card import Action, Block, Card, Line, Menu, Spans, bold, spans
from crmbot.commands import phrases, record_lines
from crmbot.commands.phrases import act, form_action
from crmbot.commands.showing import shows
from crmbot.core import colours, deals, parties, records
from crmbot.core.colours import Colour
from crmbot.core.context import Context
from crmbot.store.models.deal import Deal
from crmbot.store.models.pipeline import LostReason, Stage, StageCategory

SIGNS = {
    Colour.BLACK: "⚫",
    Colour.BLUE: "🔵",
    Colour.ORANGE: "🟠",
    Colour.RED: "🔴",
    Colour.GREEN: "🟢",
    Colour.WON: "🟩",
    Colour.LOST: "🟥",
}


@shows("deal", icon="💼")
def deal_card(ctx: Context, deal: Deal) -> Card:
    """Draw a deal."""
    stage = deals.stage_of(ctx, deal)
    return Card(
        title=spans(*phrases.heading(deal), f"{_worth(deal)} · ", bold(stage.name)),
        blocks=_facts(ctx, deal, stage),
        actions=_actions(ctx, deal, stage),
        icon="💼",
        about=records.code(deal),
        whisper=True,
    )


def moved(ctx: Context, deal: Deal, words: str) -> Card:
    """Return the card of a deal that went on: `New → Qualification · 25 % 🔴`, and the way back."""
    chance = chance_words(deal) if deals.stage_of(ctx, deal).category is StageCategory.OPEN else ""
    return record_lines.changed(ctx, deal_card(ctx, deal), f"{words} · {chance}" if chance else words)


def won(ctx: Context, deal: Deal) -> Card:
    """Return the card of a deal that was just won."""
    worth = phrases.amount(deal) if deal.amount_minor is not None else ""
    return moved(ctx, deal, f"{SIGNS[Colour.WON]} Won {worth}".strip())


def _worth(deal: Deal) -> str:
    return f" · {phrases.amount(deal)}" if deal.amount_minor is not None else ""


def mark_words(ctx: Context, deal: Deal, stage: Stage) -> str:
    """Return a deal's colour with the reason for it (R-38)."""
    created_on = deal.created_at.astimezone(ctx.zone).date()
    mark = colours.of_deal(stage.category, created_on, deal.expected_close, ctx.today)
    return f"{SIGNS[mark.colour]} {mark.reason}"


def chance_words(deal: Deal) -> str:
    """Return a deal's probability with its colour; empty without one."""
    colour = colours.of_probability(deal.probability)
    return f"{deal.probability} % {SIGNS[colour]}" if colour is not None else ""


def _facts(ctx: Context, deal: Deal, stage: Stage) -> tuple[Block, ...]:
    return tuple(
        Line(line)
        for line in (
            _whose(ctx, deal),
            _standing(ctx, deal, stage),
            spans(f"{mark_words(ctx, deal, stage)} · {_closing(ctx, deal, stage)}"),
            _next(ctx, deal, stage),
            spans(record_lines.tag_words(ctx, deal)),
        )
        if line
    )


def _whose(ctx: Context, deal: Deal) -> Spans:
    """Return the buyer, the person there, and who of us has it."""
    sides = [parties.seen(ctx, side) for side in (deal.party_id, deal.contact_id) if side is not None]
    links = [spans(phrases.link(side), " · ") for side in sides if side is not None]
    return (*(span for link in links for span in link), *spans(f"owner {record_lines.owner(ctx, deal)}"))


def _standing(ctx: Context, deal: Deal, stage: Stage) -> Spans:
    """Return the way so far, `▰▰▱▱ 2 of 4`, and what the deal is worth at its chance; for a lost one, why."""
    if stage.category is StageCategory.LOST:
        reason = ctx.session.get(LostReason, deal.lost_reason_id) if deal.lost_reason_id else None
        return spans(" · ".join(filter(None, (f"Lost: {reason.name}" if reason else "Lost", deal.lost_note))))
    ladder = deals.open_stages(ctx.session, stage.pipeline_id)
    if stage.category is StageCategory.WON:
        return spans("▰" * len(ladder) + " won")
    place = next((number for number, step in enumerate(ladder, 1) if step.id == stage.id), 1)
    bar = "▰" * place + "▱" * (len(ladder) - place)
    parts = [f"Stage {place} of {len(ladder)} ", f" {bar}", f" · {chance_words(deal)}" if deal.probability else ""]
    if deal.amount_minor and deal.probability is not None:
        weighted = phrases.money_words(deals.weighted(deal.amount_minor, deal.probability), deal.currency)
        parts.append(f" · weighted {weighted}")
    return spans(parts[0], bold(stage.name), *parts[1:])


def _closing(ctx: Context, deal: Deal, stage: Stage) -> str:
    if stage.category is not StageCategory.OPEN:
        return phrases.clock(ctx, deal.closed_at) if deal.closed_at else "closed"
    if deal.expected_close is None:
        return "no close date"
    return f"close {phrases.on_day(ctx, deal.expected_close)}"


def _next(ctx: Context, deal: Deal, stage: Stage) -> Spans:
    """Return what comes next: the words on the deal, and the first open task."""
    if stage.category is not StageCategory.OPEN:
        return ()
    task = parties.next_task(ctx, deal.id)
    if deal.next_step and task is None:
        return spans(f"Next: {deal.next_step}")
    words = f"{deal.next_step} · " if deal.next_step else ""
    return spans(f"Next: {words}", *record_lines.next_step(ctx, deal))


def _actions(ctx: Context, deal: Deal, stage: Stage) -> tuple[Action | Menu, ...]:
    """Return the ways on from where a deal stands."""
    common: tuple[Action | Menu, ...] = (
        form_action("Note", "note", deal, field="about"),
        form_action("Task", "task new", deal, field="about"),
        record_lines.more(deal, "deal set"),
    )
    if stage.category is not StageCategory.OPEN:
        return (act("Open again", "reopen", deal), *common)
    back, on = deals.neighbour(ctx, deal, -1), deals.neighbour(ctx, deal, 1)
    steps = [act(f"‹ {back.name}", "previous", deal)] if back else []
    steps += [act(f"{on.name} ›", "next", deal)] if on else []
    return (*steps, *closing_actions(deal), *common)


def closing_actions(deal: Deal) -> tuple[Action, Action]:
    """Return the two ends of a deal: a tap on Won asks once more, Lost asks for the reason."""
    worth = f", {phrases.amount(deal)}" if deal.amount_minor is not None else ""
    question = f"Close {deal.title} as won{worth}?"
    return (
        act("Won", "won", deal, style="primary", confirm=question),
        form_action("Lost…", "lost", deal),
    )
