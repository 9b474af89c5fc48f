"""Deals: making, changing and listing them."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Action, Card, Footer, Item, Items, Line, Spans, bold, code, spans
from crmbot.chat.command import Noun, command
from crmbot.chat.form import Aside, Form, Head, Hidden, Inline, Key, Person, Quick, RecordRef, Ref, Rest, Tags, UserRef
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Fault, OpenForm, Option, Problem, Reply
from crmbot.commands import deal_card, phrases, record_lines
from crmbot.commands.phrases import show_action
from crmbot.commands.record_lines import making
from crmbot.core import deal_lines, deals, lookup, mentions, people, records, tags
from crmbot.core.context import Context
from crmbot.core.deal_lines import DealLine
from crmbot.core.deals import DealChange, DealDraft, DealQuery
from crmbot.core.errors import Ambiguous, Found, InvalidInput, NotFound
from crmbot.language import when
from crmbot.language.fold import fold, tokens
from crmbot.language.money import Money
from crmbot.store.models.deal import Deal, DealType
from crmbot.store.models.party import Contact, Party
from crmbot.store.models.pipeline import Stage, StageCategory
from crmbot.store.models.record import Record

PAGE = 10

_PARTIES = ("company", "contact")
_ANYBODY = frozenset({"everybody", "everyone", "team", "all"})
_STATES = frozenset({"open", "won", "lost"})


class NewDeal(Form):
    """A deal to be made."""

    name: Annotated[str, Rest(), Field(max_length=300, description="What is it called?")]
    party: Annotated[
        RecordRef | None,
        Key("on", "with", "company"),
        Ref(*_PARTIES),
        Field(description="With which company or person?"),
    ] = None
    amount: Annotated[Money | None, Key("worth"), Field(description="How much is it worth?")] = None
    close: Annotated[
        date | None,
        Key("closes", "by"),
        Quick("in 30 days", "in 60 days", "in 90 days"),
        Field(description="When do you expect it to close?"),
    ] = None
    contact: Annotated[RecordRef | None, Ref("contact"), Aside(), Field(description="Whom do you talk to?")] = None
    prob: Annotated[int | None, Key("probability"), Aside(), Field(description="How likely, in per cent?")] = None
    kind: Annotated[DealType | None, Key("type"), Aside(), Field(description="New, existing or recurring?")] = None
    step: Annotated[str | None, Key("next"), Aside(), Field(max_length=500, description="What is the next step?")] = (
        None
    )
    owner: Annotated[UserRef | None, Inline(), Person(), Aside(), Field(description="Whose is it?")] = None
    tag: Annotated[tuple[str, ...], Tags(), Key("tags"), Aside(), Field(description="Tags")] = ()


@command(
    "deal new",
    permission="deal.create",
    examples=["Acme renewal 12k", 'Acme "Service contract" 8,400 close 18 apr', "Pumps 5k on:Acme close:30dec"],
)
def add_deal(ctx: Context, form: NewDeal) -> Reply:
    """Start a deal."""
    line = deal_lines.read(ctx, form.name) if form.amount is None else deal_lines.without_amount(form.name)
    if form.party is not None:
        party = lookup.get(ctx, form.party.id)
        return _make(ctx, form, line, party, line.name or line.words)
    try:
        party_found, name = _named(ctx, line)
    except (NotFound, Ambiguous) as unsure:
        return _which_party(form, line, unsure)
    return _make(ctx, form, line, party_found, name)


def _named(ctx: Context, line: DealLine) -> tuple[Record | None, str]:
    """Return whom the words name and what is left as the deal's name. Raises `NotFound`, `Ambiguous`."""
    if line.before:
        return lookup.get(ctx, lookup.resolve(ctx, line.before, _PARTIES).id), line.name
    named = mentions.named_in(ctx, line.words)
    if named.doubtful and not any(record.kind in _PARTIES for record in named.sure):
        raise Ambiguous(named.asked, named.doubtful)
    party = next((record for record in named.sure if record.kind in _PARTIES), None)
    return party, line.name or (_without(line.words, party) if party else line.words)


