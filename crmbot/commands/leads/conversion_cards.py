"""The cards of a conversion: the proposal, whom to pick, what became of the lead."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from crmbot.chat.card import Action, Block, Card, Fields, Item, Items, Line, Menu, Span, Spans, bold, spans
from crmbot.chat.invocation import Invocation
from crmbot.commands import phrases, record_lines
from crmbot.commands.phrases import form_action, show_action
from crmbot.core import conversion, leads, lookup, permissions, records, tags
from crmbot.core.context import Context
from crmbot.core.conversion import Converted, Plan
from crmbot.core.conversion import links as conversion_links
from crmbot.core.conversion import near as conversion_near
from crmbot.core.conversion.undo import Conversion
from crmbot.core.errors import Duplicate, Found
from crmbot.language import codes, money
from crmbot.store.models.lead import Lead
from crmbot.store.models.party import Company, Party
from crmbot.store.models.record import Record

ASK, PEOPLE = "ask", "people"
"""What a button of a proposal leads to: the proposal again, or the people to choose from."""

ICON = "🔁"
USED = 3
"""How many of those who are there already are offered instead of new ones."""


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen so far."""

    plan: Plan

    def args(self, lead: Lead, **other: str) -> dict[str, str]:
        """Return it as texts for a button, some of them other ones; empty texts are left out."""
        plan = self.plan
        wanted = {"company": plan.with_company, "contact": plan.with_contact}
        said = {
            "which": records.code(lead),
            "to": ",".join(part for part, is_wanted in wanted.items() if is_wanted),
            "company": records.code(plan.company) if plan.company else "",
            "contact": records.code(plan.contact) if plan.contact else "",
            "customer": "yes" if plan.is_customer else "",
            "deal": (plan.deal.name or "yes") if plan.deal else "no",
            "type": plan.deal.type.value if plan.deal and plan.deal.type else "",
            **other,
        }
        return {name: text for name, text in said.items() if text}


def proposal(ctx: Context, lead: Lead, choice: Choice) -> Card:
    """Ask whether the lead is to become this; each button changes one thing of it."""
    near = _near(ctx, lead, choice.plan)
    looks = [Line(spans("👯 ", phrases.link(party), " looks the same and is there already.")) for party in near]
    return Card(
        spans("Convert ", bold(lead.title), f" ({records.code(lead)})?"),
        (Fields(tuple(_planned(ctx, lead, choice.plan))), *looks),
        (*_main_actions(lead, choice, near), _more(lead, choice)),
        ICON,
        records.code(lead),
    )


def _near(ctx: Context, lead: Lead, plan: Plan) -> list[Party]:
    """Return the likeliest company and contact, where new ones would be made."""
    firms = conversion_near.companies(ctx, lead) if plan.company is None else []
    twins = conversion_near.contacts(ctx, lead, plan.company) if plan.contact is None and plan.with_contact else []
    return [*firms[:1], *twins[:1]]


def _is_usable(party: Party, plan: Plan) -> bool:
    """Tell whether somebody who is there can be used: with a new company only people of one that is there (R-27)."""
    if isinstance(party, Company) or plan.company is not None or not plan.with_company:
        return True
    return party.company_id is not None


def _planned(ctx: Context, lead: Lead, plan: Plan) -> Iterator[tuple[str, Spans]]:
    kind = "customer" if plan.is_customer else "prospect"
    if plan.company is not None:
        yield "Company", spans(phrases.link(plan.company), " · customer" if plan.is_customer else "")
    elif plan.with_company:
        yield "Company", spans(f"new: {lead.company_name} · {kind}")
    if plan.contact is not None:
        yield "Contact", spans(phrases.link(plan.contact), *_moves(plan))
    elif plan.with_contact:
        yield "Contact", spans(f"new: {leads.person_name(lead)}" + ("" if plan.with_company else f" · {kind}"))
    yield "Deal", spans(_deal_words(lead, plan))
    along = _along(ctx, lead)
    if along:
        yield "Goes along", spans(along)


def _moves(plan: Plan) -> Sequence[str]:
    """Say that somebody changes companies: they belong to the one of the conversion from then on."""
    there, company = plan.contact, plan.company
    moves = there is not None and company is not None and there.company_id not in (None, company.id)
    return [f" · moves to {company.title}"] if moves and company is not None else []


