"""Deals: making, changing, copying them, and whose they are."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from crmbot.core import history, lookup, parties, permissions, records, subjects
from crmbot.core.context import Context
from crmbot.core.deals import pipelines
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.leads import grades
from crmbot.core.settings import options
from crmbot.language import money
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal, DealType, Periodicity
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Party
from crmbot.store.models.pipeline import Stage, StageCategory
from crmbot.store.models.record import Record

subjects.declare("deal", rank=0)


@dataclass(frozen=True, slots=True)
class Recurring:
    """What comes in again and again, how often, and between which days."""

    amount: Money | None = None
    every: Periodicity | None = None
    starts: date | None = None
    ends: date | None = None


NOT_RECURRING = Recurring()


@dataclass(frozen=True, slots=True)
class DealDraft:
    """What a deal is made from; `party` is the company or the person who buys, `lead` who may become one."""

    name: str
    party: Party | None = None
    amount: Money | None = None
    expected_close: date | None = None
    contact_id: int | None = None
    owner_id: int | None = None
    type: DealType | None = None
    probability: int | None = None
    next_step: str | None = None
    lead: Lead | None = None
    best: Money | None = None
    worst: Money | None = None
    source_id: int | None = None
    description: str | None = None
    customer_description: str | None = None
    recurring: Recurring = NOT_RECURRING
    stage: Stage | None = None
    pipeline_id: int | None = None


def create(ctx: Context, draft: DealDraft) -> Deal:
    """Make a deal: in the stage that is given, else in the first one of its pipeline or of the default one.

    Raises `NotAllowed`, `InvalidInput`.
    """
    name = draft.name.strip()
    if not name:
        raise InvalidInput("name", draft.name, "a deal needs a name")
    buyer = draft.party or draft.lead
    if buyer is None:
        raise InvalidInput("party", "", "a deal is with a company, a person or a lead")
    stage = _first_stage(ctx, draft)
    deal = Deal(
        title=name,
        party_id=draft.party.id if draft.party else None,
        lead_id=draft.lead.id if draft.lead else None,
        contact_id=draft.contact_id,
        type=_type(draft),
        stage_id=stage.id,
        stage_entered_at=ctx.now,
        probability=stage.probability if draft.probability is None else _percent(draft.probability),
        probability_manual=draft.probability is not None,
        expected_close=draft.expected_close,
        source_id=draft.source_id or buyer.source_id,
        next_step=draft.next_step,
        description=draft.description,
        customer_description=draft.customer_description or _told_of_customer(ctx, draft.party),
        **_worth(draft, buyer.currency or ctx.org.currency),
        **({"owner_id": ctx.actor.id} | parties.owner_columns(ctx, draft.owner_id)),
    )
    _check(deal)
    pipelines.keep_open(ctx.session, stage.pipeline_id)
    records.add(ctx, deal, texts(deal, buyer))
    if draft.lead is not None:
        grades.qualify(ctx, draft.lead)
    return deal


def _first_stage(ctx: Context, draft: DealDraft) -> Stage:
    if draft.stage is None:
        return pipelines.open_stages(ctx.session, draft.pipeline_id)[0]
    if draft.stage.category is not StageCategory.OPEN:
        raise InvalidInput("stage", draft.stage.name, "a deal begins open; close it as won or lost afterwards")
    return draft.stage


def _type(draft: DealDraft) -> DealType:
    """Return the type: what was said, else by what is known of the customer (R-49)."""
    if draft.type is not None:
        return draft.type
    if draft.recurring != NOT_RECURRING:
        return DealType.RECURRING
    known = draft.party is not None and draft.party.is_customer
    return DealType.EXISTING_CUSTOMER if known else DealType.NEW_CUSTOMER


def _told_of_customer(ctx: Context, party: Party | None) -> str | None:
    """Return what is known of the customer, if deals take that over (R-48)."""
    if party is None or not options.option(ctx, options.COPY_CUSTOMER_DESCRIPTION):
        return None
    return party.description


def _worth(draft: DealDraft, usual: str) -> dict[str, object]:
    """Return the columns that hold money: all in one currency, the customer's own when none is said."""
    recurring = draft.recurring
    said = (draft.amount, draft.best, draft.worst, recurring.amount)
    currency = next((amount.currency for amount in said if amount is not None), usual)
    return {
        "currency": currency,
        "amount_minor": _minor("amount", draft.amount, currency),
        "best_minor": _minor("best", draft.best, currency),
        "worst_minor": _minor("worst", draft.worst, currency),
        "recurring_minor": _minor("recurring", recurring.amount, currency),
        "periodicity": recurring.every,
        "recurring_from": recurring.starts,
        "recurring_until": recurring.ends,
    }


