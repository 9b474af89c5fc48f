"""Deals and their way through a pipeline: open stages, won, lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from crmbot.core import history, parties, permissions, records, subjects
from crmbot.core.choices import Listed, lists
from crmbot.core.context import Context
from crmbot.core.errors import Conflict, InvalidInput
from crmbot.core.permissions import visible
from crmbot.language.fold import fold
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal, DealType
from crmbot.store.models.party import Party
from crmbot.store.models.pipeline import LostReason, Pipeline, Stage, StageCategory
from crmbot.store.models.record import Record

subjects.declare("deal", rank=0)

DEFAULT_STAGES = (
    ("New", StageCategory.OPEN, 10),
    ("Qualification", StageCategory.OPEN, 25),
    ("Proposition", StageCategory.OPEN, 50),
    ("Negotiation", StageCategory.OPEN, 75),
    ("Won", StageCategory.WON, 100),
    ("Lost", StageCategory.LOST, 0),
)
DEFAULT_REASONS = ("Pricing", "Competition", "Budget", "Timing", "Missing features", "No decision", "Other")
_SYNONYMS = {
    "qualified": "qualification",
    "proposal": "proposition",
    "quote": "proposition",
    "nego": "negotiation",
}


@dataclass(frozen=True, slots=True)
class DealDraft:
    """What a deal is made from; `party` is the company or the person who buys."""

    name: str
    party: Party
    amount: Money | None = None
    expected_close: date | None = None
    contact_id: int | None = None
    owner_id: int | None = None
    type: DealType | None = None
    probability: int | None = None
    next_step: str | None = None


def create(ctx: Context, draft: DealDraft) -> Deal:
    """Make a deal in the first stage of the default pipeline. Raises `NotAllowed`, `InvalidInput`."""
    name = draft.name.strip()
    if not name:
        raise InvalidInput("name", draft.name, "a deal needs a name")
    first = stages(ctx.session)[0]
    deal = Deal(
        title=name,
        party_id=draft.party.id,
        contact_id=draft.contact_id,
        type=draft.type or (DealType.EXISTING_CUSTOMER if draft.party.is_customer else DealType.NEW_CUSTOMER),
        stage_id=first.id,
        stage_entered_at=ctx.now,
        probability=first.probability if draft.probability is None else _percent(draft.probability),
        probability_manual=draft.probability is not None,
        amount_minor=draft.amount.minor if draft.amount else None,
        currency=draft.amount.currency if draft.amount else (draft.party.currency or ctx.org.currency),
        expected_close=draft.expected_close,
        next_step=draft.next_step,
        **({"owner_id": ctx.actor.id} | parties.owner_columns(ctx, draft.owner_id)),
    )
    records.add(ctx, deal, texts(deal, draft.party))
    return deal


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
    cleared: tuple[str, ...] = ()


CLEARABLE = ("amount_minor", "expected_close", "next_step", "contact_id")
"""The columns of a deal that may be emptied."""


def change(ctx: Context, deal: Deal, wanted: DealChange) -> None:
    """Change what is given of an open deal. Raises `NotAllowed`, `Conflict` for a closed one, `InvalidInput`."""
    permissions.require(ctx, deal, "edit")
    require_open(ctx, deal)
    records.change(ctx, deal, _values(ctx, wanted))
    records.reindex(ctx, deal, texts(deal, party_of(ctx, deal)))


def _values(ctx: Context, wanted: DealChange) -> dict[str, object]:
    """Return the columns a change sets."""
    values: dict[str, object] = dict.fromkeys(name for name in CLEARABLE if name in wanted.cleared)
    values |= parties.owner_columns(ctx, wanted.owner_id)
    if wanted.name and wanted.name.strip():
        values["title"] = wanted.name.strip()
    if wanted.amount is not None:
        values |= {"amount_minor": wanted.amount.minor, "currency": wanted.amount.currency}
    if wanted.probability is not None:
        values |= {"probability": _percent(wanted.probability), "probability_manual": True}
    plain = {name: getattr(wanted, name) for name in ("expected_close", "next_step", "contact_id")}
    return values | {name: value for name, value in plain.items() if value is not None}


@history.after_undo("deal")
def _undone(ctx: Context, record: Record) -> None:
    assert isinstance(record, Deal)
    records.reindex(ctx, record, texts(record, party_of(ctx, record)))


def _percent(given: int) -> int:
    if not 0 <= given <= 100:  # noqa: PLR2004 - per cent
        raise InvalidInput("probability", str(given), "a probability is 0 to 100")
    return given


def move(ctx: Context, deal: Deal, wanted: Stage) -> Stage:
    """Put an open deal into another open stage and return the one it was in; its own probability stays (B18).

    Raises `NotAllowed`, `Conflict` when it is closed or there already, `InvalidInput` for won and lost,
    which are reached by `win` and `lose` only.
    """
    permissions.require(ctx, deal, "edit")
    before = require_open(ctx, deal)
    if wanted.category is not StageCategory.OPEN:
        raise InvalidInput("stage", wanted.name, "close it as won or lost")
    if wanted.id == before.id:
        raise Conflict(deal.title, f"is in {wanted.name} already", record_id=deal.id)
    _enter(ctx, deal, wanted)
    return before


def neighbour(ctx: Context, deal: Deal, by: int) -> Stage | None:
    """Return the open stage `by` places on from a deal's own; None past either end."""
    ladder = open_stages(ctx.session, stage_of(ctx, deal).pipeline_id)
    here = next((place for place, stage in enumerate(ladder) if stage.id == deal.stage_id), None)
    if here is None or not 0 <= here + by < len(ladder):
        return None
    return ladder[here + by]


