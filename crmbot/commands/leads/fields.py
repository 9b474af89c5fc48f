"""What the forms of a new and of a known lead ask alike, each said once."""

from datetime import date
from typing import Annotated

from pydantic import Field

from crmbot.chat.form import Aside, Choice, Form, Key, Long
from crmbot.commands import shared_fields as ask
from crmbot.language.money import Money
from crmbot.store.models.lead import Grade

Firm = Annotated[str | None, Key("at"), Field(max_length=300, description="At which company?")]
JobTitle = Annotated[str | None, Key("job", "title"), Field(max_length=100, description="Job title?")]
Source = Annotated[
    str | None, Key("from"), Choice("sources", others=True), Field(max_length=60, description="From which source?")
]
Referrer = Annotated[
    str | None, Key("referrer", "referred"), Aside(), Field(max_length=200, description="Referred by whom?")
]
Budget = Annotated[Money | None, Field(description="How much may they spend?")]
Quality = Annotated[Grade | None, Aside(), Field(description="Suspect or prospect?")]
Wish = Annotated[
    str | None, Key("description"), Long(), Aside(), Field(max_length=10_000, description="What do they want?")
]


class LeadFields(Form):
    """Fields of both. A form asks first what the bases it names last ask: `NewX(LeadFields, First)`."""

    company: Firm = None
    role: Annotated[JobTitle, Aside()] = None
    phone: ask.Phone = None
    mobile: Annotated[ask.Mobile, Aside()] = None
    email: ask.MailAddress = None
    source: Source = None
    ref: Referrer = None
    budget: Annotated[Budget, Aside()] = None
    contact: Annotated[date | None, Key("next"), Aside(), Field(description="To be contacted when?")] = None
    grade: Quality = None
    nocall: ask.NoCalls = None
    nomail: ask.NoMails = None
    street: ask.Street = None
    postcode: ask.Postcode = None
    city: Annotated[ask.City, Aside()] = None
    region: Annotated[str | None, Key("state"), Aside(), Field(max_length=100, description="In which region?")] = None
    country: ask.Country = None
    website: ask.Website = None
    industry: ask.Industry = None
    civility: Annotated[str | None, Aside(), Field(max_length=20, description="Ms, Mr, Dr or Prof?")] = None
    department: Annotated[str | None, Aside(), Field(max_length=100, description="In which department?")] = None
    office: Annotated[str | None, Aside(), Field(max_length=100, description="In which office?")] = None
    fax: ask.Fax = None
    language: ask.Language = None
    note: Wish = None
    word: Annotated[
        str | None, Key("status_note"), Aside(), Field(max_length=1000, description="A word on how it stands?")
    ] = None
    owner: ask.Owner = None
    tag: ask.TagWords = ()


TEXTS = {
    "role": "job_title",
    "street": "street",
    "postcode": "postcode",
    "region": "region",
    "country": "country",
    "industry": "industry",
    "civility": "civility",
    "department": "department",
    "office": "office",
    "fax": "fax",
    "language": "language",
    "note": "description",
    "word": "status_note",
    "company": "company_name",
}
"""The fields that are plain columns of a lead."""