def _minor(name: str, amount: Money | None, currency: str) -> int | None:
    """Return an amount in the deal's own currency. Raises `InvalidInput` for another: nothing is converted."""
    if amount is None:
        return None
    if amount.currency != currency:
        raise InvalidInput(name, money.show(amount), f"this deal is in {currency}, and amounts are not converted")
    if amount.minor < 0:
        raise InvalidInput(name, money.show(amount), "an amount is not below zero")
    return amount.minor


def _check(deal: Deal) -> None:
    """Raise `InvalidInput` for columns that do not go together."""
    if deal.best_minor is not None and deal.worst_minor is not None and deal.worst_minor > deal.best_minor:
        shown = money.show(Money(deal.worst_minor, deal.currency))
        raise InvalidInput("worst", shown, "the worst case is more than the best case")
    starts, ends = deal.recurring_from, deal.recurring_until
    if starts is not None and ends is not None and ends < starts:
        raise InvalidInput("ends", ends.isoformat(), "it ends before it starts")
    recurs = (deal.recurring_minor, deal.periodicity, starts, ends)
    if deal.type is not DealType.RECURRING and any(value is not None for value in recurs):
        raise InvalidInput("kind", deal.type.value.replace("_", " "), "only a recurring deal has an amount that recurs")


def _percent(given: int) -> int:
    if not 0 <= given <= 100:  # noqa: PLR2004 - per cent
        raise InvalidInput("prob", str(given), "a probability is 0 to 100")
    return given


@dataclass(frozen=True, slots=True)
class DealChange:
    """What is to change of a deal; None leaves a thing as it is, `cleared` names the columns to empty."""

    name: str | None = None
    amount: Money | None = None
    probability: int | None = None
    expected_close: date | None = None
    next_step: str | None = None
    contact_id: int | None = None
    owner_id: int | None = None
    type: DealType | None = None
    best: Money | None = None
    worst: Money | None = None
    source_id: int | None = None
    description: str | None = None
    customer_description: str | None = None
    recurring: Recurring = NOT_RECURRING
    cleared: tuple[str, ...] = field(default=())


_PLAIN = ("expected_close", "next_step", "contact_id", "type", "source_id", "description", "customer_description")
_MONEY = {"amount": "amount_minor", "best": "best_minor", "worst": "worst_minor"}
_RECURS = ("recurring_minor", "periodicity", "recurring_from", "recurring_until")

CLEARABLE = (
    *_MONEY.values(),
    *_RECURS,
    "expected_close",
    "next_step",
    "contact_id",
    "source_id",
    "description",
    "customer_description",
    "probability",
)
"""The columns of a deal that may be emptied; an emptied probability is that of the stage again (B18)."""


def change(ctx: Context, deal: Deal, wanted: DealChange) -> None:
    """Change what is given of an open deal. Raises `NotAllowed`, `Conflict` for a closed one, `InvalidInput`."""
    permissions.require(ctx, deal, "edit")
    stage = require_open(ctx, deal)
    values = _values(ctx, wanted) | _money_values(deal, wanted)
    if "probability" in wanted.cleared:
        values |= {"probability": stage.probability, "probability_manual": False}
    elif wanted.probability is not None:
        values |= {"probability": _percent(wanted.probability), "probability_manual": True}
    if wanted.type not in (None, DealType.RECURRING):
        values |= {name: None for name in _RECURS if name not in values}
    for name, value in values.items():
        setattr(deal, name, value)
    with ctx.session.no_autoflush:
        _check(deal)
    records.change(ctx, deal, {})
    records.reindex(ctx, deal, texts(deal, buyer_of(ctx, deal)))


def _values(ctx: Context, wanted: DealChange) -> dict[str, object]:
    """Return the columns a change sets, but for money and chances."""
    values: dict[str, object] = dict.fromkeys(
        name for name in CLEARABLE if name in wanted.cleared and name != "probability"
    )
    values |= parties.owner_columns(ctx, wanted.owner_id)
    if wanted.name and wanted.name.strip():
        values["title"] = wanted.name.strip()
    recurring = wanted.recurring
    plain: Mapping[str, object | None] = {
        **{name: getattr(wanted, name) for name in _PLAIN},
        "periodicity": recurring.every,
        "recurring_from": recurring.starts,
        "recurring_until": recurring.ends,
    }
    if recurring != NOT_RECURRING and wanted.type is None:
        values["type"] = DealType.RECURRING
    return values | {name: value for name, value in plain.items() if value is not None}