def _without(words: str, party: Record) -> str:
    """Return what the words say besides the name; "Acme renewal" keeps it, "Acme: renewal" does not."""
    if set(tokens(words)) <= set(tokens(party.title)):
        return ""
    front, sign, behind = words.partition(":") if ":" in words else words.partition(",")
    return behind.strip() if sign and set(tokens(front)) <= set(tokens(party.title)) else words


def _make(ctx: Context, form: NewDeal, line: DealLine, found: Record | None, name: str) -> Reply:
    """Make the deal, or ask for what it cannot do without; what was understood stays in the form."""
    problems = _problems(ctx, line, name, found)
    if problems or not isinstance(found, Party):
        said = _said(form, line) | {"name": name, "party": records.code(found) if found else ""}
        return OpenForm("deal new", {field: text for field, text in said.items() if text}, problems)
    party, contact = _sides(ctx, found)
    closes = line.closes.when.on if line.closes and line.closes.when else None
    draft = DealDraft(
        name=name,
        party=party,
        amount=form.amount or line.amount,
        expected_close=form.close or closes,
        contact_id=form.contact.id if form.contact else contact,
        owner_id=form.owner.id if form.owner else None,
        type=form.kind or line.type,
        probability=form.prob,
        next_step=form.step,
    )
    deal = deals.create(ctx, draft)
    tags.apply(ctx, deal, form.tag)
    return record_lines.made(ctx, deal_card.deal_card(ctx, deal), deal, "deal set")


def _problems(ctx: Context, line: DealLine, name: str, party: Record | None) -> dict[str, Problem]:
    problems = {} if name else {"name": Problem(Fault.MISSING)}
    if party is None:
        problems["party"] = Problem(Fault.MISSING)
    if line.closes is not None and line.closes.when is None:
        doubt = line.closes.doubt
        options = tuple(Option(one.iso(), when.show(one, today=ctx.today)) for one in doubt.options) if doubt else ()
        problems["close"] = Problem(Fault.UNSURE, line.closes.text, "", options)
    return problems


def _sides(ctx: Context, found: Party) -> tuple[Party, int | None]:
    """Return who buys and whom one talks to: a person at a company speaks for it."""
    if not isinstance(found, Contact) or found.company_id is None:
        return found, None
    return ctx.session.get_one(Party, found.company_id), found.id


def _said(form: NewDeal, line: DealLine) -> dict[str, str | None]:
    """Return what was understood so far as texts for the form."""
    amount, kind = form.amount or line.amount, form.kind or line.type
    return {
        "amount": str(amount) if amount else None,
        "close": form.close.isoformat() if form.close else (line.closes.text if line.closes else None),
        "contact": form.contact.code if form.contact else None,
        "prob": str(form.prob) if form.prob is not None else None,
        "kind": kind.value if kind else None,
        "step": form.step,
        "owner": form.owner.name if form.owner else None,
        "tag": " ".join(form.tag),
    }


def _which_party(form: NewDeal, line: DealLine, unsure: NotFound | Ambiguous) -> Card:
    """Ask whose deal it is when the words name nobody for certain; nothing that was said is lost."""
    found: tuple[Found, ...] = unsure.candidates if isinstance(unsure, Ambiguous) else ()
    said = _said(form, line) | {"name": f'"{line.name}"' if line.name else line.words}
    again = Invocation("deal new", {field: text for field, text in said.items() if text})
    kinds = _PARTIES if not found else ()
    new = [Action(f"New {kind}", again.with_args(party=making(kind, unsure.asked))) for kind in kinds]
    return record_lines.pick(unsure.asked, found, again, "party", *new)


class EditDeal(Form):
    """What is to change of a deal."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    amount: Annotated[Money | None, Key("worth"), Field(description="How much is it worth?")] = None
    close: Annotated[date | None, Key("closes", "by"), Field(description="When do you expect it to close?")] = None
    prob: Annotated[int | None, Key("probability"), Field(description="How likely, in per cent?")] = None
    step: Annotated[str | None, Key("next"), Field(max_length=500, description="What is the next step?")] = None
    name: Annotated[str | None, Field(max_length=300, description="New name?")] = None
    stage: Annotated[str | None, Aside(), Field(max_length=60, description="Which stage?")] = None
    contact: Annotated[RecordRef | None, Ref("contact"), Aside(), Field(description="Whom do you talk to?")] = None
    owner: Annotated[UserRef | None, Inline(), Person(), Aside(), Field(description="Whose is it?")] = None
    tag: Annotated[tuple[str, ...], Tags(), Key("tags"), Aside(), Field(description="Tags")] = ()


def _now(ctx: Context, which: RecordRef) -> dict[str, str]:
    """Return what a deal's form shows before anything is changed."""
    deal = record_lines.deal_of(ctx, which)
    return {
        "name": deal.title,
        "amount": phrases.amount(deal) if deal.amount_minor is not None else "",
        "close": deal.expected_close.isoformat() if deal.expected_close is not None else "",
        "prob": str(deal.probability) if deal.probability is not None else "",
        "step": deal.next_step or "",
    }


