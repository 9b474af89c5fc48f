"""What the forms of a new and of a known lead ask alike, each said once."""

from typing import Annotated

from pydantic import Field

from crmbot.chat.form import Aside, Choice, Key, Long
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
