"""What the forms of companies and contacts ask alike: how to reach them, where they are, whose they are."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.form import Aside, Choice, Email, Form, Inline, Key, Long, Person, Tags, Tel, UserRef
from crmbot.commands.record_lines import given
from crmbot.core import parties, records
from crmbot.core.context import Context
from crmbot.core.parties import Reach
from crmbot.core.settings import sources
from crmbot.store.models.party import Party

City = Annotated[str | None, Field(max_length=100, description="In which city?")]


class PartyFields(Form):
    """Fields of both. A form asks first what the bases it names last ask: `NewX(PartyFields, First)`."""

    phone: Annotated[str | None, Key("tel"), Tel(), Field(max_length=60, description="Phone number?")] = None
    mobile: Annotated[str | None, Key("cell"), Tel(), Aside(), Field(max_length=60, description="Mobile number?")] = (
        None
    )
    email: Annotated[str | None, Key("mail"), Email(), Field(max_length=254, description="E-mail address?")] = None
    website: Annotated[str | None, Key("web", "site"), Aside(), Field(max_length=200, description="Web site?")] = None
    fax: Annotated[str | None, Aside(), Field(max_length=60, description="Fax number?")] = None
    street: Annotated[str | None, Aside(), Field(max_length=200, description="Street and number?")] = None
    postcode: Annotated[str | None, Key("zip"), Aside(), Field(max_length=20, description="Postcode?")] = None
    city: Annotated[City, Aside()] = None
    # Not `region`: that is a word organisations want for a field of their own.
    state: Annotated[
        str | None, Key("province", "county"), Aside(), Field(max_length=100, description="In which state or region?")
    ] = None
    country: Annotated[str | None, Aside(), Field(max_length=100, description="In which country?")] = None
    language: Annotated[str | None, Key("lang"), Aside(), Field(max_length=40, description="Which language?")] = None
    source: Annotated[
        str | None, Choice("sources", others=True), Aside(), Field(max_length=60, description="From which source?")
    ] = None
    nocall: Annotated[bool | None, Key("no_calls"), Aside(), Field(description="Do they reject calls?")] = None
    nomail: Annotated[bool | None, Key("no_mails"), Aside(), Field(description="Do they reject mails?")] = None
    note: Annotated[
        str | None,
        Key("description"),
        Long(),
        Aside(),
        Field(max_length=10_000, description="What else is to be known of them?"),
    ] = None
    owner: Annotated[UserRef | None, Inline(), Person(), Aside(), Field(description="Whose is it?")] = None
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