@command(
    "deal set",
    permission="deal.edit",
    examples=["D-12 amount:15k close:30dec", "D-12 stage:proposal prob:60"],
    changes=True,
    in_place=True,
    present=_now,
)
def edit_deal(ctx: Context, form: EditDeal) -> Reply:
    """Change the amount, the close, the chance or the stage of a deal."""
    deal = record_lines.deal_of(ctx, form.which)
    wanted = _changes(form)
    if wanted != DealChange():
        deals.change(ctx, deal, wanted)
    tags.apply(ctx, deal, form.tag)
    if form.stage:
        return enter(ctx, deal, deals.find_stage(ctx, deal, form.stage))
    return record_lines.changed(ctx, deal_card.deal_card(ctx, deal), "Changed")


def _changes(form: EditDeal) -> DealChange:
    emptied = {name for name in form.model_fields_set if getattr(form, name) is None}
    columns = {"amount": "amount_minor", "close": "expected_close", "step": "next_step", "contact": "contact_id"}
    return DealChange(
        name=form.name,
        amount=form.amount,
        probability=form.prob,
        expected_close=form.close,
        next_step=form.step,
        contact_id=form.contact.id if form.contact else None,
        owner_id=form.owner.id if form.owner else None,
        cleared=tuple(columns[name] for name in columns if name in emptied),
    )


def enter(ctx: Context, deal: Deal, stage: Stage) -> Reply:
    """Put a deal into any stage; being lost wants its reason first (R-40)."""
    if stage.category is StageCategory.LOST:
        return OpenForm("lost", {"which": records.code(deal)})
    if stage.category is StageCategory.WON:
        deals.win(ctx, deal)
        return deal_card.won(ctx, deal)
    before = deals.move(ctx, deal, stage)
    return deal_card.moved(ctx, deal, f"{before.name} → {stage.name}")


class Chance(Form):
    """A deal and how likely it is."""

    which: Annotated[RecordRef, Head(), Ref("deal"), Field(description="Which deal?")]
    prob: Annotated[int, Rest(), Quick("25", "50", "75", "90"), Field(description="How likely, in per cent?")]


@command("probability", permission="deal.edit", aliases=["prob"], examples=["D-12 60"], changes=True, in_place=True)
def set_probability(ctx: Context, form: Chance) -> Card:
    """Say how likely a deal is; it then stays so in every stage."""
    deal = record_lines.deal_of(ctx, form.which)
    deals.change(ctx, deal, DealChange(probability=form.prob))
    return record_lines.changed(ctx, deal_card.deal_card(ctx, deal), f"{form.prob} %")


class ListDeals(Form):
    """Which deals to list."""

    only: Annotated[
        str, Key("is"), Rest(), Aside(), Field(max_length=60, description="open, won, lost, all, a name or unassigned")
    ] = "open"
    stage: Annotated[str | None, Aside(), Field(max_length=60, description="In which stage?")] = None
    who: Annotated[UserRef | None, Inline(), Key("owner", "for"), Person(), Aside(), Field(description="Whose?")] = None
    page: Annotated[int, Hidden()] = 1


