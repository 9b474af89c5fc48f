"""What the forms of companies and contacts ask alike: how to reach them, where they are, whose they are."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.form import Aside, Choice, Form, Key, Long, Tags
from crmbot.commands import shared_fields as ask
from crmbot.commands.record_lines import given
from crmbot.core import parties, records
from crmbot.core.context import Context
from crmbot.core.parties import Reach
from crmbot.core.settings import sources
from crmbot.store.models.party import Party


class PartyFields(Form):
    """Fields of both. A form asks first what the bases it names last ask: `NewX(PartyFields, First)`."""

    phone: ask.Phone = None
    mobile: Annotated[ask.Mobile, Aside()] = None
    email: ask.MailAddress = None
    website: ask.Website = None
    fax: ask.Fax = None
    street: ask.Street = None
    postcode: ask.Postcode = None
    city: Annotated[ask.City, Aside()] = None
    # Not `region`: that is a word organisations want for a field of their own.
    state: Annotated[
        str | None, Key("province", "county"), Aside(), Field(max_length=100, description="In which state or region?")
    ] = None
    country: ask.Country = None
    language: ask.Language = None
    source: Annotated[
        str | None, Choice("sources", others=True), Aside(), Field(max_length=60, description="From which source?")
    ] = None
    nocall: ask.NoCalls = None
    nomail: ask.NoMails = None
    note: Annotated[
        str | None,
        Key("description"),
        Long(),
        Aside(),
        Field(max_length=10_000, description="What else is to be known of them?"),
    ] = None
    owner: ask.Owner = None
    tag: Annotated[
        tuple[str, ...], Tags(), Key("tags"), Aside(), Field(description="Tags to add (-tag takes one away)")
    ] = ()


def reach(form: PartyFields) -> Reach:
    """Return the ways to reach somebody that a form gives; those left alone are None, emptied ones empty."""
    columns = {name: given(form, name) for name in ("phone", "mobile", "email", *parties.PLAIN) if name != "region"}
    return Reach(**columns, region=given(form, "state"))


def cleared(form: Form, columns: dict[str, str]) -> tuple[str, ...]:
    """Return the columns of those fields that were emptied; `columns`: by the names of the fields."""
    return tuple(column for field, column in columns.items() if given(form, field) == "")


def now(ctx: Context, party: Party) -> dict[str, str]:
    """Return what these fields say of somebody before anything is changed."""
    source = sources.of(ctx.session, party.source_id)
    columns = ("phone", "mobile", "email", "website", "fax", "street", "postcode", "city", "country", "language")
    return {
        **{name: getattr(party, name) or "" for name in columns},
        "state": party.region or "",
        "source": source.name if source is not None else "",
        "nocall": "yes" if party.no_calls else "no",
        "nomail": "yes" if party.no_emails else "no",
        "note": party.description or "",
        "owner": records.owner_name(ctx, party),
    }


def code_of(ctx: Context, party_id: int | None) -> str:
    """Return the code of somebody a form shows; empty when there is nobody the actor may see."""
    party = parties.seen(ctx, party_id)
    return records.code(party) if party is not None else ""