def _deal_words(lead: Lead, plan: Plan) -> str:
    if plan.deal is None:
        return "none"
    party = (
        plan.company.title if plan.company else (lead.company_name if plan.with_company else leads.person_name(lead))
    )
    budget = plan.deal.amount or leads.budget_of(lead)
    kind = plan.deal.type.value.replace("_", " ") if plan.deal.type else ""
    worth = money.show(budget) if budget is not None else ""
    name = plan.deal.name or conversion.deal_name(lead, party or lead.title)
    return " · ".join(part for part in (name, worth, kind) if part)


def _along(ctx: Context, lead: Lead) -> str:
    activities, documents = conversion_links.count(ctx, lead)
    parts = [_counted(activities, "note or task", "notes and tasks"), _counted(documents, "file", "files")]
    return " · ".join(part for part in (*parts, *(f"#{tag}" for tag in tags.of(ctx, lead))) if part)


def _counted(count: int, one: str, several: str) -> str:
    return f"{count} {one if count == 1 else several}" if count else ""


def _main_actions(lead: Lead, choice: Choice, near: Sequence[Party]) -> Iterator[Action]:
    sure = {"sure": "yes"} | ({"anyway": "yes"} if near else {})
    label = "Make new ones" if near else "Convert"
    yield Action(label, Invocation("convert", choice.args(lead, **sure), rev=lead.version), style="primary")
    for party in (each for each in near if _is_usable(each, choice.plan)):
        word = "Into" if isinstance(party, Company) else "Use"
        yield _other(f"{word} {party.title} ({records.code(party)})", lead, choice, **{party.kind: records.code(party)})
    if choice.plan.deal is None:
        yield _other("With a deal", lead, choice, deal="yes")
    else:
        yield _other("Without a deal", lead, choice, deal="no", type="")


def _other(label: str, lead: Lead, choice: Choice, **args: str) -> Action:
    """Return a button that changes one thing of a proposal."""
    return Action(label, Invocation("convert", choice.args(lead, **{"step": ASK, **args}), rev=lead.version))


def _more(lead: Lead, choice: Choice) -> Menu:
    """Return what else can be chosen, and the ways out."""
    plan = choice.plan
    options = [_other("As prospect" if plan.is_customer else "As customer", lead, choice, **_standing(plan))]
    if plan.company is not None:
        options.append(_other("Contact…", lead, choice, step=PEOPLE))
        options.append(_other("New company", lead, choice, company="", contact=""))
    chosen = {"which": records.code(lead), "sure": "yes"}
    chosen |= {"into": records.code(plan.company)} if plan.company else {}
    chosen |= {"person": records.code(plan.contact)} if plan.contact else {}
    options.append(Action("Choose…", Invocation("convert", chosen, form=True)))
    options.append(Action("Not now", Invocation("open", {"which": records.code(lead)})))
    return Menu("More", tuple(options))


def _standing(plan: Plan) -> dict[str, str]:
    return {"customer": "" if plan.is_customer else "yes"}


def people(ctx: Context, lead: Lead, choice: Choice) -> Card:
    """Ask who the contact is: those who look like the lead's person, then the others at the company."""
    company = choice.plan.company
    found = conversion_near.to_pick(ctx, lead, company) if company is not None else conversion_near.contacts(ctx, lead)
    rows = [
        Item(
            spans(phrases.link(contact), f" · {contact.hint}" if contact.hint else ""),
            _other("Use", lead, choice, contact=records.code(contact)),
        )
        for contact in found
    ]
    new = _other(f"New: {leads.person_name(lead)}", lead, choice, contact="") if leads.person_name(lead) else None
    title = spans("Who is the contact", f" at {company.title}" if company is not None else "", "?")
    blocks = (Items(tuple(rows), first=1),) if rows else (Line(spans("Nobody is there yet.")),)
    return Card(title, blocks, tuple(filter(None, (new, _other("Back", lead, choice)))), "👤", records.code(lead))