@command(
    "deals",
    permission="deal.see",
    aliases=["opps", "opportunities"],
    examples=["", "won", "unassigned", "everybody stage:proposal"],
    in_place=True,
)
def list_deals(ctx: Context, form: ListDeals) -> Card:
    """List your deals, the next to close first."""
    query, whose = _query(ctx, form)
    page, total = deals.listed(ctx, query)
    title = spans(bold(whose), f" · {total}")
    if not page:
        nothing = Line(spans("Nothing here. ", code("deal new Acme renewal 12k"), " makes one."))
        return Card(title, (nothing,), icon="💼", whisper=True)
    rows = [(deal.id, Item(_row(ctx, deal, stage), show_action("Open", deal))) for deal, stage in page]
    shown = record_lines.numbered(ctx, rows, query.offset)
    given: Mapping[str, str | None] = {
        "only": form.only,
        "stage": form.stage,
        "who": form.who.name if form.who else None,
    }
    args = {name: text for name, text in given.items() if text}
    turns = phrases.pager("deals", args, form.page, -(-total // PAGE))
    board = Action("Board", Invocation("board"))
    return Card(title, (shown,), (*turns, board), icon="💼", whisper=True)


def _query(ctx: Context, form: ListDeals) -> tuple[DealQuery, str]:
    """Read the words of a list: states, `unassigned`, `everybody`, or somebody's name."""
    words = set(tokens(form.only))
    state = next((word for word in ("won", "lost", "open") if word in words), "all" if "all" in words else "open")
    rest = " ".join(word for word in form.only.split() if fold(word) not in _STATES | _ANYBODY | {"mine", "unassigned"})
    who = form.who or (_person(ctx, rest) if rest else None)
    stage = deals.stage_named(ctx, form.stage) if form.stage else None
    anybody = bool(words & (_ANYBODY - {"all"})) or "unassigned" in words
    owner_id = who.id if who else (None if anybody else ctx.actor.id)
    stage_id = stage.id if stage else None
    query = DealQuery(owner_id, stage_id, state, PAGE, (form.page - 1) * PAGE, unowned="unassigned" in words)
    owner = f"{who.name}’s" if who else ("Unassigned" if query.unowned else "All" if anybody else "Your")
    kind = stage.name if stage else (state if state != "all" else "")
    return query, " ".join(filter(None, (owner, kind, "deals")))


def _person(ctx: Context, text: str) -> UserRef:
    found = people.by_name(ctx, text)
    if len(found) != 1:
        known = tuple(user.name for user in found or people.colleagues(ctx))
        raise InvalidInput("only", text, "that is neither a state of a deal nor one of us", known)
    return UserRef(found[0].id, found[0].name)


def _row(ctx: Context, deal: Deal, stage: Stage) -> Spans:
    mark = deal_card.mark_words(ctx, deal, stage)
    return (*record_lines.deal_line(deal, stage), *spans(f" · {mark}"))


DEAL = Noun("deal", "deal", new="deal new", change="deal set", list="deals", aliases=("opp", "opportunity"))


class Board(Form):
    """Whose deals to sum up."""

    only: Annotated[str, Rest(), Aside(), Field(max_length=30, description="all or me")] = "all"


@command("board", permission="deal.see", aliases=["pipe", "pipeline"], examples=["", "me"], in_place=True)
def show_board(ctx: Context, form: Board) -> Card:
    """Sum up the open deals, stage by stage."""
    mine = fold(form.only) in ("me", "mine")
    found = deals.sums(ctx, ctx.actor.id if mine else None)
    args = {} if mine else {"only": "everybody"}
    rows = []
    for stage in deals.open_stages(ctx.session):
        of_stage = [part for part in found if part.stage == stage.name]
        again = Action("List", Invocation("deals", {**args, "stage": stage.name})) if of_stage else None
        rows.append(Item((*spans(bold(stage.name)), *spans(f" {_summed(of_stage)}")), again))
    total = sum(part.count for part in found)
    other = Action("Everybody’s", Invocation("board")) if mine else Action("Mine", Invocation("board", {"only": "me"}))
    foot = Footer(spans("Weighted: each amount by its probability. Currencies are not added up."))
    title = spans(bold("Your pipeline" if mine else "Pipeline"), f" · {total} open")
    return Card(title, (Items(tuple(rows)), foot), (other,), icon="📊", whisper=True)


def _summed(parts: list[deals.Sum]) -> str:
    """Return a stage in numbers: how many deals, and per currency the sum and the weighted sum."""
    count = sum(part.count for part in parts)
    sums = [
        f"{phrases.money_words(part.minor, part.currency)}"
        f" (weighted {phrases.money_words(part.weighted_minor, part.currency)})"
        for part in parts
        if part.minor
    ]
    return " · ".join([str(count), *sums])