def _money_values(deal: Deal, wanted: DealChange) -> dict[str, object]:
    """Return the columns of money a change sets. A deal changes its currency only with all of its amounts."""
    given = {column: (name, getattr(wanted, name)) for name, column in _MONEY.items()}
    given["recurring_minor"] = ("recurring", wanted.recurring.amount)
    said = {column: (name, amount) for column, (name, amount) in given.items() if amount is not None}
    kept = any(getattr(deal, column) is not None for column in given if column not in {*said, *wanted.cleared})
    others = {amount.currency for _, amount in said.values()} - {deal.currency}
    currency = deal.currency if kept or not others else min(others)
    values: dict[str, object] = {column: _minor(name, amount, currency) for column, (name, amount) in said.items()}
    return values | {"currency": currency} if said else values


def set_amount(deal: Deal, amount: Money) -> None:
    """Put another amount on a deal in hand, with whatever else is changed of it. Raises `InvalidInput`."""
    for name, value in _money_values(deal, DealChange(amount=amount)).items():
        setattr(deal, name, value)


def copy(ctx: Context, deal: Deal) -> Deal:
    """Make another deal like this one: in the first stage of its pipeline, the chance that of the stage.

    It is the actor's own, and how the first one was closed or put off is not taken over.
    """
    buyer = buyer_of(ctx, deal)
    first = pipelines.open_stages(ctx.session, stage_of(ctx, deal).pipeline_id)[0]
    taken = ("party_id", "lead_id", "currency", "type", *_PLAIN, *_MONEY.values(), *_RECURS)
    again = Deal(
        title=deal.title,
        owner_id=ctx.actor.id,
        stage_id=first.id,
        stage_entered_at=ctx.now,
        probability=first.probability,
        **{name: getattr(deal, name) for name in dict.fromkeys(taken)},
    )
    pipelines.keep_open(ctx.session, first.pipeline_id)
    records.add(ctx, again, texts(again, buyer))
    return again


def set_buyer(ctx: Context, deal: Deal, buyer: Party | Lead) -> None:
    """Give an open deal to another customer or lead; choosing one clears the other. Raises as `change`."""
    permissions.require(ctx, deal, "edit")
    require_open(ctx, deal)
    is_lead = isinstance(buyer, Lead)
    sides = {"party_id": None if is_lead else buyer.id, "lead_id": buyer.id if is_lead else None}
    records.change(ctx, deal, sides)
    records.reindex(ctx, deal, texts(deal, buyer))
    if isinstance(buyer, Lead):
        grades.qualify(ctx, buyer)


@records.found_by("deal")
def _found_by(ctx: Context, record: Record) -> records.Texts:
    assert isinstance(record, Deal)
    return texts(record, buyer_of(ctx, record))


@history.after_undo("deal")
def _undone(ctx: Context, record: Record) -> None:
    assert isinstance(record, Deal)
    records.reindex(ctx, record, texts(record, buyer_of(ctx, record)))


def require_open(ctx: Context, deal: Deal) -> Stage:
    """Return the stage an open deal is in. Raises `Conflict` for a closed one."""
    stage = stage_of(ctx, deal)
    if stage.category is not StageCategory.OPEN:
        raise Conflict(deal.title, f"is {stage.name.lower()} already; open it again to change it", record_id=deal.id)
    return stage


def stage_of(ctx: Context, deal: Deal) -> Stage:
    """Return the stage a deal is in."""
    return ctx.session.get_one(Stage, deal.stage_id)


def buyer_of(ctx: Context, deal: Deal) -> Party | Lead:
    """Return the company or person who buys, or the lead that has not become one yet."""
    if deal.party_id is not None:
        return ctx.session.get_one(Party, deal.party_id)
    return ctx.session.get_one(Lead, deal.lead_id)


def sides(ctx: Context, deal: Deal) -> list[Record]:
    """Return those a deal is with, as far as the actor sees them: who buys, else the lead, and the person there."""
    wanted = [number for number in (deal.party_id or deal.lead_id, deal.contact_id) if number is not None]
    found = {record.id: record for record in lookup.those(ctx, wanted)}
    return [found[number] for number in dict.fromkeys(wanted) if number in found]


def weighted(minor: int, percent: int) -> int:
    """Return an amount by its probability, rounded half up, in minor units."""
    return (minor * percent + 50) // 100


def amount_of(deal: Deal) -> Money | None:
    """Return a deal's amount."""
    return Money(deal.amount_minor, deal.currency) if deal.amount_minor is not None else None


def texts(deal: Deal, buyer: Record) -> records.Texts:
    """Return what a deal is found by: its name and whose it is."""
    return [(deal.title, 5), (buyer.title, 2)]
