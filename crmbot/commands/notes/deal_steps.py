"""What a note says of a deal: done where nothing can be wrong with it, else one tap away."""

from collections.abc import Sequence
from dataclasses import dataclass

from crmbot.chat.card import Action, Line, Span, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases
from crmbot.core import deals, records
from crmbot.core.context import Context
from crmbot.core.deals import DealChange, closing, told_of
from crmbot.core.deals import moves as deal_moves
from crmbot.language import money
from crmbot.language.money import Money
from crmbot.language.notes import NoteReading, StageChange
from crmbot.language.text import first_line
from crmbot.store.models.deal import Deal
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party
from crmbot.store.models.pipeline import LostReason, Stage, StageCategory
from crmbot.store.models.record import Record

_NAME = 30
_OFFERED = 2
"""So many deals are offered where several may be meant."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a note told of a deal: `deal` where it was changed at once, and how; what else can be done with one tap."""

    deal: Deal | None = None
    done: tuple[Line, ...] = ()
    offered: tuple[Action, ...] = ()


@dataclass(frozen=True, slots=True)
class _Wish:
    """What was said of one deal, as far as it is not so already: `into` the stage it goes to."""

    deal: Deal
    stage: Stage
    amount: Money | None
    into: Stage | None
    reason: LostReason | None

    @property
    def closes(self) -> bool:
        """Whether the deal is over then."""
        return self.into is not None and self.into.category is not StageCategory.OPEN


def said(read: NoteReading) -> tuple[str, ...]:
    """Return in words what a note says of a deal: how much, how far, and why it was lost."""
    amount = [money.show(read.amount.money)] if read.amount is not None else []
    if read.stage is None:
        return tuple(amount)
    reason = f" ({read.stage.reason.replace('_', ' ')})" if read.stage.reason else ""
    return (*amount, f"{read.stage.to.replace('_', ' ')}{reason}")


def follow(ctx: Context, about: Sequence[Record], read: NoteReading) -> Told:
    """Do or offer what a note says of a deal.

    It is done only where the words are certain, one open deal can be meant, and the actor may change it: an amount
    only where there was none. All else waits for a tap.
    """
    if read.amount is None and read.stage is None:
        return Told()
    found = told_of.open_deals(ctx, about)
    if not found:
        return Told(offered=_new_deal(ctx, about, read))
    wishes = [_wish(ctx, deal, stage, read) for deal, stage in found if told_of.may_change(ctx, deal)]
    if len(found) == len(wishes) == 1:
        return _one(ctx, wishes[0], read)
    return Told(offered=tuple(action for wish in wishes[:_OFFERED] for action in _offers(wish)))


def offer(ctx: Context, about: Sequence[Record], read: NoteReading) -> Told:
    """Offer what a note says of deals, and do nothing of it."""
    return Told(offered=offered(ctx, about, read))


def offered(ctx: Context, about: Sequence[Record], read: NoteReading) -> tuple[Action, ...]:
    """Return what a note says of deals as buttons, and do nothing."""
    found = told_of.open_deals(ctx, about) if read.amount is not None or read.stage is not None else []
    wishes = [_wish(ctx, deal, stage, read) for deal, stage in found if told_of.may_change(ctx, deal)]
    return tuple(action for wish in wishes[:_OFFERED] for action in _offers(wish))


def _wish(ctx: Context, deal: Deal, stage: Stage, read: NoteReading) -> _Wish:
    amount = read.amount.money if read.amount is not None else None
    into = told_of.stage_meant(ctx, stage, read.stage.to) if read.stage is not None else None
    reason = _reason(ctx, read.stage, into)
    return _Wish(deal, stage, amount if amount != deals.amount_of(deal) else None, into, reason)


def _reason(ctx: Context, said: StageChange | None, into: Stage | None) -> LostReason | None:
    is_lost = into is not None and into.category is StageCategory.LOST
    return told_of.reason_meant(ctx, said.reason) if said is not None and is_lost else None


