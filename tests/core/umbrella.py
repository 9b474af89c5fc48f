"""A lead that tells everything there is to tell, and its conversion."""

from sqlalchemy import select

from crmbot.core import conversion, leads
from crmbot.core.context import Context
from crmbot.core.conversion import Converted, DealWish, Plan
from crmbot.core.leads import LeadDraft
from crmbot.core.parties import Reach
from crmbot.language.money import Money
from crmbot.store.models.lead import Lead
from crmbot.store.models.pipeline import Source
from crmbot.store.models.record import Record

REACH = Reach(
    phone="+44 20 7946 0100",
    mobile="+44 7700 900123",
    email="paul@umbrella.example",
    website="umbrella.example",
    city="Leeds",
)


def umbrella(ctx: Context, **more: object) -> Lead:
    """Make a lead that tells everything there is to tell."""
    source = ctx.session.scalars(select(Source).order_by(Source.id)).first()
    told: dict[str, object] = {
        "first_name": "Paul",
        "last_name": "Martin",
        "company_name": "Umbrella",
        "civility": "M",
        "job_title": "Buyer",
        "department": "Purchasing",
        "industry": "Pharma",
        "reach": REACH,
        "street": "1 High St",
        "postcode": "LS1 1AA",
        "region": "Yorkshire",
        "country": "GB",
        "source": source,
        "budget": Money(500_000, "EUR"),
        "description": "Wants 40 pumps\nby summer",
        "no_calls": True,
        "no_emails": True,
    }
    return leads.create(ctx, LeadDraft(**{**told, **more}))  # type: ignore[arg-type]  # the names are those of the draft


def whole(ctx: Context, lead: Lead, **plan: object) -> Converted:
    """Convert a lead with a deal."""
    wanted = Plan(**{"deal": DealWish(), **plan})  # type: ignore[arg-type]  # the names are those of the plan
    return conversion.convert(ctx, lead, wanted)


def columns(record: Record, *names: str) -> list[object]:
    """Return some columns of a record."""
    return [getattr(record, name) for name in names]
