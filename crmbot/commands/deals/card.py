"""The card of a deal: whose it is, where it stands, when it may close, what comes next."""

from collections.abc import Sequence
from dataclasses import replace

from crmbot.chat.card import Action, Block, Card, Line, Menu, Spans, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.fields import own_fields
from crmbot.commands.phrases import act, form_action
from crmbot.commands.showing import shows
from crmbot.core import deals, parties, records
from crmbot.core.context import Context
from crmbot.core.deals import colours, pipelines
from crmbot.core.deals import moves as deal_moves
from crmbot.core.deals import signs as deal_signs
from crmbot.core.deals.colours import Colour
from crmbot.core.deals.signs import Signs
from crmbot.core.settings import sources
from crmbot.store.models.deal import Deal, DealType
from crmbot.store.models.pipeline import LostReason, Pipeline, Stage, StageCategory

SIGNS = {
    Colour.BLACK: "⚫",
    Colour.BLUE: "🔵",
    Colour.ORANGE: "🟠",
    Colour.RED: "🔴",
    Colour.GREEN: "🟢",
    Colour.WON: "🟩",
    Colour.LOST: "🟥",
}
_TYPES = {
    DealType.NEW_CUSTOMER: "new customer",
    DealType.EXISTING_CUSTOMER: "existing customer",
    DealType.RECURRING: "recurring",
}


@shows("deal", icon="💼")
def deal_card(ctx: Context, deal: Deal) -> Card:
    """Draw a deal."""
    stage = deals.stage_of(ctx, deal)
    is_open = stage.category is StageCategory.OPEN
    ladder = pipelines.open_stages(ctx.session, stage.pipeline_id) if is_open else []
    return Card(
        title=spans(*phrases.heading(deal), f"{_worth(deal)} · ", bold(stage.name)),
        blocks=_facts(ctx, deal, stage, ladder),
        actions=_actions(ctx, deal, stage, ladder),
        icon="💼",
        about=records.code(deal),
        whisper=True,
    )


def moved(ctx: Context, deal: Deal, words: str) -> Card:
    """Return the card of a deal that went on: `New → Qualification`, and the way back.

    The words say where it stands, or at what it was won, so its first line does not say it again.
    """
    is_won = deals.stage_of(ctx, deal).category is StageCategory.WON
    worth = "" if is_won else _worth(deal)
    card = replace(deal_card(ctx, deal), title=spans(*phrases.heading(deal), worth))
    return record_lines.changed(ctx, card, words)


def _worth(deal: Deal) -> str:
    return f" · {phrases.amount(deal)}" if deal.amount_minor is not None else ""


def mark_words(signs: Signs) -> str:
    """Return a deal's colour with the reason for it (R-38)."""
    return f"{SIGNS[signs.mark.colour]} {signs.mark.reason}"


def rest_words(ctx: Context, deal: Deal, signs: Signs) -> str:
    """Return that nothing is done about a deal, `💤 12 d idle`, or until when that is as it should be (B2)."""
    if signs.snoozed_until is not None:
        why = f": {deal.snooze_note}" if deal.snooze_note else ""
        return f"💤 snoozed until {phrases.clock(ctx, signs.snoozed_until)}{why}"
    return f"💤 {signs.idle_days} d idle" if signs.idle_days is not None else ""


def words(ctx: Context, deal: Deal, signs: Signs) -> list[str]:
    """Return what stands behind a deal in a list: its colour, that it is idle, that no next step is known (B1)."""
    step = "" if signs.has_next_step else record_lines.NO_NEXT_STEP
    return [word for word in (mark_words(signs), rest_words(ctx, deal, signs), step) if word]


def chance_words(deal: Deal) -> str:
    """Return a deal's probability with its colour; empty without one."""
    colour = colours.of_probability(deal.probability)
    return f"{deal.probability} % {SIGNS[colour]}" if colour is not None else ""


def _facts(ctx: Context, deal: Deal, stage: Stage, ladder: Sequence[Stage]) -> tuple[Block, ...]:
    signs = deal_signs.of_deal(ctx, deal, stage)
    lines = tuple(
        Line(line)
        for line in (
            _whose(ctx, deal),
            _standing(ctx, deal, stage, ladder),
            spans(_dated(ctx, deal, stage, signs)),
            spans(rest_words(ctx, deal, signs)),
            _next(ctx, deal, stage, signs),
            spans(_range(deal)),
            spans(_recurs(ctx, deal)),
            spans(_kind(ctx, deal)),
            spans(deal.description or ""),
            spans("Customer: ", deal.customer_description) if deal.customer_description else (),
            spans(record_lines.tag_words(ctx, deal)),
        )
        if line
    )
    return (*lines, *own_fields.details(ctx, deal))


def _whose(ctx: Context, deal: Deal) -> Spans:
    """Return the buyer or the lead, the person there, and who of us has it."""
    links = [spans(phrases.link(side), " · ") for side in deals.sides(ctx, deal)]
    return (*(span for link in links for span in link), *spans(f"owner {record_lines.owner(ctx, deal)}"))