def there_already(ctx: Context, lead: Lead, choice: Choice, near: Duplicate) -> Card:
    """Offer to use who is there, or to make another one anyway."""
    first = near.near[0]
    uses = [
        Action(f"Use {record_lines.option_label(found)}", Invocation("convert", choice.args(lead, **_using(found))))
        for found in _usable(ctx, choice, near)
    ]
    anyway = Action("Make anyway", Invocation("convert", choice.args(lead, sure="yes", anyway="yes")))
    shows = [] if uses else [Action("Show", Invocation("open", {"which": codes.show(first.kind, first.id)}))]
    title = spans("Looks like ", bold(first.title), f" ({codes.show(first.kind, first.id)}) is there already.")
    return Card(title, actions=(*uses, anyway, *shows), icon="👯", whisper=True)


def _using(found: Found) -> Mapping[str, str]:
    return {found.kind: codes.show(found.kind, found.id), "sure": "yes"}


def _usable(ctx: Context, choice: Choice, near: Duplicate) -> list[Found]:
    """Return those who can be used instead of a new one."""
    there = [party for party in lookup.those(ctx, [found.id for found in near.near]) if isinstance(party, Party)]
    usable = {party.id for party in there if _is_usable(party, choice.plan)}
    return [found for found in near.near if found.id in usable][:USED]


def converted(ctx: Context, lead: Lead, made: Converted) -> Card:
    """Draw what a lead has become, with the ways to each and the way back."""
    parts: list[Span | str] = [phrases.link(made.party)]
    parts += [" · ", phrases.link(made.contact)] if made.contact else []
    parts += [" · deal ", phrases.link(made.deal)] if made.deal else []
    lines: list[Block] = [Line(spans("Deals that went along: ", *_listed(made.deals)))] if made.deals else []
    opens = [_open(record) for record in (made.party, made.contact, made.deal) if record is not None]
    along = "; its notes and tasks went along" if sum(conversion_links.count(ctx, lead)) else ""
    lines.append(Line(spans(f"{lead.title} {records.code(lead)} is converted{along}.")))
    title = spans(bold("Converted"), ": ", *parts)
    return Card(title, tuple(lines), (*opens, phrases.undo_action(ctx)), "🟢", records.code(made.party))


def _listed(found: Sequence[Record]) -> Iterator[Span | str]:
    for place, record in enumerate(found):
        yield ", " if place else ""
        yield phrases.link(record)


def _open(record: Record) -> Action:
    return show_action(f"Open {record.kind}", record)


def already(ctx: Context, lead: Lead, made: Conversion | None) -> Card:
    """Say when a lead was converted, by whom, and into what; a manager can take it back."""
    day = lead.converted_at.astimezone(ctx.zone).date() if lead.converted_at is not None else ctx.today
    year = f" {day.year}" if day.year != ctx.today.year else ""
    who = "" if made is None else " by you" if made.user_id == ctx.actor.id else f" by {made.by}"
    ids = (lead.converted_party_id, lead.converted_contact_id)
    seen = lookup.those(ctx, [number for number in ids if number is not None])
    into = phrases.link(seen[0]) if seen else "what you cannot see"
    back = [_unconvert(lead)] if made is not None and permissions.may(ctx, lead, "unconvert") else []
    title = spans(f"Already converted on {day.day} {day:%b}{year}{who} → ", into)
    return Card(title, actions=(*(_open(party) for party in seen), *back), icon="🟢", whisper=True)


def _unconvert(lead: Lead) -> Action:
    question = "Take the conversion back, with all it made?"
    return Action("Take back", Invocation("unconvert", {"which": records.code(lead)}), "danger", question)


def incomplete(lead: Lead, whose: str, missing: Sequence[str]) -> Card:
    """Ask for the rest of an address that would be taken over by halves."""
    title = spans(f"Please complete the {whose}’s address first.")
    line = Line(spans(bold(lead.title), f" has a street or a postcode but no {' and no '.join(missing)}."))
    complete = form_action("Complete it", "lead set", lead)
    return Card(title, (line,), (complete, show_action("Show lead", lead)), "✋", records.code(lead), whisper=True)


def taken_back(lead: Lead, touched: Sequence[Record]) -> Card:
    """Say that a lead is open again, and what is gone."""
    gone = [record for record in touched if record.is_deleted]
    lines = (Line(spans("Put away: ", *_listed(gone))),) if gone else ()
    title = spans("Taken back: ", phrases.link(lead), f" is {lead.hint} again")
    return Card(title, lines, (show_action("Show lead", lead),), "↩️", records.code(lead))