def _one(ctx: Context, wish: _Wish, read: NoteReading) -> Told:
    done: list[Line] = []
    left = wish
    if wish.amount is not None and read.amount is not None and read.amount.certain and _is_free(wish):
        deals.change(ctx, wish.deal, DealChange(amount=wish.amount))
        done.append(_line(wish.deal, bold(phrases.amount(wish.deal))))
        left = _Wish(wish.deal, wish.stage, None, wish.into, wish.reason)
    if left.into is not None and left.amount is None and read.stage is not None and read.stage.certain:
        done += _moved(ctx, left, left.into)
    if done and (left.into is None or deals.stage_of(ctx, wish.deal).id == left.into.id):
        left = _Wish(left.deal, left.stage, left.amount, None, None)
    return Told(wish.deal if done else None, tuple(done), _offers(left))


def _is_free(wish: _Wish) -> bool:
    """Tell whether an amount takes nobody's word away: the deal had none, in no other currency."""
    deal, amount = wish.deal, wish.amount
    others = (deal.amount_minor, deal.best_minor, deal.worst_minor, deal.recurring_minor)
    return amount is not None and amount.minor >= 0 and all(minor is None for minor in others)


def _moved(ctx: Context, wish: _Wish, into: Stage) -> list[Line]:
    """Take the deal there; lost without a reason that stands by itself is left to be asked."""
    deal, before = wish.deal, wish.stage.name
    match into.category:
        case StageCategory.OPEN:
            deal_moves.move(ctx, deal, into)
            return [_line(deal, f"{before} → ", bold(into.name))]
        case StageCategory.WON:
            closing.win(ctx, deal)
            return [_line(deal, bold(into.name), f" · {phrases.amount(deal)}" if deal.amount_minor else "")]
        case StageCategory.LOST:
            if wish.reason is None or wish.reason.needs_note:
                return []
            closing.lose(ctx, deal, wish.reason)
            return [_line(deal, bold(f"{into.name} ({wish.reason.name})"))]


def _line(deal: Deal, *words: str | Span) -> Line:
    return Line(spans(phrases.link(deal), ": ", *words))


def _offers(wish: _Wish) -> tuple[Action, ...]:
    """Return what is one tap away; the right is looked at again when it is pressed."""
    name = first_line(wish.deal.title, _NAME)
    offers: list[Action] = []
    if wish.amount is not None and not wish.closes:
        offers.append(_set_amount(wish.deal, wish.amount, name))
    if wish.into is not None:
        offers.append(_move(wish, wish.into, name))
    return tuple(offers)


def _set_amount(deal: Deal, amount: Money, name: str) -> Action:
    args = {"which": records.code(deal), "amount": str(amount)}
    return Action(f"{name}: set amount to {money.show(amount)}", Invocation("deal set", args))


def _move(wish: _Wish, into: Stage, name: str) -> Action:
    """Return the button that takes a deal to a stage; an end is asked for once more, and lost wants its reason."""
    code = {"which": records.code(wish.deal)}
    worth = {"amount": str(wish.amount)} if wish.amount is not None else {}
    at = f" at {money.show(wish.amount)}" if wish.amount is not None else ""
    match into.category:
        case StageCategory.OPEN:
            return Action(f"Move {name} to {into.name}", Invocation("stage", code | {"stage": into.name}))
        case StageCategory.WON:
            ask = f"Close {wish.deal.title} as won{at}?"
            return Action(f"Move {name} to {into.name}{at}", Invocation("won", code | worth), "primary", ask)
        case StageCategory.LOST if wish.reason is None:
            return Action(f"Move {name} to {into.name}…", Invocation("lost", code, form=True))
        case StageCategory.LOST:
            ask = f"Close {wish.deal.title} as lost ({wish.reason.name})?"
            lost = Invocation("lost", code | {"reason": wish.reason.name})
            return Action(f"Move {name} to {into.name} ({wish.reason.name})", lost, confirm=ask)


def _new_deal(ctx: Context, about: Sequence[Record], read: NoteReading) -> tuple[Action, ...]:
    """Offer a deal of that amount to who has none."""
    buyer = next((record for record in about if isinstance(record, Party | Lead)), None)
    if read.amount is None or buyer is None or any(isinstance(each, Deal) for each in about):
        return ()
    if not ctx.actor.can("deal.create"):
        return ()
    args = {"party": records.code(buyer), "amount": str(read.amount.money)}
    return (Action(f"New deal: {money.show(read.amount.money)}…", Invocation("deal new", args, form=True)),)