def win(ctx: Context, deal: Deal, amount: Money | None = None) -> None:
    """Close a deal as won, at another amount if one is given. Raises `NotAllowed`, `Conflict`."""
    permissions.require(ctx, deal, "edit")
    closing = _closing_stage(ctx, deal, StageCategory.WON)
    if amount is not None:
        deal.amount_minor, deal.currency = amount.minor, amount.currency
    _close(ctx, deal, closing)


def lose(ctx: Context, deal: Deal, reason: LostReason, note: str | None = None) -> None:
    """Close a deal as lost, for a reason always (R-40).

    Raises `NotAllowed`, `Conflict` when it is closed, `InvalidInput` for a missing note.
    """
    permissions.require(ctx, deal, "edit")
    closing = _closing_stage(ctx, deal, StageCategory.LOST)
    if reason.needs_note and not (note or "").strip():
        raise InvalidInput("note", "", f"{reason.name!r} wants a word of explanation")
    deal.lost_reason_id, deal.lost_note = reason.id, note
    _close(ctx, deal, closing)


def reopen(ctx: Context, deal: Deal) -> Stage:
    """Take a closed deal back to the stage it was in before; reason and note are cleared (R-42)."""
    permissions.require(ctx, deal, "edit")
    now_in = stage_of(ctx, deal)
    if now_in.category is StageCategory.OPEN:
        raise Conflict(deal.title, "is open", record_id=deal.id)
    ladder = open_stages(ctx.session, now_in.pipeline_id)
    back = next((stage for stage in ladder if stage.id == deal.previous_stage_id), ladder[-1])
    deal.lost_reason_id = deal.lost_note = deal.closed_at = None
    _enter(ctx, deal, back)
    return back


def _closing_stage(ctx: Context, deal: Deal, category: StageCategory) -> Stage:
    """Return the stage an open deal closes in; looked up first, so that all of the closing is one change."""
    ladder = stages(ctx.session, require_open(ctx, deal).pipeline_id)
    return next(stage for stage in ladder if stage.category is category)


def _close(ctx: Context, deal: Deal, closing: Stage) -> None:
    deal.closed_at = ctx.now
    deal.probability_manual = False
    _enter(ctx, deal, closing)


def _enter(ctx: Context, deal: Deal, stage: Stage) -> None:
    deal.previous_stage_id, deal.stage_id = deal.stage_id, stage.id
    deal.stage_entered_at = ctx.now
    if not deal.probability_manual:
        deal.probability = stage.probability
    ctx.session.flush()
    records.remember(ctx, deal)


def require_open(ctx: Context, deal: Deal) -> Stage:
    """Return the stage an open deal is in. Raises `Conflict` for a closed one."""
    stage = stage_of(ctx, deal)
    if stage.category is not StageCategory.OPEN:
        raise Conflict(deal.title, f"is {stage.name.lower()} already", record_id=deal.id)
    return stage


def stage_of(ctx: Context, deal: Deal) -> Stage:
    """Return the stage a deal is in."""
    return ctx.session.get_one(Stage, deal.stage_id)


def party_of(ctx: Context, deal: Deal) -> Party:
    """Return the company or person who buys."""
    return ctx.session.get_one(Party, deal.party_id)


def stages(session: Session, pipeline_id: int | None = None) -> Sequence[Stage]:
    """Return the stages of a pipeline, the default one when none is named, in order."""
    statement = select(Stage).order_by(Stage.position)
    if pipeline_id is None:
        statement = statement.join(Pipeline, Pipeline.id == Stage.pipeline_id).where(Pipeline.is_default)
    else:
        statement = statement.where(Stage.pipeline_id == pipeline_id)
    return session.scalars(statement).all()


def open_stages(session: Session, pipeline_id: int | None = None) -> list[Stage]:
    """Return the stages of a pipeline in which a deal is still open, in order."""
    return [stage for stage in stages(session, pipeline_id) if stage.category is StageCategory.OPEN]


def find_stage(ctx: Context, deal: Deal, text: str) -> Stage:
    """Return the stage of a deal's pipeline a word means. Raises `InvalidInput`."""
    return _by_word(stages(ctx.session, stage_of(ctx, deal).pipeline_id), text)


def stage_named(ctx: Context, text: str) -> Stage:
    """Return the stage of the default pipeline a word means. Raises `InvalidInput`."""
    return _by_word(stages(ctx.session), text)


