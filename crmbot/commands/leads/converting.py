"""Converting leads: what is proposed, what is chosen, what became of it (spec: crm, 1.6)."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.card import Card
from crmbot.chat.command import command
from crmbot.chat.form import Form, Head, Hidden, Key, Quick, RecordRef, Ref, Rest
from crmbot.chat.invocation import Invocation
from crmbot.chat.reply import Reply
from crmbot.commands import record_lines
from crmbot.commands.leads import conversion_cards
from crmbot.commands.leads.conversion_cards import Choice
from crmbot.core import conversion, lookup
from crmbot.core.context import Context
from crmbot.core.conversion import DealWish, Plan
from crmbot.core.conversion import undo as conversion_undo
from crmbot.core.errors import Ambiguous, Duplicate, InvalidInput, NotFound
from crmbot.language.fold import fold, tokens
from crmbot.store.models.deal import DealType
from crmbot.store.models.lead import Lead, LeadStatus
from crmbot.store.models.party import Company, Contact

PARTS = ("company", "contact", "deal")

_NEW, _NONE = frozenset({"new", "yes"}), frozenset({"none", "no"})


class Conversion(Form):
    """What a lead is to become. `company` and `contact` hold what was typed: a code, a name, or `new`."""

    which: Annotated[RecordRef, Head(), Ref("lead"), Field(description="Which lead?")]
    into: Annotated[
        RecordRef | None, Ref("company"), Field(description="Into a company we have? Leave it out for a new one")
    ] = None
    person: Annotated[
        RecordRef | None, Ref("contact"), Field(description="A contact we have? Leave it out for a new one")
    ] = None
    customer: Annotated[bool, Field(description="Is it a customer already?")] = False
    deal: Annotated[
        str | None,
        Rest(),
        Key("name"),
        Quick("yes", "no"),
        Field(max_length=300, description="A deal as well? Its name, yes or no"),
    ] = None
    type: Annotated[
        DealType | None, Key("kind"), Field(description="Which type of deal: new customer, existing, recurring?")
    ] = None
    to: Annotated[str | None, Hidden(), Field(max_length=60)] = None
    company: Annotated[str | None, Hidden(), Field(max_length=300)] = None
    contact: Annotated[str | None, Hidden(), Field(max_length=300)] = None
    step: Annotated[str | None, Hidden()] = None
    sure: Annotated[bool, Hidden()] = False
    anyway: Annotated[bool, Hidden()] = False


@command(
    "convert",
    permission="lead.edit",
    aliases=["convert lead"],
    examples=[
        "L-5",
        "L-5 to:contact,deal",
        "L-5 company:C-7 contact:new Starter kit",
        "L-5 customer:yes type:recurring",
    ],
    changes=True,
    in_place=True,
    submit="Convert",
)
def convert_lead(ctx: Context, form: Conversion) -> Reply:
    """Make a company, a contact and a deal of a lead."""
    lead = record_lines.named(ctx, form.which, Lead)
    if lead.status is LeadStatus.CONVERTED:
        return conversion_cards.already(ctx, lead, conversion_undo.of(ctx, lead))
    conversion.require_convertible(ctx, lead)
    try:
        choice = _choice(ctx, lead, form)
    except (Ambiguous, NotFound) as unsure:
        return _which(form, unsure)
    whose, missing = conversion.lacking(lead, choice.plan)
    return conversion_cards.incomplete(lead, whose, missing) if missing else _go_on(ctx, lead, form, choice)


def _go_on(ctx: Context, lead: Lead, form: Conversion, choice: Choice) -> Card:
    """Show what is chosen so far, the people to choose from, or what became of it."""
    if form.step == conversion_cards.PEOPLE:
        return conversion_cards.people(ctx, lead, choice)
    if not form.sure and (form.step == conversion_cards.ASK or _is_bare(form)):
        return conversion_cards.proposal(ctx, lead, choice)
    try:
        made = conversion.convert(ctx, lead, choice.plan, anyway=form.anyway)
    except Duplicate as near:
        return conversion_cards.there_already(ctx, lead, choice, near)
    return conversion_cards.converted(ctx, lead, made)


def _choice(ctx: Context, lead: Lead, form: Conversion) -> Choice:
    """Read what was chosen by the form, the line or the buttons. Raises `NotFound`, `Ambiguous`, `InvalidInput`."""
    parts = _parts(form.to)
    company, contact = _company(ctx, form), _contact(ctx, form)
    deal = _deal(lead, form, wanted="deal" in parts and form.to is not None)
    if _is_bare(form) and lead.budget_minor is not None:
        deal = DealWish()
    plan = Plan(
        company=company,
        contact=contact,
        with_company=company is not None or "company" in parts,
        with_contact=contact is not None or "contact" in parts,
        is_customer=form.customer,
        deal=deal,
    )
    return Choice(conversion.settled(ctx, lead, plan))


def _is_bare(form: Conversion) -> bool:
    """Tell whether nothing was said but which lead: then a proposal is made."""
    return form.model_fields_set <= {"which"}


def _parts(text: str | None) -> frozenset[str]:
    """Return what is to be made: all of it when nothing is said. Raises `InvalidInput`."""
    words = tokens(text.replace(",", " ")) if text else PARTS
    for word in words:
        if word not in PARTS:
            raise InvalidInput("to", word, "a lead becomes these", PARTS)
    return frozenset(words)


def _company(ctx: Context, form: Conversion) -> Company | None:
    if form.into is not None:
        return record_lines.company_of(ctx, form.into)
    if form.company is None or fold(form.company) in _NEW | _NONE:
        return None
    found = lookup.get(ctx, lookup.resolve(ctx, form.company, ("company",)).id)
    return found if isinstance(found, Company) else None


def _contact(ctx: Context, form: Conversion) -> Contact | None:
    if form.person is not None:
        return record_lines.contact_of(ctx, form.person)
    if form.contact is None or fold(form.contact) in _NEW | _NONE:
        return None
    found = lookup.get(ctx, lookup.resolve(ctx, form.contact, ("contact",)).id)
    return found if isinstance(found, Contact) else None


def _deal(lead: Lead, form: Conversion, *, wanted: bool) -> DealWish | None:
    """Return the deal that is wanted: `yes` is one of the usual name; words of the lead's own name are no name."""
    said = (form.deal or "").strip().strip('"')
    if fold(said) in _NONE:
        return None
    if set(tokens(said)) <= set(tokens(lead.title)):
        said = ""
    if not (said or wanted or form.type is not None):
        return None
    return DealWish("" if fold(said) in _NEW else said, form.type)


def _which(form: Conversion, unsure: Ambiguous | NotFound) -> Card:
    """Ask which company or contact was meant; what was chosen besides stays."""
    found = unsure.candidates if isinstance(unsure, Ambiguous) else unsure.near
    typed = {name: str(value) for name in ("to", "company", "contact", "deal") if (value := getattr(form, name))}
    field = next((name for name in ("company", "contact") if typed.get(name) == unsure.asked), "company")
    again = Invocation("convert", {"which": form.which.code, **typed})
    return record_lines.pick(unsure.asked, found, again, field)


class TakeBack(Form):
    """A converted lead."""

    which: Annotated[RecordRef, Head(), Ref("lead"), Field(description="Which lead?")]


@command("unconvert", permission="lead.unconvert", aliases=["unconvert lead"], examples=["L-5"], in_place=True)
def unconvert_lead(ctx: Context, form: TakeBack) -> Card:
    """Take the conversion of a lead back, whoever made it."""
    lead = record_lines.named(ctx, form.which, Lead)
    touched = conversion_undo.take_back(ctx, lead)
    return conversion_cards.taken_back(lead, touched)