def _standing(ctx: Context, deal: Deal, stage: Stage, ladder: Sequence[Stage]) -> Spans:
    """Return the way so far, `Stage 2 of 4 ▰▰▱▱`, and what the deal is worth at its chance; for a lost one, why.

    The stage is named in the first line. Nothing for a won one: the line of its colour says so, and when.
    """
    if stage.category is StageCategory.LOST:
        reason = ctx.session.get(LostReason, deal.lost_reason_id) if deal.lost_reason_id else None
        return spans(" · ".join(filter(None, (f"Lost: {reason.name}" if reason else "Lost", deal.lost_note))))
    if stage.category is StageCategory.WON:
        return ()
    place = next((number for number, step in enumerate(ladder, 1) if step.id == stage.id), 1)
    bar = "▰" * place + "▱" * (len(ladder) - place)
    chance = f" · {chance_words(deal)}{' (own)' if deal.probability_manual else ''}"
    parts = [f"Stage {place} of {len(ladder)} {bar}", chance if deal.probability is not None else ""]
    if deal.amount_minor and deal.probability is not None:
        weighted = phrases.money_words(deals.weighted(deal.amount_minor, deal.probability), deal.currency)
        parts.append(f" · weighted {weighted}")
    return spans(_pipeline(ctx, stage), *parts)


def _pipeline(ctx: Context, stage: Stage) -> str:
    """Return which pipeline a stage is of; nothing as long as there is but one (B17)."""
    if len(pipelines.pipelines(ctx.session)) == 1:
        return ""
    return f"{ctx.session.get_one(Pipeline, stage.pipeline_id).name}: "


def _dated(ctx: Context, deal: Deal, stage: Stage, signs: Signs) -> str:
    """Return a deal's colour and its close, said once: `⚫ closes in 26 d, Tue 15 Dec`, `🟩 won Thu 19 Nov 10:00`."""
    mark = mark_words(signs)
    if stage.category is not StageCategory.OPEN:
        return f"{mark} {phrases.clock(ctx, deal.closed_at)}" if deal.closed_at else mark
    if deal.expected_close is None:
        return f"{mark} · no close date"
    day = phrases.on_day(ctx, deal.expected_close)
    says_when = signs.mark.reason == colours.closing_words((deal.expected_close - ctx.today).days)
    return f"{mark}, {day}" if says_when else f"{mark} · closes {day}"


def _range(deal: Deal) -> str:
    cases = {"best case": deal.best_minor, "worst case": deal.worst_minor}
    shown = [
        f"{word} {phrases.money_words(minor, deal.currency)}" for word, minor in cases.items() if minor is not None
    ]
    return " · ".join(shown).capitalize()


def _recurs(ctx: Context, deal: Deal) -> str:
    """Return what recurs: `Recurs: €200 a month, Tue 1 Apr to Wed 31 Dec`."""
    amount = phrases.money_words(deal.recurring_minor, deal.currency) if deal.recurring_minor is not None else ""
    every = f"a {deal.periodicity.value}" if deal.periodicity else ""
    starts = f"from {phrases.on_day(ctx, deal.recurring_from)}" if deal.recurring_from else ""
    ends = f"until {phrases.on_day(ctx, deal.recurring_until)}" if deal.recurring_until else ""
    parts = " ".join(part for part in (amount, every, starts, ends) if part)
    return f"Recurs: {parts}" if parts else ""


def _kind(ctx: Context, deal: Deal) -> str:
    """Return of what type a deal is and where it comes from."""
    source = sources.of(ctx.session, deal.source_id)
    return _TYPES[deal.type].capitalize() + (f" · from {source.name}" if source is not None else "")


def _next(ctx: Context, deal: Deal, stage: Stage, signs: Signs) -> Spans:
    """Return what comes next: the words on the deal, and the first open task or event to come."""
    if stage.category is not StageCategory.OPEN:
        return ()
    found = parties.next_step(ctx, deal.id)
    if deal.next_step and found is None:
        return spans(f"Next: {deal.next_step}")
    if found is None:
        return spans("Next: planned by a colleague" if signs.has_next_step else record_lines.NOTHING_NEXT)
    words = f"{deal.next_step} · " if deal.next_step else ""
    return spans(f"Next: {words}", *record_lines.step(ctx, found))


def _actions(ctx: Context, deal: Deal, stage: Stage, ladder: Sequence[Stage]) -> tuple[Action | Menu, ...]:
    """Return the ways on from where a deal stands."""
    common: tuple[Action | Menu, ...] = (
        form_action("Note", "note", deal, field="about"),
        form_action("Task", "task new", deal, field="about"),
        _more(ctx, deal, stage),
    )
    if stage.category is not StageCategory.OPEN:
        return (act("Open again", "reopen", deal), *common)
    back, on = deal_moves.beside(ladder, stage, -1), deal_moves.beside(ladder, stage, 1)
    steps = [act("Take it", "take deal", deal)] if deal.owner_id is None else []
    steps += [act(f"‹ {back.name}", "previous", deal)] if back else []
    steps += [act(f"{on.name} ›", "next", deal)] if on else []
    return (*steps, *closing_actions(deal), *common)


def _more(ctx: Context, deal: Deal, stage: Stage) -> Menu:
    """Return what else can be done with a deal."""
    menu = record_lines.more(deal, "deal set")
    copy = Action("Copy", Invocation("copy deal", {"which": records.code(deal)}))
    if stage.category is not StageCategory.OPEN:
        return replace(menu, options=(*menu.options, copy))
    own = (*record_lines.giving(ctx, deal, "give deal"), form_action("Snooze…", "snooze deal", deal))
    return replace(menu, options=(*menu.options, *own, copy))


def closing_actions(deal: Deal) -> tuple[Action, Action]:
    """Return the two ends of a deal: a tap on Won asks once more, Lost asks for the reason."""
    worth = f", {phrases.amount(deal)}" if deal.amount_minor is not None else ""
    question = f"Close {deal.title} as won{worth}?"
    return (
        act("Won", "won", deal, style="primary", confirm=question),
        form_action("Lost…", "lost", deal),
    )