def _by_word(ladder: Sequence[Stage], text: str) -> Stage:
    """Find a stage by its name, the start of the name, or a synonym."""
    wanted = _SYNONYMS.get(fold(text), fold(text))
    exact = [stage for stage in ladder if fold(stage.name) == wanted]
    near = exact or [stage for stage in ladder if wanted and fold(stage.name).startswith(wanted)]
    if len(near) != 1:
        raise InvalidInput("stage", text, "no such stage", tuple(stage.name for stage in ladder))
    return near[0]


def reasons(session: Session) -> Sequence[LostReason]:
    """Return the reasons a deal may be lost for."""
    return session.scalars(select(LostReason).where(LostReason.is_active).order_by(LostReason.id)).all()


@lists("stages")
def _stage_list(ctx: Context) -> Sequence[Listed]:
    return [Listed(stage.name, stage.name) for stage in open_stages(ctx.session)]


@lists("lost_reasons")
def _reason_list(ctx: Context) -> Sequence[Listed]:
    return [Listed(reason.name, reason.name) for reason in reasons(ctx.session)]


def reason_named(session: Session, name: str) -> LostReason:
    """Return a reason by its name. Raises `InvalidInput`."""
    known = reasons(session)
    for reason in known:
        if fold(reason.name) == fold(name):
            return reason
    raise InvalidInput("reason", name, "no such reason", tuple(reason.name for reason in known))


@dataclass(frozen=True, slots=True)
class DealQuery:
    """Which deals to list; one page of them."""

    owner_id: int | None = None
    stage_id: int | None = None
    only: str = "open"
    limit: int = 10
    offset: int = 0
    unowned: bool = False


def listed(ctx: Context, query: DealQuery) -> tuple[Sequence[tuple[Deal, Stage]], int]:
    """Return a page of deals with their stages, by stage and expected close, and how many there are."""
    where: list[ColumnElement[bool]] = [visible(ctx, ["deal"])]
    if query.owner_id is not None:
        where.append(Deal.owner_id == query.owner_id)
    if query.unowned:
        where.append(Deal.owner_id.is_(None))
    if query.stage_id is not None:
        where.append(Deal.stage_id == query.stage_id)
    elif query.only != "all":
        where.append(Stage.category == StageCategory(query.only))
    total = ctx.session.scalar(
        select(func.count()).select_from(Deal).join(Stage, Stage.id == Deal.stage_id).where(*where)
    )
    rows = ctx.session.execute(
        select(Deal, Stage)
        .join(Stage, Stage.id == Deal.stage_id)
        .where(*where)
        .order_by(Stage.position, Deal.expected_close.is_(None), Deal.expected_close, Deal.id)
        .limit(query.limit)
        .offset(query.offset)
    )
    return [(row.Deal, row.Stage) for row in rows], total or 0


def numbered(ctx: Context, ids: Sequence[int]) -> dict[int, tuple[Deal, Stage]]:
    """Return those of some deals the actor may see, by number, with their stages."""
    rows = ctx.session.execute(
        select(Deal, Stage).join(Stage, Stage.id == Deal.stage_id).where(Deal.id.in_(ids), visible(ctx, ["deal"]))
    )
    return {row.Deal.id: (row.Deal, row.Stage) for row in rows}


@dataclass(frozen=True, slots=True)
class Sum:
    """The deals of one stage and currency: how many, their amounts, and the amounts by probability."""

    stage: str
    currency: str
    count: int
    minor: int
    weighted_minor: int


def sums(ctx: Context, owner_id: int | None = None) -> list[Sum]:
    """Return the open deals summed by stage and currency; currencies are never added up."""
    where = [visible(ctx, ["deal"]), Stage.category == StageCategory.OPEN]
    if owner_id is not None:
        where.append(Deal.owner_id == owner_id)
    amount = func.coalesce(Deal.amount_minor, 0)
    rows = ctx.session.execute(
        select(
            Stage.name,
            Deal.currency,
            func.count().label("deals"),
            func.sum(amount).label("minor"),
            func.sum(amount * func.coalesce(Deal.probability, 0)).label("by_percent"),
        )
        .join(Stage, Stage.id == Deal.stage_id)
        .where(*where)
        .group_by(Stage.position, Stage.name, Deal.currency)
        .order_by(Stage.position, Deal.currency)
    )
    return [Sum(row.name, row.currency, row.deals, int(row.minor), (int(row.by_percent) + 50) // 100) for row in rows]


def weighted(minor: int, percent: int) -> int:
    """Return an amount by its probability, rounded half up, in minor units."""
    return (minor * percent + 50) // 100


def amount_of(deal: Deal) -> Money | None:
    """Return a deal's amount."""
    return Money(deal.amount_minor, deal.currency) if deal.amount_minor is not None else None


def texts(deal: Deal, party: Party) -> records.Texts:
    """Return what a deal is found by: its name and whose it is."""
    return [(deal.title, 5), (party.title, 2)]
